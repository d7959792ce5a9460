/** Rules on real requests: HAProxy is asked what is written down in `test/engine/rules/`; `RECORD=1` writes it there. */
import { readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { expect, it } from 'vitest';
import { RULE_CASES, RULE_FILES, type RuleCase, requestText, ruleConfiguration } from '../engine/rules/cases.ts';
import { printed, shown } from '../engine/rules/ours.ts';
import { startHaproxy } from '../support/haproxy.ts';
import { freePort } from '../support/ports.ts';
import { describeWithEveryHaproxy, isAtLeast } from '../support/programs.ts';

interface Message {
  readonly line: string;
  readonly headers: { name: string; value: string }[];
  readonly body: string;
}

function parse(head: string): Omit<Message, 'body'> {
  const [line = '', ...fields] = head.split('\r\n');
  const headers = fields.map((field) => {
    const colon = field.indexOf(':');
    return { name: field.slice(0, colon).toLowerCase(), value: field.slice(colon + 1).trim() };
  });
  return { line, headers };
}

/** Sends back what it was sent. */
async function startOrigin(answerOf: (target: string) => readonly string[]): Promise<net.Server> {
  const server = net.createServer((socket) => {
    let heard = '';
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      heard += data.toString('latin1');
      const end = heard.indexOf('\r\n\r\n');
      if (end < 0) return;
      const { line, headers } = parse(heard.slice(0, end));
      const own = headers.find(({ name }) => name === 'x-case')?.value ?? '';
      const rest = headers.filter(({ name }) => name !== 'x-case');
      const body = `${line.replace(/ HTTP.*/, '')}\n${printed(rest)}`;
      const more = answerOf(own).map((header) => `${header}\r\n`);
      socket.end(`HTTP/1.1 200 OK\r\n${more.join('')}Content-Length: ${body.length}\r\n\r\n${body}`, 'latin1');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function exchange(port: number, request: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    let heard = '';
    socket.setTimeout(1500, () => socket.destroy());
    socket.on('data', (data) => {
      heard += data.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(heard));
    socket.write(request, 'latin1');
  });
}

function shownAll(heard: string): string {
  const parts: string[] = [];
  let rest = heard;
  while (rest.startsWith('HTTP/')) {
    const end = rest.indexOf('\r\n\r\n');
    const { line, headers } = parse(rest.slice(0, end));
    const [, status = '', reason = ''] = /^HTTP\/1\.1 (\d+) ?(.*)$/.exec(line) ?? [];
    const said = headers.find(({ name }) => name === 'content-length')?.value;
    const length = Number(said ?? (Number(status) < 200 ? 0 : rest.length));
    parts.push(shown(Number(status), reason, headers, rest.slice(end + 4, end + 4 + length)));
    rest = rest.slice(end + 4 + length);
  }
  return parts.join('\n') || '(nothing)';
}

async function play(binary: string, cases: readonly RuleCase[]): Promise<Record<string, string[]>> {
  const origin = await startOrigin((at) => cases[Number(at)]?.answer ?? []);
  const originPort = (origin.address() as net.AddressInfo).port;
  const ports: number[] = [];
  // the system may give a port twice
  while (ports.length < cases.length) {
    const port = await freePort();
    if (!ports.includes(port) && port !== originPort) ports.push(port);
  }
  const answers: Record<string, string[]> = {};
  // the case's number travels to the server in a header that no rule touches
  const told = cases.map((one, at) => ({
    ...one,
    back: [...(one.back ?? []), `http-request set-header x-case ${at}`],
  }));
  const haproxy = await startHaproxy(
    ruleConfiguration(told, (at) => ports[at]!, originPort),
    {
      binary,
      files: RULE_FILES,
    },
  );
  try {
    for (const [at, one] of cases.entries()) {
      const list: string[] = [];
      for (const lines of one.requests) {
        const from = haproxy.log.length;
        const heard = await exchange(ports[at]!, requestText(lines));
        await new Promise((resolve) => setTimeout(resolve, 8));
        const logged = haproxy.log.slice(from).filter((line) => line.startsWith(`f${at} `));
        list.push(`${shownAll(heard)}\n${logged.join('\n') || '(no log)'}`);
      }
      answers[one.name] = list;
    }
  } finally {
    await haproxy.stop();
    origin.close();
  }
  return answers;
}

describeWithEveryHaproxy('rules', ({ path, version }) => {
  it('do what is written down', async () => {
    const known = version.split('.').slice(0, 2).join('.');
    const file = new URL(`../engine/rules/recorded-${known}.json`, import.meta.url);
    const cases = RULE_CASES.filter((one) => isAtLeast(version, one.since ?? '0'));
    const answers = await play(path, cases);
    if (process.env.RECORD) writeFileSync(file, `${JSON.stringify(answers, null, 1)}\n`);
    else expect(answers).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  }, 60_000);
});
