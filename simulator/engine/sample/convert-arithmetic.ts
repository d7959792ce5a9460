/** Converters on numbers. An argument is a number or a variable's name. HAProxy computes with 64 bits and saturates. */
import type { SampleContext, SampleValue } from './context.ts';
import type { Converter } from './converter.ts';
import { asWide, boolean, castTo, integer, integerOf, wideInteger } from './value.ts';
import { readVariable } from './variables.ts';

type Integer = SampleValue & { readonly type: 'integer' };

function operand(word: string, context: SampleContext): Integer | null {
  if (/^[+-]?\d+$/.test(word)) return integerOf(word) as Integer;
  const value = readVariable(context, word);
  const number = value && castTo(value, 'integer');
  return number?.type === 'integer' ? number : null;
}

const onInteger = (run: (value: Integer) => SampleValue): Converter => ({
  input: 'integer',
  run: (value) => (value.type === 'integer' ? run(value) : null),
});

const test = (holds: (number: bigint) => boolean) => onInteger((value) => boolean(holds(asWide(value))));

/** With plain numbers as long as they are exact, else with big ones. */
const binary = (
  compute: ((left: number, right: number) => number) | null,
  wide: (left: bigint, right: bigint) => bigint,
): Converter => ({
  input: 'integer',
  run(value, [word = '0'], context) {
    const right = operand(word, context);
    if (value.type !== 'integer' || right === null) return null;
    if (compute && value.exact === undefined && right.exact === undefined) {
      const result = compute(value.number, right.number);
      if (Number.isSafeInteger(result)) return integer(result);
    }
    return wideInteger(wide(asWide(value), asWide(right)));
  },
});

const MOST = (1n << 63n) - 1n;
const bits = (compute: (left: bigint, right: bigint) => bigint) =>
  binary(null, (left, right) => BigInt.asIntN(64, compute(left, right)));

export const ARITHMETIC = {
  add: binary(
    (left, right) => left + right,
    (left, right) => left + right,
  ),
  sub: binary(
    (left, right) => left - right,
    (left, right) => left - right,
  ),
  mul: binary(
    (left, right) => left * right,
    (left, right) => left * right,
  ),
  div: binary(
    (left, right) => (right === 0 ? Number.NaN : Math.trunc(left / right)),
    (left, right) => (right === 0n ? MOST : left / right),
  ),
  mod: binary(
    (left, right) => (right === 0 ? 0 : left % right),
    (left, right) => (right === 0n ? 0n : left % right),
  ),
  neg: onInteger((value) => wideInteger(-asWide(value))),
  and: bits((left, right) => left & right),
  or: bits((left, right) => left | right),
  xor: bits((left, right) => left ^ right),
  cpl: onInteger((value) => wideInteger(-asWide(value) - 1n)),
  bool: test((number) => number !== 0n),
  not: test((number) => number === 0n),
  odd: test((number) => (number & 1n) === 1n),
  even: test((number) => (number & 1n) === 0n),
} satisfies Record<string, Converter>;
