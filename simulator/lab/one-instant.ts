/**
 * Lines of one instant. What ends at one instant (by one fault, say) ends in the order in which the system reports it, and
 * each line counts the connections that are left: all of the lines together have to have the same counts, each of them
 * need not.
 */

/** Lines no further apart from each other are of one instant. */
const INSTANT_MS = 5;
/** Of the process, frontend, backend, server; then the retries, which are the request's own. */
const COUNTS = /^(\d+)\/(\d+)\/(\d+)\/(\d+)(?:\/(\+?\d+))?$/;
/** Behind client, frontend, server and timers. */
const FROM_WORD = 4;

/** A line of HAProxy's and Drydock's of the same request, without their dates. */
export interface TimedPair {
  readonly atMs: number;
  readonly haproxy: string | null;
  readonly drydock: string | null;
}

/** @returns for each pair, whether it is one of several of an instant whose counts agree as a whole */
export function agreeingInstants(pairs: readonly TimedPair[]): readonly boolean[] {
  const agree: boolean[] = [];
  for (let end = 0; agree.length < pairs.length; ) {
    const first = end++;
    while (end < pairs.length && pairs[end]!.atMs - pairs[end - 1]!.atMs <= INSTANT_MS) end++;
    const group = pairs.slice(first, end);
    const same = columns(group.map(({ haproxy }) => haproxy)) === columns(group.map(({ drydock }) => drydock));
    agree.push(...group.map(() => same && group.length > 1));
  }
  return agree;
}

/** The same retries, and counts that may be those of another line. */
export function mayBeSwapped(a: string, b: string): boolean {
  const [left, right] = [COUNTS.exec(a), COUNTS.exec(b)];
  return left !== null && right !== null && left[5] === right[5];
}

/** The values of each count, by size. */
function columns(lines: readonly (string | null)[]): string {
  const counts = lines.map((line) => {
    const word = line
      ?.split(' ')
      .slice(FROM_WORD)
      .find((one) => COUNTS.test(one));
    return COUNTS.exec(word ?? '');
  });
  return [1, 2, 3, 4]
    .map((at) =>
      counts
        .map((found) => found?.[at] ?? '-')
        .sort()
        .join(),
    )
    .join('/');
}
