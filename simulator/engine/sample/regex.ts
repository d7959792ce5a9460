/**
 * Regular expressions. JavaScript's engine stands in for PCRE: the common syntax is the same; what it cannot compile
 * (possessive quantifiers, recursion …) never matches. Subjects are cut at a length that keeps a bad pattern from
 * running for ever over a long text.
 */

/** Longest text that a pattern is tried on. */
export const MAX_SUBJECT = 8192;
const MOST_KEPT = 512;

// A cache: what it holds follows from its keys alone, so it is no part of the engine's state.
const compiled = new Map<string, RegExp | null>();

/** The pattern ready to run, or null when it cannot be compiled. PCRE's `(?i)` at the beginning is understood. */
export function regexFor(pattern: string, ignoreCase: boolean): RegExp | null {
  const key = `${ignoreCase ? 'i' : ''}/${pattern}`;
  const kept = compiled.get(key);
  if (kept !== undefined) return kept;
  if (compiled.size >= MOST_KEPT) compiled.clear();
  const regex = compile(pattern, ignoreCase);
  compiled.set(key, regex);
  return regex;
}

function compile(pattern: string, ignoreCase: boolean): RegExp | null {
  const inline = /^\(\?([ims]+)\)/.exec(pattern);
  const flags = new Set(`${ignoreCase ? 'i' : ''}${inline?.[1] ?? ''}`);
  try {
    return new RegExp(inline ? pattern.slice(inline[0].length) : pattern, [...flags].join(''));
  } catch {
    return null;
  }
}

/** The groups of the first match, the whole of it first; null when there is none. */
export function matchRegex(pattern: string, ignoreCase: boolean, subject: string): readonly string[] | null {
  const found = regexFor(pattern, ignoreCase)?.exec(subject.slice(0, MAX_SUBJECT));
  return found ? Array.from(found, (group) => group ?? '') : null;
}

/** `\0` to `\9` are groups, `\xHH` a byte. */
export function expandGroups(replacement: string, groups: readonly string[]): string {
  return replacement.replace(/\\(?:([0-9])|x([0-9a-fA-F]{2})|(.))/gs, (_all, digit, hex, other) => {
    if (digit !== undefined) return groups[Number(digit)] ?? '';
    return hex !== undefined ? String.fromCharCode(Number.parseInt(hex, 16)) : other;
  });
}

export function matches(regex: RegExp, subject: string): boolean {
  return regex.test(subject.length > MAX_SUBJECT ? subject.slice(0, MAX_SUBJECT) : subject);
}

/** Replaces the first match, or all of them; `\0` to `\9` in the replacement are groups, `\xHH` a byte. */
export function replaceWith(subject: string, regex: RegExp, replacement: string, everywhere: boolean): string {
  const cut = subject.slice(0, MAX_SUBJECT);
  const search = everywhere ? new RegExp(regex.source, `${regex.flags}g`) : regex;
  const replaced = cut.replace(search, (...found: unknown[]) => expand(replacement, found));
  return replaced + subject.slice(MAX_SUBJECT);
}

function expand(replacement: string, groups: readonly unknown[]): string {
  return replacement.replace(/\\(?:([0-9])|x([0-9a-fA-F]{2})|(.))/gs, (_all, digit, hex, other) => {
    if (digit !== undefined) {
      const group = groups[Number(digit)];
      return typeof group === 'string' && Number(digit) <= groupCount(groups) ? group : '';
    }
    return hex !== undefined ? String.fromCharCode(Number.parseInt(hex, 16)) : other;
  });
}

/** `replace` gives the match, the groups, the offset, the subject: strings up to the first number, groups may be undefined. */
function groupCount(groups: readonly unknown[]): number {
  return groups.findIndex((group) => typeof group === 'number') - 1;
}
