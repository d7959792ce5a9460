/** What a page says about feeds: the figures that are in the chapter's text come out of the chapter's own run. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createSimulator } from '../../simulator/simulator.ts';

const read = (file: string) => readFileSync(new URL(`../../content/hl7/${file}`, import.meta.url), 'utf8');

test('the HL7 chapter: two messages sent again, and filed twice when the first engine goes on', async () => {
  const simulator = createSimulator();
  await simulator.load({ config: read('haproxy.cfg'), scenario: read('scenario.yaml'), version: '3.2' });
  expect((await simulator.advance(20_000)).totals).toMatchObject({ resent: 0, duplicates: 0 });
  expect((await simulator.advance(45_000)).totals).toMatchObject({ resent: 2, duplicates: 0, failed: 0 });
  expect((await simulator.advance(60_000)).totals).toMatchObject({ resent: 2, duplicates: 2, failed: 0 });
});

test('what was sent is served, failed or under way', async () => {
  const home = (file: string) => readFileSync(new URL(`../../content/home/${file}`, import.meta.url), 'utf8');
  const simulator = createSimulator();
  await simulator.load({ config: home('haproxy.cfg'), scenario: home('scenario.yaml'), version: '3.2' });
  await simulator.advance(5000);
  await simulator.inject({ proxy: 1, server: 0, fault: 'refuse' });
  const { totals, flightsTotal } = await simulator.advance(20_000);
  const served = totals.completed + totals.unanswered - totals.failed;
  expect(totals.failed).toBeGreaterThan(0);
  expect(totals.started).toBe(served + totals.failed + flightsTotal);
});
