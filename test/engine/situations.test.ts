/**
 * What HAProxy logs in some 250 situations: played in virtual time, compared with the lines that 2.6, 3.0 and 3.2 wrote.
 * `test/oracle/engine.test.ts` asks the installed program some of them again.
 */

import { describe, expect, test } from 'vitest';
import { inOrderOfId } from '../../simulator/engine/id-table.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { fillIn } from '../oracle/engine-lab.ts';
import { planOf } from './plans.ts';
import type { Situation } from './situation.ts';
import { CONNECTIONS } from './situations/connections.ts';
import { HTTP_ENDINGS } from './situations/http-endings.ts';
import { KEEP_ALIVE } from './situations/keep-alive.ts';
import { QUEUES } from './situations/queues.ts';
import { RETRIES } from './situations/retries.ts';
import { RULES } from './situations/rules.ts';
import { SERVER_CHOICE } from './situations/server-choice.ts';
import { SERVERS_DOWN } from './situations/servers-down.ts';
import { TCP } from './situations/tcp.ts';
import { TCP_WAITING } from './situations/tcp-waiting.ts';
import { UPLOADS } from './situations/uploads.ts';
import { WAITING } from './situations/waiting.ts';
import { playVirtual, virtualAddresses } from './world.ts';

const TABLES = {
  HTTP_ENDINGS,
  UPLOADS,
  TCP,
  TCP_WAITING,
  QUEUES,
  SERVERS_DOWN,
  RETRIES,
  RULES,
  CONNECTIONS,
  KEEP_ALIVE,
  SERVER_CHOICE,
  WAITING,
};
const VERSIONS: readonly Version[] = ['2.6', '3.0', '3.2'];

function check(situation: Situation, version: Version): void {
  const config = fillIn(situation.config, virtualAddresses(situation));
  const plan = planOf(`global\n  log stdout format raw local0\n${config}`, version);
  const { log, received, connections, state } = playVirtual(situation, plan);
  expect(log).toEqual(situation.logBy?.[version] ?? situation.log);
  expect(received).toEqual(situation.receivedBy?.[version] ?? situation.received ?? received);
  const onEach = Object.entries(connections).map(([name, list]) => [name, list.map((requests) => requests.join(' '))]);
  if (situation.connections) expect(Object.fromEntries(onEach)).toEqual(situation.connections);
  // whatever happened, the counts agree with what is left
  expect(state.streams.size).toBe(inOrderOfId(state.clients).filter((client) => client.stream !== 0).length);
  expect(state.actconn).toBe(state.clients.size);
}

for (const [name, table] of Object.entries(TABLES)) {
  describe(name.toLowerCase().replace(/_/g, ' '), () => {
    for (const situation of table) {
      test(situation.title, () => {
        for (const version of VERSIONS)
          if (!situation.differs?.[version] && version >= (situation.since ?? '2.6')) check(situation, version);
      });
    }
  });
}
