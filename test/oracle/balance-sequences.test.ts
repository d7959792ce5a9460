/**
 * The order in which HAProxy chooses servers, compared with ours, choice by choice: many small random pools, with
 * weights and states changing on the way. Sequential requests over HTTP, so that no server is ever busy.
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRandom, nextBelow } from '../../simulator/engine/random.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { createPool, type PoolSpec, type Request, type ServerSpec } from '../engine/balance/pool-model.ts';
import { type RunningHaproxy, startHaproxy } from '../support/haproxy.ts';
import { freePorts } from '../support/ports.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';
import { versionOf } from './versions.ts';

type Op =
  | { readonly type: 'get'; readonly request: Request }
  | { readonly type: 'weight'; readonly server: number; readonly weight: number }
  | { readonly type: 'admin'; readonly server: number; readonly admin: 'ready' | 'drain' | 'maint' };

interface Case {
  readonly name: string;
  readonly spec: PoolSpec;
  readonly ops: readonly Op[];
}

const SEED = Number(process.env.SEED ?? 20260901);
const random = createRandom(SEED);
const below = (bound: number) => nextBelow(random, bound);
const oneOf = <T>(list: readonly T[]) => list[below(list.length)]!;

/** Runs of requests with changes in between. */
function script(servers: number, kinds: readonly ('weight' | 'admin')[], request: () => Request): Op[] {
  const ops: Op[] = [];
  for (let round = 0; round < 8; round++) {
    const runs = 5 + below(35);
    for (let n = 0; n < runs; n++) ops.push({ type: 'get', request: request() });
    const kind = kinds.length > 0 ? oneOf(kinds) : null;
    const server = 1 + below(servers);
    if (kind === 'weight') ops.push({ type: 'weight', server, weight: oneOf([0, 1, 2, 3, 5, 10, 100, 256]) });
    if (kind === 'admin') ops.push({ type: 'admin', server, admin: oneOf(['ready', 'ready', 'drain', 'maint']) });
  }
  return ops;
}

function randomServers(backups: boolean): ServerSpec[] {
  const weights = oneOf([[1], [1, 2, 3], [1, 10, 100, 256], [3, 5, 7, 11, 0]]);
  return Array.from({ length: 2 + below(5) }, () => ({
    weight: oneOf(weights),
    backup: backups && below(3) === 0,
    ...(below(8) === 0 ? { id: 100 + below(1000) } : {}),
  }));
}

const anyRequest = (): Request => ({});
const fromAnywhere = (): Request => ({
  src:
    below(4) === 0
      ? `2001:db8:${below(65536).toString(16)}::${(1 + below(65535)).toString(16)}`
      : [1 + below(223), below(256), below(256), below(256)].join('.'),
});
const anyTarget = (): Request => ({
  target: oneOf([
    '/',
    '/a',
    '/a/b/c',
    '/a/b/c?x=1',
    `/img/${below(50)}.png`,
    `/?u=${below(9)}`,
    `/p?x=1&u=${below(50)}&z`,
    '/q?u=',
  ]),
  headers:
    below(3) === 0
      ? {}
      : { 'x-key': oneOf(['', 'a', `user-${below(40)}`, 'www.example.com', 'a.b.c.example.org', 'one, two']) },
});

function cases(version: Version): Case[] {
  const found: Case[] = [];
  const add = (name: string, spec: PoolSpec, kinds: readonly ('weight' | 'admin')[], request: () => Request) =>
    found.push({ name, spec: { ...spec, version }, ops: script(spec.servers.length, kinds, request) });
  const plain = (weights: readonly number[]) => weights.map((weight) => ({ weight }));
  for (const weights of [
    [1, 1, 1],
    [3, 1, 2],
    [256, 1],
    [1, 256, 1],
    [100, 50, 25, 1],
    [2, 2, 2, 2, 1],
  ]) {
    add(`roundrobin ${weights.join(':')}`, { balance: 'roundrobin', servers: plain(weights) }, [], anyRequest);
    add(`static-rr ${weights.join(':')}`, { balance: 'static-rr', servers: plain(weights) }, [], anyRequest);
    add(`source ${weights.join(':')}`, { balance: 'source', servers: plain(weights) }, [], fromAnywhere);
  }
  for (let n = 0; n < 24; n++) {
    const servers = randomServers(n % 2 === 0);
    add(
      `roundrobin random ${n}`,
      { balance: 'roundrobin', servers, allbackups: below(2) === 0 },
      ['weight', 'admin'],
      anyRequest,
    );
  }
  for (let n = 0; n < 6; n++) {
    const servers = randomServers(n % 2 === 0);
    const allbackups = below(2) === 0;
    add(`static-rr random ${n}`, { balance: 'static-rr', servers, allbackups }, ['admin'], anyRequest);
    add(`first random ${n}`, { balance: 'first', servers, allbackups }, ['weight', 'admin'], anyRequest);
    const hash = { servers, allbackups, avalanche: below(2) === 0, fn: oneOf(['sdbm', 'djb2', 'wt6', 'crc32']) };
    add(`source map random ${n}`, { ...hash, balance: 'source' }, ['admin'], fromAnywhere);
    add(`source ring random ${n}`, { ...hash, balance: 'source', consistent: true }, ['admin', 'weight'], fromAnywhere);
    const key = oneOf([
      { type: 'uri', whole: false, pathOnly: false, lengthBytes: null, depth: null },
      { type: 'uri', whole: true, pathOnly: false, lengthBytes: null, depth: null },
      { type: 'uri', whole: false, pathOnly: true, lengthBytes: 4, depth: null },
      { type: 'uri', whole: false, pathOnly: false, lengthBytes: null, depth: 1 },
    ] as const);
    add(`uri random ${n}`, { ...hash, balance: 'uri', key, consistent: below(2) === 0 }, ['admin'], anyTarget);
    const param = { type: 'url_param', name: 'u', checkPost: false } as const;
    add(
      `url_param random ${n}`,
      { ...hash, balance: 'url_param', key: param, consistent: below(2) === 0 },
      ['admin'],
      anyTarget,
    );
    const header = { type: 'hdr', name: 'x-key', domainOnly: n % 2 === 0 } as const;
    add(`hdr random ${n}`, { ...hash, balance: 'hdr', key: header, consistent: below(2) === 0 }, ['admin'], anyTarget);
  }
  return found;
}

function configuration(list: readonly Case[], frontPort: number, serverPort: number): string {
  const lines = ['defaults', '  mode http', '  timeout client 20s', '  timeout server 20s', '  timeout connect 5s', ''];
  lines.push('frontend f', `  bind 127.0.0.1:${frontPort} accept-proxy`, '  use_backend %[req.hdr(x-pool)]');
  for (const [n, { spec }] of list.entries()) {
    lines.push(`backend p${n}`, `  balance ${balanceLine(spec)}`);
    if (spec.fn || spec.consistent || spec.avalanche) {
      lines.push(
        `  hash-type ${spec.consistent ? 'consistent' : 'map-based'} ${spec.fn ?? 'sdbm'}${spec.avalanche ? ' avalanche' : ''}`,
      );
    }
    if (spec.allbackups) lines.push('  option allbackups');
    lines.push('  http-after-response set-header x-server %s');
    for (const [m, server] of spec.servers.entries()) {
      const words = [`  server s${m + 1} 127.0.0.1:${serverPort} weight ${server.weight ?? 1}`];
      if (server.backup) words.push('backup');
      if (server.id) words.push(`id ${server.id}`);
      lines.push(words.join(' '));
    }
  }
  return `${lines.join('\n')}\n`;
}

function balanceLine({ balance, key }: PoolSpec): string {
  if (key?.type === 'uri') {
    const words = ['uri'];
    if (key.lengthBytes !== null) words.push(`len ${key.lengthBytes}`);
    if (key.depth !== null) words.push(`depth ${key.depth}`);
    if (key.whole) words.push('whole');
    if (key.pathOnly) words.push('path-only');
    return words.join(' ');
  }
  if (key?.type === 'url_param') return `url_param ${key.name}`;
  if (key?.type === 'hdr') return `hdr(${key.name})${key.domainOnly ? ' use_domain_only' : ''}`;
  return balance;
}

/** What our algorithm chooses, one line an operation that asks. */
function ours(test: Case): number[] {
  const pool = createPool(test.spec);
  const chosen: number[] = [];
  for (const op of test.ops) {
    if (op.type === 'get') chosen.push(pool.pick(op.request));
    else if (op.type === 'weight') pool.setWeight(op.server, op.weight);
    else pool.setAdmin(op.server, op.admin);
  }
  return chosen;
}

/** Where the two part, with what was done until then. */
function firstDifference(test: Case, mine: readonly number[], real: readonly number[]): string | null {
  const at = real.findIndex((server, n) => server !== mine[n]);
  if (at < 0) return null;
  const story: string[] = [];
  let asked = 0;
  for (const op of test.ops) {
    if (op.type === 'weight') story.push(`weight s${op.server} ${op.weight}`);
    else if (op.type === 'admin') story.push(`${op.admin} s${op.server}`);
    else {
      const what = Object.keys(op.request).length > 0 ? `${JSON.stringify(op.request)} ` : '';
      story.push(`${what}HAProxy s${real[asked]}, ours s${mine[asked]}`);
      if (asked++ === at) break;
    }
  }
  return `${JSON.stringify(test.spec)}\n${story.slice(-16).join('\n')}`;
}

async function theirs(haproxy: RunningHaproxy, test: Case, n: number, port: number): Promise<number[]> {
  const chosen: number[] = [];
  const agents = new Map<string, http.Agent>();
  for (const op of test.ops) {
    if (op.type === 'weight') await haproxy.command(`set weight p${n}/s${op.server} ${op.weight}`);
    else if (op.type === 'admin') await haproxy.command(`set server p${n}/s${op.server} state ${op.admin}`);
    else chosen.push(await ask(port, `p${n}`, op.request, agents));
  }
  for (const agent of agents.values()) agent.destroy();
  return chosen;
}

/** One request; connections are kept by source address, which a PROXY header tells. */
function ask(port: number, pool: string, request: Request, agents: Map<string, http.Agent>): Promise<number> {
  const src = request.src ?? '127.0.0.1';
  let agent = agents.get(src);
  if (!agent) {
    agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    agents.set(src, agent);
    const createConnection = agent.createConnection.bind(agent);
    agent.createConnection = (options, callback) => {
      const socket = createConnection(options, callback)!;
      const family = src.includes(':') ? 'TCP6' : 'TCP4';
      (socket as import('node:net').Socket).write(
        `PROXY ${family} ${src} ${family === 'TCP6' ? '::1' : '127.0.0.1'} 1000 80\r\n`,
      );
      return socket;
    };
  }
  return new Promise((resolve, reject) => {
    const headers = { 'x-pool': pool, ...request.headers };
    const sent = http.get({ port, host: '127.0.0.1', agent, path: request.target ?? '/', headers }, (response) => {
      response.resume();
      response.once('end', () => {
        const name = String(response.headers['x-server'] ?? '');
        resolve(/^s\d+$/.test(name) ? Number(name.slice(1)) : 0);
      });
    });
    sent.once('error', reject);
  });
}

describeWithEveryHaproxy(`balancing sequences (seed ${SEED})`, (found) => {
  const { path, version } = found;
  const list = cases(versionOf(found));
  let haproxy: RunningHaproxy;
  let server: http.Server;
  let port = 0;

  beforeAll(async () => {
    server = http.createServer((_request, response) => response.end('ok'));
    server.keepAliveTimeout = 30_000;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    [port] = (await freePorts(1)) as [number];
    haproxy = await startHaproxy(configuration(list, port, (server.address() as AddressInfo).port), { binary: path });
  });
  afterAll(async () => {
    await haproxy?.stop();
    server?.close();
    server?.closeAllConnections();
  });

  for (const [n, test] of list.entries()) {
    it(`${version}: ${test.name}`, async () => {
      const expected = await theirs(haproxy, test, n, port);
      expect(expected.length).toBeGreaterThan(40);
      expect(firstDifference(test, ours(test), expected)).toBe(null);
    });
  }
});
