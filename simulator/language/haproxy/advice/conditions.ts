/**
 * Conditions as sets of alternatives, and what can be known of them without any traffic: which cannot be true, which are
 * always true, which are true whenever another one is.
 */
import type { Span } from '../../diagnostic.ts';
import type { Acl } from '../acl.ts';
import type { LateCondition } from '../lower/context.ts';

export interface Atom {
  readonly negated: boolean;
  readonly name: string | null;
  readonly acls: readonly Acl[];
  readonly span: Span;
  /** Equal for what asks the same: an ACL's name, or what stands between the braces. */
  readonly key: string;
}

/** True when all atoms of one alternative are. Null: too entangled to be looked at. */
export type Dnf = readonly (readonly Atom[])[];

/** The conditions of a section, read when asked for. */
export interface DnfByPlace {
  readonly conditions: readonly LateCondition[];
  /** What has been read of them, by their index. */
  readonly read: (Dnf | null | undefined)[];
  /** Where the last one asked for stands: rules are asked in order, mostly. */
  last: number;
}

export function dnfByPlace(conditions: readonly LateCondition[]): DnfByPlace {
  return { conditions, read: conditions.length === 0 ? NOTHING_READ : [], last: 0 };
}

const NOTHING_READ: (Dnf | null | undefined)[] = [];

/** @param place the offset of the condition's `if` or `unless` (a section is in one file) */
export function dnfAt(by: DnfByPlace, place: number): Dnf | null {
  const { conditions, read } = by;
  const count = conditions.length;
  for (let n = 0; n < count; n++) {
    const i = by.last + n < count ? by.last + n : by.last + n - count;
    if (conditions[i]!.span.from !== place) continue;
    by.last = i;
    const known = read[i];
    if (known !== undefined) return known;
    const made = toDnf(conditions[i]!);
    read[i] = made;
    return made;
  }
  return null;
}

const NO_ATOMS: Atom[] = [];
const NO_ALTERNATIVES: Atom[][] = [];

/** An ACL of more lines is not looked into. */
const MOST_LINES = 32;

function toDnf({ read }: LateCondition): Dnf | null {
  const { anyOf, polarity } = read.condition;
  let i = 0;
  let known: Atom[][] = NO_ALTERNATIVES;
  for (const terms of anyOf) {
    let atoms: Atom[] = NO_ATOMS;
    let never = false;
    for (const term of terms) {
      const { name, acls, span } = read.terms[i++]!;
      if (acls.length > MOST_LINES) return null;
      const atom = { negated: term.negated, name, acls, span, key: name ?? aclKey(acls[0]!) };
      const value = constant(atom);
      if (value === null) {
        if (atoms === NO_ATOMS) atoms = [atom];
        else atoms.push(atom);
      } else if (!value) never = true;
    }
    if (never) continue;
    if (known === NO_ALTERNATIVES) known = [atoms];
    else known.push(atoms);
  }
  if (polarity === 'if') return known;
  if (known.length === 0) return [[]];
  if (known.length === 1) return known[0]!.map((a) => [flip(a)]);
  return known.every((atoms) => atoms.length === 1) ? [known.map((atoms) => flip(atoms[0]!))] : null;
}

function flip(atom: Atom): Atom {
  return { ...atom, negated: !atom.negated };
}

/** TRUE and FALSE, whatever they are called; null for what depends on something. */
function constant(atom: Atom): boolean | null {
  if (atom.acls.length !== 1) return null;
  const { fetch } = atom.acls[0]!.config.criterion;
  return fetch === 'always_true' || fetch === 'always_false' ? (fetch === 'always_true') !== atom.negated : null;
}

/** Equal for anonymous ACLs that ask the same. */
function aclKey(acl: Acl): string {
  const { config } = acl;
  const texts = [...config.patterns, ...config.patternFiles].map((p) => p.value);
  return `{${question(acl)}\t${config.match}\t${config.ignoreCase}\t${texts.join('\t')}`;
}

/** What is looked at, patterns aside: `req.hdr(host),lower`. */
export function question(acl: Acl): string {
  if (acl.asked !== null) return acl.asked;
  const { fetch, args, converters } = acl.config.criterion;
  let text = call(fetch, args);
  for (const c of converters) text += `,${call(c.name, c.args)}`;
  acl.asked = text.toLowerCase();
  return acl.asked;
}

function call(name: string, args: readonly string[]): string {
  return args.length > 0 ? `${name}(${args.join(',')})` : name;
}

/** The answer may differ from one look to the next. */
export function isFickle(atom: Atom): boolean {
  for (const { config } of atom.acls) {
    if (FICKLE.test(config.criterion.fetch) || config.criterion.converters.some((c) => FICKLE.test(c.name)))
      return true;
  }
  return false;
}

const FICKLE = /rand|lua|inc_|clr_|date|uuid|wait_end/;

/** Fetches that have one value in a request or connection. */
const SINGLE =
  /^(path|pathq|url|base|query|method|src|dst|src_port|dst_port|ssl_fc|ssl_fc_sni|req[._]ssl_sni|req[._]ssl_hello_type|(req\.)?f?hdr\(host\))(,(lower|upper|url_dec))*$/;

/** No request is both: they ask of the same value, and name values apart. */
export function areDisjoint(a: Atom, b: Atom): boolean {
  if (a.negated || b.negated) return false;
  for (const x of a.acls) for (const y of b.acls) if (!linesDisjoint(x, y)) return false;
  return true;
}

const MOST_PAIRS = 400;

function linesDisjoint(a: Acl, b: Acl): boolean {
  const x = a.config;
  const y = b.config;
  if (x.patternFiles.length + y.patternFiles.length > 0) return false;
  if (x.patterns.length === 0 || y.patterns.length === 0) return false;
  if (question(a) !== question(b) || !SINGLE.test(question(a))) return false;
  if (x.patterns.length * y.patterns.length > MOST_PAIRS) return false;
  const fold = x.ignoreCase || y.ignoreCase;
  return x.patterns.every((p) =>
    y.patterns.every((q) => apart(x.match, folded(p.value, fold), y.match, folded(q.value, fold))),
  );
}

function folded(text: string, fold: boolean): string {
  return fold ? text.toLowerCase() : text;
}

function apart(m: string, p: string, n: string, q: string): boolean {
  if (m === 'str' && n === 'str') return p !== q;
  if (m === 'beg' && n === 'beg') return !p.startsWith(q) && !q.startsWith(p);
  if (m === 'beg' && n === 'str') return !q.startsWith(p);
  if (m === 'str' && n === 'beg') return !p.startsWith(q);
  if (m === 'end' && n === 'end') return !p.endsWith(q) && !q.endsWith(p);
  if (m === 'end' && n === 'str') return !q.endsWith(p);
  if (m === 'str' && n === 'end') return !p.endsWith(q);
  if (m === 'int' && n === 'int') return /^\d+$/.test(p) && /^\d+$/.test(q) && Number(p) !== Number(q);
  if (m === 'ip' && n === 'ip') return networksApart(p, q);
  return false;
}

function networksApart(p: string, q: string): boolean {
  const a = network(p);
  const b = network(q);
  return a !== null && b !== null && (a.last < b.first || b.last < a.first);
}

/** First and last address of an IPv4 network, as numbers. */
function network(text: string): { readonly first: number; readonly last: number } | null {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)(?:\/(\d+))?$/.exec(text);
  if (!match) return null;
  const address = match.slice(1, 5).reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Math.min(32, Number(match[5] ?? 32)));
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}

/** Two atoms of an alternative that cannot both be true. */
export function contradiction(atoms: readonly Atom[]): readonly [Atom, Atom] | null {
  if (atoms.length < 2) return null;
  return pairOf(atoms, (a, b) => (a.key === b.key && a.negated !== b.negated) || areDisjoint(a, b));
}

/** Two alternatives of which one is always true. */
export function tautology(dnf: Dnf): readonly [Atom, Atom] | null {
  const single: Atom[] = [];
  for (const atoms of dnf) if (atoms.length === 1) single.push(atoms[0]!);
  if (single.length < 2) return null;
  return pairOf(
    single,
    (a, b) => (a.key === b.key && a.negated !== b.negated) || (a.negated && b.negated && areDisjoint(flip(a), flip(b))),
  );
}

/** More than this in one condition is nobody's handwriting. */
const MOST_ATOMS = 24;

function pairOf(atoms: readonly Atom[], fits: (a: Atom, b: Atom) => boolean): readonly [Atom, Atom] | null {
  if (atoms.length > MOST_ATOMS) return null;
  for (let i = 0; i < atoms.length; i++) {
    for (let k = i + 1; k < atoms.length; k++) if (fits(atoms[i]!, atoms[k]!)) return [atoms[i]!, atoms[k]!];
  }
  return null;
}

/** What is known to be caught already, by the rules in front: asked for each later one in constant time. */
export interface Caught<T> {
  add(dnf: Dnf, by: T): void;
  /** Which rule catches everything of it, if one or several do; null if not. */
  catches(dnf: Dnf): T | null;
}

/** Patterns that are caught, of one question: whole ones, and beginnings with their lengths. */
interface Patterns<T> {
  readonly whole: Map<string, T>;
  readonly beginnings: Map<string, T>;
  readonly lengths: Set<number>;
}

export function createCaught<T>(): Caught<T> {
  const alternatives = new Map<string, T>();
  const patterns = new Map<string, Patterns<T>>();
  const one = (atoms: readonly Atom[]): T | null => {
    for (const subset of subsets(atoms)) {
      const by = alternatives.get(subset);
      if (by !== undefined) return by;
    }
    for (const atom of atoms) {
      const by = atom.negated ? null : covered(atom, patterns);
      if (by !== null) return by;
    }
    return null;
  };
  return {
    add(dnf, by) {
      for (const atoms of dnf) {
        if (atoms.some(isFickle)) continue;
        const key = conjunction(atoms);
        if (!alternatives.has(key)) alternatives.set(key, by);
        if (atoms.length === 1 && !atoms[0]!.negated) for (const acl of atoms[0]!.acls) keep(acl, by, patterns);
      }
    },
    catches(dnf) {
      let found: T | null = null;
      for (const atoms of dnf) {
        const by = atoms.some(isFickle) ? null : one(atoms);
        if (by === null) return null;
        found ??= by;
      }
      return found;
    },
  };
}

function conjunction(atoms: readonly Atom[]): string {
  if (atoms.length === 0) return '';
  if (atoms.length === 1) return signed(atoms[0]!);
  if (atoms.length === 2) {
    const [a, b] = [signed(atoms[0]!), signed(atoms[1]!)];
    return a < b ? `${a}\r${b}` : `${b}\r${a}`;
  }
  return atoms.map(signed).sort().join('\r');
}

function signed(atom: Atom): string {
  return atom.negated ? `!${atom.key}` : atom.key;
}

/** Keys of all subsets of up to four atoms; of more, of the whole, the single ones and nothing at all. */
function subsets(atoms: readonly Atom[]): string[] {
  if (atoms.length > 4) return ['', ...atoms.map(signed), conjunction(atoms)];
  if (atoms.length === 0) return [''];
  const first = signed(atoms[0]!);
  if (atoms.length === 1) return ['', first];
  if (atoms.length === 2) return ['', first, signed(atoms[1]!), conjunction(atoms)];
  const out: string[] = [];
  for (let mask = 0; mask < 1 << atoms.length; mask++) out.push(conjunction(atoms.filter((_, i) => mask & (1 << i))));
  return out;
}

/** Each is tried on every later pattern. */
const MOST_LENGTHS = 40;

function keep<T>(acl: Acl, by: T, patterns: Map<string, Patterns<T>>): void {
  const { match, ignoreCase } = acl.config;
  if (match !== 'str' && match !== 'beg') return;
  const key = ignoreCase ? `i ${question(acl)}` : question(acl);
  let known = patterns.get(key);
  if (!known) {
    known = { whole: new Map(), beginnings: new Map(), lengths: new Set() };
    patterns.set(key, known);
  }
  for (const { value } of acl.config.patterns) {
    const text = folded(value, ignoreCase);
    if (match === 'str') {
      if (!known.whole.has(text)) known.whole.set(text, by);
    } else if (known.lengths.size < MOST_LENGTHS || known.lengths.has(text.length)) {
      known.lengths.add(text.length);
      if (!known.beginnings.has(text)) known.beginnings.set(text, by);
    }
  }
}

function covered<T>(atom: Atom, patterns: ReadonlyMap<string, Patterns<T>>): T | null {
  let found: T | null = null;
  for (const acl of atom.acls) {
    const { match, ignoreCase } = acl.config;
    if ((match !== 'str' && match !== 'beg') || acl.config.patternFiles.length > 0) return null;
    if (acl.config.patterns.length === 0) return null;
    const asked = question(acl);
    const blind = patterns.get(`i ${asked}`);
    const exact = ignoreCase ? undefined : patterns.get(asked);
    if (!blind && !exact) return null;
    for (const { value } of acl.config.patterns) {
      // A case-blind rule in front catches what a case-sensitive one would.
      const by = (exact && caughtBy(value, match, exact)) ?? (blind && caughtBy(value.toLowerCase(), match, blind));
      if (by === undefined) return null;
      found ??= by;
    }
  }
  return found;
}

function caughtBy<T>(value: string, match: 'str' | 'beg', known: Patterns<T>): T | undefined {
  const same = match === 'str' ? known.whole.get(value) : undefined;
  if (same !== undefined) return same;
  for (const length of known.lengths) {
    const by = length <= value.length ? known.beginnings.get(value.slice(0, length)) : undefined;
    if (by !== undefined) return by;
  }
  return undefined;
}
