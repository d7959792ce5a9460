/** Where log lines go, and what receives them. */
import type { LOG_LEVELS } from '../language/haproxy/syslog-words.ts';

/** As syslog names them (RFC 5424, 6.2.1). */
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogTargetPlan {
  readonly address: string;
  readonly format: string;
  readonly facility: string;
  /** Less important lines are left out; more important ones than `minLevel` are sent as if they had that. */
  readonly level: LogLevel | null;
  readonly minLevel?: string;
  /** `len`: of a whole message, the end of its line included. */
  readonly lineBytes: number;
  /** Only these of every `size` lines, counted from 1. */
  readonly sample?: { readonly ranges: readonly (readonly [number, number])[]; readonly size: number };
}

export interface RingPlan {
  readonly name: string;
  readonly format: string;
  readonly servers: readonly { readonly address: string; readonly octetCount: boolean }[];
}

export interface LogForwardPlan {
  readonly name: string;
  readonly binds: readonly string[];
  readonly datagramBinds: readonly string[];
  readonly targets: readonly LogTargetPlan[];
}
