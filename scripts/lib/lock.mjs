import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { say } from './report.mjs';

const STALE_AFTER_MS = 15 * 60_000;
const POLL_MS = 250;

/**
 * Does `work` while no other process of this working copy does work under the same name, so that `npm start` and
 * `npm test` can be started at once. A lock whose process is gone, or that is older than 15 minutes, is taken over.
 * @template T
 * @param {string} name
 * @param {string} waiting what to say once when another process holds the lock
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(name, waiting, work) {
  const path = join(root, `.${name}.lock`);
  for (let tries = 0; !take(path); tries++) {
    if (isStale(path)) rmSync(path, { force: true });
    else if (tries === 0) say(waiting);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const drop = () => rmSync(path, { force: true });
  process.once('exit', drop);
  try {
    return await work();
  } finally {
    drop();
    process.off('exit', drop);
  }
}

/** @param {string} path */
function take(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} path */
function isStale(path) {
  try {
    if (Date.now() - statSync(path).mtimeMs > STALE_AFTER_MS) return true;
    const pid = Number(readFileSync(path, 'utf8'));
    if (pid > 0) process.kill(pid, 0); // asks only whether it is there
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH';
  }
}
