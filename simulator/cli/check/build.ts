/** `--build`: features as `haproxy -vv` lists them, added to or taken from the usual build. */

import { FEATURE_NAMES, usualFeatures } from '../../language/haproxy/build.ts';
import type { Version } from '../../language/haproxy/config.ts';
import { nearest } from '../args.ts';

export type Build =
  | { readonly ok: true; readonly featuresOf: (version: Version) => ReadonlySet<string> }
  | { readonly ok: false; readonly problem: string };

/** @param given such as `-LUA,+QUIC`, or the whole line `Feature list : …` */
export function readBuild(given: readonly string[]): Build {
  const changes: { readonly adds: boolean; readonly name: string }[] = [];
  const words = given.flatMap((text) =>
    text
      .replace(/^\s*Feature list\s*:/, '')
      .split(/[\s,]+/)
      .filter((word) => word !== ''),
  );
  for (const word of words) {
    const name = word.slice(1).toUpperCase();
    if (!/^[+-]./.test(word))
      return {
        ok: false,
        problem: `--build takes features with + or - in front, such as -LUA or +QUIC, not '${word}'`,
      };
    if (!FEATURE_NAMES.includes(name)) {
      const near = nearest(name, FEATURE_NAMES);
      return {
        ok: false,
        problem: `--build: no version has a feature '${name}'${near === null ? '; haproxy -vv lists them' : `: did you mean ${near}?`}`,
      };
    }
    changes.push({ adds: word.startsWith('+'), name });
  }
  return {
    ok: true,
    featuresOf(version) {
      const features = new Set(usualFeatures(version));
      for (const { adds, name } of changes) {
        if (adds) features.add(name);
        else features.delete(name);
      }
      return features;
    },
  };
}
