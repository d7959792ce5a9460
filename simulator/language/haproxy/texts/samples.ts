/** The longer texts about fetches and converters; for those who need no others, `texts.ts` is the way to them. */
import { CONVERTERS } from './converters.ts';
import { counterText } from './counter-texts.ts';
import { type LongText, readEntries, type TextGroup } from './entries.ts';
import { FETCHES_BYTES } from './fetches-bytes.ts';
import { FETCHES_CONNECTION } from './fetches-connection.ts';
import { FETCHES_DEVELOPERS } from './fetches-developers.ts';
import { FETCHES_HTTP } from './fetches-http.ts';
import { FETCHES_INTERNAL } from './fetches-internal.ts';
import { FETCHES_TLS } from './fetches-tls.ts';
import { converterLine, fetchLine } from './lines.ts';

/** Looks longer texts up; null for unknown names. */
export interface SampleTexts {
  fetch(name: string): LongText | null;
  converter(name: string): LongText | null;
}

const FETCHES: readonly TextGroup[] = [
  FETCHES_INTERNAL,
  FETCHES_CONNECTION,
  FETCHES_TLS,
  FETCHES_BYTES,
  FETCHES_HTTP,
  FETCHES_DEVELOPERS,
];

let fetches: Map<string, LongText> | undefined;
let converters: Map<string, LongText> | undefined;

const readAll = (groups: readonly TextGroup[]): Map<string, LongText> =>
  new Map(groups.flatMap((group) => Object.entries(readEntries(group))));

/** Both names of these are as good. */
const SAME = new Set(['urlp']);

/** The text of `of` for its other name. */
function renamed(name: string, of: string, text: LongText): LongText {
  const call = new RegExp(`(?<![\\w.])${of.replaceAll('.', '\\.')}(?![\\w.])`, 'g');
  return {
    ...text,
    text: `${!SAME.has(of) ? `The older one: prefer \`${of}\`. ` : ''}What it gives: ${fetchLine(of)?.text ?? of}. ${text.text}`.trim(),
    example: text.example.map((line) => line.replace(call, name)),
  };
}

export const SAMPLE_TEXTS: SampleTexts = {
  fetch(name) {
    fetches ??= readAll(FETCHES);
    const of = fetchLine(name)?.of;
    const base = fetches.get(of ?? name);
    if (base) return of === undefined ? base : renamed(name, of, base);
    return name.startsWith('table_') ? null : counterText(name);
  },
  converter(name) {
    converters ??= readAll([CONVERTERS]);
    return converters.get(name) ?? (converterLine(name) && name.startsWith('table_') ? counterText(name) : null);
  },
};
