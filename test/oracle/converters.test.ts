/**
 * Converters: HAProxy is asked again what is written down in `test/engine/sample/converters-VERSION.json`. With
 * `RECORD=1` its answers are written there instead.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { CONVERTER_QUESTION } from '../engine/sample/cases/converters.ts';
import { askSamples } from '../support/ask-samples.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';

describeWithEveryHaproxy('converters', ({ path, version }) => {
  it('give what is written down', async () => {
    const known = version.split('.').slice(0, 2).join('.') as Version;
    const file = new URL(`../engine/sample/converters-${known}.json`, import.meta.url);
    const answers = await askSamples(path, known, CONVERTER_QUESTION);
    if (process.env.RECORD) writeFileSync(file, `${JSON.stringify(answers, null, 1)}\n`);
    else expect(answers).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  }, 60_000);
});
