#!/usr/bin/env node
/** `drydock`: finds the command, parses its arguments, prints help, sets the exit status. */
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nearest, parseCommandArgs } from './args.ts';
import { checkCommand } from './check.ts';
import type { CliIo, Command } from './command.ts';
import { commandHelp, programHelp } from './help.ts';
import { DEFAULT_VERSION } from './load.ts';

const COMMANDS: readonly Command[] = [checkCommand];

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
  const command = COMMANDS.find((c) => c.name === first);
  if (command === undefined) return unknownCommand(first, io);
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

function help(name: string | undefined, io: CliIo): number {
  const command = COMMANDS.find((c) => c.name === name);
  if (name !== undefined && command === undefined) return unknownCommand(name, io);
  io.out(command === undefined ? programHelp(COMMANDS) : commandHelp(command));
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

function programVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return String(version);
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
  process.exitCode = await main(process.argv.slice(2), processIo());
}
