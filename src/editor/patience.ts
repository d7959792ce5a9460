/** How long a worker may think before it is taken for lost. */

const PATIENCE_MS = 4000;
/** Many times what reading that many takes on a machine with nothing else to do: a busy one is not a hang. */
const CHARACTERS_PER_MS = 50;
const LONGEST_MS = 30_000;

/** Until the worker's script is there and runs; a slow line or a busy machine is no text's fault. */
export const LOADING_MS = 60_000;

/** @param characters of the texts that the worker has to read */
export function patienceMs(characters: number): number {
  return Math.min(LONGEST_MS, PATIENCE_MS + characters / CHARACTERS_PER_MS);
}
