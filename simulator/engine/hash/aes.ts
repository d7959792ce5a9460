/** AES (FIPS 197) with keys of 128, 192 and 256 bits, in CBC with padding (PKCS #7) and in GCM (SP 800-38D). */
import { fromBytes, toBytes } from './bytes.ts';

const BOX = new Uint8Array(256);
const UNBOX = new Uint8Array(256);
const doubled = (byte: number) => ((byte << 1) ^ (byte & 128 ? 0x11b : 0)) & 255;

function multiplied(left: number, right: number): number {
  let sum = 0;
  for (let a = left, b = right; b > 0; b >>= 1, a = doubled(a)) if (b & 1) sum ^= a;
  return sum;
}

/** The S-box: inverses in the field, then the affine map; walked by powers of 3. */
function fillBoxes(): void {
  let p = 1;
  let q = 1;
  do {
    p = p ^ doubled(p);
    q ^= q << 1;
    q ^= q << 2;
    q ^= q << 4;
    q &= 255;
    if (q & 128) q ^= 9;
    const turn = (by: number) => ((q << by) | (q >> (8 - by))) & 255;
    const value = q ^ turn(1) ^ turn(2) ^ turn(3) ^ turn(4) ^ 0x63;
    BOX[p] = value;
    UNBOX[value] = p;
  } while (p !== 1);
  BOX[0] = 0x63;
  UNBOX[0x63] = 0;
}
fillBoxes();

/** Round keys, 16 bytes each. */
function expand(key: Uint8Array): Uint8Array {
  const words = key.length / 4;
  const rounds = words + 7;
  const out = new Uint8Array(rounds * 16);
  out.set(key);
  let factor = 1;
  for (let at = key.length; at < out.length; at += 4) {
    const index = at / 4;
    let last = [out[at - 4]!, out[at - 3]!, out[at - 2]!, out[at - 1]!];
    if (index % words === 0) {
      last = [BOX[last[1]!]! ^ factor, BOX[last[2]!]!, BOX[last[3]!]!, BOX[last[0]!]!];
      factor = doubled(factor);
    } else if (words > 6 && index % words === 4) last = last.map((byte) => BOX[byte]!);
    for (let byte = 0; byte < 4; byte++) out[at + byte] = out[at - key.length + byte]! ^ last[byte]!;
  }
  return out;
}

function addKey(block: Uint8Array, keys: Uint8Array, round: number): void {
  for (let at = 0; at < 16; at++) block[at]! ^= keys[round * 16 + at]!;
}

/** Bytes replaced and rows turned, forth or back. */
function substitute(block: Uint8Array, isBack: boolean): void {
  const old = block.slice();
  for (let at = 0; at < 16; at++) {
    const from = isBack ? (at + 16 - 4 * (at % 4)) % 16 : (at + 4 * (at % 4)) % 16;
    block[at] = (isBack ? UNBOX : BOX)[old[from]!]!;
  }
}

function mixColumns(block: Uint8Array, factors: readonly number[]): void {
  for (let column = 0; column < 16; column += 4) {
    const old = block.slice(column, column + 4);
    for (let row = 0; row < 4; row++) {
      let sum = 0;
      for (let at = 0; at < 4; at++) sum ^= multiplied(old[at]!, factors[(at - row + 4) % 4]!);
      block[column + row] = sum;
    }
  }
}

function encryptBlock(keys: Uint8Array, block: Uint8Array): Uint8Array {
  const out = block.slice();
  const rounds = keys.length / 16 - 1;
  addKey(out, keys, 0);
  for (let round = 1; round <= rounds; round++) {
    substitute(out, false);
    if (round < rounds) mixColumns(out, [2, 3, 1, 1]);
    addKey(out, keys, round);
  }
  return out;
}

function decryptBlock(keys: Uint8Array, block: Uint8Array): Uint8Array {
  const out = block.slice();
  const rounds = keys.length / 16 - 1;
  for (let round = rounds; round > 0; round--) {
    addKey(out, keys, round);
    if (round < rounds) mixColumns(out, [14, 11, 13, 9]);
    substitute(out, true);
  }
  addKey(out, keys, 0);
  return out;
}

const isKey = (key: string, bits: number) => key.length * 8 === bits && [128, 192, 256].includes(bits);

export function encryptCbc(text: string, bits: number, start: string, key: string): string | null {
  if (!isKey(key, bits) || start.length !== 16) return null;
  const keys = expand(toBytes(key));
  const pad = 16 - (text.length % 16);
  const bytes = toBytes(text + String.fromCharCode(pad).repeat(pad));
  let last = toBytes(start);
  for (let at = 0; at < bytes.length; at += 16) {
    const block = bytes.slice(at, at + 16).map((byte, index) => byte ^ last[index]!);
    last = encryptBlock(keys, block);
    bytes.set(last, at);
  }
  return fromBytes(bytes);
}

/** null: a wrong key, a wrong length, or padding that is none. */
export function decryptCbc(text: string, bits: number, start: string, key: string): string | null {
  if (!isKey(key, bits) || start.length !== 16 || text.length === 0 || text.length % 16 !== 0) return null;
  const keys = expand(toBytes(key));
  const bytes = toBytes(text);
  const out = new Uint8Array(bytes.length);
  let last = toBytes(start);
  for (let at = 0; at < bytes.length; at += 16) {
    const block = bytes.slice(at, at + 16);
    out.set(
      decryptBlock(keys, block).map((byte, index) => byte ^ last[index]!),
      at,
    );
    last = block;
  }
  const pad = out[out.length - 1]!;
  const isPadded = pad >= 1 && pad <= 16 && out.slice(-pad).every((byte) => byte === pad);
  return isPadded ? fromBytes(out.slice(0, -pad)) : null;
}

const toNumber = (bytes: Uint8Array) => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

/** Product in the field of GCM, bits in its reversed order. */
function times(left: bigint, right: bigint): bigint {
  let product = 0n;
  let value = right;
  for (let bit = 127n; bit >= 0n; bit--) {
    if ((left >> bit) & 1n) product ^= value;
    value = value & 1n ? (value >> 1n) ^ (0xe1n << 120n) : value >> 1n;
  }
  return product;
}

function digestGcm(key: bigint, parts: readonly Uint8Array[]): bigint {
  let sum = 0n;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 16) {
      const block = new Uint8Array(16);
      block.set(part.slice(at, at + 16));
      sum = times(sum ^ toNumber(block), key);
    }
  }
  return sum;
}

function ofNumber(number: bigint): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, at) => Number((number >> BigInt(120 - 8 * at)) & 255n));
}

interface Sealed {
  readonly text: string;
  readonly tag: string;
}

/** One way is as the other; the tag is always of the ciphertext. `isBack`: `text` is the ciphertext. */
export function gcm(
  text: string,
  bits: number,
  nonce: string,
  key: string,
  beside: string,
  isBack: boolean,
): Sealed | null {
  if (!isKey(key, bits) || nonce.length === 0) return null;
  const keys = expand(toBytes(key));
  const hashKey = toNumber(encryptBlock(keys, new Uint8Array(16)));
  const lengths = (a: number, b: number) => ofNumber((BigInt(a * 8) << 64n) | BigInt(b * 8));
  const first =
    nonce.length === 12
      ? (toNumber(toBytes(nonce)) << 32n) | 1n
      : digestGcm(hashKey, [toBytes(nonce), lengths(0, nonce.length)]);
  const given = toBytes(text);
  const out = new Uint8Array(given.length);
  let counter = first;
  for (let at = 0; at < given.length; at += 16) {
    counter = (counter & ~0xffffffffn) | ((counter + 1n) & 0xffffffffn);
    const mask = encryptBlock(keys, ofNumber(counter));
    for (let byte = 0; byte < 16 && at + byte < given.length; byte++) out[at + byte] = given[at + byte]! ^ mask[byte]!;
  }
  const cipher = isBack ? given : out;
  const sum = digestGcm(hashKey, [toBytes(beside), cipher, lengths(beside.length, cipher.length)]);
  const tag = sum ^ toNumber(encryptBlock(keys, ofNumber(first)));
  return { text: fromBytes(out), tag: fromBytes(ofNumber(tag)) };
}
