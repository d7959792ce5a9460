/** What one log line is made of. */
import type { LogLevel } from '../plan/log-plan.ts';
import type { Endpoint, StreamId } from './io.ts';

/** The values of one log line, evaluated; `trace/` prints them. Timers are milliseconds, -1 when never reached. */
export interface LogRecord {
  readonly proxy: number;
  readonly stream: StreamId;
  readonly frontend: string;
  /** Printed as `~` after the frontend's name. */
  readonly frontendTls: boolean;
  readonly backend: string;
  /** `<NOSRV>` when none was chosen. */
  readonly server: string;
  readonly mode: 'tcp' | 'http';
  readonly src: Endpoint;
  readonly dst: Endpoint;
  /** When the connection was accepted (tcp) or the request's first byte seen (http), engine clock. */
  readonly acceptMs: number;
  readonly endMs: number;
  /** There was no request, only a TLS handshake that failed: the listener, and why. */
  readonly handshake?: { readonly listener: string; readonly why: string };
  readonly timers: {
    readonly Th: number;
    readonly Ti: number;
    readonly TR: number;
    readonly Tw: number;
    readonly Tc: number;
    readonly Tr: number;
    readonly Ta: number;
    readonly Tt: number;
  };
  readonly status: number;
  readonly bytesRead: number;
  readonly bytesUploaded: number;
  /** Two characters in TCP mode, four in HTTP mode. */
  readonly termination: string;
  readonly actconn: number;
  readonly feconn: number;
  readonly beconn: number;
  readonly srvconn: number;
  readonly retries: number;
  readonly redispatched: boolean;
  readonly srvQueue: number;
  readonly backendQueue: number;
  /** `GET /path HTTP/1.1`, or `<BADREQ>`. */
  readonly request: string | null;
  readonly requestCookie: string;
  readonly responseCookie: string;
  readonly capturedRequestHeaders: readonly string[];
  readonly capturedResponseHeaders: readonly string[];
  /** Evaluated text when the configuration has its own log-format. */
  readonly custom: string | null;
  /** Absent: `info`. */
  readonly level?: LogLevel;
}
