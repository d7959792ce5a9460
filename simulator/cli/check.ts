/** `drydock check`: what `haproxy -c` would say, and more. */
import { analyse } from '../language/haproxy/analyse.ts';
import type { Command } from './command.ts';
import { findingsOf } from './findings.ts';
import { FILE_OPTION, loadFiles, VERSION_OPTION, versionOf } from './load.ts';
import { located, reportText, verdict } from './report.ts';

export const checkCommand: Command = {
  name: 'check',
  summary: 'Check a configuration as `haproxy -c` does, without HAProxy.',
  usage: '-f FILE… [--haproxy VERSION] [--format text|json]',
  operandsAre: 'file',
  options: [
    FILE_OPTION,
    VERSION_OPTION,
    { name: 'format', value: 'FORMAT', choices: ['text', 'json'], about: 'how findings are printed; text unless said' },
  ],
  notes: [
    'Exit status: 0 when HAProxy would start with it, 1 when it would refuse it, 2 when there is nothing to listen on.',
    'Findings are error and warning (what HAProxy itself would print), environment (something outside the files that ' +
      'HAProxy will need: a name to resolve, a certificate), advice (valid, and worth a second look) and not-simulated ' +
      '(accepted, but `simulate` and `run` do not carry it out). Only errors change the exit status.',
    'json is an array of {file, line, column, endLine, endColumn, severity, code, message}. Lines and columns count ' +
      'from 1, columns in UTF-16 code units, and the end is exclusive.',
  ],
  async run(args, io) {
    const loaded = await loadFiles(args, io);
    if (!loaded.ok) {
      io.err(`drydock check: ${loaded.problem}\n`);
      return 1;
    }
    const version = versionOf(args);
    const analysis = analyse(loaded.files, { version, environment: environmentOf(io.env) });
    const { status } = analysis;
    const diagnostics = findingsOf(analysis);
    if (args.value('format') === 'json') {
      io.out(`${JSON.stringify(located({ files: loaded.files, diagnostics }), null, 2)}\n`);
    } else {
      io.out(reportText({ files: loaded.files, diagnostics }, io.colorOut));
      io.out(`${verdict(status, version, diagnostics)}\n`);
    }
    return status;
  },
};

/** The environment without the holes. */
export function environmentOf(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const present: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined) present[name] = value;
  return present;
}
