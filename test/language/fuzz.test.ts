/** Any text at all: an answer, in reasonable time, whose places are in the text and in order. */
import { describe, expect, it } from 'vitest';
import type { Diagnostic, Span } from '../../simulator/language/diagnostic.ts';
import { analyse } from '../../simulator/language/haproxy/analyse.ts';
import { VERSIONS } from '../../simulator/language/haproxy/version.ts';
import { casesIn, groups } from './all-cases.ts';
import { createRandom, guideTexts, mutate, noise, type Random } from './texts.ts';

const ENVIRONMENT = { A: 'a b', B: '', C: '"', D: '#\n', PATH: '/bin' };
const CASES = groups.flatMap(casesIn);

/** A mutated configuration of the guide, or of the cases; now and then noise. */
function someText(random: Random): string {
  switch (random.below(8)) {
    case 0:
      return noise(random, random.below(80));
    case 1:
      return mutate(random.of(guideTexts), random);
    case 2:
      return mutate(random.of(CASES).text + random.of(CASES).text, random);
    default:
      return mutate(random.of(CASES).text, random);
  }
}

function checkSpan(span: Span, texts: readonly string[]): void {
  const text = texts[span.file];
  if (text === undefined) throw new Error(`no file ${span.file}`);
  const fits = 0 <= span.from && span.from <= span.to && span.to <= Math.max(text.length, 1);
  if (!fits) throw new Error(`${span.from}–${span.to} is not in a text of ${text.length}`);
}

function checkDiagnostic(d: Diagnostic, texts: readonly string[]): void {
  checkSpan(d.span, texts);
  expect(d.code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  expect(d.message).not.toMatch(/undefined|\[object|NaN|^$/);
  for (const fix of d.fixes ?? []) for (const edit of fix.edits) checkSpan(edit.span, texts);
}

/** Every span in a value, wherever it is. */
function checkSpans(value: unknown, texts: readonly string[], seen: Set<unknown>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if ('from' in value && 'to' in value && 'file' in value) checkSpan(value as Span, texts);
  for (const inner of Object.values(value)) checkSpans(inner, texts, seen);
}

describe('mutated configurations', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('2,000 from seed %i', { timeout: 120_000 }, (seed) => {
    const random = createRandom(seed);
    for (let i = 0; i < 2000; i++) {
      const texts = random.below(20) === 0 ? [someText(random), someText(random)] : [someText(random)];
      const version = random.of(VERSIONS);
      try {
        const files = texts.map((text, n) => ({ name: `${n}.cfg`, text }));
        const { config, diagnostics, status } = analyse(files, { version, environment: ENVIRONMENT });
        expect([0, 1, 2]).toContain(status);
        diagnostics.forEach((d, n) => {
          checkDiagnostic(d, texts);
          const before = diagnostics[n - 1];
          if (before && (before.span.file - d.span.file || before.span.from - d.span.from) > 0)
            throw new Error('not in order');
        });
        const shown = diagnostics.some((d) => (d.severity === 'error' || d.refuses) && !d.masked);
        if (status === 1 && !shown) throw new Error('refused without an error');
        if (i % 10 === 0) checkSpans(config, texts, new Set());
        else checkSpans([config.sections, config.proxies.map((p) => [p.servers, p.binds])], texts, new Set());
      } catch (error) {
        throw new Error(`seed ${seed}, text ${i}, HAProxy ${version}: ${JSON.stringify(texts)}`, { cause: error });
      }
    }
  });
});

describe('texts made to be slow', () => {
  const long = (n: number, part: string): string => part.repeat(n);
  it.each<[string, string]>([
    ['200,000 opening braces in a condition', `frontend f\n http-request deny if ${long(200_000, '{ ')}\n`],
    ['a word of a million characters', `backend ${long(1_000_000, 'x')}\n`],
    ['100,000 converters', `frontend f\n http-request set-header x %[src,${long(100_000, 'lower,')}lower]\n`],
    ['100,000 formats', `frontend f\n bind :80\n log-format "${long(100_000, '%[src]')}"\n`],
    ['a million quotes', `frontend f\n acl ${long(1_000_000, '"')}\n`],
    ['parentheses in parentheses', `frontend f\n acl a ${long(100_000, 'hdr(')}\n`],
    ['50,000 nested blocks', long(50_000, '.if 1\n')],
    ['a deep macro condition', `.if ${long(100_000, '!')}1\n.endif\n`],
    ['a deep macro condition in parentheses', `.if ${long(100_000, '(')}1\n.endif\n`],
    ['30,000 servers of one name', `backend b\n${long(30_000, ' server s 1.2.3.4:80\n')}`],
    ['30,000 backends of one name', long(30_000, 'backend b\n')],
    ['30,000 unknown keywords', `backend b\n${long(30_000, ' serve s\n')}`],
    ['30,000 unknown backends', `frontend f\n${long(30_000, ' use_backend nowhere\n')}`],
    ['30,000 frontends without anything', Array.from({ length: 30_000 }, (_, i) => `frontend f${i}\n`).join('')],
    ['30,000 defaults', Array.from({ length: 30_000 }, (_, i) => `defaults d${i} from d${i - 1}\n`).join('')],
    [
      '10,000 rules of one kind',
      `frontend f\n${long(10_000, ' acl a src 10.0.0.0/8 if if\n http-request deny if a\n')}`,
    ],
    ['30,000 log targets', `defaults\n${long(30_000, ' log 127.0.0.1 local0\n')}${long(100, 'frontend f\n')}`],
    ['a chain of 20,000 tracking servers', trackingChain(20_000)],
    ['a template of a billion servers', 'backend b\n server-template s 1-1000000000 1.2.3.4:80\n'],
    ['a range of all ports, a thousand times', `frontend f\n${long(1000, ' bind :1-65535\n')}`],
    ['300,000 empty lines and comments', long(150_000, '\n # x\n')],
  ])('%s', { timeout: 60_000 }, (_, text) => {
    for (const version of ['2.6', '3.2'] as const) {
      const { diagnostics } = analyse([{ name: 'a.cfg', text }], { version });
      for (const d of diagnostics.slice(0, 100)) checkDiagnostic(d, [text]);
    }
  });
  function trackingChain(n: number): string {
    const lines = Array.from({ length: n }, (_, i) => ` server s${i} 1.2.3.4:80 track s${i + 1}`);
    return `backend b\n${lines.join('\n')}\n`;
  }
});
