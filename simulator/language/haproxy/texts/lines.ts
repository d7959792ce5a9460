/** The one-line texts about fetches and converters, and about keywords without a row, by name. */
import type { Version } from '../config.ts';
import { CONVERTER_LINES } from './converter-lines.ts';
import { counterLine } from './counters.ts';
import { FETCH_LINES } from './fetch-lines.ts';
import { KEYWORD_LINES } from './keyword-lines.ts';

export interface SampleLine {
  /** Names of the arguments, optional ones in brackets: `name[,occurrence]`. */
  readonly args: string;
  /** What it gives: no sentence yet, nothing in it is markup. */
  readonly text: string;
  /** Section of HAProxy's configuration manual. */
  readonly manual: string;
  /** It is another name of this one. */
  readonly of?: string;
}

const LINE = /^([^\s(]+)(?:\((\S+)\))? (.*)$/;

function read(lines: string, manual: string, out: Map<string, SampleLine>): void {
  for (const line of lines.trim().split('\n')) {
    const [, name = '', args = '', text = ''] = LINE.exec(line) ?? [];
    if (!text.startsWith('= ')) out.set(name, { args, text, manual });
    else out.set(name, { args, text: `another name of ${text.slice(2)}`, manual, of: text.slice(2) });
  }
}

let fetchLines: Map<string, SampleLine> | undefined;
let converterLines: Map<string, SampleLine> | undefined;

/** What a fetch gives; null for names without a text. */
export function fetchLine(name: string): SampleLine | null {
  if (!fetchLines) {
    fetchLines = new Map();
    for (const [manual, lines] of Object.entries(FETCH_LINES)) read(lines, manual, fetchLines);
  }
  return fetchLines.get(name) ?? (name.startsWith('table_') ? null : counterLine(name));
}

/** What a converter does; null for names without a text. */
export function converterLine(name: string): SampleLine | null {
  if (!converterLines) {
    converterLines = new Map();
    read(CONVERTER_LINES, '7.3.1', converterLines);
  }
  return converterLines.get(name) ?? (name.startsWith('table_') ? counterLine(name) : null);
}

export interface KeywordLine {
  /** Arguments behind the name, as rows have them. */
  readonly form: string;
  readonly text: string;
  /** Section of HAProxy's configuration manual. */
  readonly manual: string;
  /** The first version that warns of it, and what to write instead. */
  readonly deprecated?: Version;
  readonly instead?: string;
}

const LINE_OF_KEYWORD = /^([^\s(]+) ?(.*?) = (.*?)(?: ! (\S+) (.*))?$/;

let keywordLines: Map<string, Map<string, KeywordLine>> | undefined;

function readKeywordLines(): Map<string, Map<string, KeywordLine>> {
  const out = new Map<string, Map<string, KeywordLine>>();
  for (const [topic, sections] of Object.entries(KEYWORD_LINES)) {
    const map = new Map<string, KeywordLine>();
    out.set(topic, map);
    for (const [manual, lines] of Object.entries(sections)) {
      for (const line of lines.trim().split('\n')) {
        const [, name = '', form = '', text = '', deprecated, instead] = LINE_OF_KEYWORD.exec(line) ?? [];
        map.set(name, {
          form,
          text,
          manual,
          ...(deprecated && { deprecated: deprecated as Version }),
          ...(instead && { instead }),
        });
      }
    }
  }
  return out;
}

/** What is known about a keyword without a row; topics as `vocabulary.ts` has them, the narrowest first. */
export function keywordLine(topics: readonly string[], name: string): KeywordLine | null {
  keywordLines ??= readKeywordLines();
  for (const topic of topics) {
    const line = keywordLines.get(topic)?.get(name);
    if (line) return line;
  }
  return null;
}
