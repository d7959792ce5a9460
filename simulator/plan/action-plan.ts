/** What an action of a rule does, with its arguments read. Actions of HTTP and TCP rules are the same where names are. */

import type { Format, HttpAction, ReplyConfig, SampleExpr } from '../language/haproxy/config.ts';
import type { LogLevel } from './log-plan.ts';

/** A number as it is written, or an expression that gives it. */
export type NumberPlan =
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'expr'; readonly expr: SampleExpr };

/** An answer of HAProxy's own: a status, and what the rule says about the rest. */
export interface ReplyPlan {
  readonly status: number;
  readonly contentType: string | null;
  readonly headers: ReplyConfig['headers'];
  readonly body: ReplyBody;
}

export type ReplyBody =
  /** Nothing said: the page of the status (deny, tarpit) or no body (return). */
  | { readonly kind: 'none' }
  | { readonly kind: 'format'; readonly format: Format }
  /** A file's bytes as a body, the file's text as a format, a whole answer with its head, or the section's own pages. */
  | { readonly kind: 'file'; readonly content: string }
  | { readonly kind: 'pages' }
  /** HAProxy's own page of the status, whatever the section has. */
  | { readonly kind: 'built-in' }
  | { readonly kind: 'location'; readonly status: 302 | 303; readonly url: string }
  | { readonly kind: 'errorfile'; readonly content: string | null };

export type GeneralData = 'gpc' | 'gpc0' | 'gpc1' | 'gpt' | 'gpt0';

export type TimeoutKind = 'client' | 'connect' | 'queue' | 'server' | 'tarpit' | 'tunnel';

export type ActionPlan =
  | Extract<HttpAction, { readonly type: 'allow' | 'redirect' | 'set-header' | 'add-header' | 'del-header' }>
  | { readonly type: 'deny' | 'tarpit' | 'return'; readonly reply: ReplyPlan }
  | { readonly type: 'accept' | 'reject' | 'close' | 'silent-drop' }
  | {
      readonly type: 'set-target';
      readonly part: 'method' | 'path' | 'pathq' | 'query' | 'uri';
      readonly value: Format;
    }
  | {
      readonly type: 'replace-target';
      readonly part: 'path' | 'pathq' | 'uri';
      readonly pattern: string;
      readonly value: Format;
    }
  | {
      readonly type: 'replace-header' | 'replace-value';
      readonly name: string;
      readonly pattern: string;
      readonly value: Format;
    }
  | {
      readonly type: 'headers-bin';
      readonly how: 'add' | 'set' | 'del';
      readonly value: SampleExpr;
      /** Only names that begin so; '': all. */
      readonly prefix: string;
      /** How names that are to go are compared. */
      readonly match: 'str' | 'beg' | 'end' | 'sub';
    }
  | { readonly type: 'set-status'; readonly status: number; readonly reason: string | null }
  | {
      readonly type: 'set-var';
      readonly variable: string;
      readonly when: readonly string[];
      readonly value: SampleExpr;
    }
  | {
      readonly type: 'set-var-fmt';
      readonly variable: string;
      readonly when: readonly string[];
      readonly value: Format;
    }
  | { readonly type: 'unset-var'; readonly variable: string }
  | {
      readonly type: 'pattern';
      readonly how: 'add-acl' | 'del-acl' | 'set-map' | 'del-map';
      readonly patternFile: string;
      readonly isMap: boolean;
      readonly key: Format;
      readonly value: Format | null;
    }
  | {
      readonly type: 'capture';
      readonly which: 'request' | 'response';
      readonly slot: number;
      readonly value: SampleExpr;
    }
  | { readonly type: 'track'; readonly counter: number; readonly key: SampleExpr; readonly table: number }
  | {
      readonly type: 'count';
      readonly how: 'inc' | 'add' | 'set';
      readonly data: GeneralData;
      readonly index: number;
      readonly counter: number;
      readonly value: NumberPlan | null;
    }
  | { readonly type: 'set-timeout'; readonly which: TimeoutKind; readonly value: NumberPlan }
  | { readonly type: 'set-priority'; readonly which: 'class' | 'offset'; readonly value: SampleExpr }
  | {
      readonly type: 'set-address';
      readonly which: 'src' | 'dst' | 'src-port' | 'dst-port';
      readonly value: SampleExpr;
    }
  | { readonly type: 'set-log-level'; readonly level: LogLevel | 'silent' }
  | { readonly type: 'set-retries'; readonly value: NumberPlan }
  | { readonly type: 'pause'; readonly value: NumberPlan }
  | { readonly type: 'wait-for-body'; readonly timeMs: number; readonly leastBytes: number }
  | { readonly type: 'early-hint'; readonly name: string; readonly value: Format }
  | { readonly type: 'auth'; readonly realm: string | null }
  | { readonly type: 'normalize-uri'; readonly how: string; readonly flag: string | null }
  | { readonly type: 'do-log' }
  /** Done, and nobody here would see a difference: marks for the kernel, niceness, strictness about full buffers … */
  | { readonly type: 'unseen'; readonly name: string }
  /** Accepted, not executed: said on its line. */
  | { readonly type: 'cache-use' | 'cache-store'; readonly cache: string }
  | { readonly type: 'other'; readonly name: string };
