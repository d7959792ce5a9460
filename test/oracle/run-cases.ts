/**
 * Conversations that are had with `drydock run` and with the real HAProxy: a proxy section each, servers, and what the client
 * does. Every case has its section to itself, so its log lines are found by the section's name.
 */
import type { Socket } from 'node:net';
import type { Client } from '../sockets/support.ts';

/** A server by its port's name in the configuration. */
export type Serve = (socket: Socket, said: (bytes: string) => void) => void;

export interface RunCase {
  readonly name: string;
  /** Lines of a `listen` section, without `bind`. `$a`, `$b`: ports of servers; `$x`: a port where nobody listens. */
  readonly section: readonly string[];
  /** What the servers do, by their names. */
  readonly servers?: Readonly<Record<string, Serve>>;
  /** What clients do, on connections that `open` makes. Ends when all has been heard. */
  readonly client: (open: () => Promise<Client>) => Promise<void>;
  /** How many log lines there will be. */
  readonly lines: number;
}

const ok = (body = 'ok', more = '') => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n${more}\r\n${body}`;

/** Answers every request head with what `answer` makes of it; request bodies must come with their heads. */
export const http =
  (answer: (head: string) => string): Serve =>
  (socket, said) => {
    socket.on('data', (data) => {
      const text = data.toString('latin1');
      said(text);
      for (const head of text.split(/(?<=\r\n\r\n)(?=[A-Z]+ )/)) socket.write(answer(head), 'latin1');
    });
    socket.on('end', () => socket.end());
  };

const plain: Serve = http(() => ok());

export const echo: Serve = (socket, said) => {
  socket.on('data', (data) => {
    said(data.toString('latin1'));
    socket.write(data);
  });
  socket.on('end', () => {
    said('<FIN>');
    socket.end();
  });
};

const get = (path = '/', more = '') => `GET ${path} HTTP/1.1\r\nHost: test\r\n${more}\r\n`;

/** One connection, one piece of text, heard until the other side ends. */
const untilOver =
  (text: string): RunCase['client'] =>
  async (open) => {
    const c = await open();
    c.say(text);
    await c.over();
    c.socket.end();
  };

/** One connection, requests one after the other, each answered whole with `ok`; then the client leaves. */
const inTurn =
  (...requests: readonly string[]): RunCase['client'] =>
  async (open) => {
    const c = await open();
    for (const [i, request] of requests.entries()) {
      c.say(request);
      await c.until((heard) => heard.split('\r\n\r\nok').length === i + 2);
    }
    c.socket.end();
    await c.over();
  };

export const HTTP_CASES: readonly RunCase[] = [
  {
    name: 'a request',
    section: ['server a 127.0.0.1:$a'],
    servers: { a: plain },
    client: inTurn(get('/path?q=1')),
    lines: 1,
  },
  {
    name: 'requests on one connection',
    section: ['server a 127.0.0.1:$a'],
    servers: { a: plain },
    client: inTurn(get('/1'), get('/2'), get('/3')),
    lines: 3,
  },
  {
    name: 'a pipeline',
    section: ['server a 127.0.0.1:$a'],
    servers: { a: plain },
    client: async (open) => {
      const c = await open();
      c.say(get('/1') + get('/2') + get('/3'));
      await c.until((heard) => heard.split('\r\n\r\nok').length === 4);
      c.socket.end();
      await c.over();
    },
    lines: 3,
  },
  {
    name: 'a POST, then a HEAD',
    section: ['server a 127.0.0.1:$a'],
    servers: {
      a: http((head) => (head.startsWith('HEAD') ? 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n' : ok())),
    },
    client: async (open) => {
      const c = await open();
      c.say('POST /form HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\nhello');
      await c.until((heard) => heard.endsWith('ok'));
      c.say('HEAD / HTTP/1.1\r\nHost: test\r\n\r\n');
      await c.until((heard) => heard.endsWith('1000\r\n\r\n'));
      c.socket.end();
      await c.over();
    },
    lines: 2,
  },
  {
    name: 'a chunked response, with the connection closed after it',
    section: ['server a 127.0.0.1:$a'],
    servers: { a: http(() => 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n') },
    client: untilOver(get('/', 'Connection: close\r\n')),
    lines: 1,
  },
  {
    name: 'a response that ends with its connection',
    section: ['server a 127.0.0.1:$a'],
    servers: {
      a: (socket, said) =>
        socket.on('data', (data) => {
          said(data.toString('latin1'));
          socket.end('HTTP/1.1 200 OK\r\nX-Kind: old\r\n\r\nall there is');
        }),
    },
    client: untilOver(get()),
    lines: 1,
  },
  {
    name: 'HTTP/1.0',
    section: ['server a 127.0.0.1:$a'],
    servers: { a: plain },
    client: untilOver('GET / HTTP/1.0\r\n\r\n'),
    lines: 1,
  },
  {
    name: 'rules: deny, redirect, return, headers',
    section: [
      'http-request deny if { path /deny }',
      'http-request redirect location /else?from=%[path] code 302 if { path_beg /redirect }',
      'http-request return status 200 content-type text/plain string "ok" if { path /return }',
      'http-request set-header X-Who %[src]',
      'http-request add-header X-List one',
      'http-request add-header X-List two',
      'http-request del-header X-Secret',
      'http-response set-header X-Served yes',
      'http-response del-header X-Internal',
      'option forwardfor',
      'server a 127.0.0.1:$a',
    ],
    servers: { a: http(() => ok('ok', 'X-Internal: 1\r\n')) },
    client: async (open) => {
      const c = await open();
      const steps: [string, string][] = [
        [get('/deny'), '</html>\n'],
        [get('/redirect/here'), 'cache-control: no-cache\r\n\r\n'],
        [get('/return'), 'ok'],
        [get('/plain', 'X-Secret: s\r\n'), 'ok'],
      ];
      for (const [request, end] of steps) {
        const before = c.heard().length;
        c.say(request);
        await c.until((heard) => heard.length > before && heard.endsWith(end));
      }
      c.socket.end();
      await c.over();
    },
    lines: 4,
  },
  {
    name: 'a cookie that is inserted',
    section: [
      'cookie SRV insert indirect nocache',
      'server a 127.0.0.1:$a cookie ca',
      'server b 127.0.0.1:$b cookie cb',
    ],
    servers: { a: http(() => ok('ok', 'X-Name: a\r\n')), b: http(() => ok('ok', 'X-Name: b\r\n')) },
    client: inTurn(
      get('/1'),
      get('/2', 'Cookie: SRV=cb\r\n'),
      get('/3', 'Cookie: a=b; SRV=ca; c=d\r\n'),
      get('/4', 'Cookie: SRV=gone\r\n'),
    ),
    lines: 4,
  },
  {
    name: 'what is no request',
    section: ['server a 127.0.0.1:$a'],
    servers: { a: plain },
    client: untilOver('GET /a b c HTTP/1.1\r\n\r\n'),
    lines: 1,
  },
  {
    name: 'a connection without a request',
    section: ['server a 127.0.0.1:$a'],
    servers: { a: plain },
    client: async (open) => {
      const c = await open();
      c.socket.end();
      await c.over();
    },
    lines: 1,
  },
  {
    name: 'a connection without a request that is not worth a line',
    section: ['option dontlognull', 'server a 127.0.0.1:$a'],
    servers: { a: plain },
    client: async (open) => {
      const c = await open();
      c.socket.end();
      await c.over();
    },
    lines: 0,
  },
  {
    name: 'half a request',
    section: ['timeout http-request 150ms', 'server a 127.0.0.1:$a'],
    servers: { a: plain },
    client: untilOver('GET / HTTP/1.1\r\nHo'),
    lines: 1,
  },
  {
    name: 'nobody listens',
    section: ['retries 1', 'timeout connect 100ms', 'server a 127.0.0.1:$x'],
    client: async (open) => {
      const c = await open();
      c.say(get());
      await c.until((heard) => heard.endsWith('</html>\n'));
      c.socket.end();
      await c.over();
    },
    lines: 1,
  },
  {
    name: 'nobody listens, and another one takes it',
    section: ['retries 2', 'option redispatch 1', 'server a 127.0.0.1:$x', 'server b 127.0.0.1:$b'],
    servers: { b: plain },
    client: inTurn(get('/1'), get('/2')),
    lines: 2,
  },
  {
    name: 'the server speaks nonsense',
    section: ['server a 127.0.0.1:$a'],
    servers: { a: http(() => 'what do you want?\r\n\r\n') },
    client: async (open) => {
      const c = await open();
      c.say(get());
      await c.until((heard) => heard.endsWith('</html>\n'));
      c.socket.end();
      await c.over();
    },
    lines: 1,
  },
  {
    name: 'the server hangs up',
    section: ['server a 127.0.0.1:$a'],
    servers: {
      a: (socket, said) =>
        socket.on('data', (data) => {
          said(data.toString('latin1'));
          socket.end();
        }),
    },
    client: async (open) => {
      const c = await open();
      c.say(get());
      await c.until((heard) => heard.endsWith('</html>\n'));
      c.socket.end();
      await c.over();
    },
    lines: 1,
  },
  {
    name: 'the server hangs up in the middle of its response',
    section: ['server a 127.0.0.1:$a'],
    servers: {
      a: (socket, said) =>
        socket.on('data', (data) => {
          said(data.toString('latin1'));
          socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nnot all');
        }),
    },
    client: untilOver(get()),
    lines: 1,
  },
  {
    name: 'the server says nothing',
    section: ['timeout server 150ms', 'server a 127.0.0.1:$a'],
    servers: { a: (socket, said) => socket.on('data', (data) => said(data.toString('latin1'))) },
    client: async (open) => {
      const c = await open();
      c.say(get());
      await c.until((heard) => heard.endsWith('</html>\n'));
      c.socket.end();
      await c.over();
    },
    lines: 1,
  },
  {
    name: 'a queue that takes too long',
    section: ['timeout queue 150ms', 'server a 127.0.0.1:$a maxconn 1'],
    servers: {
      a: (socket, said) =>
        socket.on('data', (data) => {
          said(data.toString('latin1'));
          setTimeout(() => socket.write(ok()), 400);
        }),
    },
    client: async (open) => {
      const first = await open();
      first.say(get('/first'));
      await new Promise((resolve) => setTimeout(resolve, 60));
      const second = await open();
      second.say(get('/second'));
      await second.until((heard) => heard.endsWith('</html>\n'));
      second.socket.end();
      await second.over();
      await first.until((heard) => heard.endsWith('ok'));
      first.socket.end();
      await first.over();
    },
    lines: 2,
  },
  {
    name: 'http-server-close',
    section: ['option http-server-close', 'server a 127.0.0.1:$a'],
    servers: { a: plain },
    client: inTurn(get('/1'), get('/2')),
    lines: 2,
  },
  {
    name: 'httpclose',
    section: ['option httpclose', 'server a 127.0.0.1:$a'],
    servers: { a: plain },
    client: untilOver(get()),
    lines: 1,
  },
  {
    name: 'send-proxy',
    section: ['server a 127.0.0.1:$a send-proxy'],
    servers: {
      a: (socket, said) => {
        let text = '';
        socket.on('data', (data) => {
          text += data.toString('latin1');
          if (!text.endsWith('\r\n\r\n')) return;
          said(text.replace(/(PROXY TCP4 127\.0\.0\.1 127\.0\.0\.1) \d+ \d+/, '$1 PORT PORT'));
          text = '';
          socket.write(ok());
        });
      },
    },
    client: inTurn(get()),
    lines: 1,
  },
  {
    name: 'an upgrade',
    section: ['server a 127.0.0.1:$a'],
    servers: {
      a: (socket, said) => {
        socket.once('data', (head) => {
          said(head.toString('latin1'));
          socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n');
          socket.on('data', (data) => socket.write(`<${data.toString()}>`));
          socket.on('end', () => socket.end());
        });
      },
    },
    client: async (open) => {
      const c = await open();
      c.say(get('/chat', 'Connection: upgrade\r\nUpgrade: echo\r\n'));
      await c.until((heard) => heard.endsWith('\r\n\r\n'));
      c.say('one');
      await c.until((heard) => heard.endsWith('<one>'));
      c.say('two');
      await c.until((heard) => heard.endsWith('<two>'));
      c.socket.end();
      await c.over();
    },
    lines: 1,
  },
];

export const TCP_CASES: readonly RunCase[] = [
  {
    name: 'TCP',
    section: ['server a 127.0.0.1:$a'],
    servers: { a: echo },
    client: async (open) => {
      const c = await open();
      c.say('hello');
      await c.until((heard) => heard === 'hello');
      c.socket.end();
      await c.over();
    },
    lines: 1,
  },
  {
    name: 'TCP, the server ends first',
    section: ['server a 127.0.0.1:$a'],
    servers: { a: (socket) => socket.end('bye') },
    client: async (open) => {
      const c = await open();
      await c.over();
      c.socket.end();
    },
    lines: 1,
  },
  {
    name: 'TCP, the server resets',
    section: ['server a 127.0.0.1:$a'],
    servers: {
      a: (socket, said) =>
        socket.on('data', (data) => {
          said(data.toString('latin1'));
          socket.resetAndDestroy();
        }),
    },
    client: async (open) => {
      const c = await open();
      c.say('hello');
      await c.over();
      c.socket.end();
    },
    lines: 1,
  },
  {
    name: 'TCP, nobody listens',
    section: ['retries 1', 'timeout connect 100ms', 'server a 127.0.0.1:$x'],
    client: async (open) => {
      const c = await open();
      c.say('hello');
      await c.over();
      c.socket.end();
    },
    lines: 1,
  },
  {
    name: 'TCP, silence',
    section: ['timeout client 150ms', 'timeout server 150ms', 'server a 127.0.0.1:$a'],
    servers: { a: echo },
    client: async (open) => {
      const c = await open();
      c.say('hello');
      await c.over();
      c.socket.end();
    },
    lines: 1,
  },
  {
    name: 'TCP, sticky by address',
    section: ['stick-table type ip size 10', 'stick on src', 'server a 127.0.0.1:$a', 'server b 127.0.0.1:$b'],
    servers: { a: (socket) => socket.end('a'), b: (socket) => socket.end('b') },
    client: async (open) => {
      for (let i = 0; i < 3; i++) {
        const c = await open();
        await c.over();
        c.socket.end();
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    },
    lines: 3,
  },
  {
    name: 'TCP, send-proxy-v2',
    section: ['server a 127.0.0.1:$a send-proxy-v2'],
    servers: {
      a: (socket, said) =>
        socket.once('data', (data) => {
          // The addresses; the ports behind them differ.
          said(data.subarray(0, 24).toString('hex'));
          socket.end('thanks');
        }),
    },
    client: async (open) => {
      const c = await open();
      await c.over();
      c.socket.end();
    },
    lines: 1,
  },
];
