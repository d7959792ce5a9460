/** What few servers say of themselves. */
import type { TlsOptions } from './tls-plan.ts';

export interface RareServerPlan {
  /** Something else of the configuration names it: it cannot be removed at run time. */
  readonly isReferenced?: boolean;
  /** Not a server of the configuration: what `dispatch` or `option transparent` connect to. */
  readonly isImplied?: boolean;
  /** `init-addr`: how its name is looked up at the start, until one way answers; absent: the system is asked, or it fails. */
  readonly initAddr?: readonly string[];
  /** Added at run time. */
  readonly isAdded?: true;
  /** Files of authorities and revocations that are read though it speaks no TLS. */
  readonly readsFor?: Pick<TlsOptions, 'caFile' | 'crlFile'>;
  /** `no-ssl`, and nothing was said at run time. */
  readonly refusesSsl?: true;
}
