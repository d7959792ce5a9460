/** Where clients connect to. */
import type { Span } from '../language/diagnostic.ts';
import type { TlsOptions } from './tls-plan.ts';

export interface ListenerPlan {
  /** `id`, or the next one in its section that is free (`so_id`). */
  readonly sectionId: number;
  readonly id: number;
  readonly proxy: number;
  readonly host: string;
  readonly port: number;
  readonly family: 'ipv4' | 'ipv6' | 'unix' | 'abns' | 'fd' | 'other';
  /** Name as printed by `%fl`/… or null. */
  readonly name: string | null;
  readonly ssl: ListenerTlsPlan | null;
  /** All that is said about TLS; for drivers. */
  readonly tls?: TlsOptions;
  readonly acceptProxy: boolean;
  /** `proto`: what its clients speak; left out: as the handshake or their first bytes say. */
  readonly proto?: string;
  readonly guid?: string;
  readonly maxconn: number | null;
  readonly span: Span;
}

export interface ListenerTlsPlan {
  readonly crt: readonly string[];
  readonly alpn: readonly string[];
  /** Whether clients are asked for certificates; absent: they are not. */
  readonly verify?: 'none' | 'optional' | 'required';
  /** Whose certificates are good ones; for drivers. */
  readonly caFile?: string;
  /** X509_V_ERR_… that do no harm, of the certificate itself and of those behind it. */
  readonly ignoredOfCertificates?: 'all' | readonly number[];
  readonly ignoredOfAuthorities?: 'all' | readonly number[];
}
