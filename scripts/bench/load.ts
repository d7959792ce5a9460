/**
 * A load client: so many connections, each with one request outstanding, for so long. `wrk` does it where it is
 * installed (it costs the machine less), else this process does.
 */
import { spawn, spawnSync } from 'node:child_process';
import { connect } from 'node:net';

export interface Load {
  readonly requests: number;
  readonly seconds: number;
  readonly errors: number;
  /** What 99 of 100 requests did not exceed. */
  readonly p99Ms: number;
}

const HAS_WRK = spawnSync('wrk', ['--version']).error === undefined;
export const LOAD_NAME = HAS_WRK ? 'wrk' : 'own client';

const DEFAULT_PATH = '/some/path?and=query';

/** @param prefix words in front of the command, where it is one: `taskset -c 1` */
export function load(
  port: number,
  connections: number,
  seconds: number,
  path = DEFAULT_PATH,
  prefix: readonly string[] = [],
): Promise<Load> {
  return HAS_WRK ? wrk(port, connections, seconds, path, prefix) : own(port, connections, seconds, path);
}

function wrk(
  port: number,
  connections: number,
  seconds: number,
  path: string,
  prefix: readonly string[],
): Promise<Load> {
  return new Promise((resolve, reject) => {
    const asked = [
      '-t1',
      '--latency',
      `-c${connections}`,
      `-d${Math.ceil(seconds)}`,
      `http://127.0.0.1:${port}${path}`,
    ];
    const [command = '', ...args] = [...prefix, 'wrk', ...asked];
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (data) => {
      text += data;
    });
    child.once('error', reject);
    child.once('exit', () => {
      const total = /(\d+) requests in ([\d.]+)(ms|s|m)/.exec(text);
      if (total === null) return reject(new Error(`wrk said: ${text}`));
      const unit = { ms: 0.001, s: 1, m: 60 }[total[3] as 'ms' | 's' | 'm'];
      const errors = /Non-2xx or 3xx responses: (\d+)/.exec(text);
      const socketErrors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(text);
      const sum = (socketErrors?.slice(1) ?? []).map(Number).reduce((a, b) => a + b, Number(errors?.[1] ?? 0));
      const late = /\n\s*99%\s+([\d.]+)(us|ms|s|m)/.exec(text);
      const lateUnit = { us: 0.001, ms: 1, s: 1000, m: 60_000 }[(late?.[2] ?? 'ms') as 'us' | 'ms' | 's' | 'm'];
      const p99Ms = late === null ? Number.NaN : Number(late[1]) * lateUnit;
      resolve({ requests: Number(total[1]), seconds: Number(total[2]) * unit, errors: sum, p99Ms });
    });
  });
}

async function own(port: number, connections: number, seconds: number, path: string): Promise<Load> {
  const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
  let requests = 0;
  let errors = 0;
  let over = false;
  const tookMs: number[] = [];
  const started = performance.now();
  const one = () =>
    new Promise<void>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      let text = '';
      let askedMs = 0;
      const ask = () => {
        askedMs = performance.now();
        socket.write(request);
      };
      socket.on('connect', ask);
      socket.on('data', (data) => {
        text += data.toString('latin1');
        const head = text.indexOf('\r\n\r\n');
        const length = Number(/content-length: *(\d+)/i.exec(text)?.[1] ?? 0);
        if (head < 0 || text.length < head + 4 + length) return;
        text = '';
        requests++;
        tookMs.push(performance.now() - askedMs);
        if (over) socket.destroy();
        else ask();
      });
      socket.on('error', () => {
        errors++;
      });
      socket.on('close', () => resolve());
    });
  setTimeout(() => {
    over = true;
  }, seconds * 1000);
  await Promise.all(Array.from({ length: connections }, one));
  tookMs.sort((a, b) => a - b);
  const p99Ms = tookMs[Math.floor(tookMs.length * 0.99)] ?? Number.NaN;
  return { requests, seconds: (performance.now() - started) / 1000, errors, p99Ms };
}
