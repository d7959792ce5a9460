/** Explanations: said only while `state.explain` is set; callers ask for it before they build one. */
import type { Span } from '../language/diagnostic.ts';
import type { BackendPlan } from '../plan/plan.ts';
import type { Balance, PickContext } from './balance/record.ts';
import type { CandidateTrace, Explanation, StreamId } from './io.ts';
import { isUsable, operState } from './server-state.ts';
import { type Engine, NEVER, type Stream } from './state.ts';

/** Appends one explanation. */
export function explain(engine: Engine, stream: StreamId | null, proxy: number, explanation: Explanation): void {
  engine.out.push({ type: 'explain', stream, proxy, explanation });
}

/** What balancing could choose from, as it was before the choice. */
export function candidates(plan: BackendPlan, balance: Balance, { proxy }: PickContext): CandidateTrace[] {
  return proxy.servers.map((server) => ({
    server: plan.servers[server.index]!.name,
    usable: isUsable(server),
    state: operState(server),
    weight: server.userWeight,
    sessions: server.served,
    figure: balance.figure(plan, proxy, server.index),
  }));
}

/** For explanations of what a table or a cookie did with the stream; used by both. */
export function explainPersistence(
  engine: Engine,
  stream: Stream,
  kind: 'cookie' | 'stick',
  key: string | null,
  server: number | null,
  outcome: 'used' | 'unusable' | 'absent' | 'stored',
  span: Span,
): void {
  const { servers } = engine.plan.proxies[stream.backend]!.backend!;
  const name = server === null || server === NEVER ? null : servers[server]!.name;
  explain(engine, stream.id, stream.backend, { type: 'persistence', kind, key, server: name, outcome, spans: [span] });
}

const CAUSES: Readonly<Record<string, string>> = {
  C: 'the client ended the connection',
  c: 'the client said nothing for as long as its time-out',
  S: 'the server ended or refused the connection',
  s: 'the server did not answer in time',
  P: 'HAProxy refused to go on',
  L: 'HAProxy answered by itself',
  D: 'the server was marked DOWN, and its sessions were shut down',
  U: 'an active server came UP, and the sessions of the backups were shut down',
  K: 'the session was killed by an operator',
  R: 'HAProxy was out of resources',
  I: 'an internal error',
  '-': 'both sides ended normally',
};

const STATES: Readonly<Record<string, string>> = {
  R: 'while waiting for the whole request, or while its rules ran',
  Q: 'in the queue',
  C: 'while connecting to the server',
  H: 'while waiting for the response head',
  D: 'while data were transferred',
  L: 'when all was said and only the last bytes were to be delivered',
  T: 'in the tarpit',
  '-': '',
};

/** A termination state's first two letters in words. */
export function meaning(termination: string): string {
  const cause = CAUSES[termination[0] ?? '-'] ?? 'unknown';
  const state = STATES[termination[1] ?? '-'] ?? '';
  return state === '' ? cause : `${cause} ${state}`;
}
