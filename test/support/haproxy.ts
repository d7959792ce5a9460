import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { findProgram } from '../../scripts/lib/programs.mjs';
import { type Files, temporaryFolder } from './temporary.ts';

export interface HaproxyOptions {
  /** The executable; the machine's HAProxy otherwise. */
  binary?: string;
  /** Files beside the configuration: maps, certificates, error pages. */
  files?: Files;
  /** False: add no `log stdout format raw local0`; the configuration logs on its own. */
  logsToStdout?: boolean;
  /** More arguments. */
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  timeoutMs?: number;
}

/** A real HAProxy at work. */
export interface RunningHaproxy {
  pid: number;
  /** The folder with `haproxy.cfg` and its files, which is its working directory; removed when it stops. */
  folder: string;
  /** Lines it wrote to stdout so far: its log, where the proxies say `log global`. */
  log: readonly string[];
  /** What it wrote to stderr so far. */
  messages(): string;
  /** Asks the runtime socket; the answer without its closing empty line. */
  command(text: string): Promise<string>;
  /**
   * Waits until the log has such a line, from `from` on (0: from the start).
   * @throws with the log so far after `timeoutMs` (5000)
   */
  waitForLog(wanted: (line: string) => boolean, options?: { from?: number; timeoutMs?: number }): Promise<string>;
  /** Sends it a signal, by its own pid. */
  signal(name: NodeJS.Signals): void;
  /** Ends it (SIGTERM, after 2 s SIGKILL) and removes its folder. */
  stop(): Promise<void>;
  /** Settles when it has ended. */
  ended: Promise<{ status: number | null; signal: NodeJS.Signals | null }>;
}

const POLL_MS = 10;

/**
 * Starts a real HAProxy in the foreground with one thread, and waits until it answers.
 *
 * The stats socket and the log target stand in a file of their own, so the lines of `configuration` keep their
 * numbers in HAProxy's messages.
 *
 * @throws with HAProxy's own words when it does not start ("cannot bind socket" when a port is taken: see
 *   {@link isPortTaken})
 */
export async function startHaproxy(configuration: string, options: HaproxyOptions = {}): Promise<RunningHaproxy> {
  const binary = options.binary ?? findProgram('haproxy');
  if (binary === undefined) throw new Error('startHaproxy: there is no haproxy here; use describeWith');
  const folder = temporaryFolder({
    ...options.files,
    'haproxy.cfg': configuration,
    'harness.cfg': harness(options.logsToStdout !== false),
  });
  const args = ['-db', '-f', 'harness.cfg', '-f', 'haproxy.cfg', ...(options.args ?? [])];
  const child = spawn(binary, args, {
    cwd: folder.path,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', LANG: 'C', ...options.env },
  });
  const killWithTests = () => child.kill('SIGKILL');
  process.once('exit', killWithTests);
  const log = collectLines(child);
  let messages = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    messages += chunk.toString();
  });
  const ended = new Promise<{ status: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => {
      process.off('exit', killWithTests);
      folder.remove();
      resolve({ status, signal });
    });
  });
  const socket = join(folder.path, 'stats.sock');
  await untilAnswering(child, ended, socket, () => messages, options.timeoutMs ?? 10_000);
  return {
    pid: child.pid as number,
    folder: folder.path,
    log,
    messages: () => messages,
    command: (text) => runtimeCommand(socket, text),
    waitForLog: (wanted, { from = 0, timeoutMs = 5000 } = {}) => waitForLine(log, wanted, from, timeoutMs),
    signal: (name) => void child.kill(name),
    stop: () => stop(child, ended),
    ended,
  };
}

/** Whether {@link startHaproxy} failed because a port was taken meanwhile: take others and try again. */
export function isPortTaken(error: unknown): boolean {
  return error instanceof Error && /cannot bind socket \(Address already in use\)/i.test(error.message);
}

function harness(logsToStdout: boolean): string {
  return [
    'global',
    '  nbthread 1',
    '  stats socket unix@./stats.sock mode 600 level admin',
    ...(logsToStdout ? ['  log stdout format raw local0'] : []),
    '',
  ].join('\n');
}

function collectLines(child: ChildProcess): string[] {
  const lines: string[] = [];
  let rest = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  return lines;
}

async function untilAnswering(
  child: ChildProcess,
  ended: Promise<unknown>,
  socket: string,
  messages: () => string,
  timeoutMs: number,
): Promise<void> {
  let isOver = false;
  ended.then(
    () => {
      isOver = true;
    },
    () => {
      isOver = true;
    },
  );
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    if (isOver) {
      await ended;
      throw new Error(`haproxy did not start:\n${messages()}`);
    }
    try {
      if ((await runtimeCommand(socket, 'show info')).includes('Version')) return;
    } catch {
      // Not listening yet.
    }
    if (Date.now() > deadline) {
      await stop(child, ended);
      throw new Error(`haproxy did not answer within ${timeoutMs} ms:\n${messages()}`);
    }
    await sleep(POLL_MS);
  }
}

/**
 * One command on a runtime socket, which takes one a connection.
 *
 * @throws when the socket does not answer within 5 s
 */
export function runtimeCommand(socketPath: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    let answer = '';
    socket.setTimeout(5000, () => socket.destroy(new Error(`no answer to "${text}" from ${socketPath}`)));
    socket.once('error', reject);
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
    });
    socket.once('end', () => resolve(answer.replace(/\n+$/, '')));
    socket.end(`${text}\n`);
  });
}

async function waitForLine(
  log: readonly string[],
  wanted: (line: string) => boolean,
  from: number,
  timeoutMs: number,
): Promise<string> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = log.slice(from).find(wanted);
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`no such line within ${timeoutMs} ms; the log:\n${log.join('\n')}`);
    await sleep(POLL_MS);
  }
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 2000);
  await ended.catch(() => undefined);
  clearTimeout(timer);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
