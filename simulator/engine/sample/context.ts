/** What a sample expression, an ACL or a log format may look at. */
import type { Client, Engine, Stream } from '../state.ts';

/** What a fetch or a converter yields. Addresses and binary are strings (`type` says which); latin-1, a character a byte. */
export type SampleValue =
  | { readonly type: 'string' | 'address' | 'binary' | 'method'; readonly text: string }
  /** `exact`: all digits in decimal, where `number` cannot have them. */
  | { readonly type: 'integer'; readonly number: number; readonly exact?: string }
  | { readonly type: 'boolean'; readonly flag: boolean };

export interface SampleContext {
  readonly engine: Engine;
  readonly client: Client;
  readonly stream: Stream;
  /** The proxy whose rule is evaluated (frontend first, then backend). */
  readonly proxy: number;
  readonly direction: 'request' | 'response';
  /** Rules of the connection, before there are streams. */
  readonly scope?: 'session';
  /** The log line of a stream that is over. */
  readonly isLogged?: true;
  /** Content rules: whether more may come, and whether something was not there yet. */
  readonly inspect?: { readonly final: boolean; missed: boolean; readonly awaitsHttp?: boolean };
}
