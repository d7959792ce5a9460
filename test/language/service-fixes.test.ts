import { describe, expect, it } from 'vitest';
import { fixesAt, openDoc } from '../../simulator/language/service.ts';
import { dedent } from './cursor.ts';

/** The fixes for the stretch between two `|`, each as `title → line that changes`. */
function check(source: string, expected: readonly string[]): void {
  const marked = dedent(source);
  const from = marked.indexOf('|');
  const to = marked.indexOf('|', from + 1) - 1;
  const text = marked.replaceAll('|', '');
  const doc = openDoc(text, { version: '3.2' });
  const shown = fixesAt(doc, from, to < from ? from : to).map((fix) => {
    let out = text;
    for (const e of [...fix.edits].sort((a, b) => b.span.from - a.span.from))
      out = out.slice(0, e.span.from) + e.text + out.slice(e.span.to);
    const before = text.split('\n');
    return `${fix.title} → ${out
      .split('\n')
      .filter((l, i) => l !== before[i])
      .map((l) => l.trim())
      .join(' / ')}`;
  });
  expect(shown).toEqual(expected);
}

const around = (line: string): string => `
  defaults
      timeout client 1s
      timeout server 1s
      timeout connect 1s
  listen l
      bind :80
      ${line}
`;

describe('fixes', () => {
  it('a misspelt directive, once', () =>
    check(around('sev|rer s 192.0.2.1:80'), ["Write 'server' → server s 192.0.2.1:80"]));
  it('a misspelt server option', () =>
    check(around('server s 192.0.2.1:80 che|kc'), ["Write 'check' → server s 192.0.2.1:80 check"]));
  it('a misspelt algorithm', () => check(around('balance leas|conn'), ["Write 'leastconn' → balance leastconn"]));
  it('a misspelt backend', () =>
    check('backend web\n  server s :80\nfrontend f\n  bind :80\n  default_backend w|ob\n', [
      "Write 'web' → default_backend web",
      "Add backend 'wob' → backend wob / server s1 127.0.0.1:8080 / ",
    ]));
  it('where nothing is wrong, nothing', () => check(around('balance |leastconn'), []));
  it('elsewhere on the line, not', () => check(around('sevrer s |192.0.2.1:80'), []));
  it('those of a stretch, in text order', () =>
    check('backend b\n  |balance leasconn\n  sevrer s :80\n|', [
      "Write 'leastconn' → balance leastconn",
      "Write 'server' → server s :80",
    ]));
  it('a last line that is not ended', () => check('global\n  daemo|n', ['Add a newline at the end → ']));
  it('a keyword of no section', () => check('|maxcon 1\n', []));
});
