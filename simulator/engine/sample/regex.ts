/**
 * Regular expressions. JavaScript's engine stands in for PCRE, with patterns in its own words (`plan/pcre.ts`). What it lacks
 * (possessive quantifiers, atomic groups), and what it might run for ever on, is matched in steps (`regex-steps.ts`); what
 * neither knows (recursion …) never matches, which is said on its line. Subjects are cut at a length.
 */
import { readPcre } from '../../plan/pcre.ts';
import { compileStepped, mayRunForEver, type SteppedRegex } from './regex-steps.ts';

/** What can be asked of either kind. */
export interface Pattern {
  readonly test: (text: string) => boolean;
  readonly exec: (text: string) => (readonly (string | undefined)[] & { readonly index: number }) | null;
  readonly source: string;
  readonly flags: string;
  readonly stepped?: SteppedRegex;
}

/** Longest text that a pattern is tried on. */
export const MAX_SUBJECT = 8192;
const MOST_KEPT = 512;

// A cache: what it holds follows from its keys alone, so it is no part of the engine's state.
const compiled = new Map<string, Pattern | null>();

/** The pattern ready to run, or null when it cannot be compiled. PCRE's `(?i)` at the beginning is understood. */
export function regexFor(pattern: string, ignoreCase: boolean): Pattern | null {
  const key = `${ignoreCase ? 'i' : ''}/${pattern}`;
  const kept = compiled.get(key);
  if (kept !== undefined) return kept;
  if (compiled.size >= MOST_KEPT) compiled.clear();
  const regex = compile(pattern, ignoreCase);
  compiled.set(key, regex);
  return regex;
}

function compile(pattern: string, ignoreCase: boolean): Pattern | null {
  const { source, flags, ownMatcher, lacks } = readPcre(pattern, ignoreCase);
  if (lacks !== null) return null;
  const stepped = () => fromStepped(compileStepped(pattern.replace(/^\(\?[ims]+\)/, ''), flags), flags);
  if (ownMatcher || mayRunForEver(pattern)) {
    const found = stepped();
    if (found) return found;
  }
  try {
    return new RegExp(source, flags);
  } catch {
    return stepped();
  }
}

function fromStepped(stepped: SteppedRegex | null, flags: string): Pattern | null {
  if (!stepped) return null;
  const exec = (text: string) => {
    const found = stepped.find(text);
    if (!found) return null;
    const groups = Array.from({ length: found.length / 2 }, (_, at) =>
      found[at * 2]! < 0 ? undefined : text.slice(found[at * 2], found[at * 2 + 1]),
    );
    return Object.assign(groups, { index: found[0]! });
  };
  return { source: stepped.source, flags, stepped, exec, test: (text) => stepped.find(text) !== null };
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

export function matches(regex: Pattern, subject: string): boolean {
  return regex.test(subject.length > MAX_SUBJECT ? subject.slice(0, MAX_SUBJECT) : subject);
}

/** Replaces the first match, or all of them; `\0` to `\9` in the replacement are groups, `\xHH` a byte. */
export function replaceWith(subject: string, regex: Pattern, replacement: string, everywhere: boolean): string {
  if (regex.stepped) return replaceInSteps(subject, regex.stepped, replacement, everywhere);
  const cut = subject.slice(0, MAX_SUBJECT);
  const search = new RegExp(regex.source, `${regex.flags}${everywhere ? 'g' : ''}`);
  const replaced = cut.replace(search, (...found: unknown[]) => expand(replacement, found));
  return replaced + subject.slice(MAX_SUBJECT);
}

function replaceInSteps(subject: string, regex: SteppedRegex, replacement: string, everywhere: boolean): string {
  let made = '';
  let from = 0;
  for (let found = regex.find(subject); found; found = everywhere ? regex.find(subject, from) : null) {
    const [start = 0, end = 0] = found;
    const groups = Array.from({ length: found.length / 2 }, (_, at) =>
      found[at * 2]! < 0 ? '' : subject.slice(found[at * 2], found[at * 2 + 1]),
    );
    made += subject.slice(from, start) + expandGroups(replacement, groups);
    from = end;
    if (end > start) continue;
    made += subject[from] ?? '';
    from++;
    if (from > subject.length) break;
  }
  return made + subject.slice(from);
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
