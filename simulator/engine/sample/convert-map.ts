/** Converters that look values up in maps: `map_<match>_<output>` (manual 7.3.1, "map"). */
import type { MatchMethod } from '../../language/haproxy/config.ts';
import { parseIp } from '../address.ts';
import { lookUpMap } from '../patterns.ts';
import type { SampleValue } from './context.ts';
import type { Converter } from './converter.ts';
import { expandGroups, matchRegex } from './regex.ts';
import { address, asText, integerOf, text } from './value.ts';

type Output = (value: string) => SampleValue | null;

const toAddress: Output = (value) => {
  const words = parseIp(value);
  return words && address(words);
};

/** A value that is no number or no address is as if the key were not there. */
function toNumber(value: string): SampleValue | null {
  return /^[+-]?\d+/.test(value) ? integerOf(value) : null;
}

const map = (match: MatchMethod, output: Output, isKey = false): Converter => ({
  input: match === 'ip' ? 'address' : match === 'int' ? 'integer' : 'string',
  run(value, [file = '', fallback], { engine }) {
    const found = lookUpMap(engine, file, match, value);
    const result = found && output(isKey ? found.key : found.value);
    return result ?? (fallback === undefined ? null : output(fallback));
  },
});

const METHODS = ['str', 'beg', 'end', 'sub', 'dir', 'dom', 'reg', 'int', 'ip'] as const;
type Method = (typeof METHODS)[number];
type MapName = `map_${Method}` | `map_${Method}_int` | `map_${Method}_ip` | `map_${Method}_key`;

function all(): Record<MapName, Converter> {
  const entries = METHODS.flatMap((match) => [
    [`map_${match}`, map(match, text)],
    [`map_${match}_int`, map(match, toNumber)],
    [`map_${match}_ip`, map(match, toAddress)],
    [`map_${match}_key`, map(match, text, true)],
  ]);
  return Object.fromEntries(entries) as Record<MapName, Converter>;
}

export const MAPS: Record<MapName | 'map' | 'map_regm', Converter> = {
  ...all(),
  map: map('str', text),
  /** The groups of the expression that matched stand in for `\1` and the like. */
  map_regm: {
    input: 'string',
    run(value, [file = '', fallback], { engine }) {
      const found = lookUpMap(engine, file, 'reg', value);
      if (!found) return fallback === undefined ? null : text(fallback);
      const groups = matchRegex(found.key, false, asText(value));
      return groups && text(expandGroups(found.value, groups));
    },
  },
};
