/** CRC-32C (Castagnoli). */
export function crc32c(text: string): number {
  let hash = -1;
  for (let at = 0; at < text.length; at++) {
    hash ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) hash = (hash >>> 1) ^ (hash & 1 ? 0x82f63b78 : 0);
  }
  return ~hash >>> 0;
}
