import { describe, expect, test } from 'vitest';
import {
  addressAt,
  nearestWord,
  parseAddressBlock,
  parseDurationMs,
  parseRatePerSecond,
  parseSizeBytes,
} from '../../simulator/scenario/values.ts';

describe('durations', () => {
  test.each([
    ['500us', 0.5],
    ['20ms', 20],
    ['20', 20],
    ['1.5s', 1500],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['1d', 86_400_000],
    ['', null],
    ['ms', null],
    ['-1s', null],
    ['1 s', null],
    ['1e9', null],
    ['Infinity', null],
  ] as const)('%s', (text, ms) => expect(parseDurationMs(text)).toBe(ms));
});

describe('rates and sizes', () => {
  test.each([
    ['20/s', 20],
    ['20', 20],
    ['90/m', 1.5],
    ['3600/h', 1],
    ['1/d', null],
    ['x/s', null],
  ] as const)('%s', (text, rate) => expect(parseRatePerSecond(text)).toBeCloseTo(rate ?? 0, 9));
  test.each([
    ['0', 0],
    ['512', 512],
    ['16k', 16_384],
    ['4M', 4_194_304],
    ['1.5k', null],
  ] as const)('%s', (text, bytes) => expect(parseSizeBytes(text)).toBe(bytes));
});

describe('address blocks', () => {
  test.each([
    ['10.0.0.7', ['10.0.0.7', '10.0.0.7']],
    ['10.0.0.0/24', ['10.0.0.1', '10.0.0.2']],
    ['10.0.0.77/24', ['10.0.0.1', '10.0.0.2']],
    ['255.255.255.252/30', ['255.255.255.253', '255.255.255.254']],
    ['10.1.0.0/31', ['10.1.0.0', '10.1.0.1']],
    ['2001:db8::7', ['2001:db8::7', '2001:db8::7']],
    ['2001:db8::/64', ['2001:db8::1', '2001:db8::2']],
    ['::1', ['::1', '::1']],
    ['1:2:3:4:5:6:7:8', ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8']],
  ] as const)('%s', (text, addresses) => {
    const block = parseAddressBlock(text)!;
    expect([addressAt(block, 0), addressAt(block, 1)]).toEqual(addresses);
  });
  test.each(['', '10.0.0', '10.0.0.256', '10.0.0.0/33', '1:2', ':::', '1::2::3', '10.0.0.0/24/1', 'localhost', 'g::1'])(
    '%s is none',
    (text) => expect(parseAddressBlock(text)).toBeNull(),
  );
  test('addresses of a block are counted round', () => {
    const block = parseAddressBlock('192.0.2.0/29')!;
    expect(block.count).toBe(6);
    expect(addressAt(block, 6)).toBe(addressAt(block, 0));
  });
});

describe('the word that was meant', () => {
  test.each([
    ['titel', ['title', 'seed'], 'title'],
    ['keepalive', ['keepAlive'], 'keepAlive'],
    ['ot', ['to', 'at'], 'to'],
    ['zebra', ['title'], null],
  ] as const)('%s', (word, known, near) => expect(nearestWord(word, known)).toBe(near));
});
