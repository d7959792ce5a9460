/** The real HAProxy of a lab: started in a folder of its own, in the foreground, one thread; its log and its runtime socket. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface LoggedLine {
  readonly atMs: number;
  readonly text: string;
}

export interface RealHaproxy {
  readonly log: readonly LoggedLine[];
  /** null: it is not known. */
  readonly pid: number | null;
  /** When it was seen to be at work. */
  readonly startedMs: number;
  /** Asks the runtime socket; the answer without its closing empty line. */
  command(text: string): Promise<string>;
  stop(): Promise<void>;
}

/** The runtime socket, relative to the working directory. */
export const SOCKET = 's';
const START_MS = 10_000;
const ASK_EVERY_MS = 3;

/** What to start: a program and what comes before HAProxy's own arguments. */
export type Program = readonly [string, ...string[]];

/**
 * @param text the configuration, a character a byte
 * @param files more files of its folder
 * @throws with HAProxy's own words when it does not start
 */
export async function startHaproxy(
  program: Program,
  text: string,
  files: Readonly<Record<string, string>>,
): Promise<RealHaproxy> {
  const folder = mkdtempSync(join(tmpdir(), 'dd-'));
  writeFileSync(join(folder, 'haproxy.cfg'), text, 'latin1');
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content, 'latin1');
  const env = { PATH: process.env['PATH'] ?? '', LANG: 'C', TZ: 'UTC' };
  const [command, ...before] = program;
  const child = spawn(command, [...before, '-db', '-f', 'haproxy.cfg'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  endWithUs(child);
  const log: LoggedLine[] = [];
  collect(child, log);
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    words += chunk.toString();
  });
  let isOver = false;
  const ended = new Promise<void>((resolve) => {
    const over = () => {
      isOver = true;
      children.delete(child);
      rmSync(folder, { recursive: true, force: true });
      resolve();
    };
    child.once('error', (error) => {
      words += String(error);
      over();
    });
    child.once('close', over);
  });
  const socket = join(folder, SOCKET);
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  const deadline = performance.now() + START_MS;
  for (;;) {
    if (isOver) throw new Error(`haproxy did not start:\n${words}`);
    const answer = await ask(socket, 'show info').catch(() => '');
    if (answer.includes('Version')) break;
    if (performance.now() > deadline) {
      await stop();
      throw new Error(`haproxy did not answer within ${START_MS} ms:\n${words}`);
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  return { log, pid: child.pid ?? null, startedMs: performance.now(), command: (what) => ask(socket, what), stop };
}

/** Those that are at work; they end with this process. */
const children = new Set<ChildProcess>();
let isWatched = false;

function endWithUs(child: ChildProcess): void {
  if (!isWatched) {
    isWatched = true;
    process.once('exit', () => {
      for (const one of children) one.kill('SIGKILL');
    });
  }
  children.add(child);
}

function collect(child: ChildProcess, log: LoggedLine[]): void {
  let rest = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    const atMs = performance.now();
    const parts = (rest + chunk.toString('latin1')).split('\n');
    rest = parts.pop() ?? '';
    for (const text of parts) log.push({ atMs, text });
  });
}

/** One command a connection. */
function ask(path: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let answer = '';
    socket.setTimeout(5000, () => socket.destroy(new Error(`no answer to "${text}"`)));
    socket.once('error', reject);
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
    });
    socket.once('end', () => resolve(answer.replace(/\n+$/, '')));
    socket.end(`${text}\n`);
  });
}
