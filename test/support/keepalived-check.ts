import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findProgram } from '../../scripts/lib/programs.mjs';
import { temporaryFolder } from './temporary.ts';

/**
 * Asks the real keepalived about a configuration: `keepalived -t`.
 *
 * @param text of `keepalived.conf`
 * @returns its exit status (0 accepted) and what it wrote
 * @throws when there is no keepalived, or it hangs
 */
export function keepalivedCheck(text: string): { status: number | null; output: string } {
  const binary = findProgram('keepalived');
  if (binary === undefined) throw new Error('keepalivedCheck: there is no keepalived here; use describeWith');
  const folder = temporaryFolder({ 'keepalived.conf': text });
  try {
    const { status, stdout, stderr, error } = spawnSync(
      binary,
      ['--config-test', '--log-console', '--use-file', join(folder.path, 'keepalived.conf')],
      { encoding: 'utf8', timeout: 20_000, env: { PATH: process.env.PATH ?? '', LANG: 'C' } },
    );
    if (error) throw error;
    return { status, output: `${stdout}${stderr}` };
  } finally {
    folder.remove();
  }
}
