import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Files by their path in a folder. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A temporary folder with files in it; its path is short, since a UNIX socket's may have only 97 characters. */
export function temporaryFolder(files: Files = {}): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'dd-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
