/** Half a minute of what `npm run soak` does for ten. */
import { expect, it } from 'vitest';
import { soak } from '../../scripts/soak/soak.ts';

it('loses, doubles and keeps nothing while servers die, clients misbehave and it is reloaded', {
  timeout: 120_000,
}, async () => {
  const seed = Date.now() % 1_000_000;
  const seen = await soak({ seconds: 30, seed, command: [], say: () => undefined });
  expect(seen.faults, `seed ${seed}`).toEqual([]);
  expect(seen.answered, `seed ${seed}`).toBeGreaterThan(100);
  expect(Math.min(seen.kills + seen.hangs, seen.reloads, seen.hostile), `seed ${seed}`).toBeGreaterThan(0);
  if (seen.aliveMb !== null) expect(seen.aliveMb[2] - seen.aliveMb[0], `seed ${seed}`).toBeLessThanOrEqual(4);
  if (seen.descriptors !== null) expect(seen.descriptors[1], `seed ${seed}`).toBeLessThanOrEqual(seen.descriptors[0]);
});
