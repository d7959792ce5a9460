/**
 * What goes wrong, in the counters: each mishap counts with the frontend, the backend and the server that the stream had.
 * Facts: `show stat` in 3.2, field by field (`cli_abrt`, `srv_abrt`, `econ`, `eresp`).
 */
import { type Engine, NEVER, type Stream } from './state.ts';

type Mishap = 'clientAborts' | 'serverAborts' | 'connectionErrors' | 'responseErrors';

/** The client left, or was silent for too long. */
export function countClientAbort(engine: Engine, stream: Stream): void {
  countFront(engine, stream, 'clientAborts');
  countBack(engine, stream, 'clientAborts');
}

/** The server left in the middle of its answer, or was silent for too long there. */
export function countServerAbort(engine: Engine, stream: Stream): void {
  countFront(engine, stream, 'serverAborts');
  countBack(engine, stream, 'serverAborts');
}

/** No connection came about; without a server it is the backend's failure alone. */
export function countConnectionError(engine: Engine, stream: Stream): void {
  countBack(engine, stream, 'connectionErrors');
}

/** No answer, or none that is one. */
export function countResponseError(engine: Engine, stream: Stream): void {
  countBack(engine, stream, 'responseErrors');
}

function countBack(engine: Engine, stream: Stream, what: Mishap): void {
  const proxy = engine.state.proxies[stream.backend]!;
  proxy.counters[what]++;
  if (stream.server !== NEVER) proxy.servers[stream.server]!.counters[what]++;
}

function countFront(engine: Engine, stream: Stream, what: Mishap): void {
  if (stream.frontend !== stream.backend) engine.state.proxies[stream.frontend]!.counters[what]++;
}
