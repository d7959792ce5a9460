/**
 * Formatting never changes what HAProxy reads: the same verdict and the same messages before and after, on the guide's
 * configurations and on one in forty of the language's cases (all of them with `DRYDOCK_CASES=all`), and a second time
 * changes nothing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { applied } from '../../simulator/cli/fmt.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { formatEdits, openDoc } from '../../simulator/language/service.ts';
import { versionOf } from '../language/agreement.ts';
import { type Case, caseFiles, casesOf } from '../language/frames.ts';
import { filesBeside } from '../language/rows.ts';
import { type CheckResult, describeWithEveryHaproxy, haproxyCheck } from '../support/programs.ts';

const STRIDE = process.env.DRYDOCK_CASES === 'all' ? 1 : 40;
const AT_ONCE = 3;

const GUIDE: readonly Case[] = readdirSync('content', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.cfg'))
  .map((name) => ({ title: name, text: readFileSync(join('content', name), 'utf8') }));
const CASES: readonly Case[] = caseFiles.flatMap(casesOf).filter((_, i) => i % STRIDE === 0);

/** As people leave it: tabs, more blanks than needed, none in front. */
const untidy = (text: string) => text.replace(/^ +/gm, (blanks, at: number) => (at % 2 === 0 ? '\t' : ` ${blanks}`));

function formatted(text: string, version: Version): string {
  return applied(text, formatEdits(openDoc(text, { version })));
}

/** What HAProxy said, but for where in a line: the excerpt under a message, and its position, move with the blanks. */
function said({ status, lines }: CheckResult): unknown {
  const plain = (message: string) =>
    message
      .split('\n')
      .map((line) =>
        line
          .trim()
          .replace(/\s+/g, ' ')
          .replace(/position \d+/g, 'position N'),
      )
      .filter((line) => line !== '^')
      .join('\n');
  return { status, lines: lines.map((line) => ({ ...line, message: plain(line.message) })) };
}

describeWithEveryHaproxy('formatting keeps HAProxy’s verdict', (haproxy) => {
  const version = versionOf(haproxy.version);
  const ask = (text: string) => haproxyCheck({ ...filesBeside, 'haproxy.cfg': text }, { binary: haproxy.path });

  async function differing(cases: readonly Case[]): Promise<string[]> {
    const out: string[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      for (let c = cases[next++]; c; c = cases[next++]) {
        const before = untidy(c.text);
        const after = formatted(before, version);
        if (formatted(after, version) !== after) out.push(`${c.title}: not the same the second time`);
        const [x, y] = [said(await ask(before)), said(await ask(after))].map((a) => JSON.stringify(a));
        if (x !== y) out.push(`${c.title}\n  ${x}\n  ${y}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return out;
  }

  it('of the guide', async () => {
    expect(GUIDE.length).toBeGreaterThan(3);
    expect((await differing(GUIDE)).join('\n')).toBe('');
  }, 240_000);

  it('of small configurations', async () => {
    expect(CASES.length).toBeGreaterThan(50);
    expect((await differing(CASES)).join('\n')).toBe('');
  }, 240_000);
});
