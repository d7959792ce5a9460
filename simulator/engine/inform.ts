/** Informational responses of HAProxy's own: 100 to who waits for it, 103 (`early-hint`). */
import { responseSize } from './http-size.ts';
import type { ResponseHead } from './io.ts';
import type { Client, Engine, Stream } from './state.ts';

/** Sent before the real response; counted as sent, up to 3.2. */
export function inform(engine: Engine, client: Client, stream: Stream, head: ResponseHead): void {
  engine.out.push({ type: 'inform', stream: stream.id, client: client.id, head });
  if (engine.plan.behaviour.bytesRead === 'all') stream.bytesToClient += responseSize(head);
}
