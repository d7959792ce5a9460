/** The HAProxy of this machine, as a hint which version to ask about. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { DEFAULT_VERSION, VERSIONS } from '../load.ts';

/** Where root's programs are, which a user's PATH may leave out. */
const MORE_FOLDERS = ['/usr/local/sbin', '/usr/sbin'];

/** A sentence about the installed HAProxy where that is not the one that was checked for; else null. */
export function suggestion(env: Readonly<Record<string, string | undefined>>): string | null {
  const installed = installedVersion(env);
  if (installed === null) return null;
  const branch = installed.split('.').slice(0, 2).join('.');
  if (branch === DEFAULT_VERSION) return null;
  return VERSIONS.some((v) => v === branch)
    ? `HAProxy ${installed} is installed here: --haproxy ${branch} checks for it (this was ${DEFAULT_VERSION})`
    : `HAProxy ${installed} is installed here, which Drydock does not speak for; this was ${DEFAULT_VERSION}`;
}

/** Such as `3.0.11`; null when there is none, or it does not say. */
function installedVersion(env: Readonly<Record<string, string | undefined>>): string | null {
  const folders = [...(env['PATH'] ?? '').split(delimiter).filter((f) => f !== ''), ...MORE_FOLDERS];
  const path = folders.map((folder) => join(folder, 'haproxy')).find(isExecutable);
  if (path === undefined) return null;
  const { stdout } = spawnSync(path, ['-v'], { encoding: 'utf8', timeout: 2000, stdio: ['ignore', 'pipe', 'ignore'] });
  return /version (\d+\.\d+(?:\.\d+)?)/.exec(stdout ?? '')?.[1] ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
