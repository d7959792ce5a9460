/** HTTP/2 on the wire: bytes in, events out; heads and payload in, bytes out. No I/O, and nothing imported from outside. */
export {
  type Connection,
  createConnection,
  credit,
  fail,
  goaway,
  type Http2Event,
  type Http2Settings,
  reset,
  type StreamState,
} from './connection.ts';
export { CANCEL, INTERNAL_ERROR, NO_ERROR, PREFACE, PROTOCOL_ERROR, REFUSED_STREAM } from './frames.ts';
export { decodeBlock, encodeBlock, type Field } from './hpack.ts';
export { receive } from './receive.ts';
export { open, openAndReset, pump, sendData, sendEnd, sendFields, takeOutput } from './send.ts';
