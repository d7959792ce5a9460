/**
 * `drydock haproxy`: HAProxy's own command line before the same machinery as `drydock run`, for scripts, service units and
 * test suites that start `haproxy`. The version whose rules apply is the environment's `DRYDOCK_HAPROXY`.
 */
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { analyse } from '../language/haproxy/analyse.ts';
import type { Version } from '../language/haproxy/config.ts';
import type { CliIo, Command } from './command.ts';
import { evaluateCondition } from './haproxy/condition.ts';
import { FEATURES } from './haproxy/features.ts';
import { findingLines, message } from './haproxy/messages.ts';
import { type HaproxyOptions, parseHaproxyOptions } from './haproxy/options.ts';
import { longVersionText, releaseOf, usageText, versionText } from './haproxy/texts.ts';
import { DEFAULT_VERSION, environmentOf, type LoadedFile, loadNamed, VERSIONS } from './load.ts';
import { programVersion } from './version.ts';

export const haproxyCommand: Command = {
  name: 'haproxy',
  summary: 'Take HAProxy’s own command line, in its place.',
  usage: '[HAPROXY OPTIONS]',
  options: [],
  notes: [
    'The environment variable DRYDOCK_HAPROXY says which version’s rules apply.',
    'Programs that the configuration names (external checks, `program` sections) are started only with --allow-programs before the other options, or with DRYDOCK_ALLOW_PROGRAMS=1 in the environment.',
  ],
  run: () => 1,
  async runRaw(argv, io) {
    const version = VERSIONS.find((v) => v === io.env['DRYDOCK_HAPROXY']) ?? DEFAULT_VERSION;
    const parsed = parseHaproxyOptions(argv);
    if (!parsed.ok) {
      io.err(usageText(version, programVersion()));
      return 1;
    }
    return carryOut(parsed.options, version, io);
  },
};

async function carryOut(options: HaproxyOptions, version: Version, outer: CliIo): Promise<number> {
  const drydock = programVersion();
  if (options.version === 2) outer.out(longVersionText(version, drydock, FEATURES));
  else if (options.version === 1) outer.out(versionText(version, drydock));
  if (options.version > 0) return 0;
  const environment = environmentOf(outer.env);
  if (options.condition !== null) {
    const { holds, problem } = evaluateCondition(options.condition, version, environment);
    if (problem !== null && !options.quiet)
      outer.err(message('ALERT', `config : Syntax Error in condition: ${problem}.`));
    return holds ? 0 : 1;
  }
  if (options.files.length === 0) {
    outer.err(usageText(version, drydock));
    return 1;
  }
  const io = options.directory === null ? outer : { ...outer, cwd: resolve(outer.cwd, options.directory) };
  const judged = await judge(options, version, io);
  if (typeof judged === 'number') return judged;
  const { files, isWithoutListener } = judged;
  const say = sayer(options, io);
  if (options.check) {
    if (isWithoutListener) {
      say(message('ALERT', 'config : Configuration file has no error but will not start (no listener) => exit(2).'));
      return 2;
    }
    if (options.verbose && !options.quiet) io.out('Configuration file is valid\n');
    return 0;
  }
  const { start } = await import('./haproxy/start.ts');
  const again = async () => {
    const second = await judge(options, version, io);
    return typeof second === 'number' ? null : second.files;
  };
  return start({ options, version, environment, files, io, say, again });
}

/** Whoever starts is called as the machine is; what is only checked may be started on another. */
const localPeerOf = ({ check, localPeer }: HaproxyOptions): { readonly localPeer?: string } =>
  localPeer !== null ? { localPeer } : check ? {} : { localPeer: hostname() };

const sayer = (options: HaproxyOptions, io: CliIo) => (text: string) => {
  if (!options.quiet) io.err(text);
};

/** Reads the configuration and says what HAProxy would say of it; a number is the exit status. */
async function judge(
  options: HaproxyOptions,
  version: Version,
  io: CliIo,
): Promise<{ readonly files: readonly LoadedFile[]; readonly isWithoutListener: boolean } | number> {
  const environment = environmentOf(io.env);
  const say = sayer(options, io);
  const loaded = await loadNamed(options.files, io);
  if (!loaded.ok) {
    say(message('ALERT', `config : Cannot open configuration file/directory ${loaded.problem}`));
    return 1;
  }
  const features = options.check ? undefined : FEATURES;
  const analysis = analyse(loaded.files, {
    version,
    environment,
    ...(features === undefined ? {} : { features }),
    ...localPeerOf(options),
    ...(options.master ? { hasMaster: true } : {}),
  });
  const { diagnostics } = analysis;
  const lines = findingLines(loaded.files, diagnostics);
  if (lines !== '') say(`${message('NOTICE', `haproxy version is ${releaseOf(version)}`)}${lines}`);
  if (analysis.status === 1) {
    say(message('ALERT', 'config : Fatal errors found in configuration.'));
    return 1;
  }
  if (options.warningsAreFatal && diagnostics.some((d) => d.severity === 'warning' && !d.masked)) {
    say(message('ALERT', "Some warnings were found and 'zero-warning' is set. Aborting."));
    return 1;
  }
  return { files: loaded.files, isWithoutListener: analysis.status === 2 };
}
