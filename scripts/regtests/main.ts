/**
 * `npm run regtests -- [PATTERN…]`: HAProxy's own regression tests with `drydock haproxy` in HAProxy's place. Needs Debian's
 * `varnishtest` (package varnish). The tests are HAProxy's; they are fetched from Debian's source package when they are not
 * there, and never kept in this repository.
 *
 *   PATTERN         only tests whose path has it
 *   --core          only the core subset: no TLS, Lua, QUIC, HTTP/2, peers, cache, compression, SPOE, master process
 *   --tests DIR     where `reg-tests/` is; else fetched
 *   --program PATH  another program to judge, HAProxy itself for example
 *   --haproxy V     the version whose rules apply (3.0)
 *   --jobs N        tests at a time (2)   --timeout S  seconds a test may take (20)
 *   --logs DIR      where the output of failed tests is written
 *   --help          this
 *   --check         fail when a test fails that is not in `known-failures.txt`, or passes though it is
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildBundle } from './bundle.ts';
import { report } from './report.ts';
import { type Outcome, runTest } from './run.ts';
import { needOf, testsIn } from './tests.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    core: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    tests: { type: 'string' },
    program: { type: 'string' },
    haproxy: { type: 'string', default: '3.0' },
    jobs: { type: 'string', default: '2' },
    timeout: { type: 'string', default: '20' },
    logs: { type: 'string' },
  },
});

const here = import.meta.dirname;
if (values.help) {
  // what this file says about itself
  console.log(
    /\/\*\*\n([\s\S]*?)\n \*\//.exec(readFileSync(import.meta.filename, 'utf8'))![1]!.replace(/^ \* ?/gm, ''),
  );
  process.exit(0);
}
const listed = (name: string) =>
  readFileSync(join(here, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
const core = new Set(listed('core-subset.txt'));
const known = new Map(
  listed('known-failures.txt').map((line) => {
    const at = line.indexOf(' ');
    return at < 0 ? ([line, ''] as const) : ([line.slice(0, at), line.slice(at).trim()] as const);
  }),
);

const folder = testsIn(values.tests, values.haproxy);
const tests = folder.tests
  .filter((test) => !values.core || core.has(test))
  .filter((test) => positionals.length === 0 || positionals.some((pattern) => test.includes(pattern)));
if (tests.length === 0) {
  console.error('regtests: no test has that in its path');
  process.exit(1);
}
const environment = {
  // a test of checks by programs, and one of `program` sections
  DRYDOCK_ALLOW_PROGRAMS: '1',
  ...process.env,
  HAPROXY_PROGRAM: values.program ?? join(here, '../../simulator/cli/drydock-haproxy'),
  HAPROXY_ARGS: '-dM -dI',
  DRYDOCK_HAPROXY: values.haproxy,
  DRYDOCK_NODE: process.execPath,
  DRYDOCK_BUNDLE: values.program === undefined ? await buildBundle() : '',
};
if (values.logs !== undefined) mkdirSync(values.logs, { recursive: true });

const outcomes: Outcome[] = [];
const waiting = [...tests];
await Promise.all(Array.from({ length: Number(values.jobs) }, work));
outcomes.sort((a, b) => (a.test < b.test ? -1 : 1));
const summary = report(outcomes, core, known);
console.log(summary.text);
const isWrong = values.check ? summary.surprises > 0 : outcomes.some(({ result }) => result === 'failed');
process.exitCode = isWrong ? 1 : 0;

async function work(): Promise<void> {
  for (let test = waiting.shift(); test !== undefined; test = waiting.shift()) {
    const need = values.program === undefined ? needOf(join(folder.path, test)) : null;
    const outcome: Outcome =
      need === null
        ? await runTest(folder.path, test, environment, Number(values.timeout))
        : { test, result: 'skipped', seconds: 0, why: `needs ${need}`, output: '' };
    outcomes.push(outcome);
    const why = outcome.why === '' ? '' : `  ${outcome.why}`;
    console.log(`${outcome.result.padEnd(7)} ${test} (${outcome.seconds.toFixed(1)} s)${why}`);
    if (values.logs !== undefined && outcome.result === 'failed') {
      writeFileSync(join(values.logs, `${test.replaceAll('/', '_')}.log`), outcome.output);
    }
  }
}
