/**
 * Regular expressions of PCRE: what is said of those that nobody here knows, and of those that are cut off. That the others
 * mean what HAProxy means by them is asked in `test/engine/rules/more-cases.ts`.
 */
import { describe, expect, it } from 'vitest';
import type { Output } from '../../../simulator/engine/io.ts';
import { matchRegex, regexFor } from '../../../simulator/engine/sample/regex.ts';
import { createEngine, step } from '../../../simulator/engine/step.ts';
import { analyse } from '../../../simulator/language/haproxy/analyse.ts';
import { plan } from '../../../simulator/plan/build.ts';
import { readPcre } from '../../../simulator/plan/pcre.ts';
import { explanationText } from '../../../simulator/trace/explain-text.ts';

function planOf(...lines: string[]) {
  const text = `frontend f\n  mode http\n  bind :80\n${lines.map((line) => `  ${line}\n`).join('')}`;
  return { ours: plan(analyse([{ name: 'haproxy.cfg', text }], { version: '3.2' }).config, { files: {} }), text };
}

describe('what neither JavaScript nor the own matcher knows', () => {
  it.each([
    ['^/(a(?R)?b)$', '(?R)'],
    ['^/(a|b(?1))$', '(?1)'],
    ['(?<n>a)(?&n)', '(?&n)'],
    ['^(a)?(?(1)b|c)', '(?('],
    ['(?|a|b)', '(?|'],
    ['/a\\Kb', '\\K'],
    ['\\p{Lu}', '\\p'],
    ['(*UTF)a', '(*UTF)'],
    ['a(?-i)b(?x)c', '(?x)'],
    ['(a)++\\1', 'a possessive quantifier or an atomic group beside references or looks behind'],
  ])('%s', (pattern, lacks) => {
    expect(readPcre(pattern, false).lacks).toBe(lacks);
    expect(regexFor(pattern, false)).toBeNull();
  });

  it('is said on its line', () => {
    const { ours, text } = planOf(
      'acl named path_reg ^/(a(?R)?b)$',
      'http-request deny if { path -m reg \\Kx }',
      'http-request replace-path (?|a|b) c',
      'http-request del-header \\Gx -m reg',
      'http-request set-var(txn.x) "path,regsub(\'\\p{L}\',_)"',
      'http-request deny if named or { path -m reg ^/fine$ }',
    );
    const said = ours.notSimulated.map(({ span, message }) => {
      const line = text.slice(0, span.from).split('\n').length;
      return `${line}: ${/'([^']+)' in a regular expression/.exec(message)?.[1]}`;
    });
    expect(said).toEqual(['4: (?R)', '5: \\K', '6: (?|', '7: \\G', '8: \\p']);
  });
});

it.each([
  ['^[^]a-z]+$', ']b', false],
  ['^[^]a-z]+$', 'AB', true],
  ['^(?i:ab)c$', 'ABc', true],
  ['^(?i:ab)c$', 'ABC', false],
  ['a.b', 'a\rb', true],
  ['a$', 'a\n', true],
  ['^\\S$', '\xa0', true],
])('%s and %j: %s', (pattern, text, wanted) => {
  expect(matchRegex(pattern, false, text) !== null).toBe(wanted);
});

it('what took too long is explained to have been cut off', () => {
  const { ours } = planOf('http-request deny if { path -m reg ^/(a+)+$ }', 'http-request return status 200');
  const state = createEngine(ours, { seed: 1, startMs: 0, explain: true });
  const out: Output[] = [];
  const address = { host: '192.0.2.1', port: 1 };
  step(ours, state, 0, { type: 'accepted', client: 1, listener: 0, src: address, dst: address }, out);
  const target = `/${'a'.repeat(60)}!`;
  const head = { method: 'GET', target, version: '1.1' as const, headers: [{ name: 'host', value: 'h' }] };
  step(ours, state, 0, { type: 'requestHead', client: 1, head, body: 'none', headBytes: 90 }, out);
  const texts = out.flatMap((one) => (one.type === 'explain' ? [explanationText(one.explanation)] : []));
  expect(
    texts.some((text) => text.includes('did not match (a regular expression took too long and was cut off)')),
  ).toBe(true);
});
