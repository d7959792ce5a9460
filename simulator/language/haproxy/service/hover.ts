import { predefinedAcl } from '../condition.ts';
import type { Version } from '../config.ts';
import type { Doc } from '../doc.ts';
import { ALIAS_FLAGS, type AliasRow, aliases } from '../keywords/aliases.ts';
import type { Texts } from '../texts/texts.ts';
import { rank } from '../version.ts';
import { code, describeEntry, MANUAL_VERSION, manualLink, plain, sentence } from './describe.ts';
import { expressionPart, formatPart } from './expressions.ts';
import { COMMA_LIST, removedHint } from './interpret.ts';
import { type Located, roleAt } from './locate.ts';
import { describeName } from './names-described.ts';
import { converterInfo, describeSample, fetchInfo } from './samples-described.ts';
import { lineAt } from './structure.ts';
import { namesIn } from './uses.ts';
import { valueWords } from './values.ts';
import { findEntry, listEntries } from './vocabulary.ts';

export interface Hover {
  readonly from: number;
  readonly to: number;
  /** Markdown, without HTML. */
  readonly markdown: string;
}

/**
 * What the word at `offset` means, or null.
 *
 * @param texts the longer texts about fetches and converters (`loadTexts`); without them hovers say one line
 */
export function hover(doc: Doc, offset: number, texts: Texts | null = null): Hover | null {
  const found = roleAt(doc, offset);
  if (!found) return null;
  const { from, to } = found.word;
  const said =
    variableHover(doc, offset, found) ?? inside(doc, offset, found, texts) ?? counter(doc, offset, found, texts);
  if (said) return said;
  const markdown = whole(doc, found, texts);
  return markdown === null || markdown === '' ? null : { from: from + found.skip, to, markdown };
}

function whole(doc: Doc, found: Located, texts: Texts | null): string | null {
  const { role, word, line } = found;
  const { version } = doc.options;
  switch (role.type) {
    case 'entry':
      return describeEntry(role.entry, version, texts);
    case 'name':
      return describeName(doc, role.of, word.text.slice(role.skip), line) ?? acl(doc, found);
    case 'value': {
      const words = valueWords(word.text, role.name, role.value, version);
      const owner = role.owner ? describeEntry(role.owner, version, texts) : null;
      return [words === null ? null : `${code(word.text)}: ${plain(words)}`, owner]
        .filter((s) => s !== null)
        .join('\n\n---\n\n');
    }
    case 'word':
      return role.owner ? describeEntry(role.owner, version, texts) : null;
    case 'unknown': {
      const hint = found.index === 0 ? removedHint(word.text) : null;
      return hint === null ? null : `**${plain(word.text)}** is gone: ${plain(hint)}.`;
    }
    case 'mark':
      return mark(word.text.replace(/^!+/, ''));
    default:
      return null;
  }
}

/** One of the counters behind `store`, which stand in one word, with commas. */
function counter(doc: Doc, offset: number, { role, word }: Located, texts: Texts | null): Hover | null {
  if (role.type !== 'entry' || !role.entry.topics.includes(COMMA_LIST) || !word.text.includes(',')) return null;
  const raw = doc.text.slice(word.from, word.to);
  for (const match of raw.matchAll(/[^,()]+(?:\([^)]*\)?)?/g)) {
    const from = word.from + match.index;
    const to = from + match[0].length;
    if (offset < from || offset > to) continue;
    const { version } = doc.options;
    const entry = findEntry(listEntries(COMMA_LIST, { version, section: '' }) ?? [], match[0]);
    return entry ? { from, to, markdown: describeEntry(entry, version, texts) } : null;
  }
  return null;
}

function acl(doc: Doc, { role, word }: Located): string | null {
  if (role.type !== 'name' || role.of !== 'acl') return null;
  const name = word.text.slice(role.skip);
  const provided = predefinedAcl(name, { file: 0, from: 0, to: 0 }, doc.options.version);
  if (!provided) return null;
  const { criterion, patterns } = provided.config;
  const args = criterion.args.length > 0 ? `(${criterion.args.join(',')})` : '';
  const test = [`${provided.keyword.replace(/\(.*/, '')}${args}`, ...patterns.map((p) => p.value)].join(' ');
  return `**${plain(name)}** is an ACL that HAProxy provides: ${code(test)}\n\n${manualLink('7.4', '')}`;
}

const MARKS: Readonly<Record<string, string>> = {
  if: 'Only when what follows holds. ACLs side by side must all hold; `or` begins another way to hold; `!` turns one round.',
  unless:
    'Only when what follows does not hold. ACLs side by side must all hold; `or` begins another way to hold; `!` turns one round.',
  or: 'Or what follows.',
  '||': 'Or what follows.',
  no: 'Switches off what follows.',
  default: 'Sets what follows back to its default.',
};

function mark(text: string): string | null {
  const word = text.toLowerCase();
  if (text === '{' || text === '}')
    return `An ACL without a name stands between braces, with blanks around them.\n\n${manualLink('7.2', '')}`;
  return Object.hasOwn(MARKS, word)
    ? `${MARKS[word]}\n\n${manualLink(word === 'no' || word === 'default' ? '4' : '7.2', '')}`
    : null;
}

/** Fetches, converters and format variables have hovers of their own within a word. */
function inside(doc: Doc, offset: number, found: Located, texts: Texts | null): Hover | null {
  const { text } = doc;
  const { role, word } = found;
  const quoted = text[word.from] === '"' || text[word.from] === "'" ? 1 : 0;
  if (role.type === 'format') {
    const flag = flagAt(doc, offset, word.from, word.to, texts);
    if (flag) return flag;
    const part = formatPart(text, word.from, offset, word.to);
    if (part?.part === 'expression') return expression(doc, part.start, offset, part.end, texts);
    const alias = part ? aliases(doc.options.version).get(part.name) : undefined;
    return part && alias
      ? {
          from: part.from,
          to: part.to,
          markdown: describeAlias(alias, 'alias', doc.options.version, texts),
        }
      : null;
  }
  return role.type === 'expression' ? expression(doc, word.from + quoted, offset, word.to, texts) : null;
}

/** A variable of log formats, or a flag of one. */
function describeAlias(row: AliasRow, topic: 'alias' | 'alias flags', version: Version, texts: Texts | null): string {
  const long = texts?.keyword([topic], row.name) ?? null;
  const head = topic === 'alias' ? `**%${plain(row.name)}**` : `**+${row.name}**, a flag`;
  const facts = [row.http ? 'in HTTP mode' : '', row.since ? `since ${row.since}` : ''].filter((s) => s !== '');
  const since = row.since && rank(row.since) > rank(MANUAL_VERSION) ? version : MANUAL_VERSION;
  return [
    head,
    [plain(sentence(row.text)), long?.text ?? ''].filter((s) => s !== '').join(' '),
    sentence(facts.join('; ')),
    long ? `\`\`\`haproxy\n${long.example.join('\n')}\n\`\`\`` : '',
    manualLink('8.2.6', '', since),
  ]
    .filter((s) => s !== '')
    .join('\n\n');
}

/** `Q` in `%{+Q}o`. */
function flagAt(doc: Doc, offset: number, from: number, to: number, texts: Texts | null): Hover | null {
  const raw = doc.text.slice(from, to);
  for (const match of raw.matchAll(/%(?:\([^()\s]*\))?\{([^}\s]*)\}/g)) {
    const open = from + match.index + match[0].length - match[1]!.length - 1;
    if (offset < open || offset >= open + match[1]!.length) continue;
    for (const flag of match[1]!.matchAll(/[A-Za-z]+/g)) {
      const start = open + flag.index;
      const row = ALIAS_FLAGS.find(({ name }) => name === flag[0]);
      if (!row || offset < start - 1 || offset > start + flag[0].length) continue;
      const { version } = doc.options;
      return { from: start, to: start + flag[0].length, markdown: describeAlias(row, 'alias flags', version, texts) };
    }
  }
  return null;
}

function expression(doc: Doc, start: number, offset: number, end: number, texts: Texts | null): Hover | null {
  const { version } = doc.options;
  const part = expressionPart(doc.text, start, offset, end);
  const named = part.part === 'argument' ? nameInExpression(doc, offset) : null;
  if (named) return named;
  const kind = part.part === 'argument' ? part.of : part.part;
  const info = kind === 'fetch' ? fetchInfo(part.name, version) : converterInfo(part.name, version);
  return info ? { from: part.from, to: part.to, markdown: describeSample(info, kind, version, texts) } : null;
}

/** An argument that is the name of something in this document. */
function nameInExpression(doc: Doc, offset: number): Hover | null {
  const line = lineAt(doc, offset);
  const first = line.words[0];
  if (!line.section || !first) return null;
  const found = namesIn(doc, { from: first.from, to: line.words.at(-1)!.to }, line.section).find(
    (name) => name.word.from + name.from <= offset && offset <= name.word.from + name.to,
  );
  const markdown = found ? describeName(doc, found.of, found.name, line) : null;
  return found && markdown !== null
    ? { from: found.word.from + found.from, to: found.word.from + found.to, markdown }
    : null;
}

const VARIABLE = /\$(?:\{(\.?\w+)(?:\[\*\])?(?:-([^}]*))?\}|(\.?\w+))/g;

/** An environment variable between weak quotes. */
function variableHover(doc: Doc, offset: number, { word }: Located): Hover | null {
  const raw = doc.text.slice(word.from, word.to);
  if (!raw.includes('$') || !raw.includes('"')) return null;
  for (const match of raw.matchAll(VARIABLE)) {
    const from = word.from + match.index;
    const to = from + match[0].length;
    if (offset < from || offset > to) continue;
    const name = match[1] ?? match[3]!;
    const value = doc.options.environment?.[name];
    const fallback = match[2];
    const said = name.startsWith('.')
      ? 'HAProxy sets it while it reads the file.'
      : value !== undefined
        ? `It is ${code(value)} here.`
        : fallback !== undefined
          ? `It is not set here; ${code(fallback)} is used instead.`
          : 'It is not set here.';
    return { from, to, markdown: `Environment variable **${plain(name)}**. ${said}\n\n${manualLink('2.3', '')}` };
  }
  return null;
}
