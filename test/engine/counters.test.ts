/**
 * What goes wrong between HAProxy and a server, in the counters of `show stat`. The figures are what 2.6.12, 3.0.11,
 * 3.2.26 and 3.4.7 answered in these situations.
 */
import { describe, expect, test } from 'vitest';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { statRows } from '../../simulator/trace/show-stat.ts';
import { planOf } from './plans.ts';
import { CLOSED, FIN, get, RST, type Situation, type Step } from './situation.ts';
import { playVirtual, virtualAddresses } from './world.ts';

const CONFIG = (mode: 'http' | 'tcp', clientMs: number): string => `global
  log stdout format raw local0
defaults
  mode ${mode}
  log global
  option ${mode}log
  timeout connect 1s
  timeout client ${clientMs}ms
  timeout server 250ms
frontend fe
  bind {{fe}}
  default_backend be
backend be
  server s {{s}}
`;

interface Case {
  readonly title: string;
  readonly mode?: 'tcp';
  readonly clientMs?: number;
  readonly server: readonly Step[];
  /** After the request. */
  readonly client?: readonly Step[];
  /** `eresp srv_abrt cli_abrt` of the server; the backend's are the same. */
  readonly counts: Readonly<Record<'2.6' | '3.0' | '3.2' | '3.4', string>>;
}

const HALF = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc';
const always = (counts: string): Case['counts'] => ({ '2.6': counts, '3.0': counts, '3.2': counts, '3.4': counts });
const since30 = (before: string, counts: string): Case['counts'] => ({ ...always(counts), '2.6': before });

const CASES: readonly Case[] = [
  { title: 'no answer within timeout server', server: [], counts: always('1 0 0') },
  { title: 'closed without an answer', server: [80, FIN], counts: since30('1 0 0', '2 0 0') },
  { title: 'reset without an answer', server: [80, RST], counts: always('2 0 0') },
  { title: 'closed in the head', server: ['HTTP/1.1 200 OK\r\nConte', 80, FIN], counts: since30('1 0 0', '2 0 0') },
  { title: 'closed in the body', server: [HALF, 80, FIN], counts: always('1 1 0') },
  { title: 'reset in the body', server: [HALF, 80, RST], counts: always('1 1 0') },
  {
    title: 'silent in the body',
    server: [HALF],
    counts: { '2.6': '0 0 0', '3.0': '0 0 1', '3.2': '0 1 0', '3.4': '0 1 0' },
  },
  {
    title: 'no HTTP',
    server: ['garbage\r\n\r\n'],
    counts: { '2.6': '1 0 0', '3.0': '1 0 0', '3.2': '2 0 0', '3.4': '2 0 0' },
  },
  { title: 'TCP, reset', mode: 'tcp', server: [50, RST], counts: always('1 1 0') },
  { title: 'TCP, closed', mode: 'tcp', server: [50, FIN], counts: always('0 0 0') },
  { title: 'TCP, a silent server', mode: 'tcp', clientMs: 1000, server: [], counts: always('0 1 0') },
  { title: 'TCP, a silent client', mode: 'tcp', clientMs: 150, server: [], counts: always('0 0 1') },
  { title: 'TCP, the client resets', mode: 'tcp', server: [], client: [50, RST], counts: always('0 0 1') },
];

describe.each(['2.6', '3.0', '3.2', '3.4'] as const)('counters in %s', (version: Version) => {
  test.for(CASES)('$title', (c) => {
    const situation: Situation = {
      title: c.title,
      config: CONFIG(c.mode ?? 'http', c.clientMs ?? 1000),
      servers: { s: { onRequest: [c.server] } },
      clients: [{ atMs: 0, steps: [get(), ...(c.client ?? [CLOSED])] }],
      log: [],
      tailMs: 400,
    };
    const addresses = virtualAddresses(situation);
    const config = situation.config.replace(/\{\{(\w+)\}\}/g, (_, name: string) => addresses[name] ?? '');
    const plan = planOf(config, version);
    const { state } = playVirtual(situation, plan);
    const rows = statRows(plan, state).filter(({ svname }) => svname === 's' || svname === 'BACKEND');
    const counts = rows.map(({ fields }) => `${fields.eresp} ${fields.srv_abrt} ${fields.cli_abrt}`);
    const expected = c.counts[version as keyof Case['counts']];
    expect(counts).toEqual([expected, expected]);
  });
});
