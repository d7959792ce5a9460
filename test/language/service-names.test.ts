import { describe, expect, it } from 'vitest';
import {
  analyse,
  definition,
  openDoc,
  references,
  renameEdits,
  type TextEdit,
} from '../../simulator/language/service.ts';
import { dedent, open } from './cursor.ts';
import { guideTexts } from './texts.ts';

const CONFIG = dedent(`
  defaults base
      mode http
  defaults other from base
      timeout client 1s
  frontend www from base
      bind :80
      acl is_api path_beg /api
      acl is_api hdr(host) api
      acl busy be_conn(web) gt 10
      http-request track-sc0 src table web
      http-request set-header X-Up "%[nbsrv(web)] %[srv_is_up(web/web1)]"
      use_backend api if is_api !busy
      use_backend %[req.hdr(host)] if { nbsrv(api) gt 0 }
      default_backend web
  backend web
      acl is_api always_true
      stick-table type ip size 1k
      stick on src table web
      use-server web1 if is_api
      server web1 192.0.2.1:80 check
      server web2 192.0.2.2:80
  backend api
      server web1 192.0.2.3:80 track web/web1
      server own 192.0.2.4:80 track web1
`);

/** The places in a text, each as `line: text`, one a line. */
function places(text: string, spans: readonly { readonly from: number; readonly to: number }[]): string {
  return spans.map((s) => `${text.slice(0, s.from).split('\n').length}: ${text.slice(s.from, s.to)}`).join('\n');
}

/** Puts a cursor behind the nth occurrence of a text. */
function at(what: string, nth = 1): string {
  let i = -1;
  for (let n = 0; n < nth; n++) i = CONFIG.indexOf(what, i + 1);
  if (i < 0) throw new Error(`no ${what}`);
  return `${CONFIG.slice(0, i + what.length)}|${CONFIG.slice(i + what.length)}`;
}

function checkDefinition(source: string, expected: string): void {
  const { doc, offset } = open(source);
  expect(places(doc.text, definition(doc, offset))).toBe(expected);
}

function checkReferences(source: string, expected: readonly string[]): void {
  const { doc, offset } = open(source);
  expect(places(doc.text, references(doc, offset)).split('\n').filter(Boolean)).toEqual(expected);
}

describe('definition', () => {
  it('of a backend', () => checkDefinition(at('default_backend we'), '15: web'));
  it('of a backend in an expression', () => checkDefinition(at('be_conn(we'), '15: web'));
  it('of a table', () => checkDefinition(at('src table we'), '15: web'));
  it('of an ACL: all its lines, this section’s only', () =>
    checkDefinition(at('use_backend api if is_a'), '7: is_api\n8: is_api'));
  it('of a negated ACL', () => checkDefinition(at('is_api !bus'), '9: busy'));
  it('of a server', () => checkDefinition(at('use-server we'), '20: web1'));
  it('of a server elsewhere', () => {
    checkDefinition(at('srv_is_up(web/we'), '20: web1');
    checkDefinition(at('track web/we'), '20: web1');
    checkDefinition(at('track we', 2), '23: web1');
  });
  it('of the backend in front of a slash', () => checkDefinition(at('track we'), '15: web'));
  it('of a defaults section', () => checkDefinition(at('from bas'), '1: base'));
  it('of itself', () => checkDefinition(at('backend we', 2), '15: web'));
  it('nothing', () => {
    checkDefinition(at('mode ht'), '');
    checkDefinition('backend b # |x\n', '');
    checkDefinition('frontend f\n  default_backend no|ne\n', '');
    checkDefinition('|', '');
  });
  it('of other sections', () => {
    checkDefinition('resolvers dns\nbackend b\n  server s a:1 resolvers d|ns\n', '1: dns');
    checkDefinition('peers p\nbackend b\n  stick-table type ip size 1k peers |p\n', '1: p');
    checkDefinition('userlist u\nfrontend f\n  acl a http_auth(|u)\n', '1: u');
  });
});

describe('references', () => {
  it('of a backend, its table included', () =>
    checkReferences(at('backend web', 2), [
      '9: web',
      '10: web',
      '11: web',
      '11: web',
      '14: web',
      '15: web',
      '18: web',
      '23: web',
    ]));
  it('of a server', () => checkReferences(at('server web1'), ['11: web1', '19: web1', '20: web1', '23: web1']));
  it('of a server of the same name in another section', () =>
    checkReferences(at('server web1', 3), ['23: web1', '24: web1']));
  it('of an ACL', () => checkReferences(at('acl is_api'), ['7: is_api', '8: is_api', '12: is_api']));
  it('of a defaults section', () => checkReferences(at('defaults base'), ['1: base', '3: base', '5: base']));
  it('of a name that is nowhere defined', () =>
    checkReferences('frontend f\n  use_backend x|x if TRUE\n  default_backend xx\n', ['2: xx', '3: xx']));
  it('a frontend and a backend may share a name', () => {
    const text = 'frontend x\n  default_backend x\nbackend x\n  server s :1\n  acl a fe_conn(x) gt 1\n';
    checkReferences(text.replace('backend x\n  server', 'backend x|\n  server'), ['2: x', '3: x']);
    checkReferences(text.replace('frontend x', 'frontend |x'), ['1: x', '5: x']);
  });
});

function apply(text: string, edits: readonly TextEdit[]): string {
  let out = text;
  let before = Number.POSITIVE_INFINITY;
  for (const e of [...edits].sort((a, b) => b.span.from - a.span.from)) {
    expect(e.span.to).toBeLessThanOrEqual(before);
    before = e.span.from;
    out = out.slice(0, e.span.from) + e.text + out.slice(e.span.to);
  }
  return out;
}

/** Lines that differ afterwards, or the reason. */
function rename(source: string, name: string): readonly string[] | string {
  const { doc, offset } = open(source);
  const result = renameEdits(doc, offset, name);
  if (!result.ok) return result.reason;
  const before = doc.text.split('\n');
  return apply(doc.text, result.edits)
    .split('\n')
    .filter((l, i) => l !== before[i])
    .map((l) => l.trim());
}

describe('rename', () => {
  it('a backend', () =>
    expect(rename(at('default_backend we'), 'site')).toEqual([
      'acl busy be_conn(site) gt 10',
      'http-request track-sc0 src table site',
      'http-request set-header X-Up "%[nbsrv(site)] %[srv_is_up(site/web1)]"',
      'default_backend site',
      'backend site',
      'stick on src table site',
      'server web1 192.0.2.3:80 track site/web1',
    ]));
  it('a server', () =>
    expect(rename(at('server web1'), 'a')).toEqual([
      'http-request set-header X-Up "%[nbsrv(web)] %[srv_is_up(web/a)]"',
      'use-server a if is_api',
      'server a 192.0.2.1:80 check',
      'server web1 192.0.2.3:80 track web/a',
    ]));
  it('an ACL', () =>
    expect(rename(at('acl busy'), 'full')).toEqual(['acl full be_conn(web) gt 10', 'use_backend api if is_api !full']));
  it('a defaults section', () =>
    expect(rename(at('defaults base'), 'd')).toEqual(['defaults d', 'defaults other from d', 'frontend www from d']));
  it('the same name changes nothing', () => expect(rename(at('acl busy'), 'busy')).toEqual([]));
  it('quoted and escaped words', () => {
    expect(rename('backend "we|b"\nfrontend f\n  default_backend \'web\'\n  use_backend w\\eb\n', 'x')).toEqual([
      'backend "x"',
      "default_backend 'x'",
    ]);
    expect(rename('backend w"e"b|\nfrontend f\n  default_backend web\n', 'x')).toEqual([
      'backend x',
      'default_backend x',
    ]);
    expect(rename('frontend f\n  acl "a" path /\n  http-request deny if "!a|"\n', 'b')).toEqual([
      'acl "b" path /',
      'http-request deny if "!b"',
    ]);
    expect(rename('backend b\nfrontend f\n  acl x nbsrv("b|") gt 1\n', 'c')).toEqual([
      'backend c',
      'acl x nbsrv("c") gt 1',
    ]);
  });
  it('refuses bad names, with a reason', () => {
    expect(rename(at('acl busy'), '')).toContain('empty');
    expect(rename(at('acl busy'), 'a b')).toContain("' ' may not stand in a name");
    expect(rename(at('backend web', 2), 'a/b')).toContain("'/' may not stand in a name");
    expect(rename(at('acl busy'), 'or')).toContain('meaning of its own');
  });
  it('refuses names that are taken', () => {
    expect(rename(at('backend web', 2), 'api')).toBe("There is a backend 'api' already.");
    expect(rename(at('backend web', 2), 'www')).toBe("There is a frontend 'www' already.");
    expect(rename(at('server web1'), 'web2')).toBe("There is a server 'web2' in this section already.");
    expect(rename(at('acl busy'), 'is_api')).toContain('both would become one');
    expect(rename(at('defaults base'), 'other')).toBe("There is a defaults section 'other' already.");
  });
  it('refuses where there is no name', () => {
    expect(rename(at('mode ht'), 'x')).toContain('no name here');
    expect(rename('frontend f\n  default_backend no|ne\n', 'x')).toContain("'none' is not defined in this file");
  });
  it('an ACL of another section is left alone', () =>
    expect(rename(at('acl is_api', 3), 'y')).toEqual(['acl y always_true', 'use-server web1 if y']));
});

describe('a renamed configuration means the same', () => {
  it.each(guideTexts.map((text, i) => [i, text] as const))('text %i of the guide', (_, text) => {
    const version = '3.2';
    const shape = (source: string): string[] =>
      analyse([{ name: 'x', text: source }], { version }).diagnostics.map((d) => `${d.severity} ${d.code}`);
    const before = shape(text);
    const doc = openDoc(text, { version });
    let renamed = 0;
    for (const match of text.matchAll(/^\s*(?:frontend|backend|listen|server|acl|defaults)[ \t]+([\w.-]+)/gm)) {
      const offset = match.index + match[0].length;
      const result = renameEdits(doc, offset, 'another.name');
      expect(result.ok, match[0]).toBe(true);
      if (!result.ok) continue;
      expect(shape(apply(text, result.edits)), match[0].trim()).toEqual(before);
      renamed++;
    }
    expect(renamed).toBeGreaterThan(0);
  });
});
