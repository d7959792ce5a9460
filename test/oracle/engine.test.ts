/**
 * The installed HAProxy is asked again what it logs in some of the situations of `test/engine/situations/`, on loopback
 * and in real time. Everything must be equal but the timers, which may be late.
 */
import { describe, expect, test } from 'vitest';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { planOf } from '../engine/plans.ts';
import type { Situation } from '../engine/situation.ts';
import { CONNECTIONS } from '../engine/situations/connections.ts';
import { HTTP_ENDINGS } from '../engine/situations/http-endings.ts';
import { KEEP_ALIVE } from '../engine/situations/keep-alive.ts';
import { QUEUES } from '../engine/situations/queues.ts';
import { RETRIES } from '../engine/situations/retries.ts';
import { RULES } from '../engine/situations/rules.ts';
import { SERVER_CHOICE } from '../engine/situations/server-choice.ts';
import { SERVERS_DOWN } from '../engine/situations/servers-down.ts';
import { TCP } from '../engine/situations/tcp.ts';
import { TCP_WAITING } from '../engine/situations/tcp-waiting.ts';
import { UPLOADS } from '../engine/situations/uploads.ts';
import { WAITING } from '../engine/situations/waiting.ts';
import { playVirtual, virtualAddresses } from '../engine/world.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';
import { fillIn, playReal } from './engine-lab.ts';

const ASKED: readonly [readonly Situation[], readonly string[]][] = [
  [
    HTTP_ENDINGS,
    [
      'two requests keep-alive then client closes',
      'server timeout',
      'server closes mid body',
      'half a request then silence',
      'client closes while waiting, abortonclose',
    ],
  ],
  [UPLOADS, ['post FIN while connecting']],
  [TCP, ['tcp echo, client closes', 'tcp half-close by client, server keeps open', 'tcp client timeout smaller']],
  [QUEUES, ['queue: timeout', 'queue: two servers full, third waits in the backend']],
  [
    SERVERS_DOWN,
    [
      'shutdown-sessions during request',
      'observe layer7: two wrong answers in a row mark the server down',
      'observe layer4: a refused connection is as bad as a failed check',
      'monitor-uri is answered before the rules and not logged, and fails with the last server',
    ],
  ],
  [
    RETRIES,
    [
      'cookie A A A B',
      'source A A A A',
      'retry-on: a status of retry-on: the same server once more',
      'retry-on: an empty answer',
      'retry-on: an answer that is none',
      'retry-on: a late answer',
      'retry-on: with redispatch another server',
      'retry-on: not for another status',
    ],
  ],
  [RULES, ['cookie invalid']],
  [CONNECTIONS, ['safe: two clients, two requests each']],
  [KEEP_ALIVE, ['server chunked']],
  [
    SERVER_CHOICE,
    [
      'use-server',
      'use-server, its server refuses',
      'ignore-persist',
      'force-persist',
      'force-persist, its server refuses',
    ],
  ],
  [
    WAITING,
    [
      'http-response pause',
      'http-response wait-for-body, too late',
      'http-buffer-request, too late',
      'wait-for-body, client leaves',
      'early-hint: a rule between',
    ],
  ],
  [TCP_WAITING, ['tcp queue, the last word was before the connection', 'tcp queue client FIN nodata']],
];

/** How far off a timer may be: the machine is busy, and the program's health checks do not begin at our zero. */
const OFF_MS = 150;
/** A busy machine may spoil one attempt. */
const ATTEMPTS = 3;

function known(version: string): Version {
  const short = version.split('.').slice(0, 2).join('.');
  return (['2.6', '2.8', '3.0', '3.2', '3.4'] as const).find((candidate) => candidate === short) ?? '3.2';
}

/** Timers become `~` where they are near enough to what is expected; everything else stays. */
function blurred(actual: string, expected: string): string {
  const wanted = expected.split(' ');
  return actual
    .replace(/check duration: \d+ms/, 'check duration: 0ms')
    .split(' ')
    .map((field, at) => (at === 2 && isTimers(field) && isTimers(wanted[2] ?? '') ? timers(field, wanted[2]!) : field))
    .join(' ');
}

const isTimers = (field: string): boolean => /^\+?-?\d+(\/\+?-?\d+){2,4}$/.test(field);

function timers(field: string, wanted: string): string {
  const expected = wanted.split('/');
  return field
    .split('/')
    .map((value, at) => (isNear(Number(value), Number(expected[at])) ? expected[at] : value))
    .join('/');
}

/** -1 says that something did not happen: nothing else is near it. */
function isNear(actual: number, expected: number): boolean {
  return actual >= 0 && expected >= 0 && Math.abs(actual - expected) <= OFF_MS;
}

describeWithEveryHaproxy('the log says the same', (haproxy) => {
  // with SITUATIONS=all in the environment the whole table is asked, a minute or two for each program
  const isAll = process.env.SITUATIONS === 'all';
  const situations = ASKED.flatMap(([table, titles]) => (isAll ? table : titles.map((title) => named(table, title))));
  // vitest runs five at once
  describe.concurrent('in', () => {
    for (const situation of situations) {
      test(situation.title, () => check(situation, haproxy.path, known(haproxy.version)));
    }
  });
});

function named(table: readonly Situation[], title: string): Situation {
  const found = table.find((situation) => situation.title === title);
  if (!found) throw new Error(`no situation is called ${title}`);
  return found;
}

async function check(situation: Situation, path: string, version: Version): Promise<void> {
  if (situation.differs?.[version] || version < (situation.since ?? '2.6')) return;
  const config = `global\n  log stdout format raw local0\n${fillIn(situation.config, virtualAddresses(situation))}`;
  const expected = playVirtual(situation, planOf(config, version));
  let actual: { readonly log: readonly string[]; readonly received: readonly string[] } = { log: [], received: [] };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const played = await playReal(situation, path);
    actual = {
      log: played.log.map((line, at) => blurred(line, expected.log[at] ?? '')),
      received: played.received,
    };
    if (JSON.stringify(actual) === JSON.stringify({ log: expected.log, received: expected.received })) return;
  }
  expect(actual.log).toEqual(expected.log);
  expect(actual.received).toEqual(expected.received);
}
