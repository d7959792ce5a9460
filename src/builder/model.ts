/** What the builder panel shows: read from the text, never kept beside it. Plain data. */
import type { Span } from '../../simulator/language/diagnostic.ts';

/**
 * A value and who says it: this section (for a server: its own line), the section's default-server line, its defaults
 * section, or nobody (then it is HAProxy's own).
 */
export interface Said<T> {
  readonly value: T;
  readonly from: 'here' | 'default-server' | 'defaults' | 'built-in';
  /** Where it is written; null when nobody says it. */
  readonly span: Span | null;
}

export interface BuilderModel {
  /** frontend, backend and listen sections, in file order. */
  readonly sections: readonly BuilderSection[];
}

export interface BuilderSection {
  /** Index into `config.sections`: what changes refer to. */
  readonly section: number;
  readonly kind: 'frontend' | 'backend' | 'listen';
  readonly name: string;
  readonly span: Span;
  readonly mode: Said<string>;
  readonly binds: readonly BuilderBind[];
  /** null for a frontend. */
  readonly backend: BuilderBackend | null;
}

export interface BuilderBind {
  /** Index into the section's directives. */
  readonly line: number;
  /** As written; several addresses have commas between them. */
  readonly address: string;
  readonly span: Span;
}

export interface BuilderBackend {
  readonly balance: Said<{ readonly algorithm: string; readonly args: readonly string[] }>;
  /** What may be chosen in this mode and version. */
  readonly algorithms: readonly string[];
  readonly servers: readonly BuilderServer[];
  readonly stickiness: BuilderStickiness;
  readonly healthCheck: BuilderHealthCheck;
}

export interface BuilderServer {
  /** Index into the section's directives. */
  readonly line: number;
  readonly name: string;
  readonly address: string;
  readonly weight: Said<number>;
  readonly check: Said<boolean>;
  readonly backup: Said<boolean>;
  /** null: no limit. */
  readonly maxconn: Said<number | null>;
  /** Its value of the persistence cookie. */
  readonly cookie: string | null;
  readonly span: Span;
  /** Why the panel cannot change it (a server-template, variables that make words), or null. */
  readonly locked: string | null;
}

export type BuilderStickiness =
  | { readonly kind: 'none' }
  | { readonly kind: 'cookie'; readonly name: string; readonly from: 'here' | 'defaults'; readonly span: Span }
  | {
      readonly kind: 'stick-src';
      /** As written on the stick-table line; null when the rule uses another section's table. */
      readonly table: { readonly type: string; readonly size: string; readonly expire: string | null } | null;
      readonly span: Span;
    }
  | { readonly kind: 'source'; readonly span: Span | null }
  /** Rules that the panel does not know: it shows them and leaves them alone. */
  | { readonly kind: 'other'; readonly summary: string; readonly span: Span };

export interface BuilderHealthCheck {
  /** `none`: no server is checked. `other`: steps that the panel does not know; choosing another kind replaces them. */
  readonly kind: 'none' | 'tcp' | 'http' | 'mllp' | 'other';
  /** For `http`. */
  readonly method: string | null;
  readonly path: string | null;
  readonly from: 'here' | 'defaults' | 'built-in';
  readonly span: Span | null;
  /** Servers that are checked, of how many. */
  readonly checked: number;
  readonly servers: number;
}
