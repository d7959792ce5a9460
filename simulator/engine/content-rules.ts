/**
 * `tcp-request` and `tcp-response` rules. Content rules look at what has come so far: as long as a condition cannot be
 * told yet, they wait, for no longer than the inspect delay; every new byte has them looked at from the first one again.
 * Facts: the manual, "tcp-request content", "tcp-request inspect-delay".
 */
import type { RulePlan } from '../plan/plan.ts';
import { conditionState } from './acl.ts';
import { actGenerally } from './general-actions.ts';
import { ruleApplies } from './http-rules.ts';
import { readRawRequest } from './raw-http.ts';
import type { SampleContext } from './sample/context.ts';
import type { Client, Engine, Stream } from './state.ts';

export type ContentVerdict = 'go-on' | 'reject' | 'close' | 'silent-drop' | 'wait';

/**
 * @param final nothing more will come, or the time is over: what cannot be told is not so
 */
export function runContentRules(
  engine: Engine,
  client: Client,
  stream: Stream,
  proxy: number,
  rules: readonly RulePlan[],
  final: boolean,
  direction: 'request' | 'response' = 'request',
): ContentVerdict {
  // rules of a TCP proxy may ask for what only HTTP has: the bytes are read as that for as long as they are looked at
  const isRaw = stream.mode === 'tcp' && direction === 'request' && rules.length > 0;
  const raw = isRaw ? readRawRequest(stream.peeked) : null;
  if (raw === null) return runRules(engine, client, stream, proxy, rules, final, direction, false);
  stream.request = raw === 'more' ? null : raw;
  const verdict = runRules(engine, client, stream, proxy, rules, final, direction, raw === 'more');
  stream.request = null;
  return verdict;
}

/** @param awaitsHttp what has come may still become a request */
function runRules(
  engine: Engine,
  client: Client,
  stream: Stream,
  proxy: number,
  rules: readonly RulePlan[],
  final: boolean,
  direction: 'request' | 'response',
  awaitsHttp: boolean,
): ContentVerdict {
  const inspect = { final, missed: false, awaitsHttp };
  const context: SampleContext = { engine, client, stream, proxy, direction, inspect };
  const settled: SampleContext = { ...context, inspect: { final: true, missed: false, awaitsHttp } };
  for (const rule of rules) {
    const state = conditionState(rule.condition, context);
    if (state === 'missing') return 'wait';
    if (engine.state.explain) ruleApplies(rule, context, `tcp-${direction}`);
    inspect.missed = false;
    if (state === 'fails') continue;
    // a value is taken as it is now, but for what is to be tracked
    const isDone = actGenerally(rule.action, rule.action.type === 'track' ? context : settled);
    // what is to be tracked may still come
    if (rule.action.type === 'track' && inspect.missed) return 'wait';
    if (isDone) continue;
    stream.lastRule = rule.span;
    switch (rule.action.type) {
      case 'accept':
        return 'go-on';
      case 'reject':
      case 'close':
        return rule.action.type;
      case 'silent-drop':
        return 'silent-drop';
      default:
        break;
    }
  }
  return 'go-on';
}

/** `tcp-request connection` and `session`: at once, on what is known of the connection; false: it is not let in. */
export function admits(engine: Engine, client: Client, stream: Stream, rules: readonly RulePlan[]): boolean {
  const context: SampleContext = {
    engine,
    client,
    stream,
    proxy: client.proxy,
    direction: 'request',
    scope: 'session',
  };
  for (const rule of rules) {
    if (!ruleApplies(rule, context, 'tcp-request')) continue;
    if (actGenerally(rule.action, context)) continue;
    if (rule.action.type === 'accept') return true;
    if (rule.action.type === 'reject' || rule.action.type === 'silent-drop') return false;
  }
  return true;
}
