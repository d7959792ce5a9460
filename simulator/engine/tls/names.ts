/** Distinguished names as HAProxy writes them: on one line, a part of them, or by RFC 2253. */
import type { NamePart } from './facts.ts';

/** `/C=FR/O=Example/CN=a`; null when there is nothing. */
export function onOneLine(parts: readonly NamePart[]): string | null {
  return parts.length === 0 ? null : parts.map(({ name, value }) => `/${name}=${value}`).join('');
}

/** The value of the part with that name: the nth from the front, or with a negative number from the end. */
export function partOf(parts: readonly NamePart[], name: string, position: number): string | null {
  const found = parts.filter((part) => part.name.toLowerCase() === name.toLowerCase());
  if (position === 0) return null;
  return (position > 0 ? found[position - 1] : found.at(position))?.value ?? null;
}

/** RFC 2253: the last part first. */
export function byRfc2253(parts: readonly NamePart[]): string | null {
  if (parts.length === 0) return null;
  let written = '';
  for (const [at, { name, value, joined }] of [...parts.entries()].reverse()) {
    written += `${name}=${escaped(value)}`;
    if (at > 0) written += joined ? '+' : ',';
  }
  return written;
}

function escaped(value: string): string {
  const last = value.length - 1;
  return Array.from(value, (character, at) => {
    const code = character.charCodeAt(0);
    if (code < 0x20 || code > 0x7e) return `\\${code.toString(16).toUpperCase().padStart(2, '0')}`;
    const isEdge = (at === 0 && (character === '#' || character === ' ')) || (at === last && character === ' ');
    return isEdge || ',+"\\<>;'.includes(character) ? `\\${character}` : character;
  }).join('');
}

/** `/CN=a/O=b` or `CN=a, O=b`, as people write them, as parts. */
export function readName(said: string): NamePart[] {
  const isLine = said.startsWith('/');
  const words = isLine ? said.slice(1).split(/\/(?=[A-Za-z0-9.]+=)/) : said.split(/,\s*(?=[A-Za-z0-9.]+=)/);
  return words.flatMap((word) => {
    const equals = word.indexOf('=');
    return equals < 1 ? [] : [{ name: word.slice(0, equals).trim(), value: word.slice(equals + 1) }];
  });
}
