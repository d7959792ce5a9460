/** The header of the PROXY protocol, taken off what a connection brings. Facts: HAProxy's doc/proxy-protocol.txt. */

const V2 = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const V2_LENGTH_AT = 14;
const V2_HEAD_BYTES = 16;
/** A header of version 1 is no longer. */
const V1_MOST_BYTES = 107;

/** @returns a function that is given each piece as it comes and gives back what of it is not header */
export function createHeaderReader(): (chunk: Buffer) => Buffer {
  let before: Buffer | null = Buffer.alloc(0);
  return (chunk) => {
    if (before === null) return chunk;
    const all = Buffer.concat([before, chunk]);
    const length = headerLength(all);
    before = length === null ? all : null;
    return length === null ? Buffer.alloc(0) : all.subarray(length);
  };
}

/** null: there is more to come. */
function headerLength(bytes: Buffer): number | null {
  const signature = bytes.subarray(0, V2.length);
  if (signature.equals(V2.subarray(0, signature.length))) {
    if (bytes.length < V2_HEAD_BYTES) return null;
    const length = V2_HEAD_BYTES + bytes.readUInt16BE(V2_LENGTH_AT);
    return bytes.length < length ? null : length;
  }
  const end = bytes.indexOf('\r\n');
  if (end >= 0) return bytes.subarray(0, 6).toString('latin1') === 'PROXY ' ? end + 2 : 0;
  return bytes.length <= V1_MOST_BYTES ? null : 0;
}
