/**
 * `http-request` and `http-response` rules (and `redirect`): looked at in order, each that applies acts; one that answers
 * or denies ends the stream, `allow` ends the list.
 * Facts: the manual, "http-request", "http-response", "redirect".
 */

import { type Answer, clearCookie, errorPage, redirectAnswer, returnAnswer, setCookie } from '../http1/index.ts';
import type { ConditionPlan, HttpRulePlan } from '../plan/plan.ts';
import { conditionHolds } from './acl.ts';
import { lowerAscii } from './ascii.ts';
import { explain } from './explain.ts';
import { formatText } from './format.ts';
import { firstHeader, withHeader, withoutHeader } from './http-headers.ts';
import type { AclTrace, Header } from './io.ts';
import type { SampleContext } from './sample/context.ts';
import type { Client, Engine, Stream } from './state.ts';
import { pathAndQuery } from './uri.ts';

type Action = HttpRulePlan['action'];
type Redirect = Extract<Action, { type: 'redirect' }>;
type Return = Extract<Action, { type: 'return' }>;

/** `denied` and `local` carry the answer that is to be sent instead. */
export type Verdict =
  | { readonly type: 'go-on' }
  | { readonly type: 'denied'; readonly answer: Answer }
  | { readonly type: 'local'; readonly answer: Answer };

const GO_ON: Verdict = { type: 'go-on' };

/** Runs one list of rules for one proxy. */
export function runRules(
  engine: Engine,
  client: Client,
  stream: Stream,
  proxy: number,
  rules: readonly HttpRulePlan[],
  direction: 'request' | 'response',
): Verdict {
  if (rules.length === 0) return GO_ON;
  const context: SampleContext = { engine, client, stream, proxy, direction };
  for (let at = 0; at < rules.length; at++) {
    const rule = rules[at]!;
    if (!applies(rule, context)) continue;
    const verdict = act(rule.action, context);
    if (verdict === null) continue;
    if (engine.state.explain) explainRest(context, rules, at + 1);
    return verdict;
  }
  return GO_ON;
}

/** Whether a rule's condition holds; explains when asked to. */
function applies(rule: HttpRulePlan, context: SampleContext): boolean {
  if (!context.engine.state.explain) return conditionHolds(rule.condition, context);
  const tests: AclTrace[] = [];
  const holds = conditionHolds(rule.condition, context, tests);
  explain(context.engine, context.stream.id, context.proxy, {
    type: 'rule',
    keyword: `http-${context.direction}`,
    text: describe(rule.action),
    outcome: holds ? 'taken' : 'not-taken',
    tests,
    spans: ruleSpans(rule.span, rule.condition),
  });
  return holds;
}

function explainRest(context: SampleContext, rules: readonly HttpRulePlan[], from: number): void {
  for (const rule of rules.slice(from)) {
    explain(context.engine, context.stream.id, context.proxy, {
      type: 'rule',
      keyword: `http-${context.direction}`,
      text: describe(rule.action),
      outcome: 'not-reached',
      tests: [],
      spans: [rule.span],
    });
  }
}

/** The rule's own line, then the lines of the ACLs that its condition names. */
export function ruleSpans(span: HttpRulePlan['span'], condition: ConditionPlan | null) {
  const spans = [span];
  for (const all of condition?.anyOf ?? [])
    for (const term of all) for (const test of term.tests) spans.push(test.span);
  return spans;
}

function describe(action: Action): string {
  switch (action.type) {
    case 'deny':
      return `deny with status ${action.status}`;
    case 'allow':
      return 'allow';
    case 'return':
      return `return status ${action.status}`;
    case 'redirect':
      return `redirect ${action.kind} with status ${action.code}`;
    case 'set-header':
    case 'add-header':
    case 'del-header':
      return `${action.type} ${action.name}`;
    case 'set-path':
      return 'set-path';
    case 'other':
      return `${action.name} (not simulated)`;
  }
}

/** Carries out one action; null: the next rule is looked at. */
function act(action: Action, context: SampleContext): Verdict | null {
  switch (action.type) {
    case 'deny':
      return { type: 'denied', answer: errorPage(action.status, context.engine.plan.version) };
    case 'allow':
      return GO_ON;
    case 'return':
      return { type: 'local', answer: answerOf(action, context) };
    case 'redirect': {
      const answer = redirect(action, context);
      return answer === null ? null : { type: 'local', answer };
    }
    case 'set-header':
    case 'add-header':
      setHeader(action, context);
      return null;
    case 'del-header':
      changeHeaders(context, (headers) => headers.filter(({ name }) => !deletes(action, name)));
      return null;
    case 'set-path':
      setPath(context, formatText(action.value, context));
      return null;
    case 'other':
      return null;
  }
}

function answerOf(action: Return, context: SampleContext): Answer {
  const headers = action.headers.map(({ name, value }) => ({
    name: lowerAscii(name),
    value: formatText(value, context),
  }));
  const body = action.body ? formatText(action.body, context) : '';
  const content = action.contentType === undefined ? undefined : { type: action.contentType, body };
  return returnAnswer(action.status, headers, content);
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

function setHeader(action: Extract<Action, { type: 'set-header' | 'add-header' }>, context: SampleContext): void {
  const name = lowerAscii(action.name);
  const value = formatText(action.value, context);
  changeHeaders(context, (headers) => {
    const others = action.type === 'set-header' ? withoutHeader(headers, name) : headers;
    return withHeader(others, name, value);
  });
}

function deletes(action: Extract<Action, { type: 'del-header' }>, name: string): boolean {
  const wanted = lowerAscii(action.name);
  switch (action.match) {
    case 'str':
      return name === wanted;
    case 'beg':
      return name.startsWith(wanted);
    case 'end':
      return name.endsWith(wanted);
    case 'sub':
      return name.includes(wanted);
    case 'reg':
      return matches(action.name, name);
  }
}

/** A pattern that is no regular expression matches nothing; the plan has said so on its line. */
function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern).test(name);
  } catch {
    return false;
  }
}

function changeHeaders(context: SampleContext, change: (headers: readonly Header[]) => readonly Header[]): void {
  const { stream } = context;
  if (context.direction === 'response') {
    if (stream.response) stream.response = { ...stream.response, headers: change(stream.response.headers) };
  } else if (stream.request) stream.request = { ...stream.request, headers: change(stream.request.headers) };
}

/** Replaces the path and keeps the query. */
function setPath({ stream }: SampleContext, path: string): void {
  if (!stream.request) return;
  const { target } = stream.request;
  const whole = pathAndQuery(target);
  const question = whole.indexOf('?');
  const query = question < 0 ? '' : whole.slice(question);
  const before = target.slice(0, target.length - whole.length);
  stream.request = { ...stream.request, target: `${before}${path}${query}` };
}
