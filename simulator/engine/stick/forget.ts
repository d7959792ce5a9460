/** A stream and the places that it holds in stick tables for what it would store. */
import type { Engine, Stream } from '../state.ts';
import { NO_STICK } from './state.ts';
import { release } from './table.ts';

/** The stream stores nothing any more: its places are free again. */
export function forgetStick(engine: Engine, stream: Stream): void {
  for (const table of stream.stick.tables) release(engine.state.tables[table]!);
  clearStick(stream);
}

/** All was stored. */
export function clearStick(stream: Stream): void {
  stream.stick = NO_STICK;
}
