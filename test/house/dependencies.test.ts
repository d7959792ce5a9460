import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/lib/paths.mjs';
import { missingPackages } from '../../scripts/lock-complete.mjs';

interface Locked {
  version?: string;
  resolved?: string;
  integrity?: string;
  license?: string;
}
interface Manifest {
  license?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  overrides?: Record<string, string>;
}

const read = <T>(path: string): T => JSON.parse(readFileSync(join(root, path), 'utf8'));
const manifest = read<Manifest>('package.json');
const lock = read<{ packages: Record<string, Locked> }>('package-lock.json');
const nodeLock = read<{ packages: Record<string, Locked> }>('scripts/node/package-lock.json');
const named = ({ dependencies, devDependencies, optionalDependencies, overrides }: Manifest) =>
  Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies, ...overrides });

/** What may be shipped with a project under the MIT licence: the fonts are under the OFL. */
const SHIPPED = new Set(['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'OFL-1.1']);
/** What may help to build and to test, and is not part of the result. */
const TOOLS = new Set([...SHIPPED, 'MPL-2.0', 'BlueOak-1.0.0', 'CC0-1.0', 'CC-BY-4.0', 'Python-2.0']);
/** Packages of which nothing gets into the site or the package. */
const BUILD_AND_TEST = new Set([
  '@astrojs/check',
  '@axe-core/playwright',
  '@biomejs/biome',
  '@lezer/generator',
  '@medplum/hl7',
  '@types/node',
  '@types/ws',
  'esbuild',
  'fast-check',
  'http-proxy',
  'node-hl7-client',
  'node-hl7-server',
  'playwright-core',
  'typescript',
  'vitest',
  'ws',
]);
/** Image conversion at build time, behind Astro's `sharp`; nothing of it is shipped. */
const LIBVIPS = /^@img\/sharp-/;

/** Whether an SPDX expression can be satisfied with licences of a list. */
function isAllowed(expression: string | undefined, list: ReadonlySet<string>): boolean {
  if (expression === undefined) return false;
  return expression
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((licence) => list.has(licence.trim())));
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

it('every dependency is pinned exactly', () => {
  const loose = [...named(manifest), ...named(read('scripts/node/package.json'))].filter(
    ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
  );
  expect(loose).toEqual([]);
});

it('the package asks for no other: what it needs is bundled', () => {
  expect([manifest.dependencies, manifest.optionalDependencies]).toEqual([undefined, undefined]);
});

describe('the lock files', () => {
  it('say what package.json says', () => {
    const differing = named(manifest).filter(
      ([name, version]) => lock.packages[`node_modules/${name}`]?.version !== version,
    );
    expect(differing).toEqual([]);
  });

  it('lack no package', () => {
    expect(missingPackages(lock)).toEqual([]);
    expect(missingPackages(nodeLock)).toEqual([]);
  });

  it('name no registry, and have a checksum for every package', () => {
    for (const { packages } of [lock, nodeLock]) {
      const entries = Object.entries(packages).filter(([path]) => path !== '');
      const elsewhere = entries.filter(
        ([, { resolved }]) => resolved && !resolved.startsWith('https://registry.npmjs.org/'),
      );
      expect(elsewhere.map(([path]) => path)).toEqual([]);
      expect(entries.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path)).toEqual(
        [],
      );
    }
  });
});

describe('licences', () => {
  it('of what we chose, as the installed packages state them', () => {
    const wrong = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).flatMap(([name]) => {
      const { license } = read<Manifest>(`node_modules/${name}/package.json`);
      const list = BUILD_AND_TEST.has(name) ? TOOLS : SHIPPED;
      return isAllowed(license, list) ? [] : [`${name}: ${license}`];
    });
    expect(wrong).toEqual([]);
  });

  it('of everything that comes with it', () => {
    const wrong = Object.entries({ ...lock.packages, ...nodeLock.packages }).flatMap(([path, { license }]) => {
      if (path === '' || LIBVIPS.test(nameOf(path))) return [];
      const installed = join(root, path, 'package.json');
      const stated = existsSync(installed)
        ? (JSON.parse(readFileSync(installed, 'utf8')) as Manifest).license
        : license;
      return isAllowed(typeof stated === 'string' ? stated : license, TOOLS) ? [] : [`${path}: ${stated}`];
    });
    expect(wrong).toEqual([]);
  });
});

describe('the checks themselves', () => {
  it('read licence expressions', () => {
    expect(isAllowed('GPL-3.0-or-later', TOOLS)).toBe(false);
    expect(isAllowed('(MIT OR GPL-3.0-or-later)', SHIPPED)).toBe(true);
    expect(isAllowed('MIT AND GPL-2.0', SHIPPED)).toBe(false);
    expect(isAllowed('MPL-2.0', SHIPPED)).toBe(false);
    expect(isAllowed(undefined, TOOLS)).toBe(false);
  });

  it('notice a lock file with a hole', () => {
    const packages = {
      '': { dependencies: { a: '1.0.0' } },
      'node_modules/a': { dependencies: { b: '1' }, optionalDependencies: { 'c-win': '1' } },
      'node_modules/a/node_modules/b': { dependencies: { d: '1' } },
      'node_modules/d': {},
    };
    expect(missingPackages({ packages })).toEqual(['node_modules/a -> c-win']);
    expect(missingPackages({ packages: { '': { dependencies: { x: '1' } } } })).toEqual(['(root) -> x']);
  });
});
