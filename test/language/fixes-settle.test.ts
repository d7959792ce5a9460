/** Each quick fix settles its finding, and nothing else is wrong then. (test/oracle asks HAProxy the same.) */
import { describe, expect, it } from 'vitest';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { VERSIONS } from '../../simulator/language/haproxy/version.ts';
import { type FixCase, fixCases } from './fix-cases.ts';
import { complaints, diagnosticsOf, fixed } from './fixing.ts';

function check({ code, fixes, text }: FixCase, version: Version): void {
  const before = complaints(diagnosticsOf(text, version)).find((d) => d.code === code);
  expect((before?.fixes ?? []).map((f) => f.title)).toEqual(fixes);
  for (const fix of before!.fixes!) {
    const after = fixed(text, fix);
    expect(
      complaints(diagnosticsOf(after, version)).map((d) => `${d.code}: ${d.message}`),
      after,
    ).toEqual([]);
  }
}

describe.each(VERSIONS)('HAProxy %s', (version) => {
  it.each(fixCases.filter((c) => c.in?.includes(version) ?? true))('$title', (c) => check(c, version));
});

describe('a fix that does not settle its finding', () => {
  const text = 'frontend f\n  bind 127.0.0.1:18080\n';
  it('is noticed', () =>
    expect(() => check({ title: '', code: 'missing-timeout', fixes: ['Nothing'], text }, '3.2')).toThrow());
});

describe('no fix where the successor is not certain', () => {
  const fixesOf = (text: string, version: Version): string[] =>
    complaints(diagnosticsOf(text, version)).flatMap((d) => (d.fixes ?? []).map((f) => f.title));
  const listen = (...lines: string[]): string =>
    `defaults\n  mode http\n  timeout client 1s\n  timeout server 1s\n  timeout connect 1s\nlisten l\n  bind :80\n${lines.map((l) => `  ${l}\n`).join('')}`;

  it('a header whose value would be read as a log format', () =>
    expect(fixesOf(listen('reqadd X-Of:\\ 100%'), '3.2')).toEqual([]));
  it('a regular expression on whole lines', () => expect(fixesOf(listen('reqrep ^a b'), '3.2')).toEqual([]));
  it('dispatch beside servers', () =>
    expect(fixesOf(listen('dispatch 192.0.2.1:80', 'server s 192.0.2.2:80'), '3.4')).toEqual([]));
  it('a backend of a name that a frontend has', () =>
    expect(fixesOf(`${listen('default_backend shop')}frontend shop\n  bind :81\n`, '3.4')).toEqual([]));
});
