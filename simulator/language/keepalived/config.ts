/**
 * The typed model of a keepalived.conf: the part that decides who holds the address. A span for everything; what could
 * not be understood is left out and reported. Times are seconds, as keepalived writes them.
 */
import type { Span } from '../diagnostic.ts';
import type { At } from '../haproxy/config.ts';

export interface KeepalivedConfig {
  readonly global: KeepalivedGlobal;
  /** In file order. */
  readonly scripts: readonly VrrpScript[];
  readonly instances: readonly VrrpInstance[];
  readonly syncGroups: readonly SyncGroup[];
}

export interface KeepalivedGlobal {
  readonly routerId?: At<string>;
  /** `script_user USER [GROUP]`. */
  readonly scriptUser?: At<string>;
  readonly scriptGroup?: At<string>;
  readonly scriptSecurity?: At<true>;
  readonly strict?: At<true>;
  readonly vrrpVersion?: At<2 | 3>;
}

export interface VrrpScript {
  readonly name: At<string>;
  /** The command line, without quotes. */
  readonly script?: At<string>;
  readonly user?: At<string>;
  readonly intervalS?: At<number>;
  readonly timeoutS?: At<number>;
  readonly fall?: At<number>;
  readonly rise?: At<number>;
  readonly weight?: At<number>;
  readonly span: Span;
}

export interface VrrpInstance {
  readonly name: At<string>;
  readonly state?: At<'MASTER' | 'BACKUP'>;
  readonly interface?: At<string>;
  readonly virtualRouterId?: At<number>;
  readonly priority?: At<number>;
  readonly advertIntervalS?: At<number>;
  readonly version?: At<2 | 3>;
  readonly nopreempt?: At<true>;
  readonly preemptDelayS?: At<number>;
  readonly authType?: At<'PASS' | 'AH'>;
  /** As written, all of it. */
  readonly authPass?: At<string>;
  /** As written: address, with or without prefix length. */
  readonly virtualAddresses: readonly At<string>[];
  readonly unicastSource?: At<string>;
  readonly unicastPeers: readonly At<string>[];
  readonly tracked: readonly TrackedScript[];
  readonly notifies: readonly Span[];
  readonly span: Span;
}

export interface TrackedScript {
  readonly name: At<string>;
  /** Overrides the script's own. */
  readonly weight?: At<number>;
}

export interface SyncGroup {
  readonly name: At<string>;
  readonly members: readonly At<string>[];
  readonly span: Span;
}
