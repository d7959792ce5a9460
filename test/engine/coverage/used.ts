/** What the judged configurations use: names of fetches, converters and actions, and the words of their lines. */
import { analyse } from '../../../simulator/language/haproxy/analyse.ts';
import { plan } from '../../../simulator/plan/build.ts';
import { judgedConfigurations } from './judged.ts';

export interface Used {
  /** Fetches and converters. */
  readonly samples: ReadonlySet<string>;
  /** Lines, their words with single blanks between them; options of servers and listeners are words like others. */
  readonly lines: readonly string[];
}

/** Every name of a fetch or a converter in a plain value. */
function collect(value: unknown, into: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  if ('fetch' in value && 'converters' in value) {
    const { fetch, converters } = value as { fetch: string; converters: readonly { name: string }[] };
    into.add(fetch);
    for (const { name } of converters) into.add(name);
  }
  for (const part of Object.values(value)) collect(part, into);
}

let known: Used | null = null;

export function used(): Used {
  if (known) return known;
  const samples = new Set<string>();
  const lines: string[] = [];
  for (const { text, version } of judgedConfigurations()) {
    const { config } = analyse([{ name: 'haproxy.cfg', text }], { version });
    for (const { directives } of config.sections)
      for (const { words } of directives) lines.push(words.map((word) => word.text).join(' '));
    collect(config.proxies, samples);
    collect(config.defaults, samples);
    collect(plan(config, { files: {} }).proxies, samples);
  }
  known = { samples, lines };
  return known;
}
