/** Advice: where it is given, and where it is not; each case is one configuration, with marks where advice is expected. */
import { describe, expect, it } from 'vitest';
import { EXPLANATIONS, explanations } from '../../simulator/language/haproxy/advice/explanations.ts';
import { analyse } from '../../simulator/language/haproxy/analyse.ts';
import type { Diagnostic } from '../../simulator/language/service.ts';
import { type AdviceCase, adviceCases } from './advice-cases.ts';

function diagnosticsOf(text: string): readonly Diagnostic[] {
  return analyse([{ name: 'haproxy.cfg', text }], { version: '3.0' }).diagnostics;
}

function lineOf(text: string, offset: number): string {
  return text
    .slice(text.lastIndexOf('\n', offset - 1) + 1)
    .split('\n', 1)[0]!
    .trim();
}

/** All advice of a case, nothing more and nothing less; no errors; every fix settles what it is offered for. */
function check({ text, expected }: AdviceCase): void {
  const found = diagnosticsOf(text);
  expect(found.filter((d) => d.severity === 'error').map((d) => d.message)).toEqual([]);
  const advice = found.filter((d) => d.severity === 'advice');
  const shown = advice.map((d) => ({
    line: lineOf(text, d.span.from),
    code: d.code,
    at: text.slice(d.span.from, d.span.to),
  }));
  expect(shown.map(({ line, code }) => `${code}: ${line}`).sort()).toEqual(
    expected.map((e) => `${e.code}: ${e.line}`).sort(),
  );
  for (const { code, at } of expected) if (at !== null) expect(shown.find((s) => s.code === code)?.at).toBe(at);
  for (const d of advice) {
    expect(d.hint, `${d.code} says what to do`).toBeTruthy();
    for (const fix of d.fixes ?? []) checkFix(text, d, fix.edits, found);
  }
}

function checkFix(
  text: string,
  d: Diagnostic,
  edits: NonNullable<Diagnostic['fixes']>[number]['edits'],
  before: readonly Diagnostic[],
): void {
  let fixed = text;
  for (const e of [...edits].sort((a, b) => b.span.from - a.span.from))
    fixed = fixed.slice(0, e.span.from) + e.text + fixed.slice(e.span.to);
  const after = diagnosticsOf(fixed);
  const count = (list: readonly Diagnostic[], fits: (x: Diagnostic) => boolean): number => list.filter(fits).length;
  expect(
    count(after, (x) => x.code === d.code),
    `the fix of ${d.code} settles it:\n${fixed}`,
  ).toBeLessThan(count(before, (x) => x.code === d.code));
  const bad = (x: Diagnostic): boolean => x.severity === 'error' || x.severity === 'warning';
  expect(count(after, bad), `the fix of ${d.code} makes nothing worse:\n${fixed}`).toBeLessThanOrEqual(
    count(before, bad),
  );
}

describe.each(Object.entries(adviceCases))('%s', (_, cases) => {
  it.each(cases)('$title', (c) => check(c));
});

describe('the cases', () => {
  const all = Object.values(adviceCases).flat();
  const codes = Object.keys(explanations).filter((code) => explanations[code]!.severity === 'advice');

  it('there are many codes, each explained', () => {
    expect(codes.length).toBeGreaterThanOrEqual(40);
    expect([...new Set(all.flatMap((c) => c.expected.map((e) => e.code)))].sort()).toEqual([...codes].sort());
  });
  it.each(codes)('%s: two cases with it, two that come near', (code) => {
    expect(all.filter((c) => c.expected.some((e) => e.code === code)).length).toBeGreaterThanOrEqual(2);
    expect(all.filter((c) => c.near === code).length).toBeGreaterThanOrEqual(2);
  });
  it('a missed one, an invented one and a wrong place are noticed', () => {
    const text = 'frontend f\n  bind 127.0.0.1:80\n  acl a path /x\n';
    const expected = [{ code: 'acl-unused', line: 'acl a path /x', at: 'a' }];
    const found = { title: '', near: null, text, expected };
    expect(() => check(found)).not.toThrow();
    expect(() => check({ ...found, expected: [] })).toThrow();
    expect(() => check({ ...found, expected: [{ ...expected[0]!, at: 'acl' }] })).toThrow();
    expect(() =>
      check({ ...found, expected: [...expected, { code: 'fall-1', line: 'bind 127.0.0.1:80', at: null }] }),
    ).toThrow();
  });
});

describe('explanations', () => {
  it.each(Object.keys(explanations))('%s', (code) => {
    const { title, what, todo, manual, before, after } = explanations[code]!;
    for (const text of [title, what, todo]) expect(text).toMatch(/^\S.*\S$/);
    expect(manual).toMatch(/^\d+(\.\d+)*$/);
    expect(after === undefined).toBe(before === undefined);
    expect(after).not.toBe(before ?? '');
    expect(EXPLANATIONS[code]).toContain(title);
  });
  it('an example is valid, gets its advice before and does not after', () => {
    const wrong: string[] = [];
    for (const [code, { severity, before, after }] of Object.entries(explanations)) {
      if (severity !== 'advice' || before === undefined || after === undefined) continue;
      const gets = (lines: string): boolean =>
        inPlaces(lines).some((text) => diagnosticsOf(text).some((d) => d.code === code));
      if (!gets(before)) wrong.push(`${code}: not given before`);
      if (everyPlace(after, code)) wrong.push(`${code}: still given after`);
    }
    expect(wrong).toEqual([]);
  });
});

const ACLS = ['acl host_a hdr(host) a.example', 'acl host_b hdr(host) b.example'];
const TIMES = ['timeout client 1m', 'timeout server 1m', 'timeout connect 5s'];

/** The lines as parts of configurations of both modes, of global, and as they are. */
function inPlaces(lines: string): readonly string[] {
  const rest = ['api', 'app', 'new', 'web', 'b']
    .map((name) => `backend ${name}\n  server x 192.0.2.99:80 check\n`)
    .join('');
  const extra = 'resolvers dns\n  nameserver a 192.0.2.53:53\n';
  const inside = (mode: string, head: string[], tail: string[]): string =>
    [
      `defaults\n  mode ${mode}`,
      ...TIMES,
      'listen l',
      ...head,
      ...ACLS.filter((acl) => lines.includes(acl.split(' ')[1]!)),
      ...lines.split('\n'),
      ...tail,
    ]
      .join('\n  ')
      .replace(/\n {2}listen/, '\nlisten') +
    '\n' +
    rest +
    extra;
  const servers = ['server y 192.0.2.98:80 check', 'server z 192.0.2.97:80 check', 'server w 192.0.2.96:80 check'];
  return ['http', 'tcp']
    .flatMap((mode) => [
      inside(mode, ['bind :80'], servers),
      inside(mode, ['bind :80'], []),
      inside(mode, ['bind :80'], []).replace('\nlisten', '\nfrontend'),
      inside(mode, [], servers),
      inside(mode, ['bind :443 ssl crt /a.pem'], servers),
    ])
    .concat([
      `global\n  ${lines.split('\n').join('\n  ')}\n`,
      `${lines}\n  default_backend app\n${rest}`,
      `userlist u\n  ${lines}\n`,
      `defaults\n  mode http\n  ${TIMES.join('\n  ')}\n${lines}\n  default_backend app\n${rest}`,
      `${lines}\n  mode http\nfrontend f\n  bind :80\n  default_backend app\n${rest}`,
    ]);
}

/** It is given in every place in which the lines are understood. */
function everyPlace(lines: string, code: string): boolean {
  const fine = inPlaces(lines)
    .map(diagnosticsOf)
    .filter((list) => !list.some((d) => d.severity === 'error'));
  return fine.length === 0 || fine.every((list) => list.some((d) => d.code === code));
}

describe('templates', () => {
  it('are not advised on: half of them is missing, or there twice', () => {
    const text = 'frontend f\n  bind :80\n  acl unused path /x\n  {{ if .X }}\n  default_backend a\n  {{ end }}\n';
    expect(diagnosticsOf(text).filter((d) => d.severity === 'advice')).toEqual([]);
  });
});
