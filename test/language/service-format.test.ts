import { describe, expect, it } from 'vitest';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { readSections } from '../../simulator/language/haproxy/lines.ts';
import { createReport } from '../../simulator/language/haproxy/report.ts';
import { formatEdits, openDoc } from '../../simulator/language/service.ts';
import { dedent } from './cursor.ts';
import { anyText, createRandom, guideTexts } from './texts.ts';

function format(text: string, indent?: number, version: Version = '3.2'): string {
  const edits = formatEdits(openDoc(text, { version }), indent === undefined ? {} : { indent });
  let out = '';
  let at = 0;
  for (const { span, text: put } of edits) {
    expect(span.from).toBeGreaterThanOrEqual(at);
    expect(text.slice(span.from, span.to), 'an edit that changes nothing').not.toBe(put);
    out += text.slice(at, span.from) + put;
    at = span.to;
  }
  return out + text.slice(at);
}

function check(source: string, expected: string, indent?: number): void {
  const once = format(dedent(source), indent);
  expect(once).toBe(dedent(expected));
  expect(format(once, indent)).toBe(once);
}

describe('the usual form', () => {
  it('indentation and single spaces', () =>
    check(
      `
      \tglobal
      maxconn   10
        daemon\t
       frontend   www  from\tbase
      bind\t:80
          \t  default_backend  web
      `,
      `
      global
          maxconn 10
          daemon
      frontend www from base
          bind :80
          default_backend web
      `,
    ));
  it('another width', () => check('global\n\tdaemon\n', 'global\n  daemon\n', 2));
  it('quotes, escapes and what is in them stay', () =>
    check(
      'backend b\n  option httpchk   "GET  /"  a\\  \\ b  \'c  d\'\n',
      'backend b\n    option httpchk "GET  /" a\\  \\ b \'c  d\'\n',
    ));
  it('comments stay; columns of them stay columns', () =>
    check(
      `
      # at the margin
      backend b   # about b
        # about the server
      # at the margin
        server s :1      # one
        server long :2   # two
        mode http\t#three
        # introduces c
        # and more
      backend c
        # last
      `,
      `
      # at the margin
      backend b   # about b
          # about the server
      # at the margin
          server s :1      # one
          server long :2   # two
          mode http\t#three
      # introduces c
      # and more
      backend c
          # last
      `,
    ));
  it('a comment in the middle of a word gets a space', () => check('global\n daemon#x\n', 'global\n    daemon #x\n'));
  it('at most two blank lines', () => check('global\n\n\n\n\n  \n    daemon\n \t \n', 'global\n\n\n    daemon\n\n'));
  it('line ends stay', () =>
    check('global\r\n  maxconn   1  \r\n\r\n\r\n\r\n\r\ndefaults\n', 'global\r\n    maxconn 1\r\n\r\n\r\ndefaults\n'));
  it('no last newline is added', () => check('global\n daemon  ', 'global\n    daemon'));
  it('macros at the margin', () =>
    check('global\n  .if  1\n  daemon\n    .endif\n', 'global\n.if 1\n    daemon\n.endif\n'));
  it('in front of the first section, no indentation', () => check('  maxconn 1\n', 'maxconn 1\n'));
  it('what HAProxy refuses is left alone', () =>
    check('global\n  log-tag "a   b\n   daemon\n', 'global\n  log-tag "a   b\n    daemon\n'));
  it('behind a carriage return nothing is touched', () =>
    check('global\n  a   b\rc   d\n', 'global\n    a b\rc   d\n'));
  it('behind a NUL nothing is touched', () => check('global\n  a   b\0\n   c   d\n', 'global\n    a b\0\n   c   d\n'));
  it('no line moves where the file asks for line numbers', () => {
    const text = (indent: string): string => `global\n\n\n\n\n${indent}log-tag "\${.LINE}"\n`;
    check(text('  '), text('    '));
  });
  it('the guide is in its usual form already, columns aside', () => {
    for (const text of guideTexts) expect(format(text).replace(/ +/g, ' ')).toBe(text.replace(/ +/g, ' '));
  });
});

/** What HAProxy's reader makes of a text: sections, words, what is wrong with it; without places. */
function reading(text: string, version: Version): unknown {
  const report = createReport();
  const environment = { A: 'a b', B: '' };
  const sections = readSections([{ name: 'x.cfg', text }], { version, environment }, report);
  return {
    sections: sections.map((s) => [
      s.kind,
      ...[s.header, ...s.directives].map((d) => [d.prefix, ...d.words.map((w) => w.text)]),
    ]),
    findings: report.findings.map((f) => [f.phase, f.diagnostic.code, f.diagnostic.message]),
  };
}

describe('never changes what HAProxy reads', () => {
  it.each([41, 42, 43, 44])('seed %i', (seed) => {
    const random = createRandom(seed);
    for (let i = 0; i < 250; i++) {
      const text = anyText(random);
      const version = random.of(['2.6', '2.8', '3.0', '3.2', '3.4'] as const);
      const context = `seed ${seed}, text ${i} (${version}): ${JSON.stringify(text)}`;
      const once = format(text, undefined, version);
      expect(reading(once, version), context).toEqual(reading(text, version));
      expect(format(once, undefined, version), context).toBe(once);
    }
  });
});
