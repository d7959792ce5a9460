/** Fetches and converters: their forms, and what completion and hovers say about them. */
import type { Version } from '../config.ts';
import { type ArgumentForm, converters, criteria, fetches, PLACE, type SampleType } from '../keywords/names.ts';
import type { LongText } from '../texts/entries.ts';
import { converterLine, fetchLine } from '../texts/lines.ts';
import type { SampleTexts } from '../texts/samples.ts';
import { VERSIONS } from '../version.ts';
import { code, MANUAL_VERSION, manualLink, plain, sentence } from './describe.ts';

const TYPES: Readonly<Record<SampleType, string>> = {
  any: 'anything',
  same: 'what came in',
  bool: 'boolean',
  sint: 'integer',
  addr: 'address',
  ipv4: 'IPv4 address',
  ipv6: 'IPv6 address',
  str: 'string',
  bin: 'binary',
  meth: 'method',
};

export interface SampleArgument {
  readonly name: string;
  readonly optional: boolean;
  /** More of the same may follow. */
  readonly repeats: boolean;
}

/** Reads `name[,occurrence]`. */
export function readArguments(args: string): SampleArgument[] {
  let optional = false;
  return args.split(/([[\],])/).flatMap((part) => {
    if (part === '[') optional = true;
    if (/^[[\],]?$/.test(part)) return [];
    return [{ name: part.replace('…', ''), optional, repeats: part.endsWith('…') }];
  });
}

/** How the arguments are called in a version, which may know fewer of them; by their types where there are no names. */
function argumentsOf(args: string, known: ArgumentForm): SampleArgument[] {
  if (known.types.length === 0) return [];
  const named = readArguments(args).slice(0, known.types.length);
  if (named.length > 0) return named;
  return known.types.map((name, i) => ({ name, optional: i >= known.required, repeats: false }));
}

/** `(<name>[,<occurrence>])` and the like; `''` for none. */
function formOf(args: readonly SampleArgument[]): string {
  if (args.length === 0) return '';
  const shown = args.map((a, i) => `${a.optional ? '[' : ''}${i > 0 ? ',' : ''}<${a.name}>${a.repeats ? '…' : ''}`);
  const inner = `${shown.join('')}${']'.repeat(args.filter((a) => a.optional).length)}`;
  return args[0]!.optional ? `[(${inner.slice(1, -1)})]` : `(${inner})`;
}

export interface SampleInfo {
  readonly name: string;
  readonly args: readonly SampleArgument[];
  readonly form: string;
  readonly type: string;
  readonly text: string;
  /** Bits of `PLACE`; null for converters, which go wherever a fetch does. */
  readonly places: number | null;
  readonly manual: string | null;
  /** Its name in the manual's index; `''` where it has none. */
  readonly anchor: string;
}

/** HAProxy's manual does not mention these. */
const UNDOCUMENTED = /^(?:fcgi\.|nbproc$|spoe\.|sc1_clr_gpc$|bc_setting_|ssl_ocsp_)/;

/** A fetch, or a short form that only ACLs know. Null for unknown names. */
export function fetchInfo(name: string, version: Version): SampleInfo | null {
  const fetch = fetches(version).get(name);
  if (fetch) {
    const line = fetchLine(name);
    const args = argumentsOf(line?.args ?? '', fetch.args);
    return {
      name,
      args,
      form: formOf(args),
      type: TYPES[fetch.type],
      text: line?.text ?? '',
      places: fetch.places,
      manual: line?.manual ?? null,
      anchor: UNDOCUMENTED.test(name) ? '' : name,
    };
  }
  const short = criteria(version).get(name);
  const base = short ? fetches(version).get(short.fetch) : undefined;
  if (!short || !base) return null;
  const line = fetchLine(short.fetch);
  const args = argumentsOf(line?.args ?? '', base.args);
  return {
    name,
    args,
    form: formOf(args),
    type: TYPES.bool,
    text: `${line?.text ?? short.fetch}; true if it ${MATCHES[short.match] ?? short.match}`,
    places: base.places,
    manual: line?.manual ?? null,
    anchor: short.fetch,
  };
}

const MATCHES: Readonly<Record<string, string>> = {
  str: 'equals a pattern',
  beg: 'begins with a pattern',
  end: 'ends with a pattern',
  sub: 'contains a pattern',
  dir: 'has a pattern between slashes',
  dom: 'has a pattern between dots',
  reg: 'matches a regular expression',
  len: 'has the length',
  int: 'is the number',
  ip: 'is in the network',
  bin: 'is these bytes',
  found: 'exists',
  bool: 'is not 0',
};

export function converterInfo(name: string, version: Version): SampleInfo | null {
  const converter = converters(version).get(name);
  if (!converter) return null;
  const line = converterLine(name);
  const args = argumentsOf(line?.args ?? '', converter.args);
  return {
    name,
    args,
    form: formOf(args),
    type: `${TYPES[converter.input]} → ${TYPES[converter.output]}`,
    text: line?.text ?? '',
    places: null,
    manual: line?.manual ?? null,
    anchor: name.startsWith('map_') ? 'map' : name,
  };
}

/** Since when and until when: `since 3.0`. */
function historyOf(has: (version: Version) => boolean): string {
  const with_ = VERSIONS.filter(has);
  const first = with_[0];
  const after = VERSIONS[VERSIONS.indexOf(with_.at(-1)!) + 1];
  const since = first === undefined || first === VERSIONS[0] ? '' : `since ${first}`;
  return [since, after === undefined ? '' : `gone in ${after}`].filter((s) => s !== '').join(', ');
}

const bits = (...names: (keyof typeof PLACE)[]): number => names.reduce((all, name) => all | PLACE[name], 0);
const FRONTEND = bits('frontendContent', 'frontendRequest', 'frontendRequestBody', 'useBackend');
const BACKEND = bits('backendContent', 'backendRequest', 'backendRequestBody');
const RESPONSE = bits('backendResponseContent', 'backendResponse', 'backendResponseBody');

/** Where a fetch may be used, in words. */
export function placesText(places: number): string {
  const where: [number, string][] = [
    [PLACE.frontendConnection, '`tcp-request connection`'],
    [PLACE.frontendSession, '`tcp-request session`'],
    [FRONTEND, 'requests'],
    [RESPONSE, 'responses'],
    [PLACE.log, 'logs'],
    [PLACE.check, 'checks'],
  ];
  const named = where.map(([mask, words]) => ((places & mask) !== 0 ? words : ''));
  if (named[2] === '' && (places & BACKEND) !== 0) named[2] = 'requests in backends';
  else if (named[2] === '' && (places & PLACE.useServer) !== 0) named[2] = 'the choice of a server';
  const present = named.filter((words) => words !== '');
  if (present.length === where.length) return 'everywhere';
  return `in ${present.join(', ').replace(/, ([^,]*)$/, ' and $1')}`;
}

/** Arguments and patterns for examples of short forms, by what they look at. */
const SHORT_EXAMPLES: readonly {
  readonly names: RegExp;
  readonly argument?: string;
  readonly patterns: Readonly<Record<string, string>>;
}[] = [
  {
    names: /^hdr/,
    argument: 'host',
    patterns: {
      beg: 'www.',
      end: '.example.com',
      dir: 'a',
      dom: 'example.com',
      reg: '^[a-z]+[.]',
      sub: 'test',
      len: 'gt 100',
    },
  },
  {
    names: /^shdr/,
    argument: 'content-type',
    patterns: {
      beg: 'text/',
      end: 'json',
      dir: 'text',
      dom: 'ms-excel',
      reg: '^(text|image)/',
      sub: 'xml',
      len: 'gt 100',
    },
  },
  {
    names: /^(?:cook|scook|urlp)/,
    argument: 'id',
    patterns: { beg: 'test-', end: '.test', dir: 'test', dom: 'test', reg: '^[0-9a-f]+$', sub: 'test', len: 'eq 32' },
  },
  {
    names: /^base/,
    patterns: {
      beg: 'www.example.com/api/',
      end: '/logo.png',
      dir: 'admin',
      dom: 'example.com',
      reg: '^[^/]+/v[0-9]+/',
      sub: '/admin',
      len: 'gt 2000',
    },
  },
  {
    names: /^(?:path|url)/,
    patterns: {
      beg: '/api/',
      end: '.png .css',
      dir: 'admin',
      dom: 'example.com',
      reg: '^/v[0-9]+/',
      sub: '..',
      len: 'gt 2000',
    },
  },
  {
    names: /^ssl_fc_sni/,
    patterns: { end: '.example.com', reg: '^shop[0-9]*[.]' },
  },
];

/** A short form's text: its fetch's, with an example of its own. */
function shortText(name: string, version: Version, texts: SampleTexts): LongText | null {
  const short = criteria(version).get(name);
  const base = short ? texts.fetch(short.fetch) : null;
  if (!short || !base) return null;
  const known = SHORT_EXAMPLES.find(({ names }) => names.test(name));
  const pattern = known?.patterns[short.match] ?? (short.match === 'int' ? 'gt 0' : 'x');
  return {
    text: `Short for ${code(`${short.fetch} -m ${short.match}`)}, in ACLs and conditions only; no converter may follow it. ${base.text}`,
    needs: base.needs,
    example: [`acl it_is ${name}${known?.argument === undefined ? '' : `(${known.argument})`} ${pattern}`],
  };
}

/**
 * Everything about a fetch or converter.
 *
 * @param texts the longer texts; null while they are not loaded
 */
export function describeSample(
  info: SampleInfo,
  kind: 'fetch' | 'converter',
  version: Version,
  texts: SampleTexts | null,
): string {
  const has = (v: Version): boolean =>
    kind === 'converter' ? converters(v).has(info.name) : fetches(v).has(info.name) || criteria(v).has(info.name);
  const form = info.form === '' ? '' : code(info.form);
  const history = historyOf(has);
  const out = [`**${plain(info.name)}**${form}${kind === 'converter' ? ':' : ' →'} ${info.type}`];
  const long = !texts
    ? null
    : kind === 'converter'
      ? texts.converter(info.name)
      : fetches(version).has(info.name)
        ? texts.fetch(info.name)
        : shortText(info.name, version, texts);
  const said = [info.text === '' ? '' : plain(sentence(info.text)), long?.text ?? ''].filter((s) => s !== '').join(' ');
  if (said !== '') out.push(said);
  const facts = [
    info.places === null ? '' : sentence(`usable ${placesText(info.places)}`),
    long?.needs ? `Needs ${long.needs}.` : '',
    history === '' ? '' : sentence(history),
  ].filter((s) => s !== '');
  if (facts.length > 0) out.push(facts.join(' '));
  if (long) out.push(`\`\`\`haproxy\n${long.example.join('\n')}\n\`\`\``);
  if (info.manual) out.push(manualLink(info.manual, info.anchor, has(MANUAL_VERSION) ? MANUAL_VERSION : version));
  return out.join('\n\n');
}
