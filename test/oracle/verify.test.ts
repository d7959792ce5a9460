/**
 * The lab against the HAProxys there are: a handful of generated scenarios with a fixed seed (fresh ones are
 * `drydock verify --generate`), the scenarios in which Drydock once differed, and some that `drydock haproxy` plays.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { resultText } from '../../simulator/cli/verify-report.ts';
import { type Result, verifyAll } from '../../simulator/lab/batch.ts';
import { readCase } from '../../simulator/lab/case-file.ts';
import { generate } from '../../simulator/lab/generate/index.ts';
import type { Program } from '../../simulator/lab/haproxy.ts';
import { createSteadiness } from '../../simulator/lab/steady.ts';
import type { Case } from '../../simulator/lab/verify.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';
import { versionOf } from './versions.ts';

const SEED = 21;
const COUNT = 12;
const JOBS = 6;
const ATTEMPTS = 3;

const CASES = fileURLToPath(new URL('lab-cases/', import.meta.url));
const STORIES = fileURLToPath(new URL('stories/', import.meta.url));

/**
 * Of the stories and the scenarios that differed once, one in so many is played by `drydock haproxy` here; all of them by `drydock verify --engine sockets test/oracle/stories/*.yaml test/oracle/lab-cases/*.yaml`.
 */
const ON_SOCKETS_EVERY = 4;
const ON_SOCKETS_GENERATED = 6;

/** What differs, in the words of the command; every result is looked at. */
async function differences(
  program: Program,
  version: Version,
  next: (index: number) => Case | null,
): Promise<string[]> {
  const results: Result<Case>[] = [];
  const options = { version, program, jobs: JOBS, attempts: ATTEMPTS };
  await verifyAll(next, options, (result) => results.push(result));
  expect(results.length).toBeGreaterThan(0);
  const steadiness = createSteadiness();
  for (const { agrees, verdict } of results) {
    if (agrees && verdict.outcome === 'compared') steadiness.add(verdict.findings);
  }
  expect(steadiness.judge().errors).toEqual([]);
  return results.filter(({ agrees }) => !agrees).map((result) => resultText(result, false, false));
}

describeWithEveryHaproxy('generated scenarios', (haproxy) => {
  test(`seed ${SEED}: the same decisions in ${COUNT} of them`, async () => {
    const next = (index: number) => (index < COUNT ? generate(SEED, index, versionOf(haproxy)) : null);
    expect(await differences([haproxy.path], versionOf(haproxy), next)).toEqual([]);
  });
});

/** The scenarios of a folder that a version can play: `# since: 3.0` in their heads says from when on. */
function casesOf(folder: string, version: string): Case[] {
  const since = (name: string) => /^# since: (\S+)/m.exec(readFileSync(`${folder}${name}`, 'utf8'))?.[1] ?? '';
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  return names.filter((name) => since(name) <= version).map((name) => read(folder, name));
}

function read(folder: string, name: string): Case {
  const found = readCase(`${folder}${name}`, name);
  if (!found.ok) throw new Error(found.problem);
  return found.case;
}

describeWithEveryHaproxy('scenarios that differed once', (haproxy) => {
  test('the same decisions', async () => {
    const cases = casesOf(CASES, versionOf(haproxy));
    expect(await differences([haproxy.path], versionOf(haproxy), (index) => cases[index] ?? null)).toEqual([]);
  }, 120_000);
});

describe('drydock haproxy in the place of HAProxy', () => {
  const main = fileURLToPath(new URL('../../simulator/cli/main.ts', import.meta.url));
  const program = [process.execPath, main, 'haproxy'] as const;

  test('decides what the engine decides', async () => {
    const all = [...casesOf(STORIES, '3.2'), ...casesOf(CASES, '3.2')];
    const cases = all.filter((_, index) => index % ON_SOCKETS_EVERY === 0);
    expect(await differences(program, '3.2', (index) => cases[index] ?? null)).toEqual([]);
  }, 180_000);

  test(`in ${ON_SOCKETS_GENERATED} generated scenarios too, seed ${SEED}`, async () => {
    const next = (index: number) => (index < ON_SOCKETS_GENERATED ? generate(SEED, index, '3.2') : null);
    expect(await differences(program, '3.2', next)).toEqual([]);
  }, 120_000);
});
