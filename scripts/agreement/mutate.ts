/** Configurations broken at random, each in one place, the way people and templates break them. */

/** A source of numbers: `below(n)` is 0…n-1. */
export interface Random {
  below(n: number): number;
}

/** A small generator (mulberry32): the same seed, the same numbers. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return {
    below(n) {
      state = (state + 0x6d2b79f5) >>> 0;
      let t = state;
      t = Math.imul(t ^ (t >>> 15), t | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * n);
    },
  };
}

type Mutation = (lines: string[], random: Random) => string;

/** @returns the broken text and what was done to it */
export function mutate(text: string, random: Random): { text: string; what: string } {
  const lines = text.split('\n');
  const mutation = MUTATIONS[random.below(MUTATIONS.length)]!;
  const what = mutation(lines, random);
  return { text: lines.join('\n'), what };
}

const WORD = /\S+/g;

/** A line with words that is no comment. */
function someLine(lines: readonly string[], random: Random): number {
  const useful = lines.flatMap((line, i) => (/^\s*[^#\s]/.test(line) ? [i] : []));
  return useful[random.below(useful.length)] ?? 0;
}

/** Replaces a word of a line; `make` gets the word. */
function changeWord(lines: string[], random: Random, make: (word: string) => string, from = 0): string {
  const at = someLine(lines, random);
  const words = [...lines[at]!.matchAll(WORD)];
  const candidates = words.slice(Math.min(from, words.length - 1));
  const found = candidates[random.below(candidates.length)];
  if (!found) return 'nothing';
  const word = found[0];
  const made = make(word);
  lines[at] = lines[at]!.slice(0, found.index) + made + lines[at]!.slice(found.index + word.length);
  return `line ${at + 1}: '${word}' → '${made}'`;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789-_.:/';
const VALUES = [
  '0',
  '-1',
  'abc',
  '5s',
  '99999999999',
  '10.0.0.1',
  ':80',
  '%',
  'on',
  '1.5',
  '""',
  'a,b',
  '(',
  '{ }',
  '3x',
  '*',
];
const MODES = ['mode tcp', 'mode http', 'mode health', 'mode log'];

const MUTATIONS: readonly Mutation[] = [
  function drop(lines, random) {
    return changeWord(lines, random, () => '');
  },
  function dropLine(lines, random) {
    const at = someLine(lines, random);
    const [line] = lines.splice(at, 1);
    return `line ${at + 1} dropped: '${line?.trim()}'`;
  },
  function swap(lines, random) {
    const at = someLine(lines, random);
    const words = lines[at]!.trim().split(/\s+/);
    const i = random.below(Math.max(1, words.length - 1));
    if (words.length > 1) [words[i], words[i + 1]] = [words[i + 1]!, words[i]!];
    lines[at] = `${/^\s*/.exec(lines[at]!)![0]}${words.join(' ')}`;
    return `line ${at + 1}: words ${i + 1} and ${i + 2} swapped`;
  },
  function misspell(lines, random) {
    return changeWord(lines, random, (word) => {
      const i = random.below(word.length);
      const letter = LETTERS[random.below(LETTERS.length)]!;
      switch (random.below(4)) {
        case 0:
          return word.slice(0, i) + word.slice(i + 1);
        case 1:
          return word.slice(0, i) + letter + word.slice(i);
        case 2:
          return word.slice(0, i) + letter + word.slice(i + 1);
        default:
          return word.slice(0, i) + (word[i + 1] ?? '') + word[i]! + word.slice(i + 2);
      }
    });
  },
  function move(lines, random) {
    const from = someLine(lines, random);
    const [line] = lines.splice(from, 1);
    const to = random.below(lines.length);
    lines.splice(to, 0, line!);
    return `line ${from + 1} moved to ${to + 1}: '${line?.trim()}'`;
  },
  function changeValue(lines, random) {
    return changeWord(lines, random, () => VALUES[random.below(VALUES.length)]!, 1);
  },
  function unbalance(lines, random) {
    return changeWord(lines, random, (word) => {
      const i = random.below(word.length + 1);
      return word.slice(0, i) + ['"', "'", '\\', '"'][random.below(4)]! + word.slice(i);
    });
  },
  function changeMode(lines, random) {
    const headers = lines.flatMap((line, i) => (/^\s*(defaults|frontend|backend|listen)\b/.test(line) ? [i] : []));
    const at = headers[random.below(headers.length)];
    if (at === undefined) return 'nothing';
    const mode = MODES[random.below(MODES.length)]!;
    const there = lines.findIndex((line, i) => i > at && /^\s*mode\s/.test(line));
    const next = headers.find((h) => h > at) ?? lines.length;
    if (there >= 0 && there < next) lines[there] = `  ${mode}`;
    else lines.splice(at + 1, 0, `  ${mode}`);
    return `'${mode}' in the section of line ${at + 1}`;
  },
  function repeat(lines, random) {
    const at = someLine(lines, random);
    lines.splice(at, 0, lines[at]!);
    return `line ${at + 1} twice: '${lines[at]!.trim()}'`;
  },
  function addWord(lines, random) {
    const at = someLine(lines, random);
    const other = lines[someLine(lines, random)]!.trim().split(/\s+/);
    const word = other[random.below(other.length)]!;
    lines[at] = `${lines[at]} ${word}`;
    return `line ${at + 1} with '${word}' behind it`;
  },
];
