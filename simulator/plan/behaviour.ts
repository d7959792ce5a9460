/**
 * What HAProxy does differently from one version to the next, chosen here and nowhere else. Every row was seen in the
 * programs themselves; the tests that saw it are in `test/oracle/`.
 */
import type { Version } from '../language/haproxy/config.ts';

export interface Behaviour {
  /** `balance` when nothing says otherwise. */
  readonly defaultBalance: 'roundrobin' | 'random';
  /** leastconn among servers of equal load: the one that has waited longest, or any of them at random. */
  readonly leastconnTies: 'longest-waiting' | 'random';
  /** Where a server's points on the consistent-hashing ring come from: its id, or a hash of its id. */
  readonly ringKey: 'id' | 'hashed-id';
  /** roundrobin, weight of a live server changed: it keeps its place, or is placed as if it had just come back. */
  readonly reweighted: 'keeps-place' | 'comes-back';
}

const UP_TO_2_8: Behaviour = {
  defaultBalance: 'roundrobin',
  leastconnTies: 'longest-waiting',
  ringKey: 'id',
  reweighted: 'keeps-place',
};

const ROWS: Readonly<Record<Version, Behaviour>> = {
  '2.6': UP_TO_2_8,
  '2.8': UP_TO_2_8,
  '3.0': { ...UP_TO_2_8, ringKey: 'hashed-id' },
  '3.2': { ...UP_TO_2_8, leastconnTies: 'random', reweighted: 'comes-back' },
  '3.4': { ...UP_TO_2_8, leastconnTies: 'random', reweighted: 'comes-back', defaultBalance: 'random' },
};

/** The behaviour of a version. */
export function behaviourOf(version: Version): Behaviour {
  return ROWS[version];
}
