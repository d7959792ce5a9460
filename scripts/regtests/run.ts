/** One test by `varnishtest`. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Outcome {
  readonly test: string;
  readonly result: 'passed' | 'failed' | 'skipped';
  readonly seconds: number;
  readonly why: string;
  readonly output: string;
}

/** Runs a test to its end. `varnishtest` keeps the time itself. */
export function runTest(
  folder: string,
  test: string,
  environment: Readonly<Record<string, string | undefined>>,
  timeoutSeconds: number,
): Promise<Outcome> {
  // The path of a UNIX socket has a limit of about 100 characters.
  const temporary = mkdtempSync(join(tmpdir(), 'rt'));
  const began = performance.now();
  return new Promise((done) => {
    const args = ['-t', String(timeoutSeconds), '-b', '2097152', test];
    const child = spawn('varnishtest', args, { cwd: folder, env: { ...environment, TMPDIR: temporary } });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.stderr.on('data', (part: Buffer) => parts.push(part));
    const end = (result: Outcome['result'], why: string) => {
      rmSync(temporary, { recursive: true, force: true });
      const output = Buffer.concat(parts).toString('latin1');
      done({ test, result, seconds: (performance.now() - began) / 1000, why, output });
    };
    child.once('error', (error) => end('failed', `varnishtest cannot be started: ${error.message}`));
    child.once('close', (status) => {
      if (status === 0) end('passed', '');
      else if (status === 77) end('skipped', 'by itself');
      else end('failed', reasonIn(Buffer.concat(parts).toString('latin1')));
    });
  });
}

/** The first line that tells what went wrong. */
function reasonIn(output: string): string {
  const wrong = /^---- +(\S+ +.*)$/m.exec(output);
  return (wrong?.[1] ?? '').replace(/\s+/g, ' ').slice(0, 150);
}
