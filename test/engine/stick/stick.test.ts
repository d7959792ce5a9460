/** Stick tables: ours against what HAProxy did (`RECORD=1` with `test/oracle/stick.test.ts`). */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { planOf } from '../plans.ts';
import { type Told, tellOurs } from './play.ts';
import { STICK_STORIES, stickConfiguration } from './stick-cases.ts';

for (const version of ['2.6', '3.2'] as const) {
  const recorded = JSON.parse(readFileSync(new URL(`recorded-${version}.json`, import.meta.url), 'utf8')) as Record<
    string,
    Told
  >;
  for (const story of STICK_STORIES) {
    const expected = recorded[story.title];
    if (!expected) continue;
    it(`${version}: ${story.title}`, () => {
      expect(tellOurs(planOf(stickConfiguration(story, 8080, '127.0.0.1:1'), version), story)).toEqual(expected);
    });
  }
}
