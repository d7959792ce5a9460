/**
 * `npm run agreement -- [FOLDER…] [--list] [--formatting]`: what HAProxy's versions and Drydock say about the same configurations.
 * Programs: `HAPROXY_BIN` and `HAPROXY_BINS` (paths separated by colons).
 */
import { parseArgs } from 'node:util';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { askAll } from './ask.ts';
import { type Comparison, compare } from './compare.ts';
import { textOf } from './corpus.ts';
import { formattingOf } from './formatting.ts';
import { judges, samplesOf } from './judges.ts';
import { disagreements, table } from './report.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    formatting: { type: 'boolean', default: false },
  },
});

/** What both are given; nothing else of this environment. */
const ENVIRONMENT = { PATH: process.env.PATH ?? '', LANG: 'C' };

const samples = samplesOf(positionals).filter((s) => s.title.includes(values.only));
if (samples.length === 0) {
  console.error('agreement: no configuration found; name folders with .cfg or .vtc files');
  process.exit(1);
}
for (const program of judges()) {
  const version = program.version.split('.').slice(0, 2).join('.') as Version;
  if (values.formatting) {
    console.log(await formattingOf(program, version, samples));
    continue;
  }
  const all: Comparison[] = [];
  await askAll(program, samples, (sample, answer) => {
    all.push(compare(sample.title, textOf(sample), answer, version, ENVIRONMENT, sample.args[1]));
  });
  console.log(table(program.version, all));
  if (values.list) console.log(disagreements(all));
}
