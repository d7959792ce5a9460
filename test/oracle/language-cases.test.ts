/**
 * The cases of test/language/cases, asked of every HAProxy there is: one in eight, or all of them with
 * `DRYDOCK_CASES=all`. (test/language compares all of them with what HAProxy answered before.)
 */
import { expect, it } from 'vitest';
import { disagreements, versionOf } from '../language/agreement.ts';
import { type Case, caseFiles, casesOf } from '../language/frames.ts';
import { filesBeside, isShowable, rowCases } from '../language/rows.ts';
import { describeWithEveryHaproxy, type FoundProgram, haproxyCheck } from '../support/programs.ts';

const STRIDE = process.env.DRYDOCK_CASES === 'all' ? 1 : 8;
const AT_ONCE = 3;

/** Cases that HAProxy sees otherwise, with what differs. */
async function differing(cases: readonly Case[], haproxy: FoundProgram): Promise<string[]> {
  const out: string[] = [];
  const version = versionOf(haproxy.version);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let c = cases[next++]; c; c = cases[next++]) {
      const answer = await haproxyCheck(
        { ...filesBeside, 'haproxy.cfg': c.text },
        { binary: haproxy.path, ignoreUnresolved: false },
      );
      const found = disagreements(c.text, answer, version);
      if (found.length > 0) out.push(`${c.title}\n  ${found.join('\n  ')}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return out;
}

describeWithEveryHaproxy('small configurations', (haproxy) => {
  it.each(caseFiles)(
    '%s',
    async (file) => {
      const cases = casesOf(file).filter((_, i) => i % STRIDE === 0);
      expect(cases.length).toBeGreaterThan(3);
      expect((await differing(cases, haproxy)).join('\n')).toBe('');
    },
    240_000,
  );
  it('the keyword tables’ examples', async () => {
    expect((await differing(rowCases.filter(isShowable), haproxy)).join('\n')).toBe('');
  }, 240_000);
});
