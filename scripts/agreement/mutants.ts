/**
 * `npm run mutants -- --seed N --count 5000 [FOLDER…] [--list]`: configurations that HAProxy accepts, broken at random,
 * put to HAProxy and to Drydock.
 */
import { parseArgs } from 'node:util';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { askAll } from './ask.ts';
import { type Comparison, compare } from './compare.ts';
import { type Sample, textOf } from './corpus.ts';
import { judges, samplesOf } from './judges.ts';
import { createRandom, mutate } from './mutate.ts';
import { disagreements, table } from './report.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '5000' },
    list: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const count = Number(values.count);
const ENVIRONMENT = { PATH: process.env.PATH ?? '', LANG: 'C' };

const samples = samplesOf(positionals);
for (const program of judges()) {
  const version = program.version.split('.').slice(0, 2).join('.') as Version;
  const valid: Sample[] = [];
  await askAll(program, samples, (sample, answer) => {
    if (answer.status === 0) valid.push(sample);
  });
  valid.sort((a, b) => (a.title < b.title ? -1 : 1));
  if (valid.length === 0) {
    console.error('mutants: no valid configuration found; name folders with .cfg or .vtc files');
    process.exit(1);
  }
  const random = createRandom(seed);
  const broken = Array.from({ length: count }, (_, i) => {
    const sample = valid[random.below(valid.length)]!;
    const { text, what } = mutate(sample.text, random);
    return { ...sample, text, title: `${String(i).padStart(5, '0')} ${sample.title}, ${what}` };
  });
  const all: Comparison[] = [];
  await askAll(program, broken, (sample, answer) => {
    all.push(compare(sample.title, textOf(sample), answer, version, ENVIRONMENT, sample.args[1]));
  });
  console.log(`seed ${seed}, ${valid.length} valid configurations`);
  console.log(table(program.version, all));
  if (values.list) console.log(disagreements(all));
}
