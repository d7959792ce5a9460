/** `drydock run` as a child process, with its log; the same shape as a running HAProxy, so that tests can hold either. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './temporary.ts';

const CLI = fileURLToPath(new URL('../../simulator/cli/main.ts', import.meta.url));

export interface Logged {
  readonly atMs: number;
  readonly text: string;
}

export interface RunningDrydock {
  readonly pid: number;
  readonly log: readonly Logged[];
  messages(): string;
  stop(): Promise<void>;
}

/**
 * A connection to find out whether it listens would be a session, and take a server its turn: it is ready when it says so.
 *
 * @param port one that it will listen on
 */
export async function startDrydock(configuration: string, port: number, version: string): Promise<RunningDrydock> {
  const folder = temporaryFolder({ 'haproxy.cfg': configuration });
  const child = spawn(process.execPath, [CLI, 'run', '-f', join(folder.path, 'haproxy.cfg'), '--haproxy', version], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killWithTests = () => child.kill('SIGKILL');
  process.once('exit', killWithTests);
  const log: Logged[] = [];
  let rest = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    for (const text of parts) log.push({ atMs: performance.now(), text });
  });
  let messages = '';
  child.stderr.on('data', (chunk: Buffer) => {
    messages += chunk.toString();
  });
  let isOver = false;
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      isOver = true;
      process.off('exit', killWithTests);
      folder.remove();
      resolve();
    });
  });
  const deadline = Date.now() + 15_000;
  while (!messages.includes(`:${port}`)) {
    if (isOver || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`drydock run did not start:\n${messages}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    pid: child.pid as number,
    log,
    messages: () => messages,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 2000);
      await ended;
      clearTimeout(timer);
    },
  };
}
