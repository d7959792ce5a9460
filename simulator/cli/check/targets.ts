/** Which configurations one command line is about: all files together, or with `--each` every file by itself. */
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Args } from '../args.ts';
import type { CliIo } from '../command.ts';
import { asFile, type LoadedFile, loadFiles, STDIN, systemMessage } from '../load.ts';

/** A configuration, or why it could not be read. */
export type Target =
  | { readonly ok: true; readonly name: string; readonly files: readonly LoadedFile[] }
  | { readonly ok: false; readonly problem: string };

/** One at a time, so that thousands need no more memory than the largest. */
export async function* targets(args: Args, io: CliIo): AsyncGenerator<Target> {
  if (args.flag('each')) {
    for (const name of args.values('file')) yield* eachOf(name, io);
    return;
  }
  const loaded = await loadFiles(args, io);
  if (!loaded.ok) yield loaded;
  else yield { ok: true, name: args.values('file').map(asNamed).join(' '), files: loaded.files };
}

const asNamed = (name: string) => (name === '-' ? STDIN : name);

async function* eachOf(name: string, io: CliIo): AsyncGenerator<Target> {
  if (name === '-') {
    yield { ok: true, name: STDIN, files: [asFile(STDIN, await io.readStdin())] };
    return;
  }
  let names: readonly string[] = [name];
  try {
    if (statSync(resolve(io.cwd, name)).isDirectory()) names = below(name, io.cwd);
  } catch (error) {
    yield { ok: false, problem: `${name}: ${systemMessage(error)}` };
    return;
  }
  if (names.length === 0) yield { ok: false, problem: `${name}: there is no file below this directory` };
  for (const one of names) yield read(one, io.cwd);
}

function read(name: string, cwd: string): Target {
  try {
    return { ok: true, name, files: [asFile(name, readFileSync(resolve(cwd, name)))] };
  } catch (error) {
    return { ok: false, problem: `${name}: ${systemMessage(error)}` };
  }
}

const LOOKS_LIKE_ONE = /\.(cfg|conf)$/;

/**
 * The files below a directory, at any depth, hidden ones left out: those called *.cfg or *.conf, and where there are none of
 * those, all. Links to directories are not followed.
 */
export function below(folder: string, cwd: string): readonly string[] {
  const all: string[] = [];
  const walk = (name: string): void => {
    for (const entry of entriesOf(resolve(cwd, name))) {
      const path = join(name, entry.name);
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile() || isLinkToFile(entry, resolve(cwd, path))) all.push(path);
    }
  };
  walk(folder);
  const likely = all.filter((name) => LOOKS_LIKE_ONE.test(name));
  return likely.length > 0 ? likely : all;
}

function entriesOf(path: string): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    // A directory that may not be read has nothing for us; the rest of the tree does.
    return [];
  }
}

function isLinkToFile(entry: Dirent, path: string): boolean {
  return entry.isSymbolicLink() && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
