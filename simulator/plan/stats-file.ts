/**
 * `stats-file`: figures that a process begins with, by the guid of a frontend, a listener, a backend or a server. A line
 * that begins with `#fe` or `#be` says which figures the lines behind it have; what is not known is passed over.
 * Manual 3.1, "stats-file".
 */

/** By guid, and by the names of the columns of `show stat`: what the parts for frontends and for backends say. */
export type PreloadedPlan = Readonly<Record<'fe' | 'be', Readonly<Record<string, Readonly<Record<string, number>>>>>>;

export function planStatsFile(text: string): PreloadedPlan {
  const found: Record<'fe' | 'be', Record<string, Record<string, number>>> = { fe: {}, be: {} };
  let side: 'fe' | 'be' | null = null;
  let columns: readonly string[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('//')) continue;
    if (line.startsWith('#')) {
      const header = /^#(fe|be) guid,(.*),$/.exec(line);
      side = (header?.[1] as 'fe' | 'be' | undefined) ?? null;
      columns = header?.[2]?.split(',') ?? [];
      continue;
    }
    if (side === null) continue;
    const [guid = '', ...words] = line.split(',');
    found[side][guid] ??= {};
    for (const [at, name] of columns.entries()) {
      const word = words[at] ?? '';
      if (/^\d+$/.test(word)) found[side][guid]![name] = Number(word);
    }
  }
  return found;
}
