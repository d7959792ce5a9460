/**
 * Whether a regular expression has a chance: HAProxy compiles it with PCRE2, which knows more than JavaScript does, so
 * only what is wrong in every dialect is reported.
 */

/** What is wrong with the pattern, or null. */
export function badPattern(pattern: string): string | null {
  let depth = 0;
  let i = 0;
  /** Whether a quantifier could stand here. */
  let repeatable = false;
  while (i < pattern.length) {
    const c = pattern[i]!;
    if (c === '\\') {
      if (i + 1 >= pattern.length) return '\\ at end of pattern';
      if (pattern[i + 1] === 'Q') {
        const end = pattern.indexOf('\\E', i + 2);
        i = end < 0 ? pattern.length : end + 2;
      } else i += 2;
      repeatable = true;
    } else if (c === '[') {
      const end = classEnd(pattern, i);
      if (end < 0) return 'missing terminating ] for character class';
      i = end;
      repeatable = true;
    } else if (c === '(') {
      if (pattern.startsWith('(?#', i) || pattern.startsWith('(*', i)) {
        const end = pattern.indexOf(')', i);
        if (end < 0) return 'missing closing parenthesis';
        i = end + 1;
      } else {
        depth++;
        const head = /^\((\?([:=!>|]|<[=!]|P?<\w*>|'\w*'|P[=>]\w*|[a-zA-Z^-]*[:)]|[R&\d+(]))?/.exec(
          pattern.slice(i),
        )![0];
        if (head.endsWith(')')) depth--;
        i += head.length;
        // recursion is something to repeat, flags are not
        repeatable = head === '(?R)';
      }
    } else if (c === ')') {
      if (depth === 0) return 'unmatched closing parenthesis';
      depth--;
      i++;
      repeatable = true;
    } else if (c === '*' || c === '+' || c === '?' || isBraces(pattern, i)) {
      if (!repeatable) return 'quantifier does not follow a repeatable item';
      i += c === '{' ? pattern.indexOf('}', i) - i + 1 : 1;
      // A lazy or possessive mark belongs to the quantifier.
      if (pattern[i] === '?' || pattern[i] === '+') i++;
      repeatable = false;
    } else {
      repeatable = c !== '|' && c !== '^';
      i++;
    }
  }
  return depth > 0 ? 'missing closing parenthesis' : null;
}

function isBraces(pattern: string, at: number): boolean {
  return pattern[at] === '{' && /^\{\d+(,\d*)?\}/.test(pattern.slice(at, at + 16));
}

/** Offset behind the `]` that ends the class at `at`, or -1. */
function classEnd(pattern: string, at: number): number {
  let i = at + 1;
  if (pattern[i] === '^') i++;
  if (pattern[i] === ']') i++;
  while (i < pattern.length) {
    if (pattern[i] === '\\') i += 2;
    else if (pattern[i] === '[' && /^\[[:.=]/.test(pattern.slice(i, i + 2))) {
      const end = pattern.indexOf(`${pattern[i + 1]}]`, i + 2);
      i = end < 0 ? i + 1 : end + 2;
    } else if (pattern[i] === ']') return i + 1;
    else i++;
  }
  return -1;
}
