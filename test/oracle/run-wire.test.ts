/**
 * The conversations that were recorded from HAProxy, played through `drydock run`: real sockets on both sides, the
 * whole engine between them. The recordings are HAProxy's own answers, so no program is needed here.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Family, families } from '../http1/cases/index.ts';
import { formatOutcome, readRecording } from '../http1/recordings.ts';
import { haproxyConfig, type Outcome, runCases, type WireCase } from '../http1/wire.ts';

const CLI = fileURLToPath(new URL('../../simulator/cli/main.ts', import.meta.url));
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Played first and forgotten: a program that has just started is slower than the 12 ms between a client's pieces. */
const WARM_UP: readonly WireCase[] = Array.from({ length: 48 }, (_, i) => ({
  name: `warm-up ${i}`,
  send: ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbo', 'dy', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'],
}));

/** Plays the cases through one `drydock run`. */
async function askDrydock(wanted: readonly WireCase[], version: string): Promise<Outcome[]> {
  const cases = [...WARM_UP, ...wanted];
  const dir = mkdtempSync(join(tmpdir(), 'dw-'));
  const file = join(dir, 'haproxy.cfg');
  writeFileSync(file, haproxyConfig(dir, cases));
  const child = spawn(process.execPath, [CLI, 'run', '-f', file, '--haproxy', version], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (data) => {
    said += String(data);
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    const last = join(dir, `c${cases.length - 1}.sock`);
    for (let i = 0; i < 800 && !existsSync(last) && child.exitCode === null; i++) await pause(25);
    if (child.exitCode !== null) throw new Error(`drydock did not start:\n${said.slice(0, 4000)}`);
    await pause(50);
    return (await runCases(dir, cases, { width: 24 })).slice(WARM_UP.length);
  } finally {
    child.kill('SIGKILL');
    await ended;
    rmSync(dir, { recursive: true, force: true });
  }
}

describe.each(['3.2', '2.6'] as const)('drydock run on the wire as HAProxy %s', (version) => {
  describe.each(Object.keys(families) as Family[])('%s', (family) => {
    const cases = families[family].filter((item) => (item.since ?? '2.6') <= version);
    const recording = readRecording(family);
    let outcomes: Outcome[] = [];
    beforeAll(async () => {
      outcomes = await askDrydock(cases, version);
    }, 60_000);

    it.each(cases.map((item, i) => [item.name, item, i] as const))('%s', (name, item, i) => {
      const recorded = recording.get(name)?.[version];
      if (recorded === undefined) throw new Error(`no recording of ${version}`);
      const excuse = [item.unstable, item.deviates].some((list) => list?.all ?? list?.[version]);
      if (!excuse) expect(formatOutcome(outcomes[i]!)).toBe(formatOutcome(recorded));
    });
  });
});
