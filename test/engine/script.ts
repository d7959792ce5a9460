/**
 * Facts and commands as text, for tests: `@12 request 1 GET /a` is a fact at 12 ms, `> connect 1 to bk/web1` what the
 * engine answers. `play` runs the facts of a script and returns the script with the engine's own answers in place, so
 * that a test compares two texts.
 */
import type { BodyKind, Header, Input, Output } from '../../simulator/engine/io.ts';
import type { EngineState } from '../../simulator/engine/state.ts';
import { createEngine, nextDeadline, step } from '../../simulator/engine/step.ts';
import type { Plan } from '../../simulator/plan/plan.ts';
import { requestLogLine, serverLogLines } from '../../simulator/trace/log-lines.ts';

export interface Played {
  readonly text: string;
  readonly state: EngineState;
}

export function play(plan: Plan, script: string, options: { explain?: boolean; seed?: number } = {}): Played {
  const state = createEngine(plan, { seed: options.seed ?? 1, startMs: 0, explain: options.explain === true });
  const lines: string[] = [];
  for (const line of script.split('\n')) {
    const text = line.trim();
    if (text === '' || text.startsWith('>')) continue;
    lines.push(text);
    if (text.startsWith('#')) continue;
    const [, at = '0', rest = ''] = /^@(\d+) (.*)$/.exec(text) ?? [];
    for (const input of parseInput(rest)) {
      const out: Output[] = [];
      step(plan, state, Number(at), input, out);
      lines.push(...out.flatMap((output) => printOutput(plan, output)).map((printed) => `> ${printed}`));
    }
    if (rest === 'next?') lines.push(`> deadline ${nextDeadline(state) ?? 'never'}`);
  }
  return { text: lines.join('\n'), state };
}

/** The script's own text, trimmed the same way. */
export function tidy(script: string): string {
  return script
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}

const LOCAL = { host: '127.0.0.1', port: 80 };

function parseHeaders(text: string): Header[] {
  if (text === '') return [];
  return text.split('; ').map((part) => {
    const colon = part.indexOf(': ');
    return { name: part.slice(0, colon).toLowerCase(), value: part.slice(colon + 2) };
  });
}

function parseInput(text: string): Input[] {
  const [word = '', first = '', ...rest] = text.split(' ');
  const id = Number(first);
  const tail = rest.join(' ');
  switch (word) {
    case 'accepted':
      return [
        {
          type: 'accepted',
          client: id,
          listener: Number(rest[0] ?? 0),
          src: { host: rest[1] ?? '192.0.2.1', port: 40000 + id },
          dst: LOCAL,
        },
      ];
    case 'started':
      return [{ type: 'requestStarted', client: id }];
    case 'request':
    case 'post': {
      const [method = '', target = '', ...more] = rest;
      const body: BodyKind = word === 'post' ? 'length' : 'none';
      const head = { method, target, version: '1.1' as const, headers: parseHeaders(more.join(' ')) };
      return [{ type: 'requestHead', client: id, head, body, headBytes: 100 }];
    }
    case 'body':
      return [{ type: 'requestBody', client: id, bytes: Number(tail) }];
    case 'end':
      return [{ type: 'requestEnd', client: id }];
    case 'data':
      return [{ type: 'clientData', client: id, bytes: Number(tail) }];
    case 'left':
      return [{ type: 'clientClosed', client: id, how: tail === 'reset' ? 'reset' : 'end' }];
    case 'connected':
      return [{ type: 'connected', conn: id }];
    case 'refused':
      return [{ type: 'connectFailed', conn: id, reason: 'refused' }];
    case 'response': {
      const [status = '200', body = 'length', ...more] = rest;
      const head = {
        version: '1.1' as const,
        status: Number(status),
        reason: 'OK',
        headers: parseHeaders(more.join(' ')),
      };
      return [{ type: 'responseHead', conn: id, head, body: body as BodyKind, headBytes: 100 }];
    }
    case 'reply':
      return [{ type: 'serverData', conn: id, bytes: Number(tail) }];
    case 'bytes':
      return [{ type: 'responseBody', conn: id, bytes: Number(tail) }];
    case 'done':
      return [{ type: 'responseEnd', conn: id, reusable: tail !== 'close' }];
    case 'gone':
      return [{ type: 'serverClosed', conn: id, how: tail === 'reset' ? 'reset' : 'end' }];
    case 'flushed':
      return [{ type: 'flushed', client: id, stream: Number(tail) }];
    case 'deadline':
      return [{ type: 'deadline' }];
    case 'probe-ok':
      return [
        { type: 'probeConnected', probe: id },
        { type: 'probeEnded', probe: id, result: { status: 'L4OK' } },
      ];
    case 'probe-refused':
      return [{ type: 'probeEnded', probe: id, result: { status: 'L4CON', description: 'Connection refused' } }];
    case 'health': {
      const health = tail as 'up' | 'stopping' | 'down';
      return [
        { type: 'command', command: { type: 'set-health', proxy: backendOf(first), server: serverOf(first), health } },
      ];
    }
    case 'state': {
      const state = tail as 'ready' | 'drain' | 'maint';
      return [
        { type: 'command', command: { type: 'set-state', proxy: backendOf(first), server: serverOf(first), state } },
      ];
    }
    case 'stop':
      return [{ type: 'stop' }];
    case 'next?':
      return [];
    default:
      throw new Error(`unknown fact: ${text}`);
  }
}

/** `1.0`: proxy 1, server 0. */
const backendOf = (text: string): number => Number(text.split('.')[0]);
const serverOf = (text: string): number => Number(text.split('.')[1]);

function printHeaders(headers: readonly Header[]): string {
  return headers.map(({ name, value }) => ` [${name}: ${value}]`).join('');
}

function printOutput(plan: Plan, output: Output): string[] {
  const serverName = (proxy: number, server: number) =>
    `${plan.proxies[proxy]!.name}/${plan.proxies[proxy]!.backend!.servers[server]!.name}`;
  switch (output.type) {
    case 'connect':
      return [`connect ${output.conn} to ${serverName(output.proxy, output.server)} for stream ${output.stream}`];
    case 'inform':
      return [`inform client ${output.client} of ${output.head.status}`];
    case 'link':
      return [`link client ${output.client} and server ${output.conn}`];
    case 'forwardRequest':
    case 'replay':
      return [
        `send ${output.head.method} ${output.head.target}${printHeaders(output.head.headers)} of client ${output.client} to server ${output.conn}`,
      ];
    case 'forwardResponse':
      return [
        `send ${output.head.status}${printHeaders(output.head.headers)} of server ${output.conn} to client ${output.client}${output.keepAlive ? '' : ', last'}`,
      ];
    case 'respond':
      return [`answer client ${output.client} with ${output.head.status}${output.keepAlive ? '' : ', last'}`];
    case 'nextRequest':
      return [`next request of client ${output.client}`];
    case 'closeClient':
      return [`close client ${output.client} (${output.how}${output.half ? ', half' : ''})`];
    case 'closeServer':
      return [`close server ${output.conn} (${output.how}${output.half ? ', half' : ''})`];
    case 'pauseListener':
    case 'resumeListener':
    case 'closeListener':
      return [`${output.type} ${output.listener}`];
    case 'startProbe':
      return [`probe ${output.probe} of ${serverName(output.proxy, output.server)}`];
    case 'abortProbe':
      return [`abort probe ${output.probe}`];
    case 'log': {
      const line = requestLogLine(plan, output.record, (ms) => ms);
      return [`log ${line.replace(/^\S+ \[[^\]]*\] /, '')}`];
    }
    case 'serverState':
      return serverLogLines(plan, output.change).map((line) => `log ${line}`);
    case 'stopped':
      return ['stopped'];
    case 'explain':
      return [`why ${printExplanation(output)}`];
    case 'hold':
    case 'peek':
    case 'serveStats':
    case 'passBack':
      return [output.type];
  }
}

function printExplanation({ explanation }: Extract<Output, { type: 'explain' }>): string {
  const { type, ...rest } = explanation;
  const words = Object.entries(rest)
    .filter(([name]) => name !== 'spans' && name !== 'candidates' && name !== 'tests')
    .map(([name, value]) => `${name}=${value}`);
  return [type, ...words].join(' ');
}
