/** Log formats, once the section's mode is known; logs that go nowhere. */
import type { Word } from '../config.ts';
import { parseFormat } from '../format.ts';
import { PLACE } from '../keywords/names.ts';
import type { ProxyDraft } from '../lower/context.ts';
import { type CheckContext, dialectOf, headerSpan, inSection, sectionWords } from './context.ts';

export function checkLogs(draft: ProxyDraft, cx: CheckContext): void {
  const { effective } = draft;
  const fe = draft.kind !== 'backend';
  let something = false;
  if (fe && effective.logFormat)
    something = effective.logFormat.word ? compile(draft, effective.logFormat.word, PLACE.log, 'log-format', cx) : true;
  if (fe && effective.logFormatSd)
    something = compile(draft, effective.logFormatSd.word, PLACE.log, 'log-format-sd', cx) || something;
  if (effective.uniqueId)
    compile(
      draft,
      effective.uniqueId.word,
      (fe ? PLACE.frontendRequest : 0) | (draft.kind !== 'frontend' ? PLACE.backendRequest : 0),
      'unique-id-format',
      cx,
    );
  if (effective.errorLogFormat) compile(draft, effective.errorLogFormat.word, PLACE.log, 'error-log-format', cx);
  if (fe && something && effective.logs === 0 && (effective.mode === 'tcp' || effective.mode === 'http')) {
    const span =
      effective.logFormat && inOwnSection(draft, effective.logFormat.span.from)
        ? effective.logFormat.span
        : headerSpan(draft);
    cx.report.warning(
      span,
      'log-without-address',
      `${sectionWords(draft)} has a log format, but nowhere to log to`,
      inSection(draft, { hint: "add 'log global' here, and a 'log' line in global" }),
    );
  }
}

function inOwnSection(draft: ProxyDraft, offset: number): boolean {
  return offset >= draft.section.header.span.from && offset < draft.section.end;
}

/** Returns whether HAProxy has something to log after it. */
function compile(draft: ProxyDraft, word: Word, places: number, what: string, cx: CheckContext): boolean {
  const { report } = cx;
  const read = parseFormat(word, { places, dialect: dialectOf(draft, cx), http: draft.effective.mode === 'http' });
  if (!read.ok) {
    report.error(read.error.span, read.error.code, `'${what}': ${read.error.message}`);
    return read.started;
  }
  for (const reference of read.value.references) {
    draft.lateReferences.push({ kind: 'format-argument', name: reference.name, span: reference.span, reference });
  }
  for (const f of read.value.files) report.environment(f.span, 'file-needed', `HAProxy will need the file '${f.path}'`);
  return read.value.format.parts.length > 0;
}
