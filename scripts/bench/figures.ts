/** Figures from repeated measurements. */

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Runs once unmeasured, then `runs` times: the shortest, in milliseconds, which is the one that nothing else disturbed. */
export function fastestMs(runs: number, work: () => void): number {
  work();
  let fastest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const started = performance.now();
    work();
    fastest = Math.min(fastest, performance.now() - started);
  }
  return fastest;
}

/** Runs several pieces of work in turn, so that what disturbs one disturbs all: the middle time of each, in milliseconds. */
export function inTurnMs(rounds: number, works: readonly (() => void)[]): number[] {
  const times = works.map((): number[] => []);
  for (const work of works) work();
  for (let round = 0; round < rounds; round++) {
    for (const [i, work] of works.entries()) {
      const started = performance.now();
      work();
      times[i]!.push(performance.now() - started);
    }
  }
  return times.map(median);
}
