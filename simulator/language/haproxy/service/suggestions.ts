/** Values to begin with, where any value may stand. */
import type { Slot } from './interpret.ts';
import { durationWords } from './values.ts';

export interface Suggestion {
  readonly text: string;
  readonly says?: string;
}

const DURATIONS: readonly (readonly [string, number])[] = [
  ['5s', 5e3],
  ['10s', 10e3],
  ['30s', 30e3],
  ['1m', 60e3],
  ['5m', 300e3],
  ['1h', 3600e3],
];
const SHORT: readonly (readonly [string, number])[] = [
  ['500ms', 500],
  ['1s', 1e3],
  ['2s', 2e3],
  ['5s', 5e3],
  ['10s', 10e3],
];

const WORDS: Readonly<Record<string, readonly Suggestion[]>> = {
  method: [{ text: 'GET' }, { text: 'HEAD' }, { text: 'OPTIONS' }, { text: 'POST' }],
  version: [{ text: 'HTTP/1.1' }, { text: 'HTTP/1.0' }],
  codes: [
    { text: '200', says: 'this one' },
    { text: '200-399', says: 'anything that is not an error' },
  ],
  protocols: [{ text: 'h2,http/1.1', says: 'HTTP/2, or else HTTP/1.1' }, { text: 'http/1.1' }],
};

export function suggestions(slot: Extract<Slot, { type: 'value' }>): readonly Suggestion[] {
  const { value, owner, name } = slot;
  if (value?.kind === 'choice') return value.of.map((text) => ({ text }));
  if (value?.kind === 'time') {
    const short = /inter$|inspect-delay|slowstart/.test(owner?.title ?? '');
    return (short ? SHORT : DURATIONS).map(([text, ms]) => ({ text, says: durationWords(ms) }));
  }
  if (value?.kind === 'size' && owner?.title === 'stick-table size')
    return [{ text: '10k' }, { text: '100k' }, { text: '1m' }];
  if (name === 'address' && owner?.title === 'bind')
    return [
      { text: ':80', says: 'all IPv4 addresses' },
      { text: ':443', says: 'all IPv4 addresses' },
    ];
  if (name === 'status' || name === 'code') {
    if (owner?.title.startsWith('http-request') || owner?.name === 'status')
      return ['200', '403', '404', '429', '503'].map((text) => ({ text }));
  }
  return Object.hasOwn(WORDS, name) ? WORDS[name]! : [];
}
