import type { Version } from './config.ts';

export const VERSIONS = ['2.6', '2.8', '3.0', '3.2', '3.4'] as const satisfies readonly Version[];

/** Position among the versions that Drydock speaks for: comparable. */
export function rank(version: Version): number {
  return VERSIONS.indexOf(version);
}

export function atLeast(version: Version, other: Version): boolean {
  return rank(version) >= rank(other);
}
