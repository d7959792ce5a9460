/**
 * Regular expressions with a limit: a backtracking matcher that counts its steps and gives up, as PCRE does, where
 * JavaScript's would run for ever. It also knows what of PCRE's syntax JavaScript lacks: possessive quantifiers, atomic
 * groups, `\A`, `\z`, `\Z`, `\h` and POSIX classes. Text is latin-1. What it cannot read (backreferences, lookbehind …) is null.
 */

export interface SteppedRegex {
  readonly source: string;
  /** Where the groups of the first match are, two places each, the whole of it first; null: none, or given up. */
  readonly find: (text: string, from?: number) => readonly number[] | null;
}

type Next = (at: number) => boolean;
type Matcher = (at: number, next: Next) => boolean;

/** How often a matcher has given up so far: who explains looks whether it did meanwhile. It decides nothing. */
export const givenUp = { times: 0 };

const MOST_STEPS = 1_000_000;
/** Every round of a group costs stack. */
export const MOST_TEXT = 2048;

const POSIX: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
  cntrl: '\\x00-\\x1f\\x7f',
  print: ' -~',
  graph: '!-~',
};

/** A group that repeats without end, and has something inside that does, too. */
export function mayRunForEver(pattern: string): boolean {
  const plain = pattern.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  const open: boolean[] = [];
  let inner = false;
  for (let at = 0; at < plain.length; at++) {
    const rest = plain.slice(at);
    if (plain[at] === '(') {
      open.push(inner);
      inner = false;
    } else if (plain[at] === ')') {
      const endless = /^\)(?:[*+]|\{\d+,\})/.test(rest);
      if (endless && inner) return true;
      inner = (open.pop() ?? false) || inner || endless;
    } else if (/^(?:[*+]|\{\d+,\})/.test(rest)) inner = true;
  }
  return false;
}

export function compileStepped(pattern: string, flags: string): SteppedRegex | null {
  const run = { text: '', groups: [] as number[], steps: 0 };
  let at = 0;
  let groups = 0;

  const fail = (): never => {
    throw new SyntaxError(pattern);
  };
  const step = () => {
    if (++run.steps > MOST_STEPS) throw new RangeError('too many steps');
  };

  /** One character that the text of an atom (`.`, `[a-z]`, `\d`, `x`) stands for. */
  function character(atom: string): (code: number) => boolean {
    const regex = new RegExp(`^(?:${atom})$`, flags);
    const table = Array.from({ length: 256 }, (_, code) => regex.test(String.fromCharCode(code)));
    return (code) => table[code] ?? false;
  }

  function alternatives(): Matcher {
    const list = [sequence()];
    while (pattern[at] === '|') {
      at++;
      list.push(sequence());
    }
    if (list.length === 1) return list[0]!;
    return (from, next) => list.some((one) => one(from, next));
  }

  function sequence(): Matcher {
    const parts: Matcher[] = [];
    while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') parts.push(part());
    return parts.reduceRight<Matcher>(
      (rest, one) => (from, next) => one(from, (to) => rest(to, next)),
      (from, next) => next(from),
    );
  }

  function part(): Matcher {
    const single = pattern[at] === '(' ? null : atomText();
    if (single !== null && 'test' in single) return (from, next) => single.test(from) && next(from);
    const test = single === null ? null : character(single.text);
    const matcher: Matcher =
      test === null
        ? group()
        : (from, next) => from < run.text.length && test(run.text.charCodeAt(from)) && next(from + 1);
    const found = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})([?+]?)/.exec(pattern.slice(at));
    if (!found) return matcher;
    at += found[0].length;
    const [, sign, low, comma, high, how] = found;
    const least = sign ? (sign === '+' ? 1 : 0) : Number(low);
    const most = sign ? (sign === '?' ? 1 : Infinity) : comma ? (high ? Number(high) : Infinity) : least;
    if (how === '+') return atomic(test ? characters(test, least, most, '') : repeated(matcher, least, most, false));
    return test ? characters(test, least, most, how ?? '') : repeated(matcher, least, most, how === '?');
  }

  const atomic =
    (inner: Matcher): Matcher =>
    (from, next) => {
      let end = -1;
      inner(from, (to) => {
        end = to;
        return true;
      });
      return end >= 0 && next(end);
    };

  /** Single characters need no stack. */
  function characters(test: (code: number) => boolean, least: number, most: number, how: string): Matcher {
    return (from, next) => {
      let to = from;
      const reach = (count: number) => {
        while (to - from < count && to < run.text.length && test(run.text.charCodeAt(to))) to++;
        return to - from;
      };
      if (how === '?') {
        if (reach(least) < least) return false;
        for (;;) {
          step();
          if (next(to)) return true;
          const had = to - from;
          if (had >= most || reach(had + 1) === had) return false;
        }
      }
      for (let count = reach(most); count >= least; count--) {
        step();
        if (next(from + count)) return true;
      }
      return false;
    };
  }

  function repeated(inner: Matcher, least: number, most: number, lazy: boolean): Matcher {
    const round =
      (count: number): Matcher =>
      (from, next) => {
        step();
        const again = () =>
          count < most && inner(from, (to) => (to > from || count < least) && round(count + 1)(to, next));
        if (count < least) return again();
        return lazy ? next(from) || again() : again() || next(from);
      };
    return round(0);
  }

  function group(): Matcher {
    const kind = /^\((?:\?(:|=|!|>)|(?!\?))/.exec(pattern.slice(at)) ?? fail();
    at += kind[0].length;
    const index = kind[1] === undefined ? ++groups : 0;
    const inner = alternatives();
    if (pattern[at] !== ')') fail();
    at++;
    const holds = (from: number) => inner(from, () => true);
    if (kind[1] === '=') return (from, next) => holds(from) && next(from);
    if (kind[1] === '!') return (from, next) => !holds(from) && next(from);
    if (kind[1] === '>') return atomic(inner);
    if (index === 0) return inner;
    return (from, next) =>
      inner(from, (to) => {
        const { groups: kept } = run;
        const before = [kept[index * 2]!, kept[index * 2 + 1]!];
        kept[index * 2] = from;
        kept[index * 2 + 1] = to;
        if (next(to)) return true;
        [kept[index * 2], kept[index * 2 + 1]] = before as [number, number];
        return false;
      });
  }

  /** A place in the text, or the text of what stands for one character. */
  function atomText(): { readonly text: string } | { readonly test: (from: number) => boolean } {
    const rest = pattern.slice(at);
    const isEnd = (from: number) => from === run.text.length;
    const isWord = (from: number) => /\w/.test(run.text[from] ?? '');
    const places: readonly (readonly [string, (from: number) => boolean])[] = [
      ['^', (from) => from === 0 || (flags.includes('m') && run.text[from - 1] === '\n')],
      ['$', (from) => isEnd(from) || (from === run.text.length - 1 && run.text[from] === '\n')],
      ['\\A', (from) => from === 0],
      ['\\z', isEnd],
      ['\\Z', (from) => isEnd(from) || (from === run.text.length - 1 && run.text[from] === '\n')],
      ['\\b', (from) => isWord(from) !== isWord(from - 1)],
      ['\\B', (from) => isWord(from) === isWord(from - 1)],
    ];
    for (const [sign, test] of places) {
      if (!rest.startsWith(sign)) continue;
      at += sign.length;
      return { test };
    }
    const set = /^\[\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*\]/s.exec(rest)?.[0];
    const found =
      set ?? /^(?:\\x[0-9a-fA-F]{2}|\\[dDwWsStnrfvh]|\\[^A-Za-z0-9]|[^\\*+?{}()[\]|]|[{}])/s.exec(rest)?.[0];
    if (found === undefined) return fail();
    at += found.length;
    if (found === '\\h') return { text: '[ \\t]' };
    if (set === undefined) return { text: /^[{}/]$/.test(found) ? `\\${found}` : found };
    const text = found.replace(/\[:(\w+):\]/g, (_all, name) => POSIX[name] ?? fail());
    return { text: text.replace(/^(\[\^?)\]/, '$1\\]').replace(/(?<!^|\\)\[/g, '\\[') };
  }

  let whole: Matcher;
  try {
    whole = alternatives();
    if (at < pattern.length) return null;
  } catch {
    return null;
  }
  const find = (text: string, from = 0): readonly number[] | null => {
    run.text = text.slice(0, MOST_TEXT);
    run.steps = 0;
    try {
      for (let start = from; start <= run.text.length; start++) {
        run.groups = new Array<number>(groups * 2 + 2).fill(-1);
        let end = -1;
        const isFound = whole(start, (to) => {
          end = to;
          return true;
        });
        if (isFound) return [start, end, ...run.groups.slice(2)];
      }
    } catch {
      // too many steps, or too deep: PCRE gives up, too
      givenUp.times++;
    }
    return null;
  };
  return { source: pattern, find };
}
