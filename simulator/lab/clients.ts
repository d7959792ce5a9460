/**
 * The lab's clients: visitors at a rate, and users who wait, think and ask again, as in the virtual world and drawn from
 * the same random numbers, over real connections. What each connection did goes onto the tape.
 */
import { keepCookies } from '../drivers/virtual/messages.ts';
import { expectResponse } from '../http1/index.ts';
import { createRandom, nextExponential } from '../scenario/random.ts';
import { meanMs, sampleMs, sampleWeighted } from '../scenario/sampling.ts';
import type { RequestPlan } from '../scenario/schema.ts';
import type { StageGroup } from '../scenario/stage.ts';
import { type Actor, type Conn, type Crowd, close, type Group, isOver, open, type Where } from './client-conns.ts';
import { startFeed } from './feeds.ts';
import { ID_HEADER } from './servers.ts';

/** Sets a group to work: everything it does is arranged on the timeline. */
export function startGroup(crowd: Crowd, staged: StageGroup, index: number, seed: number, where: Where): void {
  const { group } = staged;
  const stream = (purpose: string) => createRandom(seed, `clients/${group.name}/${purpose}`);
  const member: Group = {
    crowd,
    staged,
    index,
    where,
    arrivals: stream('arrivals'),
    addresses: stream('addresses'),
    choices: stream('choices'),
    thinking: stream('thinking'),
    started: 0,
    idle: [],
  };
  const { traffic } = group;
  if (traffic.kind === 'open') crowd.timeline.after(group.startMs - crowd.timeline.now(), () => visit(member, 0));
  else if (traffic.kind === 'closed') {
    for (let user = 0; user < traffic.users; user++) {
      const actor: Actor = { index: user, conn: null, jar: {} };
      const spreadMs = (meanMs(traffic.think) * user) / traffic.users;
      crowd.timeline.after(group.startMs + spreadMs - crowd.timeline.now(), () => ask(member, actor));
    }
  } else {
    for (let index = 0; index < traffic.feeds; index++) startFeed(member, traffic, index);
  }
}

function visit(group: Group, visits: number): void {
  const { traffic, startMs } = group.staged.group;
  if (traffic.kind !== 'open' || isOver(group)) return;
  group.started++;
  const gapMs = 1000 / traffic.ratePerSecond;
  const now = group.crowd.timeline.now();
  const nextMs =
    traffic.arrivals === 'poisson' ? now + gapMs * nextExponential(group.arrivals) : startMs + (visits + 1) * gapMs;
  group.crowd.timeline.after(nextMs - now, () => visit(group, visits + 1));
  request(group, null, choose(group), () => undefined);
}

function ask(group: Group, actor: Actor): void {
  if (isOver(group)) return;
  group.started++;
  const { traffic } = group.staged.group;
  if (traffic.kind !== 'closed') return;
  const { think } = traffic;
  request(group, actor, choose(group), () => {
    group.crowd.timeline.after(sampleMs(think, group.thinking), () => ask(group, actor));
  });
}

function choose({ staged, choices, started }: Group): RequestPlan {
  const { requests, inTurn } = staged.group;
  if (inTurn) return requests[(started - 1) % requests.length]!;
  return staged.group.requests[sampleWeighted(staged.group.requests, choices)]!;
}

/** One request, over an idle connection or a new one; `done` when its client knows how it ended. */
function request(group: Group, actor: Actor | null, plan: RequestPlan, done: () => void): void {
  const conn = reusable(group, actor) ?? open(group, actor);
  const { timeline } = group.crowd;
  const { group: said } = group.staged;
  const id = `${++group.crowd.requests}`;
  let isOpen = true;
  const ended = () => {
    if (!isOpen) return;
    isOpen = false;
    conn.waiting = null;
    done();
  };
  conn.waiting = {
    answered(answer) {
      if (said.cookies && actor !== null) keepCookies(actor.jar, answer.cookies);
      const used = said.requestsPerConnection !== null && conn.sent >= said.requestsPerConnection;
      if (!answer.keepAlive || !said.keepAlive || used) close(group, conn, actor);
      else if (actor === null) group.idle.push(conn);
      ended();
    },
    cut() {
      if (actor?.conn === conn) actor.conn = null;
      ended();
    },
  };
  send(group, conn, plan, id, actor?.jar ?? {});
  if (said.patienceMs === null) return;
  timeline.after(said.patienceMs, () => {
    if (!isOpen || !conn.open) return;
    close(group, conn, actor);
    ended();
  });
}

function reusable(group: Group, actor: Actor | null): Conn | null {
  if (actor !== null) return actor.conn?.open && actor.conn.waiting === null ? actor.conn : null;
  for (;;) {
    const conn = group.idle.pop();
    if (conn === undefined) return null;
    if (conn.open) return conn;
  }
}

function send(group: Group, conn: Conn, plan: RequestPlan, id: string, jar: Readonly<Record<string, string>>): void {
  const { staged, crowd, where } = group;
  const bytes = Buffer.from(textOf(staged, plan, id, jar, where.port), 'latin1');
  const { tape } = conn;
  conn.sent++;
  if (staged.mode === 'http') expectResponse(conn.reader, { method: plan.method, upgrade: false }, []);
  tape.acts.push({ type: 'send', atMs: crowd.timeline.now(), id, bytes, answers: tape.answers.length });
  conn.socket.write(bytes);
}

function textOf(
  { group }: StageGroup,
  plan: RequestPlan,
  id: string,
  jar: Readonly<Record<string, string>>,
  port: number,
): string {
  const lines: string[] = [];
  const given = new Set(plan.headers.map(([name]) => name.toLowerCase()));
  if (!given.has('host') && (plan.version === '1.1' || plan.host !== null)) {
    lines.push(`host: ${plan.host ?? `127.0.0.1:${port}`}`);
  }
  for (const [name, value] of plan.headers) lines.push(`${name}: ${value}`);
  const cookies = Object.entries(jar).map(([name, value]) => `${name}=${value}`);
  if (cookies.length > 0) lines.push(`cookie: ${cookies.join('; ')}`);
  lines.push(`${ID_HEADER}: ${id}`);
  if (plan.bodyBytes > 0) lines.push(`content-length: ${plan.bodyBytes}`);
  if (!group.keepAlive && plan.version === '1.1') lines.push('connection: close');
  if (group.keepAlive && plan.version === '1.0') lines.push('connection: keep-alive');
  const head = lines.map((line) => `${line}\r\n`).join('');
  return `${plan.method} ${plan.target} HTTP/${plan.version}\r\n${head}\r\n${'b'.repeat(plan.bodyBytes)}`;
}
