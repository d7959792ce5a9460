/** Converters on numbers. An argument is a number or a variable's name. HAProxy computes with 64 bits and saturates. */
import type { SampleContext } from './context.ts';
import type { Converter } from './converter.ts';
import { asInteger, boolean, integer } from './value.ts';
import { readVariable } from './variables.ts';

const MAX = 2 ** 63;

function saturated(value: number): number {
  return Math.min(MAX, Math.max(-MAX, value));
}

function operand(word: string, context: SampleContext): number | null {
  if (/^[+-]?\d+$/.test(word)) return Number(word);
  const value = readVariable(context, word);
  return value && asInteger(value);
}

const unary = (compute: (number: number) => number): Converter => ({
  input: 'integer',
  run: (value) => (value.type === 'integer' ? integer(saturated(compute(value.number))) : null),
});

const test = (holds: (number: number) => boolean): Converter => ({
  input: 'integer',
  run: (value) => (value.type === 'integer' ? boolean(holds(value.number)) : null),
});

const binary = (compute: (left: number, right: number) => number): Converter => ({
  input: 'integer',
  run(value, [word = '0'], context) {
    const right = operand(word, context);
    return value.type !== 'integer' || right === null ? null : integer(saturated(compute(value.number, right)));
  },
});

/** Bit operations on 64 bits. */
const bits = (compute: (left: bigint, right: bigint) => bigint) =>
  binary((left, right) => Number(BigInt.asIntN(64, compute(BigInt(left), BigInt(right)))));

export const ARITHMETIC = {
  add: binary((left, right) => left + right),
  sub: binary((left, right) => left - right),
  mul: binary((left, right) => left * right),
  div: binary((left, right) => (right === 0 ? (left > 0 ? MAX : -MAX) : Math.trunc(left / right))),
  mod: binary((left, right) => (right === 0 ? 0 : left % right)),
  neg: unary((number) => -number),
  and: bits((left, right) => left & right),
  or: bits((left, right) => left | right),
  xor: bits((left, right) => left ^ right),
  cpl: unary((number) => -number - 1),
  bool: test((number) => number !== 0),
  not: test((number) => number === 0),
  odd: test((number) => number % 2 !== 0),
  even: test((number) => number % 2 === 0),
} satisfies Record<string, Converter>;
