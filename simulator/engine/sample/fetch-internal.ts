/** Fetches of constants, chance and variables (manual 7.3.2). */
import { parseIpv4, parseIpv6 } from '../address.ts';
import { choose } from '../choose.ts';
import type { Fetch } from './fetch.ts';
import { address, binary, boolean, fromHex, integer, integerOf, leadingNumber, text } from './value.ts';
import { readVariable } from './variables.ts';

const fixed = (flag: boolean): Fetch => ({ one: () => boolean(flag) });

export const INTERNAL_FETCHES = {
  always_true: fixed(true),
  always_false: fixed(false),
  bool: { one: (_context, [word = '']) => boolean(word === 'true' || leadingNumber(word) !== 0) },
  int: { one: (_context, [word = '0']) => integerOf(word) },
  str: { one: (_context, [word = '']) => text(word) },
  meth: { one: (_context, [word = '']) => ({ type: 'method', text: word }) },
  bin: {
    one(_context, [word = '']) {
      const bytes = fromHex(word);
      return bytes === null ? null : binary(bytes);
    },
  },
  ipv4: {
    one(_context, [word = '']) {
      const words = parseIpv4(word);
      return words && address(words);
    },
  },
  ipv6: {
    one(_context, [word = '']) {
      const words = parseIpv6(word);
      return words && address(words);
    },
  },
  rand: {
    one({ engine }, [range]) {
      const below = range === undefined ? 4294967296 : leadingNumber(range);
      return integer(below < 1 ? 0 : choose(engine, 'sample', Math.min(below, 4294967296)));
    },
  },
  var: {
    one(context, [name = '', fallback]) {
      return readVariable(context, name) ?? (fallback === undefined ? null : text(fallback));
    },
  },
} satisfies Record<string, Fetch>;
