import { describe, expect, it } from 'vitest';
import { type Family, families } from './cases/index.ts';
import { play } from './play.ts';
import { formatOutcome, readRecording, recordedVersions } from './recordings.ts';

/** These need a clock or an engine. */
const played = (Object.keys(families) as Family[]).filter((family) => family !== 'clock');

describe.each(played)('on the wire as HAProxy: %s', (family) => {
  const recording = readRecording(family);

  it.each(families[family].map((item) => [item.name, item] as const))('%s', (name, item) => {
    const recorded = recording.get(name);
    const versions = recordedVersions.filter((version) => (item.since ?? '2.6') <= version);
    for (const version of versions) {
      const seen = recorded?.[version];
      expect(seen, `no recording of ${version}: run test/http1/record.ts`).toBeDefined();
      const excuse = [item.unstable, item.deviates].some((list) => list?.all ?? list?.[version]);
      if (!excuse)
        expect(`${version}\n${formatOutcome(play(item, version))}`).toBe(`${version}\n${formatOutcome(seen!)}`);
    }
  });

  it('has no recording of a case that is gone', () => {
    const names = new Set(families[family].map(({ name }) => name));
    expect([...recording.keys()].filter((name) => !names.has(name))).toEqual([]);
  });
});

it('every deviation is one', () => {
  for (const family of played) {
    const recording = readRecording(family);
    for (const item of families[family]) {
      for (const version of recordedVersions) {
        if (!(item.deviates?.all ?? item.deviates?.[version])) continue;
        const same = formatOutcome(play(item, version)) === formatOutcome(recording.get(item.name)![version]!);
        expect(same, `${item.name}, ${version}: the codec answers alike now; take the excuse away`).toBe(false);
      }
    }
  }
});
