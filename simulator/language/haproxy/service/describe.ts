/** What is known about an entry, as Markdown and as one line. */

import type { Version } from '../config.ts';
import type { Texts } from '../texts/texts.ts';
import { rank } from '../version.ts';
import { rulesetsOf } from './rulesets.ts';
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

/** The manual that is linked to, where it knows what is linked to. */
export const MANUAL_VERSION: Version = '3.2';

/**
 * A link to HAProxy's manual.
 *
 * @param section such as `4.2`; what stands behind a dash there is left out
 * @param keyword as the manual's own index has it
 * @param version whose manual
 */
export function manualLink(section: string, keyword: string, version: Version = MANUAL_VERSION): string {
  const number = /^[\d.]+/.exec(section)?.[0] ?? '';
  const anchor = keyword === '' ? number : `${number}-${encodeURIComponent(keyword)}`;
  return `[HAProxy’s manual, ${number}](https://docs.haproxy.org/${version}/configuration.html#${anchor})`;
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

/**
 * Everything about a keyword.
 *
 * @param texts the longer texts; null while they are not loaded
 */
export function describeEntry(entry: Entry, version: Version, texts: Texts | null = null): string {
  const head = `**${plain(entry.title)}**${entry.form === '' ? '' : ` ${code(entry.form)}`}`;
  const out = [head];
  const long = texts?.keyword(entry.topics, entry.name) ?? null;
  const said = [plain(sentence(entry.text)), long?.text ?? ''].filter((s) => s !== '').join(' ');
  out.push(said === '' ? 'HAProxy knows this keyword; Drydock has no description of it yet.' : said);
  const only = entry.http ? 'in HTTP mode' : '';
  const facts = [whereOf(entry, version), only, history(entry, version)].filter((s) => s !== '').join('; ');
  const needs = long?.needs ? `Needs ${long.needs}.` : '';
  if (facts !== '' || needs !== '') out.push([sentence(facts), needs].filter((s) => s !== '').join(' '));
  const example = exampleOf(entry);
  if (long) out.push(`\`\`\`haproxy\n${long.example.join('\n')}\n\`\`\``);
  else if (example !== null) out.push(`Example: ${code(example)}`);
  if (entry.manual) out.push(manualLink(entry.manual, anchorOf(entry), manualOf(entry, version)));
  return out.join('\n\n');
}

/** Sections, lines or rules that it may stand in; `''` where that goes without saying. */
function whereOf(entry: Entry, version: Version): string {
  const { sections, kind, title, name } = entry;
  if (sections) return `In ${sections.join(', ')}`;
  if (kind === 'action') return `In rules of ${rulesetsOf(name, version).join(', ')}`;
  if (title.startsWith('bind ') && kind === 'option') return 'On bind lines';
  if (title.startsWith('server ') && kind === 'option') return 'On server, server-template and default-server lines';
  return '';
}

/** The manual that has it: the usual one, or that of the version where it was left out there. */
function manualOf({ since, until }: Entry, version: Version): Version {
  const usual = rank(MANUAL_VERSION);
  const has = rank(since ?? '2.6') <= usual && (until === undefined || rank(until) > usual);
  return has ? MANUAL_VERSION : version;
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
const INDEXED = /^(3\.[1-4]|4\.[24]|5\.[12])(?![.\d])/;

/** The name in the manual's index, or `''` for a section that has none. */
function anchorOf(entry: Entry): string {
  if (entry.anchor !== undefined) return entry.anchor;
  const { manual = '', kind, title, name } = entry;
  if (kind === 'section' || !INDEXED.test(manual)) return '';
  if (manual.startsWith('5.')) return name;
  return title.startsWith('balance ') ? 'balance' : title;
}
