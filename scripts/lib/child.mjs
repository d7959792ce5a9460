import { spawn } from 'node:child_process';
import { root } from './paths.mjs';

/** @typedef {{ code: number | null, signal: NodeJS.Signals | null }} Ended */

/** Signals that are meant for the task, not for these scripts. @type {NodeJS.Signals[]} */
const PASSED_ON =
  process.platform === 'win32' ? ['SIGINT', 'SIGTERM'] : ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'];

const PARENT_CHECK_MS = 200;
const parent = process.ppid;

/**
 * Runs a program until it ends, handing signals through to it.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options] `cwd` is the root and stdio inherited unless given
 * @returns {Promise<Ended>} rejects only when the program cannot be started
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    const handlers = PASSED_ON.map((signal) => {
      const handler = () => {
        // A terminal sends its Ctrl+C to every process of the group: the child has it already.
        if (signal === 'SIGINT' && process.stdin.isTTY) return;
        child.kill(signal);
      };
      process.on(signal, handler);
      return { signal, handler };
    });
    const orphaned = whenOrphaned(() => child.kill('SIGTERM'));
    const release = () => {
      clearInterval(orphaned);
      for (const { signal, handler } of handlers) process.off(signal, handler);
    };
    child.once('error', (error) => {
      release();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      release();
      resolve({ code, signal });
    });
  });
}

/**
 * npm runs a script through a shell, and hands SIGTERM to that shell only, which dies without telling anybody. So
 * under npm, losing the parent means to stop.
 * @param {() => void} stop
 */
function whenOrphaned(stop) {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return undefined;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, PARENT_CHECK_MS);
  return timer.unref();
}

/**
 * Ends this process the way a child ended: same status, or same signal.
 * @param {Ended} ended
 * @returns {never}
 */
export function exitLike(ended) {
  if (ended.signal !== null) process.kill(process.pid, ended.signal);
  process.exit(ended.code ?? 1);
}
