/**
 * Queues. A stream waits in its server's queue when that server is imposed on it (persistence, a hash) and full, and in
 * the backend's when any server will do and all are full. A freed slot goes to whichever of the two has waited longest.
 * A removed stream leaves a 0 behind; empty places at the front are skipped.
 *
 * Facts: HAProxy's pending connections; the manual, `maxconn`, `maxqueue`, `timeout queue`.
 */

import type { BackendPlan } from '../plan/plan.ts';
import { balanceOf } from './balance/index.ts';
import { byId } from './id-table.ts';
import { isUsable, mayServeBackend } from './server-state.ts';
import { hasFreeSlot } from './slots.ts';
import { warmPercent } from './slowstart.ts';
import { type Engine, NEVER, type ProxyState, type Queue, type ServerState, type Stream } from './state.ts';

export function createQueue(): Queue {
  return { ids: [], head: 0, length: 0, taken: 0 };
}

/** Puts a stream at the end of the backend's queue, or of a server's. Returns its position, from 1. */
export function enqueue(engine: Engine, stream: Stream, server: number): number {
  const proxy = engine.state.proxies[stream.backend]!;
  const queue = queueAt(proxy, server);
  stream.queuedAt = server;
  stream.queueMark = queue.taken;
  stream.phase = 'queued';
  stream.queuedMs = engine.nowMs;
  queue.ids.splice(placeFor(engine, queue, stream), 0, stream.id);
  queue.length++;
  proxy.queuedTotal++;
  if (server !== NEVER) {
    const counters = proxy.servers[server]!.counters;
    counters.maxQueue = Math.max(counters.maxQueue, queue.length);
    loadChanged(engine, stream.backend, server, true);
  } else proxy.counters.maxQueue = Math.max(proxy.counters.maxQueue, queue.length);
  return queue.length;
}

/** Behind everybody, unless its priority says otherwise: by class, then by the time of waiting, moved by the offset. */
function placeFor(engine: Engine, queue: Queue, stream: Stream): number {
  let place = queue.ids.length;
  for (let at = place - 1; at >= queue.head; at--) {
    const other = byId(engine.state.streams, queue.ids[at]!);
    if (!other) continue;
    if (!goesBefore(stream, other)) break;
    place = at;
  }
  return place;
}

/** By priority; equal ones keep their order. */
function goesBefore(one: Stream, other: Stream): boolean {
  const { class: own, offset } = one.priority;
  const { class: others, offset: otherOffset } = other.priority;
  return own === others ? one.queuedMs + offset < other.queuedMs + otherOffset : own < others;
}

/** Takes a stream out before its turn: it gave up, or is to be balanced again. */
export function leaveQueue(engine: Engine, stream: Stream): void {
  if (stream.phase !== 'queued' || stream.slot !== NEVER) return;
  const proxy = engine.state.proxies[stream.backend]!;
  const queue = queueAt(proxy, stream.queuedAt);
  const at = queue.ids.indexOf(stream.id, queue.head);
  if (at < 0) return;
  notePosition(stream, queue);
  queue.ids[at] = 0;
  queue.length--;
  proxy.queuedTotal--;
  if (stream.queuedAt !== NEVER) loadChanged(engine, stream.backend, stream.queuedAt, false);
  trim(queue);
}

/**
 * Gives the free slots of a server to those who wait longest, in its queue or the backend's. They hold the slot from now
 * on and go on at the end of this step (`state.woken`).
 */
export function serveQueues(engine: Engine, proxyId: number, serverIndex: number): void {
  const proxy = engine.state.proxies[proxyId]!;
  if (proxy.queuedTotal === 0) return;
  const plan = engine.plan.proxies[proxyId]!.backend!;
  const server = proxy.servers[serverIndex]!;
  const open = mayServeBackend(
    isUsable(server),
    plan.servers[serverIndex]!,
    plan.allbackups,
    proxy,
    firstBackup(plan, proxy),
  );
  server.warmPercent = warmPercent(plan, server, engine.nowMs);
  while (hasFreeSlot(plan, proxy, serverIndex)) {
    const own = first(server.queue);
    const any = open ? first(proxy.queue) : 0;
    if (own === 0 && any === 0) return;
    const queue = own !== 0 && (any === 0 || waitsLonger(engine, own, any)) ? server.queue : proxy.queue;
    take(engine, proxy, server, queue);
  }
}

/**
 * The server has gone: who waited for it is balanced again, if `option redispatch` allows; who waited for any server is
 * turned away when none is left. Returns how many were sent on their way.
 */
export function redistribute(engine: Engine, proxyId: number, server: ServerState): number {
  const plan = engine.plan.proxies[proxyId]!.backend!;
  const proxy = engine.state.proxies[proxyId]!;
  let moved = 0;
  if (server.admin === 'maint' || (plan.redispatch !== null && !plan.persist)) {
    const staysTied = plan.redispatch !== null && engine.plan.behaviour.requeuedTo === 'same';
    moved += wakeAll(engine, proxy, server.queue, staysTied);
  }
  const isEmpty = proxy.activeUsable === 0 && proxy.backupUsable === 0;
  if (isEmpty && engine.plan.behaviour.requeueWhenAllDown) moved += wakeAll(engine, proxy, proxy.queue, false);
  return moved;
}

/** `staysTied`: they keep the server that they waited for (what 3.0 does, and hardly means to). */
function wakeAll(engine: Engine, proxy: ProxyState, queue: Queue, staysTied: boolean): number {
  let moved = 0;
  const waiting = queue.ids.slice(queue.head).filter((id) => id !== 0);
  for (const id of waiting) {
    const stream = byId(engine.state.streams, id)!;
    if (stream.persistence === 'force') continue;
    leaveQueue(engine, stream);
    if (!staysTied) {
      stream.assigned = false;
      stream.direct = null;
    }
    engine.state.woken.push(id);
    moved++;
  }
  if (proxy.queuedTotal < 0) throw new Error('queue count below zero');
  return moved;
}

function take(engine: Engine, proxy: ProxyState, server: ServerState, queue: Queue): void {
  const stream = byId(engine.state.streams, first(queue))!;
  notePosition(stream, queue);
  queue.head++;
  queue.length--;
  queue.taken++;
  proxy.queuedTotal--;
  stream.server = server.index;
  stream.assigned = true;
  if (stream.queuedAt !== NEVER) loadChanged(engine, stream.backend, server.index, false);
  takeSlot(engine, stream, server.index);
  engine.state.woken.push(stream.id);
  trim(queue);
}

/** The stream holds a slot of the server from now on. */
export function takeSlot(engine: Engine, stream: Stream, serverIndex: number): void {
  const proxy = engine.state.proxies[stream.backend]!;
  proxy.served++;
  proxy.servers[serverIndex]!.served++;
  stream.slot = serverIndex;
  loadChanged(engine, stream.backend, serverIndex, true);
}

/** Gives the stream's slot back, if it has one; `serveQueues` is for the caller to call when the time has come. */
export function dropSlot(engine: Engine, stream: Stream): void {
  if (stream.slot === NEVER) return;
  const proxy = engine.state.proxies[stream.backend]!;
  const { slot } = stream;
  stream.slot = NEVER;
  proxy.served--;
  proxy.servers[slot]!.served--;
  loadChanged(engine, stream.backend, slot, false);
}

function loadChanged(engine: Engine, proxyId: number, server: number, more: boolean): void {
  const plan = engine.plan.proxies[proxyId]!.backend!;
  const proxy = engine.state.proxies[proxyId]!;
  const balance = balanceOf(plan.balance.algorithm);
  if (more) balance.onTake(plan, proxy, server);
  else balance.onDrop(plan, proxy, server);
}

function queueAt(proxy: ProxyState, server: number): Queue {
  return server === NEVER ? proxy.queue : proxy.servers[server]!.queue;
}

/** The stream at the front, or 0. */
function first(queue: Queue): number {
  trim(queue);
  return queue.ids[queue.head] ?? 0;
}

function trim(queue: Queue): void {
  while (queue.head < queue.ids.length && queue.ids[queue.head] === 0) queue.head++;
  if (queue.head === queue.ids.length) {
    queue.ids = [];
    queue.head = 0;
  } else if (queue.head > 1024 && queue.head * 2 > queue.ids.length) {
    queue.ids = queue.ids.slice(queue.head);
    queue.head = 0;
  }
}

/** Streams are queued in the order of their waits; the one that began first goes first, the server's own on a tie. */
function waitsLonger(engine: Engine, own: number, any: number): boolean {
  const { streams } = engine.state;
  return !goesBefore(byId(streams, any)!, byId(streams, own)!);
}

/** The log counts those who were served before this one, and itself. */
function notePosition(stream: Stream, queue: Queue): void {
  const position = queue.taken - stream.queueMark + 1;
  if (stream.queuedAt === NEVER) stream.backendQueue += position;
  else stream.srvQueue += position;
}

function firstBackup(plan: BackendPlan, proxy: ProxyState): number {
  return plan.servers.findIndex((server) => server.backup && isUsable(proxy.servers[server.index]!));
}
