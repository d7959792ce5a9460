/** Sample expressions: a fetch, then converters, evaluated against one stream. */
import type { SampleExpr } from '../../language/haproxy/config.ts';
import type { SampleContext, SampleValue } from './context.ts';
import { CONVERTERS, type Converter } from './converters.ts';
import type { BoundFetch } from './fetch.ts';
import { FETCHES, type Fetch } from './fetches.ts';
import { castTo } from './value.ts';

/**
 * The value of an expression, or null: nothing there, or it is not simulated (the plan says so on its line). A fetch that
 * may find several values (a header that occurs more than once) gives the last one.
 */
export function evaluate(expr: SampleExpr, context: SampleContext): SampleValue | null {
  return preparedExpr(expr).one(context);
}

/** Every value of an expression, for ACLs, which look at one after the other. */
export function evaluateAll(expr: SampleExpr, context: SampleContext): SampleValue[] {
  const { one, all } = preparedExpr(expr);
  if (all !== null) return all(context);
  const value = one(context);
  return value === null ? [] : [value];
}

/** An expression whose fetch and converters have been looked up. */
export interface PreparedExpr {
  readonly one: (context: SampleContext) => SampleValue | null;
  /** null: `one` is all there is. */
  readonly all: ((context: SampleContext) => SampleValue[]) | null;
}

const NOTHING: PreparedExpr = { one: () => null, all: null };

// a cache: what it holds follows from the plan, so it is no part of the engine's state
const known = new WeakMap<SampleExpr, PreparedExpr>();

export function preparedExpr(expr: SampleExpr): PreparedExpr {
  let prepared = known.get(expr);
  if (prepared === undefined) {
    prepared = prepare(expr);
    known.set(expr, prepared);
  }
  return prepared;
}

function prepare(expr: SampleExpr): PreparedExpr {
  const fetch = fetchOf(expr.fetch);
  if (!fetch) return NOTHING;
  const { one, all } = fetch.bind?.(expr.args) ?? withArguments(fetch, expr.args);
  if (expr.converters.length === 0) return { one, all: all ?? null };
  return {
    one: (context) => convert(expr, one(context), context),
    all: all === undefined ? null : (context) => convertAll(expr, all(context), context),
  };
}

function withArguments(fetch: Fetch, args: readonly string[]): BoundFetch {
  const one = (context: SampleContext) => fetch.one(context, args);
  return fetch.all === undefined ? { one } : { one, all: (context) => fetch.all!(context, args) };
}

function convertAll(expr: SampleExpr, values: readonly SampleValue[], context: SampleContext): SampleValue[] {
  const converted: SampleValue[] = [];
  for (const value of values) {
    const result = convert(expr, value, context);
    if (result) converted.push(result);
  }
  return converted;
}

function fetchOf(name: string): Fetch | undefined {
  return (FETCHES as Readonly<Record<string, Fetch | undefined>>)[name];
}

/**
 * The converters of an expression alone, on a value that is there. Without a context (nobody's stream) only those that need
 * none give a value.
 */
export function convert(expr: SampleExpr, value: SampleValue | null, given: SampleContext | null): SampleValue | null {
  const context = given as SampleContext;
  let current = value;
  for (const { name, args } of expr.converters) {
    const converter = (CONVERTERS as Readonly<Record<string, Converter | undefined>>)[name];
    if (!current || !converter) return null;
    const input = castTo(current, converter.input);
    current = input && converter.run(input, args, context);
  }
  return current;
}
