/** Which backend: the first `use_backend` whose condition holds, else `default_backend`, else (a listen section) itself. */
import type { UseBackendPlan } from '../plan/plan.ts';
import { conditionHolds } from './acl.ts';
import { explain } from './explain.ts';
import { formatText } from './format.ts';
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
    const tests: AclTrace[] | undefined = engine.state.explain ? [] : undefined;
    const holds = conditionHolds(rule.condition, context, tests);
    if (holds && rule.proxy !== null && isPassedOver(engine, rule.proxy)) continue;
    const chosen = holds ? (rule.proxy ?? named(engine, rule, context)) : null;
    if (tests) explainRule(engine, stream, rule, chosen, holds, tests);
    if (chosen !== null) return chosen;
    // no backend has the name that was made: the rules end here
    if (holds) break;
  }
  return fallback(engine, stream);
}

const isPassedOver = ({ plan }: Engine, proxy: number): boolean =>
  plan.behaviour.skipsDisabled && plan.proxies[proxy]!.disabled;

/** The backend whose name a format makes. */
function named(engine: Engine, rule: UseBackendPlan, context: SampleContext): number | null {
  if (rule.name === null) return null;
  const name = formatText(rule.name, context);
  return engine.plan.proxies.find((proxy) => proxy.name === name && proxy.backend !== null)?.id ?? null;
}

function explainRule(
  engine: Engine,
  stream: Stream,
  rule: UseBackendPlan,
  chosen: number | null,
  holds: boolean,
  tests: readonly AclTrace[],
): void {
  const spans = ruleSpans(rule.span, rule.condition);
  const target = chosen ?? rule.proxy;
  const text =
    target === null
      ? holds
        ? '(no backend has the name made)'
        : '(a name made for each request)'
      : engine.plan.proxies[target]!.name;
  const outcome = holds ? 'taken' : 'not-taken';
  explain(engine, stream.id, stream.frontend, { type: 'rule', keyword: 'use_backend', text, outcome, tests, spans });
  if (chosen !== null)
    explain(engine, stream.id, stream.frontend, { type: 'backend', backend: text, why: 'use_backend', spans });
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
