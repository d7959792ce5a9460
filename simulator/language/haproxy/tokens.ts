/**
 * The tokenizers of haproxy.grammar. They are hand-written because HAProxy's words are not regular: what closes a quote
 * depends on braces of variables, and which words begin a section depends on the version.
 */
import { ExternalTokenizer, type InputStream, type Stack } from '@lezer/lr';
import type { Version } from './config.ts';
import { CR, endsText, HASH, isBlankCode, LF, type Source, wordEnd, wordText } from './cut.ts';
import { sectionKinds } from './keywords/sections.ts';
import {
  blanks,
  Comment,
  DirectiveKw,
  HeaderPrefix,
  Ignored,
  LonePrefix,
  MacroKw,
  newline,
  Prefix,
  ScopeName,
  SectionKw,
  Word,
} from './parser.terms.ts';

const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;

/** Recognises a line's first word: a section's keyword, a macro, a scope, or anything else. */
export function lineStartOf(version: Version): ExternalTokenizer {
  const kinds = sectionKinds(version);
  const read = (input: InputStream, stack: Stack): void => {
    const code = input.next;
    if (endsText(code) || isBlankCode(code) || code === HASH) return;
    if (code === OPEN_BRACKET && beginsLine(stack)) return input.acceptToken(ScopeName, scopeEnd(input));
    const length = wordLength(input, 0);
    const word = keywordAt(input, 0, length);
    if ((word === 'no' || word === 'default') && beginsLine(stack))
      return input.acceptToken(prefixKind(input, length, kinds), length);
    if (word.startsWith('.') && beginsLine(stack)) return input.acceptToken(MacroKw, length);
    input.acceptToken(kinds.has(word) ? SectionKw : DirectiveKw, length);
  };
  return new ExternalTokenizer(read);
}

/** Not behind a `no`. */
function beginsLine(stack: Stack): boolean {
  return stack.canShift(HeaderPrefix);
}

/** What the generated parser refers to; `parserOf` puts the other versions' in its place. */
export const lineStart = lineStartOf('3.2');

/** The word between two offsets, decoded. */
function keywordAt(source: Source, from: number, to: number): string {
  let raw = '';
  for (let i = from; i < to; i++) raw += String.fromCharCode(source.peek(i));
  return wordText(raw, 0, raw.length);
}

function scopeEnd(input: InputStream): number {
  for (let i = 0; ; i++) {
    const code = input.peek(i);
    if (endsText(code)) return i;
    if (code === CLOSE_BRACKET) return i + 1;
  }
}

function wordLength(input: InputStream, at: number): number {
  const found = wordEnd(at === 0 ? input : { peek: (offset) => input.peek(at + offset) });
  return found < 0 ? ~found : found;
}

/** What `no`, which ends at `length`, stands in front of. HAProxy begins a section at `no backend`, after an error. */
function prefixKind(input: InputStream, length: number, kinds: ReadonlySet<string>): number {
  let i = length;
  if (input.peek(i) !== CR) while (isBlankCode(input.peek(i)) && input.peek(i) !== LF) i++;
  const code = input.peek(i);
  if (endsText(code) || code === HASH || code === CR) return LonePrefix;
  return kinds.has(keywordAt(input, i, i + wordLength(input, i))) ? HeaderPrefix : Prefix;
}

/**
 * Words, blanks, comments and line feeds. Not "contextual", though it asks the stack: at one place, the states that differ
 * in the answer are never both asked.
 */
export const withinLine = new ExternalTokenizer((input, stack) => {
  const code = input.next;
  if (code < 0) return;
  if (code === LF || code === CR) {
    if (!stack.canShift(newline)) return input.acceptToken(blanks, blanksEnd(input, false));
    // A carriage return behind a word ends what HAProxy reads of the line; in front of the first one it is a blank.
    return code === LF ? input.acceptToken(newline, 1) : input.acceptToken(Ignored, restOfLine(input));
  }
  if (code === 0) return input.acceptToken(Ignored, textEnd(input));
  if (isBlankCode(code)) return input.acceptToken(blanks, blanksEnd(input, stack.canShift(newline)));
  if (code === HASH) return input.acceptToken(Comment, restOfLine(input));
  const found = wordEnd(input);
  input.acceptToken(Word, found < 0 ? ~found : found);
});

function restOfLine(input: InputStream): number {
  let i = 1;
  while (!endsText(input.peek(i))) i++;
  return i;
}

function textEnd(input: InputStream): number {
  let i = 1;
  while (input.peek(i) >= 0) i++;
  return i;
}

/** Between lines, blank lines are blanks. */
function blanksEnd(input: InputStream, inLine: boolean): number {
  let i = 1;
  for (;;) {
    const code = input.peek(i);
    if (!isBlankCode(code) || (inLine && code === LF)) return i;
    i++;
  }
}
