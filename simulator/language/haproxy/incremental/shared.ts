/**
 * Edits in global and defaults sections. All others hang on them, but mostly not on what is being typed: a comment, a line
 * that is not finished, one that means nothing to anybody else. As long as others see the same of these sections, what
 * was found in the others stays, and only these are studied again, together with all that is no proxy.
 */
import type { Tellings } from '../advice/view.ts';
import { type Chunk, isByItself } from './chunks.ts';
import { type Found, foundIn, NOTHING_FOUND } from './found.ts';
import { type Part, type Subject, studyPieces, written } from './part.ts';
import type { Placed } from './places.ts';

export interface Around {
  readonly subject: Subject;
  readonly tellings: Tellings;
  readonly findings: readonly Found[];
  /** Chunks that every study needs, those that are no proxies among them. */
  readonly context: readonly number[];
  /** What others saw of these sections, where a study of the context alone is known to find all there is to find in them. */
  readonly basis: string | null;
  /** All advice is known. */
  readonly isSound: boolean;
}

export interface Reviewed {
  readonly findings: readonly Found[];
  readonly basis: string;
  readonly hasErrors: boolean;
}

/** @returns null where others may see something else, or that cannot be told */
export function reviewShared(
  around: Around,
  before: readonly Chunk[],
  after: readonly Chunk[],
  changed: ReadonlySet<number>,
  backends: () => Iterable<string>,
): Reviewed | null {
  const { subject, tellings, context } = around;
  const ask = (chunks: readonly Chunk[]): Part | null =>
    studyPieces(context, chunks, changed, { tellings, backends }, subject);
  const basis = around.basis ?? basisOf(around, before, ask(before));
  if (basis === null || reachesInto(around.findings, changed, after)) return null;
  const part = ask(after);
  if (part === null || part.guesses || part.shared() !== basis) return null;
  const own = ownOf(part, after);
  const findings = around.findings.map((found, i) => {
    if (isByItself(after[i]!)) return found;
    const placed = own.get(i);
    return placed === undefined ? NOTHING_FOUND : foundIn(placed);
  });
  return { findings, basis, hasErrors: part.hasErrors };
}

const NONE: readonly Placed[] = [];

/** What a part says of the sections that are no proxies, by chunk. */
function ownOf({ wide }: Part, chunks: readonly Chunk[]): ReadonlyMap<number, readonly Placed[]> {
  const own = new Map<number, Placed[]>();
  for (const placed of wide) {
    const home = placed.homes[0]!;
    if (isByItself(chunks[home]!)) continue;
    const list = own.get(home);
    if (list) list.push(placed);
    else own.set(home, [placed]);
  }
  return own;
}

function basisOf({ findings, isSound }: Around, chunks: readonly Chunk[], part: Part | null): string | null {
  if (!isSound || part === null || part.hasErrors) return null;
  const own = ownOf(part, chunks);
  const isAll = findings.every(
    ({ placed }, i) => isByItself(chunks[i]!) || written(placed) === written(own.get(i) ?? NONE),
  );
  return isAll ? part.shared() : null;
}

/** A fix of another section's finding is in one of them. */
function reachesInto(findings: Around['findings'], changed: ReadonlySet<number>, chunks: readonly Chunk[]): boolean {
  return findings.some(
    ({ placed }, i) =>
      isByItself(chunks[i]!) && placed.some(({ homes }) => homes.length > 1 && homes.some((h) => changed.has(h))),
  );
}
