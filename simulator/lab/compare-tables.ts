/** What is in the stick tables at the end: the same keys, with the same counts, servers and trackers. */

import type { Plan } from '../plan/plan.ts';
import { entryLine } from '../trace/table-entry.ts';
import type { Replayed } from './replay.ts';
import type { Tape } from './tape.ts';

/** Entries live on from their last use, which may be as far off as timers in log lines, and are read one after the other. */
const EXPIRY_TOLERANCE_MS = 150;
/** Rates sink from one millisecond to the next. */
const RATE_TOLERANCE = 1;

type Row = ReadonlyMap<string, string>;

/** Each table, and in words where the two differ. */
export function compareTables(
  plan: Plan,
  tape: Tape,
  replayed: Replayed,
): readonly { readonly name: string; readonly parts: readonly string[] }[] {
  return plan.tables.map((table, index) => {
    const real = rowsOf(tape.tables.find(({ name }) => name === table.name)?.text ?? '');
    const nowMs = Math.floor(tape.endMs) + tape.epochMs;
    const entries = [...replayed.state.tables[index]!.entries.values()];
    const ours = rowsOf(entries.map((entry) => entryLine(plan, index, entry, nowMs, 1)).join(''));
    const parts: string[] = [];
    for (const [key, row] of real) {
      const mine = ours.get(key);
      if (mine !== undefined) parts.push(...differences(table.expireMs, row, mine).map((text) => `${key}: ${text}`));
      else if (!isAtItsEnd(table.expireMs, row)) parts.push(`${key}: HAProxy keeps it, Drydock does not`);
    }
    for (const [key, row] of ours) {
      if (!real.has(key) && !isAtItsEnd(table.expireMs, row)) parts.push(`${key}: Drydock keeps it, HAProxy does not`);
    }
    const name = `${table.name}: ${real.size} ${real.size === 1 ? 'entry' : 'entries'}`;
    return { name, parts };
  });
}

/** It may be gone in one world and still be there in the other. */
function isAtItsEnd(expireMs: number | null, row: Row): boolean {
  return expireMs !== null && Number(row.get('exp')) <= EXPIRY_TOLERANCE_MS;
}

/** `0x55…: key=127.0.1.10 use=0 exp=9870 shard=0 gpc0=2 conn_rate(10000)=1` */
function rowsOf(text: string): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const line of text.split('\n')) {
    const match = /^0x[0-9a-f]+: key=(.*?) (use=.*)$/.exec(line);
    if (match === null) continue;
    const fields = match[2]!.split(' ').map((field): [string, string] => {
      const at = field.indexOf('=');
      return [field.slice(0, at), field.slice(at + 1)];
    });
    rows.set(match[1]!, new Map(fields));
  }
  return rows;
}

function differences(expireMs: number | null, real: Row, ours: Row): string[] {
  const parts: string[] = [];
  for (const name of new Set([...real.keys(), ...ours.keys()])) {
    const [theirs, mine] = [real.get(name), ours.get(name)];
    const off = Math.abs(Number(theirs) - Number(mine));
    if (theirs === mine || (name === 'exp' && (expireMs === null || off <= EXPIRY_TOLERANCE_MS))) continue;
    if (name.includes('_rate(') && off <= toleranceOf(name, Number(theirs))) continue;
    parts.push(`${name}: HAProxy ${theirs ?? '(none)'}, Drydock ${mine ?? '(none)'}`);
  }
  return parts;
}

/** Bytes are many: a millisecond later is some of them less. */
function toleranceOf(name: string, value: number): number {
  return name.startsWith('bytes_') ? Math.max(RATE_TOLERANCE, value / 10) : RATE_TOLERANCE;
}
