/** What a run of HAProxy showed, in the few words that a story expects. */
import type { Tape } from '../../simulator/lab/tape.ts';

/** `log: SERVER [STATUS] STATE` for each line of a request or connection, then `at SERVER: …` with what came there. */
export function observed({ log, conns, machines }: Tape): readonly string[] {
  const found = log.flatMap(({ text }) => logged(text));
  const visits = machines.map((name, machine) => {
    const exchanges = conns.filter((conn) => conn.machine === machine).flatMap((conn) => conn.exchanges);
    const ids = [...exchanges].sort((a, b) => a.atMs - b.atMs).map(({ id }) => id);
    return ids.length === 0 ? '' : `at ${name}: ${ids.join(' ')}`;
  });
  return [...found, ...visits.filter((line) => line !== '')];
}

const HTTP_LINE = /^\S+ \[[^\]]*\] \S+ (\S+) [-\d/+]+ (-?\d+) \+?\d+ \S+ \S+ (\S{4}) [-\d/+]+ /;
const TCP_LINE = /^\S+ \[[^\]]*\] \S+ (\S+) [-\d/+]+ \+?\d+ (\S\S) [-\d/+]+ /;

function logged(text: string): string[] {
  const http = HTTP_LINE.exec(text);
  if (http !== null) return [`log: ${http[1]} ${http[2]} ${http[3]}`];
  const tcp = TCP_LINE.exec(text);
  return tcp === null ? [] : [`log: ${tcp[1]} ${tcp[2]}`];
}
