/** `unique-id-format`: made when it is first asked for, and the same from then on. Manual, "unique-id-format". */
import { formatText } from './format.ts';
import { withHeader } from './http-headers.ts';
import type { Client, Engine, Stream } from './state.ts';

/** null: the frontend has no format for one. */
export function uniqueIdOf(engine: Engine, client: Client, stream: Stream): string | null {
  if (stream.uniqueId !== null) return stream.uniqueId;
  const plan = engine.plan.proxies[stream.frontend]!.frontend?.uniqueId;
  if (!plan) return null;
  // while it is made, it is empty: a format that asks for itself ends here
  stream.uniqueId = '';
  const context = { engine, client, stream, proxy: stream.frontend, direction: 'request' as const };
  stream.uniqueId = formatText(plan.format, context);
  return stream.uniqueId;
}

/** `unique-id-header`: servers are told. */
export function addUniqueId(engine: Engine, client: Client, stream: Stream): void {
  const name = engine.plan.proxies[stream.frontend]!.frontend?.uniqueId?.header;
  if (!name || !stream.request) return;
  const id = uniqueIdOf(engine, client, stream) ?? '';
  stream.request = { ...stream.request, headers: withHeader(stream.request.headers, name, id) };
}
