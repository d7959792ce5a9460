/**
 * What `drydock run` carries, beside what one writes with bare Node.js, `http-proxy`, and HAProxy with one thread: same origin, same
 * load, rounds interleaved so that what else the machine does hits all alike; medians of ratios.
 */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, processorSeconds, startServer, stopAll } from './children.ts';
import { median } from './figures.ts';
import { LOAD_NAME, load } from './load.ts';
import { drydock, haproxy, inNode, ORIGIN, type Subject } from './subjects.ts';

interface Part {
  readonly title: string;
  readonly path: string;
  readonly connections: number;
  /** Drydock first. */
  readonly subjects: readonly Subject[];
  /** At least so many times what this one carries. */
  readonly bounds: Readonly<Record<string, number>>;
}

const SMALL = '/some/path?and=query';

const PARTS: Readonly<Record<string, Part>> = {
  http: {
    title: 'HTTP, small answers, three ACLs',
    path: SMALL,
    connections: 64,
    subjects: [drydock('http'), inNode('node-http', 'node:http'), inNode('http-proxy'), ...haproxy('http')],
    bounds: { 'http-proxy': 1.3, 'node:http': 0.9 },
  },
  tcp: {
    title: 'TCP mode, small answers',
    path: SMALL,
    connections: 64,
    subjects: [drydock('tcp'), inNode('net', 'net pipe'), ...haproxy('tcp')],
    bounds: { 'net pipe': 0.9 },
  },
  large: {
    title: 'HTTP, answers of a megabyte',
    path: '/large',
    connections: 8,
    subjects: [drydock('http'), inNode('net', 'net pipe'), ...haproxy('http')],
    bounds: { 'net pipe': 0.8 },
  },
};

interface Sample {
  readonly perSecond: number;
  readonly p99Ms: number;
  /** Processor time of the proxy, microseconds a request; null where it cannot be read. */
  readonly cpuMicros: number | null;
}

/** @param only a part's name; all unless given */
export async function throughput(rounds: number, seconds: number, only?: string): Promise<string> {
  const texts: string[] = [];
  for (const [name, part] of Object.entries(PARTS)) {
    if (only === undefined || only === name) texts.push(await measure(part, rounds, seconds));
  }
  return texts.join('\n');
}

async function measure({ title, path, connections, subjects, bounds }: Part, rounds: number, seconds: number) {
  const directory = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  try {
    const [originPort = 0, ...ports] = await freePorts(subjects.length + 1);
    await startServer(ORIGIN[0], [ORIGIN[1], `${originPort}`], originPort);
    const children: ChildProcess[] = [];
    for (const [i, subject] of subjects.entries()) {
      const [command, args] = subject.start(ports[i]!, originPort, directory);
      children.push(await startServer(command, args, ports[i]!));
    }
    const samples: Sample[][] = subjects.map(() => []);
    for (let round = -1; round < rounds; round++) {
      for (const [i, port] of ports.entries()) {
        const before = processorSeconds(children[i]!);
        // The first round warms up: what it measures is thrown away.
        const result = await load(port, connections, round < 0 ? Math.max(2, seconds) : seconds, path);
        if (result.errors > 0) throw new Error(`${subjects[i]!.name}: ${result.errors} failed requests`);
        if (round < 0) continue;
        const after = processorSeconds(children[i]!);
        const cpuMicros = before === null || after === null ? null : ((after - before) * 1e6) / result.requests;
        samples[i]!.push({ perSecond: result.requests / result.seconds, p99Ms: result.p99Ms, cpuMicros });
      }
    }
    return [
      `${title}, ${connections} connections, ${rounds} rounds of ${seconds} s (${LOAD_NAME}):`,
      ...subjects.map((subject, i) => row(subject.name, samples[i]!, samples[0]!, bounds[subject.name])),
      ...(subjects.some(({ name }) => name === 'haproxy') ? [] : ['  (haproxy is not installed: not compared)']),
    ].join('\n');
  } finally {
    await stopAll();
    rmSync(directory, { recursive: true, force: true });
  }
}

function row(name: string, own: readonly Sample[], first: readonly Sample[], bound: number | undefined): string {
  const rate = median(own.map((sample) => sample.perSecond));
  const late = median(own.map((sample) => sample.p99Ms));
  const cpuOf = (all: readonly Sample[]) =>
    all.every((sample) => sample.cpuMicros !== null) ? median(all.map((sample) => sample.cpuMicros!)) : null;
  const cpu = cpuOf(own);
  const cost = cpu === null ? '' : `${cpu.toFixed(0).padStart(6)} µs CPU each`;
  const figures = `${Math.round(rate).toLocaleString('en').padStart(8)} requests/s, p99 ${late.toFixed(1).padStart(6)} ms,${cost}`;
  if (own === first) return `  ${name.padEnd(12)} ${figures}`;
  const ratio = median(own.map((sample, i) => first[i]!.perSecond / sample.perSecond));
  const work = cpu === null || cpuOf(first) === null ? '' : ` (${(cpu / cpuOf(first)!).toFixed(2)} by CPU)`;
  const wanted = bound === undefined ? '' : `; at least ${bound}: ${ratio >= bound ? 'holds' : 'DOES NOT HOLD'}`;
  return `  ${name.padEnd(12)} ${figures}   drydock: ${ratio.toFixed(2)} times that${work}${wanted}`;
}
