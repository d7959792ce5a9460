/** `drydock export`: everything that real machines need, into a directory. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type BundleFile, type BundleProblem, exportBundle } from '../export/bundle.ts';
import { type CheckScript, DEFAULT_FORM, type FormField, type KeepalivedForm } from '../export/form.ts';
import { analyse } from '../language/haproxy/analyse.ts';
import type { Args } from './args.ts';
import type { CliIo, Command } from './command.ts';
import { environmentOf, FILE_OPTION, loadFiles, systemMessage, VERSION_OPTION, versionOf } from './load.ts';
import { reportText, verdict } from './report.ts';

/** Which option a field of the form came from. */
const OPTION_OF: Readonly<Record<string, string>> = {
  interface: '--interface',
  virtualAddress: '--virtual-address',
  priorities: '--priorities',
  virtualRouterId: '--router-id',
  routerIds: '--node-names',
  advertIntervalS: '--advert-interval',
  transport: '--unicast',
  checkScript: '--check',
  authPass: '--auth-pass',
  nopreempt: '--nopreempt',
};

export const exportCommand: Command = {
  name: 'export',
  summary: 'Write the files for real machines: haproxy.cfg, and a keepalived.conf for each of two nodes.',
  usage: '-f FILE --out DIR [--virtual-address ADDRESS/LENGTH …] [--force]',
  options: [
    { ...FILE_OPTION, many: false, about: 'the configuration; it is written as it is, byte for byte' },
    { name: 'out', value: 'DIR', required: true, about: 'where the files go; made if it is not there' },
    VERSION_OPTION,
    { name: 'force', about: 'replace files that differ, and export what HAProxy would refuse' },
    {
      name: 'virtual-address',
      value: 'ADDRESS/LENGTH',
      about: 'the address that two nodes share, for example 192.0.2.10/24; with it, keepalived’s files are written too',
    },
    { name: 'interface', value: 'NAME', about: `the network interface; ${DEFAULT_FORM.interface} unless said` },
    { name: 'priorities', value: 'A,B', about: `of the two nodes; ${DEFAULT_FORM.priorities.join(',')} unless said` },
    { name: 'node-names', value: 'A,B', about: `${DEFAULT_FORM.routerIds.join(',')} unless said` },
    {
      name: 'router-id',
      value: 'N',
      about: `VRRP’s virtual router identifier, 1 to 255; ${DEFAULT_FORM.virtualRouterId} unless said`,
    },
    {
      name: 'advert-interval',
      value: 'SECONDS',
      about: `between advertisements; ${DEFAULT_FORM.advertIntervalS} unless said`,
    },
    { name: 'unicast', value: 'A,B', about: 'the nodes’ own addresses; multicast unless said' },
    {
      name: 'check',
      value: 'URL|COMMAND',
      about: 'how a node finds out that its HAProxy serves; whether the process runs, unless said',
    },
    { name: 'auth-pass', value: 'TEXT', about: 'a password for VRRP version 2' },
    { name: 'nopreempt', about: 'the address stays where it is when the other node comes back' },
  ],
  notes: ['Exit status: 0 when the files are written, 1 when something is wrong; then nothing is written.'],
  async run(args, io) {
    const loaded = await loadFiles(args, io);
    if (!loaded.ok) return fail(io, loaded.problem);
    const [file, second] = loaded.files;
    if (file === undefined || second !== undefined) return fail(io, 'one file is exported, not a directory of several');
    const version = versionOf(args);
    const { diagnostics, status } = analyse(loaded.files, { version, environment: environmentOf(io.env) });
    if (status !== 0 && !args.flag('force')) {
      const errors = diagnostics.filter((d) => d.severity === 'error');
      io.err(reportText({ files: loaded.files, diagnostics: errors }, io.colorErr));
      io.err(`${verdict(status, version, diagnostics)}\nNothing was written; --force exports it all the same.\n`);
      return 1;
    }
    const form = formOf(args);
    if (typeof form === 'string') return fail(io, form);
    const bundle = exportBundle(file.bytes, form);
    for (const problem of bundle.problems) io.err(`${problemText(problem, file.name)}\n`);
    if (bundle.problems.some((p) => p.severity === 'error' && p.field !== undefined)) return 1;
    return write(bundle.files, args.value('out')!, args.flag('force'), io);
  },
};

function fail(io: CliIo, problem: string): number {
  io.err(`drydock export: ${problem}\n`);
  return 1;
}

function problemText(problem: BundleProblem, name: string): string {
  if (problem.field !== undefined) return `drydock export: ${optionOf(problem.field)}: ${problem.message}`;
  const place = problem.line === undefined ? name : `${name}:${problem.line}`;
  return `${place}: ${problem.severity}: ${problem.message}`;
}

function optionOf(field: FormField): string {
  return OPTION_OF[field.split('.')[0]!] ?? field;
}

/** The form from the options, null when keepalived is not wanted, or what is wrong with an option's shape. */
function formOf(args: Args): KeepalivedForm | null | string {
  const virtualAddress = args.value('virtual-address');
  if (virtualAddress === undefined) {
    const lone = Object.values(OPTION_OF).find((option) => args.value(option.slice(2)) !== undefined);
    return lone === undefined
      ? null
      : `${lone} is about keepalived, whose files are written with --virtual-address only`;
  }
  const pair = (name: string) => args.value(name)?.split(',');
  for (const name of ['priorities', 'node-names', 'unicast']) {
    if (pair(name) !== undefined && pair(name)!.length !== 2) return `--${name} takes two values with a comma between`;
  }
  const unicast = pair('unicast') as [string, string] | undefined;
  return {
    ...DEFAULT_FORM,
    virtualAddress,
    interface: args.value('interface') ?? DEFAULT_FORM.interface,
    priorities: (pair('priorities')?.map(Number) as [number, number] | undefined) ?? DEFAULT_FORM.priorities,
    routerIds: (pair('node-names') as [string, string] | undefined) ?? DEFAULT_FORM.routerIds,
    virtualRouterId: Number(args.value('router-id') ?? DEFAULT_FORM.virtualRouterId),
    advertIntervalS: Number(args.value('advert-interval') ?? DEFAULT_FORM.advertIntervalS),
    transport: unicast === undefined ? { kind: 'multicast' } : { kind: 'unicast', addresses: unicast },
    checkScript: checkOf(args.value('check')),
    nopreempt: args.flag('nopreempt'),
    ...(args.value('auth-pass') === undefined ? {} : { authPass: args.value('auth-pass')! }),
  };
}

function checkOf(value: string | undefined): CheckScript {
  const { intervalS, fall, rise, weight } = DEFAULT_FORM.checkScript;
  const timing = { intervalS, fall, rise, weight };
  if (value === undefined) return { kind: 'haproxy-process', ...timing };
  if (/^https?:/i.test(value)) return { kind: 'http', url: value, ...timing };
  return { kind: 'custom', command: value, ...timing };
}

/** Looks first, writes then: a file in the way stops everything before anything is written. */
function write(files: readonly BundleFile[], out: string, force: boolean, io: CliIo): number {
  const root = resolve(io.cwd, out);
  try {
    for (const file of files) {
      const path = join(root, file.path);
      if (!force && existsSync(path) && !readFileSync(path).equals(file.bytes)) {
        return fail(io, `${join(out, file.path)} is there already and differs; --force replaces it`);
      }
    }
    for (const file of files) {
      const path = join(root, file.path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, file.bytes, { mode: file.mode });
      io.out(`${join(out, file.path)}\n`);
    }
  } catch (error) {
    const { path } = error as NodeJS.ErrnoException;
    return fail(io, `${path === undefined ? out : relative(io.cwd, path)}: ${systemMessage(error)}`);
  }
  return 0;
}
