// `npm ci` refuses a lock file that lacks a package which another one names, optional platform packages included.
// Usage: node scripts/lock-complete.mjs [package-lock.json]; run it after every change of the dependencies.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * A package in a lock file, as far as it matters here.
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [optionalDependencies]
 */

/**
 * Names what a lock file lacks.
 * @param {{ packages: Record<string, LockedPackage> }} lock
 * @returns {string[]} each as "node_modules/a -> b": a asks for b, and nothing on a's search path has it
 */
export function missingPackages({ packages }) {
  const missing = [];
  for (const [path, locked] of Object.entries(packages)) {
    for (const name of Object.keys({ ...locked.dependencies, ...locked.optionalDependencies })) {
      if (!searchPath(path).some((folder) => Object.hasOwn(packages, `${folder}node_modules/${name}`))) {
        missing.push(`${path || '(root)'} -> ${name}`);
      }
    }
  }
  return missing;
}

/**
 * The folders in which Node.js looks for what a package imports, the nearest first.
 * @param {string} path as in "node_modules/a/node_modules/b"
 * @returns {string[]} as in ["node_modules/a/node_modules/b/", "node_modules/a/", ""]
 */
function searchPath(path) {
  if (path === '') return [''];
  const parent = path.slice(0, path.lastIndexOf('node_modules/')).replace(/\/$/, '');
  return [`${path}/`, ...searchPath(parent)];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lock = JSON.parse(readFileSync(process.argv[2] ?? 'package-lock.json', 'utf8'));
  const missing = missingPackages(lock);
  if (missing.length > 0) {
    process.stderr.write(`the lock file lacks:\n${missing.map((line) => `  ${line}\n`).join('')}`);
    process.exit(1);
  }
  process.stdout.write(`complete: ${Object.keys(lock.packages).length} packages\n`);
}
