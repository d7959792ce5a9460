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
  /** A stream took a slot of the server (`served` is already counted), or a place in its queue. */
  onTake(plan: BackendPlan, proxy: ProxyState, server: number): void;
  /** A stream gave its slot back, or left the server's queue. */
  onDrop(plan: BackendPlan, proxy: ProxyState, server: number): void;
  /** State or weight of the server changed. */
  onChange(plan: BackendPlan, proxy: ProxyState, server: number): void;
  /** The key the choice was made by, for explanations, for example the client's address; null when there is none. */
  key(context: PickContext): string | null;
  /** The algorithm's own figure for a server, for explanations; null when it has none. */
  figure(plan: BackendPlan, proxy: ProxyState, server: number): string | null;
}

/** What one algorithm's file exports: the same, with its own state handed in. */
export interface Algorithm<State extends LbState> {
  readonly picksFull: boolean;
  readonly queuesAtOnce: boolean;
  init(plan: BackendPlan, proxy: ProxyState, engine: Engine): State;
  pick(context: PickContext, state: State): number | null;
  onTake(plan: BackendPlan, proxy: ProxyState, server: number, state: State): void;
  onDrop(plan: BackendPlan, proxy: ProxyState, server: number, state: State): void;
  onChange(plan: BackendPlan, proxy: ProxyState, server: number, state: State): void;
  key(context: PickContext): string | null;
  figure(plan: BackendPlan, proxy: ProxyState, server: number, state: State): string | null;
}

/** The engine's view of an algorithm: the state is the proxy's, which `init` of the same algorithm made. */
export function asBalance<State extends LbState>(algorithm: Algorithm<State>): Balance {
  const own = (proxy: ProxyState) => proxy.lb as State;
  return {
    picksFull: algorithm.picksFull,
    queuesAtOnce: algorithm.queuesAtOnce,
    init: algorithm.init,
    pick: (context) => algorithm.pick(context, own(context.proxy)),
    onTake: (plan, proxy, server) => algorithm.onTake(plan, proxy, server, own(proxy)),
    onDrop: (plan, proxy, server) => algorithm.onDrop(plan, proxy, server, own(proxy)),
    onChange: (plan, proxy, server) => algorithm.onChange(plan, proxy, server, own(proxy)),
    key: algorithm.key,
    figure: (plan, proxy, server) => algorithm.figure(plan, proxy, server, own(proxy)),
  };
}
