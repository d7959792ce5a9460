/** HTTP/1 on the wire as HAProxy reads and writes it: bytes in, events out; heads in, text out. No I/O. */
export * from './answers.ts';
export { decodeLatin1, encodeLatin1 } from './bytes.ts';
export * from './checks.ts';
export { DEFAULT_VERSION, dialect } from './dialect.ts';
export { readContentLength } from './lists.ts';
export * from './pages.ts';
export * from './persistence.ts';
export * from './reader.ts';
export { standardReason } from './reasons.ts';
export * from './types.ts';
export * from './writer.ts';
