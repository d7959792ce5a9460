import { describe, expect, it } from 'vitest';
import {
  chunkHead,
  createRequestReader,
  createResponseReader,
  encodeLatin1,
  errorPage,
  expectResponse,
  feed,
  finish,
  isDone,
  isReusable,
  lastChunk,
  nextRequest,
  openTunnel,
  ownFacts,
  pageStatuses,
  type Reader,
  type ReaderOptions,
  rawErrorPage,
  standardReason,
  type WireEvent,
  waitingBytes,
  writeCheckRequest,
  writeResponse,
} from '../../simulator/http1/index.ts';
import { checkCases } from './checks.ts';
import { showEvents } from './events.ts';

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

/** A reader, and a function that feeds it text and gives the new events' types. */
function talk(reader: Reader) {
  const events: WireEvent[] = [];
  const types = (run: () => void): string => {
    const from = events.length;
    run();
    return events
      .slice(from)
      .map((e) => e.type)
      .join(' ');
  };
  return { reader, events, types, feed: (text: string) => types(() => feed(reader, encodeLatin1(text), events)) };
}

describe('requests on one connection', () => {
  it('are read one at a time; what comes ahead waits', () => {
    const client = talk(createRequestReader());
    expect(client.feed(GET + GET)).toBe('requestHead end');
    expect(waitingBytes(client.reader)).toBe(GET.length);
    expect(client.feed('GET /3')).toBe('');
    expect(waitingBytes(client.reader)).toBe(GET.length + 6);
    expect(client.types(() => nextRequest(client.reader, client.events))).toBe('requestHead end');
    expect(client.types(() => nextRequest(client.reader, client.events))).toBe('');
    expect(client.feed(' HTTP/1.1\r\n\r\n')).toBe('requestHead end');
    expect(client.types(() => nextRequest(client.reader, client.events))).toBe('');
    expect(client.types(() => finish(client.reader, client.events))).toBe('closed');
  });

  it('that came before the end of the connection are still read', () => {
    const client = talk(createRequestReader());
    client.feed(GET + GET);
    expect(client.types(() => finish(client.reader, client.events))).toBe('');
    expect(client.types(() => nextRequest(client.reader, client.events))).toBe('requestHead end closed');
  });

  it('say what frames them', () => {
    const client = talk(createRequestReader());
    expect(client.feed('POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhel')).toBe('requestHead body');
    expect(isDone(client.reader)).toBe(false);
    expect(client.feed('lo')).toBe('body end');
    expect(isDone(client.reader)).toBe(true);
    const head = client.events[0]!;
    expect(head.type === 'requestHead' && head.facts).toMatchObject({ body: 'length', length: 5, headBytes: 38 });
  });

  it('give payload as views into what was fed, free of chunk framing', () => {
    const reader = createRequestReader();
    const bytes = encodeLatin1(
      'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n2\r\nde\r\n0\r\nX: 1\r\n\r\n',
    );
    const events: WireEvent[] = [];
    feed(reader, bytes, events);
    const payload = events.filter((e) => e.type === 'body');
    expect(payload.map((e) => e.bytes.length)).toEqual([3, 2]);
    expect(payload.every((e) => e.bytes.buffer === bytes.buffer)).toBe(true);
    expect(events.at(-2)).toEqual({ type: 'trailers', headers: [{ name: 'x', value: '1' }] });
  });

  it('stop at an error: nothing follows', () => {
    const client = talk(createRequestReader());
    expect(client.feed('BAD\x01')).toBe('error');
    expect(client.feed(GET)).toBe('');
    expect(client.types(() => finish(client.reader, client.events))).toBe('');
    expect(client.events[0]).toMatchObject({ status: 400, at: 3, silent: false });
  });

  it('tell HTTP/2 from HTTP/1', () => {
    const client = talk(createRequestReader());
    expect(client.feed('PRI * HT')).toBe('');
    expect(client.feed('TP/2.0\r\n\r\nSM\r\n\r\n\0\0\0')).toBe('http2');
    const other = talk(createRequestReader());
    expect(other.feed('PRO')).toBe('');
    expect(other.feed('PFIND / HTTP/1.1\r\n\r\n')).toBe('requestHead end');
  });
});

describe('responses', () => {
  it('are expected, and what nobody asked for is left over', () => {
    const server = talk(createResponseReader());
    expect(server.feed('HTTP/1.1 408 Early\r\n\r\n')).toBe('');
    expect(waitingBytes(server.reader)).toBe(22);
    const asked = { method: 'GET', upgrade: false };
    expect(server.types(() => expectResponse(server.reader, asked, server.events))).toBe('responseHead');
    expect(server.types(() => finish(server.reader, server.events))).toBe('end');
  });

  it('may be preceded by interim ones', () => {
    const server = talk(createResponseReader());
    expectResponse(server.reader, { method: 'GET', upgrade: false }, server.events);
    expect(server.feed('HTTP/1.1 100 C\r\n\r\nHTTP/1.1 103 H\r\n\r\nHTTP/1.1 204 N\r\n\r\nmore')).toBe(
      'informational informational responseHead end',
    );
    expect(waitingBytes(server.reader)).toBe(4);
    expect(isReusable('keep-alive', { request: true, response: true, leftover: 4 })).toBe(false);
    expect(isReusable('keep-alive', { request: true, response: true, leftover: 0 })).toBe(true);
  });

  it('that end too soon are truncated, those without a length end with the connection', () => {
    for (const [head, end] of [
      ['Content-Length: 9\r\n', 'truncated'],
      ['Transfer-Encoding: chunked\r\n', 'truncated'],
      ['', 'end'],
    ] as const) {
      const server = talk(createResponseReader());
      expectResponse(server.reader, { method: 'GET', upgrade: false }, server.events);
      server.feed(`HTTP/1.1 200 OK\r\n${head}\r\n`);
      expect(server.types(() => finish(server.reader, server.events))).toBe(end);
    }
  });

  it('open a tunnel in both directions', () => {
    const client = talk(createRequestReader());
    const server = talk(createResponseReader());
    expect(client.feed('GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nahead')).toBe('requestHead end');
    const head = client.events[0]!;
    const upgrade = head.type === 'requestHead' && head.facts.upgrade;
    expectResponse(server.reader, { method: 'GET', upgrade }, server.events);
    expect(server.feed('HTTP/1.1 101 Go\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nraw')).toBe('responseHead body');
    expect(client.types(() => openTunnel(client.reader, client.events))).toBe('body');
    expect(client.feed('GET / HTTP/1.1\r\n')).toBe('body');
    expect(client.types(() => finish(client.reader, client.events))).toBe('end');
  });
});

describe('limits follow the configuration', () => {
  const statusOf = (text: string, options: ReaderOptions): string => {
    const client = talk(createRequestReader(options));
    client.feed(text);
    const last = client.events.at(-1);
    return last?.type === 'error' ? String(last.status) : (last?.type ?? 'waits');
  };
  const head = (bytes: number) => `GET / HTTP/1.1\r\nHost: a\r\nx: ${'a'.repeat(bytes)}\r\n\r\n`;
  const blanks = (bytes: number) => `GET / HTTP/1.1\r\nHost: a\r\nx: ${' '.repeat(bytes)}\r\n\r\n`;

  // found with the programs, by halving
  it.each<[string, ReaderOptions, number, number]>([
    ['the default, up to 3.2', {}, 15_241, 16_288],
    ['the default, 3.4', { version: '3.4' }, 15_249, 16_296],
    ['tune.bufsize 32768', { bufsize: 32_768 }, 31_625, 32_672],
    ['tune.maxrewrite 0', { maxrewrite: 0 }, 16_265, 16_288],
  ])('%s', (_, options, value, raw) => {
    expect(statusOf(head(value), options)).toBe('end');
    expect(statusOf(head(value + 1), options)).toBe('431');
    expect(statusOf(blanks(raw), options)).toBe('end');
    expect(statusOf(blanks(raw + 1), options)).toBe('431');
  });

  it('3.0 answers 400 where later ones say 431', () => {
    expect(statusOf(head(15_242), { version: '3.0' })).toBe('400');
  });

  it('tune.http.maxhdr', () => {
    const headers = (n: number) => `GET / HTTP/1.1\r\n${'x: 1\r\n'.repeat(n)}\r\n`;
    expect(statusOf(headers(4), { maxHeaders: 5 })).toBe('end');
    expect(statusOf(headers(5), { maxHeaders: 5 })).toBe('400');
  });

  it('a line that never ends is refused as soon as the buffer is full', () => {
    const client = talk(createRequestReader());
    for (let i = 0; i < 16_319; i++) expect(client.feed(i === 0 ? 'G' : 'E')).toBe('');
    expect(client.feed('T')).toBe('error');
    expect(client.events[0]).toMatchObject({ status: 414 });
  });
});

it('a reader is plain data: a copy goes on where the original stood', () => {
  const text = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: 1\r\n\r\nGET';
  for (let at = 0; at <= text.length; at++) {
    const reader = createRequestReader();
    const events: WireEvent[] = [];
    feed(reader, encodeLatin1(text.slice(0, at)), events);
    const copy = structuredClone(reader);
    const [left, right]: [WireEvent[], WireEvent[]] = [[], []];
    feed(reader, encodeLatin1(text.slice(at)), left);
    feed(copy, encodeLatin1(text.slice(at)), right);
    expect(showEvents(right)).toBe(showEvents(left));
    expect(waitingBytes(copy)).toBe(waitingBytes(reader));
  }
});

describe('what HAProxy writes itself', () => {
  it('the pages say their own length', () => {
    for (const version of ['2.6', '3.2'] as const) {
      for (const status of pageStatuses(version)) {
        const { head, body } = errorPage(status, version);
        expect(head.headers[0]).toEqual({ name: 'content-length', value: String(body.length) });
        expect(rawErrorPage(status, version)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} .*\\r\\nContent-length: `));
      }
    }
    expect(pageStatuses('3.0')).not.toContain(431);
    expect(errorPage(418)).toEqual(errorPage(500));
  });

  it('a page for a client that keeps its connection, and for one that does not', () => {
    const { head, body } = errorPage(503);
    const write = (mode: 'keep-alive' | 'close', version: '1.0' | '1.1') =>
      writeResponse(head, ownFacts(body.length), { frontend: 'keep-alive', mode, asked: { version, method: 'GET' } })
        .text;
    expect(write('keep-alive', '1.1')).not.toContain('connection:');
    expect(write('keep-alive', '1.0')).toContain('\r\nconnection: keep-alive\r\n');
    expect(write('close', '1.1')).toContain('\r\nconnection: close\r\n');
  });

  it.each([
    [200, 'OK'],
    [299, 'Success'],
    [413, 'Request Entity Too Large'],
    [502, 'Bad Gateway or Proxy Error'],
    [599, 'Server Error'],
    [600, 'Other'],
  ])('the phrase for %i', (status, phrase) => {
    expect(standardReason(status)).toBe(phrase);
  });

  it('chunks', () => {
    expect(chunkHead(43)).toBe('2B\r\n');
    expect(lastChunk()).toBe('0\r\n\r\n');
    expect(lastChunk([{ name: 'x', value: '1' }])).toBe('0\r\nx: 1\r\n\r\n');
  });

  it.each(checkCases)('the check request of $lines', ({ request, sent }) => {
    expect(writeCheckRequest(request)).toBe(sent);
  });
});
