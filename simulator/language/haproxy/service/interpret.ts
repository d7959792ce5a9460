/**
 * A line's words, each with the role that it plays, and what may come next. One reading for completion, hover, signatures,
 * names and colours: tolerant, by the tables' forms alone; whether a line is valid is for lowering to say.
 */
import type { Version } from '../config.ts';
import type { Ruleset } from '../keywords/names.ts';
import { REMOVED } from '../keywords/proxy.ts';
import type { Value } from '../keywords/row.ts';
import { type Leaf, type Machine, machineOf } from './forms.ts';
import {
  type Entry,
  findEntry,
  isComplete,
  knownDirectives,
  listEntries,
  MODELLED,
  type Place,
  sectionEntries,
} from './vocabulary.ts';

/** What a name is a name of. `proxy`: a frontend, a backend or both. */
export type NameKind =
  | 'proxy'
  | 'backend'
  | 'frontend'
  | 'server'
  | 'track'
  | 'acl'
  | 'table'
  | 'defaults'
  | 'peers'
  | 'resolvers'
  | 'userlist'
  | 'mailers'
  | 'cache'
  | 'errors'
  | 'section';

export type Role =
  | { readonly type: 'entry'; readonly entry: Entry }
  | { readonly type: 'unknown'; readonly among: 'directive' | 'argument' }
  /** `skip`: characters in front of the name, such as `!`. */
  | { readonly type: 'name'; readonly of: NameKind; readonly defines: boolean; readonly skip: number }
  | { readonly type: 'value'; readonly name: string; readonly owner: Entry | null; readonly value: Value | null }
  | { readonly type: 'word'; readonly owner: Entry | null }
  | { readonly type: 'expression'; readonly criterion: boolean }
  | { readonly type: 'format' }
  | { readonly type: 'pattern'; readonly criterion: string }
  | { readonly type: 'mark' };

/** What may stand at a place. */
export type Slot =
  | { readonly type: 'entries'; readonly entries: readonly Entry[] /** several, with commas */; readonly commas?: true }
  | { readonly type: 'words'; readonly words: readonly string[]; readonly owner: Entry | null }
  | { readonly type: 'name'; readonly of: NameKind }
  | { readonly type: 'new'; readonly of: NameKind }
  | { readonly type: 'value'; readonly name: string; readonly owner: Entry | null; readonly value: Value | null }
  | { readonly type: 'expression' }
  | { readonly type: 'criterion' }
  | { readonly type: 'pattern'; readonly criterion: string }
  | { readonly type: 'format' }
  | { readonly type: 'condition' }
  | { readonly type: 'acl' };

/** The form that is being filled in. */
export interface Form {
  readonly entry: Entry;
  readonly machine: Machine;
  /** Leaves that may come next. */
  readonly next: readonly number[];
}

export interface Interpretation {
  /** One for each word, in order. */
  readonly roles: readonly Role[];
  /** What may stand behind the last word. */
  readonly expected: readonly Slot[];
  /** Those that are open at the end of the words, the innermost first. */
  readonly forms: readonly Form[];
  /** Which rules the line belongs to, for what its expressions may fetch. */
  readonly ruleset: Ruleset | null;
}

interface Walk {
  readonly words: readonly string[];
  readonly version: Version;
  readonly section: string;
  i: number;
  ruleset: Ruleset | null;
  readonly roles: Role[];
  readonly expected: Slot[];
  readonly forms: Form[];
}

/** `open`: the words ran out where the form may end; `short`: where it may not; `more`: it ended, words are left. */
type Outcome = 'open' | 'short' | 'more';

const MARK: Role = { type: 'mark' };
const NEGATABLE = new Set([
  'option',
  'log',
  'busy-polling',
  'set-dumpable',
  'strict-limits',
  'insecure-fork-wanted',
  'numa-cpu-mapping',
]);

/**
 * @param words a line's words, decoded
 * @param section the kind of section that the line is in
 */
export function interpret(words: readonly string[], section: string, version: Version): Interpretation {
  const w: Walk = { words, version, section, i: 0, ruleset: null, roles: [], expected: [], forms: [] };
  line(w);
  while (w.roles.length < words.length) w.roles.push({ type: 'unknown', among: 'argument' });
  return w;
}

function line(w: Walk): void {
  const { version, section, words } = w;
  const first = words[0];
  const sections = sectionEntries(version);
  if (first === undefined) {
    if (section !== '') w.expected.push({ type: 'entries', entries: knownHere(w) });
    w.expected.push({ type: 'entries', entries: sections });
    const macros = listEntries('macros', placeOf(w));
    if (macros) w.expected.push({ type: 'entries', entries: macros });
    return;
  }
  if (first.startsWith('.')) return macro(w, first);
  if (first === 'no' || first === 'default') {
    take(w, MARK);
    if (w.words.length === 1) {
      w.expected.push({ type: 'entries', entries: knownHere(w).filter((e) => NEGATABLE.has(e.name)) });
      return;
    }
  }
  const keyword = words[w.i]!;
  const header = findEntry(sections, keyword);
  if (header) return sectionHeader(w, header);
  const entry = section === '' ? null : findEntry(knownDirectives(section, version), keyword);
  if (!entry)
    return take(w, { type: 'unknown', among: isComplete(section) || section === '' ? 'directive' : 'argument' });
  take(w, { type: 'entry', entry });
  run(w, entry, entry.grammar, null);
}

function knownHere(w: Walk): readonly Entry[] {
  const all = knownDirectives(w.section, w.version);
  return MODELLED.has(w.section) ? all.filter((e) => !e.sections || e.sections.includes(w.section)) : all;
}

/** What HAProxy calls the keyword instead, for words of earlier versions. */
export function removedHint(word: string): string | null {
  return Object.hasOwn(REMOVED, word) ? REMOVED[word]! : null;
}

function take(w: Walk, role: Role): void {
  w.roles.push(role);
  w.i++;
}

function placeOf(w: Walk): Place {
  return { version: w.version, section: w.section, ...(w.ruleset && { ruleset: w.ruleset }) };
}

function macro(w: Walk, first: string): void {
  const entry = findEntry(listEntries('macros', placeOf(w)) ?? [], first);
  take(w, entry ? { type: 'entry', entry } : { type: 'unknown', among: 'directive' });
  while (w.i < w.words.length) take(w, { type: 'value', name: 'text', owner: entry, value: null });
}

function sectionHeader(w: Walk, header: Entry): void {
  take(w, { type: 'entry', entry: header });
  const { name } = header;
  const isProxy = name === 'frontend' || name === 'backend' || name === 'listen';
  const grammar = isProxy
    ? '<new proxy> [from <defaults>]'
    : name === 'defaults'
      ? '[<new defaults>] [from <defaults>]'
      : name === 'global'
        ? ''
        : '[<new section>]';
  run(w, header, grammar, null);
}

/**
 * Goes through a form.
 *
 * @param outside whether what surrounds the form would take a word; null for the outermost form
 */
function run(w: Walk, owner: Entry, grammar: string, outside: ((word: string) => boolean) | null): Outcome {
  const machine = machineOf(grammar);
  let next = machine.first;
  let mayEnd = machine.mayBeEmpty;
  for (;;) {
    const word = w.words[w.i];
    if (word === undefined) {
      w.forms.push({ entry: owner, machine, next });
      offer(w, owner, machine, next);
      if (mayEnd && owner.conditional) w.expected.push({ type: 'condition' });
      return mayEnd ? 'open' : 'short';
    }
    if ((word === 'if' || word === 'unless') && startsCondition(owner, machine, next, mayEnd)) return condition(w);
    const step = choose(w, owner, machine, next, word);
    if (outside && mayEnd && (!step || (!step.certain && outside(word)))) return 'more';
    if (!step) {
      // A misspelt option leaves the ones behind it what they are.
      take(w, { type: 'unknown', among: 'argument' });
      continue;
    }
    const behind = machine.follow[step.leaf]!;
    mayEnd = machine.mayEnd[step.leaf]!;
    if (step.entry) {
      take(w, { type: 'entry', entry: step.entry });
      noteRuleset(w, step.entry);
      const inner = run(
        w,
        step.entry,
        step.entry.grammar,
        (text) => choose(w, owner, machine, behind, text)?.certain ?? false,
      );
      if (inner === 'short') return 'short';
    } else if (step.role) {
      take(w, step.role);
      if (step.role.type === 'expression' && step.role.criterion) return aclRest(w, word, false);
    }
    next = behind;
  }
}

const RULESETS = new Set<string>([
  'http-request',
  'http-response',
  'http-after-response',
  'quic-initial',
  'tcp-request connection',
  'tcp-request session',
  'tcp-request content',
  'tcp-response content',
]);

function noteRuleset(w: Walk, entry: Entry): void {
  if (RULESETS.has(entry.title)) w.ruleset = entry.title as Ruleset;
}

function startsCondition(owner: Entry, machine: Machine, next: readonly number[], mayEnd: boolean): boolean {
  return (mayEnd && owner.conditional === true) || next.some((i) => isConditionLeaf(machine.leaves[i]!));
}

function isConditionLeaf(leaf: Leaf): boolean {
  return leaf.kind !== 'list' && (leaf.name === 'condition' || leaf.name === 'if' || leaf.name === 'unless');
}

interface Step {
  readonly leaf: number;
  readonly entry?: Entry;
  readonly role?: Role;
  /** A word or a row, not just any value. */
  readonly certain: boolean;
}

function choose(w: Walk, owner: Entry, machine: Machine, next: readonly number[], word: string): Step | null {
  for (const i of next) {
    const leaf = machine.leaves[i]!;
    if (leaf.kind === 'word' && leaf.name === word) return { leaf: i, role: { type: 'word', owner }, certain: true };
  }
  for (const i of next) {
    const leaf = machine.leaves[i]!;
    if (leaf.kind !== 'list') continue;
    const entry = findEntry(entriesOf(w, owner, leaf), leaf.name === COMMA_LIST ? word.split(',')[0]! : word);
    if (entry) return { leaf: i, entry, certain: true };
  }
  for (const i of next) {
    const leaf = machine.leaves[i]!;
    // Log targets and the like may be one of a list or anything else.
    if (leaf.kind === 'value' || OPEN_LISTS.has(leaf.name))
      return { leaf: i, role: roleOf(leaf, owner), certain: false };
  }
  return null;
}

/** The list whose words stand in one word, with commas. */
export const COMMA_LIST = 'stick-table store';
const OPEN_LISTS = new Set(['log address', 'log address or global']);

function entriesOf(w: Walk, owner: Entry, leaf: Leaf): readonly Entry[] {
  if (leaf.name === 'action') {
    const title = owner.title === 'stats http-request' ? 'http-request' : owner.title;
    if (RULESETS.has(title)) w.ruleset = title as Ruleset;
  }
  return listEntries(leaf.name, placeOf(w)) ?? [];
}

const NAMES: Readonly<Record<string, NameKind>> = {
  backend: 'backend',
  server: 'server',
  table: 'table',
  defaults: 'defaults',
  peers: 'peers',
  errors: 'errors',
  proxy: 'proxy',
};
/** Options and actions whose value is a name. */
const NAMED_BY: Readonly<Record<string, NameKind>> = {
  'server resolvers': 'resolvers',
  'server track': 'track',
  'email-alert mailers': 'mailers',
  'http-request cache-use': 'cache',
  'http-response cache-store': 'cache',
};

function nameKind(leaf: Leaf, owner: Entry): NameKind | null {
  if (Object.hasOwn(NAMED_BY, owner.title)) return NAMED_BY[owner.title]!;
  const key = leaf.name === 'name' && leaf.after ? leaf.after : leaf.name;
  return Object.hasOwn(NAMES, key) ? NAMES[key]! : null;
}

function roleOf(leaf: Leaf, owner: Entry): Role {
  const made = leaf.name.startsWith('new ') ? (leaf.name.slice(4) as NameKind) : null;
  if (made) return { type: 'name', of: made, defines: true, skip: 0 };
  const kind = nameKind(leaf, owner);
  if (kind) return { type: 'name', of: kind, defines: false, skip: 0 };
  if (leaf.name === 'expression') return { type: 'expression', criterion: false };
  if (leaf.name === 'criterion') return { type: 'expression', criterion: true };
  if (isFormat(leaf)) return { type: 'format' };
  return { type: 'value', name: leaf.name, owner, value: valueFor(leaf, owner) };
}

function isFormat(leaf: Leaf): boolean {
  return leaf.name === 'target' || (leaf.name === 'format' && leaf.after !== 'format');
}

function valueFor(leaf: Leaf, owner: Entry): Value | null {
  if (owner.value && owner.value.kind !== 'none') return owner.value;
  if (leaf.name === 'time' || leaf.name === 'period') return { kind: 'time' };
  return leaf.name === 'size' ? { kind: 'size' } : null;
}

function offer(w: Walk, owner: Entry, machine: Machine, next: readonly number[]): void {
  const words: string[] = [];
  let values = 0;
  for (const i of next) {
    const leaf = machine.leaves[i]!;
    // Of values that may be left out, the first one is what a word would be.
    if (leaf.kind === 'value' && !isConditionLeaf(leaf) && values++ > 0) continue;
    if (isConditionLeaf(leaf)) w.expected.push({ type: 'condition' });
    else if (leaf.kind === 'word') words.push(leaf.name);
    else if (leaf.kind === 'list')
      w.expected.push({
        type: 'entries',
        entries: entriesOf(w, owner, leaf),
        ...(leaf.name === COMMA_LIST && { commas: true as const }),
      });
    else w.expected.push(slotOf(leaf, owner));
  }
  if (words.length > 0) w.expected.push({ type: 'words', words, owner });
}

function slotOf(leaf: Leaf, owner: Entry): Slot {
  const role = roleOf(leaf, owner);
  switch (role.type) {
    case 'name':
      return { type: role.defines ? 'new' : 'name', of: role.of };
    case 'expression':
      return { type: role.criterion ? 'criterion' : 'expression' };
    case 'format':
      return { type: 'format' };
    default:
      return { type: 'value', name: leaf.name, owner, value: valueFor(leaf, owner) };
  }
}

/** `if` or `unless`, and what follows to the line's end. */
function condition(w: Walk): Outcome {
  take(w, MARK);
  while (w.i < w.words.length) {
    const word = w.words[w.i]!;
    const skip = /^!*/.exec(word)![0].length;
    const text = word.slice(skip);
    if (text === '' || text === '||' || text.toLowerCase() === 'or') take(w, MARK);
    else if (text === '{') {
      take(w, MARK);
      if (braces(w) === 'short') return 'short';
    } else if (text === '}') take(w, MARK);
    else take(w, { type: 'name', of: 'acl', defines: false, skip });
  }
  w.expected.push({ type: 'acl' });
  return 'short';
}

/** An ACL between braces, the closing one included. */
function braces(w: Walk): Outcome {
  const word = w.words[w.i];
  if (word === undefined) {
    w.expected.push({ type: 'criterion' });
    return 'short';
  }
  if (word !== '}') {
    take(w, { type: 'expression', criterion: true });
    if (aclRest(w, word, true) !== 'more') {
      w.expected.push({ type: 'words', words: ['}'], owner: null });
      return 'short';
    }
  }
  take(w, MARK);
  return 'more';
}

/** Flags and patterns behind a criterion, up to a closing brace that is left. */
function aclRest(w: Walk, criterion: string, inBraces: boolean): Outcome {
  const flags = listEntries('acl flags', placeOf(w)) ?? [];
  let patterns = false;
  while (w.i < w.words.length) {
    const word = w.words[w.i]!;
    if (inBraces && word === '}') return 'more';
    const flag = patterns || !word.startsWith('-') ? null : findEntry(flags, word);
    if (flag) {
      take(w, { type: 'entry', entry: flag });
      if (run(w, flag, flag.grammar, () => false) === 'short') return 'short';
      if (flag.name === '--') patterns = true;
    } else {
      patterns = true;
      take(w, { type: 'pattern', criterion });
    }
  }
  if (!patterns) w.expected.push({ type: 'entries', entries: flags });
  w.expected.push({ type: 'pattern', criterion });
  return 'open';
}
