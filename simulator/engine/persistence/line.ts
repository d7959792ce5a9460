/**
 * Cookie header lines, cut so that a cookie can be taken out and the others keep every byte. Facts: HAProxy's handling of
 * Cookie lines: `;` and `,` separate, quotes protect, blanks around `=` are dropped, names with `$` are attributes of the
 * cookie before them.
 */

export interface Piece {
  /** With its separator in front, as it stood. */
  readonly text: string;
  /** '' for what has no `=`. */
  readonly name: string;
  readonly value: string;
  /** `$Path=/` and the like. */
  readonly isAttribute: boolean;
}

/** The pieces of a Cookie line, in order; their texts together are the line. */
export function cutCookies(line: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  while (from < line.length) {
    const begin = pieces.length === 0 ? from : from + 1;
    let equals = begin;
    while (equals < line.length && !'=,;'.includes(line[equals]!)) equals++;
    const hasValue = line[equals] === '=';
    const end = hasValue ? valueEnd(line, equals + 1) : equals;
    const name = line.slice(begin, equals).replace(/^[ \t]+|[ \t]+$/g, '');
    const value = hasValue ? line.slice(equals + 1, end).replace(/^[ \t]+|[ \t]+$/g, '') : '';
    const isAttribute = name.startsWith('$');
    pieces.push({ text: line.slice(from, end), name: hasValue ? name : '', value, isAttribute });
    from = end;
  }
  return pieces;
}

/** Index of the `;` or `,` that ends a value, quotes respected; the end when there is none. */
export function valueEnd(line: string, from: number): number {
  let quoted = false;
  for (let at = from; at < line.length; at++) {
    const character = line[at]!;
    if (quoted) {
      if (character === '\\') at++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ';' || character === ',') return at;
  }
  return line.length;
}
