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

type Version = '2.6' | '3.2';

const CONNECTION_RULE =
  'a rule that sets `connection` changes what HAProxy does with the connection; the engine goes by the options';

/** Where `drydock run` is known to differ, and why. What does not differ any more must go from here. */
const DIFFERENT: Readonly<Record<string, { readonly why: string; readonly in?: readonly Version[] }>> = {
  'wait-for-body that times out': {
    why: '3.2 leaves the connection open behind its 408 while the rest of the body may come; the engine closes it',
    in: ['3.2'],
  },
  'set-header connection keep-alive with httpclose': { why: CONNECTION_RULE },
  'set-header connection keep-alive in a response, httpclose': { why: CONNECTION_RULE },
  'early answer and close while the body is going': {
    why: 'the engine gives the connection up when the server ends it; HAProxy sends it the rest of the request',
  },
  'upgrade, server ends': {
    why: 'the engine ends a tunnel with its server; HAProxy closes one half since 3.0',
    in: ['3.2'],
  },
  'deny for a POST whose body comes with it': {
    why: 'the engine hears of the body after the head, and 2.6 keeps the connection when all of it was there',
    in: ['2.6'],
  },
};

/** Played first and forgotten: a program that has just started is slower than the 12 ms between a client's pieces. */
const WARM_UP: readonly WireCase[] = Array.from({ length: 48 }, (_, i) => ({
  name: `warm-up ${i}`,
  send: ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbo', 'dy', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'],
}));

/** Plays the cases through one `drydock run`, `width` at a time. */
async function askDrydock(wanted: readonly WireCase[], version: Version, width: number): Promise<Outcome[]> {
  const cases = [...WARM_UP, ...wanted];
  const dir = mkdtempSync(join(tmpdir(), 'dw-'));
  const file = join(dir, 'haproxy.cfg');
  writeFileSync(file, haproxyConfig(dir, cases));
  const args = [CLI, 'run', '-f', file, '--haproxy', version];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
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
    return (await runCases(dir, cases, { width })).slice(WARM_UP.length);
  } finally {
    child.kill('SIGKILL');
    await ended;
    rmSync(dir, { recursive: true, force: true });
  }
}

describe.each(['3.2', '2.6'] as const)('drydock run on the wire as HAProxy %s', (version) => {
  const all = (Object.keys(families) as Family[]).flatMap((family) =>
    families[family].map((item: WireCase) => ({
      family,
      item,
      recorded: readRecording(family).get(item.name)?.[version],
    })),
  );
  const isExcused = ({ unstable, deviates }: WireCase) =>
    [unstable, deviates].some((list) => list?.all ?? list?.[version]);
  const cases = all.filter(({ item }) => (item.since ?? '2.6') <= version && !isExcused(item));
  const isDifferent = ({ item }: (typeof cases)[number]) => {
    const known = DIFFERENT[item.name];
    return known !== undefined && (known.in ?? [version]).includes(version);
  };
  const outcomes = new Map<string, string>();
  const key = ({ family, item }: (typeof cases)[number]) => `${family}: ${item.name}`;

  beforeAll(async () => {
    const play = async (some: typeof cases, width: number) => {
      const played = await askDrydock(
        some.map(({ item }) => item),
        version,
        width,
      );
      for (const [i, one] of some.entries()) outcomes.set(key(one), formatOutcome(played[i]!));
    };
    await play(cases, 24);
    // Some outcomes hang on milliseconds: what differs gets another chance on a quieter machine.
    const again = cases.filter((one) => one.recorded && outcomes.get(key(one)) !== formatOutcome(one.recorded));
    await play(
      again.filter((one) => !isDifferent(one)),
      4,
    );
  }, 120_000);

  it.each(cases.map((one) => [key(one), one] as const))('%s', (_title, one) => {
    if (one.recorded === undefined) throw new Error(`no recording of ${version}`);
    const expected = formatOutcome(one.recorded);
    if (isDifferent(one))
      expect(outcomes.get(key(one)), 'no different any more: take it off the list').not.toBe(expected);
    else expect(outcomes.get(key(one))).toBe(expected);
  });
});

it('every known difference is about a case', () => {
  const names = new Set(Object.values(families).flatMap((list: readonly WireCase[]) => list.map((item) => item.name)));
  expect(Object.keys(DIFFERENT).filter((name) => !names.has(name))).toEqual([]);
});
