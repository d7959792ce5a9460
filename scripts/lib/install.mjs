import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { run } from './child.mjs';
import { withLock } from './lock.mjs';
import { fetchedNode, isNewEnough, NODE_FOLDER, OLDEST_NODE, starts } from './node.mjs';
import { root } from './paths.mjs';
import { die, say } from './report.mjs';

const NPM_CI = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
const stamp = join(root, 'node_modules', '.installed');

/**
 * Makes sure that a new enough Node.js and the locked packages are there.
 * @returns {Promise<{ node: string, env: NodeJS.ProcessEnv }>} the Node.js to run tasks with, and their environment
 */
export async function setUp() {
  const node = usableNode();
  if (node && isInstalled()) return { node, env: taskEnvironment(node) };
  return withLock('install', 'another command is installing packages; waiting for it', async () => {
    const found = usableNode() ?? (await fetchNode());
    if (!isInstalled()) await installPackages(found);
    return { node: found, env: taskEnvironment(found) };
  });
}

function usableNode() {
  return isNewEnough(process.version) ? process.execPath : fetchedNode();
}

async function fetchNode() {
  say(`Node.js ${process.version} is older than ${OLDEST_NODE}: fetching a newer one from npm (once, about 50 MB)`);
  await npm(process.execPath, NODE_FOLDER);
  const node = fetchedNode();
  if (node && starts(node)) return node;
  return die(
    `Drydock needs Node.js ${OLDEST_NODE} or newer. This is ${process.version} on ${process.platform}-${process.arch}, and no newer one could be fetched.\n` +
      'Install Node.js 24 from https://nodejs.org and run the command again.',
  );
}

/** @param {string} node */
async function installPackages(node) {
  say('installing packages (npm ci)');
  const status = await npm(node, root);
  if (status !== 0) die('npm ci failed; its own message is above. Is the npm registry within reach?');
  writeFileSync(stamp, installedFor());
}

/** What the packages on disk must belong to: the locks and the platform. */
function installedFor() {
  const hash = createHash('sha256');
  for (const file of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(root, file)));
  return `${hash.digest('hex')} ${process.platform}-${process.arch}`;
}

function isInstalled() {
  // A folder that is only linked to belongs to another copy, which looks after it.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) return true;
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === installedFor();
}

/**
 * Runs `npm ci` in a folder.
 * @param {string} node the Node.js that npm runs on
 * @param {string} folder
 * @returns {Promise<number>} npm's exit status
 */
async function npm(node, folder) {
  const windows = process.platform === 'win32';
  const npmScript = process.env.npm_execpath;
  const [command, args] = npmScript?.endsWith('.js')
    ? [node, [npmScript, ...NPM_CI]]
    : [windows ? 'npm.cmd' : 'npm', NPM_CI];
  // What npm prints is not the task's output: its stdout goes to our stderr.
  const ended = await run(command, args, {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    env: taskEnvironment(node),
    shell: windows && command === 'npm.cmd',
  });
  if (ended.signal !== null) process.kill(process.pid, ended.signal);
  return ended.code ?? 1;
}

/**
 * The environment with this Node.js first in PATH and without what an outer npm says about itself.
 * @param {string} node
 */
function taskEnvironment(node) {
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' };
  for (const name of Object.keys(env)) {
    if (/^npm_(config_local_prefix|config_prefix|package_|lifecycle_)/i.test(name)) delete env[name];
  }
  env.PATH = [dirname(node), join(root, 'node_modules', '.bin'), env.PATH].join(delimiter);
  return env;
}
