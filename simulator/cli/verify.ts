/** `drydock verify`: scenarios played against the real HAProxy, and judged line by line. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { onlyDisturbed, type Result, verifyAll } from '../lab/batch.ts';
import { readCase } from '../lab/case-file.ts';
import { generate } from '../lab/generate/index.ts';
import type { Program } from '../lab/haproxy.ts';
import { KNOWN_LIMITS } from '../lab/known.ts';
import { createSteadiness } from '../lab/steady.ts';
import type { Case } from '../lab/verify.ts';
import type { Version } from '../language/haproxy/config.ts';
import type { Args } from './args.ts';
import type { CliIo, Command } from './command.ts';
import { VERSIONS } from './load.ts';
import { resultText } from './verify-report.ts';

export const verifyCommand: Command = {
  name: 'verify',
  summary: 'Play scenarios against the real HAProxy and see where Drydock differs.',
  usage:
    '[SCENARIO… | --generate --seed N --count M [--keep FOLDER]] [--haproxy-binary PATH] [--engine virtual|sockets]',
  operandsAre: 'scenario',
  options: [
    {
      name: 'scenario',
      value: 'PATH',
      many: true,
      about: 'a scenario with a `configuration`, or beside a haproxy.cfg; or a folder with both',
    },
    { name: 'haproxy-binary', value: 'PATH', about: 'the HAProxy that judges; the first in PATH unless said' },
    {
      name: 'engine',
      value: 'virtual|sockets',
      about:
        'virtual: the engine is judged by HAProxy; sockets: `drydock haproxy` plays in HAProxy’s place; virtual unless said',
    },
    { name: 'generate', about: 'make scenarios up' },
    { name: 'seed', value: 'N', about: 'with --generate: which ones; the time of day unless said' },
    { name: 'count', value: 'M', about: 'with --generate: how many; 20 unless said' },
    { name: 'first', value: 'K', about: 'with --generate: begin with this number instead of 0' },
    {
      name: 'keep',
      value: 'FOLDER',
      about: 'with --generate: write those that differ there, as files that verify takes',
    },
    { name: 'jobs', value: 'N', about: 'so many at once; 4 unless said' },
    {
      name: 'attempts',
      value: 'N',
      about:
        'undisturbed runs of what differs; 1 unless said. Runs that the machine was measured to disturb are played again anyway',
    },
    { name: 'known', about: 'print what is not compared or cannot be played, and why' },
    { name: 'all', about: 'also show what agrees when there are many' },
  ],
  notes: [
    'HAProxy runs on 127.0.0.1 with one thread; real clients and servers do what the scenario says. What they did is then told to Drydock’s engine at the same times, which has to decide the same: servers, statuses, termination states, retries, queue positions, changes of servers, counters. Where HAProxy draws at random, any legal choice will do. A free run of the virtual world is compared beside it: when servers changed.',
    'Exit status: 0 when everything agrees, 1 when something differs or cannot be played.',
    'Examples:\n  drydock verify content/home\n  drydock verify --generate --seed 7 --count 500 --haproxy-binary /opt/haproxy-3.2/haproxy',
  ],
  run: verify,
};

async function verify(args: Args, io: CliIo): Promise<number> {
  const fail = (problem: string) => {
    io.err(`drydock verify: ${problem}\n`);
    return 1;
  };
  if (args.flag('known')) {
    for (const { what, why } of KNOWN_LIMITS) io.out(`${what}\n    ${why}\n`);
    return 0;
  }
  const engine = args.value('engine') ?? 'virtual';
  if (engine !== 'virtual' && engine !== 'sockets') return fail("--engine takes 'virtual' or 'sockets'");
  const binary = args.value('haproxy-binary') ?? findInPath(io.env['HAPROXY_BIN'] ?? 'haproxy', io.env['PATH'] ?? '');
  if (binary === null && engine === 'virtual')
    return fail('there is no haproxy in PATH: name one with --haproxy-binary PATH');
  const program: Program = engine === 'sockets' ? itself() : [resolve(io.cwd, binary!)];
  const found = versionOf(program);
  if (found === null) return fail(`${program.join(' ')} does not say which HAProxy it is`);
  const version = nearestVersion(found);
  const number = (name: string, otherwise: number) => wholeNumber(args.value(name), otherwise);
  const [seed, count, first] = [number('seed', Date.now() % 1_000_000), number('count', 20), number('first', 0)];
  const [jobs, attempts] = [number('jobs', 4), number('attempts', 1)];
  if ([seed, count, first, jobs, attempts].some((n) => n === null))
    return fail('--seed, --count, --first, --jobs and --attempts take whole numbers');
  const cases: Case[] = [];
  for (const path of args.values('scenario')) {
    const read = readCase(resolve(io.cwd, path), path);
    if (!read.ok) return fail(read.problem);
    cases.push(read.case);
  }
  const generates = args.flag('generate');
  if (generates === cases.length > 0) return fail('it takes scenarios, or --generate');
  const who =
    engine === 'sockets'
      ? 'Drydock on real sockets, in HAProxy’s place (and called HAProxy below)'
      : `HAProxy ${found} (${binary})`;
  io.out(`${who}, judged as ${version}${generates ? `; seed ${seed}` : ''}\n`);
  const keep = args.value('keep');
  const showsAll = args.flag('all') || cases.length === 1;
  let [agreed, differed, again, disturbed] = [0, 0, 0, 0];
  const steadiness = createSteadiness();
  const report = (result: Result<Case & { readonly file?: string }>) => {
    if (result.agrees) agreed++;
    else differed++;
    if (result.agrees && result.runs > 1) {
      if (onlyDisturbed(result)) disturbed++;
      else again++;
    }
    if (result.agrees && result.verdict.outcome === 'compared') steadiness.add(result.verdict.findings);
    io.out(resultText(result, showsAll, io.colorOut));
    if (result.agrees || keep === undefined || result.case.file === undefined) return;
    const folder = resolve(io.cwd, keep);
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${result.case.name.replace(/[^a-z0-9]+/gi, '-')}.yaml`);
    writeFileSync(file, result.case.file);
    io.out(`  kept: drydock verify ${file}\n`);
  };
  const next = (index: number) => {
    if (!generates) return cases[index] ?? null;
    return index < count! ? generate(seed!, first! + index, version) : null;
  };
  await verifyAll(next, { version, program, jobs: Math.max(1, jobs!), attempts: Math.max(1, attempts!) }, report);
  const more = [
    ...(disturbed > 0 ? [`${disturbed} played again, since the machine had been late when they differed`] : []),
    ...(again > 0 ? [`${again} only in a later attempt`] : []),
  ]
    .map((text) => ` (${text})`)
    .join('');
  io.out(`${agreed + differed} scenarios: ${agreed} agree${more}, ${differed} differ\n`);
  const { text, errors } = steadiness.judge();
  if (text !== '') io.out(`HAProxy later than Drydock, medians: ${text}\n`);
  for (const error of errors) io.out(`a steady error of timing: ${error}\n`);
  return differed === 0 && errors.length === 0 ? 0 : 1;
}

function wholeNumber(text: string | undefined, otherwise: number): number | null {
  if (text === undefined) return otherwise;
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

function findInPath(name: string, path: string): string | null {
  if (name.includes('/')) return name;
  for (const folder of [...path.split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin']) {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      // not there
    }
  }
  return null;
}

/** This very command line, as HAProxy. */
function itself(): Program {
  return [process.execPath, ...process.execArgv, process.argv[1] ?? '', 'haproxy'];
}

function versionOf([command, ...before]: Program): string | null {
  const { stdout, stderr } = spawnSync(command, [...before, '-v'], { encoding: 'utf8', timeout: 10_000 });
  return /\d+\.\d+(?:\.\d+)?/.exec(`${stdout ?? ''}${stderr ?? ''}`)?.[0] ?? null;
}

/** The newest version that Drydock knows and that is not newer. */
function nearestVersion(found: string): Version {
  const [major = 0, minor = 0] = found.split('.').map(Number);
  const older = VERSIONS.filter((version) => {
    const [a = 0, b = 0] = version.split('.').map(Number);
    return a < major || (a === major && b <= minor);
  });
  return older.at(-1) ?? VERSIONS[0];
}
