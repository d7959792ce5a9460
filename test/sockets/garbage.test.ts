/** Servers that answer garbage: every client gets an answer or the end of its connection, and nothing is left behind. */
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createRandom, nextBelow } from '../../simulator/scenario/random.ts';
import { client, eventually, get, HTTP_DEFAULTS, origin, run, withPorts } from './support.ts';

const CONFIGURATION = `${HTTP_DEFAULTS.replace(/server 5s/, 'server 300ms')}
frontend web
  bind 127.0.0.1:$front
  use_backend overtls if { path_beg /tls }
  use_backend overh2 if { path_beg /h2 }
  default_backend app
backend app
  server a 127.0.0.1:$a
backend overtls
  server a 127.0.0.1:$a ssl verify none
backend overh2
  server a 127.0.0.1:$a proto h2
listen tcp
  mode tcp
  bind 127.0.0.1:$tcp
  server a 127.0.0.1:$a check inter 100ms
listen checked
  bind 127.0.0.1:$other
  option httpchk
  server a 127.0.0.1:$a check inter 50ms
`;

const WORDS = [
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.1 ',
  'HTTP/9.9 200 OK\r\n',
  'HTTP/1.1 99 ?\r\n',
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.1 101 Switching Protocols\r\n',
  'content-length: 5\r\n',
  'content-length: 99999999999999999999\r\n',
  'content-length: -1\r\n',
  'transfer-encoding: chunked\r\n',
  'transfer-encoding: gzip, chunked, chunked\r\n',
  ' folded\r\n',
  'no colon here\r\n',
  ': no name\r\n',
  'x: \0\r\n',
  '\r\n',
  '\n',
  'zz\r\n',
  'ffffffffffffffffff\r\n',
  '5\r\nhello\r\n',
  '0\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\x00\x00\x06\x04\x00\x00\x00\x00\x00',
  '\xff\xff\xff\x00\x01\x00\x00\x00\x01',
];

test('random garbage, in pieces, then the end or a reset', async () => {
  const seed = Date.now() % 1_000_000;
  const random = createRandom(seed, 'garbage');
  const { text, ports } = await withPorts(CONFIGURATION);
  const subject = await run(text);
  const say = (socket: Socket) => {
    let left = 1 + nextBelow(random, 8);
    const next = () => {
      if (socket.destroyed) return;
      if (left-- === 0) {
        const how = nextBelow(random, 3);
        if (how === 0) socket.end();
        else if (how === 1) socket.resetAndDestroy();
        // else: nothing more is said, and the time-out ends it
        return;
      }
      const isNoise = nextBelow(random, 4) === 0;
      const noise = () =>
        String.fromCharCode(...Array.from({ length: 1 + nextBelow(random, 300) }, () => nextBelow(random, 256)));
      socket.write(isNoise ? noise() : WORDS[nextBelow(random, WORDS.length)]!, 'latin1');
      setTimeout(next, nextBelow(random, 3));
    };
    socket.on('end', () => socket.end());
    next();
  };
  const server = await origin(ports['a']!, say);
  try {
    const paths = ['/', '/x', '/tls', '/h2'];
    const ask = async (at: number): Promise<void> => {
      const c = await client(at % 5 === 4 ? ports['tcp']! : ports['front']!);
      c.say(`GET ${paths[at % 4]} HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n`);
      await c.over(8000);
      c.socket.destroy();
      const said = c.heard();
      // through HTTP nothing leaves that is not HTTP; a status of fewer figures goes on as it came, as with HAProxy
      if (at % 5 !== 4 && said !== '') expect(said, `seed ${seed}`).toMatch(/^HTTP\/1\.[01] \d{1,3}/);
    };
    for (let from = 0; from < 120; from += 40) {
      await Promise.all(Array.from({ length: 40 }, (_, at) => ask(from + at)));
    }
    await eventually(() => subject.running.state.actconn === 0, `seed ${seed}: nobody is left`);
    await server.close();
    const sane = await origin(ports['a']!, (socket) => {
      socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'));
    });
    expect((await get(ports['front']!)).body, `seed ${seed}`).toBe('ok');
    await sane.close();
  } finally {
    await subject.end();
  }
}, 60_000);
