/** `monitor-uri`: a request for exactly this URI asks whether the service stands, and is answered here. */
import { conditionHolds } from './acl.ts';
import { answerError } from './reply.ts';
import type { Client, Engine, Stream } from './state.ts';
import { pathAndQuery } from './uri.ts';

/** True: the request was such a one, and has its answer: 200, or 503 when a `monitor fail` condition holds. */
export function answerMonitor(engine: Engine, client: Client, stream: Stream): boolean {
  const monitor = engine.plan.proxies[stream.frontend]!.frontend!.monitor;
  const target = stream.request?.target;
  if (!monitor || target === undefined) return false;
  // a path is looked for in absolute URIs too
  const asked = monitor.uri.startsWith('/') ? pathAndQuery(target) : target;
  if (asked !== monitor.uri) return false;
  const context = { engine, client, stream, proxy: stream.frontend, direction: 'request' as const };
  const fails = monitor.fails.some((condition) => conditionHolds(condition, context));
  engine.state.proxies[stream.frontend]!.counters.intercepted++;
  // such requests are not logged
  stream.logged = true;
  answerError(engine, client, stream, fails ? 503 : 200);
  return true;
}
