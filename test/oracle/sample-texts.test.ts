/** The examples in hovers on fetches and converters, judged by HAProxy: all of them in one configuration. */
import { expect, it } from 'vitest';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { VERSIONS } from '../../simulator/language/haproxy/version.ts';
import { SAMPLE_FILES, sampleConfiguration, sampleExamples } from '../language/sample-examples.ts';
import { describeWithEveryHaproxy, haproxyCheck } from '../support/programs.ts';

describeWithEveryHaproxy('examples of fetches and converters', ({ path: binary, version }) => {
  const known = VERSIONS.find((v): v is Version => version.startsWith(`${v}.`));

  it.skipIf(known === undefined)('are accepted', async () => {
    const { text, ownerOf } = sampleConfiguration(sampleExamples(known!));
    const { status, lines } = await haproxyCheck(
      { 'haproxy.cfg': text, ...SAMPLE_FILES },
      { binary, timeoutMs: 60_000 },
    );
    const said = lines.filter(({ severity }) => severity === 'error' || severity === 'warning');
    expect(said.map(({ line, message }) => `${line === null ? '' : ownerOf(line)?.name}: ${message}`)).toEqual([]);
    expect(status).toBe(0);
  });
});
