/** Fifty generated scenarios: the same trace in Chromium's worker and in Node, byte for byte. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BlankWorker, startBlankWorker } from '../../scripts/lib/blank-worker.ts';
import { generate } from '../../simulator/lab/generate/index.ts';
import { describeWith } from '../support/programs.ts';
import { type Run, traceHash } from './trace-hash.ts';

const SEED = Number(process.env['DRYDOCK_SEED'] ?? 20_260_401);
const COUNT = 50;
const WORKER = fileURLToPath(new URL('trace-worker.ts', import.meta.url));

describeWith('chromium', `traces of ${COUNT} generated scenarios, seed ${SEED}`, () => {
  const hashes = new Set<string>();
  let worker: BlankWorker<Run, string> | null = null;
  beforeAll(async () => {
    worker = await startBlankWorker(WORKER);
  });
  afterAll(() => worker?.close());

  test.for(Array.from({ length: COUNT }, (_, index) => index))('number %i: Chromium and Node agree', async (index) => {
    const { config, scenario } = generate(SEED, index, '3.2');
    const run: Run = { config: config.text, scenario };
    const inBrowser = await worker!.ask(run);
    expect(inBrowser).toMatch(/^[0-9a-f]{64}$/);
    expect(inBrowser).toBe(await traceHash(run));
    hashes.add(inBrowser);
  });

  test('different scenarios leave different traces', () => {
    expect(hashes.size).toBe(COUNT);
  });
});
