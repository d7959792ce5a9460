/**
 * Expressions and formats of health checks: what they may look at is what the server has said, and variables that
 * earlier rules have set. Manual, "tcp-check expect", "tcp-check set-var".
 */
import type { Format, SampleExpr } from '../../language/haproxy/config.ts';
import type { Behaviour } from '../../plan/behaviour.ts';
import type { CheckFetch } from '../../plan/simulated-checks.ts';
import type { SampleContext, SampleValue } from '../sample/context.ts';
import { CONVERTERS, type Converter } from '../sample/converters.ts';
import { asText, binary, boolean, castTo, fromHex, integer, leadingNumber, text } from '../sample/value.ts';
import { parseAnswer } from './answer.ts';

export interface CheckContext {
  /** Since the last send. */
  readonly received: string;
  readonly variables: Readonly<Record<string, SampleValue>>;
  readonly behaviour: Behaviour;
}

type Read = (context: CheckContext, args: readonly string[]) => SampleValue | null;

function header({ received }: CheckContext, args: readonly string[], splits: boolean): SampleValue | null {
  const answer = parseAnswer(received, false);
  if (!answer || answer === 'broken') return null;
  const name = (args[0] ?? '').toLowerCase();
  const values = answer.headers.filter((found) => found.name === name).map((found) => found.value);
  const all = splits ? values.flatMap((value) => value.split(',').map((part) => part.trim())) : values;
  const last = all.at(-1);
  return last === undefined ? null : text(last);
}

const FETCHES: Readonly<Record<CheckFetch, Read>> = {
  always_true: () => boolean(true),
  always_false: () => boolean(false),
  bin: (_context, [hex = '']) => binary(fromHex(hex) ?? ''),
  bool: (_context, [word = '']) => boolean(/^(1|true|yes|on)$/i.test(word)),
  int: (_context, [digits = '0']) => integer(leadingNumber(digits)),
  str: (_context, [words = '']) => text(words),
  var: ({ variables }, [name = '']) => variables[name] ?? null,
  'res.len': ({ received }) => integer(received.length),
  'res.payload': ({ received }, [offsetWord = '0', lengthWord = '0']) => {
    const offset = leadingNumber(offsetWord);
    const size = leadingNumber(lengthWord);
    if (offset + size > received.length) return null;
    return binary(size === 0 ? received.slice(offset) : received.slice(offset, offset + size));
  },
  status: ({ received }) => {
    const answer = parseAnswer(received, false);
    return answer && answer !== 'broken' ? integer(answer.status) : null;
  },
  'res.body': ({ received }) => {
    const answer = parseAnswer(received, false);
    return answer && answer !== 'broken' ? binary(answer.body) : null;
  },
  'res.hdr': (context, args) => header(context, args, true),
  'res.fhdr': (context, args) => header(context, args, false),
};

/** The value of an expression, or null: nothing there. */
export function evaluateInCheck(expr: SampleExpr, context: CheckContext): SampleValue | null {
  let value = (FETCHES as Readonly<Record<string, Read | undefined>>)[expr.fetch]?.(context, expr.args) ?? null;
  // converters look at the behaviour of the version at most
  const around = { engine: { plan: { behaviour: context.behaviour } } } as unknown as SampleContext;
  for (const { name, args } of expr.converters) {
    const converter = (CONVERTERS as Readonly<Record<string, Converter | undefined>>)[name];
    if (!value || !converter) return null;
    const input = castTo(value, converter.input);
    value = input && converter.run(input, args, around);
  }
  return value;
}

/** What a format says. */
export function formatInCheck(format: Format, context: CheckContext): string {
  let said = '';
  for (const part of format.parts) {
    if (part.type === 'text') said += part.text;
    else if (part.type === 'sample') {
      const value = evaluateInCheck(part.expr, context);
      if (value) said += asText(value);
    }
  }
  return said;
}
