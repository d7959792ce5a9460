/** Every case of test/language/cases, asked of every HAProxy there is. */
import { expect, it } from 'vitest';
import { disagreements, versionOf } from '../language/agreement.ts';
import { type Case, caseFiles, casesOf } from '../language/frames.ts';
import { describeWithEveryHaproxy, type FoundProgram, haproxyCheck } from '../support/programs.ts';

const AT_ONCE = 3;

/** Cases that HAProxy sees otherwise, with what differs. */
async function differing(cases: readonly Case[], haproxy: FoundProgram): Promise<string[]> {
  const out: string[] = [];
  const version = versionOf(haproxy.version);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let c = cases[next++]; c; c = cases[next++]) {
      const answer = await haproxyCheck(c.text, { binary: haproxy.path, ignoreUnresolved: false });
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
      const cases = casesOf(file);
      expect(cases.length).toBeGreaterThan(30);
      expect((await differing(cases, haproxy)).join('\n')).toBe('');
    },
    240_000,
  );
});
