/**
 * Clients of HTTP/2, in front of HAProxy and of Drydock with the same configuration: what each stream is answered (its
 * head, its payload, its reset), what servers of HTTP/1 hear, and what is logged.
 */
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { beforeAll, expect, it } from 'vitest';
import {
  CANCEL,
  createConnection,
  credit,
  type Field,
  type Http2Event,
  open,
  pump,
  receive,
  reset,
  sendData,
  sendEnd,
  takeOutput,
} from '../../simulator/http2/index.ts';
import { client, type Origin, origin, pause, quietPorts, run } from '../sockets/support.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { versionOf } from './versions.ts';

/** A stream: its head as `name value` lines; then its payload and trailers. */
interface Ask {
  readonly head: string;
  readonly body?: string;
  readonly trailers?: readonly Field[];
  /** The end of the payload does not come. */
  readonly open?: true;
  /** The client takes it back at once. */
  readonly reset?: true;
}

interface Case {
  readonly name: string;
  readonly to?: 'own' | 'h1' | 'preface' | 'h2';
  readonly asks: readonly Ask[];
}

const get = (path: string, more = '') => `:method GET\n:scheme http\n:path ${path}\n:authority example.org${more}`;
const post = (path: string, more = '') => get(path, more).replace('GET', 'POST');
const upgrade = (name: string) => `${get('/ws').replace('GET', 'CONNECT')}\n:protocol ${name}`;

const CASES: readonly Case[] = [
  { name: 'a request', asks: [{ head: get('/a?b=c') }] },
  { name: 'without authority', asks: [{ head: ':method GET\n:scheme https\n:path /x' }] },
  { name: 'host instead of an authority', asks: [{ head: ':method GET\n:scheme http\n:path /x\nhost h:80' }] },
  { name: 'host beside an authority', asks: [{ head: get('/x', '\nx-a 1\nhost other') }] },
  { name: 'two hosts', asks: [{ head: ':method GET\n:scheme http\n:path /x\nhost a\nx-b 1\nhost b' }] },
  { name: 'the port of the scheme', asks: [{ head: get('/x').replace('example.org', 'example.org:80') }] },
  { name: 'another port', asks: [{ head: get('/x').replace('example.org', 'example.org:443') }] },
  { name: 'cookies', asks: [{ head: get('/x', '\ncookie a=1\nx-a 1\ncookie b=2') }] },
  { name: 'payload', asks: [{ head: post('/x'), body: 'hello' }] },
  { name: 'payload with a length', asks: [{ head: post('/x', '\ncontent-length 5'), body: 'hello' }] },
  { name: 'an empty payload', asks: [{ head: post('/x'), body: '' }] },
  { name: 'a length of nothing', asks: [{ head: post('/x', '\ncontent-length 0') }] },
  { name: 'trailers', asks: [{ head: post('/x'), body: 'hi', trailers: [{ name: 'x-sum', value: '2' }] }] },
  { name: 'HEAD', asks: [{ head: get('/x').replace('GET', 'HEAD') }] },
  { name: 'OPTIONS of everything', asks: [{ head: get('*').replace('GET', 'OPTIONS') }] },
  { name: 'three at once', asks: [{ head: get('/1') }, { head: get('/2') }, { head: get('/3') }] },
  {
    name: 'an answer of its own',
    to: 'own',
    asks: [{ head: get('/own') }, { head: get('/own').replace('GET', 'HEAD') }],
  },
  { name: 'a redirection', to: 'own', asks: [{ head: get('/go') }] },
  { name: 'refused', to: 'own', asks: [{ head: get('/deny') }] },
  { name: 'what it says about requests', to: 'own', asks: [{ head: get('/say?q=1') }] },
  { name: 'no server', to: 'own', asks: [{ head: get('/nobody') }] },
  { name: 'a response in chunks with trailers', asks: [{ head: get('/trailers') }] },
  { name: 'a response to the end of the connection', asks: [{ head: get('/until-close') }] },
  { name: 'a response that breaks off', asks: [{ head: get('/broken') }] },
  { name: '204 and 304', asks: [{ head: get('/status/204') }, { head: get('/status/304') }] },
  { name: 'an informational response', asks: [{ head: get('/hints') }] },
  { name: 'what concerns connections', asks: [{ head: get('/hop') }] },
  { name: 'by the preface', to: 'preface', asks: [{ head: get('/a') }, { head: post('/x'), body: 'yes' }] },
  {
    name: 'to a server of HTTP/2',
    to: 'h2',
    asks: [{ head: get('/a', '\ncookie a=1') }, { head: post('/x'), body: 'hello' }],
  },
  { name: 'WebSocket', asks: [{ head: upgrade('websocket') }] },
  { name: 'another protocol', asks: [{ head: upgrade('custom') }] },
  { name: 'h2c as a protocol', asks: [{ head: upgrade('h2c') }] },
  ...[
    ['a path without a slash', get('hello')],
    ['an empty path', get('')],
    ['a path with a blank', get('/a b')],
    ['a path with a fragment', get('/a#b')],
    ['no path', ':method GET\n:scheme http'],
    ['no scheme', ':method GET\n:path /'],
    ['no method', ':scheme http\n:path /'],
    ['a method twice', `:method GET\n${get('/')}`],
    ['an unknown pseudo header', get('/', '\n:foo bar')],
    ['a pseudo header behind others', `x-a 1\n${get('/')}`],
    ['upper case in a name', get('/', '\nX-A 1')],
    ['a blank in a name', get('/', '\nx\ta 1')],
    ['a method that is none', get('/').replace('GET', 'GE?T')],
    ['a scheme that is none', get('/').replace('http', 'http://x/?')],
    ['connection', get('/', '\nconnection close')],
    ['transfer-encoding', post('/', '\ntransfer-encoding chunked')],
    ['upgrade', get('/', '\nupgrade foo')],
    ['te: gzip', get('/', '\nte gzip')],
    ['te: trailers', get('/', '\nte trailers')],
    ['two lengths', post('/', '\ncontent-length 5\ncontent-length 6')],
    ['a length of no digits', post('/', '\ncontent-length x')],
    ['a NUL in a value', get('/', '\nx-a b\0c')],
    ['blanks around a value', get('/', '\nx-a   b\t')],
    ['a slash in the authority', get('/').replace('example.org', 'a/b')],
    ['CONNECT with a path', get('/').replace('GET', 'CONNECT')],
  ].map(
    ([name = '', head = '']): Case => ({ name, asks: [{ head, ...(head.includes('POST') ? { body: 'hello' } : {}) }] }),
  ),
  { name: 'less than announced', asks: [{ head: post('/', '\ncontent-length 5'), body: 'hi' }] },
  { name: 'more than announced', asks: [{ head: post('/', '\ncontent-length 1'), body: 'hi' }] },
  {
    name: 'answered before the end of its payload',
    to: 'own',
    asks: [{ head: post('/deny'), body: 'he', open: true }],
  },
  { name: 'taken back', asks: [{ head: get('/slow'), reset: true }, { head: get('/after') }] },
];

const fieldsOf = (head: string): Field[] =>
  head
    .split('\n')
    .map((line) => ({ name: line.slice(0, line.indexOf(' ')), value: line.slice(line.indexOf(' ') + 1) }));

/** What a server of HTTP/1 answers. */
function answerTo(head: string): string {
  const path = /^\S+ (\S+)/.exec(head)?.[1] ?? '';
  const key = /^sec-websocket-key: (\S+)/im.exec(head)?.[1];
  const status = /^\/status\/(\d+)/.exec(path)?.[1];
  const ok = (more: string) => `HTTP/1.1 200 OK\r\n${more}`;
  if (path === '/trailers') return ok('transfer-encoding: chunked\r\nx-b: 1\r\n\r\n3\r\nabc\r\n0\r\nx-sum: 3\r\n\r\n');
  if (path === '/until-close') return ok('\r\nuntil the end');
  if (path === '/broken') return ok('content-length: 9\r\n\r\nabc');
  if (path === '/hints') return `HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${ok('content-length: 0\r\n\r\n')}`;
  if (path === '/hop')
    return ok(
      'connection: x-a\r\nkeep-alive: 5\r\nx-a: 1\r\nset-cookie: a\r\nset-cookie: b\r\ncontent-length: 2\r\n\r\nhi',
    );
  if (key !== undefined)
    return 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-accept: no\r\n\r\n';
  if (/^upgrade: custom/im.test(head))
    return 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: custom\r\n\r\ngo';
  if (status !== undefined) return `HTTP/1.1 ${status} X\r\n\r\n`;
  return ok('x-from: server\r\ncontent-length: 2\r\n\r\nhi');
}

/** Answers requests one by one; what was heard is kept, without a WebSocket's key, which is drawn by chance. */
function serve(heard: string[]) {
  return (socket: import('node:net').Socket) => {
    let waiting = '';
    socket.on('data', (data) => {
      waiting += data.toString('latin1');
      for (;;) {
        const end = waiting.indexOf('\r\n\r\n');
        if (end < 0) return;
        const head = waiting.slice(0, end + 4);
        const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
        const chunks = /^transfer-encoding: chunked/im.test(head);
        const last = chunks ? /(^|\r\n)0\r\n([^\r\n]+\r\n)*\r\n/.exec(waiting.slice(end + 4)) : null;
        if (chunks && last === null) return;
        const size = end + 4 + (last === null ? length : last.index + last[0].length);
        if (waiting.length < size) return;
        heard.push(waiting.slice(0, size).replace(/(Sec-Websocket-Key: ).*/, '$1KEY'));
        waiting = waiting.slice(size);
        const path = /^\S+ (\S+)/.exec(head)?.[1];
        if (path === '/slow') return;
        socket.write(head.startsWith('HEAD') ? answerTo(head).replace(/hi$/, '') : answerTo(head));
        if (path === '/until-close' || path === '/broken') socket.end();
      }
    });
    socket.on('end', () => socket.end());
  };
}

/** Asks on one connection, one stream after the other at once, and writes down what comes. */
async function ask(port: number, asks: readonly Ask[]): Promise<string[]> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => undefined);
  const conn = createConnection('client', { maxStreams: 0, windowBytes: 65_535, maxBlockBytes: 65_536 });
  const lines = new Map<number, string[]>();
  const over = new Set<number>();
  const note = (stream: number, text: string) => lines.get(stream)?.push(text);
  const flush = () => {
    const events: Http2Event[] = [];
    pump(conn, 1 << 20, events);
    for (const bytes of takeOutput(conn)) socket.write(bytes);
  };
  socket.on('data', (data) => {
    const events: Http2Event[] = [];
    receive(conn, data, events);
    for (const event of events) {
      if (event.type === 'headers' || event.type === 'trailers')
        note(
          event.stream,
          event.fields
            .filter(({ name }) => name !== 'date')
            .map(({ name, value }) => `${name}=${value}`)
            .join(' '),
        );
      else if (event.type === 'data') {
        note(event.stream, Buffer.from(event.bytes).toString('latin1'));
        credit(conn, event.stream, event.bytes.length);
      } else if (event.type === 'reset') note(event.stream, `reset ${event.code}`);
      else if (event.type === 'end') note(event.stream, 'end');
      if (event.type === 'reset' || event.type === 'end') over.add(event.stream);
    }
    flush();
  });
  const streams = asks.map((one) => {
    const ends = one.body === undefined && !one.head.includes(':protocol');
    const stream = open(conn, fieldsOf(one.head), ends)!;
    lines.set(stream.id, []);
    if (one.body !== undefined) {
      sendData(stream, Buffer.from(one.body, 'latin1'));
      if (!one.open) sendEnd(stream, one.trailers ?? []);
    }
    if (one.reset) {
      reset(conn, stream.id, CANCEL);
      over.add(stream.id);
    }
    return stream.id;
  });
  flush();
  const isTunnel = asks.some(({ head }) => head.includes(':protocol'));
  for (let i = 0; i < (isTunnel ? 12 : 80) && over.size < streams.length && !socket.destroyed; i++) await pause(25);
  socket.destroy();
  return streams.map((id) => (lines.get(id) ?? []).join(' | '));
}

const section = (ports: Readonly<Record<string, number>>) => `
defaults
  mode http
  timeout client 3s
  timeout server 3s
  timeout connect 3s
listen ready
  bind 127.0.0.1:${ports.ready}
frontend own
  bind 127.0.0.1:${ports.own} proto h2
  http-request return status 200 content-type text/plain string "of its own" hdr x-a 1 if { path /own }
  http-request redirect location /elsewhere if { path /go }
  http-request deny if { path /deny }
  http-request return status 200 content-type text/plain lf-string "%[method] %[url] %[path] %[query] %[req.ver] %[req.hdr(host)] %[http_first_req]" if { path /say }
listen h1
  bind 127.0.0.1:${ports.h1} proto h2
  bind 127.0.0.1:${ports.preface}
  server s 127.0.0.1:${ports.server}
listen h2
  bind 127.0.0.1:${ports.h2} proto h2
  server s 127.0.0.1:${ports.back} proto h2
listen back
  bind 127.0.0.1:${ports.back} proto h2
  server s 127.0.0.1:${ports.server}
`;

interface Seen {
  readonly answers: readonly string[];
  readonly heard: readonly string[];
}

async function playAll(ports: Readonly<Record<string, number>>): Promise<Map<string, Seen>> {
  const heard: string[] = [];
  const server: Origin = await origin(ports.server!, serve(heard));
  const seen = new Map<string, Seen>();
  try {
    for (const { name, to = 'h1', asks } of CASES) {
      heard.length = 0;
      const answers = await ask(ports[to]!, asks);
      seen.set(name, { answers, heard: [...heard].sort() });
    }
  } finally {
    await server.close();
  }
  return seen;
}

async function freePorts(): Promise<Record<string, number>> {
  const names = ['ready', 'own', 'h1', 'preface', 'h2', 'back', 'server'];
  const free = await quietPorts(names.length);
  return Object.fromEntries(names.map((name, i) => [name, free[i]!]));
}

describeWithEveryHaproxy('HTTP/2 as', (haproxy) => {
  const version = versionOf(haproxy);
  let real: ReadonlyMap<string, Seen>;
  let ours: ReadonlyMap<string, Seen>;
  beforeAll(async () => {
    const ports = await freePorts();
    const folder = temporaryFolder({ 'h.cfg': `global\n  nbthread 1\n${section(ports)}` });
    const child = spawn(haproxy.path, ['-db', '-f', `${folder.path}/h.cfg`], { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('close', resolve));
    try {
      for (let isReady = false; !isReady && child.exitCode === null; ) {
        const c = await client(ports.ready!);
        c.socket.destroy();
        isReady = c.failure() === null;
        await pause(25);
      }
      real = await playAll(ports);
    } finally {
      child.kill('SIGKILL');
      await ended;
      folder.remove();
    }
    const own = await freePorts();
    const subject = await run(section(own), version);
    try {
      ours = await playAll(own);
    } finally {
      await subject.end();
    }
  }, 60_000);

  it.each(CASES.map(({ name }) => name))('%s', (name) => {
    expect(real.get(name)?.answers.join('').length, 'HAProxy answered').toBeGreaterThan(0);
    expect(ours.get(name)).toEqual(real.get(name));
  });
});
