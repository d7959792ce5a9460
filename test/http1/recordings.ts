/**
 * What the real programs answered: text files in `recorded/`, one a family of cases, written by `record.ts`.
 *
 *     ## name of the case
 *     @ 2.6 3.0
 *     C closed "bytes that the client received"
 *     S open "bytes that the origin received on its first connection"
 *
 * One `@` block for each set of versions that answered alike. Strings are JSON, a character a byte.
 */
import { readFileSync } from 'node:fs';
import type { HaproxyVersion } from '../../simulator/http1/types.ts';
import type { Family } from './cases/index.ts';
import type { Outcome } from './wire.ts';

export const recordedVersions: HaproxyVersion[] = ['2.6', '3.0', '3.2', '3.4'];

export type Recording = Map<string, Partial<Record<HaproxyVersion, Outcome>>>;

const fileOf = (family: Family) => new URL(`./recorded/${family}.txt`, import.meta.url);

/** Long runs of one character say nothing more than their length. */
export const shorten = (text: string): string =>
  text.replace(/([^\r\n])\1{63,}/g, (run, character: string) => `<${character} x ${run.length}>`);

const shortOutcome = (outcome: Outcome): Outcome => ({
  client: shorten(outcome.client),
  clientEnd: outcome.clientEnd,
  server: outcome.server.map(({ bytes, end }) => ({ bytes: shorten(bytes), end })),
});

/** One outcome as the lines of a recording. */
export function formatOutcome(outcome: Outcome): string {
  const { client, clientEnd, server } = shortOutcome(outcome);
  const line = (who: string, end: string, bytes: string) => `${who} ${end} ${JSON.stringify(bytes)}`;
  return [line('C', clientEnd, client), ...server.map((s) => line('S', s.end, s.bytes))].join('\n');
}

export function formatRecording(recording: Recording): string {
  let text = '';
  for (const [name, byVersion] of recording) {
    text += `## ${name}\n`;
    const groups = new Map<string, string[]>();
    for (const version of recordedVersions) {
      const outcome = byVersion[version];
      if (!outcome) continue;
      const lines = formatOutcome(outcome);
      groups.set(lines, [...(groups.get(lines) ?? []), version]);
    }
    for (const [lines, versions] of groups) text += `@ ${versions.join(' ')}\n${lines}\n`;
  }
  return text;
}

export function readRecording(family: Family): Recording {
  const recording: Recording = new Map();
  let byVersion: Partial<Record<HaproxyVersion, Outcome>> = {};
  let current: Outcome = { client: '', clientEnd: 'open', server: [] };
  for (const line of readFileSync(fileOf(family), 'utf8').split('\n')) {
    if (line.startsWith('## ')) {
      byVersion = {};
      recording.set(line.slice(3), byVersion);
    } else if (line.startsWith('@ ')) {
      current = { client: '', clientEnd: 'open', server: [] };
      for (const version of line.slice(2).split(' ')) byVersion[version as HaproxyVersion] = current;
    } else if (line !== '') {
      const [who, end] = line.split(' ', 2) as [string, 'open' | 'closed'];
      const bytes = JSON.parse(line.slice(who.length + end.length + 2)) as string;
      if (who === 'C') {
        current.client = bytes;
        current.clientEnd = end;
      } else current.server.push({ bytes, end });
    }
  }
  return recording;
}
