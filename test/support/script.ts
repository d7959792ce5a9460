/**
 * One client script for every world. `scenarioOf` writes it as a scenario for the simulator; `playScript` plays it on real
 * sockets. Users take turns, one request at a time, each on a connection of its own.
 */
import { connect } from 'node:net';

export interface Script {
  readonly count: number;
  /** Users, by their addresses. */
  readonly from: readonly string[];
  readonly speaks: 'http' | 'mllp';
  readonly cookies: boolean;
}

export const MLLP_MESSAGE = '\x0bMSH|^~\\&|HL7|HL7|LAB|LAB|20250101000000||ADT^A01|1|P|2.5\rPID|1\r\x1c\r';

/** The script as scenario.yaml: turns are kept apart by pauses far longer than an answer takes. */
export function scenarioOf(
  script: Script,
  frontend: string,
  durationS: number,
  faults: readonly string[] = [],
): string {
  const lines = [
    'seed: 1',
    `duration: ${durationS}s`,
    'network: { clients: 0.1ms, servers: 0.1ms }',
    'clients:',
    '  - name: users',
    `    to: ${frontend}`,
    `    users: ${script.from.length}`,
    `    think: ${script.from.length * 10}ms`,
    `    from: [${script.from.join(', ')}]`,
    `    count: ${script.count}`,
    '    keepAlive: false',
    `    cookies: ${script.cookies}`,
    ...(script.speaks === 'http' ? ['    request: GET /status HTTP/1.1'] : []),
    'servers:',
    `  "*": { service: 0.2ms${script.speaks === 'mllp' ? ', mllp: true' : ''} }`,
  ];
  if (faults.length > 0) lines.push('faults:', ...faults.map((fault) => `  - ${fault}`));
  return `${lines.join('\n')}\n`;
}

/** Plays the script against a listener on 127.0.0.1. */
export async function playScript(script: Script, port: number): Promise<void> {
  const jars = script.from.map(() => new Map<string, string>());
  for (let turn = 0; turn < script.count; turn++) {
    const user = turn % script.from.length;
    const jar = jars[user];
    const localAddress = script.from[user];
    if (jar === undefined || localAddress === undefined) throw new Error('playScript: no such user');
    const answer = await exchange(port, localAddress, requestOf(script, jar), script.speaks);
    if (script.cookies) keepCookies(jar, answer);
  }
}

function requestOf(script: Script, jar: ReadonlyMap<string, string>): string {
  if (script.speaks === 'mllp') return MLLP_MESSAGE;
  const cookie = jar.size === 0 ? '' : `Cookie: ${[...jar].map(([name, value]) => `${name}=${value}`).join('; ')}\r\n`;
  return `GET /status HTTP/1.1\r\nHost: lab.example\r\n${cookie}\r\n`;
}

function keepCookies(jar: Map<string, string>, answer: string): void {
  for (const [, name = '', value = ''] of answer.matchAll(/^set-cookie: *([^=;\r]+)=([^;\r]*)/gim))
    jar.set(name, value);
}

function isWhole(answer: string, speaks: Script['speaks']): boolean {
  if (speaks === 'mllp') return answer.includes('\x1c\r');
  const head = answer.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const length = Number(/^content-length: *(\d+)/im.exec(answer.slice(0, head))?.[1] ?? 0);
  return answer.length >= head + 4 + length;
}

/** One request on its own connection; the client closes when it has the whole answer. */
export function exchange(
  port: number,
  localAddress: string,
  request: string,
  speaks: Script['speaks'],
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    let answer = '';
    socket.setTimeout(5000, () => socket.destroy(new Error(`no whole answer: ${JSON.stringify(answer)}`)));
    socket.on('error', reject);
    socket.on('connect', () => socket.write(request, 'latin1'));
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      if (isWhole(answer, speaks)) socket.end();
    });
    socket.on('close', () =>
      isWhole(answer, speaks) ? resolve(answer) : reject(new Error(`cut short: ${JSON.stringify(answer)}`)),
    );
  });
}
