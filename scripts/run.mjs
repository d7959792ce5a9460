// The entry of every npm script. Plain JavaScript without dependencies, for any Node.js from 18 on: it brings a newer
// Node.js where this one is too old, installs the locked packages when they changed, then does the task.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { exitLike, run } from './lib/child.mjs';
import { setUp } from './lib/install.mjs';
import { withLock } from './lib/lock.mjs';
import { root, SITE_DIR, TEST_SITE_DIR } from './lib/paths.mjs';
import { fetchHaproxy, installPrograms } from './lib/programs.mjs';
import { die, say } from './lib/report.mjs';
import { portFromEnvironment, whyNotListening } from './serve.mjs';

/** @type {Record<string, (args: string[]) => Promise<void>>} */
const TASKS = {
  setup: async () => {},
  start,
  dev: async (args) => exitLike(await tool(ASTRO, ['dev', ...args])),
  build: async () => build(SITE_DIR),
  test,
  'test:unit': async (args) => exitLike(await tool(VITEST, ['run', '--project', 'unit', ...args])),
  cli,
  agreement: async (args) => exitLike(await script('scripts/agreement/main.ts', args)),
  mutants: async (args) => exitLike(await script('scripts/agreement/mutants.ts', args)),
  regtests: async (args) => exitLike(await script('scripts/regtests/main.ts', args)),
  soak: async (args) => exitLike(await script('scripts/soak/main.ts', args)),
  package: async (args) => exitLike(await script('scripts/package/main.ts', args)),
  bundle: async (args) => exitLike(await script('scripts/package/bundle.ts', args, { stdio: ['ignore', 2, 2] })),
  bench,
  format: async (args) => exitLike(await tool(BIOME, ['check', '--write', ...(args.length > 0 ? args : ['.'])])),
  lint: async (args) => exitLike(await tool(BIOME, ['ci', '--error-on-warnings', ...(args.length > 0 ? args : ['.'])])),
};

const ASTRO = 'astro/bin/astro.mjs';
const BIOME = '@biomejs/biome/bin/biome';
const TSC = 'typescript/bin/tsc';
const VITEST = 'vitest/vitest.mjs';

const [name = 'start', ...args] = process.argv.slice(2);
const task = Object.hasOwn(TASKS, name) ? TASKS[name] : undefined;
if (!task) die(`unknown task "${name}"; there are: ${Object.keys(TASKS).join(', ')}`);
const { node, env } = await setUp();
await task(args);

/** Builds the guide and serves it until it is stopped. */
async function start() {
  const port = portFromEnvironment();
  // Asked before the build, which takes a while; the server itself asks again.
  const problem = port instanceof Error ? port.message : await whyNotListening(port);
  if (problem) die(problem);
  await build(SITE_DIR);
  exitLike(await script('scripts/serve.mjs', [join(root, SITE_DIR)]));
}

/** Everything that must hold, the cheapest first; ends with Vitest's own summary. */
async function test(/** @type {string[]} */ filters) {
  await installPrograms(env);
  const others = await fetchHaproxy(env);
  await step('types', () => tool(TSC, ['--noEmit', '--project', 'tsconfig.json']));
  await step('types of the pages', () =>
    exclusively(() => tool(ASTRO, ['check', '--tsconfig', 'tsconfig.pages.json', '--minimumFailingSeverity', 'error'])),
  );
  await step('lint and format', () => tool(BIOME, ['ci', '--error-on-warnings', '.']));
  await build(TEST_SITE_DIR);
  say('tests');
  exitLike(await tool(VITEST, ['run', ...filters], { DRYDOCK_SITE: join(root, TEST_SITE_DIR), HAPROXY_BINS: others }));
}

/** Measurements; one of them looks at the site. */
async function bench(/** @type {string[]} */ parts) {
  const given = process.env.DRYDOCK_SITE;
  const needsSite = parts.length === 0 || parts.includes('page');
  if (needsSite && given === undefined) await build(TEST_SITE_DIR);
  const site = given ?? join(root, TEST_SITE_DIR);
  exitLike(await script('scripts/bench/main.ts', parts, { env: { ...env, DRYDOCK_SITE: site } }));
}

/** The command line, in the caller's directory; nothing else writes to stdout. */
async function cli(/** @type {string[]} */ cliArgs) {
  // npm changes into the package's folder and says in INIT_CWD where it was called.
  const isUnderNpm = process.env.npm_lifecycle_event === 'cli' && process.cwd() === root;
  const cwd = (isUnderNpm && process.env.INIT_CWD) || process.cwd();
  exitLike(await script('simulator/cli/main.ts', cliArgs, { cwd }));
}

/** Builds the site into a folder of the repository. */
async function build(/** @type {string} */ outDir) {
  await step('building the site', () => exclusively(() => tool(ASTRO, ['build'], { DRYDOCK_OUT: `./${outDir}` })));
}

/** Astro's generated files in `.astro` are shared: one Astro at a time. */
function exclusively(/** @type {() => Promise<import('./lib/child.mjs').Ended>} */ work) {
  return withLock('astro', 'another command is building the site; waiting for it', work);
}

/** One part of a task; where it fails, the task ends with its status. */
async function step(/** @type {string} */ label, /** @type {() => Promise<import('./lib/child.mjs').Ended>} */ work) {
  say(label);
  const ended = await work();
  if (ended.code === 0) return;
  process.stderr.write(`\n» failed: ${label}\n`);
  exitLike(ended);
}

/** Runs a package's program with the project's Node.js. */
function tool(
  /** @type {string} */ path,
  /** @type {string[]} */ toolArgs,
  /** @type {NodeJS.ProcessEnv} */ more = {},
) {
  return run(node, [join(root, 'node_modules', path), ...toolArgs], { env: { ...env, ...more } });
}

/** Runs a program of this repository with the project's Node.js. */
async function script(/** @type {string} */ path, /** @type {string[]} */ scriptArgs, options = {}) {
  const file = join(root, path);
  if (!existsSync(file)) die(`${path} is not there`);
  return run(node, [file, ...scriptArgs], { env, ...options });
}
