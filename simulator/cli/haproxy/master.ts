/**
 * `-W` and `-S`: master mode as far as it shows from outside. Master and worker are one process here: a reload makes a new
 * world in the place of the old one, and the master's socket tells of it and passes commands on to the worker.
 * Facts: HAProxy's management guide, "The master CLI"; 3.0.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type Server, type Socket } from 'node:net';
import { splitCommands } from '../../drivers/runtime/words.ts';
import { listenAddress, listenOn } from '../../drivers/sockets/addresses.ts';
import type { Config } from '../../language/haproxy/config.ts';
import type { Serving } from '../serve.ts';

export interface Master {
  close(): void;
}

export type OpenedMaster =
  | { readonly ok: true; readonly master: Master }
  | { readonly ok: false; readonly problem: string };

/** What a `program` section wants started. */
export interface Program {
  readonly name: string;
  readonly command: readonly string[];
}

export function programsOf(config: Config): Program[] {
  return config.sections.flatMap(({ kind, name, directives }) => {
    if (kind !== 'program') return [];
    const line = directives.find(({ words }) => words[0]!.text === 'command');
    const command = line?.words.slice(1).map(({ text }) => text) ?? [];
    return command.length === 0 ? [] : [{ name: name?.text ?? '', command }];
  });
}

interface Started {
  readonly name: string;
  readonly child: ChildProcess;
  readonly sinceMs: number;
}

export interface MasterOptions {
  readonly addresses: readonly string[];
  readonly programs: readonly Program[];
  readonly release: string;
  /** Says what goes wrong later. */
  say(text: string): void;
}

/** Listens, and starts the programs. @param serving the worlds: the present one, and how another takes its place */
export async function openMaster(serving: Serving, options: MasterOptions): Promise<OpenedMaster> {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const startedMs = Date.now();
  const about: About = {
    serving,
    release: options.release,
    startedMs,
    workerSinceMs: startedMs,
    reloads: 0,
    failed: 0,
    programs: [],
  };
  for (const address of options.addresses) {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      attend(about, socket);
    });
    const problem = await listenOn(server, listenAddress(address.split(',')[0]!));
    if (problem !== null) {
      for (const other of servers) other.close();
      return { ok: false, problem: `master socket ${address}: ${problem}` };
    }
    servers.push(server);
  }
  for (const { name, command } of options.programs) {
    const child = spawn(command[0]!, command.slice(1), { stdio: 'inherit' });
    child.once('error', (error) => options.say(`program '${name}': ${error.message}`));
    about.programs.push({ name, child, sinceMs: Date.now() });
  }
  return {
    ok: true,
    master: {
      close() {
        for (const server of servers) server.close();
        for (const socket of sockets) socket.destroy();
        for (const { child } of about.programs) child.kill('SIGTERM');
      },
    },
  };
}

interface About {
  readonly serving: Serving;
  readonly release: string;
  readonly startedMs: number;
  workerSinceMs: number;
  reloads: number;
  failed: number;
  readonly programs: Started[];
}

const MAX_LINE_BYTES = 16_384;

/** One line is answered, as on the other runtime sockets; with `prompt` more of them. */
function attend(about: About, socket: Socket): void {
  let received = '';
  let isInteractive = false;
  let isBusy = false;
  const take = async (atEnd: boolean): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    for (let end = received.indexOf('\n'); end >= 0 || (atEnd && received !== ''); end = received.indexOf('\n')) {
      const line = end < 0 ? received : received.slice(0, end);
      received = end < 0 ? '' : received.slice(end + 1);
      const { text, prompt, quits } = await answerLine(about, line.replace(/\r$/, ''));
      if (prompt) isInteractive = !isInteractive;
      if (socket.destroyed) return;
      socket.write(isInteractive ? `${text}master> ` : text, 'latin1');
      if (quits || !isInteractive) {
        socket.end();
        return;
      }
    }
    isBusy = false;
    if (received.length > MAX_LINE_BYTES || atEnd) socket.end();
  };
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
    void take(false);
  });
  socket.on('end', () => void take(true));
}

/** Commands behind `;`. `@1` and the like choose who is spoken to, for one command or, alone, for all that follow. */
async function answerLine(about: About, line: string) {
  let text = '';
  let prompt = false;
  let toWorker = false;
  for (const command of splitCommands(line)) {
    const [, target, rest = ''] = /^@(!?\d+|master)\s*(.*)$/.exec(command) ?? [];
    const isWorker: boolean = target === undefined ? toWorker : target !== 'master' && target !== '0';
    const said = target === undefined ? command : rest;
    if (target !== undefined && said === '') {
      toWorker = isWorker;
      continue;
    }
    // what is unlocked with these is not behind a lock here
    if (/^(expert-mode|experimental-mode|mcli-debug-mode)\b/.test(said)) continue;
    if (said === 'prompt') prompt = true;
    else if (said === 'quit') return { text, prompt, quits: true };
    else if (said !== '') text += isWorker ? about.serving.answer(said) : `${await answerMaster(about, said)}\n`;
  }
  return { text: text === '' ? '\n' : text, prompt, quits: false };
}

async function answerMaster(about: About, command: string): Promise<string> {
  switch (command) {
    case 'reload': {
      const done = await about.serving.reload();
      if (done) about.reloads++;
      else about.failed++;
      if (done) about.workerSinceMs = Date.now();
      return done ? 'Success=1\n--\n' : 'Success=0\n--\n';
    }
    case 'show version':
      return `${about.release}\n`;
    case 'show proc':
      return processes(about);
    case 'help':
      return 'The following commands are valid at this level:\n  @<relative pid> <command> : send a command to the worker\n  @master <command> : send a command to the master\n  show proc : the processes\n  show version : the version\n  reload : take the configuration anew\n  prompt, quit, help\n';
    default:
      return `Unknown command: '${command}'. Type 'help' for the list.\n`;
  }
}

function processes({ startedMs, workerSinceMs, reloads, failed, release, programs }: About): string {
  const pid = process.pid;
  const row = (cells: readonly (string | number)[]) => `${cells.map((cell) => String(cell).padEnd(15)).join(' ')}\n`;
  const since = (ms: number) => uptime(Math.floor((Date.now() - ms) / 1000));
  return (
    row(['#<PID>', '<type>', '<reloads>', '<uptime>', '<version>']) +
    row([pid, 'master', `${reloads} [failed: ${failed}]`, since(startedMs), release]) +
    '# workers\n' +
    row([pid, 'worker', 0, since(workerSinceMs), release]) +
    (programs.length === 0 ? '' : '# programs\n') +
    programs.map(({ name, child, sinceMs }) => row([child.pid ?? 0, name, 0, since(sinceMs), '-'])).join('')
  );
}

function uptime(seconds: number): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const rest = seconds % 86_400;
  return `${Math.floor(seconds / 86_400)}d${two(Math.floor(rest / 3600))}h${two(Math.floor(rest / 60) % 60)}m${two(rest % 60)}s`;
}
