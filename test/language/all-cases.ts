/** All groups of cases: the files of `cases/`, and the keyword tables' examples. */
import { type Case, caseFiles, casesOf } from './frames.ts';
import { rowCases } from './rows.ts';

export const groups: readonly string[] = [...caseFiles, 'rows'];

export function casesIn(group: string): readonly Case[] {
  return group === 'rows' ? rowCases : casesOf(group);
}
