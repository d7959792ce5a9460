/** The texts about directives, options, actions, words and format variables: all there, in our own words, with examples that hold. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explanations } from '../../simulator/language/haproxy/advice/explanations.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { keywordTopics } from '../../simulator/language/haproxy/texts/keywords.ts';
import { VERSIONS } from '../../simulator/language/haproxy/version.ts';
import { analyse, hover, loadTexts, openDoc, signatureHelp, type Texts } from '../../simulator/language/service.ts';
import { describeWithManual } from '../support/manual.ts';
import { keywordConfiguration, keywordExamples, ownConfiguration } from './keyword-examples.ts';
import { keywordHovers } from './keyword-hovers.ts';

const hovers = new Map(VERSIONS.map((version) => [version, keywordHovers(version)]));
const texts: Texts = await loadTexts();

/** Names of HAProxy's own lists, as lines in which they stand: those that are neither fetches nor converters. */
function inventoryLines(version: Version): { section: string; line: string; at: string }[] {
  const text = readFileSync(new URL(`inventory/${version}.txt`, import.meta.url), 'utf8');
  const list = /# List of registered configuration keywords:\n([\s\S]*?)\n# List/.exec(text)![1]!;
  const out: { section: string; line: string; at: string }[] = [];
  let section = '';
  for (const raw of list.split('\n')) {
    if (/^\S/.test(raw)) section = raw;
    const word = raw.trim();
    if (raw === section || word === '' || section === 'crt-list') continue;
    const option = /^(bind|server) (?:<\w+> )+(?:ssl )?(\S+)/.exec(word);
    const action =
      /^((?:tcp|http)-(?:request|response|after-response)(?: (?:connection|session|content))?) (\S+?)(\*?)$/.exec(word);
    if (option)
      out.push({
        section,
        line: `${option[1] === 'bind' ? 'bind :80' : 'server s 192.0.2.1:80'} ${option[2]}`,
        at: option[2]!,
      });
    else if (action)
      out.push({
        section,
        line: `${action[1]} ${action[2]}${action[3] !== '*' ? '' : action[2] === 'track-sc' ? '0' : '(a)'}`,
        at: action[2]!,
      });
    else if (/^option \S+/.test(word))
      out.push({ section, line: `option ${word.split(' ')[1]}`, at: word.split(' ')[1]! });
    else
      out.push({ section, line: word.split(' ')[0]!.replace(/\*$/, ''), at: word.split(' ')[0]!.replace(/\*$/, '') });
  }
  return out;
}

describe.each(VERSIONS)('HAProxy %s', (version) => {
  const all = hovers.get(version)!;

  it('every row and every name has one line, more than that, an example and a link', () => {
    expect(all.length).toBeGreaterThan(1000);
    const incomplete = all.filter(
      ({ line, long, markdown }) =>
        line === '' ||
        long === null ||
        long.text === '' ||
        long.text.toLowerCase() === line.toLowerCase() ||
        long.example.length < 1 ||
        long.example.length > 2 + (long.example[0]!.startsWith('.') ? 1 : 0) ||
        !markdown.includes(long.text) ||
        !markdown.includes('docs.haproxy.org'),
    );
    expect(incomplete.map(({ topic, title }) => `${topic}: ${title}`)).toEqual([]);
  });

  it('every name of HAProxy’s own lists has a hover that says more than one line', () => {
    const mute: string[] = [];
    for (const { section, line, at } of inventoryLines(version)) {
      const head = section === 'global' ? 'global' : `${section} x`;
      const doc = openDoc(`${head}\n    ${line}\n`, { version });
      const offset = doc.text.lastIndexOf(at) + 1;
      const short = hover(doc, offset)?.markdown ?? '';
      const long = hover(doc, offset, texts)?.markdown ?? '';
      if (!/```haproxy\n/.test(long) || long.length <= short.length) mute.push(`${section}: ${line}`);
    }
    expect(mute).toEqual([]);
  });

  it('writes names and code as code, and nothing else as markup', () => {
    const loose = all.filter(({ long }) => /[_*<>#|~[\]\\]/.test((long?.text ?? '').replace(/`[^`]*`/g, '')));
    expect(loose.map(({ topic, title }) => `${topic}: ${title}`)).toEqual([]);
  });

  it('has examples that are valid', () => {
    const examples = keywordExamples(version);
    const check = (text: string, owner: (line: number) => string | undefined): string[] =>
      analyse([{ name: 'haproxy.cfg', text }], { version })
        .diagnostics.filter(({ severity }) => severity === 'error')
        .map((d) => `${owner(text.slice(0, d.span.from).split('\n').length)}: ${d.message}`);
    const { text, ownerOf } = keywordConfiguration(examples, version);
    const own = examples.flatMap((e) => {
      const alone = ownConfiguration(e);
      return alone === null ? [] : check(alone, () => e.owner);
    });
    expect([...check(text, ownerOf), ...own]).toEqual([]);
  });
});

it('every text is about something', () => {
  const used = new Set([...hovers.values()].flat().map(({ long }) => long?.text));
  const idle = [...keywordTopics()].flatMap(([topic, names]) =>
    [...names].filter(([, { text }]) => !used.has(text)).map(([name]) => `${topic}: ${name}`),
  );
  expect(idle).toEqual([]);
});

it('no sentence has an apostrophe or a blank of the typewriter', () => {
  const odd = [...keywordTopics()].flatMap(([topic, names]) =>
    [...names]
      .filter(([, { text, needs }]) => /\w'\w| {2}|\.\.\.| $/.test(`${text}${needs}`.replace(/`[^`]*`/g, 'x')))
      .map(([name]) => `${topic}: ${name}`),
  );
  expect(odd).toEqual([]);
});

describe('what a hover says', () => {
  const check = (text: string, parts: readonly string[], version: Version = '3.2'): void => {
    const at = text.indexOf('|');
    const doc = openDoc(`${text.replace('|', '')}\n`, { version });
    const markdown = hover(doc, at, texts)?.markdown ?? '';
    let from = 0;
    for (const part of parts) {
      const place = markdown.indexOf(part, from);
      expect(place, `${JSON.stringify(part)} in ${markdown}`).toBeGreaterThanOrEqual(0);
      from = place + part.length;
    }
  };
  it('a directive: form, one line, more, place, example, link', () =>
    check('backend b\n  timeout que|ue 5s', [
      '**timeout queue** `<time>`',
      'How long a request may wait',
      '503',
      'In defaults, backend, listen',
      '```haproxy\ntimeout queue 10s\n```',
      '#4.2-timeout%20queue',
    ]));
  it('a global setting without a row', () =>
    check('global\n  tune.h2.fe.rx|buf 2m', ['`<size>`', '1600 kB', 'In global; since 3.2.', '#3.2-tune.h2.fe.rxbuf']));
  it('deprecation and what replaces it', () =>
    check('global\n  tune.quic.cc-hyst|art on', ['deprecated (3.4): write `tune.quic.fe.cc.hystart`'], '3.4'));
  it('an action: the rules that have it', () =>
    check('frontend f\n  http-request pau|se 1s', [
      '**http-request pause**',
      'In rules of http-request, http-response; since 3.2.',
    ]));
  it('an action that differs between TCP and HTTP', () => {
    check('frontend f\n  http-request rej|ect', ['HTTP/2 and HTTP/3']);
    check('frontend f\n  tcp-request connection rej|ect', ['The earlier, the cheaper']);
    check('frontend f\n  quic-initial rej|ect', ['CONNECTION_CLOSE']);
  });
  it('what it needs', () => check('backend b\n  server s :80 strict-maxconn pool-conn-na|me x', ['On server'], '3.2'));
  it('a word of a list that all have one text', () =>
    check('backend b\n  retry-on 5|03', ['The server answered 503', 'retry-on conn-failure 503']));
  it('a filter', () =>
    check('frontend f\n  filter bwlim-o|ut a default-limit 1k default-period 1s', ['**filter bwlim-out**', '#9']));
  it('a section', () => check('crt-st|ore web', ['**crt-store**', 'load crt site.pem', '#12.7']));
  it('a format variable, and its flag', () => {
    check('frontend f\n  log-format "%{+Q}o %T|r"', [
      '**%Tr**',
      'What the application needed',
      'In HTTP mode',
      '#8.2.6',
    ]);
    check('frontend f\n  log-format "%{+|Q}o %Tr"', ['**+Q**', 'Needed for values with blanks']);
  });
  it('a flag of ACLs, and a way to match', () => {
    check('frontend f\n  acl a path -|i -m beg /A', ['For hosts']);
    check('frontend f\n  acl a path -i -m be|g /A', ['kept as a tree']);
  });
});

describe('signature help', () => {
  const check = (text: string, part: string, withTexts: boolean): void => {
    const doc = openDoc(`${text}\n`, { version: '3.2' });
    const help = signatureHelp(doc, text.length, withTexts ? texts : null);
    expect(help?.documentation).toContain(part);
  };
  it('one line without the longer texts', () =>
    check('backend b\n  timeout queue ', 'How long a request may wait', false));
  it('more with them', () => check('backend b\n  timeout queue ', '503', true));
  it('fetches too', () => check('backend b\n  acl a req.hdr(', 'A header of the request', true));
});

describeWithManual('own words', (quotations) => {
  it('no text repeats the manual', () => {
    const all = new Map([...hovers.values()].flat().map((h) => [`${h.topic}: ${h.title}`, h]));
    const quoted = [...all].map(
      ([name, { line, long }]) => [name, [...quotations(line), ...quotations(long?.text ?? '')]] as const,
    );
    expect(quoted.filter(([, runs]) => runs.length > 0)).toEqual([]);
  });

  it('nor do explanations of advice', () => {
    const quoted = Object.entries(explanations).map(
      ([code, e]) => [code, [e.title, e.what, e.todo].flatMap((text) => quotations(text ?? ''))] as const,
    );
    expect(quoted.filter(([, runs]) => runs.length > 0)).toEqual([]);
  });

  it('nor do the chapters', () => {
    const folder = new URL('../../content/', import.meta.url);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.mdx'));
    expect(files.length).toBeGreaterThan(3);
    const prose = (name: string): string =>
      readFileSync(new URL(name, folder), 'utf8')
        .replace(/^---\n[\s\S]*?\n---\n/, '')
        .replace(/```[\s\S]*?```/g, '');
    const quoted = files.map((name) => [name, quotations(prose(name))] as const);
    expect(quoted.filter(([, runs]) => runs.length > 0)).toEqual([]);
  });
});
