/**
 * What a backend's own lines say about the server before persistence is asked: `force-persist` and `ignore-persist` (the
 * first that applies), then `use-server` (the first that applies and whose server may be used).
 */
import { conditionHolds } from './acl.ts';
import { explain } from './explain.ts';
import { formatText } from './format.ts';
import { ruleSpans } from './http-rules.ts';
import type { AclTrace } from './io.ts';
import type { SampleContext } from './sample/context.ts';
import type { Client, Engine, Stream } from './state.ts';

/** The backend is known: is persistence to be forced, or not to be looked at? */
export function decidePersistence(engine: Engine, client: Client, stream: Stream): void {
  const { persistRules } = engine.plan.proxies[stream.backend]!.backend!;
  if (persistRules.length === 0) return;
  const context: SampleContext = { engine, client, stream, proxy: stream.backend, direction: 'request' };
  stream.persistence = null;
  for (const { kind, condition, span } of persistRules) {
    const tests: AclTrace[] | undefined = engine.state.explain ? [] : undefined;
    const holds = conditionHolds(condition, context, tests);
    if (tests) {
      const outcome = holds ? 'taken' : 'not-taken';
      const spans = ruleSpans(span, condition);
      explain(engine, stream.id, stream.backend, {
        type: 'rule',
        keyword: `${kind}-persist`,
        text: '',
        outcome,
        tests,
        spans,
      });
    }
    if (!holds) continue;
    stream.persistence = kind;
    return;
  }
}

/** `use-server`; does nothing once a server is decided. */
export function useServerRules(engine: Engine, client: Client, stream: Stream): void {
  const plan = engine.plan.proxies[stream.backend]!.backend!;
  if (stream.assigned || plan.serverRules.length === 0) return;
  const context: SampleContext = { engine, client, stream, proxy: stream.backend, direction: 'request' };
  for (const { server, name, condition, span } of plan.serverRules) {
    const tests: AclTrace[] | undefined = engine.state.explain ? [] : undefined;
    const holds = conditionHolds(condition, context, tests);
    const chosen = !holds ? null : (server ?? indexOf(plan.servers, name === null ? '' : formatText(name, context)));
    const isUsable = chosen !== null && mayBeUsed(engine, stream, chosen);
    if (tests) {
      const wanted = chosen === null ? '' : plan.servers[chosen]!.name;
      const text = chosen === null ? '(a name made for each request)' : isUsable ? wanted : `${wanted}, which is down`;
      const outcome = isUsable ? 'taken' : 'not-taken';
      const spans = ruleSpans(span, condition);
      explain(engine, stream.id, stream.backend, { type: 'rule', keyword: 'use-server', text, outcome, tests, spans });
    }
    if (holds && chosen === null) return;
    if (!isUsable) continue;
    stream.server = chosen;
    stream.assigned = true;
    stream.direct = 'rule';
    return;
  }
}

function indexOf(servers: readonly { readonly name: string }[], name: string): number | null {
  const index = servers.findIndex((server) => server.name === name);
  return index < 0 ? null : index;
}

/** Persistence may use a server that is not down; with `option persist` or `force-persist` any. */
export function mayBeUsed(engine: Engine, stream: Stream, server: number): boolean {
  const { running, admin } = engine.state.proxies[stream.backend]!.servers[server]!;
  const isDown = running === 'stopped' || admin === 'maint';
  return !isDown || engine.plan.proxies[stream.backend]!.backend!.persist || stream.persistence === 'force';
}
