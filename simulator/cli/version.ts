/** Drydock's own version. */
import { readFileSync } from 'node:fs';

/** As in package.json, which is two folders up, from the sources and from a built command line alike. */
export function programVersion(): string {
  try {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    return String(version);
  } catch {
    return 'without a version';
  }
}
