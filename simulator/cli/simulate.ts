/** `drydock simulate`: a configuration and a scenario in virtual time. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { VirtualRun } from '../drivers/virtual/runnable.ts';
import { type RunSummary, summaryOf } from '../drivers/virtual/summary.ts';
import type { Severity } from '../language/diagnostic.ts';
import { analyse } from '../language/haproxy/analyse.ts';
import type { Version } from '../language/haproxy/config.ts';
import type { Plan } from '../plan/plan.ts';
import { LIMITS } from '../scenario/schema.ts';
import { stageText } from '../simulator.ts';
import { logLines, transitionOf } from '../trace/entries.ts';
import { duration } from '../trace/explain-text.ts';
import type { LogLine, Transition } from '../trace/frame.ts';
import type { Observer } from '../trace/observer.ts';
import { advance, createRecording, type LogEntry } from '../trace/recording.ts';
import { createSha256, digestHex, updateText } from '../trace/sha256.ts';
import { traceTo } from '../trace/trace-lines.ts';
import type { Args } from './args.ts';
import type { CliIo, Command } from './command.ts';
import { compile } from './compile.ts';
import { findingsOf } from './findings.ts';
import {
  environmentOf,
  FILE_OPTION,
  type LoadedFile,
  loadFiles,
  systemMessage,
  VERSION_OPTION,
  versionOf,
} from './load.ts';
import { compileForLongRuns } from './long-runs.ts';
import { replay } from './replay.ts';
import { reportText, verdict } from './report.ts';
import { scenarioReport } from './source-report.ts';
import { textTable } from './table.ts';

const DESCRIPTION: Omit<Command, 'run'> = {
  name: 'simulate',
  summary: 'Run a configuration against synthetic clients and servers in virtual time.',
  usage: '(-f FILE… [--scenario FILE] [--seed N] | --replay FILE) [--json | --log | --trace]',
  operandsAre: 'file',
  options: [
    { ...FILE_OPTION, required: false },
    VERSION_OPTION,
    {
      name: 'scenario',
      value: 'FILE',
      about: 'who sends what, how servers behave, what breaks when (YAML); made up unless given',
    },
    { name: 'seed', value: 'N', about: 'chooses the random numbers, instead of the scenario’s own seed' },
    {
      name: 'replay',
      value: 'FILE',
      about: 'the run on real sockets that `drydock run --record` wrote down, again, with its own configuration',
    },
    { name: 'json', about: 'one JSON document with everything' },
    { name: 'log', about: 'the log lines that HAProxy would write, as they come' },
    { name: 'trace', about: 'the canonical trace, whose SHA-256 is the hash of the run' },
  ],
  notes: [
    'The same configuration, scenario, seed and version of Drydock give the same bytes, on every machine.',
    'Exit status: 0 when the run was carried out, 2 when the configuration has nothing to listen on, 1 when a text has an error, or when the run is more work than ' +
      `${LIMITS.happenings / 1e6} million happenings (a request is about ten) and was stopped. Findings go to standard error.`,
    'Example:\n  drydock simulate -f haproxy.cfg --scenario scenario.yaml --seed 7\n  drydock simulate --replay inputs --log',
  ],
};

export const simulateCommand: Command = createSimulateCommand(LIMITS.happenings);

/** @param maxHappenings how much work a run may be before it is stopped, with a message */
export function createSimulateCommand(maxHappenings: number): Command {
  return { ...DESCRIPTION, run: (args, io) => simulate(args, io, maxHappenings) };
}

/** What HAProxy prints when it starts, and what a person who runs something should know. */
const SHOWN: readonly Severity[] = ['error', 'warning', 'environment', 'not-simulated'];

async function simulate(args: Args, io: CliIo, maxHappenings: number): Promise<number> {
  compileForLongRuns();
  const fail = (problem: string) => {
    io.err(`drydock simulate: ${problem}\n`);
    return 1;
  };
  if (args.value('replay') !== undefined) return replay(args, io, maxHappenings);
  if (args.values('file').length === 0) return fail('-f FILE is needed, or --replay FILE');
  const loaded = await loadFiles(args, io);
  if (!loaded.ok) return fail(loaded.problem);
  const seed = seedOf(args);
  if (seed === null) return fail(`--seed takes a whole number from 0 to 4294967295, not '${args.value('seed')}'`);
  const scenario = readScenarioFile(args.value('scenario'), io);
  if (scenario.problem !== null) return fail(scenario.problem);
  const { files } = loaded;
  const version = versionOf(args);
  const environment = environmentOf(io.env);
  const analysis = analyse(files, { version, environment });
  const diagnostics = findingsOf(analysis).filter((d) => SHOWN.includes(d.severity));
  io.err(reportText({ files, diagnostics }, io.colorErr));
  if (analysis.status === 2) {
    // There is nothing that traffic could reach; HAProxy would not start either.
    io.err(`${verdict(2, version, diagnostics)}\n`);
    return 2;
  }
  const plan = analysis.status === 1 ? null : compilePlan(files, version, environment, io);
  const staged = stageText(plan, scenario.text, seed);
  io.err(scenarioReport(scenario.name, scenario.text ?? '', staged.scenarioProblems, io.colorErr));
  const { runnable } = staged;
  if (runnable === null) return 1;
  if (runnable.world.stage.groups.length === 0)
    io.err('drydock simulate: nobody sends anything: the scenario has no clients\n');
  const played = play(runnable, args, io, maxHappenings);
  if (args.flag('json')) io.out(`${JSON.stringify(documentOf(runnable, played), null, 2)}\n`);
  else if (!args.flag('trace')) io.out(reportOf(runnable, played, version));
  if (played.complete) return 0;
  const reached = duration(played.summary.nowMs);
  return fail(
    `stopped at ${reached} of virtual time: more than ${maxHappenings.toLocaleString('en-US')} happenings; shorten the run or lower the traffic`,
  );
}

/** The plan; a pattern file that cannot be read is said, and its ACLs match nothing. */
function compilePlan(
  files: readonly LoadedFile[],
  version: Version,
  environment: Record<string, string>,
  io: CliIo,
): Plan {
  const { plan, missing } = compile(files, version, environment, io.cwd);
  for (const { problem } of missing) io.err(`drydock simulate: ${problem}: its ACLs match nothing\n`);
  return plan;
}

/** undefined: not given; null: not a seed. */
function seedOf(args: Args): number | null | undefined {
  const text = args.value('seed');
  if (text === undefined) return undefined;
  return /^\d{1,10}$/.test(text) && Number(text) <= 4_294_967_295 ? Number(text) : null;
}

interface ScenarioFile {
  readonly name: string;
  readonly text: string | null;
  readonly problem: string | null;
}

function readScenarioFile(name: string | undefined, io: CliIo): ScenarioFile {
  if (name === undefined) return { name: '(default scenario)', text: null, problem: null };
  try {
    return { name, text: readFileSync(resolve(io.cwd, name), 'utf8'), problem: null };
  } catch (error) {
    return { name, text: null, problem: `${name}: ${systemMessage(error)}` };
  }
}

interface Played {
  readonly summary: RunSummary;
  readonly transitions: readonly Transition[];
  readonly log: readonly LogLine[];
  readonly logTotal: number;
  readonly hash: string;
  /** The end of the scenario was reached. */
  readonly complete: boolean;
}

/** Log lines that a JSON document holds; the hash and the figures cover all of them. */
const LOG_IN_JSON = 10_000;

function play(runnable: VirtualRun, args: Args, io: CliIo, maxHappenings: number): Played {
  const recording = createRecording(runnable);
  const { plan } = runnable.world;
  const hash = createSha256();
  const keepsLog = args.flag('json');
  const log: LogLine[] = [];
  const write = (entry: LogEntry) => {
    for (const line of logLines(plan, entry)) {
      if (args.flag('log')) io.out(`${line.text}\n`);
      if (keepsLog && log.length < LOG_IN_JSON) log.push(line);
    }
  };
  const traced = traceTo((text) => {
    updateText(hash, text);
    if (args.flag('trace')) io.out(text);
  });
  const wantsLines = args.flag('log') || keepsLog;
  const observer: Observer = {
    ...traced,
    log(atMs, record) {
      traced.log(atMs, record);
      if (wantsLines) write({ index: recording.marks.log - 1, atMs, kind: 'request', record });
    },
    serverState(atMs, change) {
      traced.serverState(atMs, change);
      if (wantsLines) write({ index: recording.marks.log - 1, atMs, kind: 'server', change });
    },
  };
  const complete = advance(recording, runnable.durationUs, maxHappenings, observer);
  return {
    summary: summaryOf(runnable.world, recording.state, recording.points),
    transitions: recording.states.map(transitionOf),
    log,
    logTotal: recording.marks.log,
    hash: digestHex(hash),
    complete,
  };
}

function documentOf({ world }: VirtualRun, { summary, transitions, log, logTotal, hash, complete }: Played): unknown {
  const { plan, stage, seed } = world;
  const named = transitions.map(({ proxy, server, ...rest }) => ({ ...rest, ...names(world, proxy, server) }));
  const { title, durationMs } = stage.scenario;
  return {
    title,
    version: plan.version,
    seed,
    durationMs,
    complete,
    hash,
    ...summary,
    transitions: named,
    logTotal,
    log,
  };
}

function names({ plan }: VirtualRun['world'], proxy: number, server: number | null) {
  const backend = plan.proxies[proxy]!;
  return { backend: backend.name, server: server === null ? null : backend.backend!.servers[server]!.name };
}

const LEFT = new Set(['Clients', 'Server', 'State', 'Time', 'Change', 'Reason', 'What']);

function reportOf({ world }: VirtualRun, { summary, transitions, hash }: Played, version: string): string {
  const { title, durationMs } = world.stage.scenario;
  const parts = [
    `${title ?? 'Simulation'}: HAProxy ${version}, seed ${world.seed}, ${duration(durationMs)} of virtual time\n`,
    clientTable(summary),
    serverTable(summary),
    changeTable(world, transitions),
    `Trace ${hash}\n`,
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function clientTable({ clients }: RunSummary): string {
  const feeds = clients.some((c) => c.kind === 'feed');
  const head = ['Clients', 'Sent', 'Answered', 'Failed', 'Under way', ...(feeds ? ['Resent', 'Duplicates'] : [])];
  const rows = clients.map((c) => [
    c.name,
    ...[c.started, c.answered, c.failed, c.unfinished].map(String),
    ...(feeds ? [String(c.resent), String(c.duplicates)] : []),
    ...[c.latency.p50Ms, c.latency.p90Ms, c.latency.p99Ms, c.latency.maxMs].map(ms),
  ]);
  return textTable([...head, 'p50', 'p90', 'p99', 'max'], rows, LEFT);
}

function ms(value: number | null): string {
  return value === null ? '-' : `${value < 100 ? value.toFixed(1) : value.toFixed(0)} ms`;
}

function serverTable({ servers }: RunSummary): string {
  const rows = servers.map((s) => [
    `${s.backend}/${s.server}`,
    s.health === null ? s.state : `${s.state} ${s.health}`,
    String(s.total),
    s.share === null ? '-' : `${(100 * s.share).toFixed(1)} %`,
    String(s.errors),
    String(s.retries),
    String(s.current),
    String(s.queue),
  ]);
  return rows.length === 0
    ? ''
    : textTable(['Server', 'State', 'Sessions', 'Share', 'Errors', 'Retries', 'Current', 'Queue'], rows, LEFT);
}

const CHANGES_SHOWN = 60;

function changeTable(world: VirtualRun['world'], transitions: readonly Transition[]): string {
  const rows = transitions.slice(0, CHANGES_SHOWN).map((t) => {
    const { backend, server } = names(world, t.proxy, t.server);
    const time = `${(t.atMs / 1000).toFixed(3)} s`;
    return [time, `${backend}/${server}`, t.kind === 'fault' ? 'fault' : 'state', `${t.from} → ${t.to}`, t.reason];
  });
  if (rows.length === 0) return 'No server changed its state.\n';
  const more = transitions.length - rows.length;
  const tail = more > 0 ? `  … and ${more} more\n` : '';
  return textTable(['Time', 'Server', 'What', 'Change', 'Reason'], rows, LEFT) + tail;
}
