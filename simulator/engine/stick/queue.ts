/** The queue of a stick table: a binary heap of its entries by the time they are queued at, equal ones first in, first out. */
import type { StickEntry, StickTableState } from './state.ts';

/** Queues an entry by its last use. It must not be in the queue. */
export function enqueue(table: StickTableState, entry: StickEntry): void {
  entry.queuedMs = entry.usedMs;
  entry.ticket = table.nextTicket++;
  const { queue } = table;
  let at = queue.push(entry) - 1;
  while (at > 0) {
    const above = (at - 1) >> 1;
    if (!isBefore(entry, queue[above]!)) break;
    queue[at] = queue[above]!;
    at = above;
  }
  queue[at] = entry;
}

/** Takes the first entry out of the queue, or says null when it is empty. */
export function dequeue(table: StickTableState): StickEntry | null {
  const { queue } = table;
  const first = queue[0];
  const last = queue.pop();
  if (!first || !last) return null;
  if (first === last) return first;
  let at = 0;
  for (let below = 1; below < queue.length; below = 2 * at + 1) {
    if (below + 1 < queue.length && isBefore(queue[below + 1]!, queue[below]!)) below++;
    if (!isBefore(queue[below]!, last)) break;
    queue[at] = queue[below]!;
    at = below;
  }
  queue[at] = last;
  return first;
}

function isBefore(x: StickEntry, y: StickEntry): boolean {
  return x.queuedMs === y.queuedMs ? x.ticket < y.ticket : x.queuedMs < y.queuedMs;
}
