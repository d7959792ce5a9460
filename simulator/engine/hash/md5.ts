/** MD5 (RFC 1321). */
import { fromBytes, padded, toBytes } from './bytes.ts';

const TURNS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const;

// the fractional parts of sines, as RFC 1321 lists them
const TABLE =
  'd76aa478e8c7b756242070dbc1bdceeef57c0faf4787c62aa8304613fd469501698098d88b44f7afffff5bb1895cd7be6b901122fd987193a679438e49b40821' +
  'f61e2562c040b340265e5a51e9b6c7aad62f105d02441453d8a1e681e7d3fbc821e1cde6c33707d6f4d50d87455a14eda9e3e905fcefa3f8676f02d98d2a4c8a' +
  'fffa39428771f6816d9d6122fde5380ca4beea444bdecfa9f6bb4b60bebfbc70289b7ec6eaa127fad4ef308504881d05d9d4d039e6db99e51fa27cf8c4ac5665' +
  'f4292244432aff97ab9423a7fc93a039655b59c38f0ccc92ffeff47d85845dd16fa87e4ffe2ce6e0a30143144e0811a1f7537e82bd3af2352ad7d2bbeb86d391';
const SINES = Array.from({ length: 64 }, (_, at) => Number.parseInt(TABLE.slice(at * 8, at * 8 + 8), 16) | 0);

/** 16 bytes, as a latin-1 string. */
export function md5(text: string): string {
  const bytes = padded(toBytes(text), 64, 8, false);
  const view = new DataView(bytes.buffer);
  const sum = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let block = 0; block < bytes.length; block += 64) {
    let [a, b, c, d] = sum as [number, number, number, number];
    for (let at = 0; at < 64; at++) {
      const round = at >> 4;
      const [mixed, word] = mix(round, at, b, c, d);
      const turned = (a + mixed + SINES[at]! + view.getInt32(block + word * 4, true)) | 0;
      const by = TURNS[round]![at & 3]!;
      a = d;
      d = c;
      c = b;
      b = (b + ((turned << by) | (turned >>> (32 - by)))) | 0;
    }
    sum[0] = (sum[0]! + a) | 0;
    sum[1] = (sum[1]! + b) | 0;
    sum[2] = (sum[2]! + c) | 0;
    sum[3] = (sum[3]! + d) | 0;
  }
  return fromBytes(sum.flatMap((word) => [0, 8, 16, 24].map((shift) => (word >>> shift) & 255)));
}

function mix(round: number, at: number, b: number, c: number, d: number): readonly [number, number] {
  if (round === 0) return [(b & c) | (~b & d), at & 15];
  if (round === 1) return [(d & b) | (~d & c), (5 * at + 1) & 15];
  if (round === 2) return [b ^ c ^ d, (3 * at + 5) & 15];
  return [c ^ (b | ~d), (7 * at) & 15];
}
