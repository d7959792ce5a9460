/** Drydock and each version of HAProxy say the same about every case; what HAProxy says was recorded. */
import { describe, expect, it } from 'vitest';
import { disagreements, versionOf } from './agreement.ts';
import { casesIn, groups } from './all-cases.ts';
import { readAnswers, recordedVersions } from './answers.ts';
import { isShowable, rowCases } from './rows.ts';

describe.each(recordedVersions)('small configurations, as HAProxy %s sees them', (program) => {
  const answers = readAnswers(program);
  it.each(groups)('%s', (group) => {
    const wrong: string[] = [];
    for (const { title, text } of casesIn(group)) {
      const answer = answers.get(title);
      if (answer === undefined) throw new Error(`${title} was never asked: node test/language/record.ts`);
      const found = disagreements(text, answer, versionOf(program));
      if (found.length > 0) wrong.push(`${title}\n  ${found.join('\n  ')}`);
    }
    expect(wrong.join('\n')).toBe('');
  });
});

it('a wrong verdict, a missed error and an invented one are noticed', () => {
  const text = 'listen a\n bind :80\n timeout client 1s\n timeout server 1s\n timeout connect 1s\n modee http\n';
  const at = (line: number, severity: 'error' | 'warning' = 'error') => ({
    status: 1,
    lines: [{ severity, file: null, line, section: null, message: '' }],
  });
  expect(disagreements(text, at(6), '3.2')).toEqual([]);
  expect(disagreements(text, { ...at(6), status: 0 }, '3.2')).toHaveLength(1);
  expect(disagreements(text, at(5), '3.2')).toHaveLength(2);
  expect(disagreements(text, at(6, 'warning'), '3.2')).toHaveLength(2);
});

describe('the keyword tables’ examples', () => {
  it.each(['accepts', 'rejects'] as const)('%s', (kind) => {
    const takes = kind === 'accepts';
    const recorded = recordedVersions.map(readAnswers);
    const wrong: string[] = [];
    for (const rowCase of rowCases) {
      if (rowCase.takes !== takes || !isShowable(rowCase)) continue;
      const statuses = recorded.map((answers) => answers.get(rowCase.title)?.status);
      // 2: read without an error, and nothing left to listen on.
      const taken = statuses.some((status) => status === 0 || status === 2);
      if (taken !== takes) wrong.push(rowCase.title);
    }
    expect(wrong).toEqual([]);
  });
  it('there is one for every row', () => {
    expect(rowCases.length).toBeGreaterThan(700);
    expect(new Set(rowCases.map((c) => c.title)).size).toBe(rowCases.length);
  });
});
