/** `track-sc<N> <expression> [table <name>]`, in HTTP and TCP rules. */
import type { Word } from '../config.ts';
import { parseExpression } from '../expression.ts';
import { type ProxyContext, reportExpression } from './context.ts';
import type { ActionReader, ReadAction } from './http-rules.ts';

export function readTracking(r: ActionReader, i: number): ReadAction | null {
  const next = trackAt(r.words, i, r.head, r.places, r.cx, true);
  return next === null ? null : { action: { type: 'other', name: r.head.text, args: r.words.slice(i, next) }, next };
}

/** Index of the word behind the arguments, or null when an error was reported. */
export function trackAt(
  words: readonly Word[],
  i: number,
  head: Word,
  places: number,
  cx: ProxyContext,
  aborts: boolean,
): number | null {
  const { report, draft } = cx;
  const file = aborts ? report.abort : report.error;
  const word = words[i];
  if (!word) {
    file(head.span, 'missing-fetch', `'${head.text}' wants an expression`);
    return null;
  }
  const read = parseExpression(word, 0, cx, false, words.slice(i + 1));
  if (!read.ok) {
    reportExpression(read.error, '', cx, aborts);
    return null;
  }
  if ((read.value.fetch.places & places) === 0) {
    file(
      read.value.sample.span,
      'fetch-not-available',
      `'${read.value.fetch.name}' may not be used here: what it reads is not available at this point`,
    );
    return null;
  }
  for (const reference of read.value.references)
    draft.lateReferences.push({ kind: 'argument', name: reference.name, span: reference.span, reference });
  let next = i + 1 + read.more;
  let table: Word | null = null;
  if (words[next]?.text === 'table') {
    table = words[next + 1] ?? null;
    if (!table) {
      file(words[next]!.span, 'missing-argument', "'table' wants a table's name");
      return null;
    }
    next += 2;
  }
  draft.lateReferences.push({
    kind: 'track',
    name: table?.text ?? draft.name?.text ?? '',
    span: (table ?? head).span,
    type: read.value.type,
  });
  return next;
}
