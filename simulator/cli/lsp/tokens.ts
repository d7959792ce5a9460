/** Colours: each line by itself, and over that what only the whole document tells. */
import { type HighlightToken, highlightLine, semanticTokens, type TokenType } from '../../language/service.ts';
import type { OpenDocument } from './documents.ts';

/** Names that every editor has colours for. */
const LEGEND = {
  section: 'namespace',
  name: 'class',
  keyword: 'keyword',
  option: 'property',
  action: 'function',
  condition: 'keyword',
  fetch: 'function',
  converter: 'method',
  acl: 'variable',
  backend: 'class',
  server: 'enumMember',
  number: 'number',
  time: 'number',
  address: 'string',
  string: 'string',
  escape: 'regexp',
  variable: 'parameter',
  operator: 'operator',
  comment: 'comment',
  macro: 'macro',
  // What nobody knows has no colour; a diagnostic says why.
  unknown: null,
} as const satisfies Readonly<Record<TokenType, string | null>>;

export const TOKEN_LEGEND: readonly string[] = [...new Set(Object.values(LEGEND).filter((name) => name !== null))];

/** The protocol's numbers for lines `first`..`last` (from 0). */
export function tokenData({ doc, lines }: OpenDocument, first: number, last: number): number[] {
  const start = lines.offsetAt({ line: first, character: 0 });
  const end = lines.offsetAt({ line: last + 1, character: 0 });
  const known = semanticTokens(doc, start, end).filter((t) => t.from < end && t.to > start);
  const data: number[] = [];
  let line = 0;
  let character = 0;
  for (const token of merged(doc.text, start, end, known)) {
    const type = LEGEND[token.type];
    if (type === null) continue;
    const at = lines.positionAt(token.from);
    const length = token.to - token.from;
    data.push(at.line - line, at.line === line ? at.character - character : at.character);
    data.push(length, TOKEN_LEGEND.indexOf(type), 0);
    line = at.line;
    character = at.character;
  }
  return data;
}

/** Tokens of single lines, but where `known` has something to say. */
function* merged(
  text: string,
  start: number,
  end: number,
  known: readonly HighlightToken[],
): Generator<HighlightToken> {
  let next = 0;
  for (let from = start; from < end; ) {
    const feed = text.indexOf('\n', from);
    const to = feed < 0 ? text.length : feed;
    for (const token of highlightLine(text.slice(from, to))) {
      let at = from + token.from;
      const stop = from + token.to;
      while (next < known.length && known[next]!.from < stop) {
        const better = known[next]!;
        if (better.from > at) yield { from: at, to: better.from, type: token.type };
        yield better;
        at = Math.max(at, better.to);
        next++;
      }
      if (at < stop) yield { from: at, to: stop, type: token.type };
    }
    from = to + 1;
  }
}
