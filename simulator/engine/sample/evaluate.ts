/** Sample expressions: a fetch, then converters, evaluated against one stream. */
import type { SampleExpr } from '../../language/haproxy/config.ts';
import type { SampleContext, SampleValue } from './context.ts';
import { CONVERTERS, type Converter } from './converters.ts';
import { FETCHES, type Fetch } from './fetches.ts';
import { castTo } from './value.ts';

/**
 * The value of an expression, or null: nothing there, or it is not simulated (the plan says so on its line). A fetch that
 * may find several values (a header that occurs more than once) gives the last one.
 */
export function evaluate(expr: SampleExpr, context: SampleContext): SampleValue | null {
  const fetch = fetchOf(expr.fetch);
  if (!fetch) return null;
  return convert(expr, fetch.one(context, expr.args), context);
}

/** Every value of an expression, for ACLs, which look at one after the other. */
export function evaluateAll(expr: SampleExpr, context: SampleContext): SampleValue[] {
  const fetch = fetchOf(expr.fetch);
  if (!fetch) return [];
  const values = fetch.all ? fetch.all(context, expr.args) : [fetch.one(context, expr.args)];
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
