/**
 * The cases of test/language/cases, asked of the HAProxys there are: of each, its share of one in eight; with
 * `DRYDOCK_CASES=all` every one of them. (test/language compares all of them with what HAProxy answered before.)
 */
import { expect, it } from 'vitest';
import { disagreements, versionOf } from '../language/agreement.ts';
import { type Case, caseFiles, casesOf } from '../language/frames.ts';
import { filesBeside, isShowable, rowCases } from '../language/rows.ts';
import { describeWithEveryHaproxy, type FoundProgram, haproxies, haproxyCheck } from '../support/programs.ts';

const ALL = process.env.DRYDOCK_CASES === 'all';
const STRIDE = 8;
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

/** Each HAProxy gets others of the list, as many as all together got when there was only one. */
function shareOf(haproxy: FoundProgram, list: readonly Case[], stride: number): Case[] {
  if (ALL) return [...list];
  const programs = haproxies().map(({ path }) => path);
  const first = Math.max(0, programs.indexOf(haproxy.path));
  return list.filter((_, i) => i % (stride * Math.max(1, programs.length)) === first * stride);
}

describeWithEveryHaproxy('small configurations', (haproxy) => {
  it.each(caseFiles)(
    '%s',
    async (file) => {
      const cases = shareOf(haproxy, casesOf(file), STRIDE);
      expect(cases.length).toBeGreaterThan(0);
      expect((await differing(cases, haproxy)).join('\n')).toBe('');
    },
    240_000,
  );
  it('the keyword tables’ examples', async () => {
    expect((await differing(shareOf(haproxy, rowCases.filter(isShowable), 1), haproxy)).join('\n')).toBe('');
  }, 240_000);
});
