/** Log-format strings in rules, with what they refer to. */
import type { Format, Word } from '../config.ts';
import { type FormatPlace, parseFormat } from '../format.ts';
import { type ProxyContext, reportExpression } from './context.ts';

/**
 * Reads a format; null when it was reported.
 *
 * @param http the format is used where HTTP is spoken whatever the section's mode
 */
export function readFormat(
  word: Word,
  places: number,
  cx: ProxyContext,
  options: { readonly aborts?: boolean; readonly http?: boolean; readonly warnBytes?: boolean } = {},
): Format | null {
  const { draft, report } = cx;
  const place: FormatPlace = { places, dialect: cx, http: draft.effective.mode === 'http' };
  const read = parseFormat(word, place);
  if (!read.ok) {
    reportExpression(read.error, '', cx, options.aborts);
    return null;
  }
  if (cx.version === '2.6' && read.value.fetchesHttp && !options.http) draft.httpFormat ??= word.span;
  for (const f of read.value.files) report.environment(f.span, 'file-needed', `HAProxy will need the file '${f.path}'`);
  for (const reference of read.value.references) {
    draft.lateReferences.push({ kind: 'format-argument', name: reference.name, span: reference.span, reference });
  }
  if (options.warnBytes !== false) {
    for (const span of read.value.byteFetches) {
      report.warning(span, 'bytes-in-http', 'a fetch that looks at raw bytes is ignored in an HTTP format');
    }
  }
  return read.value.format;
}
