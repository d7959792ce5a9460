/**
 * A server that is added at run time does not know of `default-server` (HAProxy, issue 2885): asked of HAProxy, and of
 * `drydock haproxy` in its place, with the same lines to the runtime socket.
 */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Program, startHaproxy } from '../../simulator/lab/haproxy.ts';
import { SOCKET } from '../../simulator/lab/play.ts';
import { freePorts } from '../../simulator/lab/ports.ts';
import { readStat } from '../../simulator/trace/show-stat.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';
import { versionOf } from './versions.ts';

const MAIN = fileURLToPath(new URL('../../simulator/cli/main.ts', import.meta.url));

/** Nobody listens at the servers' port: what is checked goes down. */
const configuration = (front: number, dead: number): string => `global
  nbthread 1
  log stdout format raw local0
  stats socket unix@./${SOCKET} mode 600 level admin
defaults
  mode http
  log global
  timeout connect 1s
  timeout client 1s
  timeout server 1s
frontend www
  bind 127.0.0.1:${front}
  default_backend app
backend app
  default-server check inter 50ms fall 1 weight 7 maxconn 3
  server configured 127.0.0.1:${dead}
`;

const WAIT_MS = 600;

/** Only what its own line says; and checks that it asks for do not run before `enable health`. */
const ENABLED = [
  'plain: no check, weight 1, maxconn none, check none',
  'checked: DOWN, weight 7, maxconn 3, check L4CON',
  'asleep: no check, weight 1, maxconn none, check none',
];

async function answers(program: Program): Promise<string[]> {
  const [front = 0, dead = 0] = await freePorts(2);
  const haproxy = await startHaproxy(program, configuration(front, dead), {});
  try {
    const said: string[] = [];
    for (const line of [
      `add server app/plain 127.0.0.1:${dead}`,
      `add server app/checked 127.0.0.1:${dead} check inter 50ms fall 1 weight 7 maxconn 3`,
      `add server app/asleep 127.0.0.1:${dead} check inter 50ms fall 1`,
    ]) {
      said.push(await haproxy.command(line));
    }
    const added = await states(haproxy.command);
    for (const line of ['enable server app/plain', 'enable server app/checked', 'enable health app/checked']) {
      said.push(await haproxy.command(line));
    }
    said.push(await haproxy.command('enable server app/asleep'));
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    return [...said, 'added:', ...added, 'enabled:', ...(await states(haproxy.command))];
  } finally {
    await haproxy.stop();
  }
}

async function states(command: (line: string) => Promise<string>): Promise<string[]> {
  const rows = [...readStat(await command('show stat app 4 -1')).values()];
  return rows.map(({ svname, status, weight, slim, check_status: check }) => {
    // what one weighs in maintenance differs by version
    const weighs = status === 'MAINT' ? '' : `weight ${weight}, `;
    return `${svname}: ${status}, ${weighs}maxconn ${slim || 'none'}, check ${check?.replace('* ', '') || 'none'}`;
  });
}

describeWithEveryHaproxy('servers added at run time', (haproxy) => {
  const version = versionOf(haproxy);

  test('have nothing of default-server', async () => {
    const seen = await answers([haproxy.path]);
    expect(seen.filter((line) => /^(plain|checked|asleep): /.test(line)).slice(-3)).toEqual(ENABLED);
    expect(await answers(['env', `DRYDOCK_HAPROXY=${version}`, process.execPath, MAIN, 'haproxy'])).toEqual(seen);
  }, 30_000);
});
