import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { findProgram } from '../../scripts/lib/programs.mjs';
import { type Files, temporaryFolder } from './temporary.ts';

/** One thing that HAProxy said about a configuration. */
export interface CheckLine {
  /** HAProxy's `[ALERT]`, `[WARNING]`, `[NOTICE]`, `[DIAG]` in Drydock's words. */
  severity: 'error' | 'warning' | 'notice' | 'advice';
  /** The name of the file as it was given; null when HAProxy names none. */
  file: string | null;
  /** Counted from 1; null when HAProxy gives none. */
  line: number | null;
  /** The proxy or other section that the message names, without quotes; null when it names none. */
  section: string | null;
  /** The text without the location, continuation lines kept. */
  message: string;
}

export interface CheckResult {
  /** 0 valid, 1 refused, 2 no listener; null when a signal ended it (3.2.26 dies of some configurations). */
  status: number | null;
  /** Errors and warnings in HAProxy's order, without its closing summary and its own version. */
  lines: CheckLine[];
  /** Everything it printed. */
  output: string;
}

export interface CheckOptions {
  /** The executable; the machine's HAProxy otherwise. */
  binary?: string;
  /** The files to load, in order; `haproxy.cfg` otherwise. */
  configurations?: readonly string[];
  /** False: a server whose name does not resolve is an error, as without `-dr`. */
  ignoreUnresolved?: boolean;
  /** More arguments, as in `-dD` or `-dW`. */
  args?: readonly string[];
  /** What `$NAME` in the configuration stands for: HAProxy gets nothing else of this environment. */
  env?: Readonly<Record<string, string>>;
  timeoutMs?: number;
  /** Where names of files in the configuration are looked up; the folder with the files otherwise. */
  cwd?: string;
}

/**
 * Asks the real HAProxy about a configuration: `haproxy -c -V -dr`, in a folder of its own.
 *
 * `-V` because `quiet` in `global` silences errors otherwise, and because from 3.0 on success says nothing.
 *
 * @param input the text of `haproxy.cfg`, or files by name (maps, certificates, error pages beside it)
 * @throws when there is no HAProxy, or it hangs
 */
export async function haproxyCheck(
  input: string | Uint8Array | Files,
  options: CheckOptions = {},
): Promise<CheckResult> {
  const binary = options.binary ?? findProgram('haproxy');
  if (binary === undefined) throw new Error('haproxyCheck: there is no haproxy here; use describeWith');
  const files: Files = typeof input === 'string' || input instanceof Uint8Array ? { 'haproxy.cfg': input } : input;
  const configurations = options.configurations ?? ['haproxy.cfg'];
  const folder = temporaryFolder(files);
  const args = [
    '-c',
    '-V',
    ...(options.ignoreUnresolved === false ? [] : ['-dr']),
    ...(options.args ?? []),
    ...configurations.flatMap((name) => ['-f', options.cwd === undefined ? name : join(folder.path, name)]),
  ];
  try {
    const { status, output } = await collect(binary, args, options.cwd ?? folder.path, options);
    return { status, lines: parseCheckOutput(output), output };
  } finally {
    folder.remove();
  }
}

function collect(
  binary: string,
  args: readonly string[],
  cwd: string,
  { env = {}, timeoutMs = 20_000 }: CheckOptions,
): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH ?? '', LANG: 'C', ...env },
    });
    let output = '';
    const gather = (chunk: Buffer) => {
      output += chunk.toString('latin1');
    };
    child.stdout.on('data', gather);
    child.stderr.on('data', gather);
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${binary} ${args.join(' ')} did not end within ${timeoutMs} ms:\n${output}`));
    }, timeoutMs);
    child.once('error', reject);
    child.once('close', (status) => {
      clearTimeout(timer);
      // Bytes that are not UTF-8 stay one character each; the rest reads as it was written.
      resolve({ status, output: decodeUtf8(output) });
    });
  });
}

function decodeUtf8(latin1: string): string {
  const bytes = Buffer.from(latin1, 'latin1');
  const text = bytes.toString('utf8');
  return text.includes('\u{fffd}') ? latin1 : text;
}

const SEVERITIES: Readonly<Record<string, CheckLine['severity']>> = {
  EMERG: 'error',
  ALERT: 'error',
  WARNING: 'warning',
  NOTICE: 'notice',
  DIAG: 'advice',
};

const RECORD = /^\[(EMERG|ALERT|WARNING|NOTICE|DIAG)\]\s*\(\d+\) : (?:config : )?(.*)$/s;
const CLOSING = /^(?:Warnings were found\.|Configuration file is valid|Configuration file has no error)/;
const SUMMARY = /^(?:Error\(s\) found in configuration file : |Fatal errors found in configuration\.$)/;
const ABOUT_ITSELF = /^(?:haproxy version is |path to executable is )/;

/**
 * Reads what `haproxy -c` prints, as 2.6 to 3.4 print it (since 3.2 some lines lack "config :").
 *
 * @returns a record a message; the lines that follow one without a `[…]` of their own belong to it
 */
export function parseCheckOutput(output: string): CheckLine[] {
  const records: { severity: CheckLine['severity']; text: string }[] = [];
  let isClosed = false;
  for (const line of output.split('\n')) {
    const match = RECORD.exec(line);
    if (match) {
      records.push({ severity: SEVERITIES[match[1] ?? ''] ?? 'notice', text: match[2] ?? '' });
      isClosed = false;
    } else if (CLOSING.test(line)) {
      isClosed = true;
    } else {
      const last = records.at(-1);
      if (last && !isClosed && line !== '') last.text += `\n${line}`;
    }
  }
  return records
    .filter(({ text }) => !SUMMARY.test(text) && !ABOUT_ITSELF.test(text))
    .map(({ severity, text }) => ({ severity, ...locate(text) }));
}

// "parsing [f:3] : …", "Parsing [f:3]: …", "[f:3] : 'server b/a' : …", "resolvers 'rr' [f:3] has …".
const BRACKETED = /(?:[Pp]arsing )?\[([^[\]\s]+):(\d+)\](?: ?: )?/;
// "http frontend 'm' (f:3) tries to use …"
const IN_PARENTHESES = / \(([^()\s]+):(\d+)\)/;
const IN_SECTION =
  /\b(?:proxy|frontend|backend|listen|userlist|resolvers|peers|mailers|cache|ring|crt-store|log-forward|fcgi-app|http-errors)(?: section)? '([^']*)'/i;
// "Removing incomplete section 'peers p' (no peer named 'x')."
const OF_SECTION = /\bsection 'peers ([^']*)'/;
const IN_SERVER = /'?\bserver '?([^'/\s]+)\/[^'\s]+'/;

function locate(text: string): Omit<CheckLine, 'severity'> {
  const where = BRACKETED.exec(text) ?? IN_PARENTHESES.exec(text);
  const section = IN_SERVER.exec(text)?.[1] ?? IN_SECTION.exec(text)?.[1] ?? OF_SECTION.exec(text)?.[1] ?? null;
  // "[(null):0]" is no place.
  const line = Number(where?.[2] ?? 0);
  return {
    file: line > 0 ? where![1]! : null,
    line: line > 0 ? line : null,
    section,
    message: where && text.startsWith(where[0]) ? text.slice(where[0].length) : text,
  };
}
