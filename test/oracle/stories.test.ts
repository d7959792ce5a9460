/**
 * Stories of what people stumble over, and of HL7 feeds: each says in its head what HAProxy does (`# log:` the servers,
 * statuses and termination states of its log, in order, or `# log 2.6:` those of one version that does otherwise;
 * `# at SERVER:` the requests and messages that came there). Every HAProxy has to do that, and Drydock to decide the same.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { resultText } from '../../simulator/cli/verify-report.ts';
import { type Result, verifyAll } from '../../simulator/lab/batch.ts';
import { readCase } from '../../simulator/lab/case-file.ts';
import type { Case } from '../../simulator/lab/verify.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';
import { observed } from './observed.ts';
import { versionOf } from './versions.ts';

const JOBS = 8;
const ATTEMPTS = 4;
const FOLDER = fileURLToPath(new URL('stories/', import.meta.url));

interface Story extends Case {
  /** What its head says, line by line. */
  readonly told: readonly string[];
}

function readStory(name: string): Story {
  const read = readCase(`${FOLDER}${name}`, name);
  if (!read.ok) throw new Error(read.problem);
  const lines = readFileSync(`${FOLDER}${name}`, 'utf8').split('\n');
  return { ...read.case, told: lines.flatMap((line) => /^# ((?:log|log [\d.]+|at \S+): .*)/.exec(line)?.[1] ?? []) };
}

/** What a version does: what is told of it by name, instead of what is told of all. */
function expectedOf({ told }: Story, version: string): string[] {
  const own = told
    .filter((line) => line.startsWith(`log ${version}: `))
    .map((line) => line.replace(` ${version}:`, ':'));
  const common = told.filter((line) => line.startsWith('log: '));
  return [...(own.length > 0 ? own : common), ...told.filter((line) => line.startsWith('at '))];
}

/** What does not depend on how fast the machine is: lines in any order, servers without the numbers of messages. */
const gist = (lines: readonly string[]): string[] =>
  lines.map((line) => (line.startsWith('at ') ? line.slice(0, line.indexOf(':')) : line)).sort();

const STORIES = readdirSync(FOLDER).sort().map(readStory);

test.each(STORIES)('$name says what HAProxy does', ({ told }) => {
  expect(told.length).toBeGreaterThan(0);
});

describeWithEveryHaproxy('stories', (haproxy) => {
  test(`${STORIES.length} of them`, async () => {
    const version = versionOf(haproxy);
    const results: Result<Story>[] = [];
    const options = { version, program: [haproxy.path] as const, jobs: JOBS, attempts: ATTEMPTS };
    await verifyAll(
      (index) => STORIES[index] ?? null,
      options,
      (result) => results.push(result),
    );
    const wrong = results.filter(({ agrees }) => !agrees).map((result) => resultText(result, false, false));
    expect(wrong).toEqual([]);
    const played = results.flatMap(({ case: story, verdict }) =>
      verdict.outcome === 'compared' ? [{ story, seen: gist(observed(verdict.tape)) }] : [],
    );
    expect(played.map(({ story, seen }) => [story.name, ...seen])).toEqual(
      played.map(({ story }) => [story.name, ...gist(expectedOf(story, version))]),
    );
  }, 120_000);
});
