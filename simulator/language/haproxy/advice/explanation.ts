/** What the code of a finding means. */

export interface Explanation {
  /** What is usually said by it. */
  readonly severity: 'error' | 'warning' | 'environment' | 'advice';
  readonly title: string;
  /** What happens, and why it hurts. */
  readonly what: string;
  readonly todo: string;
  /** Lines that get it, and what they become. */
  readonly before?: string;
  readonly after?: string;
  /** The section of HAProxy's manual. */
  readonly manual: string;
}

type Rest = readonly [title: string, what: string, todo: string, manual: string, before?: string, after?: string];

/** A table's rows: title, what happens and why, what to do, the manual's section, an example before and after. */
export function explain<T extends Readonly<Record<string, Rest>>>(
  severity: Explanation['severity'],
  rows: T,
): Readonly<Record<string, Explanation>> {
  return Object.fromEntries(
    Object.entries(rows).map(([code, [title, what, todo, manual, before, after]]) => [
      code,
      { severity, title, what, todo, manual, ...(before && { before }), ...(after && { after }) },
    ]),
  );
}
