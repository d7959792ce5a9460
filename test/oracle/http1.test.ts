import { expect, it } from 'vitest';
import { type Family, families } from '../http1/cases/index.ts';
import { checkCases } from '../http1/checks.ts';
import { askChecks, askHaproxy } from '../http1/haproxy.ts';
import { randomCases } from '../http1/mutate.ts';
import { play } from '../http1/play.ts';
import { formatOutcome, readRecording, recordedVersions } from '../http1/recordings.ts';
import type { Outcome, WireCase } from '../http1/wire.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';

const SEED = Number(process.env.HTTP1_SEED ?? 20261);
const RANDOM_CASES = 300;

const names = Object.keys(families) as Family[];

describeWithEveryHaproxy('HTTP/1 on the wire', (haproxy) => {
  const version = recordedVersions.findLast((known) => haproxy.version.startsWith(`${known}.`)) ?? '3.4';
  const isExcused = ({ deviates, unstable }: WireCase) =>
    [deviates, unstable].some((list) => list?.all ?? list?.[version]);

  it('every recorded conversation goes as it was recorded', async () => {
    const cases: WireCase[] = [];
    const expected: string[] = [];
    for (const family of names) {
      const recording = readRecording(family);
      for (const item of families[family]) {
        if ((item.since ?? '2.6') > version || (item.unstable?.all ?? item.unstable?.[version])) continue;
        cases.push(item);
        expected.push(`${family}: ${item.name}\n${formatOutcome(recording.get(item.name)![version]!)}`);
      }
    }
    const texts = await ask(haproxy.path, cases, (i) => expected[i]!.slice(expected[i]!.indexOf('\n') + 1));
    expect(cases.map((item, i) => `${expected[i]!.split(': ', 1)[0]}: ${item.name}\n${texts[i]}`)).toEqual(expected);
  });

  it(`conversations that nobody thought of go as with the codec (seed ${SEED}, or HTTP1_SEED)`, async () => {
    const cases = randomCases(SEED, RANDOM_CASES).filter((item) => !isExcused(item));
    const ours = cases.map((item) => formatOutcome(play(item, version)));
    const texts = await ask(haproxy.path, cases, (i) => ours[i]!);
    const show = (list: string[]) => list.map((text, i) => `${JSON.stringify(cases[i])}\n${text}`);
    expect(show(texts)).toEqual(show(ours));
  });

  it('health checks are sent as written down', async () => {
    const sent = await askChecks(
      haproxy.path,
      checkCases.map(({ lines }) => lines),
    );
    expect(sent).toEqual(checkCases.map((item) => item.sent));
  });
});

/**
 * The program's answers as text. What does not go as expected is asked again, with little else going on: on a busy
 * machine pieces that were sent apart may arrive together, and that is another conversation.
 */
async function ask(program: string, cases: WireCase[], expected: (index: number) => string): Promise<string[]> {
  const texts: string[] = [];
  let open = cases.map((_, i) => i);
  for (let attempt = 0; attempt < 3 && open.length > 0; attempt++) {
    const asked = open;
    const isExpected = (i: number, outcome: Outcome) => formatOutcome(outcome) === expected(asked[i]!);
    const outcomes = await askHaproxy(
      program,
      asked.map((i) => cases[i]!),
      { quietMs: 1000, width: attempt === 0 ? 64 : 4, isExpected },
    );
    for (const [n, i] of asked.entries()) texts[i] = formatOutcome(outcomes[n]!);
    open = asked.filter((i) => texts[i] !== expected(i));
    // that many are no accident
    if (open.length > 40) break;
  }
  return texts;
}
