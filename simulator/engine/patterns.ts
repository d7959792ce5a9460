/**
 * Files of patterns and maps: what they held at the start is in the plan, what rules and commands have made of them is
 * state. An ACL's or a map's prepared form is kept as long as its lists are the same arrays: a change makes new ones.
 */
import type { AclPlan, PatternEntry } from '../plan/plan.ts';
import { parseNetwork } from './address.ts';
import { type Matcher, makeMatcher, matcherFor } from './match.ts';
import type { SampleValue } from './sample/context.ts';
import type { Engine, EngineState } from './state.ts';

const NOTHING: readonly PatternEntry[] = [];

/** What a file holds now. */
export function entriesOf({ plan, state }: Engine, file: string): readonly PatternEntry[] {
  return state.patterns.get(file) ?? plan.patternFiles[file] ?? NOTHING;
}

/** `add-acl`: once only. `set-map`: every entry of the key gets the value; a new one when there is none. */
export function setPattern(engine: Engine, file: string, key: string, value: string | null): void {
  const entries = entriesOf(engine, file);
  const has = entries.some((entry) => entry.key === key);
  if (has && value === null) return;
  const changed = has
    ? entries.map((entry) => (entry.key === key ? { key, value: value ?? '' } : entry))
    : [...entries, { key, value: value ?? '' }];
  engine.state.patterns.set(file, changed);
}

/** `del-acl`, `del-map` */
export function removePattern(engine: Engine, file: string, key: string): void {
  const entries = entriesOf(engine, file);
  if (entries.some((entry) => entry.key === key)) {
    engine.state.patterns.set(
      file,
      entries.filter((entry) => entry.key !== key),
    );
  }
}

interface Kept {
  readonly lists: readonly (readonly PatternEntry[])[];
  readonly matcher: Matcher;
}

const changedAcls = new WeakMap<AclPlan, Kept>();

/** The matcher of an ACL's line as its files are now. */
export function currentMatcher(test: AclPlan, engine: Engine): Matcher {
  if (test.files.length === 0 || !hasChanged(test.files, engine.state)) return matcherFor(test);
  const lists = test.files.map((file) => entriesOf(engine, file));
  const kept = changedAcls.get(test);
  if (kept?.lists.every((list, at) => list === lists[at])) return kept.matcher;
  const patterns = [...lists.flatMap((list) => list.map(({ key }) => key)), ...test.inline];
  const matcher = makeMatcher(test.match, patterns, test.ignoreCase);
  changedAcls.set(test, { lists, matcher });
  return matcher;
}

const hasChanged = (files: readonly string[], state: EngineState) =>
  state.patterns.size > 0 && files.some((file) => state.patterns.has(file));

interface MapLookup {
  readonly find: Matcher;
  readonly values: ReadonlyMap<string, string>;
}

const maps = new WeakMap<readonly PatternEntry[], Map<string, MapLookup>>();

/** The entry of a map that a value matches; of equal keys the first. */
export function lookUpMap(
  engine: Engine,
  file: string,
  match: AclPlan['match'],
  value: SampleValue,
): PatternEntry | null {
  const entries = entriesOf(engine, file);
  let byMatch = maps.get(entries);
  if (!byMatch) {
    byMatch = new Map();
    maps.set(entries, byMatch);
  }
  let map = byMatch.get(match);
  if (!map) {
    map = prepareMap(entries, match);
    byMatch.set(match, map);
  }
  const key = map.find(value);
  return key === null ? null : { key, value: map.values.get(key) ?? '' };
}

function prepareMap(entries: readonly PatternEntry[], match: AclPlan['match']): MapLookup {
  const values = new Map<string, string>();
  for (const { key, value } of entries) if (!values.has(key)) values.set(key, value);
  const keys = [...values.keys()];
  // the longest beginning and the narrowest network win, whatever the order in the file
  if (match === 'beg') keys.sort((left, right) => right.length - left.length);
  if (match === 'ip') keys.sort((left, right) => bitsOf(right) - bitsOf(left));
  return { find: makeMatcher(match, keys, false), values };
}

const bitsOf = (network: string) => parseNetwork(network)?.bits ?? 0;
