/**
 * Lines that were interpreted before. Most lines of a document are the same as they were at the last keystroke, and many
 * are the same as others; what a line says depends on its text, the kind of its section and the version alone.
 */
import type { Version } from '../config.ts';
import { cutLine, wordText } from '../cut.ts';
import { interpret, type Role } from './interpret.ts';
import type { TextWord } from './structure.ts';

export interface Reading {
  /** Offsets are into the line's text. */
  readonly words: readonly TextWord[];
  readonly roles: readonly Role[];
}

/** A large document has so many lines. Longer lines are not kept. */
const MOST = 20_000;
const LONGEST = 300;

const cache = new Map<string, Reading>();

/**
 * @param source a line from its first word to its last one
 * @param section kind of the section that it is in
 */
export function readingOf(source: string, section: string, version: Version): Reading {
  if (source.length > LONGEST) return read(source, section, version);
  const key = `${version} ${section}\n${source}`;
  let reading = cache.get(key);
  if (!reading) {
    if (cache.size >= MOST) cache.clear();
    reading = read(source, section, version);
    cache.set(key, reading);
  }
  return reading;
}

function read(source: string, section: string, version: Version): Reading {
  const words = cutLine(source, 0).words.map((w) => ({ ...w, text: wordText(source, w.from, w.to) }));
  return {
    words,
    roles: interpret(
      words.map((w) => w.text),
      section,
      version,
    ).roles,
  };
}
