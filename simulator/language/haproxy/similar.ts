/** Names that look alike, for "did you mean", and lists of which no two are the same. */

/** Edits (insert, remove, replace, swap of neighbours) from one word to the other, or `limit + 1` when there are more. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  // What they begin and end with alike needs no edit.
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - same && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return distance(a.slice(same, a.length - end), b.slice(same, b.length - end), limit);
}

function distance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let d = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) d = Math.min(d, before[j - 2]! + 1);
      row.push(d);
      least = Math.min(least, d);
    }
    if (least > limit) return limit + 1;
    before = last;
    last = row;
  }
  return last[b.length]!;
}

/** The name that is closest to what was written, if it is close enough to be meant. */
export function similar(written: string, names: Iterable<string>): string | null {
  const word = written.slice(0, 64).toLowerCase();
  const limit = word.length <= 3 ? 1 : word.length <= 7 ? 2 : 3;
  let best: string | null = null;
  let bestDistance = limit + 1;
  for (const name of names) {
    const d = editDistance(word, name.toLowerCase(), bestDistance - 1);
    if (d < bestDistance) {
      best = name;
      bestDistance = d;
    }
  }
  return best;
}

/** So few that comparing each with each is quicker than a map of them. */
const FEW = 8;

/** The usual case of a list: it is short, and no two of it are the same. */
export function areFewAndDistinct<T>(list: readonly T[], areSame: (a: T, b: T) => boolean): boolean {
  if (list.length > FEW) return false;
  for (let i = 1; i < list.length; i++) {
    for (let k = 0; k < i; k++) if (areSame(list[i]!, list[k]!)) return false;
  }
  return true;
}
