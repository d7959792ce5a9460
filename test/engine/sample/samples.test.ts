/** Expressions and conditions: ours against what HAProxy answered (`RECORD=1` with `test/oracle/samples.test.ts`). */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { analyse } from '../../../simulator/language/haproxy/analyse.ts';
import { plan } from '../../../simulator/plan/build.ts';
import { askOurs } from './ask.ts';
import { CONDITIONS, EXPRESSIONS, FILES, REQUESTS, sampleConfiguration } from './cases/requests.ts';

for (const version of ['2.6', '3.2'] as const) {
  const recorded = JSON.parse(readFileSync(new URL(`recorded-${version}.json`, import.meta.url), 'utf8')) as Record<
    string,
    string[]
  >;
  const expressions = EXPRESSIONS.filter((expression) => recorded[expression]);
  const conditions = CONDITIONS.filter((condition) => recorded[`if ${condition}`]);
  const text = sampleConfiguration(8080, expressions, conditions);
  const ours = plan(analyse([{ name: 'haproxy.cfg', text }], { version }).config, { files: FILES });
  const check = (title: string, which: string) =>
    it(`${version}: ${title}`, () => {
      const answers = REQUESTS.map((request) => `${request.name}: ${askOurs(ours, request, which)}`);
      expect(answers).toEqual(REQUESTS.map((request, at) => `${request.name}: ${recorded[title]![at]}`));
    });
  for (const [at, expression] of expressions.entries()) check(expression, `e${at}`);
  for (const [at, condition] of conditions.entries()) check(`if ${condition}`, `c${at}`);

  it(`${version}: everything that was asked is said to be simulated`, () => {
    expect(ours.notSimulated.map(({ message }) => message)).toEqual([]);
  });
}
