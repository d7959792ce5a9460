/**
 * A text as a row of sections, for finding out what an edit can change. A chunk is a section from its header's line up to the
 * next header's line, comments between them included; the first chunk is what stands above all sections.
 */
import type { Config } from '../config.ts';

export interface Chunk {
  readonly text: string;
  /** Kind of section; `''` above the first one. */
  readonly kind: string;
  readonly name: string;
}

/** Sections that an edit may change by itself; the others are few, and everything may hang on them. */
const BY_ITSELF: ReadonlySet<string> = new Set(['frontend', 'backend', 'listen']);

export function isByItself({ kind }: Chunk): boolean {
  return BY_ITSELF.has(kind);
}

/** Others hang on what it says. */
function isShared({ kind }: Chunk): boolean {
  return kind === 'global' || kind === 'defaults';
}

/**
 * Lines that decide which other lines count, scopes, and what ends a text early: such a text is not cut into pieces. Nor
 * is one in which variables are set, or in which a line says its own number.
 */
const INDIVISIBLE = /^[ \t]*(?:[.[]|["'\\]*(?:setenv|presetenv|unsetenv|resetenv|expose-)\b)|\0|\$\{?\.LINE/m;

export function isDivisible(text: string): boolean {
  return !INDIVISIBLE.test(text);
}

/** Cuts a text where its sections begin; null where that cannot be told from its lines. */
export function chunksOf(text: string, { sections }: Config): Chunk[] | null {
  const chunks: Chunk[] = [];
  let from = 0;
  let kind = '';
  let name = '';
  for (const section of sections) {
    const start = text.lastIndexOf('\n', section.span.from) + 1;
    if (start < from || (start === from && chunks.length > 0)) return null;
    chunks.push({ text: text.slice(from, start), kind, name });
    from = start;
    ({ kind } = section);
    name = section.name?.text ?? '';
  }
  chunks.push({ text: text.slice(from), kind, name });
  return chunks;
}

/** The text that chunks are of. */
export function textOf(chunks: readonly Chunk[]): string {
  return chunks.map((c) => c.text).join('');
}

/** A header that says what it says without quotes and escapes. */
const PLAIN_HEADER = /^[ \t]*([a-z]+)[ \t]+([\w.:-]+)[ \t\r]*(?:#|$)/;

/** The chunk with another text, or null where it may be no longer one section of its kind. */
export function rewritten(chunk: Chunk, text: string, isLast: boolean): Chunk | null {
  if (!isDivisible(text) || (!isLast && !text.endsWith('\n'))) return null;
  const header = firstLine(text);
  if (isShared(chunk) && header === firstLine(chunk.text)) return { ...chunk, text };
  if (!isByItself(chunk)) return null;
  if (header === firstLine(chunk.text)) return { ...chunk, text };
  const [, kind, name] = PLAIN_HEADER.exec(header) ?? [];
  return kind === chunk.kind && name !== undefined ? { text, kind, name } : null;
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}

/** What names, addresses and numbers consist of where they are referred to. */
const WORDS = /[^\s,()/"'{}%[\]#@|]+/g;

/** The words of a chunk, each once. */
export function wordsOf({ text }: Chunk): ReadonlySet<string> {
  return new Set(text.match(WORDS));
}

const kept = new WeakMap<Chunk, ReadonlySet<string>>();

/** The same, remembered as long as the chunk is: chunks that were edited are asked again at every keystroke. */
export function wordsKept(chunk: Chunk): ReadonlySet<string> {
  let words = kept.get(chunk);
  if (words === undefined) {
    words = wordsOf(chunk);
    kept.set(chunk, words);
  }
  return words;
}

/** Lines that give what only one may have in a configuration: addresses, numbers, identifiers. */
const GIVING_LINE = /^[ \t]*(?:bind|id|guid)\b.*$|\bguid[ \t]+\S+/gm;
/** Too usual for telling anything. */
const USUAL = /^(?:bind|id|guid|ssl|crt|alpn|name|mode|user|group|\d{1,2})$/;

/** What a chunk gives that others must not give, each once; more than that, for simplicity. */
export function givenBy({ text }: Chunk): ReadonlySet<string> {
  const out = new Set<string>();
  for (const line of text.match(GIVING_LINE) ?? []) {
    for (const word of line.match(WORDS) ?? []) if (!USUAL.test(word)) out.add(word);
  }
  return out;
}
