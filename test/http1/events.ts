/** Runs readers over bytes that come in pieces, and shows their events as text. */
import {
  type AskedBy,
  createRequestReader,
  createResponseReader,
  decodeLatin1,
  encodeLatin1,
  expectResponse,
  feed,
  finish,
  isDone,
  nextRequest,
  type ReaderOptions,
  type WireEvent,
  waitingBytes,
} from '../../simulator/http1/index.ts';

/** Events of a client's bytes: each next request is read as soon as one is over. Ends with the end of the connection. */
export function requestEvents(pieces: readonly string[], options: ReaderOptions = {}): WireEvent[] {
  const reader = createRequestReader(options);
  const out: WireEvent[] = [];
  const goOn = () => {
    while (isDone(reader) && waitingBytes(reader) > 0) nextRequest(reader, out);
  };
  for (const piece of pieces) {
    feed(reader, encodeLatin1(piece), out);
    goOn();
  }
  if (isDone(reader)) nextRequest(reader, out);
  finish(reader, out);
  goOn();
  return out;
}

/** Events of a server's bytes: one response to `asked`, and how many bytes were left over. */
export function responseEvents(
  pieces: readonly string[],
  asked: AskedBy = { method: 'GET', upgrade: false },
  options: ReaderOptions = {},
): WireEvent[] {
  const reader = createResponseReader(options);
  const out: WireEvent[] = [];
  expectResponse(reader, asked, out);
  for (const piece of pieces) feed(reader, encodeLatin1(piece), out);
  finish(reader, out);
  return out;
}

/** Events as lines; payload that came in several pieces is one. */
export function showEvents(events: readonly WireEvent[]): string {
  const lines: string[] = [];
  let payload = '';
  const flush = () => {
    if (payload !== '') lines.push(`body ${JSON.stringify(payload)}`);
    payload = '';
  };
  for (const event of events) {
    if (event.type === 'body') {
      payload += decodeLatin1(event.bytes, 0, event.bytes.length);
      continue;
    }
    flush();
    const { type, ...rest } = event;
    lines.push(Object.keys(rest).length > 0 ? `${type} ${JSON.stringify(rest)}` : type);
  }
  flush();
  return lines.join('\n');
}
