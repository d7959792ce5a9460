/** `drydock check`: what `haproxy -c` would say, and more. */
import { readFileSync } from 'node:fs';
import type { Version } from '../language/haproxy/config.ts';
import type { Args } from './args.ts';
import { readBuild } from './check/build.ts';
import { type Checked, type CheckSettings, checkOne, worst } from './check/checked.ts';
import { explainCode } from './check/explain-code.ts';
import { githubPrinter } from './check/github.ts';
import { suggestion } from './check/installed.ts';
import { jsonPrinter } from './check/json.ts';
import type { Printer, PrinterSettings } from './check/printer.ts';
import { targets } from './check/targets.ts';
import { textPrinter } from './check/text.ts';
import type { CliIo, Command } from './command.ts';
import { environmentOf, FILE_OPTION, VERSION_OPTION, VERSIONS, versionOf } from './load.ts';

type MakePrinter = (settings: PrinterSettings) => Printer;

const PRINTERS: Readonly<Record<string, () => MakePrinter | Promise<MakePrinter>>> = {
  text: () => textPrinter,
  json: () => jsonPrinter,
  // It says what codes mean: long texts that nobody else needs.
  sarif: async () => (await import('./check/sarif.ts')).sarifPrinter,
  github: () => githubPrinter,
};

const USAGE = '-f FILE… [--each] [--haproxy VERSION|all] [--format FORMAT]';

export const checkCommand: Command = {
  name: 'check',
  summary: 'Check a configuration as `haproxy -c` does, without HAProxy.',
  usage: USAGE,
  operandsAre: 'file',
  options: [
    { ...FILE_OPTION, required: false },
    {
      name: 'each',
      about:
        'every file, or every file below a directory (*.cfg and *.conf, or all if there are none), is a configuration of its own',
    },
    {
      ...VERSION_OPTION,
      choices: [...VERSIONS, 'all'],
      about: `${VERSION_OPTION.about}; all: a table of versions`,
    },
    {
      name: 'format',
      value: 'FORMAT',
      choices: [...Object.keys(PRINTERS), 'json-schema'],
      about: 'how findings are printed, text unless said; json-schema prints the schema of json',
    },
    {
      name: 'build',
      value: 'FEATURES',
      many: true,
      about:
        'how that HAProxy was built, where it differs from the usual: -LUA, +ZLIB, or the feature list that haproxy -vv prints',
    },
    {
      name: 'strict-environment',
      about: 'look at this machine: what HAProxy needs and does not find here (files, names, users) is an error',
    },
    { name: 'explain', value: 'CODE', about: 'what the code of a finding means; checks nothing' },
  ],
  notes: [
    'Exit status: 0 when HAProxy would start with it, 1 when it would refuse it, 2 when there is nothing to listen on; the worst ' +
      'of all when there are several (refused, then nothing to listen on).',
    'Findings are error and warning (what HAProxy itself would print), environment (something outside the files that ' +
      'HAProxy will need: a name to resolve, a certificate), advice (valid, and worth a second look; also errors that HAProxy ' +
      'would not get to, because it stops at an earlier one) and not-simulated (accepted, but `simulate` and `run` do not carry ' +
      'it out). Only errors change the exit status.',
    'json is an array of {file, line, column, endLine, endColumn, severity, code, message} and, where there is one, {hint, ' +
      'section, masked, fixes}. Lines and columns count from 1, columns in UTF-16 code units, and the end is exclusive. With ' +
      '--haproxy all it is an array of {configuration, haproxy, status, verdict, errors, warnings, findings}.',
    'sarif is SARIF 2.1.0 for code scanning; github prints workflow commands that mark the lines of a pull request.',
    'Examples:\n' +
      '  drydock check haproxy.cfg                               one configuration\n' +
      '  drydock check -f /etc/haproxy/conf.d --haproxy 2.8      a directory, as haproxy -f reads it\n' +
      '  drydock check haproxy.cfg --build "$(haproxy -vv | grep ^Feature)"\n' +
      '  drydock check --each --format json configurations/      thousands of files, one array\n' +
      '  generate | drydock check -                              standard input',
  ],
  async run(args, io) {
    const code = args.value('explain');
    if (code !== undefined) return explainCode(code, io);
    const format = args.value('format') ?? 'text';
    if (format === 'json-schema') {
      io.out(readFileSync(new URL('./check.schema.json', import.meta.url), 'utf8'));
      return 0;
    }
    if (args.values('file').length === 0) {
      io.err(`drydock check: --file FILE is needed\nUsage: drydock check ${USAGE}\n`);
      return 1;
    }
    const build = readBuild(args.values('build'));
    if (!build.ok) {
      io.err(`drydock check: ${build.problem}\n`);
      return 1;
    }
    const versions: readonly Version[] = args.value('haproxy') === 'all' ? VERSIONS : [versionOf(args)];
    const settings = {
      environment: environmentOf(io.env),
      featuresOf: build.featuresOf,
      strict: args.flag('strict-environment'),
      cwd: io.cwd,
    };
    const status = await checkAll(args, io, settings, versions, await PRINTERS[format]!());
    if (format === 'text' && args.value('haproxy') === undefined && io.isTerminal === true) {
      const hint = suggestion(io.env);
      if (hint !== null) io.err(`drydock check: ${hint}\n`);
    }
    return status;
  },
};

async function checkAll(
  args: Args,
  io: CliIo,
  settings: CheckSettings,
  versions: readonly Version[],
  printerOf: MakePrinter,
): Promise<number> {
  const each = args.flag('each');
  let printer: Printer | null = null;
  let status: 0 | 1 | 2 = 0;
  for await (const target of targets(args, io)) {
    if (!target.ok) {
      io.err(`drydock check: ${target.problem}\n`);
      status = 1;
      if (!each) return 1;
      continue;
    }
    printer ??= printerOf({ io, each, versions });
    const results: Checked[] = [];
    try {
      for (const version of versions) results.push(await checkOne(target.name, target.files, version, settings));
    } catch (error) {
      // A bug of ours in one of thousands must not cost the others.
      if (!each) throw error;
      io.err(`drydock check: ${target.name}: Drydock itself failed: ${error instanceof Error ? error.stack : error}\n`);
      status = 1;
      continue;
    }
    for (const result of results) status = worst(status, result.status);
    printer.add(results);
  }
  printer ??= printerOf({ io, each, versions });
  printer.end();
  return status;
}
