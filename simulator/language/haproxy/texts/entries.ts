/**
 * The form of the longer texts: plain text, entries with an empty line between. An entry has
 * its name in the first line, then sentences, what it needs behind `!` (`-`: nothing, whatever the group says), and an
 * example of one or two lines behind `>`. Names and code stand between tildes, which mean backticks: the texts are in
 * template literals, where backticks would be hard to read.
 */

/** A file of texts: one section of the manual. */
export interface TextGroup {
  /** Section of HAProxy's configuration manual. */
  readonly manual: string;
  /** What its entries need unless they say otherwise. Markdown. */
  readonly needs?: string;
  /** Stands in front of every entry. Markdown. */
  readonly note?: string;
  readonly entries: string;
}

/** What a hover says about a fetch or converter beyond its one line. */
export interface LongText {
  /** Markdown; `''` when the one line says it all. */
  readonly text: string;
  /** What must be the case for it to have a value: Markdown, no sentence; `''` for nothing. */
  readonly needs: string;
  /** Lines of a configuration. */
  readonly example: readonly string[];
}

const code = (text: string): string => text.replaceAll('~', '`');

/** The entries of a file, by name. */
export function readEntries(group: TextGroup): Record<string, LongText> {
  const out: Record<string, LongText> = {};
  for (const block of group.entries.trim().split('\n\n')) {
    const [name = '', ...lines] = block.split('\n');
    const marked = (mark: string): string[] => lines.filter((l) => l.startsWith(mark)).map((l) => l.slice(2));
    const text = [group.note ?? '', ...lines.filter((l) => !/^[!>] /.test(l)).map(code)];
    const own = marked('! ')[0];
    out[name] = {
      text: text.filter((t) => t !== '').join(' '),
      needs: own === undefined ? (group.needs ?? '') : own === '-' ? '' : code(own),
      example: marked('> '),
    };
  }
  return out;
}
