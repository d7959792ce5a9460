import { describe, expect, it } from 'vitest';
import { excerpt } from '../../simulator/cli/excerpt.ts';
import { located, reportText, verdict } from '../../simulator/cli/report.ts';
import type { Diagnostic } from '../../simulator/language/diagnostic.ts';

/** A diagnostic on the stretch between the marks « and », which are taken out of the text. */
function marked(source: string, severity: Diagnostic['severity'] = 'error'): { text: string; diagnostic: Diagnostic } {
  const from = source.indexOf('«');
  const to = source.indexOf('»') - 1;
  return {
    text: source.replace('«', '').replace('»', ''),
    diagnostic: { code: 'test', severity, span: { file: 0, from, to }, message: 'it is wrong', hint: 'write it right' },
  };
}

function render(source: string): string {
  const { text, diagnostic } = marked(source);
  return reportText({ files: [{ name: 'h.cfg', text }], diagnostics: [diagnostic] }, false);
}

describe('report as text', () => {
  it('shows file, line, column, severity, message, the line with a caret, and the hint', () => {
    expect(render('global\n\n  «maxcon» 10\n')).toBe(
      [
        'h.cfg:3:3: error: it is wrong',
        '     3 |   maxcon 10',
        '       |   ^~~~~~',
        '       = write it right',
        '',
      ].join('\n'),
    );
  });

  it('keeps the caret under its word after tabs', () => {
    expect(render('a\n\tb\t«cc»\n')).toContain('     2 |         b       cc\n       |                 ^~\n');
  });

  it('keeps the caret under its word after wide characters and combining marks', () => {
    expect(excerpt('日本 e\u0301x', 5, 6)).toEqual(['日本 e\u0301x', '      ^']);
  });

  it('shows control characters instead of sending them', () => {
    expect(excerpt('a\u001b[31mb', 1, 2)).toEqual(['a\u241b[31mb', ' ^']);
    expect(
      reportText({ files: [], diagnostics: [{ ...marked('«»').diagnostic, message: '\u001b]0;x\u0007' }] }, false),
    ).toContain('\\x1b]0;x\\x07');
  });

  it('cuts a long line around what is meant', () => {
    const line = `${'a'.repeat(500)} WRONG ${'b'.repeat(500)}`;
    const [source, carets] = excerpt(line, 501, 506);
    expect(source.length).toBeLessThan(170);
    expect(source.slice(carets.indexOf('^'), carets.lastIndexOf('~') + 1)).toBe('WRONG');
  });

  it('points at the end of the line when the span is empty there', () => {
    expect(render('abc«»\nd')).toContain('abc\n       |    ^\n');
  });

  it('survives a span outside of the text', () => {
    const text = reportText(
      {
        files: [{ name: 'h', text: 'x' }],
        diagnostics: [{ ...marked('«x»').diagnostic, span: { file: 0, from: 99, to: 120 } }],
      },
      false,
    );
    expect(text).toContain('h:1:2: error:');
  });

  it('does not show the CR of a CRLF line end', () => {
    expect(render('«ab»\r\ncd\r\n')).toContain('     1 | ab\n');
  });

  it('colours when told to', () => {
    const { text, diagnostic } = marked('«x»');
    expect(reportText({ files: [{ name: 'h', text }], diagnostics: [diagnostic] }, true)).toContain('\u001b[31merror:');
  });
});

describe('report as data', () => {
  it('gives lines and columns from 1, the end exclusive', () => {
    const { text, diagnostic } = marked('one\ntwo «three\nfour» five\n', 'advice');
    expect(located({ files: [{ name: 'h.cfg', text }], diagnostics: [diagnostic] })).toEqual([
      {
        file: 'h.cfg',
        line: 2,
        column: 5,
        endLine: 3,
        endColumn: 5,
        severity: 'advice',
        code: 'test',
        message: 'it is wrong',
        hint: 'write it right',
      },
    ]);
  });
});

describe('verdict', () => {
  it('speaks as HAProxy does', () => {
    const { diagnostic } = marked('«x»');
    expect(verdict(0, '3.2', [])).toBe('HAProxy 3.2: configuration file is valid.');
    expect(verdict(1, '2.6', [diagnostic, diagnostic, { ...diagnostic, severity: 'warning' }])).toBe(
      'HAProxy 2.6: fatal errors found in configuration: 2 errors, 1 warning.',
    );
    expect(verdict(2, '3.4', [])).toBe(
      'HAProxy 3.4: configuration file has no error but will not start (no listener).',
    );
  });
});
