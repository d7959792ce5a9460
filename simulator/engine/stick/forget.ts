/** A stream and the places that it holds in stick tables for what it would store. */
import type { Engine, Stream } from '../state.ts';
import { release } from './table.ts';

/** The stream stores nothing any more: its places are free again. */
export function forgetStick(engine: Engine, stream: Stream): void {
  if (stream.stick.tables.length === 0) return;
  for (const table of stream.stick.tables) release(engine.state.tables[table]!);
  clearStick(stream);
}

/** All was stored. */
export function clearStick({ stick }: Stream): void {
  stick.tables.length = stick.keys.length = stick.sinceMs.length = 0;
}
