import { describe, expect, it } from 'vitest';
import { frame } from '../../simulator/http2/frames.ts';
import {
  type Connection,
  createConnection,
  credit,
  encodeBlock,
  type Http2Event,
  open,
  PREFACE,
  pump,
  receive,
  sendData,
  sendEnd,
  sendFields,
  takeOutput,
} from '../../simulator/http2/index.ts';

const SETTINGS = { maxStreams: 2, windowBytes: 65_536, maxBlockBytes: 16_384 };
const GET = [':method GET', ':scheme http', ':path /', ':authority a'].map((row) => {
  const [name = '', value = ''] = row.split(' ');
  return { name, value };
});
const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

function output(conn: Connection): Uint8Array {
  const pieces = takeOutput(conn);
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

/** Both ends, and what each hears of the other; `turn` carries everything that waits across, in pieces of `size` bytes. */
function pair(size = 1 << 20) {
  const client = createConnection('client', SETTINGS);
  const server = createConnection('server', SETTINGS);
  const heard = { client: [] as Http2Event[], server: [] as Http2Event[] };
  const turn = () => {
    for (let moved = true; moved; ) {
      moved = false;
      for (const [from, to, events, own] of [
        [client, server, heard.server, heard.client],
        [server, client, heard.client, heard.server],
      ] as const) {
        pump(from, 1 << 16, own);
        const bytes = output(from);
        for (let at = 0; at < bytes.length; at += size) receive(to, bytes.subarray(at, at + size), events);
        moved ||= bytes.length > 0;
      }
    }
  };
  return { client, server, heard, turn };
}

const types = (events: readonly Http2Event[]) => events.map(({ type }) => type).join(' ');

describe('a connection of HTTP/2', () => {
  it.each([1, 7, 1 << 20])('carries a request with payload and trailers, and its response, in pieces of %d', (size) => {
    const { client, server, heard, turn } = pair(size);
    const asked = open(client, GET, false)!;
    sendData(asked, latin1('hello'));
    sendEnd(asked, [{ name: 'x-sum', value: '5' }]);
    turn();
    expect(types(heard.server)).toBe('settings headers data trailers end');
    const there = server.streams.get(1)!;
    sendFields(server, there, [{ name: ':status', value: '200' }], false);
    sendData(there, latin1('world'));
    sendEnd(there, []);
    turn();
    expect(types(heard.client)).toBe('taken settings headers data end');
    expect([client.streams.size, server.streams.size]).toEqual([0, 0]);
  });

  it('sends no more than the windows allow, and goes on when they open', () => {
    const { client, server, heard, turn } = pair();
    const asked = open(client, GET, false)!;
    turn();
    sendData(asked, new Uint8Array(200_000));
    turn();
    const got = () => heard.server.reduce((sum, event) => sum + (event.type === 'data' ? event.bytes.length : 0), 0);
    expect(got()).toBe(65_536);
    expect(types(heard.client)).not.toContain('taken');
    credit(server, 1, 65_536);
    turn();
    expect(got()).toBe(131_072);
    credit(server, 1, 65_536);
    turn();
    credit(server, 1, 65_536);
    turn();
    expect(got()).toBe(200_000);
    expect(types(heard.client)).toContain('taken');
  });

  it('refuses what is beyond its limit of streams', () => {
    const { client, server, heard, turn } = pair();
    turn();
    expect([1, 2, 3].map(() => open(client, GET, true)?.id ?? null)).toEqual([1, 3, null]);
    client.peer.maxStreams = 3;
    open(client, GET, true);
    turn();
    expect(heard.client.filter(({ type }) => type === 'reset')).toEqual([{ type: 'reset', stream: 5, code: 7 }]);
    expect([...server.streams.keys()]).toEqual([1, 3]);
  });

  const head = encodeBlock(GET);
  const begin = [latin1(PREFACE), frame(4, 0, 0, [])];
  const faults: readonly [string, readonly Uint8Array[], number][] = [
    ['another preface', [latin1('GET / HTTP/1.1\r\n\r\n')], 1],
    ['no SETTINGS at the beginning', [latin1(PREFACE), frame(6, 0, 0, new Uint8Array(8))], 1],
    ['a frame that is too large', [...begin, Uint8Array.from([0x7f, 0, 0, 0, 0, 0, 0, 0, 1])], 6],
    ['headers on an even stream', [...begin, frame(1, 5, 2, head)], 1],
    ['headers that cannot be decoded', [...begin, frame(1, 5, 1, [0xff, 0xff])], 9],
    [
      'something between headers and their continuation',
      [...begin, frame(1, 1, 1, head), frame(6, 0, 0, new Uint8Array(8))],
      1,
    ],
    ['a continuation of nothing', [...begin, frame(9, 4, 1, head)], 1],
    ['payload on an idle stream', [...begin, frame(0, 1, 1, [1])], 1],
    ['a window that is no larger', [...begin, frame(8, 0, 0, [0, 0, 0, 0])], 1],
    ['a window that is too large', [...begin, frame(8, 0, 0, [0x7f, 0xff, 0xff, 0xff])], 3],
    ['a promise', [...begin, frame(5, 4, 1, head)], 1],
    ['PING of another size', [...begin, frame(6, 0, 0, [1])], 6],
    ['more padding than payload', [...begin, frame(1, 4, 1, head), frame(0, 8, 1, [9, 1])], 1],
    [
      'headers without end',
      [...begin, ...Array.from({ length: 40 }, (_u, i) => frame(i === 0 ? 1 : 9, 0, 1, new Uint8Array(999)))],
      11,
    ],
  ];
  it.each(faults)('ends with GOAWAY: %s', (_what, pieces, code) => {
    const server = createConnection('server', SETTINGS);
    const events: Http2Event[] = [];
    for (const piece of pieces) receive(server, piece, events);
    expect(events.at(-1)).toMatchObject({ type: 'failed', code });
    receive(server, frame(6, 0, 0, new Uint8Array(8)), events);
    expect(events.at(-1)).toMatchObject({ type: 'failed' });
  });

  const length = encodeBlock([...GET, { name: 'content-length', value: '2' }]);
  const streamFaults: readonly [string, readonly Uint8Array[], number][] = [
    ['more payload than announced', [frame(1, 4, 1, length), frame(0, 0, 1, [1, 2, 3])], 1],
    ['less payload than announced', [frame(1, 4, 1, length), frame(0, 1, 1, [1])], 1],
    ['payload behind the end', [frame(1, 5, 1, head), frame(0, 1, 1, [1])], 5],
    ['trailers that are not the end', [frame(1, 4, 1, head), frame(1, 4, 1, head)], 1],
  ];
  it.each(streamFaults)('ends a stream, and nothing else: %s', (_what, pieces, code) => {
    const server = createConnection('server', SETTINGS);
    const events: Http2Event[] = [];
    for (const piece of [...begin, ...pieces]) receive(server, piece, events);
    expect(events.at(-1)).toEqual({ type: 'reset', stream: 1, code });
    expect(server.failed).toBe(false);
    expect(server.glitches).toBe(1);
  });

  it('does not throw or hang, whatever comes', () => {
    let seed = 20_261;
    const next = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed >>> 8;
    };
    for (let round = 0; round < 400; round++) {
      const server = createConnection('server', SETTINGS);
      const events: Http2Event[] = [];
      for (const piece of begin) receive(server, piece, events);
      for (let i = 0; i < 12; i++) {
        const payload = Array.from({ length: next() % 40 }, () => next() % 256);
        receive(server, frame(next() % 10, next() % 64, next() % 5, next() % 3 === 0 ? head : payload), events);
        pump(server, 1 << 16, events);
        takeOutput(server);
      }
      expect(server.streams.size, `seed 20261, round ${round}`).toBeLessThanOrEqual(2);
    }
  });
});
