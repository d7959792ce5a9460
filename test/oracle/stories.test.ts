/**
 * Stories of what people stumble over, and of HL7 feeds: each says in its head what HAProxy does (`# log:` the servers,
 * statuses and termination states of its log, in order; `# at SERVER:` the requests and messages that came there), and
 * HAProxy 3.2 has to do that, and Drydock to decide what each version decides.
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
  readonly expected: readonly string[];
}

function readStory(name: string): Story {
  const read = readCase(`${FOLDER}${name}`, name);
  if (!read.ok) throw new Error(read.problem);
  const lines = readFileSync(`${FOLDER}${name}`, 'utf8').split('\n');
  return { ...read.case, expected: lines.flatMap((line) => /^# ((?:log|at \S+): .*)/.exec(line)?.[1] ?? []) };
}

/** What does not depend on how fast the machine is: lines in any order, servers without the numbers of messages. */
const gist = (lines: readonly string[]): string[] =>
  lines.map((line) => (line.startsWith('at ') ? line.slice(0, line.indexOf(':')) : line)).sort();

const STORIES = readdirSync(FOLDER).sort().map(readStory);

describeWithEveryHaproxy('stories', (haproxy) => {
  // the others by command: drydock verify test/oracle/stories/*.yaml --haproxy-binary PATH
  test.skipIf(versionOf(haproxy) !== '3.2')(
    `${STORIES.length} of them`,
    async () => {
      const results: Result<Story>[] = [];
      const options = { version: versionOf(haproxy), program: [haproxy.path] as const, jobs: JOBS, attempts: ATTEMPTS };
      await verifyAll(
        (index) => STORIES[index] ?? null,
        options,
        (result) => results.push(result),
      );
      const wrong = results.filter(({ agrees }) => !agrees).map((result) => resultText(result, false, false));
      expect(wrong).toEqual([]);
      for (const { case: story, verdict } of results) {
        expect(story.expected.length, story.name).toBeGreaterThan(0);
        // written down from 3.2; other versions are judged by the engine's own decisions alone
        if (verdict.outcome === 'compared' && options.version === '3.2')
          expect(gist(observed(verdict.tape)), story.name).toEqual(gist(story.expected));
      }
    },
    120_000,
  );
});
