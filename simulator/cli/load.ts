/** Reads configuration files for a command, and says in one line what cannot be read. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SourceFile, Version } from '../language/haproxy/config.ts';
import type { Args } from './args.ts';
import type { CliIo, OptionSpec } from './command.ts';

export const VERSIONS = ['2.6', '2.8', '3.0', '3.2', '3.4'] as const satisfies readonly Version[];
export const DEFAULT_VERSION: Version = '3.2';

export const FILE_OPTION: OptionSpec = {
  name: 'file',
  short: 'f',
  value: 'FILE',
  many: true,
  required: true,
  about: 'a configuration file, a directory (its *.cfg files, by name) or - for standard input',
};

export const VERSION_OPTION: OptionSpec = {
  name: 'haproxy',
  value: 'VERSION',
  choices: VERSIONS,
  about: `the HAProxy whose rules apply; ${DEFAULT_VERSION} unless said`,
};

/** A file as bytes and as text. */
export interface LoadedFile extends SourceFile {
  readonly bytes: Uint8Array;
}

export type Loaded =
  | { readonly ok: true; readonly files: readonly LoadedFile[] }
  | { readonly ok: false; readonly problem: string };

export function versionOf(args: Args): Version {
  return VERSIONS.find((v) => v === args.value('haproxy')) ?? DEFAULT_VERSION;
}

/** Reads every file named by `-f`, in order. Names in messages are as the user wrote them. */
export function loadFiles(args: Args, io: CliIo): Promise<Loaded> {
  return loadNamed(args.values('file'), io);
}

/** The same for names that did not come with `-f`. */
export async function loadNamed(names: readonly string[], io: CliIo): Promise<Loaded> {
  const files: LoadedFile[] = [];
  for (const name of names) {
    if (name === '-') {
      files.push(asFile(STDIN, await io.readStdin()));
      continue;
    }
    const path = resolve(io.cwd, name);
    try {
      if (!statSync(path).isDirectory()) {
        files.push(asFile(name, readFileSync(path)));
        continue;
      }
      const inside = configurationsIn(path);
      if (inside.length === 0) return { ok: false, problem: `${name}: a directory without any .cfg file` };
      for (const entry of inside) files.push(asFile(join(name, entry), readFileSync(join(path, entry))));
    } catch (error) {
      return { ok: false, problem: `${name}: ${systemMessage(error)}` };
    }
  }
  return { ok: true, files };
}

/** What standard input is called in messages. */
export const STDIN = '(standard input)';

/**
 * The names of the files that HAProxy reads of a directory, in its order: regular files, not hidden, that end in `.cfg`, by
 * the bytes of their names.
 */
function configurationsIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.cfg') && !name.startsWith('.'))
    .filter((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile())
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

export function asFile(name: string, bytes: Uint8Array): LoadedFile {
  return { name, bytes, text: decode(bytes) };
}

/** UTF-8 when it is that, else a character a byte. A byte order mark stays: HAProxy stumbles over it, so must we. */
function decode(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The environment without the holes. */
export function environmentOf(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const present: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined) present[name] = value;
  return present;
}

const SYSTEM_MESSAGES: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is not a directory',
  EEXIST: 'it exists already',
  EMFILE: 'too many open files',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the name is too long',
  EADDRINUSE: 'the address is in use by another program',
  EADDRNOTAVAIL: 'this machine does not have that address',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
};

/** What the system said, in words, without the name of the system call. */
export function systemMessage(error: unknown): string {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  return (code === undefined ? undefined : SYSTEM_MESSAGES[code]) ?? message ?? String(error);
}
