/** Real run and replay, side by side: counters at the end. */
import type { Plan } from '../plan/plan.ts';
import { readStat, statRows } from '../trace/show-stat.ts';
import type { Finding } from './compare.ts';
import type { Replayed } from './replay.ts';
import { CHECK_TOLERANCE_MS } from './replay-probes.ts';
import type { ClientAct, ExchangeTape, Tape } from './tape.ts';

/** The fields of `show stat` that Drydock has. */
export function compareCounters(plan: Plan, tape: Tape, replayed: Replayed): Finding[] {
  const real = readStat(tape.stat);
  const unsent = unsentBytes(tape);
  const isExcused = (
    field: string,
    seen: string,
    value: string | number,
    row: Readonly<Record<string, string>>,
  ): boolean => {
    // 3.4 does not count the failure with which a server goes down at once
    if (field === 'chkfail' && plan.version === '3.4' && Number(value) - Number(seen) === 1) return true;
    // a check that is under way when everything is counted
    if (field.startsWith('check_') && row['check_status']!.startsWith('*')) return true;
    if (field === 'need_conn_est' && Math.abs(Number(seen) - Number(value)) === 1) {
      return isCheckNear(tape, replayed, `${row['pxname']}/${row['svname']}`);
    }
    return field === 'bin' && Math.abs(Number(seen) - Number(value)) <= unsent;
  };
  return statRows(plan, replayed.state).map(({ pxname, svname, fields }) => {
    const name = `${pxname}/${svname}`;
    const theirs = real.get(name);
    const parts: string[] = [];
    for (const [field, value] of Object.entries(fields)) {
      const seen = theirs?.[field];
      if (seen === undefined || isExcused(field, seen, value, theirs!)) continue;
      if (seen !== String(value)) {
        parts.push(`${field}: HAProxy ${seen === '' ? '(empty)' : seen}, Drydock ${value}`);
      }
    }
    return { what: 'counter', agrees: parts.length === 0, haproxy: name, drydock: name, parts };
  });
}

/** Nobody sees a bare check: whether it was under way at one time with a request is a matter of a moment. */
function isCheckNear(tape: Tape, { checks }: Replayed, server: string): boolean {
  return checks.some((check) => {
    if (check.server !== server) return false;
    const isNear = ({ atMs, reply }: ExchangeTape) =>
      check.atMs > atMs - CHECK_TOLERANCE_MS && check.atMs < (reply?.atMs ?? tape.endMs) + CHECK_TOLERANCE_MS;
    return tape.conns.some(({ machine, exchanges }) => machine === check.machine && exchanges.some(isNear));
  });
}

/** Bytes that may have come with a request, or a connection, that reached no server: HAProxy counts what it had read by then. */
function unsentBytes(tape: Tape): number {
  let sum = 0;
  for (const { src, acts } of tape.clients) {
    const mine = `${src.host}:${src.port} `;
    const lines = tape.log.filter(({ text }) => text.startsWith(mine));
    // what monitor-uri answers is not logged
    const isUnsent = lines.some(({ text }) => UNSENT.test(text)) || lines.length < acts.filter(isSend).length;
    if (!isUnsent) continue;
    for (const act of acts) if (act.type === 'send') sum += act.bytes.length;
  }
  return sum;
}

const isSend = ({ type }: ClientAct): boolean => type === 'send';

/** No server, or no connection to it. */
const UNSENT = /<NOSRV>|\/-1\//;
