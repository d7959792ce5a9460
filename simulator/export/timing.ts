/**
 * How long a failover takes, from VRRP's own formulas (RFC 3768 and RFC 5798; measured with keepalived 2.2.7, which kept
 * them to within a few milliseconds). Seconds.
 */
import { parseNetwork } from './address.ts';
import type { KeepalivedForm } from './form.ts';

export const PRIORITY_MIN = 1;
/** 255 is reserved for the owner of the address. */
export const PRIORITY_MAX = 254;

/** keepalived keeps an effective priority within these bounds. */
export const clampPriority = (priority: number): number => Math.min(PRIORITY_MAX, Math.max(PRIORITY_MIN, priority));

/** Version 3 is needed for IPv6, and for intervals that are not whole seconds; it has no authentication. */
export function vrrpVersion(form: KeepalivedForm): 2 | 3 {
  const address = parseNetwork(form.virtualAddress);
  const ipv6 = typeof address !== 'string' && address.family === 6;
  return ipv6 || !Number.isInteger(form.advertIntervalS) ? 3 : 2;
}

/** The priority that a node sends while its check succeeds, and while it fails (null: it is in FAULT and sends nothing). */
export function effectivePriorities(form: KeepalivedForm, node: 0 | 1): { healthy: number; failed: number | null } {
  const base = form.priorities[node];
  const { weight } = form.checkScript;
  if (weight === null) return { healthy: base, failed: null };
  return { healthy: clampPriority(base + Math.max(0, weight)), failed: clampPriority(base + Math.min(0, weight)) };
}

export interface FailoverTimes {
  /** keepalived is stopped in an orderly way: it says good-bye and the backup waits its skew. */
  readonly keepalivedStoppedS: number;
  /** The machine, or the network to it, is gone. At most. */
  readonly nodeLostS: number;
  /** HAProxy's check starts failing, until the other node has the address. At most. */
  readonly checkFailedS: number;
}

/** From the event until node 1 holds the address that node 0 had. */
export function failoverTimes(form: KeepalivedForm): FailoverTimes {
  const { healthy } = effectivePriorities(form, 1);
  const skewUnitS = vrrpVersion(form) === 3 ? form.advertIntervalS : 1;
  const skewS = ((256 - healthy) / 256) * skewUnitS;
  const masterDownS = 3 * form.advertIntervalS + skewS;
  const detectedS = form.checkScript.intervalS * form.checkScript.fall;
  return {
    keepalivedStoppedS: skewS,
    nodeLostS: masterDownS,
    checkFailedS: detectedS + (form.checkScript.weight === null ? skewS : masterDownS),
  };
}
