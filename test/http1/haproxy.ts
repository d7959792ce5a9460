/** The real HAProxy as the proxy between clients and origins of a set of cases. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { haproxyConfig, type Outcome, type Patience, runCases, type WireCase } from './wire.ts';

/** Runs `cases` through one process of `program`. Throws if it does not start. */
export async function askHaproxy(
  program: string,
  cases: readonly WireCase[],
  patience: Patience = {},
): Promise<Outcome[]> {
  // a socket's path may have some 100 characters only
  const dir = mkdtempSync(join(tmpdir(), 'h1-'));
  const file = join(dir, 'haproxy.cfg');
  writeFileSync(file, haproxyConfig(dir, cases));
  const child = spawn(program, ['-db', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (data) => {
    complaint += String(data);
  });
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  try {
    const last = join(dir, `c${cases.length - 1}.sock`);
    for (let i = 0; i < 400 && !existsSync(last) && child.exitCode === null; i++) await pause(25);
    if (child.exitCode !== null) throw new Error(`haproxy did not start:\n${complaint}`);
    await pause(50);
    return await runCases(dir, cases, patience);
  } finally {
    child.kill('SIGKILL');
    await ended;
    rmSync(dir, { recursive: true, force: true });
  }
}
