/** Reading DER (ITU-T X.690): just what certificates need. Bytes are latin-1 text; bad input gives null, never an error. */

export interface Element {
  readonly tag: number;
  /** Where the content begins and ends, and where the element itself begins. */
  readonly from: number;
  readonly to: number;
  readonly start: number;
}

/** The element at a place, or null: it does not fit into what there is. */
export function elementAt(bytes: string, start: number, end = bytes.length): Element | null {
  if (start + 2 > end) return null;
  const tag = bytes.charCodeAt(start);
  let length = bytes.charCodeAt(start + 1);
  let from = start + 2;
  if (length > 0x80) {
    const count = length & 0x7f;
    if (count > 4 || from + count > end) return null;
    length = 0;
    for (let at = 0; at < count; at++) length = length * 256 + bytes.charCodeAt(from + at);
    from += count;
  } else if (length === 0x80) return null;
  return from + length > end ? null : { tag, from, to: from + length, start };
}

/** The elements inside of one, in order; what does not fit ends the list. */
export function inside(bytes: string, { from, to }: Element): Element[] {
  const found: Element[] = [];
  let at = from;
  while (at < to) {
    const element = elementAt(bytes, at, to);
    if (!element) break;
    found.push(element);
    at = element.to;
  }
  return found;
}

export const contentOf = (bytes: string, { from, to }: Element): string => bytes.slice(from, to);

/** An object identifier in dots. */
export function identifierOf(bytes: string, { from, to }: Element): string {
  const parts: number[] = [];
  let value = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes.charCodeAt(at);
    value = value * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    if (parts.length === 0) {
      const first = value < 80 ? Math.floor(value / 40) : 2;
      parts.push(first, value - first * 40);
    } else parts.push(value);
    value = 0;
  }
  return parts.join('.');
}
