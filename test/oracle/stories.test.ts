/**
 * Stories of what people stumble over, and of HL7 feeds: each says in its head what HAProxy does (`# log: …`, `# states …`,
 * `# checks …`, `# at …` as `observed.ts` writes them; with a version before the colon they are what that one does instead).
 * Every HAProxy has to do that, to the letter, and Drydock to decide the same. `stories/README.md` says which is about what.
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

interface Told {
  /** `log`, `at SERVER` … */
  readonly what: string;
  /** It is told of this version only. */
  readonly version: string | null;
  readonly text: string;
}

interface Story extends Case {
  /** What its head says, line by line. */
  readonly told: readonly Told[];
}

function readStory(name: string): Story {
  const read = readCase(`${FOLDER}${name}`, name);
  if (!read.ok) throw new Error(read.problem);
  const told = readFileSync(`${FOLDER}${name}`, 'utf8').split('\n').flatMap(readTold);
  return { ...read.case, told };
}

function readTold(line: string): Told[] {
  const [, what, version, text] = /^# (log|(?:at|states|checks) \S+?)(?: (\d\.\d))?: (.*)/.exec(line) ?? [];
  return what === undefined || text === undefined ? [] : [{ what, version: version ?? null, text }];
}

/** What a version does: what is told of it by name, instead of what is told of all. */
function expectedOf({ told }: Story, version: string): string[] {
  const own = told.filter((one) => one.version === version);
  const common = told.filter((one) => one.version === null && !own.some(({ what }) => what === one.what));
  return inOrder([...own, ...common].map(({ what, text }) => `${what}: ${text}`));
}

/** The log as it was written, then the rest by name. */
function inOrder(lines: readonly string[]): string[] {
  const isLog = (line: string) => line.startsWith('log: ');
  return [...lines.filter(isLog), ...lines.filter((line) => !isLog(line)).sort()];
}

const STORIES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .map(readStory);

test.each(STORIES)('$name says what HAProxy does', ({ told }) => {
  expect(told.length).toBeGreaterThan(0);
});

test('README.md says of each what it is about', () => {
  const named = new Set(readFileSync(`${FOLDER}README.md`, 'utf8').match(/[a-z\d]+(-[a-z\d]+)+/g));
  expect(STORIES.map(({ name }) => name.replace('.yaml', '')).filter((name) => !named.has(name))).toEqual([]);
});

describeWithEveryHaproxy('stories', (haproxy) => {
  test(`${STORIES.length} of them`, async () => {
    const version = versionOf(haproxy);
    const options = { version, program: [haproxy.path] as const, attempts: ATTEMPTS };
    const results = new Map<string, Result<Story>>();
    const seen = (story: Story): string[] => {
      const verdict = results.get(story.name)?.verdict;
      return verdict?.outcome === 'compared' ? inOrder(observed(verdict.tape, expectedOf(story, version))) : [];
    };
    const others = () => STORIES.filter((story) => seen(story).join('\n') !== expectedOf(story, version).join('\n'));
    // a busy machine may be late with a client or a fault: what counts is what differs every time
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const stories = others();
      await verifyAll(
        (index) => stories[index] ?? null,
        { ...options, jobs: attempt === 0 ? JOBS : 1 },
        (result) => results.set(result.case.name, result),
      );
    }
    const wrong = [...results.values()].filter(({ agrees }) => !agrees);
    expect(wrong.map((result) => resultText(result, false, false))).toEqual([]);
    const left = others();
    expect(left.map((story) => [story.name, ...seen(story)])).toEqual(
      left.map((story) => [story.name, ...expectedOf(story, version)]),
    );
  }, 240_000);
});
