/**
 * The examples in hovers on keywords, judged by HAProxy: most in one configuration; those of the
 * whole process on their own, one in six, or all of them with `DRYDOCK_CASES=all`.
 */
import { expect, it } from 'vitest';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { VERSIONS } from '../../simulator/language/haproxy/version.ts';
import {
  KEYWORD_FILES,
  keywordConfiguration,
  keywordExamples,
  ownConfiguration,
} from '../language/keyword-examples.ts';
import { describeWithEveryHaproxy, haproxyCheck } from '../support/programs.ts';

/** What is wrong with the machine or the build rather than with the example. */
const ENVIRONMENT =
  /does not support the QUIC|cannot open|Cannot open|No such file|unable to (?:stat|load)|not supported/;
const AT_ONCE = 3;
const STRIDE = process.env.DRYDOCK_CASES === 'all' ? 1 : 6;

describeWithEveryHaproxy('examples of keywords', ({ path: binary, version }) => {
  const known = VERSIONS.find((v): v is Version => version.startsWith(`${v}.`));
  const examples = known === undefined ? [] : keywordExamples(known);

  it.skipIf(known === undefined)('are accepted', async () => {
    const { text, ownerOf } = keywordConfiguration(examples, known!);
    const { lines } = await haproxyCheck({ ...KEYWORD_FILES, 'haproxy.cfg': text }, { binary, timeoutMs: 60_000 });
    const errors = lines.filter(({ severity, message }) => severity === 'error' && !ENVIRONMENT.test(message));
    expect(errors.map(({ line, message }) => `${line === null ? '' : ownerOf(line)}: ${message}`)).toEqual([]);
    // It went as far as looking at what is in the sections.
    expect(lines.some(({ message }) => message.includes("no 'bind' directive"))).toBe(true);
  });

  it.skipIf(known === undefined)(
    'of the whole process are accepted',
    async () => {
      const own = examples.flatMap((e) => {
        const text = ownConfiguration(e);
        return text === null ? [] : [{ owner: e.owner, text }];
      });
      expect(own.length).toBeGreaterThan(100);
      const asked = own.filter((_, i) => i % STRIDE === 0);
      const refused: string[] = [];
      let next = 0;
      const work = async (): Promise<void> => {
        for (let e = asked[next++]; e; e = asked[next++]) {
          const { lines } = await haproxyCheck({ ...KEYWORD_FILES, 'haproxy.cfg': e.text }, { binary });
          for (const { severity, message } of lines)
            if (severity === 'error' && !ENVIRONMENT.test(message)) refused.push(`${e.owner}: ${message}`);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      expect(refused).toEqual([]);
    },
    240_000,
  );
});
