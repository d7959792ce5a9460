/** Persistence decides before balancing: the server that a cookie names, else the one that a stick table remembers. */
import { explain } from './explain.ts';
import { readCookie } from './persistence/cookie.ts';
import { type Client, type Engine, NEVER, type Stream } from './state.ts';
import { stickMatch } from './stick/index.ts';

/** Reads the cookie, if the backend has one: sets `stream.cookie.request`, and the server when it is to be used. */
export function useCookie(engine: Engine, client: Client, stream: Stream): void {
  if (!engine.plan.proxies[stream.backend]!.backend?.cookie) return;
  impose(stream, readCookie(engine, client, stream), 'cookie');
}

/** Stick rules of the backend, in order. */
export function useStick(engine: Engine, client: Client, stream: Stream): void {
  const rules = engine.plan.proxies[stream.backend]!.backend?.stickRules;
  if (!rules || rules.length === 0) return;
  impose(stream, stickMatch(engine, client, stream), 'stick');
}

function impose(stream: Stream, server: number | null, by: 'cookie' | 'stick'): void {
  if (server === null || stream.assigned) return;
  stream.server = server;
  stream.assigned = true;
  stream.direct = by;
}

/** For explanations of what a table or a cookie did with the stream; used by both. */
export function explainPersistence(
  engine: Engine,
  stream: Stream,
  kind: 'cookie' | 'stick',
  key: string | null,
  server: number | null,
  outcome: 'used' | 'unusable' | 'absent' | 'stored',
  span: { readonly file: number; readonly from: number; readonly to: number },
): void {
  const { servers } = engine.plan.proxies[stream.backend]!.backend!;
  const name = server === null || server === NEVER ? null : servers[server]!.name;
  explain(engine, stream.id, stream.backend, { type: 'persistence', kind, key, server: name, outcome, spans: [span] });
}
