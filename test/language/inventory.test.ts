/**
 * Every name that HAProxy registers, per version, is known to Drydock where HAProxy knows it, and nowhere else.
 * `inventory/VERSION.txt` is what `haproxy -dKall -q -c -f /dev/null` prints: names, arguments and places.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyse } from '../../simulator/language/haproxy/analyse.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { converters, criteria, fetches } from '../../simulator/language/haproxy/keywords/names.ts';
import { VERSIONS } from '../../simulator/language/haproxy/version.ts';

interface Inventory {
  readonly acls: readonly string[];
  /** By section, the lines below it. */
  readonly keywords: ReadonlyMap<string, readonly string[]>;
  readonly converters: readonly string[];
  readonly filters: readonly string[];
  readonly fetches: readonly string[];
  readonly services: readonly string[];
}

function read(version: Version): Inventory {
  const text = readFileSync(new URL(`inventory/${version}.txt`, import.meta.url), 'utf8');
  const lists = new Map<string, string[]>();
  let list: string[] = [];
  for (const line of text.split('\n')) {
    const title = /^# List of registered (.*):$/.exec(line)?.[1];
    if (title !== undefined) {
      list = [];
      lists.set(title, list);
    } else if (line !== '' && !line.startsWith('#')) list.push(line);
  }
  const keywords = new Map<string, string[]>();
  for (const line of lists.get('configuration keywords') ?? []) {
    const section = /^\S+$/.exec(line)?.[0];
    if (section !== undefined) {
      list = [];
      keywords.set(section, list);
    } else list.push(line.trim());
  }
  const of = (title: string): string[] => (lists.get(title) ?? []).map((line) => line.trim());
  return {
    acls: of('ACL keywords'),
    keywords,
    converters: of('sample converter functions'),
    filters: of('filter names'),
    fetches: of('sample fetch functions'),
    services: of('service names'),
  };
}

const inventories = new Map(VERSIONS.map((version) => [version, read(version)]));

const RULESET =
  /^(tcp-request connection|tcp-request session|tcp-request content|tcp-response content|http-request|http-response|http-after-response|quic-initial) (\S+?)(\*?)$/;

/** A configuration with a keyword of the inventory in its place, and the word that HAProxy would not know. */
function placed(section: string, line: string): { text: string; word: string } {
  const option = /^(bind|server) (?:<\w+> )+(?:ssl )?(\S+)/.exec(line);
  const plain = /^option (\S+)/.exec(line)?.[1];
  const action = RULESET.exec(line);
  const first = line.split(' ')[0]!.replace(/\*$/, '');
  const head = PROXIES.has(section)
    ? `frontend f\n mode http\n bind :80\nlisten l\n mode http\n bind :81\n`
    : `${section} x\n`;
  if (option)
    return { text: `${head} ${option[1] === 'bind' ? 'bind :82' : 'server s :1'} ${option[2]} 1\n`, word: option[2]! };
  if (plain !== undefined) return { text: `${head} option ${plain}\n`, word: plain };
  if (action) {
    // Names that go on: `sc-inc-gpc0(1)`, `track-sc0`.
    const name = `${action[2]}${action[3] === '*' ? '(a)' : ''}`;
    return { text: `${head} ${action[1]} ${name}\n`, word: name };
  }
  return { text: `${section === 'global' ? 'global\n' : head} ${first} a b\n`, word: first };
}

const PROXIES: ReadonlySet<string> = new Set(['listen', 'defaults', 'frontend', 'backend']);
const UNKNOWN = /^unknown-(keyword|bind-option|server-option|option|action|filter|service)$/;

/** Whether Drydock takes the word on the last line for one that it does not know. */
function isUnknown({ text, word }: { readonly text: string; readonly word: string }, version: Version): boolean {
  const at = text.lastIndexOf(` ${word}`) + 1;
  const { diagnostics } = analyse([{ name: 'a.cfg', text }], { version });
  return diagnostics.some((d) => UNKNOWN.test(d.code) && d.span.from === at);
}

/** Options that HAProxy still takes, with a warning, though it lists them no more. */
const RENAMED = /^option accept-invalid-http-re(quest|sponse) /;

/** Sections that hold files of another kind, whose lines Drydock does not read. */
const ELSEWHERE = new Set(['crt-list']);

describe.each(VERSIONS)('HAProxy %s', (version) => {
  const inventory = inventories.get(version)!;
  it('directives, options and actions', () => {
    const missing: string[] = [];
    for (const [section, lines] of inventory.keywords) {
      if (ELSEWHERE.has(section)) continue;
      for (const line of lines) if (isUnknown(placed(section, line), version)) missing.push(`${section}: ${line}`);
    }
    expect(missing).toEqual([]);
  });

  it('what only other versions have is unknown', () => {
    const known: string[] = [];
    for (const [other, { keywords }] of inventories) {
      for (const [section, lines] of keywords) {
        const own = new Set(inventory.keywords.get(section)?.map((line) => placed(section, line).text));
        if (ELSEWHERE.has(section) || !inventory.keywords.has(section)) continue;
        for (const line of lines) {
          // Directives of older versions are not all in their lists.
          if (!line.includes(' ') || RENAMED.test(line)) continue;
          const place = placed(section, line);
          if (!own.has(place.text) && !isUnknown(place, version)) known.push(`${section}: ${line} (of ${other})`);
        }
      }
    }
    expect([...new Set(known)]).toEqual([]);
  });

  it('sample fetches, with their places and types', () => {
    const known = fetches(version);
    const seen = new Set<string>();
    const wrong: string[] = [];
    for (const line of inventory.fetches) {
      const [, places = '', name = '', type = ''] = /^\[ (.*) \] (\S+?)(?:\(.*\))?: (\S+)$/.exec(line) ?? [];
      seen.add(name);
      const info = known.get(name);
      const mask = places.split(' ').reduce((bits, flag, i) => (flag === 'Y' ? bits | (1 << i) : bits), 0);
      if (!info || info.places !== mask || info.type !== type) wrong.push(line);
    }
    expect(wrong).toEqual([]);
    expect([...known.keys()].filter((name) => !seen.has(name))).toEqual([]);
  });

  it('converters, with their types', () => {
    const known = converters(version);
    const seen = new Set<string>();
    const wrong: string[] = [];
    for (const line of inventory.converters) {
      // HAProxy prints what comes out first.
      const [, name = '', output = '', input = ''] = /^(\S+?)(?:\(.*\))?: (\S+) => (\S+)$/.exec(line) ?? [];
      seen.add(name);
      const info = known.get(name);
      if (info?.input !== input || info.output !== output) wrong.push(line);
    }
    expect(wrong).toEqual([]);
    expect([...known.keys()].filter((name) => !seen.has(name))).toEqual([]);
  });

  it('ACL keywords, with fetch and match', () => {
    const known = criteria(version);
    const wrong = inventory.acls.filter((line) => {
      const [, name = '', fetch, match] = /^(\S+) = (\S+) -m (\S+)$/.exec(line) ?? [];
      return known.get(name)?.fetch !== fetch || known.get(name)?.match !== match;
    });
    expect(wrong).toEqual([]);
    expect(known.size).toBe(inventory.acls.length);
  });

  it('filters and services', () => {
    const missing = [
      ...inventory.filters.map((line) => ({ before: 'filter', word: line.split(' ')[0]! })),
      ...inventory.services.map((word) => ({ before: 'http-request use-service', word })),
    ].filter(({ before, word }) =>
      isUnknown({ text: `listen l\n mode http\n bind :80\n ${before} ${word}\n`, word }, version),
    );
    expect(missing).toEqual([]);
  });
});
