/** Connections on both sides: addresses, ports, times, counts, what a PROXY header carries. */
import { answer, asks, bytes, get, post } from './ask.ts';
import type { Twin } from './twin.ts';

const request = (target: string, headers = '') => `GET ${target} HTTP/1.1\r\nHost: h\r\n${headers}\r\n`;
const LAST = 'Connection: close\r\n';

/** A PROXY header of version 2 with values. */
function proxyV2(
  source: string,
  destination: string,
  values: readonly (readonly [number, string])[],
  local = false,
): string {
  const isV6 = source.includes(':');
  const address = (text: string) =>
    isV6
      ? text === '2001:db8::1'
        ? `\x20\x01\x0d\xb8${'\0'.repeat(11)}\x01`
        : `${'\0'.repeat(15)}\x01`
      : String.fromCharCode(...text.split('.').map(Number));
  const tlvs = values
    .map(([type, value]) => `${String.fromCharCode(type, value.length >> 8, value.length & 255)}${value}`)
    .join('');
  const body = `${address(source)}${address(destination)}\x03\xe8\x00\x50${tlvs}`;
  const length = String.fromCharCode(body.length >> 8, body.length & 255);
  return `\r\n\r\n\0\r\nQUIT\n${local ? '\x20' : '\x21'}${isV6 ? '\x21' : '\x11'}${length}${body}`;
}

const FRONT_SIDE = [
  'src',
  'src_port',
  'dst',
  'dst_port',
  'fc_src',
  'fc_src_port',
  'fc_dst',
  'fc_dst_port',
  'src_is_local',
  'dst_is_local',
  'fc_src_is_local',
  'fc_dst_is_local',
  'fc_rcvd_proxy',
  'fc_pp_authority',
  'fc_pp_unique_id',
  'fc_pp_tlv(0x02)',
  'fc_pp_tlv(AUTHORITY)',
  'fc_pp_tlv(0x05)',
  'fc_pp_tlv(UNIQUE_ID)',
  'fc_pp_tlv(0xE0)',
  'fc_pp_tlv(1)',
  'fc_pp_tlv(ALPN)',
];

const TIMES = [
  'fc.timer.handshake',
  'fc.timer.total',
  'req.timer.idle',
  'req.timer.tq',
  'req.timer.hdr',
  'req.timer.queue',
  'bc.timer.connect',
  'res.timer.hdr',
  'res.timer.data',
  'txn.timer.total',
  'txn.timer.user',
];

export const CONNECTION_TWINS: readonly Twin[] = [
  {
    name: 'addresses that a PROXY header tells',
    bind: 'accept-proxy id 77 name here',
    front: [
      ...asks('http-request', ...FRONT_SIDE, 'so_id', 'so_name', 'dst_conn', 'fe_conn', 'fe_conn($front)', 'fe_id'),
      'http-request set-src ipv4(127.0.0.9)',
      'http-request set-dst ipv6(2001:db8::5)',
      'http-request set-dst-port int(5)',
      ...asks('http-request', ...FRONT_SIDE.slice(0, 12).map((name) => `${name},upper`)),
    ],
    visits: [
      { say: [`PROXY TCP4 192.0.2.7 127.0.0.1 1234 81\r\n${request('/', LAST)}`] },
      { say: [`PROXY TCP6 2001:db8::1 ::1 65535 1\r\n${request('/', LAST)}`] },
      { say: [`PROXY UNKNOWN\r\n${request('/', LAST)}`] },
      {
        say: [
          proxyV2('192.0.2.7', '127.0.0.1', [
            [2, 'a.example'],
            [5, 'id-1'],
            [0xe0, 'own'],
            [1, 'h2'],
          ]) + request('/', LAST),
        ],
      },
      {
        say: [
          proxyV2('2001:db8::1', '::1', [
            [2, ''],
            [5, ''],
            [0xe0, ''],
          ]) + request('/', LAST),
        ],
      },
      {
        say: [
          proxyV2('192.0.2.7', '192.0.2.8', [
            [2, 'x'.repeat(255)],
            [5, 'y'.repeat(128)],
            [4, ''],
            [0xe0, 'first'],
            [0xe0, 'second'],
          ]) + request('/', LAST),
        ],
      },
      { say: [`\r\n\r\n\0\r\nQUIT\n\x20\x00\0\0${request('/', LAST)}`] },
    ],
  },
  {
    name: 'values behind a PROXY header of nobody',
    since: '3.0',
    bind: 'accept-proxy',
    front: asks('http-request', ...FRONT_SIDE),
    visits: [
      { say: [`\r\n\r\n\0\r\nQUIT\n\x20\x00\0\x0c\x02\0\x09a.example${request('/', LAST)}`] },
      { say: [proxyV2('192.0.2.7', '192.0.2.8', [[2, 'a.example']], true) + request('/', LAST)], lines: 0 },
    ],
  },
  {
    name: 'addresses without a PROXY header',
    front: [...asks('http-request', ...FRONT_SIDE, 'so_id', 'so_name', 'dst_conn')],
    visits: [get(), get()],
  },
  {
    name: 'the connection to the server',
    front: [
      ...asks(
        'http-response',
        'bc_src,upper',
        'bc_dst,upper',
        'bc_src_port,mul(1)',
        'bc_dst_port,mul(1)',
        'bc_http_major,mul(1)',
        'bc_nb_streams,mul(1)',
        'fc_nb_streams,mul(1)',
        'bc_reused,not',
        'bc_be_queue,mul(1)',
        'bc_srv_queue,mul(1)',
        'srv_id,mul(1)',
        'srv_name,upper',
        'be_id',
        'be_sess_rate',
        'fe_conn',
        'bc_setting_streams_limit,mul(1)',
      ),
      ...asks(
        'log',
        'bc_src,lower',
        'bc_dst,lower',
        'bc_src_port,add(0)',
        'bc_dst_port,add(0)',
        'bc_reused,add(0)',
        'srv_id,add(0)',
        'txn.conn_retries',
        'txn.redispatched',
        'bc_nb_streams,add(0)',
        'fc_nb_streams,add(0)',
      ),
    ],
    back: [
      'balance roundrobin',
      'http-reuse always',
      'server first 127.0.0.1:$port id 7',
      'server second 127.0.0.1:$port id 1200 weight 2',
    ],
    visits: [
      { say: [request('/1'), 60, request('/2'), 60, request('/3', LAST)], lines: 3 },
      get('/4'),
      { say: [request('/5', answer('200 OK', 'x'.repeat(500)).concat('\r\n')), 60, request('/6', LAST)], lines: 2 },
    ],
  },
  {
    name: 'times of requests',
    since: '3.0',
    front: [
      ...asks('http-request', ...TIMES),
      ...asks('http-response', ...TIMES.map((name) => `${name},add(0)`)),
      ...asks('log', ...TIMES.map((name) => `${name},mul(1)`)),
      ...asks('log', 'date,sub(txn.accepted)', 'request_date,bool', 'accept_date,bool'),
      'http-request set-var(txn.accepted) accept_date',
      'http-request set-var(txn.asked) request_date(ms)',
      'http-request set-var(txn.acceptedms) accept_date(ms)',
      ...asks(
        'http-response',
        'request_date(ms),sub(txn.acceptedms)',
        'date(0,ms),sub(txn.asked)',
        'request_date(us),div(1000),sub(txn.asked)',
        'accept_date(us),div(1000),sub(txn.acceptedms)',
        'date_us,div(1000000)',
      ),
    ],
    near: Object.fromEntries([
      ...TIMES.flatMap((name) => [name, `${name},add(0)`, `${name},mul(1)`].map((expression) => [expression, 70])),
      ['date,sub(txn.accepted)', 1],
      ['request_date(ms),sub(txn.acceptedms)', 70],
      ['date(0,ms),sub(txn.asked)', 70],
      ['request_date(us),div(1000),sub(txn.asked)', 1],
      ['accept_date(us),div(1000),sub(txn.acceptedms)', 1],
    ]),
    serve: (socket) => {
      socket.on('data', () => {
        setTimeout(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab'), 150);
        setTimeout(() => socket.write('cd'), 260);
      });
      socket.on('end', () => socket.end());
    },
    visits: [{ say: [120, 'GET / HTTP/1.1\r\nHo', 90, 'st: h\r\n\r\n', 400, request('/2', LAST)], lines: 2 }],
  },
  {
    name: 'who tried again',
    front: [
      ...asks(
        'log',
        'txn.conn_retries',
        'txn.redispatched',
        'srv_id',
        'srv_name',
        'bc_dst_port',
        'txn.sess_term_state',
      ),
    ],
    back: [
      'retries 2',
      'timeout connect 200ms',
      'option redispatch',
      'balance first',
      'http-request set-retries int(1) if { path /one }',
      'http-request set-retries int(0) if { path /none }',
      'http-request set-retries int(-5) if { path /negative }',
      'http-request set-retries var(txn.absent) if { path /absent }',
      'server closed 127.0.0.1:$x',
      'server s 127.0.0.1:$port',
    ],
    since: '3.2',
    visits: [get('/'), get('/one'), get('/none'), get('/negative'), get('/absent')],
  },
  {
    name: 'retries of TCP',
    mode: 'tcp',
    since: '3.2',
    front: asks('log', 'txn.conn_retries', 'txn.redispatched'),
    back: [
      'tcp-request inspect-delay 1s',
      'tcp-request content reject if !{ req.len ge 2 }',
      'tcp-request content set-retries req.payload(0,1)',
      'retries 0',
      'timeout connect 200ms',
      'option redispatch 0',
      'server closed 127.0.0.1:$x',
    ],
    visits: [bytes('0 none'), bytes('1 once')],
  },
  {
    name: 'bytes so far',
    front: [
      ...asks(
        'http-request',
        'bytes_in',
        'bytes_out',
        'req.bytes_in',
        'req.bytes_out',
        'res.bytes_in',
        'res.bytes_out',
      ),
      ...asks(
        'http-response',
        ...['bytes_in', 'bytes_out', 'req.bytes_in', 'req.bytes_out', 'res.bytes_in', 'res.bytes_out'].map(
          (name) => `${name},mul(1)`,
        ),
      ),
      ...asks(
        'log',
        ...['bytes_in', 'bytes_out', 'req.bytes_in', 'req.bytes_out', 'res.bytes_in'].map((name) => `${name},add(0)`),
      ),
      'http-request deny if { path /deny }',
    ],
    visits: [
      get(),
      get('/', answer('200 OK', 'x'.repeat(1000))),
      post('/', 'b'.repeat(700)),
      get('/deny'),
      get('/', 'Accept: x'),
    ],
  },
  {
    name: 'bytes of TCP',
    mode: 'tcp',
    front: asks(
      'log',
      ...['bytes_in', 'bytes_out', 'req.bytes_in', 'req.bytes_out', 'res.bytes_in', 'res.bytes_out'].map(
        (name) => `${name},add(0)`,
      ),
    ),
    serve: (socket) => {
      socket.on('data', (data) => socket.end(`${data}${data}`));
    },
    visits: [bytes('abc'), bytes('abcdefgh')],
  },
  {
    name: 'the process',
    front: [
      ...asks('http-request', 'stopping', 'nbproc'),
      ...asks(
        'http-request',
        'be_connect_timeout',
        'be_queue_timeout',
        'be_server_timeout',
        'be_tarpit_timeout',
        'be_tunnel_timeout',
        'fe_client_timeout',
        'fe_tarpit_timeout',
        'cur_client_timeout',
        'cur_connect_timeout',
        'cur_queue_timeout',
        'cur_server_timeout',
        'cur_tarpit_timeout',
        'cur_tunnel_timeout',
      ),
      'timeout tarpit 1234ms',
      'timeout client 2500ms',
    ],
    back: [
      '3.4+ http-request set-timeout queue 777ms if { path /set }',
      '3.4+ http-request set-timeout connect 778ms if { path /set }',
      'http-request set-timeout server 779ms if { path /set }',
      'http-request set-timeout tunnel 780ms if { path /set }',
      '3.4+ http-request set-timeout tarpit 781ms if { path /set }',
      ...asks(
        'http-request',
        ...[
          'be_connect_timeout',
          'be_queue_timeout',
          'be_server_timeout',
          'be_tarpit_timeout',
          'be_tunnel_timeout',
          'cur_connect_timeout',
          'cur_queue_timeout',
          'cur_server_timeout',
          'cur_tarpit_timeout',
          'cur_tunnel_timeout',
        ].map((name) => `${name},mul(1)`),
      ),
      ...asks('http-request', 'be_id', 'fe_defbe', 'be_name,length'),
      'timeout queue 4567ms',
      'timeout tarpit 2345ms',
      'timeout tunnel 9s',
    ],
    visits: [get(), get('/set')],
  },
  {
    name: 'other time-outs',
    front: [
      ...asks('http-request', 'fe_client_timeout', 'fe_tarpit_timeout', 'cur_client_timeout', 'fe_id,mul(1)'),
      'timeout client 1800ms',
    ],
    back: [
      ...asks(
        'http-request',
        'be_connect_timeout',
        'be_queue_timeout',
        'be_server_timeout',
        'be_tarpit_timeout',
        'be_tunnel_timeout',
        'be_name',
        'fe_id',
        'be_id',
      ),
      'timeout connect 700ms',
      'timeout server 1700ms',
    ],
    visits: [get()],
  },
  {
    name: 'who else is there',
    front: [
      'option dontlognull',
      ...asks('http-request', 'fe_conn', 'dst_conn', 'fe_conn($front)'),
      ...asks('http-response', 'be_conn($back)', 'be_sess_rate($back)'),
    ],
    visits: [{ ...get(), beside: 3 }, get(), { ...get(), beside: 1 }],
  },
  {
    name: 'the rule that ended it',
    front: [
      'http-request deny if { path /deny }',
      'http-request return status 200 if { path /return }',
      'http-request redirect location /x if { path /redirect }',
      'http-request allow if { path /allow }',
      'http-request deny deny_status 429 if { path /later }',
      ...asks('log', 'last_rule_file', 'last_rule_line,bool', 'txn.sess_term_state', 'txn.status'),
      'http-response deny if { status 404 }',
      'http-response allow if { status 410 }',
    ],
    back: ['http-response set-status 299 if { status 418 }'],
    visits: [
      get('/'),
      get('/deny'),
      get('/return'),
      get('/redirect'),
      get('/allow'),
      get('/later'),
      get('/', answer('404 No', '')),
      get('/', answer('410 No', '')),
      get('/', answer('418 No', '')),
    ],
  },
];
