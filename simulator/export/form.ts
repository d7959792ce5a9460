/**
 * The small form from which a keepalived.conf for each of two nodes is made. Node 0 is the one that should hold the
 * address while both are well. Times are seconds because keepalived's are.
 */

/** How a node finds out whether its HAProxy is fit to serve. */
export type CheckScript = CheckTiming &
  (
    | { readonly kind: 'haproxy-process' }
    /** Fetches the URL; a status of 400 or more, or none in time, is a failure. */
    | { readonly kind: 'http'; readonly url: string }
    /** Absolute path and arguments; keepalived runs it without a shell. Exit status 0 is success. */
    | { readonly kind: 'custom'; readonly command: string }
  );

export interface CheckTiming {
  readonly intervalS: number;
  readonly fall: number;
  readonly rise: number;
  /** null: a failed check puts the node into FAULT. Positive: added while it succeeds. Negative: subtracted while it fails. */
  readonly weight: number | null;
}

export interface KeepalivedForm {
  readonly interface: string;
  /** With its prefix length: `192.0.2.10/24`, `2001:db8::10/64`. */
  readonly virtualAddress: string;
  /** Of node 0 and node 1. */
  readonly priorities: readonly [number, number];
  readonly virtualRouterId: number;
  readonly routerIds: readonly [string, string];
  readonly advertIntervalS: number;
  readonly transport:
    | { readonly kind: 'multicast' }
    /** The nodes' own addresses, without prefix length. */
    | { readonly kind: 'unicast'; readonly addresses: readonly [string, string] };
  readonly checkScript: CheckScript;
  /** Absent or empty: no authentication. */
  readonly authPass?: string;
  /** The address stays where it is when the other node comes back. */
  readonly nopreempt?: boolean;
}

/** Where in the form a problem is; `priorities.1` is node 1's. */
export type FormField =
  | 'interface'
  | 'virtualAddress'
  | `priorities.${0 | 1}`
  | 'virtualRouterId'
  | `routerIds.${0 | 1}`
  | 'advertIntervalS'
  | `transport.addresses.${0 | 1}`
  | 'checkScript.url'
  | 'checkScript.command'
  | 'checkScript.intervalS'
  | 'checkScript.fall'
  | 'checkScript.rise'
  | 'checkScript.weight'
  | 'authPass'
  | 'nopreempt';

export interface FormProblem {
  readonly field: FormField;
  /** Stable, kebab-case. */
  readonly code: string;
  /** `error`: keepalived would refuse the file, or the address would not move as the form promises. Nothing is exported then. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** A form that is valid as it stands; addresses are from the documentation ranges, to be replaced. */
export const DEFAULT_FORM: KeepalivedForm = {
  interface: 'eth0',
  virtualAddress: '192.0.2.10/24',
  priorities: [110, 100],
  virtualRouterId: 51,
  routerIds: ['lb-a', 'lb-b'],
  advertIntervalS: 1,
  transport: { kind: 'multicast' },
  checkScript: { kind: 'haproxy-process', intervalS: 2, fall: 2, rise: 2, weight: null },
};

/** Where the check script of kind `http` is installed: on RHEL, SELinux lets keepalived run what lies there. */
export const CHECK_SCRIPT_PATH = '/usr/libexec/keepalived/check-haproxy.sh';

/** The command line that keepalived runs for a check. */
export function checkCommand(check: CheckScript): string {
  if (check.kind === 'haproxy-process') return '/usr/bin/pgrep -x haproxy';
  return check.kind === 'http' ? CHECK_SCRIPT_PATH : check.command.trim();
}
