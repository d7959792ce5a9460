/** `http-request`, `http-response`, `http-after-response` and `redirect` rules. */
import type { Condition, Directive, Format, HttpAction, HttpRule, Word } from '../config.ts';
import { parseExpression } from '../expression.ts';
import { actionRow } from '../keywords/actions.ts';
import { actions, badActionName, findAction, PLACE, serviceNames } from '../keywords/names.ts';
import { badPattern } from '../regex.ts';
import { LOG_LEVELS } from '../syslog-words.ts';
import { badVariableName } from '../variables.ts';
import { atLeast } from '../version.ts';
import { leadingInteger, within } from '../words.ts';
import { readActionArguments } from './action-arguments.ts';
import { conditionAt, placesOf, readCondition } from './conditions.ts';
import {
  after,
  didYouMean,
  type Handler,
  notInAnonymousDefaults,
  notInDefaults,
  type ProxyContext,
  reportExpression,
} from './context.ts';
import { wantFilter } from './filters.ts';
import { readFormat } from './formats.ts';
import { readRedirect } from './redirect.ts';
import { readReply } from './reply.ts';
import { readTracking } from './tracking.ts';

type HttpRuleset = 'http-request' | 'http-response' | 'http-after-response';

/** Where the rules of a section run. */
export function httpPlaces(ruleset: HttpRuleset, cx: ProxyContext): number {
  return ruleset === 'http-request'
    ? placesOf(cx, PLACE.frontendRequest, PLACE.backendRequest)
    : placesOf(cx, PLACE.frontendResponse, PLACE.backendResponse);
}

/** What an action reader works on. An error is reported with `fail`, and reading ends. */
export interface ActionReader {
  readonly ruleset: HttpRuleset;
  readonly words: readonly Word[];
  /** The action's word. */
  readonly head: Word;
  readonly places: number;
  readonly cx: ProxyContext;
  fail(span: Word['span'], code: string, message: string, hint?: string): null;
  format(word: Word): Format | null;
}

/** An action and the index of the word behind its arguments. */
export interface ReadAction {
  readonly action: HttpAction;
  readonly next: number;
  readonly final?: boolean;
}

export const httpRule: Handler = (d, cx) => {
  const ruleset = d.words[0]!.text as HttpRuleset;
  const { report, draft } = cx;
  if (notInAnonymousDefaults(d, ruleset, cx)) return;
  if (draft.finals?.get(ruleset)) {
    report.warning(
      d.span,
      'rule-after-final',
      `the '${ruleset}' rule before this one always applies and ends the list: this one is never reached`,
    );
  }
  const read = readRule(ruleset, d, d.words, 1, cx);
  if (!read) return;
  wantFilter(d, cx);
  if (ruleset === 'http-request') warnMisplaced(d, 'http-request', cx);
  draft.finals ??= new Map();
  draft.finals.set(ruleset, read.final && read.rule.condition === null);
  draft.seen.add(ruleset);
  if (ruleset === 'http-request') draft.settings.httpRequestRules.push(read.rule);
  else if (ruleset === 'http-response') draft.settings.httpResponseRules.push(read.rule);
  else draft.settings.httpAfterResponseRules.push(read.rule);
};

/** Reads action and condition from `words[from]` on. Errors end HAProxy's reading. */
export function readRule(
  ruleset: HttpRuleset,
  d: Directive,
  words: readonly Word[],
  from: number,
  cx: ProxyContext,
): { rule: HttpRule; final: boolean } | null {
  const { report, version } = cx;
  const head = words[from];
  if (!head) {
    report.abort(after(d), 'missing-argument', `'${ruleset}' wants an action behind it`);
    return null;
  }
  const places = httpPlaces(ruleset, cx);
  const keyword = ruleset;
  const row = actionRow(ruleset, head.text);
  const isLua = cx.loadsLua && head.text.startsWith('lua.');
  const name = findAction(ruleset, head.text, version);
  const registered = isLua || name !== null;
  if (!registered) {
    const names = actions(ruleset, version);
    report.abort(
      head.span,
      'unknown-action',
      `'${ruleset}' does not know '${head.text}'`,
      didYouMean(head.text, [...names.exact, ...names.prefixes], head.span),
    );
    return null;
  }
  const misnamed = name === null ? null : badActionName(name, head.text);
  if (misnamed) {
    report.abort(head.span, 'bad-argument', misnamed);
    return null;
  }
  if (!row && head.text.startsWith('lua.')) return unmodelled(d, words, from, keyword, places, cx);
  const reader = { ruleset, words, head, places, cx, fail: aborting, format: abortingFormat, aborts: true };
  const shared = readActionArguments(reader, from + 1);
  if (shared === null) return null;
  if (shared === undefined && !row) return unmodelled(d, words, from, keyword, places, cx);
  const read = shared === undefined ? readAction(row!.name, reader, from + 1) : other(reader, shared);
  if (!read) return null;
  const rest = words[read.next];
  let condition: Condition | null = null;
  if (rest) {
    if (rest.text !== 'if' && rest.text !== 'unless') {
      report.abort(
        rest.span,
        'unexpected-argument',
        `'${ruleset} ${head.text}' goes on with 'if' or 'unless', not with '${rest.text}'`,
      );
      return null;
    }
    condition = readCondition(words, places, cx, true, true, read.next);
    if (!condition) return null;
  }
  return {
    rule: { action: read.action, condition, keyword, span: d.span },
    final: row?.final === true && !ignoresEmpty(read.action),
  };
}

function aborting(this: ActionReader, span: Word['span'], code: string, message: string, hint?: string): null {
  this.cx.report.abort(span, code, message, hint ? { hint } : {});
  return null;
}

const ABORTS = { aborts: true };

function abortingFormat(this: ActionReader, word: Word): Format | null {
  return readFormat(word, this.places, this.cx, ABORTS);
}

function unmodelled(
  d: Directive,
  words: readonly Word[],
  from: number,
  keyword: HttpRule['keyword'],
  places: number,
  cx: ProxyContext,
): { rule: HttpRule; final: boolean } {
  const head = words[from]!;
  cx.report.notSimulated(
    head.span,
    'unknown-so-far',
    `Drydock does not know the arguments of '${head.text}' so far: they are not checked`,
  );
  const at = conditionAt(words, from + 1);
  const condition = at < words.length ? readCondition(words.slice(at), places, cx, true) : null;
  const args = words.slice(from + 1, at);
  return { rule: { action: { type: 'other', name: head.text, args }, condition, keyword, span: d.span }, final: false };
}

/** Such a redirect may let the request pass. */
function ignoresEmpty(action: HttpAction): boolean {
  return action.type === 'redirect' && action.ignoreEmpty === true;
}

function other(r: ActionReader, next: number): ReadAction {
  const args = r.words.slice(r.words.indexOf(r.head) + 1, next);
  return { action: { type: 'other', name: r.head.text, args }, next };
}

function readAction(name: string, r: ActionReader, i: number): ReadAction | null {
  switch (name) {
    case 'allow':
      return { action: { type: 'allow' }, next: i };
    case 'deny':
    case 'tarpit':
    case 'return':
      return readReply(name, r, i);
    case 'redirect':
      return readRedirect(r, i);
    case 'set-header':
    case 'add-header':
    case 'early-hint':
      return setHeader(name, r, i);
    case 'del-header':
      return delHeader(r, i);
    case 'set-path':
    case 'set-pathq':
    case 'set-query':
    case 'set-uri':
    case 'set-method':
      return oneFormat(name, r, i);
    case 'replace-path':
    case 'replace-pathq':
    case 'replace-uri':
      return replace(r, i, false);
    case 'replace-header':
    case 'replace-value':
      return replace(r, i, true);
    case 'auth':
      return auth(r, i);
    case 'set-var':
    case 'set-var-fmt':
    case 'unset-var':
      return variable(name, r, i);
    case 'track-sc':
      return readTracking(r, i);
    case 'sc-inc-gpc0':
    case 'sc-inc-gpc1':
      return counter(r, i);
    case 'set-log-level':
      return logLevel(r, i);
    case 'set-status':
      return setStatus(r, i);
    case 'use-service':
      return service(r, i);
    case 'capture':
      return capture(r, i);
    default:
      return other(r, i);
  }
}

function setHeader(name: string, r: ActionReader, i: number): ReadAction | null {
  const header = r.words[i];
  const value = r.words[i + 1];
  if (!header || !value)
    return r.fail((header ?? r.head).span, 'missing-argument', `'${name}' wants a header's name and a value`);
  // In front, ':' makes a pseudo-header's name.
  const odd = /[^A-Za-z0-9!#$%&'*+.^_`|~-]/.exec(header.text.replace(/^:/, ''))?.[0];
  if (odd !== undefined && name !== 'early-hint' && atLeast(r.cx.version, '3.0'))
    r.cx.report.warning(header.span, 'bad-header-name', `'${odd}' may not stand in a header's name`, {
      hint: odd === ':' ? 'write the name without the colon' : "letters, digits, '-' and '_'",
    });
  const format = r.format(value);
  if (!format) return null;
  if (name === 'early-hint') return other(r, i + 2);
  return { action: { type: name as 'set-header' | 'add-header', name: header.text, value: format }, next: i + 2 };
}

const DEL_METHODS = ['str', 'beg', 'end', 'sub', 'reg'] as const;

function delHeader(r: ActionReader, i: number): ReadAction | null {
  const header = r.words[i];
  if (!header) return r.fail(r.head.span, 'missing-argument', "'del-header' wants a header's name");
  let match: (typeof DEL_METHODS)[number] = 'str';
  let next = i + 1;
  if (r.words[next]?.text === '-m') {
    const method = r.words[next + 1];
    const known = DEL_METHODS.find((m) => m === method?.text);
    if (!known)
      return r.fail(
        (method ?? r.words[next]!).span,
        'unknown-match',
        `'-m' does not know '${method?.text ?? ''}' here`,
        `one of: ${DEL_METHODS.join(', ')}`,
      );
    match = known;
    next += 2;
  }
  if (match === 'reg') {
    const bad = badPattern(header.text);
    if (bad) return r.fail(header.span, 'bad-pattern', `regular expression '${header.text}' is invalid: ${bad}`);
  }
  return { action: { type: 'del-header', name: header.text, match }, next };
}

function oneFormat(name: string, r: ActionReader, i: number): ReadAction | null {
  const value = r.words[i];
  const behind = r.words[i + 1];
  if (!value || (behind && behind.text !== 'if' && behind.text !== 'unless')) {
    return r.fail(
      (behind ?? value ?? r.head).span,
      value ? 'unexpected-argument' : 'missing-argument',
      `'${name}' wants exactly one value`,
      'put quotes around a value with blanks',
    );
  }
  const format = r.format(value);
  if (!format) return null;
  return name === 'set-path' ? { action: { type: 'set-path', value: format }, next: i + 1 } : other(r, i + 1);
}

function replace(r: ActionReader, i: number, named: boolean): ReadAction | null {
  const count = named ? 3 : 2;
  const behind = r.words[i + count];
  const pattern = r.words[i + count - 2];
  const value = r.words[i + count - 1];
  if (!pattern || !value || (behind && behind.text !== 'if' && behind.text !== 'unless')) {
    return r.fail(
      (behind ?? r.head).span,
      'missing-argument',
      `'${r.head.text}' wants ${named ? 'a name, ' : ''}a regular expression and a replacement`,
    );
  }
  const bad = badPattern(pattern.text);
  if (bad) return r.fail(pattern.span, 'bad-pattern', `regular expression '${pattern.text}' is invalid: ${bad}`);
  return r.format(value) ? other(r, i + count) : null;
}

function auth(r: ActionReader, i: number): ReadAction | null {
  if (r.words[i]?.text !== 'realm') return other(r, i);
  if (!r.words[i + 1]) return r.fail(r.words[i]!.span, 'missing-argument', "'realm' wants a text behind it");
  return other(r, i + 2);
}

function variable(name: string, r: ActionReader, i: number): ReadAction | null {
  const { text } = r.head;
  const open = text.indexOf('(');
  const close = text.indexOf(')', open);
  if (open < 0 || close < 0)
    return r.fail(r.head.span, 'bad-variable', `'${name}' wants a variable between parentheses`);
  // 3.0 and later: conditions may follow the name.
  const variableName = text.slice(open + 1, close).split(',')[0]!;
  const bad = badVariableName(variableName, r.cx.version);
  if (bad) return r.fail(within(r.head, open + 1, close), 'bad-variable', bad);
  if (name === 'unset-var') return other(r, i);
  const value = r.words[i];
  // HAProxy takes a format that is left out for an empty one.
  if (name === 'set-var-fmt') return !value ? other(r, i) : r.format(value) ? other(r, i + 1) : null;
  if (!value) return r.fail(r.head.span, 'missing-fetch', `'${name}' wants a value behind it`);
  const next = expressionAt(r, i);
  return next === null ? null : other(r, next);
}

/** The index behind an expression, which must be usable in this place; null when an error was reported. */
function expressionAt(r: ActionReader, i: number): number | null {
  const { cx } = r;
  const word = r.words[i]!;
  const read = parseExpression(word, 0, cx, false, r.words.slice(i + 1));
  if (!read.ok) {
    reportExpression(read.error, '', cx, true);
    return null;
  }
  for (const reference of read.value.references)
    cx.draft.lateReferences.push({ kind: 'argument', name: reference.name, span: reference.span, reference });
  for (const f of read.value.files)
    cx.report.environment(f.span, 'file-needed', `HAProxy will need the file '${f.path}'`);
  if ((read.value.fetch.places & r.places) === 0) {
    return r.fail(
      read.value.sample.span,
      'fetch-not-available',
      `'${read.value.fetch.name}' may not be used here: what it reads is not available at this point`,
    );
  }
  return i + 1 + read.more;
}

function counter(r: ActionReader, i: number): ReadAction | null {
  const inner = /\(([^)]*)\)$/.exec(r.head.text)?.[1];
  return inner !== undefined && /^\d+$/.test(inner)
    ? other(r, i)
    : r.fail(r.head.span, 'bad-argument', `'${r.head.text}' wants the number of a counter between parentheses`);
}

function logLevel(r: ActionReader, i: number): ReadAction | null {
  const level = r.words[i];
  if (!level || !(LOG_LEVELS as readonly string[]).concat('silent').includes(level.text)) {
    return r.fail(
      (level ?? r.head).span,
      'bad-choice',
      "'set-log-level' wants a level or 'silent'",
      `one of: ${LOG_LEVELS.join(', ')}, silent`,
    );
  }
  return other(r, i + 1);
}

function setStatus(r: ActionReader, i: number): ReadAction | null {
  const code = r.words[i];
  const value = code && /^\d+$/.test(code.text) ? Number(code.text) : 0;
  if (value < 100 || value > 999)
    return r.fail((code ?? r.head).span, 'bad-status', "'set-status' wants a status between 100 and 999");
  return other(r, r.words[i + 1]?.text === 'reason' ? i + 3 : i + 1);
}

function service(r: ActionReader, i: number): ReadAction | null {
  const name = r.words[i];
  const known = serviceNames(r.cx.version);
  if (!name) return r.fail(r.head.span, 'missing-argument', "'use-service' wants a service's name");
  // Lua can register more.
  if (!known.has(name.text) && !(r.cx.loadsLua && name.text.startsWith('lua.')))
    return r.fail(name.span, 'unknown-service', `'${name.text}' is not a service`, `one of: ${[...known].join(', ')}`);
  return other(r, i + 1);
}

function capture(r: ActionReader, i: number): ReadAction | null {
  if (!r.words[i]) return r.fail(r.head.span, 'missing-argument', "'capture' wants an expression");
  const next = expressionAt(r, i);
  if (next === null) return null;
  const how = r.words[next];
  const number = r.words[next + 1];
  if ((how?.text !== 'len' && how?.text !== 'id') || !number)
    return r.fail(
      (how ?? r.words[i]!).span,
      'missing-argument',
      "'capture' goes on with 'len <bytes>' or 'id <number>'",
    );
  const { draft, fe, isDefaults } = r.cx;
  const response = r.ruleset !== 'http-request';
  if (how.text === 'id') {
    if (!/^-?\d+$/.test(number.text))
      return r.fail(number.span, 'bad-number', `'${number.text}' is no number of a capture slot`);
    draft.slotUses.push({ slot: Number(number.text), response, span: number.span });
    return other(r, next + 2);
  }
  if (response) return r.fail(how.span, 'bad-choice', "a response's values go to a slot: 'id <number>'");
  if (!fe && !isDefaults) return r.fail(how.span, 'not-here', 'only frontends have slots for what is captured');
  if (leadingInteger(number.text) <= 0)
    return r.fail(number.span, 'out-of-range', 'the length of a capture must be longer than 0');
  draft.effective.requestSlots++;
  return other(r, next + 2);
}

/** `redirect …` outside `http-request`. */
export const redirectRule: Handler = (d, cx) => {
  if (notInDefaults(d, 'redirect', cx)) return;
  const { report, draft } = cx;
  const places = httpPlaces('http-request', cx);
  const reader: ActionReader = {
    ruleset: 'http-request',
    words: d.words,
    head: d.words[0]!,
    places,
    cx,
    fail: (span, code, message, hint) => {
      report.error(span, code, message, hint ? { hint } : {});
      return null;
    },
    // Here the target is taken as it is.
    format: (word) => ({ source: word.text, parts: [{ type: 'text', text: word.text }], span: word.span }),
  };
  const read = readRedirect(reader, 1);
  if (!read) return;
  let condition: Condition | null = null;
  if (read.next < d.words.length) {
    condition = readCondition(d.words.slice(read.next), places, cx, false, false);
    if (!condition) return;
  }
  draft.settings.httpRequestRules.push({ action: read.action, condition, keyword: 'redirect', span: d.span });
  warnMisplaced(d, 'redirect', cx);
  draft.seen.add('redirect');
};

/** What runs before what, whatever the order of lines: later ones first. */
const ORDER = [
  'tcp-request session',
  'tcp-request content',
  'monitor fail',
  'http-request',
  'redirect',
  'use_backend',
  'use-server',
];

/** A rule that stands behind one that runs later than it. */
export function warnMisplaced(d: Directive, what: string, cx: ProxyContext): void {
  const from = what === 'tcp-request connection' ? 0 : ORDER.indexOf(what) + 1;
  const later = ORDER.slice(from).find((name) => cx.draft.seen.has(name));
  if (!later) return;
  const article = later === 'http-request' ? 'an' : 'a';
  cx.report.warning(
    d.span,
    'rule-order',
    `a '${what}' rule placed after ${article} '${later}' rule will still be processed before`,
  );
}
