/**
 * How many bytes HAProxy counts for a message head in `%B` and `%U`: not those on the wire, but those of its own form of
 * it (HTX): the parts of the start line and twenty bytes beside them, names and values, one for the end of the headers;
 * a chunked body has one more at its end. Seen in 2.6, 3.0 and 3.2.
 */
import type { Header, RequestHead, ResponseHead } from './io.ts';

export const START_LINE_BYTES = 20;
const VERSION_BYTES = 'HTTP/1.1'.length;
/** What the end of a chunked body counts. */
export const CHUNKED_END_BYTES = 1;

function headersSize(headers: readonly Header[]): number {
  let size = 1;
  for (let at = 0; at < headers.length; at++) {
    const header = headers[at]!;
    size += header.name.length + header.value.length;
  }
  return size;
}

export function requestSize(head: RequestHead): number {
  return START_LINE_BYTES + VERSION_BYTES + head.method.length + head.target.length + headersSize(head.headers);
}

export function responseSize(head: ResponseHead): number {
  const statusBytes = Math.max(3, String(head.status).length);
  return START_LINE_BYTES + VERSION_BYTES + statusBytes + head.reason.length + headersSize(head.headers);
}
