/** Runs `drydock` in this process, as a new user would from a shell. */
import { join } from 'node:path';
import type { CliIo } from '../../simulator/cli/command.ts';
import { main } from '../../simulator/cli/main.ts';
import { type Files, temporaryFolder } from '../support/temporary.ts';

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export interface Shell {
  readonly path: string;
  run(...argv: string[]): Promise<Ran>;
  /** The same with another environment, at a terminal or not. */
  runAt(env: Readonly<Record<string, string>>, isTerminal: boolean, ...argv: string[]): Promise<Ran>;
  file(name: string): string;
  remove(): void;
}

/** A folder with files, and commands that run in it. */
export function shell(files: Files, stdin = '', env: Readonly<Record<string, string>> = {}): Shell {
  const folder = temporaryFolder(files);
  return {
    path: folder.path,
    file: (name) => join(folder.path, name),
    remove: folder.remove,
    run: (...argv) => runIn(folder.path, stdin, env, false, argv),
    runAt: (other, isTerminal, ...argv) => runIn(folder.path, stdin, other, isTerminal, argv),
  };
}

async function runIn(
  cwd: string,
  stdin: string,
  env: Readonly<Record<string, string>>,
  isTerminal: boolean,
  argv: readonly string[],
): Promise<Ran> {
  let out = '';
  let err = '';
  const io: CliIo = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    cwd,
    env,
    colorOut: false,
    colorErr: false,
    isTerminal,
    readStdin: async () => Buffer.from(stdin),
  };
  const status = await main(argv, io);
  return { status, out, err };
}
