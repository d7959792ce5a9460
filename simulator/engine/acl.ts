/**
 * ACLs and conditions. A term holds when any value of any line of its ACL matches any pattern; terms side by side must
 * all hold; of the alternatives between `or` one is enough (manual 7.1, 7.2). Every value of a fetch is tried, each
 * header of several for example.
 */
import type { AclPlan, ConditionPlan, TermPlan } from '../plan/plan.ts';
import type { AclTrace } from './io.ts';
import { matcherFor } from './match.ts';
import { currentMatcher } from './patterns.ts';
import type { SampleContext, SampleValue } from './sample/context.ts';
import { evaluateAll, preparedExpr } from './sample/evaluate.ts';
import { givenUp } from './sample/regex-steps.ts';
import { asText } from './sample/value.ts';

/**
 * @param condition null always holds
 * @param trace is told what every ACL that was looked at saw
 */
export function conditionHolds(condition: ConditionPlan | null, context: SampleContext, trace?: AclTrace[]): boolean {
  if (!condition) return true;
  if (!trace) return preparedCondition(condition)(context);
  const holds = condition.anyOf.some((terms) => terms.every((term) => termHolds(term, context, trace)));
  return holds === (condition.polarity === 'if');
}

export type Holds = (context: SampleContext) => boolean;

// a cache: what it holds follows from the plan, so it is no part of the engine's state
const known = new WeakMap<ConditionPlan, Holds>();

/** The condition as one function: what is to be looked up is looked up once. */
export function preparedCondition(condition: ConditionPlan): Holds {
  let prepared = known.get(condition);
  if (prepared === undefined) {
    const any = eitherOf(condition.anyOf.map((terms) => allOf(terms.map(preparedTerm))));
    prepared = condition.polarity === 'if' ? any : (context) => !any(context);
    known.set(condition, prepared);
  }
  return prepared;
}

function preparedTerm({ tests, negated }: TermPlan): Holds {
  const any = eitherOf(tests.map(preparedTest));
  return negated ? (context) => !any(context) : any;
}

function preparedTest(test: AclPlan): Holds {
  const { one, all } = preparedExpr(test.expr);
  // only what comes from files can become another
  const fixed = test.files.length === 0 ? matcherFor(test) : null;
  if (all === null) {
    return (context) => {
      const value = one(context);
      return value !== null && (fixed ?? currentMatcher(test, context.engine))(value) !== null;
    };
  }
  return (context) => {
    const values = all(context);
    if (values.length === 0) return false;
    const find = fixed ?? currentMatcher(test, context.engine);
    for (let at = 0; at < values.length; at++) if (find(values[at]!) !== null) return true;
    return false;
  };
}

function eitherOf(list: readonly Holds[]): Holds {
  if (list.length === 1) return list[0]!;
  return (context) => {
    for (let at = 0; at < list.length; at++) if (list[at]!(context)) return true;
    return false;
  };
}

function allOf(list: readonly Holds[]): Holds {
  if (list.length === 1) return list[0]!;
  return (context) => {
    for (let at = 0; at < list.length; at++) if (!list[at]!(context)) return false;
    return true;
  };
}

/** The same where more may come: `missing` is what cannot be told yet. */
export function conditionState(condition: ConditionPlan | null, context: SampleContext): 'holds' | 'fails' | 'missing' {
  const { inspect } = context;
  if (!inspect || inspect.final) return conditionHolds(condition, context) ? 'holds' : 'fails';
  if (!condition) return 'holds';
  let isMissing = false;
  for (const terms of condition.anyOf) {
    const state = allHold(terms, context, inspect);
    if (state === 'holds') return condition.polarity === 'if' ? 'holds' : 'fails';
    if (state === 'missing') isMissing = true;
  }
  if (isMissing) return 'missing';
  return condition.polarity === 'if' ? 'fails' : 'holds';
}

function allHold(terms: readonly TermPlan[], context: SampleContext, inspect: { missed: boolean }) {
  let isMissing = false;
  for (const term of terms) {
    inspect.missed = false;
    const matched = term.tests.some((test) => tryAcl(test, context).matched);
    if (!matched && inspect.missed) isMissing = true;
    else if (matched === term.negated) return 'fails';
  }
  return isMissing ? 'missing' : 'holds';
}

function termHolds(term: TermPlan, context: SampleContext, trace: AclTrace[]): boolean {
  const { times } = givenUp;
  let seen: { value: SampleValue | null; pattern: string | null } = { value: null, pattern: null };
  const matched = term.tests.some((test) => {
    const result = tryAcl(test, context);
    if (result.value || !seen.value) seen = result;
    return result.matched;
  });
  trace.push({
    acl: term.name ?? '{…}',
    negated: term.negated,
    value: seen.value && asText(seen.value),
    matched,
    pattern: matched ? seen.pattern : null,
    span: term.span,
    ...(givenUp.times > times ? { cutOff: true as const } : {}),
  });
  return matched !== term.negated;
}

interface Tried {
  readonly matched: boolean;
  /** The value that matched, or the last one that did not. */
  readonly value: SampleValue | null;
  readonly pattern: string | null;
}

function tryAcl(test: AclPlan, context: SampleContext): Tried {
  const find = currentMatcher(test, context.engine);
  let last: SampleValue | null = null;
  for (const value of evaluateAll(test.expr, context)) {
    const pattern = find(value);
    if (pattern !== null) return { matched: true, value, pattern };
    last = value;
  }
  return { matched: false, value: last, pattern: null };
}

/** Does the ACL match? For what is not part of a condition. */
export function aclMatches(test: AclPlan, context: SampleContext): boolean {
  return tryAcl(test, context).matched;
}
