/** Texts to try the language on: the guide's own, changed at random, and noise. Same seed, same texts. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Random {
  /** 0 … n-1. */
  below(n: number): number;
  of<T>(list: readonly T[]): T;
}

/** Mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const below = (n: number): number => next() % n;
  return { below, of: (list) => list[below(list.length)]! };
}

const content = join(import.meta.dirname, '../../content');

/** The guide's configurations. */
export const guideTexts: readonly string[] = readdirSync(content, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.cfg'))
  .sort()
  .map((name) => readFileSync(join(content, name), 'utf8'));

/** What the line reader treats in ways of its own. */
export const PIECES: readonly string[] = [
  ' ',
  ' ',
  ' ',
  '  ',
  '\t',
  '\n',
  '\n',
  '\n',
  '\r',
  '\r\n',
  '\v',
  '\f',
  '\0',
  '#',
  '"',
  '"',
  "'",
  "'",
  '\\',
  '\\ ',
  '\\"',
  "\\'",
  '\\#',
  '\\n',
  '\\x41',
  '\\x4',
  '\\x00',
  '\\$',
  '$',
  `\${`,
  '}',
  '"$A"',
  `"\${A}"`,
  `"\${A-b c}"`,
  `"\${A-"}"`,
  `"\${A[*]}"`,
  `\${A-#}`,
  '[',
  ']',
  '[x]',
  '""',
  "''",
  'a',
  'b',
  'server',
  'global',
  'defaults',
  'backend',
  'frontend',
  'listen',
  '"listen"',
  'ring',
  'crt-store',
  'program',
  'no',
  'default',
  'no option',
  'no backend',
  '.if',
  '.endif',
  '.else',
  'timeout',
  '5s',
  '%[src]',
  'é',
  '\u{1F600}',
  '\uFEFF',
  '{',
  '}',
  '!',
  'if',
  '127.0.0.1:80',
];

/** Pieces in a row. */
export function noise(random: Random, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += random.of(PIECES);
  return text;
}

/** A text with some stretches removed, doubled, or replaced by pieces. */
export function mutate(text: string, random: Random): string {
  let out = text;
  for (let n = 1 + random.below(4); n > 0; n--) {
    const at = random.below(out.length + 1);
    const length = random.below(6) === 0 ? random.below(200) : random.below(4);
    const put = random.below(3) === 0 ? out.slice(at, at + random.below(80)) : noise(random, random.below(3));
    out = out.slice(0, at) + put + out.slice(at + length);
  }
  return out;
}

/** A mutated text of the guide two times out of three, noise else. */
export function anyText(random: Random): string {
  return random.below(3) === 0 ? noise(random, 1 + random.below(60)) : mutate(random.of(guideTexts), random);
}
