/** One line against the table of its block. */
import type { At } from '../haproxy/config.ts';
import type { KeywordTable } from './keywords.ts';
import type { Line } from './reader.ts';
import { type Report, stringAt } from './values.ts';

/** `include`, `@id` and `$`definitions belong to keepalived's preprocessor; `include` alone is an unknown word. */
function isPreprocessor({ words }: Line): boolean {
  const keyword = words[0]?.text ?? '';
  return /^[@$~]/.test(keyword) || (/^include[rmwba]?$/.test(keyword) && words.length > 1);
}

/** Whether keepalived knows the word here and it has what it needs; reports it otherwise. */
export function knownLine(line: Line, table: KeywordTable, where: string, report: Report): boolean {
  const word = line.words[0];
  if (!word) {
    report(line.span, 'unexpected-block', 'This block belongs to no keyword; keepalived reports an unexpected {.');
    return false;
  }
  if (isPreprocessor(line)) {
    const message = `'${word.text}' is for keepalived's preprocessor, which is not read here.`;
    report(line.span, 'not-read', message, { severity: 'not-simulated' });
    return false;
  }
  const shape = Object.hasOwn(table, word.text) ? table[word.text] : undefined;
  if (shape === undefined) {
    report(word.span, 'unknown-keyword', `Unknown keyword '${word.text}' ${where}.`, spellingHint(word.text, table));
    return false;
  }
  if (shape === 'block' && !line.block) {
    report(line.span, 'missing-block', `'${word.text}' needs a block: { … }.`);
    return false;
  }
  if (shape === 'value' && line.words.length < 2) {
    report(
      line.span,
      'missing-value',
      `'${word.text}' needs a value; keepalived stops reading here, with exit status 2.`,
    );
    return false;
  }
  if ((shape === 'value' || shape === 'flag') && line.block) {
    report(line.block.open, 'unexpected-block', `'${word.text}' has no block; keepalived reports an unexpected {.`);
  }
  return true;
}

function spellingHint(word: string, table: KeywordTable): { hint: string } | undefined {
  const close = Object.keys(table).find((known) => isOneEditAway(known, word));
  return close === undefined ? undefined : { hint: `Did you mean '${close}'?` };
}

/** One letter added, left out or changed, or two neighbours exchanged. */
function isOneEditAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const tail = (from: string, skip: number) => from.slice(start + skip);
  const swapped = a[start] === b[start + 1] && a[start + 1] === b[start] && tail(a, 2) === tail(b, 2);
  return swapped || tail(a, 1) === tail(b, 1) || tail(a, 0) === tail(b, 1) || tail(a, 1) === tail(b, 0);
}

/** The name after a block's keyword, or undefined with a report. */
export function blockName(line: Line, report: Report): At<string> | undefined {
  const name = stringAt(line);
  if (name) return name;
  const keyword = line.words[0]?.text ?? '';
  // keepalived misses this one's name as it misses any value, and stops; of the others it says that they need one.
  const code = keyword === 'vrrp_script' ? 'missing-value' : 'missing-name';
  report(line.span, code, `'${keyword}' needs a name.`);
  return undefined;
}
