/** What an editor may set, read without trust. */
import type { Version } from '../../language/haproxy/config.ts';
import { VERSIONS } from '../load.ts';

export interface Settings {
  readonly version: Version;
  /** Also report what `drydock simulate` accepts and does not carry out. */
  readonly notSimulated: boolean;
}

/** The settings in `given`, and those of `before` where it says nothing usable; `problem` when something is not understood. */
export function readSettings(given: unknown, before: Settings): { settings: Settings; problem: string | null } {
  if (typeof given !== 'object' || given === null) return { settings: before, problem: null };
  const { haproxy, notSimulated } = given as Record<string, unknown>;
  const asked = typeof haproxy === 'number' ? haproxy.toFixed(1) : haproxy;
  const version = VERSIONS.find((v) => v === asked);
  const known = asked === undefined || asked === null || asked === '' || version !== undefined;
  return {
    settings: {
      version: version ?? before.version,
      notSimulated: typeof notSimulated === 'boolean' ? notSimulated : before.notSimulated,
    },
    problem: known ? null : `the setting haproxy takes ${VERSIONS.join(', ')}, not ${JSON.stringify(haproxy)}`,
  };
}
