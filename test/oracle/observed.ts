/**
 * What a run of HAProxy showed, in the few words that a story expects:
 * - `log: SERVER [STATUS] STATE`, a line for each request or connection, in order; with ` retries N`, ` queue N/M`,
 *   ` connected A-Bms` and ` took A-Bms` behind it, in this order, where that is what the story is about
 * - `states SERVER: DOWN (Layer4 connection problem), UP`, every change that HAProxy reports; `none`: there was none
 * - `checks SERVER: reset`, how HAProxy ended the connections of health checks: `end`, `reset`
 * - `at SERVER: …` the requests and messages that came there, in order
 */
import type { ServerConnTape, Tape } from '../../simulator/lab/tape.ts';

/** @param told what the story says: of what may be left out, it says what is looked at */
export function observed(tape: Tape, told: readonly string[]): readonly string[] {
  const expected = told.filter((line) => line.startsWith('log: '));
  const lines = tape.log.flatMap(({ text }) => read(text));
  const log = lines.map((line, index) => lineText(line, expected[index] ?? ''));
  return [
    ...log,
    ...asked(told, 'states', (name) => statesOf(tape, name)),
    ...asked(told, 'checks', (name) => endsOf(tape, name)),
    ...visits(tape),
  ];
}

interface Line {
  readonly text: string;
  readonly connectedMs: number;
  readonly tookMs: number;
  readonly retries: string;
  readonly queue: string;
}

const HTTP_LINE = /^\S+ \[[^\]]*\] \S+ (\S+) ([-\d/+]+) (-?\d+) \+?\d+ \S+ \S+ (\S{4}) ([-\d/+]+) (\d+\/\d+)/;
const TCP_LINE = /^\S+ \[[^\]]*\] \S+ (\S+) ([-\d/+]+) \+?\d+ (\S\S) ([-\d/+]+) (\d+\/\d+)/;

function read(text: string): Line[] {
  const http = HTTP_LINE.exec(text);
  if (http !== null) {
    const [, server, timers = '', status, state, counts = '', queue = ''] = http;
    return [line(`${server} ${status} ${state}`, timers, counts, queue)];
  }
  const tcp = TCP_LINE.exec(text);
  if (tcp === null) return [];
  const [, server, timers = '', state, counts = '', queue = ''] = tcp;
  return [line(`${server} ${state}`, timers, counts, queue)];
}

function line(text: string, timers: string, counts: string, queue: string): Line {
  const all = timers.split('/').map((timer) => Number(timer.replace('+', '')));
  // HTTP: TR/Tw/Tc/Tr/Ta, TCP: Tw/Tc/Tt
  const connectedMs = all[all.length === 5 ? 2 : 1] ?? -1;
  return { text, connectedMs, tookMs: all.at(-1) ?? -1, retries: counts.split('/').at(-1) ?? '', queue };
}

/** With what the expected line says beside the server and the state. */
function lineText({ text, connectedMs, tookMs, retries, queue }: Line, expected: string): string {
  const count = (word: string, value: string) => (expected.includes(` ${word} `) ? ` ${word} ${value}` : '');
  const time = (word: string, ms: number) => {
    const range = new RegExp(` ${word} (\\d+)-(\\d+)ms`).exec(expected);
    if (range === null) return '';
    return ms >= Number(range[1]) && ms <= Number(range[2]) ? range[0] : ` ${word} ${ms}ms`;
  };
  const counts = count('retries', retries) + count('queue', queue);
  return `log: ${text}${counts}${time('connected', connectedMs)}${time('took', tookMs)}`;
}

function asked(told: readonly string[], what: string, answer: (name: string) => string): string[] {
  return told.flatMap((line) => {
    const [, word, name = ''] = /^(\S+) (\S+): /.exec(line) ?? [];
    return word === what ? [`${what} ${name}: ${answer(name)}`] : [];
  });
}

const CHANGE = /^(?:Backup )?Server (\S+) is (UP|DOWN|going DOWN for maintenance)\b(?:, reason: ([^,.]+))?/;

function statesOf({ log }: Tape, server: string): string {
  const changes = log.flatMap(({ text }) => {
    const [, name, state, reason] = CHANGE.exec(text) ?? [];
    return name === server ? [state === 'DOWN' && reason !== undefined ? `DOWN (${reason})` : `${state}`] : [];
  });
  return changes.join(', ') || 'none';
}

function endsOf({ machines, probes }: Tape, server: string): string {
  const ends = probes.filter(({ machine }) => machines[machine] === server).map(({ cutHow }) => cutHow ?? 'none');
  return [...new Set(ends)].sort().join(' ');
}

function visits({ machines, conns }: Tape): string[] {
  return machines.flatMap((name, machine) => {
    const exchanges = conns
      .filter((conn: ServerConnTape) => conn.machine === machine)
      .flatMap((conn) => conn.exchanges);
    const ids = [...exchanges].sort((a, b) => a.atMs - b.atMs).map(({ id }) => id);
    return ids.length === 0 ? [] : [`at ${name}: ${ids.join(' ')}`];
  });
}
