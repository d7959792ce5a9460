/** The readers of single values: numbers with units, words, lists. Bounds are part of a reader, and of its message. */
import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { mismatch, positionOf, type Reader, readEntries, readWith, report, resolve, scalarText } from './reader.ts';
import { type Distribution, LIMITS, type NameAt } from './schema.ts';
import {
  type AddressBlock,
  nearestWord,
  parseAddressBlock,
  parseDurationMs,
  parseRatePerSecond,
  parseSizeBytes,
} from './values.ts';

export const text: Reader<string> = {
  expects: 'a text',
  read(context, node) {
    const value = scalarText(node);
    if (value === null || value === '') return mismatch(context, node, this.expects);
    if (value.length > 4096) return mismatch(context, node, 'a text of at most 4096 characters');
    return value;
  },
};

/** A text that stands for something in the configuration: keeps its place. */
export const name: Reader<NameAt> = {
  expects: 'a name',
  read(context, node) {
    const value = text.read(context, node);
    return value === undefined ? undefined : { text: value, at: positionOf(context, node) };
  },
};

export const flag: Reader<boolean> = {
  expects: 'true or false',
  read(context, node) {
    if (isScalar(node) && typeof node.value === 'boolean') return node.value;
    return mismatch(context, node, this.expects);
  },
};

/** A whole number within bounds. */
export function whole(from: number, to: number): Reader<number> {
  const expects = `a whole number from ${from} to ${to}`;
  return {
    expects,
    read(context, node) {
      const value = scalarText(node);
      if (value === null || !/^\d{1,15}$/.test(value)) return mismatch(context, node, expects);
      const number = Number(value);
      return number < from || number > to ? mismatch(context, node, expects) : number;
    },
  };
}

/** A number within bounds, decimals allowed. */
export function number(from: number, to: number): Reader<number> {
  const expects = `a number from ${from} to ${to}`;
  return {
    expects,
    read(context, node) {
      const value = scalarText(node);
      if (value === null || !/^\d{1,15}(\.\d{1,9})?$/.test(value)) return mismatch(context, node, expects);
      const n = Number(value);
      return n < from || n > to ? mismatch(context, node, expects) : n;
    },
  };
}

/** One of some words. */
export function oneOf<T extends string>(...words: readonly T[]): Reader<T> {
  const expects = `one of ${words.join(', ')}`;
  return {
    expects,
    read(context, node) {
      const value = scalarText(node);
      if (value !== null && (words as readonly string[]).includes(value)) return value as T;
      const near = value === null ? null : nearestWord(value, words);
      return mismatch(context, node, near === null ? expects : `${expects} (did you mean '${near}'?)`);
    },
  };
}

/** A duration in milliseconds. */
export function duration(fromMs = 0): Reader<number> {
  const expects = `a duration${fromMs > 0 ? ` of at least ${fromMs}ms` : ''}, for example 500us, 20ms, 1.5s, 2m (a bare number is milliseconds)`;
  return {
    expects,
    read(context, node) {
      const value = scalarText(node);
      const ms = value === null ? null : parseDurationMs(value);
      if (ms === null) return mismatch(context, node, expects);
      if (ms > LIMITS.durationMs) return mismatch(context, node, 'a duration of at most 31d');
      return ms < fromMs ? mismatch(context, node, expects) : ms;
    },
  };
}

export const rate: Reader<number> = {
  expects: 'a rate, for example 20/s, 90/m or 1000/h (a bare number is per second)',
  read(context, node) {
    const value = scalarText(node);
    const perSecond = value === null ? null : parseRatePerSecond(value);
    if (perSecond === null) return mismatch(context, node, this.expects);
    if (perSecond > LIMITS.ratePerSecond) return mismatch(context, node, `a rate of at most ${LIMITS.ratePerSecond}/s`);
    if (perSecond === 0) return mismatch(context, node, 'a rate above 0');
    return perSecond;
  },
};

export const size: Reader<number> = {
  expects: 'a size in bytes, for example 512, 16k or 4m',
  read(context, node) {
    const value = scalarText(node);
    const bytes = value === null ? null : parseSizeBytes(value);
    if (bytes === null) return mismatch(context, node, this.expects);
    return bytes > LIMITS.bytes ? mismatch(context, node, 'a size of at most 1g') : bytes;
  },
};

/** A duration, or how it is distributed. */
export const distribution: Reader<Distribution> = {
  expects: "a duration (20ms), '{uniform: [5ms, 40ms]}' or '{exponential: 20ms}'",
  read(context, node) {
    if (!isMap(node)) {
      const value = scalarText(node);
      const ms = value === null ? null : parseDurationMs(value);
      if (ms === null) return mismatch(context, node, this.expects);
      return ms > LIMITS.durationMs ? mismatch(context, node, 'a duration of at most 31d') : { kind: 'constant', ms };
    }
    const entries = readEntries(context, node, this.expects);
    if (entries === undefined) return undefined;
    const [entry] = entries;
    if (entry === undefined || entries.length !== 1) return mismatch(context, node, this.expects);
    const [kind, key, value] = entry;
    if (kind === 'constant' || kind === 'exponential') {
      const ms = readWith(context, value, duration());
      if (ms === undefined) return undefined;
      return kind === 'constant' ? { kind, ms } : { kind, meanMs: ms };
    }
    if (kind === 'uniform') return uniform(context, value);
    const near = nearestWord(kind, ['constant', 'uniform', 'exponential']);
    report(context, key, `unknown distribution '${kind}'${near === null ? '' : `: did you mean '${near}'?`}`);
    return undefined;
  },
};

function uniform(context: Parameters<Reader<Distribution>['read']>[0], node: Node): Distribution | undefined {
  const expects = 'two durations, the shorter first: [5ms, 40ms]';
  const bounds = readWith(context, node, listOf(duration(), expects, 2));
  if (bounds === undefined) return undefined;
  const [fromMs, toMs] = bounds;
  if (fromMs === undefined || toMs === undefined || fromMs > toMs) return mismatch(context, node, expects);
  return { kind: 'uniform', fromMs, toMs };
}

/** A list of such values; a single one counts as a list of one. */
export function listOf<T>(
  item: Reader<T>,
  expects = `${item.expects}, or a list of such`,
  max = 1000,
): Reader<readonly T[]> {
  return {
    expects,
    read(context, node) {
      if (!isSeq(node)) {
        const value = item.read(context, node);
        return value === undefined ? undefined : [value];
      }
      if (node.items.length === 0 || node.items.length > max)
        return mismatch(context, node, `${expects} (1 to ${max})`);
      const out: T[] = [];
      for (const child of node.items) {
        const target = resolve(context, child as Node);
        const value = target === null ? undefined : item.read(context, target);
        if (value === undefined) return undefined;
        out.push(value);
      }
      return out;
    },
  };
}

export const addressBlock: Reader<AddressBlock> = {
  expects: 'an address or network, for example 10.0.0.7, 10.0.0.0/24 or 2001:db8::/64',
  read(context, node) {
    const value = scalarText(node);
    const block = value === null ? null : parseAddressBlock(value);
    return block ?? mismatch(context, node, this.expects);
  },
};

/** Header names and values; names are lower-cased, as HAProxy keeps them. */
export const headers: Reader<readonly (readonly [string, string])[]> = {
  expects: "headers, for example '{accept: text/html}'",
  read(context, node) {
    const entries = readEntries(context, node, this.expects);
    if (entries === undefined) return undefined;
    const out: [string, string][] = [];
    for (const [key, keyNode, valueNode] of entries) {
      if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,200}$/.test(key)) return mismatch(context, keyNode, 'a header name');
      for (const value of readWith(context, valueNode, listOf(text)) ?? []) {
        if (/[\0\r\n]/.test(value)) return mismatch(context, valueNode, 'a header value on one line');
        out.push([key.toLowerCase(), value]);
      }
    }
    return out;
  },
};
