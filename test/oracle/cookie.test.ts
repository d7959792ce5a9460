/** Cookie persistence: every mode and option on many requests and answers, compared with HAProxy exchange by exchange. */
import net from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEngine } from '../../simulator/engine/create.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import {
  type CookieRequest,
  cookieConfiguration,
  cookieRequests,
  type Exchange,
  withoutDates,
} from '../engine/persistence/cookie-cases.ts';
import { exchange } from '../engine/persistence/exchange.ts';
import { planOf } from '../engine/plans.ts';
import { type RunningHaproxy, startHaproxy } from '../support/haproxy.ts';
import { freePort } from '../support/ports.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';

const SERVERS = ['s1', 's2', 's3', 's4', 's5'];
const versionOf = (text: string) => text.split('.').slice(0, 2).join('.') as Version;
const compared = (lines: readonly string[]) => lines.filter((line) => /^(cookie|set-cookie|cache-control):/.test(line));

/** Raw servers that note what they hear and answer what they are told. */
class Servers {
  heard: { server: string; lines: string[] } | null = null;
  answer = '';
  private readonly list: net.Server[] = [];

  async start(): Promise<Record<string, string>> {
    const addresses: Record<string, string> = {};
    for (const name of SERVERS) {
      if (name === 's2') {
        addresses[name] = '127.0.0.1:1';
        continue;
      }
      const server = net.createServer((socket) => {
        let text = '';
        socket.on('error', () => {});
        socket.on('data', (data) => {
          text += data.toString('latin1');
          if (!text.includes('\r\n\r\n')) return;
          this.heard = { server: name, lines: compared(text.split('\r\n')) };
          socket.end(this.answer, 'latin1');
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      this.list.push(server);
      addresses[name] = `127.0.0.1:${(server.address() as net.AddressInfo).port}`;
    }
    return addresses;
  }

  close(): void {
    for (const server of this.list) server.close();
  }
}

function ask(port: number, path: string, request: CookieRequest): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (data) => {
      answer += data.toString('latin1');
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(answer));
    const cookies = request.cookies.map((value) => `Cookie: ${value}\r\n`).join('');
    const length = request.method === 'POST' ? 'Content-Length: 0\r\n' : '';
    socket.write(
      `${request.method} ${path} HTTP/1.1\r\nHost: x\r\n${cookies}${length}Connection: close\r\n\r\n`,
      'latin1',
    );
  });
}

async function theirs(
  haproxy: RunningHaproxy,
  servers: Servers,
  port: number,
  path: string,
  request: CookieRequest,
): Promise<Exchange> {
  const from = haproxy.log.length;
  servers.heard = null;
  const headers = request.answers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  servers.answer = `HTTP/1.1 ${request.status} X\r\n${headers}Content-Length: 0\r\nConnection: close\r\n\r\n`;
  const answer = await ask(port, path, request);
  const line = await haproxy.waitForLog((text) => text.includes(`"${request.method} ${path} `), { from });
  const heard = servers.heard as { server: string; lines: string[] } | null;
  const [, server = '', letters = ''] = /\/(\S+) [-\d/]+ -?\d+ \d+ - - (\S{4}) /.exec(line) ?? [];
  return {
    server,
    letters,
    seenByServer: heard?.lines ?? [],
    seenByClient: heard ? compared(answer.split('\r\n')) : [],
  };
}

const { backends } = cookieConfiguration(1, {});

describeWithEveryHaproxy('cookie persistence', ({ path: binary, version }) => {
  const servers = new Servers();
  let haproxy: RunningHaproxy;
  let text = '';
  let port = 0;
  beforeAll(async () => {
    const addresses = await servers.start();
    port = await freePort();
    text = cookieConfiguration(port, addresses).text;
    haproxy = await startHaproxy(text, { binary, logsToStdout: false });
  });
  afterAll(async () => {
    await haproxy?.stop();
    servers.close();
  });

  for (const { name, line } of backends) {
    it(`${version}: ${line}`, async () => {
      const plan = planOf(text, versionOf(version));
      const state = createEngine(plan, { seed: 1, startMs: Date.now(), explain: false });
      for (const [at, request] of cookieRequests(Math.floor(Date.now() / 1000)).entries()) {
        const real = await theirs(haproxy, servers, port, `/${name}`, request);
        const mine = exchange(plan, state, Date.now(), at + 1, `/${name}`, request);
        const nowSeconds = Math.floor(Date.now() / 1000);
        const shown = (one: Exchange) => ({
          ...one,
          seenByClient: one.seenByClient.map((header) => withoutDates(header, nowSeconds)),
        });
        expect({ request, ...shown(mine) }).toEqual({ request, ...shown(real) });
      }
    });
  }
});
