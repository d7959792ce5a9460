/**
 * One configuration, one client script, three worlds: the simulator, `drydock run` on loopback, and HAProxy itself. What
 * is compared is what was decided (which server, which end, which state), never how long a machine took for it.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { createSimulator } from '../../simulator/simulator.ts';
import { startDrydock } from '../support/drydock.ts';
import { isPortTaken, startHaproxy } from '../support/haproxy.ts';
import { httpAnswerer, mllpAnswerer, type Origin, startOrigin } from '../support/origins.ts';
import { freePort } from '../support/ports.ts';
import { describeWith } from '../support/programs.ts';
import { playScript, type Script, scenarioOf } from '../support/script.ts';

const USERS = ['127.0.1.11', '127.0.7.130', '127.3.20.9', '127.40.0.77', '127.0.0.200'];
const REQUESTS = 200;

const defaults = (mode: 'tcp' | 'http') => `global
  log stdout format raw local0
defaults
  mode ${mode}
  log global
  option ${mode === 'http' ? 'httplog' : 'tcplog'}
  option dontlognull
  timeout connect 1s
  timeout client 10s
  timeout server 10s
`;

/** The HL7 configuration of the guide's origins, on loopback. */
const hl7 =
  (balance: string, servers: readonly string[], more: readonly string[] = []) =>
  (listen: number, ports: readonly number[]) =>
    `${defaults('tcp')}
frontend hl7-frontend
  bind 127.0.0.1:${listen}
  default_backend hl7-backend

backend hl7-backend
  balance ${balance}
${more.map((line) => `  ${line}\n`).join('')}${servers.map((options, i) => `  server server${i + 1} 127.0.0.1:${ports[i]} ${options}\n`).join('')}`;

/** The Flask configuration, corrected, on loopback. */
const flask =
  (balance: string, servers: readonly string[], more: readonly string[] = []) =>
  (listen: number, ports: readonly number[]) =>
    `${defaults('http')}
frontend http_front
  bind 127.0.0.1:${listen}
  default_backend flask_servers
  option forwardfor

backend flask_servers
  balance ${balance}
  option httpchk GET /status
${more.map((line) => `  ${line}\n`).join('')}${servers.map((options, i) => `  server web-${'abc'[i]} 127.0.0.1:${ports[i]} ${options}\n`).join('')}`;

const plain = ['check', 'check', 'check'];
const weighted = ['check weight 3', 'check weight 1', 'check weight 2'];
const cookies = ['check cookie web-a', 'check cookie web-b', 'check cookie web-c'];
const stick = ['stick-table type ip size 10k expire 30s', 'stick on src'];

interface Case {
  readonly name: string;
  readonly speaks: 'http' | 'mllp';
  readonly backend: string;
  readonly frontend: string;
  readonly cookies: boolean;
  readonly config: (listen: number, ports: readonly number[]) => string;
}

const hl7Case = (name: string, config: Case['config']): Case => ({
  name: `HL7, ${name}`,
  speaks: 'mllp',
  backend: 'hl7-backend',
  frontend: 'hl7-frontend',
  cookies: false,
  config,
});
const flaskCase = (name: string, config: Case['config'], withCookies = false): Case => ({
  name: `Flask, ${name}`,
  speaks: 'http',
  backend: 'flask_servers',
  frontend: 'http_front',
  cookies: withCookies,
  config,
});

const CASES: readonly Case[] = [
  hl7Case('roundrobin', hl7('roundrobin', plain)),
  hl7Case('roundrobin 3:1:2', hl7('roundrobin', weighted)),
  hl7Case('leastconn', hl7('leastconn', plain)),
  hl7Case('source', hl7('source', plain)),
  hl7Case('stick on src', hl7('leastconn', plain, stick)),
  flaskCase('roundrobin', flask('roundrobin', plain)),
  flaskCase('roundrobin 3:1:2', flask('roundrobin', weighted)),
  flaskCase('leastconn', flask('leastconn', plain)),
  flaskCase('source', flask('source', plain)),
  flaskCase('cookie', flask('roundrobin', cookies, ['cookie SERVER insert indirect nocache']), true),
  flaskCase('stick on src', flask('roundrobin', plain, stick)),
];

interface Logged {
  readonly atMs: number;
  readonly text: string;
}

/** What a world is asked to do besides the script: a server's death and return, by the clock. */
interface Fault {
  readonly server: number;
  readonly killAtMs: number;
  readonly reviveAtMs: number;
  readonly untilMs: number;
}

interface Outcome {
  readonly log: readonly Logged[];
  /** When the server was killed and revived, on the same clock as the log. */
  readonly killedAtMs: number;
  readonly revivedAtMs: number;
}

let cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
  cleanUps = [];
});

async function startOrigins(speaks: Case['speaks'], count: number): Promise<Origin[]> {
  const origins = await Promise.all(
    Array.from({ length: count }, () => startOrigin(speaks === 'http' ? httpAnswerer : mllpAnswerer)),
  );
  cleanUps.push(async () => {
    await Promise.all(origins.map((origin) => origin.close()));
  });
  return origins;
}

async function inVirtualWorld(
  config: string,
  script: Script,
  frontend: string,
  version: string,
  fault?: Fault,
  name?: string,
): Promise<Outcome> {
  const simulator = createSimulator();
  const durationS = fault === undefined ? 30 : fault.untilMs / 1000;
  const faults =
    fault === undefined
      ? []
      : [`{ at: ${fault.killAtMs}ms, server: ${name}, do: refuse, for: ${fault.reviveAtMs - fault.killAtMs}ms }`];
  const loaded = await simulator.load({
    config,
    scenario: scenarioOf(script, frontend, durationS, faults),
    version: version as '3.2',
  });
  if (!loaded.ok) throw new Error(`not loaded: ${JSON.stringify([loaded.diagnostics, loaded.scenarioProblems])}`);
  const log: Logged[] = [];
  for (let frame = await simulator.advance(0); ; frame = await simulator.advance(frame.nowMs + 1000)) {
    log.push(...frame.log.map(({ atMs, text }) => ({ atMs, text })));
    if (frame.ended) break;
  }
  return { log, killedAtMs: fault?.killAtMs ?? 0, revivedAtMs: fault?.reviveAtMs ?? 0 };
}

/** Retries with another port when somebody took the one that was free. */
async function onSockets(
  kind: 'drydock' | 'haproxy',
  c: Case,
  script: Script,
  version: string,
  binary: string,
  fault?: Fault,
): Promise<Outcome> {
  const origins = await startOrigins(c.speaks, 3);
  for (let attempt = 0; ; attempt++) {
    const listen = await freePort();
    const config = c.config(
      listen,
      origins.map((o) => o.port),
    );
    const log: Logged[] = [];
    try {
      let refresh: () => void;
      if (kind === 'drydock') {
        const running = await startDrydock(config, listen, version);
        cleanUps.push(() => running.stop());
        refresh = () => log.push(...running.log.slice(log.length));
      } else {
        const running = await startHaproxy(config, { binary, logsToStdout: false });
        cleanUps.push(() => running.stop());
        refresh = () => log.push(...running.log.slice(log.length).map((text) => ({ atMs: performance.now(), text })));
      }
      const timer = setInterval(refresh, 2);
      cleanUps.push(() => clearInterval(timer));
      return await play(origins, script, listen, log, refresh, fault);
    } catch (error) {
      if (attempt >= 2 || !isPortTaken(error)) throw error;
    }
  }
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function play(
  origins: readonly Origin[],
  script: Script,
  listen: number,
  log: Logged[],
  refresh: () => void,
  fault: Fault | undefined,
): Promise<Outcome> {
  let killedAtMs = 0;
  let revivedAtMs = 0;
  if (fault === undefined) await playScript(script, listen);
  else {
    const origin = origins[fault.server];
    if (origin === undefined) throw new Error('no such server');
    await sleep(fault.killAtMs);
    origin.kill();
    killedAtMs = performance.now();
    await sleep(fault.reviveAtMs - fault.killAtMs);
    await origin.revive();
    revivedAtMs = performance.now();
    await sleep(fault.untilMs - fault.reviveAtMs);
  }
  await sleep(60);
  refresh();
  return { log, killedAtMs, revivedAtMs };
}

/** `backend/server termination`, with the status in HTTP mode, of each request line. */
function decisions(log: readonly Logged[], c: Case): string[] {
  const line =
    c.speaks === 'http'
      ? / (\S+\/\S+) -?\d+\/-?\d+\/-?\d+\/-?\d+\/\+?-?\d+ (\d+) \d+ \S+ \S+ (\S{4}) /
      : / (\S+\/\S+) -?\d+\/-?\d+\/\+?-?\d+ (\d+) (\S{2}) /;
  return log.flatMap(({ text }) => {
    const match = line.exec(text);
    return match === null
      ? []
      : [c.speaks === 'http' ? `${match[1]} ${match[2]} ${match[3]}` : `${match[1]} ${match[3]}`];
  });
}

describeWith('haproxy', 'the same decisions in three worlds', (haproxy) => {
  const version = haproxy.version.split('.').slice(0, 2).join('.');
  test.for(CASES)('$name: 200 requests', async (c) => {
    const script: Script = { count: REQUESTS, from: USERS, speaks: c.speaks, cookies: c.cookies };
    const real = decisions((await onSockets('haproxy', c, script, version, haproxy.path)).log, c);
    expect(real).toHaveLength(REQUESTS);
    const onLoopback = decisions((await onSockets('drydock', c, script, version, '')).log, c);
    expect(onLoopback).toEqual(real);
    const ports = (await startOrigins(c.speaks, 3)).map((o) => o.port);
    const simulated = decisions((await inVirtualWorld(c.config(9000, ports), script, c.frontend, version)).log, c);
    expect(simulated).toEqual(real);
  });
});

/** `web-b DOWN` and so on, with the time since what caused it. */
function transitions(outcome: Outcome, backend: string): { readonly what: string; readonly afterMs: number }[] {
  return outcome.log.flatMap(({ atMs, text }) => {
    const match = new RegExp(`Server ${backend}/(\\S+) is (UP|DOWN)`).exec(text);
    if (match === null) return [];
    return [
      {
        what: `${match[1]} ${match[2]}`,
        afterMs: atMs - (match[2] === 'DOWN' ? outcome.killedAtMs : outcome.revivedAtMs),
      },
    ];
  });
}

describeWith('haproxy', 'a server dies and returns', (haproxy) => {
  const version = haproxy.version.split('.').slice(0, 2).join('.');
  const inter = 'check inter 300ms';
  const cases: readonly (readonly [Case, string, number])[] = [
    [hl7Case('leastconn', hl7('leastconn', [inter, inter, inter])), 'server2', 300],
    [
      flaskCase(
        'fall 1 rise 5',
        flask(
          'roundrobin',
          [0, 1, 2].map(() => `${inter} fall 1 rise 5`),
        ),
      ),
      'web-b',
      300,
    ],
  ];
  describe.each(cases)('$0.name', (c, name, interMs) => {
    test('the same transitions, DOWN at the same time within one interval and 100 ms', async () => {
      const fault: Fault = { server: 1, killAtMs: 1000, reviveAtMs: 3000, untilMs: 5500 };
      const script: Script = { count: 1, from: USERS, speaks: c.speaks, cookies: false };
      const real = transitions(await onSockets('haproxy', c, script, version, haproxy.path, fault), c.backend);
      expect(real.map((t) => t.what)).toEqual([`${name} DOWN`, `${name} UP`]);
      const ports = (await startOrigins(c.speaks, 3)).map((o) => o.port);
      const worlds = {
        'drydock run': transitions(await onSockets('drydock', c, script, version, '', fault), c.backend),
        'the simulator': transitions(
          await inVirtualWorld(c.config(9000, ports), script, c.frontend, version, fault, name),
          c.backend,
        ),
      };
      for (const [world, seen] of Object.entries(worlds)) {
        expect(
          seen.map((t) => t.what),
          world,
        ).toEqual(real.map((t) => t.what));
        seen.forEach((t, i) => {
          const difference = Math.abs(t.afterMs - (real[i]?.afterMs ?? Number.NaN));
          expect(difference, `${world}: ${t.what} ${t.afterMs} ms, HAProxy ${real[i]?.afterMs} ms`).toBeLessThanOrEqual(
            interMs + 100,
          );
        });
      }
    });
  });
});
