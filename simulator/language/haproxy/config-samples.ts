/** Expressions and formats in the typed model. */
import type { Span } from '../diagnostic.ts';

/** A sample expression: a fetch and the converters after it. */
export interface SampleExpr {
  readonly fetch: string;
  readonly args: readonly string[];
  readonly converters: readonly { readonly name: string; readonly args: readonly string[] }[];
  readonly span: Span;
}

/** A log-format string, parsed: what it is made of, in order. */
export type FormatPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'alias'; readonly name: string; readonly flags: string }
  | { readonly type: 'sample'; readonly expr: SampleExpr; readonly flags: string };

export interface Format {
  readonly source: string;
  readonly parts: readonly FormatPart[];
  readonly span: Span;
}
