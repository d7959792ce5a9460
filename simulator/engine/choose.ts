/**
 * The one place where the engine draws. Everything that HAProxy leaves to chance goes through here: in simulation the
 * seeded generator decides.
 */
import { nextBelow } from './random.ts';
import type { Engine, Stream } from './state.ts';

/** What is left to chance. */
export type ChoiceKind = 'balance-tie' | 'balance-random' | 'start-position' | 'spread-checks' | 'sample';

/**
 * Draws one of `count` legal possibilities.
 * @param count how many there are, at least 1
 * @returns 0 … count - 1
 */
export function choose(engine: Engine, _kind: ChoiceKind, count: number): number {
  if (count <= 1) return 0;
  return nextBelow(engine.state.random, count);
}

/**
 * The server that the stream is known to have been sent to, if `legal` lets it be chosen here; null when nothing is known.
 * It counts as used up when it is taken.
 */
export function givenServer(engine: Engine, stream: Stream, legal: (server: number) => boolean): number | null {
  const seen = engine.state.given?.get(stream.id);
  if (seen === undefined) return null;
  while (seen.length > 0 && seen[0]!.proxy !== stream.backend) seen.shift();
  const next = seen[0];
  if (next === undefined || !legal(next.server)) return null;
  seen.shift();
  return next.server;
}
