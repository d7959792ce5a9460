/** Rules: ours against what HAProxy made of the same requests (`RECORD=1` with `test/oracle/rules.test.ts`). */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { analyse } from '../../../simulator/language/haproxy/analyse.ts';
import { plan } from '../../../simulator/plan/build.ts';
import { RULE_CASES, RULE_FILES, ruleConfiguration } from './cases.ts';
import { playOurs } from './ours.ts';

/** Known to be otherwise, and why. */
const DIFFERS: Readonly<Record<string, string>> = {};

for (const version of ['2.6', '3.0', '3.2', '3.4'] as const) {
  const file = new URL(`recorded-${version}.json`, import.meta.url);
  const recorded = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string[]>;
  const cases = RULE_CASES.filter((one) => recorded[one.name]);
  const text = `global\n  log stdout format raw local0\n${ruleConfiguration(cases, (at) => 8000 + at, 7999)}`;
  const ours = plan(analyse([{ name: 'haproxy.cfg', text }], { version }).config, { files: RULE_FILES });
  for (const [at, one] of cases.entries()) {
    if (DIFFERS[one.name]) continue;
    it(`${version}: ${one.name}`, () => expect(playOurs(ours, at, one)).toEqual(recorded[one.name]));
  }
}
