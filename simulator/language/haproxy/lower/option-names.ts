/**
 * Which options a line names, as sets that lines share: the servers of a configuration mostly name the same options in the
 * same order, and a set for each of them would be the largest part of what is kept of a line.
 */

/** The options that a line named so far, in order; `NO_NAMES` where it named none. */
export interface OptionNames {
  readonly before: OptionNames | null;
  readonly name: string;
  readonly next: Map<string, OptionNames>;
  set: ReadonlySet<string> | null;
}

export const NO_NAMES: OptionNames = { before: null, name: '', next: new Map(), set: new Set() };

/** Sequences that are remembered; those beyond are made for their line alone. */
const MOST_KEPT = 5000;
let kept = 0;

/** One name more. */
export function withName(names: OptionNames, name: string): OptionNames {
  const known = names.next.get(name);
  if (known) return known;
  const made: OptionNames = { before: names, name, next: new Map(), set: null };
  if (kept < MOST_KEPT) {
    kept++;
    names.next.set(name, made);
  }
  return made;
}

/** In the order in which they were named first. */
export function setOf(names: OptionNames): ReadonlySet<string> {
  if (names.set) return names.set;
  const list: string[] = [];
  for (let at: OptionNames | null = names; at && at !== NO_NAMES; at = at.before) list.push(at.name);
  names.set = new Set(list.reverse());
  return names.set;
}
