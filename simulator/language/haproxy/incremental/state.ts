/**
 * What is known about a text, section by section, so that a keystroke in one section needs no look at all the others. After
 * an edit, the section is studied again together with those that it names and that name it; what was found in the others
 * stays. Where that might not be the whole truth, nothing is returned, and the text has to be studied as a whole.
 */
import type { Diagnostic } from '../../diagnostic.ts';
import { type Tellings, tellingsOf } from '../advice/view.ts';
import { type AnalyseOptions, study } from '../analyse.ts';
import type { Config, Version } from '../config.ts';
import { indexAt } from '../offsets.ts';
import { type Finding, type Settled, settle } from '../report.ts';
import { badNameCharacter } from '../words.ts';
import { type Chunk, chunksOf, givenBy, isByItself, isDivisible, rewritten, wordsKept } from './chunks.ts';
import { type Found, foundIn, judgedOf, merged, NOTHING_FOUND, oursOf } from './found.ts';
import { allFindings, hasErrors, isWide, type Part, type Subject, startsOf, studyPieces } from './part.ts';
import { type Placed, place } from './places.ts';
import { reviewShared } from './shared.ts';
import { indexWords, namesOf, searchIn, type WordIndex } from './words.ts';

/** What was found, weighed, in text order, and what `haproxy -c` would exit with. */
export interface Outcome {
  readonly diagnostics: readonly Diagnostic[];
  readonly status: 0 | 1 | 2;
}

interface Pieces {
  readonly chunks: readonly Chunk[];
  /** Where each chunk begins. */
  readonly starts: readonly number[];
}

export interface State extends Pieces {
  readonly subject: Subject;
  readonly tellings: Tellings;
  readonly names: ReadonlyMap<string, readonly number[]>;
  readonly words: WordIndex;
  readonly findings: readonly Found[];
  /** Chunks that take connections. */
  readonly takers: ReadonlySet<number>;
  /** Chunks that every study needs: what is no proxy, one that takes connections, and what hides whether backends are used. */
  readonly context: readonly number[];
  /** Chunks whose advice is not known: there was an error when they were studied. */
  readonly stale: ReadonlySet<number>;
  /** The chunks when all advice was known last, if ever. */
  readonly sound: readonly Chunk[] | null;
  /** There may be other advice about the process than what was found. */
  readonly isWideStale: boolean;
  /** What some chunks say about the process together, so that it need not be asked again. */
  readonly wide: Wide | null;
  /** What others saw of global and defaults sections, where those can be studied for themselves. */
  readonly basis: string | null;
}

interface Wide {
  /** The chunks. */
  readonly key: string;
  /** Null where an error keeps it from being known. */
  readonly advice: string | null;
  readonly other: string;
}

/** A state, and the chunks that were rewritten since. */
export interface Pending extends Pieces {
  readonly state: State;
  readonly changed: ReadonlySet<number>;
}

/** Of more text than that, studying a part is no gain. */
const MOST_CHARACTERS = 60_000;
/** So are more chunks. */
const MOST_CHUNKS = 300;

/** Studies the whole text. The state is null where the text cannot be treated in parts. */
export function studyWhole(
  text: string,
  subject: Subject,
): { readonly state: State | null; readonly outcome: Outcome; readonly config: Config } {
  const { name, options, also } = subject;
  const done = study([{ name, text }], options);
  const { config } = done;
  const findings = allFindings(done, also);
  const { diagnostics, failed } = weigh(findings, [text], [0], options);
  const outcome: Outcome = { diagnostics, status: statusOf(failed, done.listening) };
  const chunks = isDivisible(text) ? chunksOf(text, config) : null;
  if (chunks === null) return { state: null, outcome, config };
  const starts = startsOf(chunks.map((c) => c.text));
  const all = chunks.map((_, i) => i);
  const found: Placed[][] = chunks.map(() => []);
  for (const finding of findings) {
    const placed = place(finding, starts, all);
    found[placed.homes[0]!]!.push(placed);
  }
  const isSound = !hasErrors(findings);
  // The first chunk has no section.
  const takers = new Set(done.takers.map((k) => k + 1));
  const state: State = {
    subject,
    tellings: tellingsOf(text),
    chunks,
    starts,
    names: namesOf(chunks),
    words: indexWords(chunks),
    findings: found.map((placed) => (placed.length === 0 ? NOTHING_FOUND : foundIn(placed))),
    takers,
    context: contextOf(chunks, takers),
    stale: new Set(isSound ? [] : all),
    sound: isSound ? chunks : null,
    isWideStale: !isSound,
    wide: null,
    basis: null,
  };
  return { state, outcome, config };
}

/** Where backends may come from that no line names. */
const HIDES_USE = /\b(?:use_backend|default_backend)\b.*%|^[ \t]*filter[ \t]+spoe/m;

function contextOf(chunks: readonly Chunk[], takers: ReadonlySet<number>): number[] {
  const first = chunks.findIndex((c, i) => takers.has(i) && c.kind !== 'backend');
  return chunks.flatMap((c, i) => (!isByItself(c) || i === first || HIDES_USE.test(c.text) ? [i] : []));
}

/** What a chunk says that matters to advice about others. */
function tells({ text }: Chunk): string {
  return [HIDES_USE.test(text), ...Object.values(tellingsOf(text))].join();
}

/** The state with one edit more, or null where the text must be studied as a whole. */
export function edited(pending: Pending, offset: number, length: number, text: string): Pending | null {
  const at = indexAt(pending.starts, offset);
  const chunk = pending.chunks[at]!;
  const within = offset - pending.starts[at]!;
  if (within + length > chunk.text.length) return null;
  const isLast = at === pending.chunks.length - 1;
  const next = rewritten(chunk, chunk.text.slice(0, within) + text + chunk.text.slice(within + length), isLast);
  if (next === null || tells(chunk) !== tells(next)) return null;
  const grown = next.text.length - chunk.text.length;
  return {
    state: pending.state,
    chunks: pending.chunks.with(at, next),
    starts: pending.starts.map((start, i) => (i > at ? start + grown : start)),
    changed: new Set([...pending.changed, at]),
  };
}

export function unchanged(state: State): Pending {
  return { state, chunks: state.chunks, starts: state.starts, changed: new Set() };
}

/** Studies what the edits may have changed; null where that is too much, or cannot be told. */
export function studyPart(pending: Pending): { readonly state: State; readonly outcome: Outcome } | null {
  const shared = [...pending.changed].filter((i) => !isByItself(pending.chunks[i]!));
  if (shared.length > 0) return shared.length === pending.changed.size ? studyShared(pending) : null;
  const after = studyAround(pending, pending.changed);
  if (after === null || after.outcome !== null) return after as ReturnType<typeof studyPart>;
  // The last error is gone: what could not be advised about now can be.
  if (after.state.stale.size > MOST_CHUNKS / 10) return null;
  const again = studyAround(pending, new Set([...pending.changed, ...after.state.stale]));
  return again === null || again.outcome === null ? null : (again as ReturnType<typeof studyPart>);
}

/** Studies global and defaults sections alone, where it makes no difference to others what was edited in them. */
function studyShared(pending: Pending): { readonly state: State; readonly outcome: Outcome } | null {
  const { state, chunks, starts, changed } = pending;
  if (state.stale.size > 0 || isTooMuch(state.context, chunks)) return null;
  const around = { ...state, isSound: !state.isWideStale };
  const reviewed = reviewShared(around, state.chunks, chunks, changed, () => backendsOf(chunks));
  if (reviewed === null) return null;
  const { findings, basis, hasErrors: isWideStale } = reviewed;
  const sound = isWideStale ? state.sound : chunks;
  const next: State = { ...state, chunks, starts, findings, basis, isWideStale, sound, wide: null };
  const done = conclude(next, true);
  return done === null || done.outcome === null ? null : { state: done.state, outcome: done.outcome };
}

/** Studies chunks with all that they depend on. The outcome is null where advice is missing. */
function studyAround(
  { state, chunks, starts, changed }: Pending,
  aim: ReadonlySet<number>,
): { readonly state: State; readonly outcome: Outcome | null } | null {
  const { subject, tellings } = state;
  const names = [...changed].some((i) => chunks[i]!.name !== state.chunks[i]!.name) ? namesOf(chunks) : state.names;
  const found = surroundings({ state, chunks, starts, changed }, names, aim);
  if (found === null) return null;
  const { touched, pieces } = found;
  const part = studyPieces(pieces, chunks, touched, { tellings, backends: () => backendsOf(chunks) }, subject);
  if (part === null || part.guesses) return null;
  const wide = wideBefore(state, pieces, touched);
  if (wide === null || wide.other !== part.wideOther) return null;
  if (!part.hasErrors && wide.advice !== null && wide.advice !== part.wideAdvice) return null;
  const isWideStale = state.isWideStale || (!part.hasErrors && wide.advice === null);
  const findings = [...state.findings];
  const takers = new Set(state.takers);
  const stale = new Set(state.stale);
  for (const i of touched) {
    if (!isByItself(chunks[i]!)) continue;
    const kept = findings[i]!.placed.filter((placed) => isWide(placed, chunks));
    findings[i] = foundIn([...kept, ...(part.findings.get(i) ?? [])]);
    if (part.takers.has(i)) takers.add(i);
    else takers.delete(i);
    if (part.hasErrors) stale.add(i);
    else stale.delete(i);
  }
  const next: State = {
    ...state,
    chunks,
    starts,
    names,
    findings,
    takers,
    stale,
    wide,
    isWideStale,
    sound: stale.size === 0 && !isWideStale ? chunks : state.sound,
    basis: null,
  };
  return conclude(next, names === state.names);
}

/** What a state's findings come to. The outcome is null where advice is missing. */
function conclude(
  state: State,
  areNamesSame: boolean,
): { readonly state: State; readonly outcome: Outcome | null } | null {
  const { findings, starts, takers, stale, isWideStale, subject } = state;
  const { version } = subject.options;
  // Whether anything listens may hang on more than these.
  if (takers.size === 0) return null;
  const judged = judgedOf(findings, starts);
  // The order in which sections are checked is not theirs in the text; and of names elsewhere another may be nearest now.
  if (judged.some((f) => f.unreached || endsChecks(f, version))) return null;
  if (judged.some((f) => f.aborts && f.phase === 'check') || (!areNamesSame && findings.some(suggests))) return null;
  const errs = hasErrors(judged);
  if (!errs && isWideStale) return null;
  if (!errs && stale.size > 0) return { state, outcome: null };
  const texts = state.chunks.map((c) => c.text);
  const { diagnostics, failed } = weigh(judged, texts, starts, subject.options);
  const ours = oursOf(findings, starts, (d) => !errs || d.severity !== 'advice');
  return { state, outcome: { diagnostics: merged(diagnostics, ours), status: statusOf(failed, true) } };
}

/** HAProxy looks at no section behind one with such an error. */
function endsChecks({ phase, harmless, diagnostic }: Finding, version: Version): boolean {
  return version === '3.4' && phase === 'check' && !harmless && diagnostic.severity === 'error';
}

function suggests({ placed }: Found): boolean {
  return placed.some(({ finding }) => finding.diagnostic.code.startsWith('unknown-'));
}

function backendsOf(chunks: readonly Chunk[]): string[] {
  return chunks
    .filter(({ kind, name }) => /^(?:backend|listen)$/.test(kind) && badNameCharacter(name) === null)
    .map((c) => c.name);
}

/** What the chunks said about the process before they were changed. */
function wideBefore(state: State, pieces: readonly number[], touched: ReadonlySet<number>): Wide | null {
  const key = `${pieces.join()} ${[...touched].join()}`;
  if (state.wide?.key === key) return state.wide;
  const ask = (chunks: readonly Chunk[]): Part | null =>
    studyPieces(pieces, chunks, touched, { tellings: state.tellings, backends: () => [] }, state.subject);
  const before = ask(state.chunks);
  if (before === null) return null;
  // While something is wrong there is no advice: the last that was given counts.
  const sound = before.hasErrors ? state.sound && ask(state.sound) : before;
  return { key, other: before.wideOther, advice: sound && !sound.hasErrors ? sound.wideAdvice : null };
}

/** Chunks of which something else may be found now, and those that must be read with them. */
function surroundings(
  { state, chunks, changed }: Pending,
  names: State['names'],
  aim: ReadonlySet<number>,
): { readonly touched: ReadonlySet<number>; readonly pieces: readonly number[] } | null {
  const search = searchIn(state.words, chunks);
  const isMuch = (reach: ReadonlySet<number>): boolean => reach.size > MOST_CHUNKS;
  const reachFrom = (i: number, reach: Set<number>): void => {
    for (const chunk of new Set([chunks[i]!, state.chunks[i]!])) {
      for (const word of wordsKept(chunk)) for (const j of names.get(word) ?? []) reach.add(j);
      for (const word of [chunk.name, ...givenBy(chunk)]) for (const j of search(word)) reach.add(j);
    }
  };
  const touched = new Set(aim);
  for (const i of aim) {
    reachFrom(i, touched);
    if (isMuch(touched)) return null;
  }
  const needed = new Set([...state.context, ...touched]);
  for (const i of touched) {
    if (isByItself(chunks[i]!) && !changed.has(i)) reachFrom(i, needed);
    if (isMuch(needed)) return null;
  }
  const pieces = [...needed].sort((a, b) => a - b);
  return isTooMuch(pieces, chunks) ? null : { touched, pieces };
}

function isTooMuch(pieces: readonly number[], chunks: readonly Chunk[]): boolean {
  return pieces.reduce((sum, i) => sum + chunks[i]!.text.length, 0) > MOST_CHARACTERS;
}

/** @param texts pieces of the text, cut between lines, and where each begins */
function weigh(
  findings: readonly Finding[],
  texts: readonly string[],
  starts: readonly number[],
  { version }: AnalyseOptions,
): Settled {
  if (findings.length === 0) return { diagnostics: [], failed: false };
  const lineStart = (from: number): number => {
    const at = indexAt(starts, from);
    const start = starts[at]!;
    return from === start ? start : start + texts[at]!.lastIndexOf('\n', from - start - 1) + 1;
  };
  const lineAfter = (from: number): { readonly from: number; readonly to: number } | null => {
    const at = indexAt(starts, from);
    const end = texts[at]!.indexOf('\n', from - starts[at]!);
    if (end < 0) return null;
    const isNext = end + 1 === texts[at]!.length;
    const next = isNext ? at + 1 : at;
    const text = texts[next];
    if (text === undefined) return null;
    const local = isNext ? 0 : end + 1;
    const to = text.indexOf('\n', local);
    const start = starts[next]!;
    return { from: start + local, to: start + Math.max(local + 1, to < 0 ? text.length : to) };
  };
  return settle(
    findings,
    version,
    ({ from }) => lineStart(from),
    ({ file, from }) => {
      const line = lineAfter(from);
      return line && { file, ...line };
    },
  );
}

function statusOf(failed: boolean, listening: boolean): Outcome['status'] {
  return failed ? 1 : listening ? 0 : 2;
}
