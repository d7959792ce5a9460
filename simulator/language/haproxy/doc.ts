import { type ChangedRange, type Tree, TreeFragment } from '@lezer/common';
import type { LRParser } from '@lezer/lr';
import { type AnalyseOptions, type Analysis, analyse } from './analyse.ts';
import type { Version } from './config.ts';
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
  readonly text: string;
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
  return makeDoc(text, { name, options, also }, [], null);
}

/**
 * The text after one event's changes.
 *
 * @param changes in any order, not overlapping; what lies outside the text is clamped to it
 */
export function editDoc(doc: Doc, changes: readonly Change[]): Doc {
  const { text } = doc;
  const ordered = [...changes].sort((a, b) => a.offset - b.offset);
  const ranges: ChangedRange[] = [];
  const parts: string[] = [];
  let at = 0;
  let length = 0;
  const { progress } = doc;
  let pending = progress === null || 'state' in progress ? progress : unchanged(progress);
  for (const change of ordered) {
    const fromA = clamp(change.offset, at, text.length);
    const toA = clamp(change.offset + change.length, fromA, text.length);
    parts.push(text.slice(at, fromA), change.text);
    length += fromA - at;
    ranges.push({ fromA, toA, fromB: length, toB: length + change.text.length });
    pending = pending && edited(pending, length, toA - fromA, change.text);
    length += change.text.length;
    at = toA;
  }
  parts.push(text.slice(at));
  return makeDoc(parts.join(''), doc.subject, TreeFragment.applyChanges(doc.fragments, ranges), pending);
}

function clamp(n: number, least: number, most: number): number {
  return Math.min(Math.max(n, least), most);
}

function makeDoc(text: string, subject: Subject, earlier: readonly TreeFragment[], pending: Pending | null): Doc {
  const { name, options } = subject;
  let tree: Tree | null = null;
  let analysis: Analysis | null = null;
  let outcome: Outcome | null = null;
  let state: State | null = null;
  return {
    name,
    text,
    options,
    subject,
    get tree() {
      tree ??= parserOf(options.version).parse(text, earlier);
      return tree;
    },
    get analysis() {
      analysis ??= analyse([{ name, text }], options);
      return analysis;
    },
    get outcome() {
      if (outcome === null) ({ outcome, state } = (pending && studyPart(pending, text)) ?? studyWhole(text, subject));
      return outcome;
    },
    get progress() {
      return outcome === null ? pending : state;
    },
    get fragments() {
      return tree ? TreeFragment.addTree(tree, earlier) : earlier;
    },
  };
}
