/** Which backend: the first `use_backend` whose condition holds, else `default_backend`, else (a listen section) itself. */
import { conditionHolds } from './acl.ts';
import { explain } from './explain.ts';
import { ruleSpans } from './http-rules.ts';
import type { AclTrace } from './io.ts';
import type { SampleContext } from './sample/context.ts';
import type { Client, Engine, Stream } from './state.ts';

/** The backend's proxy id, or null: none. */
export function chooseBackend(engine: Engine, client: Client, stream: Stream): number | null {
  const plan = engine.plan.proxies[stream.frontend]!;
  const front = plan.frontend!;
  const context: SampleContext = { engine, client, stream, proxy: stream.frontend, direction: 'request' };
  for (let at = 0; at < front.useBackends.length; at++) {
    const rule = front.useBackends[at]!;
    if (!engine.state.explain) {
      if (conditionHolds(rule.condition, context) && rule.proxy !== null) return rule.proxy;
      continue;
    }
    const tests: AclTrace[] = [];
    const holds = conditionHolds(rule.condition, context, tests);
    const name =
      rule.proxy === null ? '(a name made at run time: not simulated)' : engine.plan.proxies[rule.proxy]!.name;
    const spans = ruleSpans(rule.span, rule.condition);
    explain(engine, stream.id, stream.frontend, {
      type: 'rule',
      keyword: 'use_backend',
      text: name,
      outcome: holds ? 'taken' : 'not-taken',
      tests,
      spans,
    });
    if (!holds || rule.proxy === null) continue;
    explain(engine, stream.id, stream.frontend, { type: 'backend', backend: name, why: 'use_backend', spans });
    return rule.proxy;
  }
  return fallback(engine, stream);
}

function fallback(engine: Engine, stream: Stream): number | null {
  const plan = engine.plan.proxies[stream.frontend]!;
  const chosen = plan.frontend!.defaultBackend?.proxy ?? (plan.backend ? plan.id : null);
  if (!engine.state.explain) return chosen;
  const spans = [plan.frontend!.defaultBackend?.span ?? plan.span];
  const why = chosen === null ? 'none' : chosen === plan.id ? 'listen' : 'default_backend';
  const backend = chosen === null ? '' : engine.plan.proxies[chosen]!.name;
  explain(engine, stream.id, stream.frontend, { type: 'backend', backend, why, spans });
  return chosen;
}
