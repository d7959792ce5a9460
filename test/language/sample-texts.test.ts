/** The texts about fetches, short forms of ACLs and converters: all there, in our own words, with examples that hold. */
import { describe, expect, it } from 'vitest';
import {
  type ArgumentForm,
  type ArgumentType,
  converters,
  fetches,
} from '../../simulator/language/haproxy/keywords/names.ts';
import { readArguments } from '../../simulator/language/haproxy/service/samples-described.ts';
import { converterLine, fetchLine, type SampleLine } from '../../simulator/language/haproxy/texts/lines.ts';
import { TEXTS } from '../../simulator/language/haproxy/texts/texts.ts';
import { VERSIONS } from '../../simulator/language/haproxy/version.ts';
import { analyse, complete, hover, loadTexts, openDoc } from '../../simulator/language/service.ts';
import { describeWithManual, quotationsFrom } from '../support/manual.ts';
import { sampleConfiguration, sampleExamples } from './sample-examples.ts';

const everyName = VERSIONS.flatMap((version) => [
  ...[...fetches(version).values()].map(({ name, args }) => ({ version, name, args, line: fetchLine(name) })),
  ...[...converters(version).values()].map(({ name, args }) => ({ version, name, args, line: converterLine(name) })),
]);

describe.each(VERSIONS)('HAProxy %s', (version) => {
  const examples = sampleExamples(version);

  it('has a text, a link and an example for every fetch and converter', () => {
    expect(examples.length).toBeGreaterThan(600);
    const incomplete = examples.filter(
      ({ markdown, lines }) =>
        !/^\*\*.+\n\n[A-Z0-9].{3,}[.!]/.test(markdown) ||
        !/#7\.3\.[1-7][-)]/.test(markdown) ||
        lines.length < 1 ||
        lines.length > 2,
    );
    expect(incomplete.map(({ name }) => name)).toEqual([]);
  });

  it('uses the name in its own example', () => {
    const strangers = examples.filter(({ name, lines }) => {
      const escaped = name.replace(/[.+*]/g, '\\$&');
      return !lines.some((line) => new RegExp(`(?<![\\w.+-])${escaped}(?![\\w.+-])`).test(line));
    });
    expect(strangers.map(({ name }) => name)).toEqual([]);
  });

  it('has examples that are valid', () => {
    const { text, ownerOf } = sampleConfiguration(examples);
    const { diagnostics } = analyse([{ name: 'haproxy.cfg', text }], { version });
    const found = diagnostics.filter(({ severity }) => severity === 'error' || severity === 'warning');
    const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
    expect(found.map((d) => `${ownerOf(lineOf(d.span.from))?.name}: ${d.message}`)).toEqual([]);
  });

  it('writes names and code as code, and nothing else as markup', () => {
    const loose = examples.filter(({ markdown }) => {
      const [, ...parts] = markdown.replace(/```[\s\S]*?```/g, '').split('\n\n');
      const text = parts.filter((p) => !p.startsWith('[')).join(' ');
      return /[_*<>#|~[\]]|\\(?![\\`*_{}[\]<>#|~])/.test(
        text.replace(/`[^`]*`/g, '').replace(/\\[\\`*_{}[\]<>#|~]/g, ''),
      );
    });
    expect(loose.map(({ name }) => name)).toEqual([]);
  });
});

describe('arguments', () => {
  /** What may stand behind a name: most names are for one type. */
  const TYPES: Readonly<Partial<Record<string, readonly ArgumentType[]>>> = {
    address: ['IPv4 address', 'IPv6 address'],
    backend: ['backend'],
    default: ['string', 'integer'],
    field: ['string', 'Protocol buffers field number'],
    frontend: ['frontend'],
    length: ['string', 'integer'],
    mask4: ['IPv4 mask'],
    mask6: ['IPv6 mask'],
    offset: ['string', 'integer'],
    regex: ['regex'],
    server: ['server'],
    table: ['table'],
    userlist: ['user list'],
  };
  const NUMBERS =
    /^(?:avalanche|bits|count|counter|cut|filter|form|index|layers|mode|number|occurrence|range|seed|size|version)$/;
  const typesOf = (name: string): readonly ArgumentType[] =>
    TYPES[name] ?? (NUMBERS.test(name) ? ['integer'] : ['string']);

  it('are as many as HAProxy takes, of the types that their names say', () => {
    const wrong = everyName.filter(({ args, line }) => {
      const named = readArguments(line?.args ?? '');
      if (named.length < args.types.length && !named.at(-1)?.repeats) return true;
      return args.types.some((type, i) => !typesOf((named[i] ?? named.at(-1))!.name).includes(type));
    });
    expect(wrong.map(({ version, name }) => `${version} ${name}`)).toEqual([]);
  });

  it('are as many as the newest version takes, and no more', () => {
    const newest = new Map(everyName.map((e) => [`${e.line?.manual} ${e.name}`, e]));
    const wrong = [...newest.values()].filter(
      ({ args, line }) => readArguments(line?.args ?? '').length > args.types.length,
    );
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  /** HAProxy takes the section's own where a proxy or table is left out, and an empty text for one at the beginning. */
  const mustBeGiven = ({ types, required }: ArgumentForm): number => {
    let count = required;
    while (count > 0 && /^(?:backend|frontend|table)$/.test(types[count - 1]!)) count--;
    return count;
  };
  const MAY_BE_EMPTY = new Set(['be2hex', 'concat', 'json', 'url_enc']);
  const NEED_MORE = new Set(['be2dec', 'le2dec']);
  const given = (line: SampleLine | null): number => readArguments(line?.args ?? '').filter((a) => !a.optional).length;

  it('are required where HAProxy requires them', () => {
    const wrong = everyName.filter(({ name, args, line }) => {
      const expected = MAY_BE_EMPTY.has(name) ? 0 : NEED_MORE.has(name) ? 2 : mustBeGiven(args);
      return given(line) !== expected;
    });
    expect(wrong.map(({ version, name }) => `${version} ${name}`)).toEqual([]);
  });
});

describe('what a hover says', () => {
  const check = (line: string, parts: readonly string[], version = '3.2' as const): void => {
    const at = line.indexOf('|');
    const doc = openDoc(`backend b\n    ${line.replace('|', '')}\n`, { version });
    const markdown = hover(doc, doc.text.indexOf('\n') + 5 + at, TEXTS)?.markdown ?? '';
    let from = 0;
    for (const part of parts) {
      const place = markdown.indexOf(part, from);
      expect(place, `${JSON.stringify(part)} in ${markdown}`).toBeGreaterThanOrEqual(0);
      from = place + part.length;
    }
  };
  it('a fetch: form, meaning, place, need, example, link', () =>
    check('acl a req.h|dr(host) -i a', [
      '**req.hdr**`[(<name>[,<occurrence>])]` → string',
      'A header of the request. One value of it',
      'Usable in requests. Needs HTTP',
      '```haproxy\nacl api req.hdr(host) -i api.example.com\n',
      '#7.3.6-req.hdr)',
    ]));
  it('another name', () => check('acl a req_ssl_s|ni a', ['Another name of', '`mode tcp`', 'req_ssl_sni -i']));
  it('a short form of ACLs', () =>
    check('acl a path_b|eg /a', ['Short for `path -m beg`', 'acl it_is path_beg /api/']));
  it('what is counted', () =>
    check('acl a sc0_http_req_ra|te gt 1', [
      'HTTP requests over the table’s period, of the entry that sc0 tracks.',
      'Needs `track-sc0` earlier; a stick table that stores `http_req_rate`.',
      'http-request deny deny_status 429 if { sc0_http_req_rate gt 100 }',
    ]));
  it('since when', () => check('acl a fc_glitc|hes gt 1', ['Since 3.0.']));
  it('until when', () => check('acl a var(txn.a),bas|e2', ['Since 3.2.']));
  it('a converter', () => check('acl a src,ipm|ask(24) 10.0.0.0', ['`(<mask4>[,<mask6>])`: address → address', '```']));
  it('without the longer texts, one line', () => {
    const doc = openDoc('backend b\n    acl a req.hdr(host) a\n', { version: '3.2' });
    const markdown = hover(doc, 22)?.markdown;
    expect(markdown).toContain('A header of the request.');
    expect(markdown).not.toContain('```');
  });
  it('the longer texts come when they are asked for', async () => {
    expect((await loadTexts()).fetch('src')?.example[0]).toContain('acl internal src');
    expect(TEXTS.fetch('nothing')).toBeNull();
    expect(TEXTS.converter('src')).toBeNull();
  });
});

it('completion has a line for every fetch and converter', () => {
  for (const line of ['acl a ', 'acl a src,']) {
    const text = `listen l\n  ${line}`;
    const items = complete(openDoc(`${text}\n`, { version: '3.4' }), text.length).items;
    const mute = items.filter((i) => (i.kind === 'fetch' || i.kind === 'converter') && !i.documentation);
    expect(mute.map((i) => i.label)).toEqual([]);
  }
});

it('a quotation is found whatever its punctuation', () => {
  const quotations = quotationsFrom('One, two; three (four) five\n  six "seven" eight nine.');
  expect(quotations('zero one two three four – five six seven eight')).toEqual([
    'one two three four five six seven eight',
  ]);
  expect(quotations('two three four five six seven eight')).toEqual([]);
});

describeWithManual('own words', (quotations) => {
  it('no text repeats the manual', () => {
    const all = new Map(VERSIONS.flatMap((version) => sampleExamples(version)).map((e) => [`${e.kind} ${e.name}`, e]));
    const quoted = [...all].map(([name, { markdown }]) => [name, quotations(markdown)] as const);
    expect(quoted.filter(([, runs]) => runs.length > 0)).toEqual([]);
  });
});
