/** Persistence decides before balancing: the server that a cookie names, else the one that a stick table remembers. */
import { readCookie } from './persistence/cookie.ts';
import type { Client, Engine, Stream } from './state.ts';
import { stickMatch } from './stick/index.ts';

export { explainPersistence } from './explain.ts';

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
