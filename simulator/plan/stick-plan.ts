/** Stick tables as the engine wants them. */
import type { Span } from '../language/diagnostic.ts';

/** A data type that a stick table stores. */
export interface StoredDataPlan {
  readonly name: string;
  /** Elements of an array; 1 otherwise. */
  readonly count: number;
  /** Of rates. */
  readonly periodMs: number | null;
}

export interface StickTablePlan {
  readonly name: string;
  /** Of a peers section: the first proxy. */
  readonly proxy: number;
  /** Index into Plan.peers: its entries are told to others. */
  readonly peers?: number;
  readonly type: 'ip' | 'ipv6' | 'integer' | 'string' | 'binary';
  readonly sizeEntries: number;
  readonly expireMs: number | null;
  readonly nopurge: boolean;
  /** `srvkey addr`: servers are kept, and found again, by address and port. */
  readonly byAddress?: true;
  readonly store: readonly StoredDataPlan[];
  /** Longest key of `string` and `binary` tables, in bytes; longer keys are cut. */
  readonly keyBytes: number;
  readonly span: Span;
}
