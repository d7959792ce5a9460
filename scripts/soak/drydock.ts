/** `drydock run` as a child process whose configuration can be changed, told to reload, killed, and looked at. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const HEAP = pathToFileURL(join(import.meta.dirname, 'heap.ts')).href;
const CLI = join(import.meta.dirname, '../../simulator/cli/main.ts');

export interface Drydock {
  readonly child: ChildProcess;
  /** What it has said on standard error. */
  said(): string;
  /** What it has logged, line by line. */
  readonly log: string[];
  /** Puts another configuration into its file. */
  write(config: string): void;
  /** Waits until it says so. */
  reload(): Promise<void>;
  /** Resident memory in bytes, and open descriptors; null where the system does not tell. */
  usage(): { readonly bytes: number; readonly descriptors: number } | null;
  /** What is alive behind a collection of garbage, bytes; null for other programs. */
  alive(): Promise<number | null>;
  /** Softly; the exit status. */
  stop(): Promise<number | null>;
}

/** @param command in the place of this Drydock, another program that takes `-f FILE`, HAProxy for example */
export async function startDrydock(
  config: string,
  command: readonly string[] = [],
  more: readonly string[] = [],
  maxFiles?: number,
): Promise<Drydock> {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-soak-'));
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(file, config);
  const [program, args] =
    command.length > 0
      ? [command[0]!, [...command.slice(1), '-f', file]]
      : [process.execPath, ['--expose-gc', '--import', HEAP, CLI, 'run', '-f', file, ...more]];
  // a limit is set by a shell that gives way to the program
  const limited = ['-c', `ulimit -n ${maxFiles} && exec "$@"`, 'sh', program, ...args];
  const child = spawn(maxFiles === undefined ? program : 'sh', maxFiles === undefined ? args : limited, {
    stdio: ['ignore', 'pipe', 'pipe', ...(command.length > 0 ? [] : ['ipc' as const])],
  });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  let said = '';
  const log: string[] = [];
  let rest = '';
  child.stderr!.on('data', (data) => {
    said += String(data);
  });
  child.stdout!.on('data', (data) => {
    const parts = (rest + String(data)).split('\n');
    rest = parts.pop() ?? '';
    log.push(...parts);
  });
  const over = new Promise<number | null>((resolve) =>
    child.once('close', (code) => {
      process.off('exit', end);
      rmSync(folder, { recursive: true, force: true });
      resolve(code);
    }),
  );
  const until = async (isSo: () => boolean, what: string) => {
    for (let tries = 0; !isSo(); tries++) {
      if (tries > 3000 || child.exitCode !== null) throw new Error(`${what}:\n${said.slice(-2000)}`);
      await pause(10);
    }
  };
  if (command.length === 0) await until(() => said.includes('drydock run: pid'), 'drydock run did not start');
  else await pause(500);
  const times = () => said.split('drydock run: reloaded').length;
  return {
    child,
    said: () => said,
    log,
    write: (text) => writeFileSync(file, text),
    async reload() {
      const before = times();
      child.kill('SIGUSR2');
      if (command.length > 0) await pause(500);
      else await until(() => times() > before, 'it did not reload');
    },
    usage() {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        const bytes = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)![1]) * 1024;
        return { bytes, descriptors: readdirSync(`/proc/${child.pid}/fd`).length };
      } catch {
        return null;
      }
    },
    alive() {
      if (command.length > 0 || !child.connected) return Promise.resolve(null);
      return new Promise((resolve) => {
        child.once('message', (bytes) => resolve(Number(bytes)));
        child.send('alive?');
      });
    },
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(end, 10_000);
      const code = await over;
      clearTimeout(timer);
      return code;
    },
  };
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
