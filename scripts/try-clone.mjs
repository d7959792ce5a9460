// Proves that a stranger's first command works: clones the last commit into a temporary folder, without anything that
// is installed or built here, and there runs `npm start` and `npm test`, each in a clone of its own.
// Usage: node scripts/try-clone.mjs [FOLDER_OF_A_NODE …]; without folders, the Node.js in PATH.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { root } from './lib/paths.mjs';
import { die, say } from './lib/report.mjs';

const START_LIMIT_MS = 10 * 60_000;
const POLL_MS = 500;

const temporary = mkdtempSync(join(tmpdir(), 'drydock-'));
const bare = join(temporary, 'bare.git');
git('clone', '--quiet', '--bare', root, bare);
const folders = process.argv.slice(2);
const isFine = [];
for (const [index, folder] of (folders.length > 0 ? folders : ['']).entries()) {
  const env = cleanEnvironment(folder);
  const version = spawnSync('node', ['-v'], { env, encoding: 'utf8' }).stdout.trim();
  isFine.push(await tryStart(join(temporary, `start-${index}`), env, version));
  isFine.push(await tryTest(join(temporary, `test-${index}`), env, version));
}
if (!isFine.every(Boolean)) die(`not everything worked; the clones and their logs are in ${temporary}`);
rmSync(temporary, { recursive: true, force: true });

/** @param {string[]} args */
function git(...args) {
  if (spawnSync('git', args, { stdio: 'inherit' }).status !== 0) die(`git ${args.join(' ')} failed`);
}

/** This environment without what npm and a test run put into it. @param {string} nodeFolder */
function cleanEnvironment(nodeFolder) {
  const env = { ...process.env };
  for (const name of Object.keys(env)) if (/^(npm_|INIT_CWD$|DRYDOCK_|NODE)/i.test(name)) delete env[name];
  if (nodeFolder !== '') env.PATH = `${nodeFolder}${delimiter}${env.PATH}`;
  return env;
}

/**
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 * @param {string} version
 */
async function tryStart(folder, env, version) {
  git('clone', '--quiet', bare, folder);
  const port = await freePort();
  const log = `${folder}.log`;
  const output = openSync(log, 'w');
  const startedMs = Date.now();
  const npm = spawn('npm', ['start'], {
    cwd: folder,
    env: { ...env, PORT: String(port) },
    stdio: ['ignore', output, output],
  });
  const ended = once(npm, 'exit');
  const address = `http://localhost:${port}/`;
  let page = '';
  while (npm.exitCode === null && page === '' && Date.now() - startedMs < START_LIMIT_MS) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    page = await fetch(address).then(
      (response) => (response.ok ? response.text() : ''),
      () => '',
    );
  }
  const seconds = Math.round((Date.now() - startedMs) / 1000);
  npm.kill('SIGTERM');
  await ended;
  closeSync(output);
  const works = page.includes('<title>') && readFileSync(log, 'utf8').includes(address);
  say(`Node.js ${version}: npm start ${works ? `serves ${address} after ${seconds} s` : `FAILED, see ${log}`}`);
  return works;
}

/**
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 * @param {string} version
 */
async function tryTest(folder, env, version) {
  git('clone', '--quiet', bare, folder);
  const startedMs = Date.now();
  const npm = spawn('npm', ['test'], { cwd: folder, env, stdio: 'inherit' });
  const [status] = await once(npm, 'exit');
  const seconds = Math.round((Date.now() - startedMs) / 1000);
  say(`Node.js ${version}: npm test ${status === 0 ? 'passed' : `FAILED with status ${status}`} in ${seconds} s`);
  return status === 0;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((closed) => server.close(closed));
  return port;
}
