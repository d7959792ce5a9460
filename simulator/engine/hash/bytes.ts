/** Bytes: latin-1 strings (a character a byte) and arrays. */

export function toBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

export function fromBytes(bytes: Iterable<number>): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** The message as the MD hashes pad it: a one bit, zeros, and its length in bits in `lengthBytes` bytes. */
export function padded(bytes: Uint8Array, blockBytes: number, lengthBytes: number, bigEndian: boolean): Uint8Array {
  const size = Math.ceil((bytes.length + 1 + lengthBytes) / blockBytes) * blockBytes;
  const all = new Uint8Array(size);
  all.set(bytes);
  all[bytes.length] = 0x80;
  let bits = bytes.length * 8;
  for (let at = 0; at < 8; at++) {
    all[bigEndian ? size - 1 - at : size - lengthBytes + at] = bits % 256;
    bits = Math.floor(bits / 256);
  }
  return all;
}
