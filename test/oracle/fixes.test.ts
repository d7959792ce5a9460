/** What quick fixes make of broken configurations, asked of every HAProxy there is. */
import { expect, it } from 'vitest';
import { adviceCases } from '../language/advice-cases.ts';
import { versionOf } from '../language/agreement.ts';
import { type FixCase, fixCases } from '../language/fix-cases.ts';
import { diagnosticsOf, fixed } from '../language/fixing.ts';
import { describeWithEveryHaproxy, type FoundProgram, haproxyCheck } from '../support/programs.ts';

const AT_ONCE = 3;

/** HAProxy's complaints; null when it takes the text without any. */
async function said(text: string, { path }: FoundProgram): Promise<string | null> {
  const { status, lines } = await haproxyCheck(text, { binary: path });
  const serious = lines.filter((l) => l.severity === 'error' || l.severity === 'warning');
  return status === 0 && serious.length === 0 ? null : serious.map((l) => l.message).join('\n') || `status ${status}`;
}

async function check({ code, text }: FixCase, haproxy: FoundProgram): Promise<void> {
  expect(await said(text, haproxy), 'HAProxy complains before').not.toBeNull();
  const finding = diagnosticsOf(text, versionOf(haproxy.version)).find((d) => d.code === code);
  expect(finding?.fixes?.length).toBeGreaterThan(0);
  for (const fix of finding!.fixes!) {
    const after = fixed(text, fix);
    expect(await said(after, haproxy), `${fix.title}:\n${after}`).toBeNull();
  }
}

async function inParallel<T>(all: readonly T[], each: (one: T) => Promise<void>): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < all.length) await each(all[next++]!);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

describeWithEveryHaproxy('quick fixes', (haproxy) => {
  const version = versionOf(haproxy.version);

  it.each(fixCases.filter((c) => c.in?.includes(version) ?? true))('$title', (c) => check(c, haproxy));

  it('the fixes of advice leave a valid configuration valid', async () => {
    const bad: string[] = [];
    let tried = 0;
    const cases = Object.values(adviceCases)
      .flat()
      .filter(({ expected }) => expected.length > 0);
    await inParallel(cases, async ({ title, text }) => {
      const fixes = diagnosticsOf(text, version)
        .filter((d) => d.severity === 'advice')
        .flatMap((d) => d.fixes ?? []);
      if (fixes.length === 0) return;
      // Those with certificates and the like are refused for want of files.
      if ((await haproxyCheck(text, { binary: haproxy.path })).status !== 0) return;
      for (const fix of fixes) {
        tried++;
        const after = fixed(text, fix);
        const { status, output } = await haproxyCheck(after, { binary: haproxy.path });
        if (status !== 0) bad.push(`${title}, ${fix.title}:\n${after}\n${output}`);
      }
    });
    expect(bad.join('\n\n')).toBe('');
    expect(tried).toBeGreaterThan(40);
  }, 120_000);
});
