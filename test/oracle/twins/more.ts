/** Options and directives that change what is sent, servers' options. */
import { answerText, asks, get } from './ask.ts';
import type { Twin } from './twin.ts';

export const MORE_TWINS: readonly Twin[] = [
  {
    name: 'answers that are no answers',
    front: [],
    back: ['option accept-invalid-http-response'],
    visits: [
      get('/', answerText('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nX(a): b\r\n\r\na')),
      get('/', answerText('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nX-A: b\x01c\r\n\r\na')),
      get('/', answerText('HTTP/1.1 2000 OK\r\nContent-Length: 1\r\n\r\na')),
      get('/', answerText('HTTP/1.1 099 OK\r\nContent-Length: 1\r\n\r\na')),
      get('/', answerText('HTTP/1.1 200 O\x80K\r\nContent-Length: 1\r\n\r\na')),
    ],
  },
  {
    name: 'answers that are no answers, without the option',
    front: [],
    visits: [
      get('/', answerText('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nX(a): b\r\n\r\na')),
      get('/', answerText('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nX-A: b\x01c\r\n\r\na')),
      get('/', answerText('HTTP/1.1 2000 OK\r\nContent-Length: 1\r\n\r\na')),
    ],
  },
  {
    name: 'pages of a section',
    front: [
      'errorloc 403 http://www.example/forbidden',
      'errorloc303 429 http://www.example/slow',
      'errorloc302 404 /gone',
      'errorfiles pages$front 503',
      'http-request deny if { path /403 }',
      'http-request deny deny_status 429 if { path /429 }',
      'http-request deny deny_status 404 if { path /404 }',
      'http-request deny deny_status 503 if { path /503 }',
      'http-request deny deny_status 500 if { path /500 }',
    ],
    sections: ['http-errors pages$front', '  errorfile 503 twins.http', '  errorfile 404 twins.http'],
    visits: [
      get('/403'),
      get('/429'),
      get('/404'),
      get('/503'),
      get('/500'),
      { say: ['POST /403 HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'] },
    ],
  },
  {
    name: 'all pages of a section',
    front: [
      'errorfiles pages$front',
      'http-request deny deny_status 404 if { path /404 }',
      'http-request deny deny_status 503 if { path /503 }',
      'http-request deny',
    ],
    sections: ['http-errors pages$front', '  errorfile 503 twins.http', '  errorfile 404 twins.http'],
    visits: [get('/404'), get('/503'), get('/403')],
  },
  {
    name: 'servers by default and by pattern',
    front: [],
    back: [
      'balance roundrobin',
      'default-server weight 3 maxconn 5',
      '?http-response srv_name',
      '?http-response srv_id',
      ...asks(
        'http-request',
        'srv_iweight($back/t1)',
        'srv_iweight($back/t3)',
        'srv_conn_free($back/t2)',
        'srv_iweight($back/own)',
        'nbsrv($back)',
        'srv_is_up($back/off)',
        'srv_is_up($back/on)',
      ),
      'server-template t 1-3 127.0.0.1:$port weight 1',
      'server own 127.0.0.1:$port weight 2',
      'server off 127.0.0.1:$port disabled',
      'default-server disabled',
      'server off2 127.0.0.1:$port',
      'server on 127.0.0.1:$port enabled',
      'default-server enabled backup',
      'server second 127.0.0.1:$port',
      'server first 127.0.0.1:$port no-backup',
    ],
    visits: Array.from({ length: 12 }, (_, at) => get(`/${at}`)),
  },
  {
    name: 'a backend that is off',
    front: ['use_backend off$front if { path /off }', 'use_backend on$front if { path /on }'],
    sections: [
      'backend off$front',
      '  disabled',
      '  server s 127.0.0.1:$port',
      'backend on$front',
      '  enabled',
      '  server s 127.0.0.1:$port',
    ],
    visits: [get('/on'), get('/off'), get('/')],
  },
  {
    name: 'headers to servers by PROXY options',
    mode: 'tcp',
    bind: 'accept-proxy',
    front: [],
    back: [
      'balance roundrobin',
      'server a 127.0.0.1:$port send-proxy-v2 proxy-v2-options crc32c,unique-id',
      'server b 127.0.0.1:$port send-proxy-v2 no-send-proxy-v2',
      'server c 127.0.0.1:$port send-proxy no-send-proxy',
      'server d 127.0.0.1:$port send-proxy-v2-ssl',
      'server e 127.0.0.1:$port send-proxy-v2-ssl-cn',
      'server f 127.0.0.1:$port ssl verify none no-ssl',
    ],
    serve: (socket) => {
      let heard = '';
      socket.on('data', (data) => {
        heard += data.toString('latin1');
        if (heard.endsWith('hello')) socket.end(`got ${Buffer.from(heard, 'latin1').toString('hex')}`);
      });
    },
    visits: Array.from({ length: 6 }, () => ({ say: ['PROXY TCP4 192.0.2.7 192.0.2.8 1234 81\r\nhello'] })),
  },
];
