/** Columns of text: the first to the left, numbers to the right. */

/** Lines of a table; every row has as many cells as `head`. Columns named in `left` are aligned to the left. */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  left: ReadonlySet<string>,
): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (left.has(head[i]!) ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd();
  return `${[head, ...rows].map((row) => `  ${line(row)}\n`).join('')}`;
}
