/** Converters: ours against what HAProxy answered (`RECORD=1` with `test/oracle/converters.test.ts`). */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { analyse } from '../../../simulator/language/haproxy/analyse.ts';
import type { Version } from '../../../simulator/language/haproxy/config.ts';
import { plan } from '../../../simulator/plan/build.ts';
import type { Plan } from '../../../simulator/plan/plan.ts';
import { questionConfiguration } from '../../support/ask-samples.ts';
import { askOurs } from './ask.ts';
import { CONVERTER_QUESTION } from './cases/converters.ts';

/** Answers that HAProxy makes of what happens to stand in its memory. */
const ACCIDENTS: Readonly<Record<string, readonly string[]>> = {
  '2.6': [],
  '3.0': [],
  // an offset out of nowhere, when no argument is given
  '3.2': ['int(1700000000),http_date'],
  '3.4': ['int(1700000000),http_date', "int(0),utime('%Y-%m-%d %H:%M:%S')"],
};

/** Every rule before a question's own is looked at: few questions at a time. */
function inBatches(expressions: readonly string[]): string[][] {
  const count = Math.ceil(expressions.length / 100);
  return Array.from({ length: count }, (_, at) => expressions.slice(at * 100, at * 100 + 100));
}

function planOf(expressions: readonly string[], version: Version): Plan {
  const text = questionConfiguration(8080, { ...CONVERTER_QUESTION, expressions });
  const { config } = analyse([{ name: 'haproxy.cfg', text }], { version });
  return plan(config, { files: CONVERTER_QUESTION.files });
}

for (const version of ['2.6', '3.0', '3.2', '3.4'] as const) {
  const file = new URL(`converters-${version}.json`, import.meta.url);
  const recorded = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  const expressions = Object.keys(recorded).filter((expression) => !ACCIDENTS[version]!.includes(expression));
  const request = { name: '', ...CONVERTER_QUESTION.request };
  const batches = inBatches(expressions).map((batch) => ({ batch, ours: planOf(batch, version) }));

  it(`${version}: ${expressions.length} converters give what HAProxy gives`, () => {
    const answers = batches.flatMap(({ batch, ours }) =>
      batch.map((expression, at) => ({
        expression,
        ours: askOurs(ours, request, `e${at}`),
        real: recorded[expression]!,
      })),
    );
    const wrong = answers.filter((answer) => answer.ours !== answer.real);
    expect(wrong).toEqual([]);
  });

  it(`${version}: everything that was asked is said to be simulated`, () => {
    const said = batches.flatMap(({ ours }) => ours.notSimulated.map(({ message }) => message));
    expect([...new Set(said)]).toEqual([]);
  });
}
