import { describe, expect, it } from 'vitest';
import { type DocumentSymbol, folding, openDoc, symbols } from '../../simulator/language/service.ts';
import { dedent } from './cursor.ts';

const doc = (source: string) => openDoc(dedent(source), { version: '3.2' });
const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

function checkSymbols(source: string, expected: string): void {
  const d = doc(source);
  const show = (s: DocumentSymbol, indent = ''): string[] => {
    expect(s.from).toBeLessThanOrEqual(s.nameFrom);
    expect(s.nameTo).toBeLessThanOrEqual(s.to);
    return [
      `${indent}${s.kind} ${s.name}${s.detail ? ` (${s.detail})` : ''} ${lineOf(d.text, s.from)}-${lineOf(d.text, s.to)}`,
      ...s.children.flatMap((c) => show(c, `${indent}  `)),
    ];
  };
  expect(
    symbols(d)
      .flatMap((s) => show(s))
      .join('\n'),
  ).toBe(dedent(expected).trimEnd());
}

function checkFolding(source: string, expected: readonly string[]): void {
  const d = doc(source);
  expect(folding(d).map((r) => `${r.kind} ${lineOf(d.text, r.from)}-${lineOf(d.text, r.to)}`)).toEqual(expected);
}

describe('symbols', () => {
  it('sections and what is in them', () =>
    checkSymbols(
      `
      global
          maxconn 10
      defaults
          mode http
      frontend www from x
          bind :80,:81 name a
          acl a path /

          use_backend b
      backend b
          stick-table type ip size 1k
          server "s 1" 192.0.2.1:80 check
      # the end
      `,
      `
      section global 1-2
      section defaults 3-4
      section www (frontend) 5-9
        bind :80,:81 (name a) 6-6
        acl a (path /) 7-7
      section b (backend) 10-12
        table stick-table (type ip size 1k) 11-11
        server s 1 (192.0.2.1:80) 12-12
      `,
    ));
  it('unfinished lines', () =>
    checkSymbols('backend\n  server\n  bind ""\n', 'section backend 1-3\n  server server 2-2\n  bind bind 3-3'));
  it('nothing', () => checkSymbols('# a\nmaxconn 1\n', ''));
});

describe('folding', () => {
  it('sections, runs of comments, conditions', () =>
    checkFolding(
      `
      # one
      # two

      global
          .if streq(a,b)
              maxconn 1
          .if defined(X)
              daemon
          .endif
          .endif
      # alone
      defaults
      backend b
          # a
            # b
          # c
          server s :1
      `,
      ['comment 1-2', 'section 4-10', 'condition 5-10', 'condition 7-9', 'section 13-17', 'comment 14-16'],
    ));
  it('lines without an end, and the other way round', () => {
    checkFolding('.if 1\nglobal\n', []);
    checkFolding('global\n.endif\n.if a', ['section 1-3']);
    checkFolding('# a\n# b', ['comment 1-2']);
  });
});
