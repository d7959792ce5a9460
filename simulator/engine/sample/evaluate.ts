/** Sample expressions: a fetch, then converters, evaluated against one stream. */
import type { SampleExpr } from '../../language/haproxy/config.ts';
import type { SampleContext, SampleValue } from './context.ts';
import { CONVERTERS } from './converters.ts';
import { FETCHES } from './fetches.ts';

/**
 * The value of an expression, or null: nothing there, or the fetch is not simulated (the plan says so on its line).
 * A fetch that may find several (a header that occurs more than once) gives its last one.
 */
export function evaluate(expr: SampleExpr, context: SampleContext): SampleValue | null {
  const fetch = FETCHES[expr.fetch];
  if (!fetch || !('one' in fetch)) return null;
  return convert(expr, fetch.one(context, expr.args), context);
}

/** Every value of an expression, for ACLs, which look at one after the other. */
export function evaluateAll(expr: SampleExpr, context: SampleContext): SampleValue[] {
  const fetch = FETCHES[expr.fetch];
  if (!fetch || !('one' in fetch)) return [];
  const values = fetch.all ? fetch.all(context, expr.args) : [fetch.one(context, expr.args)];
  const converted: SampleValue[] = [];
  for (const value of values) {
    const result = convert(expr, value, context);
    if (result) converted.push(result);
  }
  return converted;
}

function convert(expr: SampleExpr, value: SampleValue | null, context: SampleContext): SampleValue | null {
  let current = value;
  for (const { name, args } of expr.converters) {
    if (!current) return null;
    const converter = CONVERTERS[name];
    if (!converter || typeof converter === 'string') return null;
    current = converter(current, args, context);
  }
  return current;
}
