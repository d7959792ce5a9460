/** Letters as HAProxy compares them: bytes, of which only A to Z have a small form. */

export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
