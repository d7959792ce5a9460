/**
 * The one shape of a balancing algorithm. All functions are pure over plain state: they read and write
 * `state.proxies[n].lb` and read the servers' figures; they never emit outputs.
 */
import type { BackendPlan } from '../../plan/plan.ts';
import type { Engine, ProxyState, Stream } from '../state.ts';
import type { LbState } from './state.ts';

export interface PickContext {
  readonly engine: Engine;
  readonly plan: BackendPlan;
  readonly proxy: ProxyState;
  readonly stream: Stream;
  /** Index of the server that just failed (avoid it if another will do), or -1. */
  readonly avoid: number;
}

export interface Balance {
  /** Algorithms that hash choose a server even when it is full (it is then queued there); the others skip full ones. */
  readonly picksFull: boolean;
  /** HAProxy's "all servers are full when the backend has a queue" short cut applies (roundrobin, static-rr, first). */
  readonly queuesAtOnce: boolean;
  init(plan: BackendPlan, proxy: ProxyState, engine: Engine): LbState;
  /** Index of the chosen server, or null: none usable (or, unless `picksFull`, every usable one is full). */
  pick(context: PickContext): number | null;
  /** A stream took a slot of the server (`served` is already counted). */
  onTake(plan: BackendPlan, proxy: ProxyState, server: number): void;
  /** A stream gave its slot back. */
  onDrop(plan: BackendPlan, proxy: ProxyState, server: number): void;
  /** State or weight of the server changed. */
  onChange(plan: BackendPlan, proxy: ProxyState, server: number): void;
  /** The key the choice was made by, for explanations, for example the client's address; null when there is none. */
  key(context: PickContext): string | null;
  /** The algorithm's own figure for a server, for explanations; null when it has none. */
  figure(plan: BackendPlan, proxy: ProxyState, server: number): string | null;
}
