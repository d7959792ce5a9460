import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { TextEdit } from '../../simulator/language/diagnostic.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { openBytes, saveBytes } from '../../src/builder/bytes.ts';
import { type BuilderChange, builderEdits } from '../../src/builder/change.ts';
import type { BuilderModel, BuilderSection } from '../../src/builder/model.ts';
import { readBuilder } from '../../src/builder/read.ts';
import { applyEdits } from '../../src/builder/text.ts';
import { configOf } from '../builder/config.ts';
import { describeWithEveryHaproxy, haproxyCheck } from '../support/programs.ts';

const GUIDE = new URL('../../content/', import.meta.url);

/** Written to be awkward: odd blanks, comments everywhere, CRLF, defaults that say much, things the panel does not know. */
const AWKWARD: Readonly<Record<string, string>> = {
  'defaults say much': `defaults base
  mode http # m
  balance leastconn # b
  option httpchk GET /d
  http-check send meth HEAD uri /x
  http-check expect status 200
  timeout connect 1s
  timeout client 1s
  timeout server 1s
  default-server check inter 5s weight 7

frontend f from base # f
  bind :18080 # in
  use_backend one if { srv_is_up(one/a) }
  default_backend two

backend one from base
  # nothing said here
  server a 10.0.0.1:80 # a
  server b 10.0.0.2:80 no-check
  server t 10.0.0.3:80 no-check track a
backend two from base
\toption tcp-check
\tdefault-server no-check maxconn 10
\tserver a [2001:db8::1]:80 weight 2 weight 3 check#glued
\tserver "b" '10.0.0.2:80'   cookie    weight # quoted
`,
  'CRLF and tables': `defaults
  mode tcp
  timeout connect 1s
  timeout client 1s
  timeout server 1s
frontend f
  bind 127.0.0.1:18081,127.0.0.1:18082 name x
  tcp-request connection track-sc0 src table app
  default_backend app
backend app
  stick-table type ip size 1k expire 30s store conn_cnt # counts
  stick on src # sticks
  server a 10.0.0.1:1 check port 8080 inter 1s
  server b 10.0.0.2 # no port
  server c /run/c.sock backup # unix
  use-server a if { srv_conn(app/b) lt 5 } !{ nbsrv(app) eq 1 }
`.replaceAll('\n', '\r\n'),
  'mixed line ends': `defaults\n  mode http\r\n  timeout connect 1s\n  timeout client 1s\r\n  timeout server 1s\r\nlisten l\r\n  bind :18083\n  cookie S prefix # c\r\n  option httpchk\n  http-check connect\r\n  http-check send uri /a\n  http-check expect string ok\r\n  server a 10.0.0.1:80 check cookie x\n  server b 10.0.0.2:80 check cookie y disabled\r\n\r\nbackend other\n`,
  'one section, one line each': `listen a
 bind :18084
 mode tcp
 timeout client 1s
 timeout connect 1s
 timeout server 1s
 stick-table type string len 32 size 10
 stick match src_port
 balance first
`,
};

function configurations(): [string, string][] {
  const files = readdirSync(GUIDE, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.cfg'));
  return [
    ...files.map((name): [string, string] => [name, readFileSync(new URL(name, GUIDE), 'utf8')]),
    ...Object.entries(AWKWARD),
  ];
}

type Chance = { below(limit: number): number; pick<T>(list: readonly T[]): T };

function chance(seed: number): Chance {
  let state = seed >>> 0 || 1;
  const below = (limit: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
  return { below, pick: (list) => list[below(list.length)] as (typeof list)[number] };
}

const NAMES = ['a', 'b', 'web-1', 'new', 'x.y', 'S_2', 'check', 'weight'];
const ADDRESSES = [
  '10.1.2.3:8080',
  '[::1]:80',
  '10.1.2.3',
  'server.example:80',
  '/run/x.sock',
  ':80',
  '10.0.0.1:x',
  '',
];
const ALGORITHMS = ['roundrobin', 'static-rr', 'leastconn', 'first', 'source', 'random', 'uri', 'fastest'];
const STICKINESS = [
  { kind: 'none' },
  { kind: 'cookie' },
  { kind: 'cookie', name: 'ID' },
  { kind: 'stick-src' },
  { kind: 'stick-src', size: '5k', expire: '8h' },
  { kind: 'source' },
] as const;
const CHECKS = [
  { kind: 'none' },
  { kind: 'tcp' },
  { kind: 'http', method: 'GET', path: '/ok' },
  { kind: 'http', method: 'HEAD', path: '/up?x=1' },
  { kind: 'mllp' },
] as const;

/** Something that a person could click next. Refusals are part of the game. */
function randomChange({ sections }: BuilderModel, { below, pick }: Chance): BuilderChange {
  const chosen: BuilderSection = pick(sections);
  const { section, backend, binds } = chosen;
  if (!backend || below(8) === 0)
    return {
      type: 'set-bind',
      section,
      line: pick(binds)?.line ?? 0,
      address: pick([':18090', '127.0.0.1:18091', '*:18092,[::]:18093', '80']),
    };
  const line = pick(backend.servers)?.line ?? below(5);
  const server = { name: pick(NAMES), address: pick(ADDRESSES) };
  const choices: readonly (() => BuilderChange)[] = [
    () => ({ type: 'set-balance', section, algorithm: pick(ALGORITHMS) }),
    () => ({ type: 'clear-balance', section }),
    () => ({
      type: 'add-server',
      section,
      server: { ...server, weight: below(300), check: below(2) === 0, backup: below(3) === 0 },
    }),
    () => ({ type: 'add-server', section, server: { ...server, maxconn: below(50) } }),
    () => ({ type: 'remove-server', section, line }),
    () => ({ type: 'rename-server', section, line, name: pick(NAMES) }),
    () => ({ type: 'move-server', section, line, to: below(5) }),
    () => ({ type: 'set-address', section, line, address: pick(ADDRESSES) }),
    () => ({ type: 'set-weight', section, line, weight: below(260) }),
    () => ({ type: 'set-maxconn', section, line, maxconn: pick([null, 0, 5, 100]) }),
    () => ({ type: 'set-check', section, line, check: below(2) === 0 }),
    () => ({ type: 'set-backup', section, line, backup: below(2) === 0 }),
    () => ({ type: 'set-stickiness', section, stickiness: pick(STICKINESS) }),
    () => ({ type: 'set-health-check', section, healthCheck: pick(CHECKS) }),
  ];
  return pick(choices)();
}

/** The edits that take the others back. */
function inverse(text: string, edits: readonly TextEdit[]): TextEdit[] {
  let shift = 0;
  return edits.map(({ span, text: inserted }) => {
    const from = span.from + shift;
    shift += inserted.length - (span.to - span.from);
    return { span: { file: 0, from, to: from + inserted.length }, text: text.slice(span.from, span.to) };
  });
}

const commentsOf = (text: string) => [...text.matchAll(/#[^\r\n]*/g)].map(([comment]) => comment).sort();

const versionOf = (version: string): Version =>
  version.startsWith('3.4') || version.startsWith('3.3')
    ? '3.4'
    : version.startsWith('3.2') || version.startsWith('3.1')
      ? '3.2'
      : version.startsWith('3.0') || version.startsWith('2.9')
        ? '3.0'
        : version.startsWith('2.8')
          ? '2.8'
          : '2.6';

const seed = Number(process.env.DRYDOCK_SEED ?? 7);
const steps = Number(process.env.DRYDOCK_STEPS ?? 12);

describeWithEveryHaproxy('the builder', ({ path, version }) => {
  const known = versionOf(version);
  test.each(configurations())(
    'every text that it makes of %s is accepted',
    { timeout: 120_000 },
    async (title, original) => {
      const draw = chance(seed * 31 + [...title].reduce((sum, character) => sum + character.charCodeAt(0), 0));
      const accepts = async (text: string) => {
        const { status, output } = await haproxyCheck(text, { binary: path });
        // 2: nothing to listen on; 3.2's status after warnings about it differs.
        return status === 0 || status === 2 ? null : output;
      };
      expect(await accepts(original)).toBeNull();
      let text = original;
      const undo: TextEdit[][] = [];
      let refusals = 0;
      for (let step = 0; step < steps; step++) {
        const config = configOf(text, known);
        const change = randomChange(readBuilder(config), draw);
        const { edits, refused } = builderEdits(config, change);
        if (refused) refusals++;
        if (edits.length === 0) continue;
        const after = applyEdits(text, edits);
        const told = `seed ${seed}, step ${step}: ${JSON.stringify(change)}\n${text}---\n${after}`;
        expect(await accepts(after), told).toBeNull();
        for (const comment of commentsOf(text)) expect(commentsOf(after), told).toContain(comment);
        undo.push(inverse(text, edits));
        text = after;
      }
      expect(undo.length + refusals).toBeGreaterThan(0);
      for (const edits of undo.reverse()) text = applyEdits(text, edits);
      expect(text).toBe(original);
    },
  );
});

describe('the builder', () => {
  test.each(configurations())('done in an editor, all else in %s keeps its bytes', (title, original) => {
    const bytes = new TextEncoder().encode(original);
    const opened = openBytes(bytes);
    const draw = chance(seed + title.length);
    let text = opened.editorText;
    for (let step = 0; step < 6; step++) {
      const config = configOf(text);
      const change = randomChange(readBuilder(config), draw);
      // A server that moves takes the line end of its new place.
      if (change.type === 'move-server') continue;
      text = applyEdits(text, builderEdits(config, change).edits);
    }
    const saved = new TextDecoder().decode(saveBytes(opened, text).bytes);
    expect(saved.replaceAll('\r\n', '\n')).toBe(text);
    const kept = new Set(original.split('\n'));
    const lines = new Set(opened.editorText.split('\n'));
    // A line whose text is in the original has the line end that one of the original's has.
    for (const line of saved.split('\n')) {
      if (lines.has(line.replace(/\r$/, ''))) expect(kept.has(line), JSON.stringify(line)).toBe(true);
    }
    expect(saveBytes(opened, opened.editorText).bytes).toEqual(bytes);
  });
});
