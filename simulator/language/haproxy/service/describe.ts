/** What is known about an entry, as Markdown and as one line. */

import type { Version } from '../config.ts';
import { converters, criteria, fetches, type SampleType } from '../keywords/names.ts';
import { converterText, fetchText } from '../keywords/samples.ts';
import { rank } from '../version.ts';
import type { Entry } from './vocabulary.ts';

/** A text of a table as a sentence. */
export function sentence(text: string): string {
  if (text === '') return '';
  const first = text[0]!.toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

/** Code in Markdown, whatever is in it. */
export function code(text: string): string {
  const clean = text.replace(/\s+/g, ' ');
  if (!clean.includes('`')) return `\`${clean}\``;
  return `\`\` ${clean.replaceAll('``', '` `')} \`\``;
}

/** Text in Markdown, nothing in it being markup. */
export function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~]/g, '\\$&');
}

const MANUAL = 'https://docs.haproxy.org/3.2/configuration.html';

/**
 * A link to HAProxy's manual.
 *
 * @param section such as `4.2`; what stands behind a dash there is left out
 * @param keyword as the manual's own index has it
 */
export function manualLink(section: string, keyword: string): string {
  const number = /^[\d.]+/.exec(section)?.[0] ?? '';
  const anchor = keyword === '' ? number : `${number}-${encodeURIComponent(keyword)}`;
  return `[HAProxy’s manual, ${number}](${MANUAL}#${anchor})`;
}

export function isDeprecated(entry: { readonly deprecated?: Version }, version: Version): boolean {
  return entry.deprecated !== undefined && rank(version) >= rank(entry.deprecated);
}

/** Since when, until when, deprecated when. */
function history(entry: Entry, version: Version): string {
  const parts: string[] = [];
  if (entry.since) parts.push(`since ${entry.since}`);
  if (entry.until) parts.push(`gone in ${entry.until}`);
  if (entry.deprecated) {
    const when = isDeprecated(entry, version) ? 'deprecated' : 'will be deprecated';
    parts.push(`${when} (${entry.deprecated})${entry.instead ? `: write ${code(entry.instead)}` : ''}`);
  }
  return parts.join(', ');
}

/** One line for a list. */
export function summary(entry: Entry, version: Version): string {
  const when = history(entry, version).replaceAll('`', '');
  return [sentence(entry.text), when === '' ? '' : sentence(when)].filter((s) => s !== '').join(' ');
}

/** Everything about a keyword. */
export function describeEntry(entry: Entry, version: Version): string {
  const head = `**${plain(entry.title)}**${entry.form === '' ? '' : ` ${code(entry.form)}`}`;
  const out = [head];
  out.push(
    entry.text === '' ? 'HAProxy knows this keyword; Drydock has no description of it yet.' : sentence(entry.text),
  );
  const where = entry.sections ? `In ${entry.sections.join(', ')}` : '';
  const only = entry.http ? 'in HTTP mode' : '';
  const facts = [where, only, history(entry, version)].filter((s) => s !== '').join('; ');
  if (facts !== '') out.push(sentence(facts));
  const example = exampleOf(entry);
  if (example !== null) out.push(`Example: ${code(example)}`);
  if (entry.manual) out.push(manualLink(entry.manual, anchorOf(entry)));
  return out.join('\n\n');
}

/** A whole line, or null: rows that cannot be tried by themselves have another line as their example. */
function exampleOf(entry: Entry): string | null {
  const { example, name, title } = entry;
  if (example === undefined) return null;
  const isName = (w: string): boolean =>
    w === name || w.startsWith(`${name}(`) || (entry.glued === 'digits' && w.startsWith(name));
  if (!example.split(' ').some(isName)) return null;
  if (title.startsWith('server ')) return `server s1 192.0.2.1:80 ${example}`;
  if (title.startsWith('bind ')) return `bind :443 ${example}`;
  return entry.kind === 'action' && !example.startsWith(title) ? `${title.slice(0, -name.length)}${example}` : example;
}

/** Sections of the manual whose keywords are in its index. */
const INDEXED = /^(3\.[1-3]|4\.[24]|5\.[12])(?![.\d])/;

/** The name in the manual's index, or `''` for a section that has none. */
function anchorOf(entry: Entry): string {
  if (entry.anchor !== undefined) return entry.anchor;
  const { manual = '', kind, title, name } = entry;
  if (kind === 'section' || !INDEXED.test(manual)) return '';
  if (manual.startsWith('5.')) return name;
  return title.startsWith('balance ') ? 'balance' : title;
}

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

/** `(string[,integer])` and the like; `''` for none. */
export function argumentForm(args: { readonly required: number; readonly types: readonly string[] }): string {
  if (args.types.length === 0) return '';
  // Lists of optional texts are long and say nothing.
  const types = args.types.slice(0, Math.max(args.required + 2, 3));
  const shown = types
    .map((t, i) => (i < args.required ? `${i > 0 ? ',' : ''}<${t}>` : `[${i > 0 ? ',' : ''}<${t}>`))
    .join('');
  const more = args.types.length > types.length ? ',…' : '';
  const optional = types.length - Math.min(args.required, types.length);
  const inner = `${shown}${more}${']'.repeat(optional)}`;
  return args.required === 0 ? `[(${inner.replace(/^\[/, '').replace(/\]$/, '')})]` : `(${inner})`;
}

export interface SampleInfo {
  readonly name: string;
  readonly form: string;
  readonly type: string;
  readonly text: string;
  readonly manual: string | null;
  /** Its name in the manual's index. */
  readonly anchor: string;
}

/** A fetch, or a short form that only ACLs know. Null for unknown names. */
export function fetchInfo(name: string, version: Version): SampleInfo | null {
  const fetch = fetches(version).get(name);
  const known = fetchText(name);
  if (fetch)
    return {
      name,
      form: argumentForm(fetch.args),
      type: TYPES[fetch.type],
      text: known?.text ?? '',
      manual: known?.manual ?? null,
      anchor: name,
    };
  const short = criteria(version).get(name);
  const base = short ? fetches(version).get(short.fetch) : undefined;
  if (!short || !base) return null;
  const of = fetchText(short.fetch);
  return {
    name,
    form: argumentForm(base.args),
    type: TYPES.bool,
    text: `${of?.text ?? short.fetch}; true if it ${MATCHES[short.match] ?? short.match}`,
    manual: of?.manual ?? null,
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
  const known = converterText(name);
  return {
    name,
    form: argumentForm(converter.args),
    type: `${TYPES[converter.input]} → ${TYPES[converter.output]}`,
    text: known?.text ?? '',
    manual: known?.manual ?? null,
    anchor: name.startsWith('map_') ? 'map' : name,
  };
}

export function describeSample(info: SampleInfo, kind: 'fetch' | 'converter'): string {
  const form = info.form === '' ? '' : code(info.form);
  const out = [`**${plain(info.name)}**${form}${kind === 'converter' ? ':' : ' →'} ${info.type}`];
  if (info.text !== '') out.push(sentence(info.text));
  if (info.manual) out.push(manualLink(info.manual, info.anchor));
  return out.join('\n\n');
}
