/** The shape of a keyword's row, and of the values that options and simple directives take. */
import type { Version } from '../config.ts';

/** What one value may be. Anything that a row cannot say is looked at by the directive's own lowering. */
export type Value =
  | { readonly kind: 'none' }
  /** Any text; where it is `optional`, nothing counts as an empty one. */
  | { readonly kind: 'word'; readonly optional?: true }
  /** All the rest of the line. */
  | { readonly kind: 'rest' }
  /** A number; `loose` ones are read as atol() does, so that `x` counts as 0. */
  | { readonly kind: 'number'; readonly min?: number; readonly max?: number; readonly loose?: true; readonly optional?: true; readonly notZero?: true }
  | { readonly kind: 'octal' }
  /** `small`: from 3.2 on, a number below it without a unit is a warning. */
  | { readonly kind: 'time'; readonly unit?: 's'; readonly positive?: true; readonly small?: number }
  | { readonly kind: 'size' }
  | {
      readonly kind: 'choice';
      readonly of: readonly string[];
      /** Several, with commas. */
      readonly list?: true;
      /** None at all, or nothing between commas, is fine. */
      readonly blanks?: true;
      /** The first version of those that came later. */
      readonly since?: Readonly<Record<string, Version>>;
    }
  | { readonly kind: 'address'; readonly port: 'optional' | 'required' | 'forbidden' }
  | { readonly kind: 'networks' }
  /** A file that must be there when HAProxy starts. */
  | { readonly kind: 'file' }
  /** Something of the machine's: a user, a group, an interface, a name space. */
  | { readonly kind: 'machine'; readonly what: string }
  | { readonly kind: 'expression'; readonly places: number };

export interface Row {
  readonly name: string;
  /** Arguments, as they are written in manuals; '' for none. */
  readonly form: string;
  /** What it does, one line, in our own words. */
  readonly text: string;
  readonly since?: Version;
  /** The first version that refuses it. */
  readonly until?: Version;
  /** The first version that warns about it. */
  readonly deprecated?: Version;
  /** What to write instead, where it is deprecated or gone. */
  readonly instead?: string;
  /** Section of HAProxy's configuration manual. */
  readonly manual: string;
  /** A line that HAProxy takes (with `since`, in that version). */
  readonly accepts: string;
  /** A line that HAProxy refuses; null where it takes anything. */
  readonly rejects: string | null;
}

/** An option of `bind` or `server` lines. Its examples are what stands behind the address. */
export interface LineOptionRow extends Row {
  readonly value: Value;
  /** For server options: may stand in `default-server`. */
  readonly inDefault?: boolean;
}
