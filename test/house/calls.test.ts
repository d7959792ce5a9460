import { describe, expect, it } from 'vitest';
import { bannedCalls } from './calls.ts';
import { mayUseNode } from './imports.ts';
import { sources } from './sources.ts';

/** Where results must be the same to the last bit in every JavaScript engine. */
const EXACT = /^simulator\/(?:plan|engine|vrrp|scenario|drivers\/virtual)\//;

describe('the core asks nobody for the time or for chance', () => {
  const core = sources('simulator', /\.ts$/).filter(({ path }) => !mayUseNode(path));

  it('in every file', () => {
    expect(core.length).toBeGreaterThan(10);
    const found = core.flatMap((source) => bannedCalls(source, { forbidsInexactMath: EXACT.test(source.path) }));
    expect(found).toEqual([]);
  });
});

describe('the check itself', () => {
  const check = (text: string, forbidsInexactMath = true) =>
    bannedCalls({ path: 'x.ts', text }, { forbidsInexactMath }).map((line) => line.replace(/^x\.ts:\d+: /, ''));

  it.each([
    ['const t = Date.now();', 'Date.now'],
    ['const now = Date.now;', 'Date.now'],
    ['new Date();', 'new Date()'],
    ['new Date;', 'new Date()'],
    ['Date();', 'Date()'],
    ['Math.random();', 'Math.random'],
    ['setTimeout(f, 3);', 'setTimeout'],
    ['globalThis.setTimeout(f, 3);', 'globalThis.setTimeout'],
    ['const wait = setInterval;', 'setInterval'],
    ['performance.now();', 'performance'],
    ['f({ process });', 'process'],
    ['if (typeof window === "object") f();', 'window'],
    ['crypto.randomUUID();', 'crypto'],
    ['new Date(0).getHours();', '.getHours'],
    ['n.toLocaleString();', '.toLocaleString'],
    ['Math.log(2);', 'Math.log'],
    ['x ** 0.5;', '** (which is Math.pow)'],
    ['10 ** x;', '** (which is Math.pow)'],
    ['x **= 2;', '** (which is Math.pow)'],
  ])('refuses %s', (text, what) => {
    expect(check(text)).toEqual([what]);
  });

  it.each([
    'new Date(ms).getUTCHours();',
    "n.toLocaleString('en-US');",
    'Math.floor(x) + Math.imul(a, b) + Math.sqrt(c);',
    '2 ** 32; 10 ** 3; 2 ** (32 - bits);',
    'const document = parse(text); use(document);',
    'function f(process: number) { return process; }',
    'x.performance.process = { fetch: 1, window };const window = 1;',
    'interface Fetch { document: string; fetch(): void }',
    'let d: Document; let w: typeof globalThis.window;',
    '// Date.now() and setTimeout\n"Math.random()";',
  ])('accepts %s', (text) => {
    expect(check(text)).toEqual([]);
  });

  it('lets inexact functions be where nothing must be repeated', () => {
    expect(check('Math.log(2) * x ** y;', false)).toEqual([]);
  });

  it('gives the line', () => {
    expect(bannedCalls({ path: 'a.ts', text: '\n\nDate.now()' }, { forbidsInexactMath: false })).toEqual([
      'a.ts:3: Date.now',
    ]);
  });
});
