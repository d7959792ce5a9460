import { type ChangedRange, type Tree, TreeFragment } from '@lezer/common';
import type { LRParser } from '@lezer/lr';
import { type AnalyseOptions, type Analysis, analyse } from './analyse.ts';
import type { Version } from './config.ts';
import { textOf } from './incremental/chunks.ts';
import type { Also, Subject } from './incremental/part.ts';
import {
  edited,
  type Outcome,
  type Pending,
  type State,
  studyPart,
  studyWhole,
  unchanged,
} from './incremental/state.ts';
import { parser } from './parser.ts';
import { lineStart, lineStartOf } from './tokens.ts';

/** One replacement, as editors give them: offsets in the text before any change of the same event. */
export interface Change {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** One open text. A value: editing makes a new one that shares what did not change. Lives on one side of a worker. */
export interface Doc {
  readonly name: string;
  /** Put together when first asked for: after a keystroke most of what is asked of a large text needs a part of it. */
  readonly text: string;
  /** The text's, in UTF-16 code units. */
  readonly length: number;
  readonly options: AnalyseOptions;
  readonly subject: Subject;
  /** The syntax tree, made when first asked for and then kept up to date by edits. */
  readonly tree: Tree;
  /** Everything that is known about the text, worked out when first asked for. */
  readonly analysis: Analysis;
  /** The analysis's findings, and what was asked for besides: quicker, since only what an edit may change is looked at again. */
  readonly outcome: Outcome;
  /** What is known of this text, or of an earlier one with the edits since. */
  readonly progress: State | Pending | null;
  /** What of earlier trees is still true. */
  readonly fragments: readonly TreeFragment[];
}

const parsers = new Map<Version, LRParser>();

/** The parser for a version: which words begin a section differs. */
export function parserOf(version: Version): LRParser {
  let own = parsers.get(version);
  if (!own) {
    own = parser.configure({ tokenizers: [{ from: lineStart, to: lineStartOf(version) }] });
    parsers.set(version, own);
  }
  return own;
}

const NOTHING: Also = () => [];

/** @param also more findings, which `outcome` is to contain */
export function openDoc(text: string, options: AnalyseOptions, name = 'haproxy.cfg', also: Also = NOTHING): Doc {
  return makeDoc(wholeText(text), { name, options, also }, [], null);
}

/**
 * The text after one event's changes.
 *
 * @param changes in any order, not overlapping; what lies outside the text is clamped to it
 */
export function editDoc(doc: Doc, changes: readonly Change[]): Doc {
  const ordered = [...changes].sort((a, b) => a.offset - b.offset);
  const ranges: ChangedRange[] = [];
  let at = 0;
  let length = 0;
  const { progress } = doc;
  let pending = progress === null || 'state' in progress ? progress : unchanged(progress);
  for (const change of ordered) {
    const fromA = clamp(change.offset, at, doc.length);
    const toA = clamp(change.offset + change.length, fromA, doc.length);
    length += fromA - at;
    ranges.push({ fromA, toA, fromB: length, toB: length + change.text.length });
    pending = pending && edited(pending, length, toA - fromA, change.text);
    length += change.text.length;
    at = toA;
  }
  length += doc.length - at;
  const fragments = TreeFragment.applyChanges(doc.fragments, ranges);
  if (pending === null) return makeDoc(wholeText(replaced(doc.text, ordered, ranges)), doc.subject, fragments, null);
  const { chunks } = pending;
  return makeDoc({ text: () => textOf(chunks), length }, doc.subject, fragments, pending);
}

/** A text that may not be there yet. */
interface LazyText {
  readonly text: () => string;
  readonly length: number;
}

function wholeText(text: string): LazyText {
  return { text: () => text, length: text.length };
}

/** @param ranges the places of the changes, in order */
function replaced(text: string, changes: readonly Change[], ranges: readonly ChangedRange[]): string {
  const parts: string[] = [];
  let at = 0;
  changes.forEach((change, i) => {
    const { fromA, toA } = ranges[i]!;
    parts.push(text.slice(at, fromA), change.text);
    at = toA;
  });
  parts.push(text.slice(at));
  return parts.join('');
}

function clamp(n: number, least: number, most: number): number {
  return Math.min(Math.max(n, least), most);
}

function makeDoc(whole: LazyText, subject: Subject, earlier: readonly TreeFragment[], pending: Pending | null): Doc {
  const { name, options } = subject;
  let text: string | null = null;
  let tree: Tree | null = null;
  let analysis: Analysis | null = null;
  let outcome: Outcome | null = null;
  let state: State | null = null;
  const doc: Doc = {
    name,
    get text() {
      text ??= whole.text();
      return text;
    },
    length: whole.length,
    options,
    subject,
    get tree() {
      tree ??= parserOf(options.version).parse(doc.text, earlier);
      return tree;
    },
    get analysis() {
      analysis ??= analyse([{ name, text: doc.text }], options);
      return analysis;
    },
    get outcome() {
      if (outcome === null) ({ outcome, state } = (pending && studyPart(pending)) ?? studyWhole(doc.text, subject));
      return outcome;
    },
    get progress() {
      return outcome === null ? pending : state;
    },
    get fragments() {
      return tree ? TreeFragment.addTree(tree, earlier) : earlier;
    },
  };
  return doc;
}
