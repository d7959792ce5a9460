import type { Tree, TreeFragment } from '@lezer/common';
import type { AnalyseOptions, Analysis } from './analyse.ts';

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
  /** The syntax tree, made when first asked for and then kept up to date by edits. */
  readonly tree: Tree;
  /** Everything that is known about the text, worked out when first asked for. */
  readonly analysis: Analysis;
  readonly fragments: readonly TreeFragment[];
}

export declare function openDoc(text: string, options: AnalyseOptions, name?: string): Doc;
export declare function editDoc(doc: Doc, changes: readonly Change[]): Doc;
