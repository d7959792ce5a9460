import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copySha256, createSha256, digestHex, update, updateText } from '../../simulator/trace/sha256.ts';

function ours(pieces: readonly Uint8Array[]): string {
  const hash = createSha256();
  for (const piece of pieces) update(hash, piece);
  return digestHex(hash);
}

test('agrees with OpenSSL for every length around a block, whole and in pieces', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 140 }), { maxLength: 5 }), (pieces) => {
      const expected = createHash('sha256').update(Buffer.concat(pieces)).digest('hex');
      return ours(pieces) === expected;
    }),
    { numRuns: 1000 },
  );
  for (let length = 0; length <= 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => i);
    expect(ours([bytes])).toBe(createHash('sha256').update(bytes).digest('hex'));
  }
});

test('a digest on the way does not disturb what follows, and copies are independent', () => {
  const hash = createSha256();
  updateText(hash, 'one é ');
  const copy = copySha256(hash);
  expect(digestHex(hash)).toBe(createHash('sha256').update('one é ').digest('hex'));
  updateText(copy, 'other');
  updateText(hash, 'two');
  expect(digestHex(hash)).toBe(createHash('sha256').update('one é two').digest('hex'));
});

test('lengths are counted in bits beyond 2^32', () => {
  const hash = createSha256();
  const megabyte = new Uint8Array(1 << 20);
  const reference = createHash('sha256');
  hash.length = 0;
  for (let i = 0; i < 8; i++) {
    update(hash, megabyte);
    reference.update(megabyte);
  }
  expect(digestHex(hash)).toBe(reference.digest('hex'));
  // 2^29 bytes are 2^32 bits: only the counter is set there, the rest of the work is the same
  const far = createSha256();
  far.length = 2 ** 29;
  const none = createSha256();
  expect(digestHex(far)).not.toBe(digestHex(none));
});
