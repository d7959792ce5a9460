/** The one-line texts about fetches and converters, by name. */
import { CONVERTER_LINES } from './converter-lines.ts';
import { counterLine } from './counters.ts';
import { FETCH_LINES } from './fetch-lines.ts';

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
