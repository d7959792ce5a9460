/** Colours as Monaco takes them: five numbers a token, places relative to the token in front of it. */
import { type HighlightToken, TOKEN_TYPES } from '../../simulator/language/service.ts';

/**
 * @param tokens in order; none reaches over a line's end
 * @param from where a line begins, not behind the first token
 * @param firstLine that line's number, from 1
 */
export function encodeTokens(
  text: string,
  tokens: readonly HighlightToken[],
  from: number,
  firstLine: number,
): Uint32Array<ArrayBuffer> {
  const data = new Uint32Array(tokens.length * 5);
  let line = firstLine - 1;
  let lineFrom = from;
  let lastLine = 0;
  let lastColumn = 0;
  let at = 0;
  for (const token of tokens) {
    if (token.from < from) continue;
    for (let feed = text.indexOf('\n', lineFrom); feed >= 0 && feed < token.from; feed = text.indexOf('\n', lineFrom)) {
      line++;
      lineFrom = feed + 1;
    }
    const column = token.from - lineFrom;
    data[at] = line - lastLine;
    data[at + 1] = line === lastLine ? column - lastColumn : column;
    data[at + 2] = token.to - token.from;
    data[at + 3] = TOKEN_TYPES.indexOf(token.type);
    at += 5;
    lastLine = line;
    lastColumn = column;
  }
  return data.slice(0, at);
}
