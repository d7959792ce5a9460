/**
 * Stick tables: stories of clients told to HAProxy and to ours; the servers they came to, and what the tables hold then.
 * With `RECORD=1` the answers are written down for `test/engine/stick/stick.test.ts`, which needs no program.
 */
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { planOf } from '../engine/plans.ts';
import { type Told, tellOurs } from '../engine/stick/play.ts';
import {
  backendOf,
  STICK_STORIES,
  type StickStory,
  stickConfiguration,
  type Visit,
} from '../engine/stick/stick-cases.ts';
import { type RunningHaproxy, startHaproxy } from '../support/haproxy.ts';
import { freePort } from '../support/ports.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';

const versionOf = (text: string) => text.split('.').slice(0, 2).join('.') as Version;

function visitReal(port: number, backend: string, visit: Visit, serverMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.resume();
    socket.once('error', reject);
    socket.once('close', () => resolve());
    const src = visit.src ?? '10.0.0.1';
    const isV6 = src.includes(':');
    const headers = [
      ...(visit.headers ?? []),
      ['X-Backend', backend],
      ['X-Wait', String(serverMs)],
      ['X-Answer', JSON.stringify(visit.answers ?? [])],
    ]
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
    const proxy = `PROXY ${isV6 ? 'TCP6' : 'TCP4'} ${src} ${isV6 ? '::1' : '127.0.0.1'} 1000 80\r\n`;
    socket.write(
      `${proxy}GET ${visit.target ?? '/'} HTTP/1.1\r\nHost: x\r\n${headers}Connection: close\r\n\r\n`,
      'latin1',
    );
  });
}

async function tellReal(story: StickStory, binary: string, serverPort: number): Promise<Told> {
  const port = await freePort();
  const haproxy = await startHaproxy(stickConfiguration(story, port, `127.0.0.1:${serverPort}`), {
    binary,
    logsToStdout: false,
  });
  try {
    const begin = performance.now();
    const until = (atMs: number) =>
      new Promise((resolve) => setTimeout(resolve, Math.max(0, begin + atMs - performance.now())));
    const acts = [
      ...story.visits.map((visit) => ({
        atMs: visit.atMs,
        run: () => visitReal(port, backendOf(story, visit), visit, story.serverMs ?? 0),
      })),
      ...(story.orders ?? []).map((order) => ({
        atMs: order.atMs,
        run: async () => void (await haproxy.command(`set server ${order.server} state ${order.state}`)),
      })),
    ].sort((x, y) => x.atMs - y.atMs);
    for (const act of acts) {
      await until(act.atMs);
      await act.run();
    }
    const tables: Record<string, string[]> = {};
    for (const name of story.tables) tables[name] = await tableOf(haproxy, name);
    await haproxy.waitForLog(() => haproxy.log.filter((line) => line.includes('"GET ')).length >= story.visits.length);
    const servers = haproxy.log.flatMap(
      (line) => /\/(\S+) [-\d]+\/[-\d]+\/[-\d]+\/[-\d]+\/\d+ .*"GET /.exec(line)?.[1] ?? [],
    );
    return { servers, tables };
  } finally {
    await haproxy.stop();
  }
}

async function tableOf(haproxy: RunningHaproxy, name: string): Promise<string[]> {
  const lines = (await haproxy.command(`show table ${name}`)).split('\n').filter((line) => line.includes('key='));
  return lines.map((line) => `${/key=(.*?) use=/.exec(line)?.[1] ?? ''} → ${/server_id=(\d+)/.exec(line)?.[1]}`).sort();
}

describeWithEveryHaproxy('stick tables', ({ path, version }) => {
  let server: http.Server;
  beforeAll(async () => {
    server = http.createServer((request, response) => {
      for (const [name, value] of JSON.parse(String(request.headers['x-answer'] ?? '[]')) as [string, string][])
        response.appendHeader(name, value);
      setTimeout(() => response.end('ok'), Number(request.headers['x-wait'])).unref();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  const told: Record<string, Told> = {};
  afterAll(() => {
    if (!process.env.RECORD) return;
    writeFileSync(
      new URL(`../engine/stick/recorded-${versionOf(version)}.json`, import.meta.url),
      `${JSON.stringify(told, null, 1)}\n`,
    );
  });
  for (const story of STICK_STORIES) {
    if (story.versions && !story.versions.includes(versionOf(version))) continue;
    it(`${version}: ${story.title}`, { retry: 2 }, async () => {
      const real = await tellReal(story, path, (server.address() as net.AddressInfo).port);
      told[story.title] = real;
      expect(real.servers.length).toBe(story.visits.length);
      const ours = tellOurs(planOf(stickConfiguration(story, 8080, '127.0.0.1:1'), versionOf(version)), story);
      expect(ours).toEqual(real);
    });
  }
});
