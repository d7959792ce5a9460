#!/usr/bin/env node
/** `drydock`: finds the command, parses its arguments, prints help, sets the exit status. */
import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nearest, parseCommandArgs } from './args.ts';
import type { CliIo, Command, CommandTitle } from './command.ts';
import { commandHelp, programHelp } from './help.ts';
import { DEFAULT_VERSION } from './load.ts';
import { programVersion } from './version.ts';

/** Commands are loaded when they are needed: `check` has no use for an engine, and people wait for it. */
const COMMANDS: readonly (CommandTitle & { readonly load: () => Promise<Command> })[] = [
  {
    name: 'check',
    summary: 'Check a configuration as `haproxy -c` does, without HAProxy.',
    load: async () => (await import('./check.ts')).checkCommand,
  },
  {
    name: 'fmt',
    summary: 'Put configurations into their usual form; what HAProxy reads stays the same.',
    load: async () => (await import('./fmt.ts')).fmtCommand,
  },
  {
    name: 'lsp',
    summary: 'Serve an editor: the Language Server Protocol over standard input and output.',
    load: async () => (await import('./lsp.ts')).lspCommand,
  },
  {
    name: 'simulate',
    summary: 'Run a configuration against synthetic clients and servers in virtual time.',
    load: async () => (await import('./simulate.ts')).simulateCommand,
  },
  {
    name: 'run',
    summary: 'Run a configuration on real sockets.',
    load: async () => (await import('./run.ts')).runCommand,
  },
  {
    name: 'reload',
    summary: 'Have a running Drydock read its configuration again, without losing a connection.',
    load: async () => (await import('./reload.ts')).reloadCommand,
  },
  {
    name: 'haproxy',
    summary: 'Take HAProxy’s own command line, in its place.',
    load: async () => (await import('./haproxy.ts')).haproxyCommand,
  },
  {
    name: 'explain',
    summary: 'Say what a configuration does with one request, rule by rule, and why.',
    load: async () => (await import('./explain.ts')).explainCommand,
  },
  {
    name: 'verify',
    summary: 'Play scenarios against the real HAProxy and see where Drydock differs.',
    load: async () => (await import('./verify.ts')).verifyCommand,
  },
  {
    name: 'export',
    summary: 'Write the files for real machines: haproxy.cfg, and a keepalived.conf for each of two nodes.',
    load: async () => (await import('./export.ts')).exportCommand,
  },
];

/** Runs one command line (without the program's own name) and returns the exit status. */
export async function main(argv: readonly string[], io: CliIo): Promise<number> {
  const [first, ...rest] = argv;
  if (first === undefined) {
    io.err(programHelp(COMMANDS));
    return 1;
  }
  if (first === '--help' || first === '-h' || first === 'help') return help(rest[0], io);
  if (first === '--version' || first === '-v' || first === '-V') {
    io.out(`drydock ${programVersion()} (HAProxy ${DEFAULT_VERSION} unless told otherwise)\n`);
    return 0;
  }
  const listed = COMMANDS.find((c) => c.name === first);
  if (listed === undefined) return unknownCommand(first, io);
  const command = await listed.load();
  if (command.runRaw !== undefined) return command.runRaw(rest, io);
  const parsed = parseCommandArgs(rest, command.options, command.operandsAre);
  if (!parsed.ok) {
    io.err(`drydock ${command.name}: ${parsed.problem}\nUsage: drydock ${command.name} ${command.usage}\n`);
    return 1;
  }
  if (parsed.help) {
    io.out(commandHelp(command));
    return 0;
  }
  return command.run(parsed.args, io);
}

async function help(name: string | undefined, io: CliIo): Promise<number> {
  const listed = COMMANDS.find((c) => c.name === name);
  if (name !== undefined && listed === undefined) return unknownCommand(name, io);
  io.out(listed === undefined ? programHelp(COMMANDS) : commandHelp(await listed.load()));
  return 0;
}

function unknownCommand(name: string, io: CliIo): number {
  const names = COMMANDS.map((c) => c.name);
  const near = nearest(name, names);
  const kind = name.startsWith('-') ? 'option' : 'command';
  const guess = near === null ? `the commands are ${names.join(', ')}` : `did you mean ${near}?`;
  io.err(`drydock: unknown ${kind} ${name}: ${guess}\nUsage: drydock COMMAND [OPTIONS]; drydock --help says more.\n`);
  return 1;
}

/** The process as a command's world. */
function processIo(): CliIo {
  const wantsColor = (stream: { readonly isTTY?: boolean }) =>
    stream.isTTY === true && process.env['NO_COLOR'] === undefined && process.env['TERM'] !== 'dumb';
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    cwd: process.cwd(),
    env: process.env,
    colorOut: wantsColor(process.stdout),
    colorErr: wantsColor(process.stderr),
    isTerminal: process.stderr.isTTY === true,
    async readStdin() {
      const parts: Buffer[] = [];
      for await (const part of process.stdin) parts.push(part);
      return Buffer.concat(parts);
    },
  };
}

/** Whether this file is what Node was started with (`import.meta.main` is newer than the oldest Node that serves). */
function isProgram(): boolean {
  const started = process.argv[1];
  return started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url);
}

if (isProgram()) {
  // A reader that has seen enough (`drydock … | head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  // Installed under a second name it stands in for HAProxy.
  const isHaproxy = basename(process.argv[1]!) === 'drydock-haproxy';
  process.exitCode = await main([...(isHaproxy ? ['haproxy'] : []), ...process.argv.slice(2)], processIo());
}
