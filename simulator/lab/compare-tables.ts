/**
 * What is in the stick tables at the end: the same keys, with the same counts, servers and trackers. What sinks with time
 * (an entry's time, rates) has to be what Drydock has at some moment within the tolerance of timers around the reading.
 */

import type { Plan } from '../plan/plan.ts';
import { entryLine } from '../trace/table-entry.ts';
import type { Replayed } from './replay.ts';
import type { Tape } from './tape.ts';

/** As far off may log lines be. */
export const TABLE_TOLERANCE_MS = 60;

type Row = ReadonlyMap<string, string>;

/** An entry of Drydock's, as it is read early, at the time and late. */
interface Moments {
  readonly early: Row;
  readonly now: Row;
  readonly late: Row;
}

export interface TableFinding {
  readonly name: string;
  /** In words where the two differ. */
  readonly parts: readonly string[];
  /** By how much HAProxy's entries were used later than Drydock's. */
  readonly offsetsMs: readonly number[];
}

/** Each table. */
export function compareTables(plan: Plan, tape: Tape, replayed: Replayed): readonly TableFinding[] {
  return plan.tables.map((table, index) => {
    const read = tape.tables.find(({ name }) => name === table.name);
    const real = rowsOf(read?.text ?? '');
    const nowMs = Math.floor(read?.atMs ?? tape.endMs) + tape.epochMs;
    const entries = [...replayed.state.tables[index]!.entries.values()];
    const rowsAt = (atMs: number) => rowsOf(entries.map((entry) => entryLine(plan, index, entry, atMs, 1)).join(''));
    const [early, now, late] = [rowsAt(nowMs - TABLE_TOLERANCE_MS), rowsAt(nowMs), rowsAt(nowMs + TABLE_TOLERANCE_MS)];
    const parts: string[] = [];
    const offsetsMs: number[] = [];
    for (const [key, row] of real) {
      const mine = now.get(key);
      if (mine === undefined) {
        if (!isAtItsEnd(table.expireMs, row)) parts.push(`${key}: HAProxy keeps it, Drydock does not`);
        continue;
      }
      const moments = { early: early.get(key)!, now: mine, late: late.get(key)! };
      parts.push(...differences(table.expireMs, row, moments).map((text) => `${key}: ${text}`));
      if (table.expireMs !== null) offsetsMs.push(Number(row.get('exp')) - Number(mine.get('exp')));
    }
    for (const [key, row] of now) {
      if (!real.has(key) && !isAtItsEnd(table.expireMs, row)) parts.push(`${key}: Drydock keeps it, HAProxy does not`);
    }
    const name = `${table.name}: ${real.size} ${real.size === 1 ? 'entry' : 'entries'}`;
    return { name, parts, offsetsMs };
  });
}

/** It may be gone in one world and still be there in the other. */
function isAtItsEnd(expireMs: number | null, row: Row): boolean {
  return expireMs !== null && Number(row.get('exp')) <= TABLE_TOLERANCE_MS;
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

function differences(expireMs: number | null, real: Row, { early, now, late }: Moments): string[] {
  const parts: string[] = [];
  for (const name of new Set([...real.keys(), ...now.keys()])) {
    const [theirs, mine] = [real.get(name), now.get(name)];
    if (theirs === mine || (name === 'exp' && expireMs === null)) continue;
    const sinks = name === 'exp' || name.includes('_rate(');
    const all = [early, now, late].map((row) => Number(row.get(name)));
    if (sinks && Number(theirs) >= Math.min(...all) && Number(theirs) <= Math.max(...all)) continue;
    parts.push(`${name}: HAProxy ${theirs ?? '(none)'}, Drydock ${mine ?? '(none)'}`);
  }
  return parts;
}
