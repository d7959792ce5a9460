/** A configuration as a plan that can be executed here: text as bytes, and the files that its ACLs take patterns from. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Span } from '../language/diagnostic.ts';
import { analyse } from '../language/haproxy/analyse.ts';
import type { At, Config, Version } from '../language/haproxy/config.ts';
import { plan as makePlan } from '../plan/build.ts';
import type { Plan } from '../plan/plan.ts';
import { asByteText } from './encoding.ts';
import { type LoadedFile, systemMessage } from './load.ts';

export interface Compiled {
  readonly plan: Plan;
  /** What the files hold that it takes patterns and answers from, by path. */
  readonly contents: Readonly<Record<string, string>>;
  /** Files that could not be read; their ACLs have no patterns. */
  readonly missing: readonly { readonly problem: string; readonly span: Span }[];
}

/** @param localPeer what this process is called among peers. Spans of the plan count bytes: look them up in `asByteText`. Relative pattern files start at `cwd`, as in HAProxy. */
export function compile(
  files: readonly LoadedFile[],
  version: Version,
  environment: Readonly<Record<string, string>>,
  cwd: string,
  localPeer?: string | null,
): Compiled {
  const named = localPeer == null ? {} : { localPeer };
  const { config } = analyse(asByteText(files), { version, environment, ...named });
  const contents: Record<string, string> = {};
  const missing: { problem: string; span: Span }[] = [];
  const spans = new Map(patternFilesOf(config).map(({ value, span }) => [value, span]));
  // What a plan is made of says which files it wants; those that are answers need no more than to be there.
  const draft = makePlan(config);
  for (const name of new Set([...spans.keys(), ...draft.files])) {
    try {
      contents[name] = readFileSync(resolve(cwd, name), 'latin1');
    } catch (error) {
      if (draft.optionalFiles.includes(name)) continue;
      const span = spans.get(name) ?? { file: 0, from: 0, to: 0 };
      missing.push({ problem: `the file ${name} cannot be read: ${systemMessage(error)}`, span });
    }
  }
  return { plan: makePlan(config, { files: contents }), contents, missing };
}

/** Every `-f FILE` of every ACL, wherever it stands: in `acl` lines and between braces in conditions. */
function patternFilesOf(config: Config): At<string>[] {
  const found: At<string>[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) {
      for (const [name, part] of Object.entries(value)) {
        if (name === 'patternFiles') found.push(...(part as At<string>[]));
        else walk(part);
      }
    }
  };
  for (const { settings } of [...config.defaults, ...config.proxies]) walk(settings);
  return found;
}
