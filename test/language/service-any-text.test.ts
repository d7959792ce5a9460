/** The service on broken texts: no exception, and answers that fit the text. */
import { describe, expect, it } from 'vitest';
import {
  complete,
  type Doc,
  definition,
  editDoc,
  fixesAt,
  folding,
  formatEdits,
  highlightLine,
  hover,
  openDoc,
  references,
  renameEdits,
  semanticTokens,
  signatureHelp,
  symbols,
} from '../../simulator/language/service.ts';
import { anyText, createRandom, noise, type Random } from './texts.ts';

function inText(doc: Doc, from: number, to: number): void {
  expect(from).toBeGreaterThanOrEqual(0);
  expect(to).toBeGreaterThanOrEqual(from);
  expect(to).toBeLessThanOrEqual(doc.text.length);
}

function askAt(doc: Doc, offset: number): void {
  const list = complete(doc, offset);
  inText(doc, list.from, list.to);
  expect(list.from).toBeLessThanOrEqual(offset);
  expect(list.to).toBeGreaterThanOrEqual(offset);
  expect(doc.text.slice(list.from, list.to)).not.toContain('\n');
  const said = hover(doc, offset);
  if (said) {
    inText(doc, said.from, said.to);
    expect(said.markdown).not.toBe('');
  }
  const help = signatureHelp(doc, offset);
  if (help) {
    expect(help.active).toBeLessThan(help.parameters.length);
    for (const p of help.parameters) expect(p.to).toBeLessThanOrEqual(help.label.length);
  }
  const uses = references(doc, offset);
  for (const use of uses) inText(doc, use.from, use.to);
  for (const place of definition(doc, offset)) expect(uses).toContainEqual(place);
  const renamed = renameEdits(doc, offset, 'fresh-name');
  if (renamed.ok) for (const e of renamed.edits) inText(doc, e.span.from, e.span.to);
  else expect(renamed.reason).not.toBe('');
  for (const fix of fixesAt(doc, offset, offset)) for (const e of fix.edits) inText(doc, e.span.from, e.span.to);
}

function askAll(doc: Doc): void {
  for (const s of symbols(doc)) {
    inText(doc, s.from, s.to);
    for (const c of s.children) inText(doc, c.from, c.to);
  }
  for (const r of folding(doc)) inText(doc, r.from, r.to);
  for (const t of semanticTokens(doc)) inText(doc, t.from, t.to);
  for (const e of formatEdits(doc)) inText(doc, e.span.from, e.span.to);
}

/** Words that lead into the corners of the forms. */
const LEADS = [
  'http-request ',
  'http-response ',
  'tcp-request content ',
  'server s 192.0.2.1:80 ',
  'bind :80 ',
  'acl a ',
  'use_backend b if { ',
  'log-format "%[',
  'stick on ',
  'timeout ',
  'option ',
  'balance ',
  'stick-table type ip ',
  'cookie S ',
  'http-check expect ',
  'redirect ',
  'log 127.0.0.1 ',
  'stats ',
  'listen x from ',
  'defaults from ',
  'no ',
  '.if ',
  'http-request set-header X %[req.hdr(',
  'http-request return ',
  'track a/',
  'if !',
  'unless { path ',
];

function leadIn(random: Random): string {
  let text = random.of(['listen l\n  ', 'global\n  ', 'backend b\n  ', 'peers p\n  ', '']);
  for (let n = 1 + random.below(5); n > 0; n--)
    text += random.of(LEADS) + noise(random, random.below(4)) + random.of([' ', '\n  ', '']);
  return text;
}

describe('any text, any place', () => {
  it.each([51, 52, 53])('seed %i', (seed) => {
    const random = createRandom(seed);
    for (let i = 0; i < 150; i++) {
      const text = random.below(2) === 0 ? anyText(random) : leadIn(random);
      const version = random.of(['2.6', '3.2', '3.4'] as const);
      const doc = openDoc(text, { version });
      try {
        askAll(doc);
        for (let n = 0; n < 12; n++) askAt(doc, random.below(text.length + 1));
        askAt(doc, text.length);
      } catch (error) {
        throw new Error(`seed ${seed}, text ${i} (${version}): ${JSON.stringify(text)}`, { cause: error });
      }
    }
  });
  it('offsets that are not in the text', () => {
    const doc = openDoc('backend b\n  server s :1\n', { version: '3.2' });
    for (const offset of [-5, 1e9, Number.NaN, 3.5]) {
      complete(doc, offset);
      hover(doc, offset);
      signatureHelp(doc, offset);
      definition(doc, offset);
      references(doc, offset);
      renameEdits(doc, offset, 'x');
      fixesAt(doc, offset, offset);
    }
  });
  it('very long lines and many words', () => {
    const long = `backend b\n  server s :1 ${'check '.repeat(3000)}\n  log-format "${'%[src,lower]'.repeat(2000)}"\n  acl a path ${'x'.repeat(50_000)}\n  http-request deny if ${'{ src 1 } '.repeat(2000)}\n`;
    const doc = openDoc(long, { version: '3.2' });
    askAll(doc);
    for (const offset of [30, 5000, 20_000, 60_000, long.length - 5]) askAt(doc, offset);
    for (const line of long.split('\n')) highlightLine(line);
  });
});

describe('while it is being typed', () => {
  it('every prefix of a configuration', () => {
    const text =
      'frontend f\n  bind :80 ssl crt /a alpn h2\n  acl a req.hdr(host),lower -i -m beg x\n  http-request set-header X "%[src,ipmask(24)]" if a !{ path /x } or TRUE\n  use_backend b\n';
    let doc = openDoc('', { version: '3.2' });
    for (let i = 0; i < text.length; i++) {
      doc = editDoc(doc, [{ offset: i, length: 0, text: text[i]! }]);
      askAt(doc, doc.text.length);
      askAll(doc);
    }
    expect(doc.text).toBe(text);
  });
});
