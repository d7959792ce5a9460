/**
 * `--strict-environment`: what a configuration needs of the machine that it is checked on. A finding of severity
 * `environment` goes when the machine has what it names, becomes an error when it has not, and stays when that cannot be told
 * from here.
 */
import { spawnSync } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { accessSync, constants, readFileSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import type { Diagnostic } from '../../language/diagnostic.ts';
import type { Config } from '../../language/haproxy/config.ts';
import { systemMessage } from '../load.ts';

export interface AfterTheMachine {
  readonly diagnostics: readonly Diagnostic[];
  /** Something that HAProxy needs is not there. */
  readonly missing: boolean;
}

/** How long a name may take to resolve. */
const LOOKUP_MS = 5000;

/** @param cwd where HAProxy would be started */
export async function afterTheMachine(
  diagnostics: readonly Diagnostic[],
  config: Config,
  cwd: string,
): Promise<AfterTheMachine> {
  const names = createNames();
  let missing = false;
  const judged = await Promise.all(
    diagnostics.map(async (d) => {
      if (d.severity !== 'environment') return d;
      const verdict = await judge(d, config, cwd, names);
      missing ||= verdict?.severity === 'error';
      return verdict;
    }),
  );
  return { diagnostics: judged.filter((d) => d !== null), missing };
}

type Resolver = (name: string) => Promise<string | null>;

async function judge(d: Diagnostic, config: Config, cwd: string, resolveName: Resolver): Promise<Diagnostic | null> {
  const subject = subjectOf(d);
  if (subject === null) return d;
  const error = (message: string): Diagnostic => ({ ...d, severity: 'error', message });
  if (d.code === 'file-needed') {
    const problem = unreadable(pathOf(subject, d, config, cwd));
    return problem === null ? null : error(`HAProxy needs the file '${subject}': ${problem}`);
  }
  if (d.code === 'name-to-resolve') {
    const problem = await resolveName(subject);
    return problem === null ? null : error(`HAProxy looks up '${subject}' when it starts: ${problem}`);
  }
  const account = / the (user|group) '/.exec(d.message)?.[1];
  if (account === undefined) return d;
  return hasAccount(account === 'user' ? 'passwd' : 'group', subject)
    ? null
    : error(`HAProxy needs the ${account} '${subject}', and this machine has none of that name`);
}

/** What an environment finding is about: its message names it between quotes. */
export function subjectOf({ message }: Diagnostic): string | null {
  return /'(.*)'/.exec(message)?.[1] ?? null;
}

function unreadable(path: string): string | null {
  try {
    accessSync(path, constants.R_OK);
    return null;
  } catch (error) {
    return systemMessage(error);
  }
}

const BASES: Readonly<Record<string, string>> = {
  crt: 'crt-base',
  'ca-file': 'ca-base',
  'ca-verify-file': 'ca-base',
  'crl-file': 'ca-base',
  'ssl-default-bind-ca-file': 'ca-base',
};

/** Where HAProxy looks for a file: below `crt-base` or `ca-base`, or where `default-path` says. */
export function pathOf(name: string, { span }: Diagnostic, config: Config, cwd: string): string {
  if (isAbsolute(name)) return name;
  const option = wordBefore(config, span.file, span.from);
  const baseName = option === null ? undefined : BASES[option];
  const base = baseName === undefined ? null : globalValue(config, baseName);
  const from = startOf(config, span.file, cwd);
  return base === null ? resolve(from, name) : resolve(from, base, name);
}

function startOf(config: Config, file: number, cwd: string): string {
  const mode = globalValue(config, 'default-path');
  const own = resolve(cwd, config.files[file]?.name ?? '');
  if (mode === 'config') return dirname(own);
  if (mode === 'parent') return dirname(dirname(own));
  const origin = mode === 'origin' ? globalValue(config, 'default-path', 2) : null;
  return origin === null ? cwd : resolve(cwd, origin);
}

function globalValue(config: Config, keyword: string, index = 1): string | null {
  const lines = config.sections.filter((s) => s.kind === 'global').flatMap((s) => s.directives);
  return lines.findLast((d) => d.words[0]?.text === keyword)?.words[index]?.text ?? null;
}

/** The word in front of the one that begins at `from`. */
function wordBefore(config: Config, file: number, from: number): string | null {
  for (const section of config.sections) {
    if (section.span.file !== file || section.span.from > from || section.span.to < from) continue;
    for (const { words } of section.directives) {
      const index = words.findIndex((w) => w.span.from <= from && from < w.span.to);
      if (index > 0) return words[index - 1]!.text;
    }
  }
  return null;
}

/** Why a name does not resolve, or null. Each name is asked once, a few at a time: the system has as many hands. */
function createNames(): Resolver {
  const asked = new Map<string, Promise<string | null>>();
  const lanes = [Promise.resolve<unknown>(null), Promise.resolve<unknown>(null), Promise.resolve<unknown>(null)];
  return (name) => {
    const earlier = asked.get(name);
    if (earlier !== undefined) return earlier;
    const lane = asked.size % lanes.length;
    const answer = lanes[lane]!.then(() => resolves(name));
    lanes[lane] = answer;
    asked.set(name, answer);
    return answer;
  };
}

async function resolves(name: string): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<string>((done) => {
    timer = setTimeout(done, LOOKUP_MS, `no answer within ${LOOKUP_MS / 1000} s`);
  });
  const found = lookup(name).then(
    () => null,
    (error: NodeJS.ErrnoException) =>
      error.code === 'ENOTFOUND' ? 'this name is not known' : (error.code ?? 'it fails'),
  );
  const answer = await Promise.race([found, tooLong]);
  clearTimeout(timer);
  return answer;
}

/** Asks the name service, and where there is no `getent`, the file. */
function hasAccount(database: 'passwd' | 'group', name: string): boolean {
  const { status, error } = spawnSync('getent', [database, name], { stdio: 'ignore', timeout: LOOKUP_MS });
  if (error === undefined) return status === 0;
  try {
    return readFileSync(`/etc/${database}`, 'utf8')
      .split('\n')
      .some((line) => line.startsWith(`${name}:`));
  } catch {
    return false;
  }
}
