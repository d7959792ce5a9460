/**
 * The conditions of `.if` and `.elif` (manual 2.4): predicates, integers, `!`, `&&`, `||`, parentheses.
 */
import { readArguments } from './arguments.ts';
import type { Version } from './config.ts';
import { atLeast } from './version.ts';

export interface MacroContext {
  readonly version: Version;
  readonly variable: (name: string) => string | undefined;
  /** What `feature()` knows. */
  readonly features: ReadonlySet<string>;
}

export type MacroResult =
  | { readonly ok: true; readonly value: boolean }
  | { readonly ok: false; readonly message: string };

const OPENSSL = [3, 0, 0];
const ENABLED = new Set([
  'POLL',
  'EPOLL',
  'SPLICE',
  'GETADDRINFO',
  'REUSEPORT',
  'FAST-FORWARD',
  'SERVER-SSL-VERIFY-NONE',
]);
/** HAProxy's own limit on how deep terms may nest. */
const MAX_DEPTH = 1024;

const OPENSSL_VERSION = /^\d+\.\d+\.\d+/;

interface Predicate {
  readonly arity: number;
  readonly since?: Version;
  /** What the argument must look like; before 3.2 HAProxy dies of another. */
  readonly form?: RegExp;
  readonly test: (args: readonly string[], cx: MacroContext) => boolean;
}

const PREDICATES: Readonly<Record<string, Predicate>> = {
  defined: { arity: 1, test: ([name], cx) => cx.variable(name!) !== undefined },
  feature: { arity: 1, test: ([name], cx) => cx.features.has(name!) },
  streq: { arity: 2, test: ([a, b]) => a === b },
  strneq: { arity: 2, test: ([a, b]) => a !== b },
  strstr: { arity: 2, since: '2.8', test: ([a, b]) => a!.includes(b!) },
  version_atleast: { arity: 1, test: ([v], cx) => compareVersions(cx.version, v!) >= 0 },
  version_before: { arity: 1, test: ([v], cx) => compareVersions(cx.version, v!) < 0 },
  openssl_version_atleast: {
    arity: 1,
    form: OPENSSL_VERSION,
    test: ([v]) => compareNumbers(OPENSSL, numbers(v!)) >= 0,
  },
  openssl_version_before: { arity: 1, form: OPENSSL_VERSION, test: ([v]) => compareNumbers(OPENSSL, numbers(v!)) < 0 },
  ssllib_name_startswith: { arity: 1, test: ([name]) => 'OpenSSL'.startsWith(name!) },
  awslc_api_atleast: { arity: 1, since: '3.4', test: () => false },
  awslc_api_before: { arity: 1, since: '3.4', test: () => false },
  enabled: { arity: 1, since: '2.8', test: ([name]) => ENABLED.has(name!) },
};

export const PREDICATE_NAMES: readonly string[] = Object.keys(PREDICATES);

function numbers(text: string): number[] {
  return (text.match(/\d+/g) ?? []).map(Number);
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const d = (a[i] ?? 0) - (b[i] ?? 0);
    if (d !== 0) return d;
  }
  return 0;
}

/** A branch's latest release is newer than any release of it that a condition could name. */
function compareVersions(version: Version, asked: string): number {
  const [major, minor] = numbers(version) as [number, number];
  const want = numbers(asked);
  const d = compareNumbers([major, minor], [want[0] ?? 0, want[1] ?? 0]);
  return d !== 0 ? d : 1;
}

/** Evaluates what stands behind `.if`. Nothing at all is false. */
export function evaluateMacro(text: string, cx: MacroContext): MacroResult {
  if (text === '') return { ok: true, value: false };
  const state: State = { text, at: 0, cx, error: null };
  const value = disjunction(state, MAX_DEPTH);
  skipBlanks(state);
  if (state.error === null && state.at < text.length) {
    state.error = `unexpected character '${text[state.at]}' at the end of conditional expression '${text}'`;
  }
  return state.error === null ? { ok: true, value } : { ok: false, message: state.error };
}

interface State {
  readonly text: string;
  at: number;
  readonly cx: MacroContext;
  error: string | null;
}

function skipBlanks(s: State): void {
  while (s.text[s.at] === ' ' || s.text[s.at] === '\t') s.at++;
}

function chain(
  s: State,
  depth: number,
  sign: string,
  next: (s: State, depth: number) => boolean,
  stop: boolean,
): boolean {
  let value = next(s, depth);
  for (;;) {
    skipBlanks(s);
    if (s.error !== null || !s.text.startsWith(sign, s.at)) return value;
    s.at += sign.length;
    skipBlanks(s);
    const right = next(s, depth);
    if (value !== stop) value = right;
  }
}

function disjunction(s: State, depth: number): boolean {
  return chain(s, depth, '||', conjunction, true);
}

function conjunction(s: State, depth: number): boolean {
  return chain(s, depth, '&&', term, false);
}

function term(s: State, depth: number): boolean {
  skipBlanks(s);
  const rest = s.text.slice(s.at);
  let negated = false;
  while (s.text[s.at] === '!') {
    negated = !negated;
    s.at++;
    skipBlanks(s);
  }
  const fail = (message: string): boolean => {
    s.error ??= message;
    return false;
  };
  if (depth <= 0 || s.at >= s.text.length) return fail(`unparsable conditional expression '${rest}'`);
  const number = /^[+-]?(0x[0-9a-f]+|\d+)/i.exec(s.text.slice(s.at, s.at + 64));
  let value: boolean;
  if (number) {
    s.at += number[0].length;
    return (Number(number[1]) !== 0) !== negated;
  }
  if (s.text[s.at] === '(') {
    s.at++;
    value = disjunction(s, depth - 1);
    skipBlanks(s);
    if (s.error !== null) return false;
    if (s.text[s.at] !== ')') return fail(`expected ')' after conditional expression '${rest}'`);
    s.at++;
    skipBlanks(s);
    return value !== negated;
  }
  const name = /^[^ (]*/.exec(s.text.slice(s.at))![0];
  const predicate = Object.hasOwn(PREDICATES, name) ? PREDICATES[name]! : undefined;
  if (!predicate || (predicate.since && !atLeast(s.cx.version, predicate.since))) {
    return fail(`unparsable conditional expression '${rest}'`);
  }
  const list = readArguments(s.text, s.at + name.length, predicate.arity);
  if (list.unclosed !== null || list.badEscape) return fail(`expected ')' in predicate '${name}'`);
  if (list.args.length < predicate.arity && !(list.args.length === 0 && predicate.arity === 1)) {
    return fail(`missing arguments in predicate '${name}'`);
  }
  s.at = list.end;
  const args = list.args.length ? list.args.map((a) => a.text) : [''];
  if (predicate.form && !predicate.form.test(args[0]!) && atLeast(s.cx.version, '3.2'))
    return fail(`invalid argument '${args[0]}' of predicate '${name}'`);
  value = predicate.test(args, s.cx);
  return value !== negated;
}
