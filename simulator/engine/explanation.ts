/** Why the engine did what it did: one decision each, with the lines that decided. */
import type { Span } from '../language/diagnostic.ts';

/** One decision and what decided it. `spans` point at the configuration's deciding lines, the most telling first. */
export type Explanation =
  | {
      readonly type: 'listener';
      readonly listener: number;
      readonly proxyName: string;
      readonly spans: readonly Span[];
    }
  /** A rule was looked at. `tests` say what every ACL saw. */
  | {
      readonly type: 'rule';
      readonly keyword: string;
      readonly text: string;
      readonly outcome: 'taken' | 'not-taken' | 'not-reached';
      readonly tests: readonly AclTrace[];
      readonly spans: readonly Span[];
    }
  | {
      readonly type: 'backend';
      readonly backend: string;
      readonly why: 'use_backend' | 'default_backend' | 'listen' | 'none';
      readonly spans: readonly Span[];
    }
  | {
      readonly type: 'persistence';
      readonly kind: 'cookie' | 'stick' | 'redirect';
      readonly key: string | null;
      readonly server: string | null;
      readonly outcome: 'used' | 'unusable' | 'absent' | 'stored';
      readonly spans: readonly Span[];
    }
  | {
      readonly type: 'balance';
      readonly algorithm: string;
      readonly key: string | null;
      readonly candidates: readonly CandidateTrace[];
      readonly chosen: string | null;
      readonly why: string;
      readonly spans: readonly Span[];
    }
  | {
      readonly type: 'queue';
      readonly where: 'server' | 'backend';
      readonly position: number;
      readonly why: string;
      readonly spans: readonly Span[];
    }
  | {
      readonly type: 'retry';
      readonly attempt: number;
      readonly of: number;
      readonly redispatch: boolean;
      readonly waitMs: number;
      readonly why: string;
      readonly spans: readonly Span[];
    }
  | {
      readonly type: 'response';
      readonly status: number;
      readonly by: 'server' | 'haproxy';
      readonly why: string;
      readonly spans: readonly Span[];
    }
  | { readonly type: 'timeout'; readonly name: string; readonly afterMs: number; readonly spans: readonly Span[] }
  | { readonly type: 'end'; readonly termination: string; readonly meaning: string; readonly spans: readonly Span[] }
  | {
      readonly type: 'health';
      readonly server: string;
      readonly status: string;
      readonly counter: string;
      readonly spans: readonly Span[];
    };

export interface AclTrace {
  /** A regular expression took too long and was cut off: it counts as not matching. */
  readonly cutOff?: true;
  readonly acl: string;
  readonly negated: boolean;
  readonly value: string | null;
  readonly matched: boolean;
  readonly pattern: string | null;
  readonly span: Span;
}

export interface CandidateTrace {
  readonly server: string;
  readonly usable: boolean;
  readonly state: string;
  readonly weight: number;
  readonly sessions: number;
  /** The algorithm's own figure for it, for example `position 4096` or `load 85`. */
  readonly figure: string | null;
}
