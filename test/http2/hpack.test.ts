import { describe, expect, it } from 'vitest';
import { createDecoder, decodeBlock, encodeBlock } from '../../simulator/http2/hpack.ts';
import { huffmanDecode } from '../../simulator/http2/huffman.ts';

const bytes = (hex: string) =>
  Uint8Array.from(hex.replace(/ /g, '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const pairs = (hex: string, decoder = createDecoder()) =>
  decodeBlock(decoder, bytes(hex))?.map(({ name, value }) => `${name}: ${value}`) ?? null;

describe('HPACK', () => {
  it('reads the requests of RFC 7541, C.4, with one table for all three', () => {
    const decoder = createDecoder();
    const start = [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com'];
    expect(pairs('8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff', decoder)).toEqual(start);
    expect(pairs('8286 84be 5886 a8eb 1064 9cbf', decoder)).toEqual([...start, 'cache-control: no-cache']);
    expect(pairs('8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf', decoder)).toEqual([
      ':method: GET',
      ':scheme: https',
      ':path: /index.html',
      ':authority: www.example.com',
      'custom-key: custom-value',
    ]);
    expect(decoder.bytes).toBe(164);
  });

  it('reads the first response of C.6 and evicts what has no room', () => {
    const decoder = createDecoder(256);
    const block =
      '4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3';
    expect(pairs(block, decoder)).toEqual([
      ':status: 302',
      'cache-control: private',
      'date: Mon, 21 Oct 2013 20:13:21 GMT',
      'location: https://www.example.com',
    ]);
    expect(decoder.bytes).toBe(222);
    expect(pairs('4883 640e ffc1 c0bf', decoder)?.[0]).toBe(':status: 307');
    expect(decoder.bytes).toBe(222);
  });

  const broken: readonly [string, string][] = [
    ['an index beyond both tables', 'be'],
    ['the index 0', '80'],
    ['a length that is cut off', '007f'],
    ['text that is cut off', '0005 6162'],
    ['a number without end', 'ffffffffffffffffff'],
    ['a table larger than allowed', '3fe2 1f'],
    ['a new size behind a field', '8220'],
  ];
  for (const [what, hex] of broken) it(`refuses ${what}`, () => expect(pairs(hex)).toBeNull());

  it('refuses text that is padded with anything but the end', () => {
    expect(huffmanDecode(bytes('1f'), 0, 1)).toBe('a');
    expect(huffmanDecode(bytes('18'), 0, 1)).toBeNull();
    expect(huffmanDecode(bytes('1fff'), 0, 2)).toBeNull();
  });

  it('reads what it writes, all bytes among it', () => {
    const every = Array.from({ length: 256 }, (_unused, code) => String.fromCharCode(code)).join('');
    const fields = [
      { name: ':status', value: '200' },
      { name: ':status', value: '418' },
      { name: 'x-long', value: every.repeat(9) },
      { name: 'content-length', value: '0' },
    ];
    expect(decodeBlock(createDecoder(), encodeBlock(fields))).toEqual(fields);
  });
});
