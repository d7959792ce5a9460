/** Sizes as HAProxy reads them: a non-negative integer and k, m or g (powers of 1024). */

export type SizeResult =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false /** offset of the bad character */; readonly at: number };

const FORM = /^(\d+)([kmg]?)/i;
const SHIFT: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

export function parseSize(text: string): SizeResult {
  const match = FORM.exec(text);
  if (!match) return { ok: false, at: 0 };
  const digits = match[1]!;
  if (match[0].length < text.length) return { ok: false, at: match[0].length };
  const value = Number(digits) * SHIFT[match[2]!.toLowerCase()]!;
  if (value >= 2 ** 32) return { ok: false, at: digits.length };
  return { ok: true, value };
}
