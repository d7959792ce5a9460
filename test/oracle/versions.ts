/** Which of the versions that Drydock knows a HAProxy on this machine is. */
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { VERSIONS } from '../../simulator/language/haproxy/version.ts';
import type { FoundProgram } from '../support/programs.ts';

export function versionOf({ version }: FoundProgram): Version {
  const short = version.split('.').slice(0, 2).join('.');
  return VERSIONS.find((known) => known === short) ?? '3.2';
}
