/**
 * The trace: one line of text for everything that came out of a run, the same bytes wherever it is run. Hashed for
 * comparison, printed to find out where two runs part.
 */

import type { LogRecord, ServerStateChange } from '../engine/io.ts';
import type { ClientOutcome, FaultChange, Observer } from './observer.ts';
import { type Sha256, updateText } from './sha256.ts';

export type Traced =
  | { readonly kind: 'log'; readonly what: LogRecord }
  | { readonly kind: 'state'; readonly what: ServerStateChange }
  | { readonly kind: 'fault'; readonly what: FaultChange }
  | { readonly kind: 'ended'; readonly what: ClientOutcome };

/** Microseconds, kind, and the thing as JSON. Field order is that in which the code makes them, so it is part of the format. */
export function traceLine(atMs: number, traced: Traced): string {
  return `${Math.round(atMs * 1000)} ${traced.kind} ${JSON.stringify(traced.what)}\n`;
}

/** Calls `take` with every line. */
export function traceTo(take: (line: string) => void): Observer {
  return {
    log: (atMs, what) => take(traceLine(atMs, { kind: 'log', what })),
    serverState: (atMs, what) => take(traceLine(atMs, { kind: 'state', what })),
    fault: (atMs, what) => take(traceLine(atMs, { kind: 'fault', what })),
    ended: (atMs, what) => take(traceLine(atMs, { kind: 'ended', what })),
    explained() {},
    point() {},
  };
}

/** Hashes every line. */
export function traceObserver(hash: Sha256): Observer {
  return traceTo((line) => updateText(hash, line));
}
