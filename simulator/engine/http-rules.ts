/**
 * `http-request`, `http-response` and `http-after-response` rules (and `redirect`): looked at in order, each that applies
 * acts; one that answers or denies ends the stream, `allow` ends the list, some make the request wait.
 * Facts: the manual, 4.3 and 4.4, "redirect".
 */

import { type Answer, clearCookie, errorPage, redirectAnswer, setCookie, standardReason } from '../http1/index.ts';
import type { ActionPlan, ReplyPlan } from '../plan/action-plan.ts';
import type { ConditionPlan, RulePlan } from '../plan/plan.ts';
import { conditionHolds, type Holds, preparedCondition } from './acl.ts';
import { beginStoring, cachedAnswer } from './cache.ts';
import { explain } from './explain.ts';
import { formatText } from './format.ts';
import { actGenerally, numberFrom } from './general-actions.ts';
import {
  changeBinary,
  changeHeaders,
  deletes,
  headerSetter,
  normalize,
  replaceInHeader,
  replaceTarget,
  setStatus,
  setTarget,
} from './http-actions.ts';
import { firstHeader } from './http-headers.ts';
import { inform } from './inform.ts';
import type { AclTrace, Header } from './io.ts';
import { authAnswer, replyOf } from './rule-reply.ts';
import type { SampleContext } from './sample/context.ts';
import { preparedExpr } from './sample/evaluate.ts';
import type { Client, Engine, Resume, Stream } from './state.ts';
import { countError, track } from './stick/track.ts';
import { pathAndQuery } from './uri.ts';

type Redirect = Extract<ActionPlan, { readonly type: 'redirect' }>;

/** `denied` and `local` carry the answer that is to be sent instead; `fault`: no rule denied, one could not be carried out. `wait`: the list goes on later. */
export type Verdict =
  | { readonly type: 'go-on' }
  | { readonly type: 'denied'; readonly answer: Answer; readonly late?: boolean; readonly fault?: 'P' | 'I' }
  | { readonly type: 'local'; readonly answer: Answer; readonly cachedBytes?: number }
  | { readonly type: 'closed'; readonly how: 'reject' | 'close' | 'silent-drop'; readonly isRaw?: true }
  | {
      readonly type: 'wait';
      readonly at: number;
      readonly untilMs: number;
      readonly why: Resume['why'];
      readonly bytes: number;
    };

const GO_ON: Verdict = { type: 'go-on' };

export type HttpRuleset = 'http-request' | 'http-response' | 'http-after-response';

/**
 * Runs one list of rules for one proxy.
 * @param from where to begin: behind a rule that has waited
 */
export function runRules(
  engine: Engine,
  client: Client,
  stream: Stream,
  proxy: number,
  rules: readonly RulePlan[],
  keyword: HttpRuleset,
  from = 0,
): Verdict {
  if (rules.length === 0) return GO_ON;
  const prepared = preparedRules(rules);
  const { explain: explains } = engine.state;
  const direction = keyword === 'http-request' ? 'request' : 'response';
  const context: SampleContext = { engine, client, stream, proxy, direction };
  let hints: Header[] | null = null;
  for (let at = from; at < rules.length; at++) {
    const { rule, holds, act } = prepared[at]!;
    const applies = explains ? ruleApplies(rule, context, keyword) : holds === null || holds(context);
    if (applies && rule.action.type === 'early-hint') {
      hints ??= [];
      hints.push({ name: rule.action.name, value: formatText(rule.action.value, context) });
      continue;
    }
    if (hints !== null) sendHints(hints, context);
    if (!applies) continue;
    const verdict = act(context, at);
    if (verdict === null) continue;
    if (verdict.type !== 'wait') stream.lastRule = rule.span;
    if (explains && verdict.type !== 'wait') explainRest(context, rules, at + 1, keyword);
    return verdict;
  }
  if (hints !== null) sendHints(hints, context);
  return GO_ON;
}

/** Carries out an action; null: the next rule is looked at. */
type Act = (context: SampleContext, at: number) => Verdict | null;

interface PreparedRule {
  readonly rule: RulePlan;
  /** null: it always applies. */
  readonly holds: Holds | null;
  readonly act: Act;
}

// a cache: what it holds follows from the plan, so it is no part of the engine's state
const known = new WeakMap<readonly RulePlan[], readonly PreparedRule[]>();

/** A list of rules with what is to be looked up for them looked up once. */
function preparedRules(rules: readonly RulePlan[]): readonly PreparedRule[] {
  let prepared = known.get(rules);
  if (prepared === undefined) {
    prepared = rules.map((rule) => ({
      rule,
      holds: rule.condition && preparedCondition(rule.condition),
      act: preparedAction(rule.action),
    }));
    known.set(rules, prepared);
  }
  return prepared;
}

function preparedAction(action: ActionPlan): Act {
  switch (action.type) {
    case 'set-header':
    case 'add-header': {
      const set = headerSetter(action);
      return (context) => {
        set(context);
        return null;
      };
    }
    case 'track': {
      const { one: key } = preparedExpr(action.key);
      return (context) => {
        track(context, action.counter, action.table, key(context));
        return null;
      };
    }
    default:
      return (context, at) => act(action, context, at);
  }
}

/** Whether a rule's condition holds; explains when asked to. */
export function ruleApplies(rule: RulePlan, context: SampleContext, keyword: string): boolean {
  if (!context.engine.state.explain) return conditionHolds(rule.condition, context);
  const tests: AclTrace[] = [];
  const holds = conditionHolds(rule.condition, context, tests);
  explain(context.engine, context.stream.id, context.proxy, {
    type: 'rule',
    keyword,
    text: describe(rule.action),
    outcome: holds ? 'taken' : 'not-taken',
    tests,
    spans: ruleSpans(rule.span, rule.condition),
  });
  return holds;
}

function explainRest(context: SampleContext, rules: readonly RulePlan[], from: number, keyword: string): void {
  for (const rule of rules.slice(from)) {
    explain(context.engine, context.stream.id, context.proxy, {
      type: 'rule',
      keyword,
      text: describe(rule.action),
      outcome: 'not-reached',
      tests: [],
      spans: [rule.span],
    });
  }
}

/** The rule's own line, then the lines of the ACLs that its condition names. */
export function ruleSpans(span: RulePlan['span'], condition: ConditionPlan | null) {
  const spans = [span];
  for (const all of condition?.anyOf ?? [])
    for (const term of all) for (const test of term.tests) spans.push(test.span);
  return spans;
}

function describe(action: ActionPlan): string {
  switch (action.type) {
    case 'deny':
      return `deny with status ${action.reply.status}`;
    case 'return':
      return `return status ${action.reply.status}`;
    case 'redirect':
      return `redirect ${action.kind} with status ${action.code}`;
    case 'set-header':
    case 'add-header':
    case 'del-header':
    case 'replace-header':
    case 'replace-value':
    case 'early-hint':
      return `${action.type} ${action.name}`;
    case 'headers-bin':
      return `${action.how}-headers-bin`;
    case 'set-target':
      return `set-${action.part}`;
    case 'replace-target':
      return `replace-${action.part}`;
    case 'set-var':
    case 'set-var-fmt':
    case 'unset-var':
      return `${action.type}(${action.variable})`;
    case 'pattern':
      return `${action.how}(${action.patternFile})`;
    case 'count':
      return action.how === 'set' ? `sc-set-${action.data}` : `sc-${action.how}-${action.data}`;
    case 'track':
      return `track-sc${action.counter}`;
    case 'set-address':
    case 'set-priority':
    case 'set-timeout':
      return `${action.type.replace('address', '')}${action.which}`.replace(/^set-(?=class|offset)/, 'set-priority-');
    case 'cache-use':
    case 'cache-store':
      return `${action.type} ${action.cache}`;
    case 'unseen':
      return action.name;
    case 'other':
      return `${action.name} (not simulated)`;
    default:
      return action.type;
  }
}

/** Carries out one action; null: the next rule is looked at. */
function act(action: ActionPlan, context: SampleContext, at: number): Verdict | null {
  const { engine, stream } = context;
  if (actGenerally(action, context)) return null;
  switch (action.type) {
    case 'allow':
    case 'accept':
      return GO_ON;
    case 'deny':
      return { type: 'denied', answer: replyOf(action.reply, context, 'page') };
    case 'tarpit':
      return wait(at, engine.nowMs + (tarpitMs(context) ?? 0), 'tarpit');
    case 'return':
      return { type: 'local', answer: returned(action.reply, context) };
    case 'auth':
      countError(engine, context.client, stream);
      return { type: 'local', answer: authAnswer(action.realm, context) };
    case 'redirect': {
      const answer = redirect(action, context);
      return answer === null ? null : { type: 'local', answer };
    }
    case 'reject':
    case 'silent-drop':
      return { type: 'closed', how: action.type };
    case 'close':
      return { type: 'closed', how: 'reject' };
    case 'pause': {
      const ms = numberFrom(action.value, context) ?? 0;
      return ms > 0 ? wait(at + 1, engine.nowMs + ms, 'time') : null;
    }
    case 'wait-for-body': {
      const isResponse = context.direction === 'response';
      const bytes = isResponse ? stream.responseBytes : stream.bodyBytes;
      if (isResponse ? stream.responseDone || stream.responseBody === 'none' : stream.requestDone) return null;
      if (action.leastBytes > 0 && bytes >= action.leastBytes) return null;
      return wait(at + 1, engine.nowMs + action.timeMs, 'body', action.leastBytes);
    }
    case 'cache-use': {
      const found = cachedAnswer(engine, stream, action.cache);
      if (found) stream.cacheName = action.cache;
      return found && { type: 'local', answer: found, cachedBytes: found.bodyBytes };
    }
    case 'cache-store':
      beginStoring(engine, stream, action.cache);
      return null;
    case 'normalize-uri':
      return normalize(action, context) ? null : { type: 'denied', answer: errorPage(400, engine.plan.version) };
    case 'headers-bin': {
      const fault = changeBinary(action, context);
      return fault && failed(fault, context);
    }
    default:
      rewrite(action, context);
      return null;
  }
}

/** A rule that could not be carried out ends the exchange. */
function failed(fault: 'P' | 'I', { engine, stream }: SampleContext): Verdict {
  if (fault === 'P') {
    const { proxies } = engine.state;
    proxies[stream.frontend]!.counters.failedRewrites++;
    if (stream.backend !== stream.frontend) proxies[stream.backend]!.counters.failedRewrites++;
  }
  return { type: 'denied', answer: errorPage(500, engine.plan.version), fault };
}

/** The response that is replaced is gone while the new one is made. */
function returned(reply: ReplyPlan, context: SampleContext): Answer {
  const { stream } = context;
  const { response } = stream;
  if (context.direction === 'response') stream.response = null;
  const answer = replyOf(reply, context, 'empty');
  stream.response = response;
  return answer;
}

function wait(at: number, untilMs: number, why: Resume['why'], bytes = 0): Verdict {
  return { type: 'wait', at, untilMs, why, bytes };
}

/** Actions that change the message. */
function rewrite(action: ActionPlan, context: SampleContext): void {
  switch (action.type) {
    case 'del-header':
      changeHeaders(context, (headers) => headers.filter(({ name }) => !deletes(action, name)));
      return;
    case 'replace-header':
    case 'replace-value':
      replaceInHeader(action, context);
      return;
    case 'set-target':
      setTarget(action.part, formatText(action.value, context), context);
      return;
    case 'replace-target':
      replaceTarget(action, context);
      return;
    case 'set-status':
      setStatus(action, context, standardReason(action.status));
      return;
    default:
      return;
  }
}

/** One 103 for hints that stand one behind the other; none for who speaks HTTP/1.0. */
function sendHints(hints: Header[], { engine, client, stream }: SampleContext): void {
  const headers = hints.splice(0);
  if (headers.length === 0 || stream.originalVersion === '1.0') return;
  inform(engine, client, stream, { version: '1.1', status: 103, reason: 'Early Hints', headers });
}

/** A tarpit's time: `timeout tarpit`, else `timeout connect`. */
function tarpitMs({ engine, stream }: SampleContext): number | null {
  if (stream.timeoutsMs?.tarpit !== undefined) return stream.timeoutsMs.tarpit;
  const { frontend } = engine.plan.proxies[stream.frontend]!;
  const { backend } = engine.plan.proxies[stream.backend]!;
  return stream.backend === stream.frontend ? frontend!.timeoutTarpitMs : backend!.timeoutTarpitMs;
}

/** The answer of a tarpit whose time is over. */
export function tarpitAnswer(
  engine: Engine,
  client: Client,
  stream: Stream,
  proxy: number,
  rule: RulePlan | undefined,
): Verdict {
  const context: SampleContext = { engine, client, stream, proxy, direction: 'request' };
  const answer =
    rule?.action.type === 'tarpit' ? replyOf(rule.action.reply, context, 'page') : errorPage(500, engine.plan.version);
  return { type: 'denied', answer, late: true };
}

/** The redirection, or null: `ignore-empty`, and there is nothing to go to. */
function redirect(action: Redirect, context: SampleContext): Answer | null {
  const target = formatText(action.target, context);
  if (action.kind === 'location' && target === '' && action.ignoreEmpty) return null;
  let location = target;
  if (action.kind !== 'location') {
    const path = requestPath(context, action.dropQuery);
    const host = firstHeader(context.stream.request?.headers ?? [], 'host') ?? '';
    location = action.kind === 'scheme' ? `${target}://${host}${path}` : `${target === '/' ? '' : target}${path}`;
    if (action.appendSlash && !location.endsWith('/')) location += '/';
  }
  const { setCookie: set, clearCookie: clear } = action;
  const cookie = set !== undefined ? setCookie(set) : clear !== undefined ? clearCookie(clear) : undefined;
  return redirectAnswer(action.code, location, cookie);
}

function requestPath({ stream }: SampleContext, dropQuery: boolean): string {
  const path = pathAndQuery(stream.request?.target ?? '/') || '/';
  const question = path.indexOf('?');
  return dropQuery && question >= 0 ? path.slice(0, question) : path;
}
