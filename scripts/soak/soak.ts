/**
 * A configuration at work while everything around it goes wrong: servers die and hang, it is reloaded, clients misbehave. Well-behaved
 * clients keep account: what was asked, what came back, when somebody disturbed. What went wrong without a reason is a fault.
 */
import { connect, type Socket } from 'node:net';
import { freePorts } from '../bench/children.ts';
import { pause, startDrydock } from './drydock.ts';
import { HOSTILE } from './hostile.ts';
import { createOrigin, type Origin } from './origin.ts';

export interface SoakWanted {
  readonly seconds: number;
  readonly seed: number;
  /** Another program to put to the test; Drydock unless given. */
  readonly command: readonly string[];
  readonly say: (text: string) => void;
}

export interface SoakSeen {
  readonly asked: number;
  readonly answered: number;
  /** Answered with an error of the proxy's, or not at all, while a server was dead or hung. */
  readonly excused: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
  readonly kills: number;
  readonly hangs: number;
  readonly reloads: number;
  readonly hostile: number;
  /** At the start, and when all is quiet again; null where the system does not tell. */
  readonly descriptors: readonly [number, number] | null;
  readonly megabytes: readonly [number, number] | null;
  /** Alive behind a collection of garbage: at the start (all parts have been at work), in the middle, at the end. */
  readonly aliveMb: readonly [number, number, number] | null;
}

const SERVERS = 3;
const CLIENTS = 12;
/** What happens so close to a disturbance may be its doing: a health check takes so long to notice, a timeout to pass. */
const AFTERMATH_MS = 2500;

const configuration = (front: number, origins: readonly Origin[], generation: number) => `global
  maxconn 3000
defaults
  mode http
  timeout connect 500ms
  timeout client 3s
  timeout server 1s
  timeout http-request 1s
  timeout http-keep-alive 3s
  retries 3
  option redispatch
frontend web
  bind 127.0.0.1:${front}
  option idle-close-on-response
  http-response set-header x-generation ${generation}
  default_backend app
backend app
  balance roundrobin
${origins.map(({ port }, i) => `  server app${i} 127.0.0.1:${port} check inter 300ms fall 2 rise 1`).join('\n')}
`;

/** Numbers below one, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export async function soak({ seconds, seed, command, say }: SoakWanted): Promise<SoakSeen> {
  const random = randomFrom(seed);
  const between = (from: number, to: number) => from + random() * (to - from);
  const origins = await Promise.all(Array.from({ length: SERVERS }, () => createOrigin()));
  const [front = 0] = await freePorts(1);
  const drydock = await startDrydock(configuration(front, origins, 0), command);
  const faults: string[] = [];
  const excused: Record<string, number> = {};
  const disturbances: { readonly fromMs: number; untilMs: number }[] = [];
  let asked = 0;
  let answered = 0;
  let over = false;
  let kills = 0;
  let hangs = 0;
  let reloads = 0;
  let hostile = 0;

  const isDisturbed = (fromMs: number, untilMs: number) =>
    disturbances.some((one) => one.fromMs <= untilMs && one.untilMs + AFTERMATH_MS >= fromMs);

  /** One client: asks, waits for the answer, asks again. */
  const client = async () => {
    let socket: Socket | null = null;
    while (!over) {
      const id = `r${++asked}`;
      const fromMs = performance.now();
      const isNew: boolean = socket === null || socket.destroyed;
      socket = isNew ? connect({ port: front, host: '127.0.0.1', noDelay: true }) : socket!;
      if (isNew) socket.on('error', () => undefined);
      const outcome = await exchange(socket, id, random() < 0.2 ? Math.floor(between(1, 200_000)) : 0);
      if (outcome === 'ok') answered++;
      else if (outcome.startsWith('twice') || outcome.startsWith('wrong')) faults.push(`${id}: ${outcome}`);
      else if (isDisturbed(fromMs, performance.now())) excused[outcome] = (excused[outcome] ?? 0) + 1;
      else
        faults.push(`${id}: ${outcome}, though nobody disturbed (request on a ${isNew ? 'new' : 'kept'} connection)`);
      if (outcome !== 'ok') socket.destroy();
      await pause(between(0, 20));
    }
    socket?.destroy();
  };
  const disturb = async () => {
    while (!over) {
      await pause(between(500, 4000));
      if (over) break;
      const origin = origins[Math.floor(random() * SERVERS)]!;
      const one = { fromMs: performance.now(), untilMs: Number.POSITIVE_INFINITY };
      disturbances.push(one);
      if (random() < 0.5) {
        kills++;
        await origin.kill(between(100, 1500));
      } else {
        hangs++;
        await origin.hang(between(100, 2500));
      }
      one.untilMs = performance.now();
    }
  };
  const reload = async () => {
    while (!over) {
      await pause(between(1000, 6000));
      if (over) break;
      drydock.write(configuration(front, origins, ++reloads));
      await drydock.reload();
    }
  };
  const misbehave = async () => {
    while (!over) {
      await pause(between(5, 100));
      hostile++;
      HOSTILE[Math.floor(random() * HOSTILE.length)]!(front, random);
    }
  };

  // What it needs at all, before anything is measured.
  await exchangeOnce(front);
  await pause(1500);
  for (let i = 0; i < 300; i++) await exchangeOnce(front);
  for (const _ of [1, 2]) await drydock.reload();
  for (const origin of origins) origin.hangUp();
  await pause(500);
  const before = drydock.usage();
  const aliveAtFirst = await drydock.alive();
  let aliveMidway: number | null = null;
  const startedMs = performance.now();
  const work = [disturb(), reload(), misbehave(), ...Array.from({ length: CLIENTS }, client)];
  let warm = before;
  while (performance.now() - startedMs < seconds * 1000) {
    await pause(Math.min(1000, seconds * 100));
    const elapsed = performance.now() - startedMs;
    if (elapsed < seconds * 250 + 5000) warm = drydock.usage();
    if (aliveMidway === null && elapsed >= seconds * 500) aliveMidway = await drydock.alive();
    if (Math.floor(elapsed / 60_000) !== Math.floor((elapsed - 1000) / 60_000)) {
      say(`${Math.round(elapsed / 1000)} s: ${asked} asked, ${answered} answered, ${faults.length} faults`);
    }
  }
  over = true;
  await Promise.all(work);
  // Hostile clients are cut by the timeouts; idle connections to servers are ended by the servers.
  let after = drydock.usage();
  for (
    let tries = 0;
    tries < 40 && before !== null && after !== null && after.descriptors > before.descriptors;
    tries++
  ) {
    for (const origin of origins) origin.hangUp();
    await pause(250);
    after = drydock.usage();
  }
  await pause(500);
  const aliveAtLast = await drydock.alive();
  const twice = origins.flatMap((origin) => origin.twice());
  faults.push(...twice.map((id) => `${id}: sent to a server twice`));
  await drydock.stop();
  for (const origin of origins) origin.close();
  const crashed = /\n\s+at .*\(.*:\d+:\d+\)/.exec(drydock.said());
  if (crashed !== null) faults.push(`it crashed: ${drydock.said().slice(-1500)}`);
  return {
    asked,
    answered,
    excused,
    faults,
    kills,
    hangs,
    reloads,
    hostile,
    descriptors: before === null || after === null ? null : [before.descriptors, after.descriptors],
    aliveMb:
      aliveAtFirst === null || aliveMidway === null || aliveAtLast === null
        ? null
        : [aliveAtFirst / 2 ** 20, aliveMidway / 2 ** 20, aliveAtLast / 2 ** 20],
    megabytes: warm === null || after === null ? null : [warm.bytes / 2 ** 20, after.bytes / 2 ** 20],
  };
}

async function exchangeOnce(port: number): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  await exchange(socket, 'first', 0);
  socket.destroy();
}

const LIMIT_MS = 8000;

/** Asks once; `ok`, or what happened instead. Upload of so many bytes, none: a GET. */
function exchange(socket: Socket, id: string, upload: number): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    let settled = false;
    const done = (outcome: string) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      // What still comes now has no request.
      setImmediate(() => {
        socket.off('data', read);
        socket.off('close', closed);
        socket.off('end', closed);
        resolve(
          outcome === 'ok' && text.length > expected
            ? `twice: ${text.length - expected} bytes behind the answer`
            : outcome,
        );
      });
    };
    let expected = Number.POSITIVE_INFINITY;
    const read = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/\ncontent-length: *(\d+)/i.exec(text.slice(0, end))?.[1] ?? 0);
      expected = end + 4 + length;
      if (text.length < expected) return;
      const status = text.slice(9, 12);
      const body = text.slice(end + 4, expected);
      const isClosing = /\nconnection: *close/i.test(text.slice(0, end));
      if (status !== '200') done(status);
      else if (body !== `${id} ${upload}`) done(`wrong answer ${JSON.stringify(body.slice(0, 60))}`);
      else {
        if (isClosing) socket.end();
        done('ok');
        if (isClosing) socket.destroy();
      }
    };
    const closed = () => done(text === '' ? 'closed without an answer' : 'closed within the answer');
    const timer = setTimeout(() => done('no answer'), LIMIT_MS);
    socket.on('data', read);
    socket.on('end', closed);
    socket.on('close', closed);
    if (upload === 0) socket.write(`GET /${id} HTTP/1.1\r\nHost: soak\r\n\r\n`);
    else {
      socket.write(`POST /${id} HTTP/1.1\r\nHost: soak\r\nContent-Length: ${upload}\r\n\r\n`);
      socket.write('u'.repeat(upload));
    }
  });
}
