/**
 * HTTP requests a second through `drydock run`, beside a bare `node:http` proxy, `http-proxy` and HAProxy with one thread:
 * same origin, same load, rounds interleaved so that what else the machine does hits all alike; medians of ratios.
 */
import { type ChildProcess, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts, processorSeconds, startServer } from './children.ts';
import { median } from './figures.ts';
import { LOAD_NAME, load } from './load.ts';

const CONNECTIONS = 32;

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The configuration that Drydock and HAProxy both run. */
const config = (port: number, originPort: number) => `global
  nbthread 1
  maxconn 1000
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend web
  bind 127.0.0.1:${port}
  default_backend app
backend app
  balance roundrobin
  server app1 127.0.0.1:${originPort}
`;

interface Subject {
  readonly name: string;
  start(port: number, originPort: number, directory: string): readonly [string, readonly string[]];
}

const node = process.execPath;
const withConfig = (port: number, originPort: number, directory: string, name: string) => {
  const file = join(directory, `${name}.cfg`);
  writeFileSync(file, config(port, originPort));
  return file;
};

const SUBJECTS: readonly Subject[] = [
  {
    name: 'drydock run',
    start: (port, originPort, directory) => [
      node,
      [here('../../simulator/cli/main.ts'), 'run', '-f', withConfig(port, originPort, directory, 'drydock')],
    ],
  },
  {
    name: 'node:http',
    start: (port, originPort) => [node, [here('proxies.ts'), 'node-http', `${port}`, `${originPort}`]],
  },
  {
    name: 'http-proxy',
    start: (port, originPort) => [node, [here('proxies.ts'), 'http-proxy', `${port}`, `${originPort}`]],
  },
  {
    name: 'haproxy',
    start: (port, originPort, directory) => [
      'haproxy',
      ['-db', '-f', withConfig(port, originPort, directory, 'haproxy')],
    ],
  },
];

interface Sample {
  readonly perSecond: number;
  /** Processor time of the proxy, microseconds a request; null where it cannot be read. */
  readonly cpuMicros: number | null;
}

export async function throughput(rounds: number, seconds: number): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  try {
    const hasHaproxy = spawnSync('haproxy', ['-v']).error === undefined;
    const subjects = SUBJECTS.filter((subject) => subject.name !== 'haproxy' || hasHaproxy);
    const [originPort = 0, ...ports] = await freePorts(subjects.length + 1);
    await startServer(node, [here('origin.ts'), `${originPort}`], originPort);
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
        const result = await load(port, CONNECTIONS, round < 0 ? Math.min(2, seconds) : seconds);
        if (result.errors > 0) throw new Error(`${subjects[i]!.name}: ${result.errors} failed requests`);
        if (round < 0) continue;
        const after = processorSeconds(children[i]!);
        const cpu = before === null || after === null ? null : ((after - before) * 1e6) / result.requests;
        samples[i]!.push({ perSecond: result.requests / result.seconds, cpuMicros: cpu });
      }
    }
    const rows = subjects.map((subject, i) => row(subject.name, samples[i]!, samples[0]!));
    const note = hasHaproxy ? [] : ['  (haproxy is not installed: not compared)'];
    return [
      `HTTP throughput, ${CONNECTIONS} connections, ${rounds} rounds of ${seconds} s (${LOAD_NAME}):`,
      ...rows,
      ...note,
    ].join('\n');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function row(name: string, own: readonly Sample[], drydock: readonly Sample[]): string {
  const rate = median(own.map((sample) => sample.perSecond));
  const ratio = median(own.map((sample, i) => drydock[i]!.perSecond / sample.perSecond));
  const cpu = own.every((sample) => sample.cpuMicros !== null) ? median(own.map((sample) => sample.cpuMicros!)) : null;
  const beside = name === 'drydock run' ? '' : `   drydock is ${ratio.toFixed(2)} times that`;
  const cost = cpu === null ? '' : `${cpu.toFixed(0).padStart(5)} µs CPU a request`;
  return `  ${name.padEnd(12)} ${Math.round(rate).toLocaleString('en').padStart(8)} requests/s ${cost}${beside}`;
}
