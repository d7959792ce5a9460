/**
 * Regular expressions of PCRE2 in JavaScript's words: what both write alike stays, what JavaScript reads otherwise is put so
 * that it means the same (text is latin-1, not UTF), and what it lacks is named. Source: pcre2syntax(3), pcre2pattern(3).
 */

export interface PcreReading {
  /** For `new RegExp`; where `lacks` is set it means something else or nothing. */
  readonly source: string;
  readonly flags: string;
  /** What JavaScript has no words for: possessive quantifiers and atomic groups, which a matcher of our own knows. */
  readonly ownMatcher: boolean;
  /** What nobody here knows: the pattern never matches, or means something else. */
  readonly lacks: string | null;
}

const SPACES = '\\t-\\r ';
const BLANKS = '\\t \\xa0';
const BREAKS = '\\n-\\r\\x85';

/** Escapes of one character or set: outside classes, and within (null: cannot stand there). */
const ESCAPES: Readonly<Record<string, readonly [outside: string, within: string | null]>> = {
  s: [`[${SPACES}]`, SPACES],
  S: [`[^${SPACES}]`, '\\S'],
  h: [`[${BLANKS}]`, BLANKS],
  H: [`[^${BLANKS}]`, null],
  v: [`[${BREAKS}]`, BREAKS],
  V: [`[^${BREAKS}]`, null],
  R: [`(?:\\r\\n|[${BREAKS}])`, null],
  N: ['[^\\n]', null],
  A: ['(?<![^])', null],
  z: ['(?![^])', null],
  Z: ['(?=\\n?(?![^]))', null],
  a: ['\\x07', '\\x07'],
  e: ['\\x1b', '\\x1b'],
};

const POSIX: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: SPACES,
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
  cntrl: '\\x00-\\x1f\\x7f',
  print: ' -~',
  graph: '!-~',
};

const MISSING_ESCAPES: Readonly<Record<string, string>> = {
  K: '\\K',
  G: '\\G',
  X: '\\X',
  C: '\\C',
  p: '\\p',
  P: '\\P',
};

interface Scope {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
}

/** @param ignoreCase whether the whole pattern is to be read so */
export function readPcre(pattern: string, ignoreCase: boolean): PcreReading {
  const lead = /^\(\?([ims]+)\)/.exec(pattern);
  const said = lead?.[1] ?? '';
  const flags = [...new Set(`${ignoreCase ? 'i' : ''}${said}`)].sort().join('');
  const multiline = said.includes('m');
  const whole: Scope = { ignoreCase: flags.includes('i'), dotAll: said.includes('s') };
  const scopes: Scope[] = [];
  let scope = whole;
  let source = '';
  let ownMatcher = false;
  let hasBack = false;
  let lacks: string | null = null;
  const miss = (what: string) => {
    lacks ??= what;
  };
  /** A letter whose case does not matter here, though it does elsewhere. */
  const letter = (text: string) =>
    scope.ignoreCase && !whole.ignoreCase && /^[a-z]$/i.test(text)
      ? `[${text.toLowerCase()}${text.toUpperCase()}]`
      : text;
  for (let at = lead?.[0].length ?? 0; at < pattern.length; ) {
    const rest = pattern.slice(at, at + 256);
    const c = pattern[at]!;
    let taken = 1;
    if (c === '\\') {
      const read = escapeAt(pattern, at);
      taken = read.length;
      source += read.text;
      hasBack ||= read.isBack;
      if (read.lacks !== null) miss(read.lacks);
    } else if (c === '[') {
      const read = classAt(pattern, at);
      taken = read.length;
      source += scope.ignoreCase && !whole.ignoreCase ? bothCases(read.text) : read.text;
      if (read.lacks !== null) miss(read.lacks);
    } else if (c === '(') {
      const comment = /^\(\?#[^)]*\)/.exec(rest);
      const change = /^\(\?([imsxn]*)(?:-([imsxn]*))?(\)|:)/.exec(rest);
      const name = /^\(\?(?:P?<(\w+)>|'(\w+)')/.exec(rest);
      const again = /^\(\?P=(\w+)\)/.exec(rest);
      const missing = missingGroup(rest);
      if (comment) taken = comment[0].length;
      else if (missing !== null) {
        miss(missing);
        scopes.push(scope);
        source += '(';
      } else if (again) {
        taken = again[0].length;
        source += `\\k<${again[1]}>`;
        hasBack = true;
      } else if (name) {
        taken = name[0].length;
        scopes.push(scope);
        source += `(?<${name[1] ?? name[2]}>`;
      } else if (change && change[0] !== '(?:') {
        taken = change[0].length;
        const next = changed(scope, change[1] ?? '', change[2] ?? '');
        // taken back for a part of what is read so as a whole
        if (next === null || (whole.ignoreCase && !next.ignoreCase) || (whole.dotAll && !next.dotAll)) miss(change[0]);
        if (change[3] === ':') {
          scopes.push(scope);
          source += '(?:';
        }
        scope = next ?? scope;
      } else {
        const head = /^\((?:\?(?:<?[=!]|:|>))?/.exec(rest)![0];
        if (head === '(?>') ownMatcher = true;
        if (/<[=!]/.test(head)) hasBack = true;
        taken = head.length;
        scopes.push(scope);
        source += head;
      }
    } else if (c === ')') {
      scope = scopes.pop() ?? whole;
      source += c;
    } else if (c === '.') source += scope.dotAll && !whole.dotAll ? '[^]' : whole.dotAll ? '.' : '[^\\n]';
    else if (c === '$' && !multiline) source += '(?=\\n?(?![^]))';
    else if (c === '^' || c === '$' || c === '|') source += c;
    else {
      const repeat = /^(?:[*+?]|\{\d+,?\d*\})([?+]?)/.exec(rest);
      if (repeat) {
        taken = repeat[0].length;
        if (repeat[1] === '+') ownMatcher = true;
      }
      source += repeat ? repeat[0] : letter(c);
    }
    at += taken;
  }
  if (ownMatcher && hasBack) miss('a possessive quantifier or an atomic group beside references or looks behind');
  return { source, flags, ownMatcher, lacks };
}

/** Groups that are not of this world. */
function missingGroup(rest: string): string | null {
  const found =
    /^\(\?(?:R|[+-]?\d+|&\w+|P>\w+)\)/.exec(rest) ??
    /^\(\?(?:\(|\||C\d*\))/.exec(rest) ??
    /^\(\*[A-Z_]*[:=)]/i.exec(rest);
  return found?.[0] ?? null;
}

/** null: a flag that is not known. */
function changed(scope: Scope, on: string, off: string): Scope | null {
  if (/[mxn]/.test(on + off)) return null;
  const ignoreCase = on.includes('i') || (scope.ignoreCase && !off.includes('i'));
  const dotAll = on.includes('s') || (scope.dotAll && !off.includes('s'));
  return { ignoreCase, dotAll };
}

interface Read {
  readonly text: string;
  readonly length: number;
  readonly lacks: string | null;
  readonly isBack: boolean;
}

const read = (text: string, length: number, lacks: string | null = null, isBack = false): Read => ({
  text,
  length,
  lacks,
  isBack,
});

const quoted = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

function escapeAt(pattern: string, at: number): Read {
  const rest = pattern.slice(at, at + 256);
  const c = pattern[at + 1] ?? '';
  if (c === 'Q') {
    const end = pattern.indexOf('\\E', at + 2);
    const stop = end < 0 ? pattern.length : end;
    return read(quoted(pattern.slice(at + 2, stop)), (end < 0 ? stop : end + 2) - at);
  }
  if (c === 'E') return read('', 2);
  const number = /^\\(?:x\{([0-9a-f]{1,2})\}|o\{([0-7]{1,3})\}|0([0-7]{0,2}))/i.exec(rest);
  if (number) return read(byte(number), number[0].length);
  const back = /^\\(?:g(-?\d+)|g\{(-?\w+)\}|k\{(\w+)\}|k'(\w+)'|k<(\w+)>)/.exec(rest);
  if (back) {
    const name = back.slice(1).find((one) => one !== undefined)!;
    const lacks = name.startsWith('-') ? back[0] : null;
    return read(/^\d/.test(name) ? `(?:\\${name})` : `\\k<${name}>`, back[0].length, lacks, true);
  }
  if (/^\\g[<']/.test(rest)) return read('', 2, '\\g<…>');
  if (/[1-9]/.test(c)) return read(/^\\\d+/.exec(rest)![0], /^\\\d+/.exec(rest)![0].length, null, true);
  const known = ESCAPES[c];
  if (known) return read(known[0], 2);
  return read(`\\${c}`, 2, MISSING_ESCAPES[c] ?? null);
}

function byte(found: RegExpExecArray): string {
  const code = found[1] !== undefined ? Number.parseInt(found[1], 16) : Number.parseInt(found[2] ?? `0${found[3]}`, 8);
  return `\\x${(code & 255).toString(16).padStart(2, '0')}`;
}

/** A class, its brackets with it. */
function classAt(pattern: string, from: number): Read {
  let text = '[';
  let lacks: string | null = null;
  let at = from + 1;
  if (pattern[at] === '^') {
    text += '^';
    at++;
  }
  if (pattern[at] === ']') {
    text += '\\]';
    at++;
  }
  while (at < pattern.length && pattern[at] !== ']') {
    const rest = pattern.slice(at, at + 64);
    const posix = /^\[:(\^?)(\w+):\]/.exec(rest);
    if (posix) {
      const set = POSIX[posix[2]!];
      if (set === undefined || posix[1] === '^') lacks ??= posix[0];
      text += set ?? '';
      at += posix[0].length;
    } else if (pattern[at] === '\\') {
      const number = /^\\(?:x\{([0-9a-f]{1,2})\}|o\{([0-7]{1,3})\}|([0-7]{1,3}))/i.exec(rest);
      const c = pattern[at + 1] ?? '';
      const known = ESCAPES[c];
      if (number) text += byte(number);
      else if (known && known[1] === null) lacks ??= `\\${c} in a class`;
      else text += known ? known[1] : `\\${c}`;
      if (MISSING_ESCAPES[c] || c === 'Q') lacks ??= `\\${c}`;
      at += number ? number[0].length : 2;
    } else {
      text += pattern[at] === '[' ? '\\[' : pattern[at];
      at++;
    }
  }
  return read(`${text}]`, at + 1 - from, lacks);
}

/** A class with the other case of its letters, escapes left alone. */
function bothCases(text: string): string {
  const inside = text.slice(text.startsWith('[^') ? 2 : 1, -1);
  const letters = inside.match(/\\x[0-9a-f]{2}|\\.|[a-z]-[a-z]|[A-Z]-[A-Z]|[a-zA-Z]/g) ?? [];
  const others = letters.filter((one) => !one.startsWith('\\'));
  const swapped = others.map((one) => (one === one.toLowerCase() ? one.toUpperCase() : one.toLowerCase()));
  return `${text.slice(0, -1)}${swapped.join('')}]`;
}
