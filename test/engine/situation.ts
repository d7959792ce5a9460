/**
 * A situation: a configuration, what its servers do, what its clients do, and the log lines that HAProxy writes about it.
 * The same situation is played in virtual time against the engine (`world.ts`) and on loopback against the real program
 * (`../oracle/engine-lab.ts`), so that the expected lines cannot rot.
 */

import type { Version } from '../../simulator/language/haproxy/config.ts';

/** A wait in milliseconds, bytes to send (latin-1), or one of the words below. */
export type Step = number | string;

/** Half-close; close with a reset; wait until a whole HTTP response came, or the end; wait until the peer closed. */
export const FIN = '<FIN>';
export const RST = '<RST>';
export const RESPONSE = '<RESPONSE>';
export const CLOSED = '<CLOSED>';

export interface ServerScript {
  /** `refuse`: nothing listens. `blackhole`: connection attempts are never answered. */
  readonly mode?: 'refuse' | 'blackhole';
  /** Run when a connection is accepted. */
  readonly onConnect?: readonly Step[];
  /** Run when a whole request (HTTP) or any data (TCP) came; the nth list for the nth, the last one from then on. */
  readonly onRequest?: readonly (readonly Step[])[];
  /** `listen` from that time on (ms after the start) instead of from the beginning; refused before. */
  readonly fromMs?: number;
  /** Nothing listens any more from that time on; open connections are reset. */
  readonly untilMs?: number;
}

export interface ClientScript {
  /** When it connects. */
  readonly atMs: number;
  readonly steps: readonly Step[];
}

export interface Situation {
  readonly title: string;
  /** `global` and `log` lines are added; `{{fe}}` is a frontend's address, `{{NAME}}` that of the server NAME. */
  readonly config: string;
  readonly servers: Readonly<Record<string, ServerScript>>;
  readonly clients: readonly ClientScript[];
  /** Lines without the client's address and date; timers in milliseconds. `*` stands for any one field. */
  readonly log: readonly string[];
  /** What each client received: status codes or a summary; see `summary` in the players. */
  readonly received?: readonly string[];
  /** How long to play after the last client step. Default 100. */
  readonly tailMs?: number;
  /** Versions that say or do something else. */
  readonly logBy?: Readonly<Partial<Record<Version, readonly string[]>>>;
  readonly receivedBy?: Readonly<Partial<Record<Version, readonly string[]>>>;
  /** The first version that takes the configuration. */
  readonly since?: Version;
  /** Versions whose log is known to say something else than the engine does, and why that is left so. */
  readonly differs?: Readonly<Partial<Record<Version, string>>>;
  /** By server: the targets of the requests on each of its connections. */
  readonly connections?: Readonly<Record<string, readonly string[]>>;
}

/** A plain answer. */
export function ok(body = 'ok', extra = ''): string {
  return `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n${extra}\r\n${body}`;
}

/** A plain request; `extra` is header lines ending in CRLF. */
export function get(path = '/', extra = ''): string {
  return `GET ${path} HTTP/1.1\r\nHost: example.test\r\n${extra}\r\n`;
}

export function post(path: string, body: string, extra = ''): string {
  return `POST ${path} HTTP/1.1\r\nHost: example.test\r\nContent-Length: ${body.length}\r\n${extra}\r\n${body}`;
}
