/** Slots into items: entries, names, fetches and converters, format variables, values. */
import type { Word } from '../config.ts';
import type { Doc } from '../doc.ts';
import { canCast, parseExpression } from '../expression.ts';
import { aliases } from '../keywords/aliases.ts';
import { converters, criteria, fetches, PLACE, type Ruleset } from '../keywords/names.ts';
import type { Completion, CompletionKind } from './complete.ts';
import { isDeprecated, sentence, summary } from './describe.ts';
import { type ExpressionPart, expressionPart, formatPart } from './expressions.ts';
import type { NameKind, Slot } from './interpret.ts';
import { converterInfo, fetchInfo } from './samples-described.ts';
import { definitions, PREDEFINED_ACLS } from './scope.ts';
import { entrySnippet, glueSnippet } from './snippets.ts';
import type { Section } from './structure.ts';
import { suggestions } from './suggestions.ts';
import { type Entry, listEntries } from './vocabulary.ts';

/** Where completion was asked for. */
export interface Where {
  readonly doc: Doc;
  readonly at: number;
  /** The word that is being written. */
  readonly from: number;
  readonly to: number;
  readonly section: Section | null;
  readonly kind: string;
  readonly ruleset: Ruleset | null;
  /** The line's first word. */
  readonly keyword: string;
  /** There are blanks in front of the word. */
  readonly indented: boolean;
}

export interface Candidates {
  readonly from: number;
  readonly to: number;
  readonly items: readonly Completion[];
}

/** Smaller groups come first. */
const GROUP = { first: '1', usual: '2', rest: '3', known: '5', deprecated: '7', last: '9' } as const;

export function candidates(slots: readonly Slot[], where: Where): Candidates {
  const inside = slots.map((slot) => refined(slot, where)).find((list) => list !== null);
  if (inside) return inside;
  const items = new Map<string, Completion>();
  for (const slot of slots) {
    for (const item of itemsOf(slot, where)) {
      const key = `${item.kind} ${item.label}`;
      if (!items.has(key)) items.set(key, item);
    }
  }
  return { ...withoutQuotes(where), items: [...items.values()] };
}

/** The word without the quotes around it. */
function withoutQuotes(where: Where): { from: number; to: number } {
  const { text } = where.doc;
  const { from, to, at } = where;
  const quote = text[from];
  if (from >= at || (quote !== '"' && quote !== "'")) return { from, to };
  return { from: from + 1, to: to - 1 >= at && to > from + 1 && text[to - 1] === quote ? to - 1 : to };
}

/** Where a slot's word has parts of its own, what may stand in the part that is being written. */
function refined(slot: Slot, where: Where): Candidates | null {
  const { text } = where.doc;
  const { from, to } = withoutQuotes(where);
  const written = text.slice(from, where.at);
  switch (slot.type) {
    case 'format': {
      const part = formatPart(text, from, where.at, to);
      if (part?.part === 'expression') return inExpression(part.start, part.end, where);
      if (part?.part === 'alias') return { from: part.from, to: part.to, items: aliasItems(where) };
      return { from: where.at, to: where.at, items: written === '' ? formatStart(where) : [] };
    }
    case 'expression':
    case 'criterion':
      return /[(,]/.test(written) ? inExpression(from, to, where) : null;
    case 'acl': {
      const skip = /^!*/.exec(written)![0].length;
      return { from: from + skip, to, items: aclItems(where) };
    }
    case 'entries': {
      if (!slot.commas) return null;
      const start = from + written.lastIndexOf(',') + 1;
      return { from: start, to, items: entryItems(slot.entries, where) };
    }
    case 'name': {
      const slash = written.indexOf('/');
      return slot.of === 'track' && slash >= 0
        ? serversBehindSlash(written.slice(0, slash), from + slash + 1, to, where)
        : null;
    }
    default:
      return null;
  }
}

function itemsOf(slot: Slot, where: Where): Completion[] {
  switch (slot.type) {
    case 'entries':
      return entryItems(slot.entries, where);
    case 'words':
      return slot.words.map((word, i) => plainItem(word, 'value', GROUP.first, i));
    case 'name':
      return nameItems(slot.of, where);
    case 'criterion':
      return fetchItems(where, true);
    case 'expression':
      return fetchItems(where, false);
    case 'condition':
      return [
        { ...plainItem('if', 'value', GROUP.last, 0), documentation: 'Only when the condition holds.' },
        { ...plainItem('unless', 'value', GROUP.last, 1), documentation: 'Only when the condition does not hold.' },
      ];
    case 'pattern':
      return patternItems(slot.criterion, where);
    case 'value':
      return suggestions(slot).map((s, i) => ({
        ...plainItem(s.text, 'value', GROUP.first, i),
        ...(s.says && { documentation: sentence(s.says) }),
      }));
    default:
      return [];
  }
}

function sortKey(group: string, index: number): string {
  return `${group}${String(index).padStart(4, '0')}`;
}

function plainItem(label: string, kind: CompletionKind, group: string, index: number): Completion {
  return { label, kind, insert: label, sort: sortKey(group, index) };
}

function entryItems(entries: readonly Entry[], where: Where): Completion[] {
  const { version } = where.doc.options;
  const out: Completion[] = [];
  entries.forEach((entry, i) => {
    const old = isDeprecated(entry, version);
    // A section begins at a line's start; a directive is indented.
    const isSection = entry.kind === 'section' && where.section !== null && where.indented;
    const early = entry.kind === 'section' && !where.indented;
    const group = old
      ? GROUP.deprecated
      : entry.text === ''
        ? GROUP.known
        : entry.name.startsWith('.') || isSection
          ? GROUP.last
          : early
            ? GROUP.first
            : GROUP.usual;
    const documentation = summary(entry, version);
    const glue = glueSnippet(entry);
    out.push({
      label: entry.name,
      kind: entry.kind,
      ...(entry.form !== '' && { detail: entry.form }),
      ...(documentation !== '' && { documentation }),
      insert: glue ?? entry.name,
      ...(glue !== null && { snippet: true as const }),
      ...(old && { deprecated: true as const }),
      sort: sortKey(group, i * 2),
    });
    const snippet = entrySnippet(entry, where.kind);
    if (snippet)
      out.push({
        label: snippet.label,
        kind: 'snippet',
        documentation: snippet.says,
        insert: snippet.insert,
        snippet: true,
        sort: sortKey(group, i * 2 + 1),
      });
  });
  return out;
}

const NAME_ITEMS: Readonly<Partial<Record<NameKind, CompletionKind>>> = {
  backend: 'backend',
  proxy: 'backend',
  frontend: 'backend',
  server: 'server',
  track: 'server',
  acl: 'acl',
  table: 'table',
  defaults: 'defaults',
};

function nameItems(of: NameKind, where: Where): Completion[] {
  const { doc, section, at } = where;
  let all = definitions(doc, of, section);
  // These must be known before they are used.
  if (of === 'defaults') all = all.filter((d) => d.word.to < where.from);
  const names = new Map<string, Completion>();
  // What is being written, and a server that would track itself, are not worth offering.
  const lineStart = doc.text.lastIndexOf('\n', at - 1) + 1;
  all.forEach((d, i) => {
    const own = d.section === section || of !== 'track';
    const label = own ? d.name : `${d.section.name?.text ?? ''}/${d.name}`;
    if (d.word.from >= lineStart && d.word.from <= at) return;
    if (!names.has(label))
      names.set(label, {
        ...plainItem(label, NAME_ITEMS[of] ?? 'value', GROUP.first, i),
        detail: detailOf(of, d.section.kind),
      });
  });
  if (of === 'defaults' && all.length === 0) return [];
  return [...names.values()];
}

function detailOf(of: NameKind, sectionKind: string): string {
  if (of === 'server' || of === 'track') return 'server';
  return of === 'table' ? `table of a ${sectionKind}` : sectionKind;
}

function serversBehindSlash(backend: string, from: number, to: number, where: Where): Candidates {
  const servers = definitions(where.doc, 'track', where.section).filter((d) => d.section.name?.text === backend);
  return {
    from,
    to,
    items: servers.map((d, i) => ({ ...plainItem(d.name, 'server', GROUP.first, i), detail: 'server' })),
  };
}

function aclItems(where: Where): Completion[] {
  const { doc, section, from } = where;
  const own = definitions(doc, 'acl', section).filter((d) => d.word.to < from);
  const names = [...new Set(own.map((d) => d.name))].map((name, i) => ({
    ...plainItem(name, 'acl', GROUP.first, i),
    detail: 'acl',
  }));
  const braces: Completion = {
    label: '{ … }',
    kind: 'snippet',
    insert: `{ \${1:path_beg} \${2:/} }`,
    snippet: true,
    documentation: 'An ACL without a name.',
    sort: sortKey(GROUP.usual, 0),
  };
  const provided = PREDEFINED_ACLS.map((name, i) => ({
    ...plainItem(name, 'acl', GROUP.rest, i),
    detail: 'provided by HAProxy',
  }));
  const or = { ...plainItem('or', 'value', GROUP.last, 0), documentation: 'Or what follows.' };
  return [...names, braces, ...provided, or];
}

/** Fetches that people look for most, in front of the others. */
const POPULAR = new Map(
  [
    'path',
    'path_beg',
    'path_end',
    'path_reg',
    'req.hdr',
    'hdr',
    'hdr_beg',
    'hdr_dom',
    'method',
    'src',
    'dst_port',
    'ssl_fc',
    'ssl_fc_sni',
    'req.ssl_sni',
    'query',
    'url_param',
    'req.cook',
    'nbsrv',
    'res.hdr',
    'status',
    'var',
    'str',
    'int',
    'sc_http_req_rate',
  ].map((name, i) => [name, i]),
);

/** Where the rules of a section may look; null where Drydock does not know. */
function placesOf(where: Where): number | null {
  const fe = where.kind !== 'backend';
  const be = where.kind !== 'frontend';
  const both = (frontend: number, backend: number): number => (fe ? frontend : 0) | (be ? backend : 0);
  switch (where.ruleset) {
    case 'http-request':
      return both(PLACE.frontendRequest, PLACE.backendRequest);
    case 'http-response':
    case 'http-after-response':
      return both(PLACE.frontendResponse, PLACE.backendResponse);
    case 'tcp-request connection':
      return PLACE.frontendConnection;
    case 'tcp-request session':
      return PLACE.frontendSession;
    case 'tcp-request content':
      return both(PLACE.frontendContent, PLACE.backendContent);
    case 'tcp-response content':
      return both(PLACE.frontendResponseContent, PLACE.backendResponseContent);
    default:
      return where.keyword === 'use_backend'
        ? PLACE.useBackend
        : where.keyword === 'use-server'
          ? PLACE.useServer
          : null;
  }
}

function fetchItems(where: Where, withCriteria: boolean): Completion[] {
  const { version } = where.doc.options;
  const places = placesOf(where);
  const all = fetches(version);
  const names = [...all.values()].filter((f) => places === null || (f.places & places) !== 0).map((f) => f.name);
  if (withCriteria) {
    for (const [name, short] of criteria(version)) {
      const base = all.get(short.fetch);
      if (!all.has(name) && base && (places === null || (base.places & places) !== 0)) names.push(name);
    }
  }
  return names.map((name, i) => {
    const info = fetchInfo(name, version)!;
    const popular = POPULAR.get(name);
    const group = popular !== undefined ? GROUP.first : info.text !== '' ? GROUP.usual : GROUP.known;
    const call = callSnippet(name, info.form);
    return {
      label: name,
      kind: 'fetch' as const,
      detail: `${info.form} ${info.type}`.trim(),
      ...(info.text !== '' && { documentation: sentence(info.text) }),
      insert: call ?? name,
      ...(call !== null && { snippet: true as const }),
      sort: sortKey(group, popular ?? i),
    };
  });
}

/** Required arguments as places to fill. */
function callSnippet(name: string, form: string): string | null {
  const required = /^\(([^[]*)/.exec(form)?.[1]?.replace(/\)$/, '');
  if (!required) return null;
  const places = required.split(',').map((a, i) => `\${${i + 1}:${a.replace(/[<>]/g, '')}}`);
  return `${name}(${places.join(',')})`;
}

function inExpression(start: number, end: number, where: Where): Candidates {
  const part = expressionPart(where.doc.text, start, where.at, end);
  if (part.part === 'argument') return inArgument(part, where);
  const { from, to } = part;
  if (part.part === 'fetch') return { from, to: Math.max(to, where.at), items: fetchItems(where, false) };
  return { from, to: Math.max(to, where.at), items: converterItems(part.before, where) };
}

function converterItems(before: string, where: Where): Completion[] {
  const { version } = where.doc.options;
  const word: Word = { text: before, span: { file: 0, from: 0, to: before.length } };
  const read = parseExpression(word, 0, { version, loadsLua: true });
  const type = read.ok ? read.value.type : null;
  const fitting = [...converters(version).values()].filter((c) => type === null || canCast(type, c.input, version));
  return fitting.map((c, i) => {
    const info = converterInfo(c.name, version)!;
    const call = callSnippet(c.name, info.form);
    return {
      label: c.name,
      kind: 'converter' as const,
      detail: `${info.form} ${info.type}`.trim(),
      ...(info.text !== '' && { documentation: sentence(info.text) }),
      insert: call ?? c.name,
      ...(call !== null && { snippet: true as const }),
      sort: sortKey(info.text === '' ? GROUP.known : GROUP.usual, i),
    };
  });
}

const ARGUMENT_NAMES: Readonly<Record<string, NameKind>> = {
  table: 'table',
  backend: 'backend',
  frontend: 'frontend',
  server: 'track',
  'user list': 'userlist',
};

function inArgument(part: Extract<ExpressionPart, { part: 'argument' }>, where: Where): Candidates {
  const { version } = where.doc.options;
  const short = criteria(version).get(part.name)?.fetch ?? part.name;
  const args = part.of === 'fetch' ? fetches(version).get(short)?.args : converters(version).get(part.name)?.args;
  const of = ARGUMENT_NAMES[args?.types[part.index] ?? ''];
  const to = Math.max(part.to, where.at);
  const written = where.doc.text.slice(part.from, where.at);
  const slash = written.indexOf('/');
  if (of === 'track' && slash >= 0)
    return serversBehindSlash(written.slice(0, slash), part.from + slash + 1, to, where);
  return { from: part.from, to, items: of ? nameItems(of, where) : [] };
}

function aliasItems(where: Where): Completion[] {
  const all = [...aliases(where.doc.options.version).values()];
  const start = formatStart(where)[0]!;
  return [
    start,
    ...all.map((a, i) => ({
      ...plainItem(`%${a.name}`, 'variable' as const, GROUP.usual, i),
      documentation: sentence(a.text),
    })),
  ];
}

/** What a format string may begin with. */
function formatStart(_where: Where): Completion[] {
  return [
    {
      label: '%[…]',
      kind: 'snippet',
      insert: `%[\${1:src}]`,
      snippet: true,
      documentation: 'The value of an expression.',
      sort: sortKey(GROUP.first, 0),
    },
  ];
}

function patternItems(criterion: string, where: Where): Completion[] {
  const { version } = where.doc.options;
  const name = /^[\w.+-]*/.exec(criterion)![0];
  const place = { version, section: where.kind };
  if (name === 'method') return entryItems(listEntries('methods', place) ?? [], where);
  const type = fetches(version).get(name)?.type;
  const short = criteria(version).get(name)?.match;
  if (!criterion.includes(',') && (short === 'len' || (!short && type === 'sint')))
    return entryItems(listEntries('acl operators', place) ?? [], where);
  return [];
}
