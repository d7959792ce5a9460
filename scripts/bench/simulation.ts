/**
 * How many requests a second the virtual world gets through in one thread, in Node and in Chromium's worker, beside
 * HAProxy with one thread and the same configuration: rounds in turn, so that what else the machine does hits all alike. HAProxy has
 * a core of its own where there are two; the load and the server behind it are on another.
 */
import { type ChildProcess, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileForLongRuns } from '../../simulator/cli/long-runs.ts';
import { type BlankWorker, startBlankWorker } from '../lib/blank-worker.ts';
import { findProgram } from '../lib/programs.mjs';
import { freePorts, processorSeconds, startServer } from './children.ts';
import { median } from './figures.ts';
import { load } from './load.ts';
import { simulated, type Work } from './simulated.ts';
import { CLIENTS, configuration, PATH } from './workload.ts';

const ROUNDS = 5;
const ROUND_MS = 3000;
const WARM_UP_MS = 2000;

const WORKER = fileURLToPath(new URL('speed-worker.ts', import.meta.url));

interface Sample {
  readonly perSecond: number;
  /** Processor time of the one that is measured, microseconds a request; null where it is not known. */
  readonly cpuMicros: number | null;
}

interface Subject {
  readonly name: string;
  measure(ms: number): Promise<Sample>;
}

export async function simulationSpeed(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  const browser = await startBlankWorker<number, Work>(WORKER);
  try {
    const haproxy = await haproxyAtWork(folder);
    const subjects = [
      inNode(),
      ...(browser === null ? [] : [inBrowser(browser)]),
      ...(haproxy === null ? [] : [haproxy]),
    ];
    for (const subject of subjects) await subject.measure(WARM_UP_MS);
    const samples: Sample[][] = subjects.map(() => []);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [at, subject] of subjects.entries()) samples[at]!.push(await subject.measure(ROUND_MS));
    }
    const beside = haproxy === null ? null : samples.at(-1)!;
    return [
      `Simulation: ${ROUNDS} rounds of ${ROUND_MS / 1000} s, ${CLIENTS} clients, three ACLs, a stick table, a log format:`,
      ...subjects.map((subject, at) => row(subject, samples[at]!, subject === haproxy ? null : beside)),
      ...(browser === null ? ['  (there is no Chromium: not measured)'] : []),
      ...(haproxy === null ? ['  (there is no haproxy: not compared)'] : []),
    ].join('\n');
  } finally {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As `drydock simulate` has it. */
function inNode(): Subject {
  compileForLongRuns();
  const run = simulated({});
  return {
    name: 'Node',
    async measure(forMs) {
      const before = process.cpuUsage();
      const { requests, ms } = run(forMs);
      const { user, system } = process.cpuUsage(before);
      return { perSecond: (requests / ms) * 1000, cpuMicros: (user + system) / requests };
    },
  };
}

function inBrowser(worker: BlankWorker<number, Work>): Subject {
  return {
    name: 'Chromium',
    async measure(forMs) {
      const { requests, ms } = await worker.ask(forMs);
      return { perSecond: (requests / ms) * 1000, cpuMicros: null };
    },
  };
}

/** What stands behind HAProxy: another one, which answers by itself, as cheaply as can be. */
const origin = (port: number) => `global
  nbthread 1
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend origin
  bind 127.0.0.1:${port}
  http-request return status 200 content-type text/plain string "${'x'.repeat(100)}"
`;

async function haproxyAtWork(folder: string): Promise<Subject | null> {
  const binary = findProgram('haproxy');
  if (binary === undefined) return null;
  const [port = 0, originPort = 0] = await freePorts(2);
  const server = `127.0.0.1:${originPort}`;
  const texts = {
    origin: origin(originPort),
    haproxy: configuration({ bind: `127.0.0.1:${port}`, servers: [server, server, server] }),
  };
  const start = (name: keyof typeof texts, listens: number, core: number): Promise<ChildProcess> => {
    const file = join(folder, `${name}.cfg`);
    writeFileSync(file, texts[name]);
    const [command = '', ...args] = [...onCore(core), binary, '-db', '-f', file];
    return startServer(command, args, listens);
  };
  await start('origin', originPort, 1);
  const child = await start('haproxy', port, 0);
  const version = /\d+\.\d+\.\d+/.exec(spawnSync(binary, ['-v'], { encoding: 'utf8' }).stdout)?.[0] ?? '';
  return {
    name: `HAProxy ${version}`,
    async measure(forMs) {
      const before = processorSeconds(child);
      const { requests, seconds, errors } = await load(port, CLIENTS, forMs / 1000, PATH, onCore(1));
      if (errors > 0) throw new Error(`haproxy: ${errors} failed requests`);
      const after = processorSeconds(child);
      const cpuMicros = before === null || after === null ? null : ((after - before) * 1e6) / requests;
      return { perSecond: requests / seconds, cpuMicros };
    },
  };
}

const HAS_TASKSET = spawnSync('taskset', ['--version']).error === undefined;

/** The words in front of a command that is to stay on a core; none where that cannot be had. */
function onCore(core: number): readonly string[] {
  return HAS_TASKSET && availableParallelism() > 1 ? ['taskset', '-c', String(core)] : [];
}

function row({ name }: Subject, own: readonly Sample[], beside: readonly Sample[] | null): string {
  const rate = median(own.map(({ perSecond }) => perSecond));
  const cpu = costOf(own);
  const cost = cpu === null ? ' '.repeat(28) : `${cpu.toFixed(1).padStart(6)} µs CPU a request   `;
  const text = `  ${name.padEnd(16)} ${Math.round(rate).toLocaleString('en').padStart(8)} requests/s ${cost}`;
  if (beside === null) return text.trimEnd();
  const ratio = median(own.map(({ perSecond }, at) => perSecond / beside[at]!.perSecond));
  const theirs = costOf(beside);
  const share = theirs === null || cpu === null ? '' : `, ${(theirs / cpu).toFixed(1)} times as many by processor time`;
  return `${text}${ratio.toFixed(1)} times what HAProxy served${share}`;
}

function costOf(samples: readonly Sample[]): number | null {
  const known = samples.map(({ cpuMicros }) => cpuMicros).filter((micros) => micros !== null);
  return known.length === samples.length ? median(known) : null;
}
