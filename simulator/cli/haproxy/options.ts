/**
 * HAProxy's own command line (manual, management guide section 3): letters behind one dash, values as words of their own,
 * and after `--` nothing but configuration files.
 */

export interface HaproxyOptions {
  /** What `-f` and the words behind `--` name, in order. */
  readonly files: readonly string[];
  /** `-c`; `-cc` and its condition. */
  readonly check: boolean;
  readonly condition: string | null;
  /** `-v` once, `-vv` twice. */
  readonly version: 0 | 1 | 2;
  readonly directory: string | null;
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly debug: boolean;
  readonly daemon: boolean;
  /** `-W` and `-Ws`. */
  readonly master: boolean;
  readonly masterSockets: readonly string[];
  readonly pidFile: string | null;
  readonly maxconn: number | null;
  readonly memoryMegabytes: number | null;
  readonly localPeer: string | null;
  /** `-dr`, `-dV`, `-dW`. */
  readonly ignoresUnresolved: boolean;
  readonly verifiesNothing: boolean;
  readonly warningsAreFatal: boolean;
  /** `-sf` and `-st`: processes to take over from, and whether they may finish. */
  readonly oldPids: readonly number[];
  readonly oldMayFinish: boolean;
  readonly transferSocket: string | null;
  /** Not HAProxy's own: programs that the configuration names may be started. */
  readonly allowsPrograms: boolean;
}

export type ParsedOptions =
  | { readonly ok: true; readonly options: HaproxyOptions }
  /** HAProxy prints its usage then. `problem` is what it says first, or nothing. */
  | { readonly ok: false; readonly problem: string | null };

type Draft = { -readonly [K in keyof HaproxyOptions]: HaproxyOptions[K] };

/** Options that change nothing here: pollers, splicing, memory poisoning, traces, forking, daemon modes of systemd. */
const WITHOUT_EFFECT = /^-(d[bepSGRDFILMKCtZA].*|d[ML]|dK|Ws)$/;

export function parseHaproxyOptions(argv: readonly string[]): ParsedOptions {
  const files: string[] = [];
  const oldPids: number[] = [];
  const masterSockets: string[] = [];
  const draft: Draft = {
    files,
    check: false,
    condition: null,
    version: 0,
    directory: null,
    verbose: false,
    quiet: false,
    debug: false,
    daemon: false,
    master: false,
    masterSockets,
    pidFile: null,
    maxconn: null,
    memoryMegabytes: null,
    localPeer: null,
    ignoresUnresolved: false,
    verifiesNothing: false,
    warningsAreFatal: false,
    oldPids,
    oldMayFinish: true,
    transferSocket: null,
    allowsPrograms: false,
  };
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!;
    if (word === '--') {
      files.push(...argv.slice(at + 1));
      break;
    }
    if (word === '-sf' || word === '-st') {
      draft.oldMayFinish = word === '-sf';
      while (/^\d+$/.test(argv[at + 1] ?? '')) oldPids.push(Number(argv[++at]));
      continue;
    }
    if (takeFlag(draft, word)) continue;
    const value = argv[at + 1];
    if (value === undefined || !takeValue(draft, word, value, files, masterSockets))
      return { ok: false, problem: null };
    at++;
  }
  return { ok: true, options: draft };
}

function takeFlag(draft: Draft, word: string): boolean {
  switch (word) {
    case '-v':
      draft.version = 1;
      return true;
    case '-vv':
      draft.version = 2;
      return true;
    case '-c':
      draft.check = true;
      return true;
    case '-V':
      draft.verbose = true;
      return true;
    case '-q':
      draft.quiet = true;
      return true;
    case '-d':
      draft.debug = true;
      return true;
    case '-D':
      draft.daemon = true;
      return true;
    case '-W':
    case '-Ws':
      draft.master = true;
      return true;
    case '-dr':
      draft.ignoresUnresolved = true;
      return true;
    case '-dV':
      draft.verifiesNothing = true;
      return true;
    case '--allow-programs':
      draft.allowsPrograms = true;
      return true;
    case '-dW':
      draft.warningsAreFatal = true;
      return true;
    default:
      return WITHOUT_EFFECT.test(word);
  }
}

function takeValue(draft: Draft, word: string, value: string, files: string[], masterSockets: string[]): boolean {
  switch (word) {
    case '-f':
      files.push(value);
      return true;
    case '-cc':
      draft.condition = value;
      return true;
    case '-C':
      draft.directory = value;
      return true;
    case '-p':
      draft.pidFile = value;
      return true;
    case '-n':
      draft.maxconn = Number.parseInt(value, 10) || 0;
      return true;
    case '-m':
      draft.memoryMegabytes = Number.parseInt(value, 10) || 0;
      return true;
    case '-N':
      return true;
    case '-L':
      draft.localPeer = value;
      return true;
    case '-x':
      draft.transferSocket = value;
      return true;
    case '-S':
      masterSockets.push(value);
      return true;
    default:
      return false;
  }
}
