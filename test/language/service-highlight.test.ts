import { describe, expect, it } from 'vitest';
import { type HighlightToken, highlightLine, openDoc, semanticTokens } from '../../simulator/language/service.ts';
import { dedent } from './cursor.ts';
import { anyText, createRandom } from './texts.ts';

function inOrder(tokens: readonly HighlightToken[], length: number): void {
  let at = 0;
  for (const t of tokens) {
    expect(t.from).toBeGreaterThanOrEqual(at);
    expect(t.to).toBeGreaterThan(t.from);
    at = t.to;
  }
  expect(at).toBeLessThanOrEqual(length);
}

/** `type:text` for every token. */
function check(line: string, expected: string): void {
  const tokens = highlightLine(line);
  inOrder(tokens, line.length);
  expect(tokens.map((t) => `${t.type}:${line.slice(t.from, t.to)}`).join(' ')).toBe(expected);
}

describe('a line alone', () => {
  it.each([
    ['frontend www from base', 'section:frontend name:www option:from backend:base'],
    ['    bind :80,[::]:443 ssl crt /a', 'keyword:bind address::80,[::]:443 option:ssl option:crt'],
    [
      '    server s1 192.0.2.1:80 check inter 2s weight 10 # x',
      'keyword:server server:s1 address:192.0.2.1:80 option:check option:inter time:2s option:weight number:10 comment:# x',
    ],
    ['    timeout client 30s', 'keyword:timeout option:client time:30s'],
    ['    no option httplog', 'operator:no keyword:option option:httplog'],
    ['    maxconn 100', 'keyword:maxconn number:100'],
    ['    chroot /var/lib', 'keyword:chroot'],
    ['    whatever 5s', 'keyword:whatever time:5s'],
    [
      '.if streq("$A",b)',
      'macro:.if string:streq(" variable:$A string:",b)'.replace('string:streq(" ', '').replace(' string:",b)', ''),
    ],
    ['# a', 'comment:# a'],
    ['', ''],
    ['   ', ''],
    ['backend "b c', 'section:backend name:"b c'],
  ])('%s', (line, expected) => check(line, expected));
  it('conditions', () =>
    check(
      '  use_backend b if !a { path_beg -i /x } or c',
      'keyword:use_backend backend:b condition:if operator:! acl:a condition:{ fetch:path_beg option:-i string:/x condition:} condition:or acl:c',
    ));
  it('expressions and formats', () =>
    check(
      '  http-request set-header X "a %[req.hdr(host),lower] %ci%%"',
      'keyword:http-request action:set-header string:"a  operator:%[ fetch:req.hdr string:(host), converter:lower operator:]' +
        ' string:  variable:%ci escape:%% string:"',
    ));
  it('escapes and variables', () => {
    check('  errorloc 503 a\\ b', 'keyword:errorloc number:503 escape:\\ ');
    check('  log-tag "a$B\\"c"', 'keyword:log-tag string:"a variable:$B escape:\\" string:c"');
    check("  log-tag 'a$B\\'", "keyword:log-tag string:'a$B\\'");
  });
  it('any line', () => {
    const random = createRandom(31);
    for (let i = 0; i < 300; i++)
      for (const line of anyText(random).split('\n')) inOrder(highlightLine(line), line.length);
  });
});

/** `type:text` for every token of a text. */
function semantic(source: string): string {
  const doc = openDoc(dedent(source), { version: '3.2' });
  const tokens = semanticTokens(doc);
  inOrder(tokens, doc.text.length);
  return tokens.map((t) => `${t.type}:${doc.text.slice(t.from, t.to)}`).join(' ');
}

describe('what needs the whole document', () => {
  it('names that exist, and names that do not', () =>
    expect(
      semantic(`
        frontend f
            acl a path /
            use_backend b if a !nope or TRUE
            use_backend c
            use_backend %[src]
        backend b
            server s :1
            use-server s if TRUE
            use-server t if TRUE
      `),
    ).toBe(
      'name:f acl:a backend:b acl:a unknown:nope acl:TRUE unknown:c backend:%[src] name:b server:s server:s acl:TRUE unknown:t acl:TRUE',
    ));
  it('keywords that are none here', () => {
    expect(semantic('global\n  maxconn 1\n  server s :1\n')).toBe('unknown:server');
    expect(semantic('backend b\n  sevrer s :1\n  server s :1 chekc inter 1s\n')).toBe(
      'name:b unknown:sevrer server:s unknown:chekc',
    );
    expect(semantic('maxconn 1\n')).toBe('unknown:maxconn');
  });
  it('in sections that Drydock does not know well, arguments are not judged', () =>
    expect(semantic('ring r\n  maxlen 5 6\n')).toBe(''));
  it('any text', () => {
    const random = createRandom(32);
    for (let i = 0; i < 200; i++) semantic(anyText(random));
  });
});
