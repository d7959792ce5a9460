/**
 * The guide says what is true: HAProxy and Drydock accept its files alike, and each run ends as its chapter says, to the
 * figure. A figure that changed is looked for in the text, so the failing test quotes the sentence to correct.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { summaryOf } from '../../simulator/drivers/virtual/summary.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { VERSIONS } from '../../simulator/language/haproxy/version.ts';
import { createSimulator, prepare } from '../../simulator/simulator.ts';
import { advance, createRecording } from '../../simulator/trace/recording.ts';
import type { LogLine, Transition } from '../../simulator/worker-api.ts';
import { describeWithEveryHaproxy, haproxyCheck } from '../support/programs.ts';

const read = (path: string) => readFileSync(join('content', path), 'utf8');
const FILES = readdirSync('content', { recursive: true, encoding: 'utf8' }).sort();
const CONFIGS = FILES.filter((file) => file.endsWith('.cfg'));
const SCENARIOS = FILES.filter((file) => file.endsWith('scenario.yaml'));

/** A test machine may have HAProxy without its user. */
const withUserOfThisMachine = (config: string) =>
  /^haproxy:/m.test(readFileSync('/etc/passwd', 'utf8'))
    ? config
    : config.replace('user haproxy', 'user root').replace('group haproxy', 'group root');

describeWithEveryHaproxy('configurations of the guide', (haproxy) => {
  const version = VERSIONS.find((known) => haproxy.version.startsWith(known)) ?? '3.2';

  test.each(CONFIGS)('%s is accepted by both, without a warning', async (file) => {
    const config = withUserOfThisMachine(read(file));
    const { status, lines } = await haproxyCheck(config, { binary: haproxy.path });
    expect({ status, lines }).toEqual({ status: 0, lines: [] });
    expect(complaints(config, version)).toEqual([]);
  });
});

function complaints(config: string, version: Version): string[] {
  const { diagnostics } = prepare({ files: [{ name: 'haproxy.cfg', text: config }], version, scenario: null });
  return diagnostics.filter((d) => d.severity === 'error' || d.severity === 'warning').map((d) => d.message);
}

test.each(SCENARIOS)('%s fits every configuration beside it', (file) => {
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  for (const config of CONFIGS.filter((path) => path.startsWith(folder))) {
    const files = [{ name: config, text: read(config) }];
    const { runnable, scenarioProblems } = prepare({ files, version: '3.2', scenario: read(file) });
    expect({ config, scenarioProblems, runs: runnable !== null }).toEqual({ config, scenarioProblems: [], runs: true });
  }
});

type Edit = readonly [from: string | RegExp, to: string];

interface Played {
  readonly log: readonly LogLine[];
  readonly lines: readonly string[];
  /** As in `web1 DOWN`, with the times below. */
  readonly states: readonly string[];
  readonly times: readonly number[];
}

interface Changes {
  readonly file?: string;
  readonly config?: readonly Edit[];
  readonly scenario?: readonly Edit[];
  readonly version?: Version;
}

const edited = (text: string, edits: readonly Edit[] = []) =>
  edits.reduce((before, [from, to]) => {
    const after = before.replace(from, to);
    if (after === before) throw new Error(`nothing to edit: ${from}`);
    return after;
  }, text);

const textsOf = (chapter: string, { file = 'haproxy.cfg', config, scenario }: Changes) => ({
  config: edited(read(`${chapter}/${file}`), config),
  scenario: edited(read(`${chapter}/scenario.yaml`), scenario),
});

async function play(chapter: string, changes: Changes = {}): Promise<Played> {
  const api = createSimulator();
  const loaded = await api.load({ ...textsOf(chapter, changes), version: changes.version ?? '3.2' });
  expect({ problems: loaded.scenarioProblems, ok: loaded.ok }).toEqual({ problems: [], ok: true });
  const log: LogLine[] = [];
  const transitions: Transition[] = [];
  for (let ms = 0; ms <= loaded.durationMs; ms += 500) {
    const frame = await api.advance(ms);
    expect(frame.nowMs).toBeGreaterThanOrEqual(ms);
    log.push(...frame.log);
    transitions.push(...frame.transitions.filter((t) => t.kind === 'state'));
  }
  const { backends } = loaded.topology ?? { backends: [] };
  const nameOf = ({ proxy, server }: Transition) =>
    backends.find((b) => b.proxy === proxy)?.servers[server ?? -1]?.name;
  return {
    log,
    lines: log.filter(({ kind }) => kind === 'request').map(({ text }) => text),
    states: transitions.map((t) => `${nameOf(t)} ${t.to}`),
    times: transitions.map((t) => t.atMs / 1000),
  };
}

/** The first group of clients, as the table of `drydock simulate` sums it up. */
function groupOf(chapter: string, changes: Changes = {}) {
  const { config, scenario } = textsOf(chapter, changes);
  const { runnable } = prepare({ files: [{ name: 'haproxy.cfg', text: config }], version: '3.2', scenario });
  if (runnable === null) throw new Error('cannot run');
  const run = createRecording(runnable);
  advance(run, runnable.world.durationUs, 10_000_000);
  const group = summaryOf(runnable.world, run.state, run.points).clients[0];
  if (group === undefined) throw new Error('no clients');
  return group;
}

const count = (played: Played, wanted: RegExp) => played.lines.filter((line) => wanted.test(line)).length;

/** The chapter contains this sentence, line breaks aside. */
function says(chapter: string, sentence: string): void {
  expect(read(`${chapter}/index.mdx`).replace(/\s+/g, ' ')).toContain(sentence);
}

const WORDS = 'no one two three four five six seven eight nine ten eleven twelve thirteen fourteen'.split(' ');
const word = (n: number) => WORDS[n] ?? String(n);
const seconds = (s: number | undefined) => s?.toFixed(1);

describe('installation', () => {
  let run: Played;
  beforeAll(async () => {
    run = await play('installation');
  });

  test('web1 goes DOWN and comes back when the chapter says', () => {
    expect(run.states).toEqual(['web1 DOWN', 'web1 UP']);
    const [down = 0, up = 0] = run.times;
    says('installation', `four to six seconds after it died (${seconds(down - 15)} s in this run)`);
    says('installation', `two to four seconds and the time of an answer (${seconds(up - 35)} s)`);
  });

  test('redispatch saves those who met a refused connection, and nobody else fails but the one under way', () => {
    const saved = count(run, / 200 .*\/\+1 0\/0/);
    says('installation', `In this run ${saved} of them met a refused connection, and \`option redispatch\` saved all`);
    expect(count(run, / 50\d /)).toBe(1);
    expect(count(run, /web\/web1 .* 502 .* SH-- .*\/0 0\/0/)).toBe(1);
  });

  test('without redispatch they get a 503 after three retries of the same server', async () => {
    const without = await play('installation', { config: [[/ +option redispatch.*\n/, '']] });
    expect(count(without, / 503 /)).toBe(count(without, /web\/web1 0\/0\/-1\/-1\/34\d\d 503 .* SC-- .*\/3 0\/0/));
    says('installation', `${word(count(without, / 503 /))} visitors get a 503 (\`SC--\`, and \`3\` for the retries)`);
  });

  test('without check nothing is marked DOWN', async () => {
    const unchecked = await play('installation', { file: 'unchecked.cfg' });
    expect(unchecked.states).toEqual([]);
    says(
      'installation',
      `${count(unchecked, /\/\+1 0\/0/)} times instead of ${count(run, /\/\+1 0\/0/)}. (Each of them takes`,
    );
  });

  test('the exercise: three of four requests go to web2 until web1 dies', async () => {
    const weighted = await play('installation', { config: [[/(server web2 .*)/, '$1 weight 3']] });
    const before = weighted.log.filter((l) => l.kind === 'request' && l.atMs < 14_000).map((l) => l.server ?? '');
    const share = before.filter((server) => server.endsWith('web2')).length / before.length;
    expect(share).toBeGreaterThan(0.7);
    expect(share).toBeLessThan(0.8);
  });
});

describe('keep-alive', () => {
  const opened = (run: Played) => count(run, / 0\/0\/120\//);
  const ports = (run: Played) => new Set(run.lines.map((line) => line.split(' ')[0])).size;

  test('one port a browser, all servers, and few connections to servers', async () => {
    const run = await play('keep-alive');
    expect(ports(run)).toBe(4);
    const first = run.lines.filter((line) => line.startsWith('203.0.113.1:32769 '));
    expect(new Set(first.map((line) => line.split(' ')[3]))).toEqual(new Set(['app/app1', 'app/app2', 'app/app3']));
    expect(opened(run) + count(run, / 0\/0\/0\//)).toBe(run.lines.length);
    says('keep-alive', `In this run ${opened(run)} requests of ${run.lines.length} opened one`);
  });

  test.each<[string, Changes]>([
    ['with option httpclose', { file: 'close.cfg' }],
    ['the exercise', { config: [['http-keep-alive 4s', 'http-keep-alive 500ms']] }],
  ])('%s, every request has its own port and opens a connection', async (_, changes) => {
    const run = await play('keep-alive', changes);
    expect(ports(run)).toBe(run.lines.length);
    expect(opened(run)).toBe(run.lines.length);
  });

  test('what closing costs', () => {
    const kept = groupOf('keep-alive');
    const closed = groupOf('keep-alive', { file: 'close.cfg' });
    says('keep-alive', `${Math.round(kept.latency.p50Ms ?? 0)} to ${Math.round(closed.latency.p50Ms ?? 0)} ms`);
    says('keep-alive', `they make ${closed.started} requests instead of ${kept.started}`);
  });
});

describe('network load balancing', () => {
  const EXERCISE: Edit = [
    'option tcp-check\n',
    'option tcp-check\n tcp-check send PING\\r\\n\n tcp-check expect rstring .\n timeout check 2s\n',
  ];

  test('the hung replica stays UP and goes on getting sessions', async () => {
    const run = await play('network-load-balancing');
    expect(run.states).toEqual([]);
    const later = run.lines.filter((line) => /:00:00:(3[1-9]|4\d)\.\d+\] postgres postgres\/replica1/.test(line));
    expect(later.length).toBeGreaterThan(0);
    const longest = Math.round((groupOf('network-load-balancing').latency.maxMs ?? 0) / 1000);
    says('network-load-balancing', `the longest session lasts ${longest} seconds`);
  });

  test('a killed replica is DOWN within six seconds, its sessions end, new ones go elsewhere', async () => {
    const run = await play('network-load-balancing', { scenario: [['replica1, do: hang', 'replica2, do: refuse']] });
    expect(run.states).toEqual(['replica2 DOWN', 'replica2 UP']);
    expect(run.times[0]).toBeGreaterThan(34);
    expect(run.times[0]).toBeLessThan(36.1);
    expect(count(run, /replica[13] .* -- .*\/\+1 0\/0/)).toBeGreaterThan(0);
    expect(count(run, /replica2 0\/80\/\d+ 0 -- /)).toBeGreaterThan(0);
  });

  test('the exercise finds the hung replica, and ends its sessions when told to', async () => {
    const run = await play('network-load-balancing', { config: [EXERCISE] });
    expect(run.states).toEqual(['replica1 DOWN', 'replica1 UP']);
    says('network-load-balancing', `ten to twelve seconds, ${seconds((run.times[0] ?? 0) - 30)} in this run`);
    expect(count(run, / D[C-] /)).toBe(0);
    const shut: Edit = ['maxconn 100', 'maxconn 100 on-marked-down shutdown-sessions'];
    const ended = await play('network-load-balancing', { config: [EXERCISE, shut] });
    says('network-load-balancing', `at the same moment, ${word(count(ended, / DC /))} in this run`);
    const older = await play('network-load-balancing', { config: [EXERCISE, shut], version: '2.6' });
    expect([count(older, / D- /) > 0, count(older, / DC /)]).toEqual([true, 0]);
  });

  test.each([
    ['balance source', [], 10],
    ['hash-type consistent', [['balance source', 'balance source\n hash-type consistent'] as Edit], 0],
  ])('%s: who moves when replica2 dies', async (_, config, moving) => {
    const scenario: Edit[] = [
      ['duration: 90s', 'duration: 500s'],
      [/at: 30s.*/, 'at: 240s, server: replica2, do: refuse }'],
    ];
    const run = await play('network-load-balancing', { file: 'source.cfg', config, scenario });
    const before = new Map<string, string>();
    const after = new Map<string, string>();
    for (const line of run.lines) {
      const [, client = '', minutes, server = ''] =
        /^([\d.]+):.*:00:(\d\d):\d\d\.\d+\] postgres (\S+)/.exec(line) ?? [];
      if (Number(minutes) < 4) before.set(client, server);
      else if (Number(minutes) > 4) after.set(client, server);
    }
    const clients = [...before.keys()];
    const others = clients.filter((client) => before.get(client) !== 'postgres/replica2');
    expect([clients.length, after.size, others.length]).toEqual([30, 30, 20]);
    expect(others.filter((client) => before.get(client) !== after.get(client))).toHaveLength(moving);
  });
});

describe('hl7', () => {
  const PLAIN: Edit = [/.*tcp-check.*\n/g, ''];
  const FASTER: readonly Edit[] = [
    ['inter 2s', 'inter 1s'],
    ['timeout check   3s', 'timeout check 1s'],
  ];

  test.each<[Version, string, string]>([
    ['3.2', 'DC', 'UC'],
    ['2.6', 'D-', 'U-'],
  ])('%s: engine1 DOWN, both feeds at engine2, engine1 UP, both feeds home', async (version, down, up) => {
    const run = await play('hl7', { version });
    expect(run.states).toEqual(['engine1 DOWN', 'engine1 UP']);
    says('hl7', `marked **DOWN**, ${seconds((run.times[0] ?? 0) - 20)} seconds after it hung`);
    expect(run.lines.map((line) => line.replace(/^.* (engines\S+) \S+ \d+ (\S\S) .*$/, '$1 $2'))).toEqual([
      ...Array(2).fill(`engines/engine1 ${down}`),
      ...Array(2).fill(`engines/engine2 ${up}`),
    ]);
    for (const state of [down, up]) says('hl7', `\`${state}\``);
  });

  test('what is resent, and what is filed twice', () => {
    const checked = groupOf('hl7');
    says('hl7', `${checked.resent} resent, ${checked.duplicates} duplicates`);
    const plain = groupOf('hl7', { config: [PLAIN] });
    says('hl7', `files all of them: ${word(plain.duplicates)} duplicates`);
    expect(Math.round((plain.latency.maxMs ?? 0) / 1000)).toBe(31);
    const copied = groupOf('hl7', { file: 'leastconn.cfg' });
    expect([copied.resent, copied.duplicates]).toEqual([1, 1]);
  });

  test('a plain check notices nothing', async () => {
    const run = await play('hl7', { config: [PLAIN] });
    expect(run.states).toEqual([]);
    expect(count(run, /engine2/)).toBe(0);
  });

  test('without min-recv the check fails healthy engines', async () => {
    const run = await play('hl7', { config: [['min-recv 20 ', '']], scenario: [[/faults:.*/s, '']] });
    expect(run.states).toEqual(['engine1 DOWN', 'engine2 DOWN']);
  });

  test('two active engines: the feed goes to the other engine when its entry has expired', async () => {
    const run = await play('hl7', { file: 'leastconn.cfg' });
    expect(run.states).toEqual([]);
    expect(count(run, /^10\.1\.0\.11:.* engines\/engine1 /)).toBe(1);
  });

  test('the exercise', async () => {
    const run = await play('hl7', { config: FASTER });
    const took = (run.times[0] ?? 0) - 20;
    expect(run.states).toEqual(['engine1 DOWN', 'engine1 UP']);
    says('hl7', `three to four seconds remain, ${seconds(took)} in this run`);
  });
});

describe('testing', () => {
  const broken = (servers: string, fault: string): Changes => ({
    scenario: [
      [/at: 20s, server: web1, do: http-500, for: 15s/, `at: 20s, server: ${servers}, do: ${fault}, for: 20s`],
    ],
  });

  test('errors of web1 reach shoppers until it is DOWN, then they are moved', async () => {
    const run = await play('testing');
    expect(run.states).toEqual(['web1 DOWN', 'web1 UP']);
    says('testing', `until it is DOWN, ${seconds((run.times[0] ?? 0) - 20)} seconds later`);
    says('testing', `${word(count(run, /web\/web1 .* 500 .* --VN /))} answers with status 500`);
    expect(count(run, /web\/web2 .* 200 .* --DI /)).toBe(3);
    expect(count(run, / 50[1-9] /)).toBe(0);
  });

  test('kill api1', async () => {
    const run = await play('testing', broken('api1', 'refuse'));
    expect(run.states).toEqual(['api1 DOWN', 'api1 UP']);
    expect(run.times[0]).toBeLessThan(23.1);
    expect(count(run, /api\/api2 .* 200 .*\/\+1 0\/0/)).toBeGreaterThan(0);
    expect(count(run, /api\/api1 .* 502 .* SH-- /)).toBeGreaterThan(0);
  });

  test('hang api1', async () => {
    const run = await play('testing', broken('api1', 'hang'));
    expect(run.states).toEqual(['api1 DOWN', 'api1 UP']);
    expect(run.times[0]).toBeGreaterThan(25);
    expect(run.times[0]).toBeLessThan(26.1);
    says('testing', `about ${word(count(run, /api\/api1 .*\/30\d\d 504 .* sH-- /))} of them`);
  });

  test('slow api1: answers too late, no queue', async () => {
    const run = await play('testing', broken('api1', 'slow'));
    expect(run.states).toEqual([]);
    expect(count(run, / 504 .* sH-- /)).toBeGreaterThan(0);
    expect(count(run, / sQ/)).toBe(0);
  });

  test('slow both: the queue, and its timeout', async () => {
    const run = await play('testing', broken('[api1, api2]', 'slow'));
    expect(run.states).toEqual([]);
    expect(count(run, /api\/<NOSRV> 0\/2000\/-1\/-1\/2000 503 .* sQ-- .* 0\/\d+ "/)).toBeGreaterThan(0);
  });
});
