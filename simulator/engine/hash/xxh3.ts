/** XXH3 of 64 bits with a seed (specification by Yann Collet). Which of five ways is gone depends on the length. */
import { toBytes } from './bytes.ts';
import { avalanche64, cut64, P64 } from './xxh.ts';

const SECRET_HEX =
  'b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221' +
  'b8084674f743248ee03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8' +
  'a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb' +
  '170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e';
const SECRET = new DataView(Uint8Array.from(SECRET_HEX.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)).buffer);
const SECRET_BYTES = 192;
const STRIPE_BYTES = 64;
const MX1 = 0x165667919e3779f9n;
const MX2 = 0x9fb21c651e98df25n;
const P32 = [2654435761n, 2246822519n, 3266489917n] as const;

const turn = (word: bigint, by: bigint) => cut64(word << by) | (word >> (64n - by));
const secret64 = (at: number) => SECRET.getBigUint64(at, true);

function fold(left: bigint, right: bigint): bigint {
  const product = left * right;
  return cut64(product) ^ (product >> 64n);
}

function avalanche3(word: bigint): bigint {
  const hash = cut64((word ^ (word >> 37n)) * MX1);
  return hash ^ (hash >> 32n);
}

function swapped(word: bigint): bigint {
  let out = 0n;
  for (let at = 0n; at < 64n; at += 8n) out = (out << 8n) | ((word >> at) & 255n);
  return out;
}

/** @returns an unsigned 64-bit number */
export function xxh3(text: string, seed: bigint): bigint {
  const bytes = toBytes(text);
  const data = new DataView(bytes.buffer);
  if (bytes.length <= 16) return tiny(bytes, data, seed);
  if (bytes.length <= 128) return small(data, seed);
  return bytes.length <= 240 ? middle(data, seed) : long(data, seed);
}

function tiny(bytes: Uint8Array, data: DataView, seed: bigint): bigint {
  const length = bytes.length;
  if (length > 8) {
    const low = data.getBigUint64(0, true) ^ cut64((secret64(24) ^ secret64(32)) + seed);
    const high = data.getBigUint64(length - 8, true) ^ cut64((secret64(40) ^ secret64(48)) - seed);
    return avalanche3(cut64(BigInt(length) + swapped(low) + high + fold(low, high)));
  }
  if (length >= 4) {
    const turned = seed ^ (swapped(seed & 0xffffffffn) & 0xffffffff00000000n);
    const word = BigInt(data.getUint32(length - 4, true)) + (BigInt(data.getUint32(0, true)) << 32n);
    let hash = word ^ cut64((secret64(8) ^ secret64(16)) - turned);
    hash ^= turn(hash, 49n) ^ turn(hash, 24n);
    hash = cut64(hash * MX2);
    hash ^= cut64((hash >> 35n) + BigInt(length));
    hash = cut64(hash * MX2);
    return hash ^ (hash >> 28n);
  }
  if (length > 0) {
    const word = ((bytes[0]! << 16) | (bytes[length >> 1]! << 24) | bytes[length - 1]! | (length << 8)) >>> 0;
    const flip = cut64(BigInt((SECRET.getUint32(0, true) ^ SECRET.getUint32(4, true)) >>> 0) + seed);
    return avalanche64(BigInt(word) ^ flip);
  }
  return avalanche64(seed ^ secret64(56) ^ secret64(64));
}

function mix16(data: DataView, at: number, key: number, seed: bigint): bigint {
  const low = data.getBigUint64(at, true) ^ cut64(secret64(key) + seed);
  const high = data.getBigUint64(at + 8, true) ^ cut64(secret64(key + 8) - seed);
  return fold(low, high);
}

function small(data: DataView, seed: bigint): bigint {
  const length = data.byteLength;
  let sum = BigInt(length) * P64[0];
  for (let at = Math.floor((length - 1) / 32); at >= 0; at--) {
    sum += mix16(data, 16 * at, 32 * at, seed) + mix16(data, length - 16 * (at + 1), 32 * at + 16, seed);
  }
  return avalanche3(cut64(sum));
}

function middle(data: DataView, seed: bigint): bigint {
  const length = data.byteLength;
  let sum = BigInt(length) * P64[0];
  for (let at = 0; at < 8; at++) sum += mix16(data, 16 * at, 16 * at, seed);
  sum = avalanche3(cut64(sum));
  for (let at = 8; at < Math.floor(length / 16); at++) sum += mix16(data, 16 * at, 16 * (at - 8) + 3, seed);
  sum += mix16(data, length - 16, 136 - 17, seed);
  return avalanche3(cut64(sum));
}

/** The secret with the seed added and taken away in turn. */
function seededSecret(seed: bigint): DataView {
  const view = new DataView(new ArrayBuffer(SECRET_BYTES));
  for (let at = 0; at < SECRET_BYTES; at += 16) {
    view.setBigUint64(at, cut64(secret64(at) + seed), true);
    view.setBigUint64(at + 8, cut64(secret64(at + 8) - seed), true);
  }
  return view;
}

function long(data: DataView, seed: bigint): bigint {
  const length = data.byteLength;
  const secret = seededSecret(seed);
  const sums = [P32[2], P64[0], P64[1], P64[2], P64[3], P32[1], P64[4], P32[0]] as bigint[];
  const perBlock = (SECRET_BYTES - STRIPE_BYTES) / 8;
  const stripe = (at: number, key: number) => {
    for (let lane = 0; lane < 8; lane++) {
      const word = data.getBigUint64(at + lane * 8, true);
      const keyed = word ^ secret.getBigUint64(key + lane * 8, true);
      sums[lane ^ 1] = cut64(sums[lane ^ 1]! + word);
      sums[lane] = cut64(sums[lane]! + (keyed & 0xffffffffn) * (keyed >> 32n));
    }
  };
  const stripes = Math.floor((length - 1) / STRIPE_BYTES);
  for (let at = 0; at < stripes; at++) {
    stripe(at * STRIPE_BYTES, (at % perBlock) * 8);
    if (at % perBlock !== perBlock - 1) continue;
    for (let lane = 0; lane < 8; lane++) {
      const word = sums[lane]!;
      const key = secret.getBigUint64(SECRET_BYTES - STRIPE_BYTES + lane * 8, true);
      sums[lane] = cut64((word ^ (word >> 47n) ^ key) * P32[0]);
    }
  }
  stripe(length - STRIPE_BYTES, SECRET_BYTES - STRIPE_BYTES - 7);
  let hash = cut64(BigInt(length) * P64[0]);
  for (let at = 0; at < 4; at++) {
    const left = sums[2 * at]! ^ secret.getBigUint64(11 + 16 * at, true);
    const right = sums[2 * at + 1]! ^ secret.getBigUint64(11 + 16 * at + 8, true);
    hash += fold(left, right);
  }
  return avalanche3(cut64(hash));
}
