/** Walks the tables: every row is offered where it belongs, understood where it stands, and explained. */
import { describe, expect, it } from 'vitest';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { ACTIONS } from '../../simulator/language/haproxy/keywords/actions.ts';
import { ALIASES } from '../../simulator/language/haproxy/keywords/aliases.ts';
import { BALANCE } from '../../simulator/language/haproxy/keywords/balance.ts';
import { BIND_OPTIONS } from '../../simulator/language/haproxy/keywords/bind.ts';
import { GLOBAL } from '../../simulator/language/haproxy/keywords/global.ts';
import { converters, fetches } from '../../simulator/language/haproxy/keywords/names.ts';
import { OPTIONS } from '../../simulator/language/haproxy/keywords/options.ts';
import { FORMS, PART_MANUALS, PARTS } from '../../simulator/language/haproxy/keywords/parts.ts';
import { PROXY } from '../../simulator/language/haproxy/keywords/proxy.ts';
import type { Row } from '../../simulator/language/haproxy/keywords/row.ts';
import { SECTIONS } from '../../simulator/language/haproxy/keywords/sections.ts';
import { SERVER_OPTIONS } from '../../simulator/language/haproxy/keywords/server.ts';
import { SECTION_KEYWORDS } from '../../simulator/language/haproxy/keywords/small-sections.ts';
import { TIMEOUTS } from '../../simulator/language/haproxy/keywords/timeouts.ts';
import { machineOf } from '../../simulator/language/haproxy/service/forms.ts';
import { listEntries } from '../../simulator/language/haproxy/service/vocabulary.ts';
import { keywordLine } from '../../simulator/language/haproxy/texts/lines.ts';
import { complete, hover, openDoc } from '../../simulator/language/service.ts';

/** The keyword is offered at `^` and explained behind it. */
function check(section: string, before: string, keyword: string, version: Version): void {
  const lead = `${section}\n    ${before}`;
  const offered = complete(openDoc(`${lead}\n`, { version }), lead.length);
  const item = offered.items.find((i) => i.label === keyword && i.kind !== 'snippet');
  expect(item, `${keyword} behind '${before}' in '${section}' (${version})`).toBeDefined();
  const word = item!.insert.replace(/\$\{\d+:([^}]*)\}/g, '$1');
  const said = hover(openDoc(`${lead}${word}\n`, { version }), lead.length + 1);
  expect(said?.markdown, `hover of ${lead}${word}`).toContain('docs.haproxy.org');
}

function versionOf(row: Pick<Row, 'since' | 'until'>): Version {
  return row.since ?? (row.until === undefined || row.until === '2.6' ? '3.2' : '2.6');
}

const names = <T extends { readonly name: string }>(rows: readonly T[]): [string, T][] =>
  rows.map((row) => [row.name, row]);
const never = (row: Pick<Row, 'until'>): boolean => row.until === '2.6';

describe('rows', () => {
  it.each(names(SECTIONS))('section %s', (_, row) => {
    const offered = complete(openDoc('', { version: versionOf(row) }), 0);
    expect(offered.items.map((i) => i.label)).toContain(row.name);
  });
  it.each(names(PROXY).filter(([, r]) => !never(r)))('directive %s', (_, row) =>
    check('listen l', '', row.name, versionOf(row)),
  );
  it.each(names(GLOBAL).filter(([, r]) => !never(r)))('global %s', (_, row) =>
    check('global', '', row.name, versionOf(row)),
  );
  it.each(
    Object.entries(SECTION_KEYWORDS).flatMap(([kind, rows]) => rows.map((row) => [kind, row.name, row] as const)),
  )('%s %s', (kind, name, row) => check(`${kind} x`, '', name, kind === 'program' ? '3.2' : versionOf(row)));
  it.each(names(TIMEOUTS))('%s', (_, row) =>
    check('listen l', 'timeout ', row.name.replace('timeout ', ''), versionOf(row)),
  );
  it.each(names(OPTIONS))('option %s', (_, row) => check('listen l', 'option ', row.name, versionOf(row)));
  it.each(names(BALANCE))('balance %s', (_, row) => check('backend b', 'balance ', row.name, versionOf(row)));
  it.each(names(BIND_OPTIONS).filter(([, r]) => !never(r)))('bind %s', (_, row) =>
    check('listen l', 'bind :80 ', row.name, versionOf(row)),
  );
  it.each(names(SERVER_OPTIONS).filter(([, r]) => !never(r)))('server %s', (_, row) =>
    check('listen l', 'server s 192.0.2.1:80 ', row.name, versionOf(row)),
  );
  it.each(ACTIONS.flatMap((row) => row.rulesets.map((set) => [set, row.name, row] as const)))(
    '%s %s',
    (set, name, row) => check('listen l', `${set} `, name, versionOf(row)),
  );
  it('format variables', () => {
    const lead = 'listen l\n  log-format "%';
    const offered = complete(openDoc(`${lead}\n`, { version: '3.2' }), lead.length);
    for (const row of ALIASES) expect(offered.items.map((i) => i.label)).toContain(`%${row.name}`);
  });
  it('fetches and converters: each is offered and explained', () => {
    const text = (line: string) => openDoc(`listen l\n  ${line}`, { version: '3.2' });
    for (const name of fetches('3.2').keys()) {
      const doc = text(`acl a ${name}`);
      expect(hover(doc, doc.text.length - 1)?.markdown, name).toContain('→');
    }
    for (const name of converters('3.2').keys()) {
      const doc = text(`acl a src,${name}`);
      expect(hover(doc, doc.text.length - 1)?.markdown, name).toContain('#7.3.1');
    }
  });
});

describe('forms', () => {
  const lists = [
    ...Object.values(PARTS)
      .flat()
      .map((row) => row.form),
    ...Object.values(FORMS),
  ];
  it('name lists that exist', () => {
    for (const form of lists) {
      for (const leaf of machineOf(form).leaves) {
        if (leaf.kind !== 'list') continue;
        expect(
          listEntries(leaf.name, { version: '3.2', section: 'listen', ruleset: 'http-request' }),
          `<@${leaf.name}> in '${form}'`,
        ).not.toBeNull();
      }
    }
  });
  it('of directives are for directives that exist', () => {
    for (const name of Object.keys(FORMS)) {
      const known = name.startsWith('action ')
        ? ACTIONS.some((row) => `action ${row.name}` === name)
        : name.startsWith('global ')
          ? GLOBAL.some((row) => `global ${row.name}` === name)
          : PROXY.some((row) => row.name === name) || keywordLine(['proxy'], name) !== null;
      expect(known, name).toBe(true);
    }
  });
  it('every list has its place in the manual', () => {
    for (const list of Object.keys(PARTS)) expect(PART_MANUALS[list], list).toBeDefined();
  });
});
