/**
 * Requests for the statistics page: a path that begins as `stats uri` says, looked at behind the section's `http-request`
 * rules. Whoever may see it is served by the driver, which has the page's figures; a POST waits for its body first.
 * Facts: the manual, "stats uri", "stats auth", "stats admin", "stats http-request"; asked of 3.0.
 */
import type { StatsPlan } from '../plan/plan.ts';
import { conditionHolds } from './acl.ts';
import { runRules, type Verdict } from './http-rules.ts';
import type { ResponseHead } from './io.ts';
import { answer } from './reply.ts';
import { authAnswer } from './rule-reply.ts';
import { decode64 } from './sample/base64.ts';
import type { SampleContext } from './sample/context.ts';
import type { Client, Engine, Stream } from './state.ts';
import { blame } from './stream.ts';
import { pathAndQuery } from './uri.ts';

/** The page's plan when the request asks for it. */
export function statsAskedFor(engine: Engine, stream: Stream, proxy: number): StatsPlan | null {
  const { stats } = engine.plan.proxies[proxy]!;
  if (!stats || !stream.request) return null;
  const { method, target } = stream.request;
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') return null;
  const asked = stats.uri.startsWith('/') ? pathAndQuery(target) : target;
  return asked.startsWith(stats.uri) ? stats : null;
}

/** What becomes of such a request; `go-on`: it is being served. */
export function serveStats(engine: Engine, client: Client, stream: Stream, proxy: number, stats: StatsPlan): Verdict {
  const verdict = runRules(engine, client, stream, proxy, stats.rules, 'http-request');
  if (verdict.type !== 'go-on') return verdict;
  const context: SampleContext = { engine, client, stream, proxy, direction: 'request' };
  if (stats.users.length > 0 && !stats.users.includes(credentials(stream))) {
    return { type: 'local', answer: authAnswer(stats.realm, context) };
  }
  const isAdmin = stats.admin.some((condition) => conditionHolds(condition, context));
  const method = stream.request!.method as 'GET' | 'HEAD' | 'POST';
  if (method === 'POST' && !isAdmin) {
    // without the right to change anything its body is of no interest
    stream.body = '';
  } else if (method === 'POST' && !stream.requestDone) {
    return {
      type: 'wait',
      at: Number.MAX_SAFE_INTEGER,
      untilMs: engine.nowMs + bodyTimeMs(engine, stream),
      why: 'body',
      bytes: 0,
    };
  }
  stream.service = 'stats';
  engine.out.push({
    type: 'serveStats',
    stream: stream.id,
    client: client.id,
    proxy,
    target: stream.request!.target,
    method,
    body: stream.body,
    isAdmin,
  });
  return verdict;
}

const LONG_MS = 3_600_000;

function bodyTimeMs(engine: Engine, { frontend }: Stream): number {
  const { timeoutHttpRequestMs, timeoutClientMs } = engine.plan.proxies[frontend]!.frontend!;
  return timeoutHttpRequestMs ?? timeoutClientMs ?? LONG_MS;
}

/** `user:password` as the request gives it. */
function credentials({ request }: Stream): string {
  const line = request!.headers.find(({ name }) => name === 'authorization')?.value ?? '';
  return decode64(/^Basic +(\S+)/i.exec(line)?.[1] ?? '') ?? '';
}

/** The driver has made the page. */
export function statsServed(engine: Engine, client: Client, stream: Stream, head: ResponseHead, body: string): void {
  engine.state.proxies[stream.frontend]!.counters.intercepted++;
  blame(stream, 'L', 'R');
  stream.requestMs = engine.nowMs;
  answer(engine, client, stream, { head, body });
}
