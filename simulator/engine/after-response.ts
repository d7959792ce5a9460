/**
 * `http-after-response` rules: run on every response that goes to a client, also on those that HAProxy makes itself; the
 * backend's first, then the frontend's.
 */
import { runRules } from './http-rules.ts';
import type { Client, Engine, Stream } from './state.ts';

export function runAfterResponse(engine: Engine, client: Client, stream: Stream): void {
  const front = engine.plan.proxies[stream.frontend]!.frontend!;
  const back = stream.backend === stream.frontend ? null : engine.plan.proxies[stream.backend]!.backend;
  if (back) runRules(engine, client, stream, stream.backend, back.httpAfterResponseRules, 'http-after-response');
  runRules(engine, client, stream, stream.frontend, front.httpAfterResponseRules, 'http-after-response');
}
