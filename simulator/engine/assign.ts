/**
 * Which server, and is there room? Persistence may have chosen already; else the balancing algorithm is asked. A full
 * server keeps the stream in its own queue; when every server is full it waits in the backend's.
 * Facts: HAProxy's assign_server and assign_server_and_queue; the manual, `balance`, `maxconn`, `maxqueue`.
 */
import type { BackendPlan } from '../plan/plan.ts';
import { balanceOf } from './balance/index.ts';
import type { Balance, PickContext } from './balance/record.ts';
import { candidates, explain } from './explain.ts';
import { dropSlot, enqueue, serveQueues, takeSlot } from './queue.ts';
import { lastServer } from './rare-options.ts';
import { hasFreeSlot } from './slots.ts';
import { warmPercent } from './slowstart.ts';
import { type Engine, NEVER, type ProxyState, type Stream } from './state.ts';

/** `full`: the imposed server's queue is full as well. */
export type Assignment = 'slot' | 'queued' | 'full' | 'none';

/** Finds a server and a slot, or a place in a queue. The stream is in no queue when this is called. */
export function assignServer(engine: Engine, stream: Stream): Assignment {
  const plan = engine.plan.proxies[stream.backend]!.backend!;
  const proxy = engine.state.proxies[stream.backend]!;
  if (proxy.warming > 0)
    for (const server of proxy.servers) server.warmPercent = warmPercent(plan, server, engine.nowMs);
  if (!stream.assigned) {
    const found = balance(engine, stream, plan, proxy);
    if (found === 'none') return 'none';
    if (found === 'full') return queueStream(engine, stream, plan, NEVER);
  }
  const server = proxy.servers[stream.server]!;
  if (stream.slot === server.index) return 'slot';
  const serverPlan = plan.servers[server.index]!;
  const hasRoom = serverPlan.maxconn === null || (server.queue.length === 0 && hasFreeSlot(plan, proxy, server.index));
  if (hasRoom) {
    takeSlot(engine, stream, server.index);
    return 'slot';
  }
  const limit = serverPlan.maxqueue ?? 0;
  if (limit > 0 && server.queue.length >= limit) return 'full';
  return queueStream(engine, stream, plan, server.index);
}

/** Asks the algorithm, and counts what changes when this is a later attempt. */
function balance(engine: Engine, stream: Stream, plan: BackendPlan, proxy: ProxyState): 'found' | 'full' | 'none' {
  const previous = stream.server;
  const { slot } = stream;
  dropSlot(engine, stream);
  stream.server = NEVER;
  const kept = balanceOf(plan.balance.algorithm).picksFull ? null : lastServer(engine, plan, proxy, stream);
  const result = pick(engine, stream, plan, proxy, previous, kept);
  if (result === 'found') {
    stream.assigned = true;
    // a server that is kept for the client's connection to it was not balanced to
    if (stream.server !== previous && kept === null) {
      proxy.servers[stream.server]!.counters.chosen++;
    }
  }
  if (previous !== NEVER) countAgain(engine, stream, proxy, previous);
  // what we held goes to somebody else, unless it is ours again
  if (slot !== NEVER && slot !== stream.server) serveQueues(engine, stream.backend, slot);
  return result;
}

function pick(
  engine: Engine,
  stream: Stream,
  plan: BackendPlan,
  proxy: ProxyState,
  avoid: number,
  kept: number | null,
): 'found' | 'full' | 'none' {
  const algorithm = balanceOf(plan.balance.algorithm);
  const context: PickContext = { engine, plan, proxy, stream, avoid };
  if (kept !== null) {
    stream.server = kept;
    if (engine.state.explain)
      explainPick(engine, stream, plan, algorithm, context, 'its connection is kept (option prefer-last-server)');
    return 'found';
  }
  if (proxy.activeUsable === 0 && proxy.backupUsable === 0) {
    if (engine.state.explain) explainPick(engine, stream, plan, algorithm, context, 'no server is usable');
    return 'none';
  }
  // with these algorithms a queue means that every server is full
  const { length } = proxy.queue;
  if (algorithm.queuesAtOnce && length > 0 && proxy.served > 0 && length !== proxy.beconn) return 'full';
  const before = engine.state.explain ? candidates(plan, algorithm, context) : null;
  const chosen = algorithm.pick(context);
  if (chosen !== null) stream.server = chosen;
  if (before) {
    const why =
      chosen === null
        ? 'every usable server is full'
        : avoid !== NEVER && avoid !== chosen
          ? `chosen by ${plan.balance.algorithm}, leaving aside the server that just failed`
          : `chosen by ${plan.balance.algorithm}`;
    explain(engine, stream.id, stream.backend, {
      type: 'balance',
      algorithm: plan.balance.algorithm,
      key: algorithm.key(context),
      candidates: before,
      chosen: chosen === null ? null : plan.servers[chosen]!.name,
      why,
      spans: pickSpans(plan, chosen),
    });
  }
  return chosen === null ? 'full' : 'found';
}

function explainPick(
  engine: Engine,
  stream: Stream,
  plan: BackendPlan,
  algorithm: Balance,
  context: PickContext,
  why: string,
): void {
  explain(engine, stream.id, stream.backend, {
    type: 'balance',
    algorithm: plan.balance.algorithm,
    key: null,
    candidates: candidates(plan, algorithm, context),
    chosen: null,
    why,
    spans: pickSpans(plan, null),
  });
}

function pickSpans(plan: BackendPlan, chosen: number | null) {
  const spans = plan.balance.span ? [plan.balance.span] : [];
  return chosen === null ? spans : [...spans, plan.servers[chosen]!.span];
}

/** A later attempt: a redispatch when the server changed, else one more retry. */
function countAgain(engine: Engine, stream: Stream, proxy: ProxyState, previous: number): void {
  const { counters } = proxy.servers[previous]!;
  if (stream.server === previous) {
    counters.retries++;
    proxy.counters.retries++;
    return;
  }
  if (stream.cookie.request === 'V') stream.cookie.request = 'D';
  stream.redispatched = true;
  counters.redispatches++;
  proxy.counters.redispatches++;
  if (engine.state.explain) {
    const plan = engine.plan.proxies[stream.backend]!.backend!;
    explain(engine, stream.id, stream.backend, {
      type: 'persistence',
      kind: 'redirect',
      key: null,
      server: stream.server === NEVER ? null : plan.servers[stream.server]!.name,
      outcome: 'used',
      spans: plan.redispatch?.span ? [plan.redispatch.span] : [],
    });
  }
}

function queueStream(engine: Engine, stream: Stream, plan: BackendPlan, server: number): 'queued' {
  const position = enqueue(engine, stream, server);
  if (engine.state.explain) {
    const where = server === NEVER ? 'backend' : 'server';
    const serverPlans = server === NEVER ? plan.servers : [plan.servers[server]!];
    explain(engine, stream.id, stream.backend, {
      type: 'queue',
      where,
      position,
      why:
        server === NEVER
          ? 'every usable server has as many streams as its maxconn allows'
          : `${plan.servers[server]!.name} has as many streams as its maxconn allows`,
      spans: serverPlans.map((serverPlan) => serverPlan.span),
    });
  }
  return 'queued';
}
