/**
 * `drydock haproxy`: HAProxy's own command line before the same machinery as `drydock run`, for scripts, service units and
 * test suites that start `haproxy`. The version whose rules apply is the environment's `DRYDOCK_HAPROXY`.
 */
import { resolve } from 'node:path';
import { analyse } from '../language/haproxy/analyse.ts';
import type { Version } from '../language/haproxy/config.ts';
import type { CliIo, Command } from './command.ts';
import { evaluateCondition } from './haproxy/condition.ts';
import { FEATURES } from './haproxy/features.ts';
import { findingLines, message } from './haproxy/messages.ts';
import { type HaproxyOptions, parseHaproxyOptions } from './haproxy/options.ts';
import { longVersionText, releaseOf, usageText, versionText } from './haproxy/texts.ts';
import { DEFAULT_VERSION, environmentOf, loadNamed, VERSIONS } from './load.ts';
import { programVersion } from './version.ts';

export const haproxyCommand: Command = {
  name: 'haproxy',
  summary: 'Take HAProxy’s own command line, in its place.',
  usage: '[HAPROXY OPTIONS]',
  options: [],
  notes: ['The environment variable DRYDOCK_HAPROXY says which version’s rules apply.'],
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
  const say = (text: string) => options.quiet || io.err(text);
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
    ...(options.localPeer === null ? {} : { localPeer: options.localPeer }),
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
  if (options.check) {
    if (analysis.status === 2) {
      say(message('ALERT', 'config : Configuration file has no error but will not start (no listener) => exit(2).'));
      return 2;
    }
    if (options.verbose && !options.quiet) io.out('Configuration file is valid\n');
    return 0;
  }
  const { start } = await import('./haproxy/start.ts');
  return start({ options, version, environment, files: loaded.files, io, say });
}
