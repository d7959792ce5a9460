/** Drydock's own version. */
import { readFileSync } from 'node:fs';

/** As in package.json. */
export function programVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return String(version);
}
