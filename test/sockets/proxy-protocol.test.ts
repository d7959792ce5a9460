import { describe, expect, it } from 'vitest';
import { proxyHeader, proxyHeaderLocal, readProxyHeader } from '../../simulator/drivers/sockets/proxy-protocol.ts';

const at = (host: string, port: number) => ({ host, port });
const hex = (text: string) => Buffer.from(text, 'latin1').toString('hex');
const SIGNATURE = '0d0a0d0a000d0a515549540a';

// What HAProxy 2.6.12 was seen to send for the same connections.
describe('the header that is sent', () => {
  it('version 1, IPv4', () => {
    expect(proxyHeader('v1', at('127.0.0.1', 32874), at('127.0.0.1', 18080))).toBe(
      'PROXY TCP4 127.0.0.1 127.0.0.1 32874 18080\r\n',
    );
  });
  it('version 1, IPv6', () => {
    expect(proxyHeader('v1', at('::1', 59528), at('::1', 18084))).toBe('PROXY TCP6 ::1 ::1 59528 18084\r\n');
  });
  it('version 1, a UNIX socket', () => {
    expect(proxyHeader('v1', at('unix', 1), at('unix', 1))).toBe('PROXY UNKNOWN\r\n');
  });
  it('version 2, IPv4', () => {
    expect(hex(proxyHeader('v2', at('127.0.0.1', 0xe0b0), at('127.0.0.1', 18082)))).toBe(
      `${SIGNATURE}2111000c7f0000017f000001e0b046a2`,
    );
  });
  it('version 2, IPv6', () => {
    const loopback = `${'00'.repeat(15)}01`;
    expect(hex(proxyHeader('v2', at('::1', 59528), at('::1', 18084)))).toBe(
      `${SIGNATURE}21210024${loopback}${loopback}e88846a4`,
    );
  });
  it('version 2, mapped IPv4 and a family on each side', () => {
    const mapped = `${'00'.repeat(10)}ffff7f000001`;
    expect(hex(proxyHeader('v2', at('::ffff:127.0.0.1', 1), at('127.0.0.1', 2)))).toBe(
      `${SIGNATURE}21210024${mapped}${mapped}00010002`,
    );
  });
  it('version 2, from the proxy itself', () => {
    expect(hex(proxyHeaderLocal())).toBe(`${SIGNATURE}20000000`);
  });
});

describe('the header that is read', () => {
  const addresses: [string, string][] = [
    ['192.0.2.1', '198.51.100.2'],
    ['2001:db8::1', '::1'],
    ['fe80::1:0:0:2', '2001:db8:0:0:1::'],
    ['1:2:3:4:5:6:7:8', '::ffff:192.0.2.9'],
  ];
  for (const version of ['v1', 'v2'] as const) {
    for (const [src, dst] of addresses) {
      it(`${version}: what was written for ${src} and ${dst} comes back`, () => {
        const text = proxyHeader(version, at(src, 1025), at(dst, 65535));
        const read = readProxyHeader(Buffer.from(`${text}after`, 'latin1'));
        expect(read).toMatchObject({ type: 'header', length: text.length, src: { port: 1025 }, dst: { port: 65535 } });
        if (read.type !== 'header') throw new Error('no header');
        // However an address is spelled, it is the same one.
        expect(proxyHeader('v2', read.src!, read.dst!)).toBe(proxyHeader('v2', at(src, 1025), at(dst, 65535)));
      });
    }
    it(`${version}: byte by byte it is incomplete until it is whole`, () => {
      const bytes = Buffer.from(proxyHeader(version, at('192.0.2.1', 1), at('192.0.2.2', 2)), 'latin1');
      for (let n = 1; n < bytes.length; n++) expect(readProxyHeader(bytes.subarray(0, n))).toEqual({ type: 'more' });
      expect(readProxyHeader(bytes).type).toBe('header');
    });
  }

  it('keeps the connection’s addresses when the header has none', () => {
    const none = { type: 'header', src: null, dst: null };
    expect(readProxyHeader(Buffer.from('PROXY UNKNOWN\r\nx'))).toEqual({ ...none, length: 15 });
    expect(readProxyHeader(Buffer.from(proxyHeaderLocal(), 'latin1'))).toEqual({ ...none, length: 16 });
  });

  const bad = [
    'GET / HTTP/1.1\r\n',
    'PROXY TCP4 1.2.3.4 5.6.7.8 1\r\n',
    'PROXY TCP4 1.2.3.4 ::1 1 2\r\n',
    'PROXY TCP4 1.2.3.4 5.6.7.8 1 65536\r\n',
    'PROXY TCP5 1.2.3.4 5.6.7.8 1 2\r\n',
    `PROXY TCP4 ${'1'.repeat(120)}`,
    '\r\n\r\n\0\r\nQUIT\n\x11\x11\0\x0c............',
    '\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x04....',
  ];
  for (const text of bad) {
    it(`refuses ${JSON.stringify(text.slice(0, 40))}`, () => {
      expect(readProxyHeader(Buffer.from(text, 'latin1'))).toMatchObject({ type: 'bad' });
    });
  }
});

describe('values in a version 2 header', () => {
  const tlvs = [
    { type: 0xe1, value: 'foo' },
    { type: 0xe2, value: '' },
  ];
  const header = proxyHeader('v2', at('127.0.0.1', 42), at('127.0.0.1', 1337), tlvs);

  it('are written behind the addresses and read again', () => {
    expect(hex(header)).toBe(`${SIGNATURE}211100157f0000017f000001002a0539e10003666f6fe20000`);
    expect(readProxyHeader(Buffer.from(`${header}GET`, 'latin1'))).toMatchObject({ length: header.length, tlvs });
  });

  it('have a checksum with crc32c, which is looked at', () => {
    const sealed = proxyHeader('v2', at('127.0.0.1', 42), at('127.0.0.1', 1337), tlvs, true);
    expect(readProxyHeader(Buffer.from(sealed, 'latin1'))).toMatchObject({ type: 'header', tlvs });
    const broken = sealed.replace('foo', 'fox');
    expect(readProxyHeader(Buffer.from(broken, 'latin1')).type).toBe('bad');
  });

  it.each([
    ['one longer than the header', `${SIGNATURE}211100147f0000017f000001002a053902000a31323334353132333435`],
    ['one shorter than the header', `${SIGNATURE}211100147f0000017f000001002a05390200043132333400`],
  ])('%s is refused', (_, bytes) => {
    expect(readProxyHeader(Buffer.from(bytes, 'hex')).type).toBe('bad');
  });
});
