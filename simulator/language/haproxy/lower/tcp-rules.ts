/** `tcp-request` and `tcp-response` rules. */
import type { Condition, TcpRule, Word } from '../config.ts';
import { parseExpression } from '../expression.ts';
import { actionRow } from '../keywords/actions.ts';
import { actions, badActionName, findAction, PLACE } from '../keywords/names.ts';
import { badVariableName } from '../variables.ts';
import { readActionArguments } from './action-arguments.ts';
import { conditionAt, placesOf, readCondition } from './conditions.ts';
import {
  after,
  at,
  didYouMean,
  type Handler,
  kindWord,
  notInAnonymousDefaults,
  type ProxyContext,
  reportExpression,
} from './context.ts';
import { wantFilter } from './filters.ts';
import { readFormat } from './formats.ts';
import { warnMisplaced } from './http-rules.ts';
import { trackAt } from './tracking.ts';
import { readTimeWord, warnIfSmall } from './value.ts';

type Ruleset = TcpRule['ruleset'];

/** Actions that `-dKall` does not list. */
const BUILT_IN: Readonly<Record<Ruleset, readonly string[]>> = {
  'tcp-request connection': ['accept', 'reject', 'expect-proxy', 'expect-netscaler-cip', 'track-sc'],
  'tcp-request session': ['accept', 'reject', 'track-sc'],
  'tcp-request content': ['accept', 'reject', 'capture', 'track-sc'],
  'tcp-response content': ['accept', 'reject', 'close'],
};

export const tcpRequest: Handler = (d, cx) => tcp(d.words, 'tcp-request', cx, d.span);
export const tcpResponse: Handler = (d, cx) => tcp(d.words, 'tcp-response', cx, d.span);

function tcp(
  words: readonly Word[],
  keyword: 'tcp-request' | 'tcp-response',
  cx: ProxyContext,
  span: Word['span'],
): void {
  const { report, draft } = cx;
  const what = words[1];
  const d = { words, prefix: null, span };
  if (!what) return report.error(after(d), 'missing-argument', `'${keyword}' wants an argument`);
  if (keyword === 'tcp-response' && (cx.isDefaults ? !draft.name : !cx.be)) {
    return report.error(
      span,
      'not-here',
      `'tcp-response ${what.text}' may only stand in a backend, or in a defaults section with a name`,
    );
  }
  if (what.text === 'inspect-delay') {
    if (!notInAnonymousDefaults(d, `${keyword} inspect-delay`, cx)) inspectDelay(words, keyword, cx);
    return;
  }
  const rulesets = keyword === 'tcp-request' ? ['connection', 'session', 'content'] : ['content'];
  if (!rulesets.includes(what.text)) {
    return report.error(
      what.span,
      'unknown-argument',
      `'${keyword}' wants 'inspect-delay' or ${rulesets.map((r) => `'${r}'`).join(', ')}, not '${what.text}'`,
      didYouMean(what.text, ['inspect-delay', ...rulesets], what.span),
    );
  }
  const ruleset = `${keyword} ${what.text}` as Ruleset;
  if (notInAnonymousDefaults(d, ruleset, cx)) return;
  if (what.text !== 'content' && !cx.fe) {
    return report.error(span, 'not-here', `'${ruleset}' may not stand in a ${kindWord(draft)}`);
  }
  const rule = readRule(words, ruleset, cx, span);
  if (!rule) return;
  wantFilter(d, cx);
  draft.settings.tcpRules.push(rule);
  if (keyword === 'tcp-request') warnMisplaced(d, ruleset, cx);
  draft.seen.add(ruleset);
}

function inspectDelay(words: readonly Word[], keyword: 'tcp-request' | 'tcp-response', cx: ProxyContext): void {
  const value = words[2];
  const name = `${keyword} inspect-delay`;
  if (!value) return cx.report.error(words[1]!.span, 'missing-argument', `'${name}' wants a time`);
  const time = readTimeWord(name, value, 'ms', cx);
  if (time === null) return;
  const { settings } = cx.draft;
  const earlier = keyword === 'tcp-request' ? settings.inspectDelayMs : settings.responseInspectDelayMs;
  // It is the first that is dropped, whatever the words say.
  if (earlier?.value)
    cx.report.warning(value.span, 'said-twice', `'${name}' was said before in this section: this one counts`);
  if (keyword === 'tcp-request') cx.draft.settings.inspectDelayMs = at(time, value.span);
  else cx.draft.settings.responseInspectDelayMs = at(time, value.span);
  warnIfSmall(name, value, time, 0, cx);
}

const PLACES: Readonly<Record<Ruleset, readonly [number, number]>> = {
  'tcp-request connection': [PLACE.frontendConnection, 0],
  'tcp-request session': [PLACE.frontendSession, 0],
  'tcp-request content': [PLACE.frontendContent, PLACE.backendContent],
  'tcp-response content': [PLACE.frontendResponseContent, PLACE.backendResponseContent],
};

function readRule(words: readonly Word[], ruleset: Ruleset, cx: ProxyContext, span: Word['span']): TcpRule | null {
  const { report } = cx;
  const places = placesOf(cx, ...PLACES[ruleset]);
  const action = words[2];
  const fail = (at: Word['span'], code: string, message: string, extra = {}): null => {
    report.error(at, code, message, extra);
    return null;
  };
  const names = [...BUILT_IN[ruleset], ...actions(ruleset, cx.version).exact, ...actions(ruleset, cx.version).prefixes];
  if (!action) return fail(words[1]!.span, 'missing-argument', `'${ruleset}' wants an action`);
  const row = actionRow(ruleset, action.text);
  const builtIn = row !== null && BUILT_IN[ruleset].includes(row.name);
  const isLua = cx.loadsLua && action.text.startsWith('lua.');
  if (!builtIn && !isLua && !findAction(ruleset, action.text, cx.version)) {
    return fail(
      action.span,
      'unknown-action',
      `'${ruleset}' does not know '${action.text}'`,
      didYouMean(action.text, names, action.span),
    );
  }
  const registered = findAction(ruleset, action.text, cx.version);
  const misnamed = registered === null ? null : badActionName(registered, action.text);
  if (misnamed) return fail(action.span, 'bad-argument', misnamed);
  let next: number | null = 3;
  const shared = readActionArguments(
    {
      words,
      head: action,
      cx,
      aborts: false,
      fail: (at, code, message, hint) => fail(at, code, message, hint ? { hint } : {}),
      format: (word) => readFormat(word, places, cx),
    },
    3,
  );
  if (shared !== undefined) next = shared;
  else if (!row) {
    report.notSimulated(
      action.span,
      'unknown-so-far',
      `Drydock does not know the arguments of '${action.text}' so far: they are not checked`,
    );
    next = conditionAt(words, 3);
  } else next = takeArguments(row.name, words, action, places, cx);
  if (next === null) return null;
  const rest = words[next];
  let condition: Condition | null = null;
  if (rest) {
    if (rest.text !== 'if' && rest.text !== 'unless') {
      return fail(
        rest.span,
        'unexpected-argument',
        `'${ruleset} ${action.text}' goes on with 'if' or 'unless', not with '${rest.text}'`,
      );
    }
    condition = readCondition(words.slice(next), places, cx);
    if (!condition) return null;
  }
  return { ruleset, action: action.text, args: words.slice(3, next).map((w) => w.text), condition, span };
}

/** Index behind the action's arguments, or null when an error was reported. */
function takeArguments(
  name: string,
  words: readonly Word[],
  action: Word,
  places: number,
  cx: ProxyContext,
): number | null {
  const { report } = cx;
  const value = words[3];
  const fail = (code: string, message: string): null => {
    report.error((value ?? action).span, code, message);
    return null;
  };
  switch (name) {
    case 'expect-proxy':
    case 'expect-netscaler-cip':
      return value?.text === 'layer4' ? 4 : fail('bad-choice', `'${name}' goes on with 'layer4'`);
    case 'track-sc':
      return trackAt(words, 3, action, places, cx, false);
    case 'sc-inc-gpc0':
    case 'sc-inc-gpc1':
      return /\(\d+\)$/.test(action.text)
        ? 3
        : fail('bad-argument', `'${action.text}' wants the number of a counter between parentheses`);
    case 'set-var':
    case 'set-var-fmt':
    case 'unset-var':
      return variable(name, words, action, places, cx);
    case 'capture': {
      const next = value ? expression(words, 3, places, cx) : 3;
      if (next === null) return null;
      if (!value || words[next]?.text !== 'len' || !words[next + 1])
        return fail('missing-argument', "'capture' wants an expression and 'len <bytes>'");
      cx.draft.effective.requestSlots++;
      return next + 2;
    }
    default:
      return 3;
  }
}

function variable(name: string, words: readonly Word[], action: Word, places: number, cx: ProxyContext): number | null {
  const inner = /\(([^),]*)[^)]*\)$/.exec(action.text)?.[1];
  const bad =
    inner === undefined ? `'${name}' wants a variable between parentheses` : badVariableName(inner, cx.version);
  const value = words[3];
  if (bad) {
    cx.report.error(action.span, 'bad-variable', bad);
    return null;
  }
  if (name === 'unset-var') return 3;
  // HAProxy takes a format that is left out for an empty one.
  if (name === 'set-var-fmt') return !value ? 3 : readFormat(value, places, cx) ? 4 : null;
  if (!value) {
    cx.report.error(action.span, 'missing-fetch', `'${name}' wants a value behind it`);
    return null;
  }
  return expression(words, 3, places, cx);
}

/** The index behind an expression at `i`; null when an error was reported. */
function expression(words: readonly Word[], i: number, places: number, cx: ProxyContext): number | null {
  const read = parseExpression(words[i]!, 0, cx, false, words.slice(i + 1));
  if (!read.ok) {
    reportExpression(read.error, '', cx);
    return null;
  }
  for (const reference of read.value.references) {
    cx.draft.lateReferences.push({ kind: 'argument', name: reference.name, span: reference.span, reference });
  }
  for (const f of read.value.files)
    cx.report.environment(f.span, 'file-needed', `HAProxy will need the file '${f.path}'`);
  if ((read.value.fetch.places & places) !== 0) return i + 1 + read.more;
  cx.report.error(
    read.value.sample.span,
    'fetch-not-available',
    `'${read.value.fetch.name}' may not be used here: what it reads is not available at this point`,
  );
  return null;
}
