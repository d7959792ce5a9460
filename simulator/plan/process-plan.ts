/** What concerns the whole process: the `global` section. */
import type { Span } from '../language/diagnostic.ts';
import type { LogTargetPlan } from './log-plan.ts';
import type { StatusSets } from './status-sets.ts';
import type { ProcessTlsPlan } from './tls-plan.ts';

export interface ProcessPlan {
  readonly maxconn: number;
  readonly spreadChecksPercent: number;
  readonly maxSpreadChecksMs: number | null;
  readonly hardStopAfterMs: number | null;
  readonly maxHeadBytes: number;
  /** `tune.bufsize` */
  readonly bufferBytes: number;
  /** `tune.http.logurilen` and `tune.http.cookielen`: how much of a request line and of a cookie is kept for lines. */
  readonly requestLineBytes: number;
  readonly cookieBytes: number;
  /** `tune.ssl.capture-buffer-size`: how much of a ClientHello's lists is kept; absent: nothing. */
  readonly helloBytes?: number;
  /** Defaults of TLS. */
  readonly tls: ProcessTlsPlan;
  /** What is told to peers of HTTP/2: `tune.h2.*`. */
  readonly http2: Http2Plan;
  /** Statuses that count in stick tables; null: the usual ones. */
  readonly countedStatuses: StatusSets | null;
  /** `external-check preserve-env`: programs that check see the environment of the process, too. */
  readonly checksKeepEnvironment?: true;
  /** `log` lines of the `global` section. */
  readonly logs?: readonly LogTargetPlan[];
  /** `stats socket` lines. */
  readonly statsSockets?: readonly StatsSocketPlan[];
}

export interface Http2Plan {
  readonly maxStreams: number;
  readonly windowBytes: number;
}

export interface StatsSocketPlan {
  /** A path, `fd@7`, `ipv4@127.0.0.1:9999`, … */
  readonly address: string;
  /** Permissions of a UNIX socket, octal. */
  readonly mode: string | null;
  readonly level: 'user' | 'operator' | 'admin';
  readonly span: Span;
}
