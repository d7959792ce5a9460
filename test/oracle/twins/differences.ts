/** What a real HAProxy and ours say differently of a case. */
import type { Version } from '../../../simulator/language/haproxy/config.ts';
import { questionsOf, type Seen, type Twin } from './twin.ts';

/** In words; none: the same. */
export function differences(twin: Twin, version: Version, ours: Seen, real: Seen): string[] {
  const found: string[] = [];
  const questions = questionsOf(twin, version);
  const say = (what: string, mine: string | undefined, theirs: string | undefined) => {
    if (mine !== theirs) found.push(`${what}: ${mine}; HAProxy: ${theirs}`);
  };
  const asked = twin.visits.reduce((sum, { lines = 1 }) => sum + lines, 0);
  say('lines that HAProxy logs', String(asked), String(real.lines.length));
  for (let at = 0; at < Math.max(ours.lines.length, real.lines.length); at++) {
    const [mine, theirs] = [ours.lines[at], real.lines[at]];
    say(`line ${at}`, mine?.begin, theirs?.begin);
    for (const [number, { ruleset, expression }] of questions.entries()) {
      const [a, b] = [mine?.answers[`q${number}`], theirs?.answers[`q${number}`]];
      const offBy = Math.abs(Number(a?.slice(1, -1)) - Number(b?.slice(1, -1)));
      if (a !== '[]' && b !== '[]' && offBy <= (twin.near?.[expression] ?? 0)) continue;
      say(`line ${at}, ${ruleset} ${expression}`, a, b);
    }
  }
  for (let at = 0; at < twin.visits.length; at++) say(`heard ${at}`, ours.heard[at], real.heard[at]);
  const keyOf = (row: string) => /^key=(.*?) use=/.exec(row)?.[1] ?? row;
  const rows = (seen: Seen) => new Map(seen.tables.map((row) => [keyOf(row), row]));
  const [mine, theirs] = [rows(ours), rows(real)];
  for (const key of new Set([...mine.keys(), ...theirs.keys()])) say('entry', mine.get(key), theirs.get(key));
  return found;
}
