/**
 * SHA-256 (FIPS 180-4), bit by bit as the standard has it, piece by piece. Written here because the browser's own is
 * asynchronous and absent on pages that are not served over TLS, and a trace is hashed while it is made.
 */

export interface Sha256 {
  readonly state: Int32Array;
  /** Bytes that wait for a full block of 64. */
  readonly block: Uint8Array;
  filled: number;
  /** Bytes taken so far. */
  length: number;
}

/** The first 32 fractional bits of the cube roots of the first 64 primes, as the standard prints them. */
const ROUND_CONSTANTS =
  '428a2f9871374491b5c0fbcfe9b5dba53956c25b59f111f1923f82a4ab1c5ed5d807aa9812835b01243185be550c7dc3' +
  '72be5d7480deb1fe9bdc06a7c19bf174e49b69c1efbe47860fc19dc6240ca1cc2de92c6f4a7484aa5cb0a9dc76f988da' +
  '983e5152a831c66db00327c8bf597fc7c6e00bf3d5a7914706ca63511429296727b70a852e1b21384d2c6dfc53380d13' +
  '650a7354766a0abb81c2c92e92722c85a2bfe8a1a81a664bc24b8b70c76c51a3d192e819d6990624f40e3585106aa070' +
  '19a4c1161e376c082748774c34b0bcb5391c0cb34ed8aa4a5b9cca4f682e6ff3748f82ee78a5636f84c878148cc70208' +
  '90befffaa4506cebbef9a3f7c67178f2';
const K = Int32Array.from({ length: 64 }, (_, i) => Number.parseInt(ROUND_CONSTANTS.slice(i * 8, i * 8 + 8), 16));

export function createSha256(): Sha256 {
  return {
    state: Int32Array.of(
      0x6a09e667,
      0xbb67ae85,
      0x3c6ef372,
      0xa54ff53a,
      0x510e527f,
      0x9b05688c,
      0x1f83d9ab,
      0x5be0cd19,
    ),
    block: new Uint8Array(64),
    filled: 0,
    length: 0,
  };
}

export function copySha256(hash: Sha256): Sha256 {
  return { state: hash.state.slice(), block: hash.block.slice(), filled: hash.filled, length: hash.length };
}

const encoder = new TextEncoder();

/** Takes in the text's UTF-8 bytes. */
export function updateText(hash: Sha256, text: string): void {
  update(hash, encoder.encode(text));
}

export function update(hash: Sha256, bytes: Uint8Array): void {
  hash.length += bytes.length;
  let at = 0;
  if (hash.filled > 0) {
    at = Math.min(64 - hash.filled, bytes.length);
    hash.block.set(bytes.subarray(0, at), hash.filled);
    hash.filled += at;
    if (hash.filled < 64) return;
    compress(hash.state, hash.block, 0);
    hash.filled = 0;
  }
  for (; at + 64 <= bytes.length; at += 64) compress(hash.state, bytes, at);
  hash.block.set(bytes.subarray(at));
  hash.filled = bytes.length - at;
}

/** The digest of everything so far, as 64 hexadecimal digits. More may be taken in afterwards. */
export function digestHex(hash: Sha256): string {
  const end = copySha256(hash);
  const padding = new Uint8Array((end.filled < 56 ? 56 : 120) - end.filled + 8);
  padding[0] = 0x80;
  const view = new DataView(padding.buffer);
  view.setUint32(padding.length - 8, Math.floor(hash.length / 0x20000000));
  view.setUint32(padding.length - 4, (hash.length * 8) >>> 0);
  update(end, padding);
  return Array.from(end.state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

const W = new Int32Array(64);

function compress(state: Int32Array, bytes: Uint8Array, at: number): void {
  for (let i = 0; i < 16; i++) {
    const j = at + i * 4;
    W[i] = (bytes[j]! << 24) | (bytes[j + 1]! << 16) | (bytes[j + 2]! << 8) | bytes[j + 3]!;
  }
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15]!;
    const y = W[i - 2]!;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[i] = (W[i - 16]! + s0 + W[i - 7]! + s1) | 0;
  }
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i]! + W[i]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = (state[0]! + a) | 0;
  state[1] = (state[1]! + b) | 0;
  state[2] = (state[2]! + c) | 0;
  state[3] = (state[3]! + d) | 0;
  state[4] = (state[4]! + e) | 0;
  state[5] = (state[5]! + f) | 0;
  state[6] = (state[6]! + g) | 0;
  state[7] = (state[7]! + h) | 0;
}
