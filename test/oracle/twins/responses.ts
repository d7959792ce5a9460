/** Responses: their headers, cookies and status, by every name; and who asked, what was captured. */
import { answer, answerText, asks, get } from './ask.ts';
import type { Twin } from './twin.ts';

const HEADERS = ['res.hdr', 'shdr', 'res.fhdr'].flatMap((name) =>
  ['x-a', 'x-a,1', 'x-a,2', 'x-a,-1', 'x-a,-2', 'x-a,9', 'x-none', 'x-empty'].map((args) => `${name}(${args})`),
);

export const RESPONSE_TWINS: readonly Twin[] = [
  {
    name: 'headers of responses',
    front: asks(
      'http-response',
      ...HEADERS,
      ...['res.hdr_cnt', 'shdr_cnt', 'res.fhdr_cnt'].flatMap((name) => [
        name,
        `${name}(x-a)`,
        `${name}(x-none)`,
        `${name}(set-cookie)`,
      ]),
      ...['res.hdr_ip', 'shdr_ip'].flatMap((name) => [
        `${name}(x-ip)`,
        `${name}(x-ip,2)`,
        `${name}(x-ip,-1)`,
        `${name}(x-a)`,
        `${name}(x-none)`,
      ]),
      ...['res.hdr_val', 'shdr_val'].flatMap((name) => [
        `${name}(x-number)`,
        `${name}(x-number,2)`,
        `${name}(x-a)`,
        `${name}(x-none)`,
      ]),
      'res.hdr_names',
      'res.hdr_names(;)',
      'res.hdrs,length',
      'res.hdrs,hex',
      'res.ver',
      'resp_ver',
      'status',
      'server_status',
      'txn.status',
      'capture.res.ver',
      'capture.res.hdr(0)',
    ),
    visits: [
      get(
        '/',
        answer(
          '200 OK',
          'a',
          'X-A: one, two',
          'X-A: three,"four, five"',
          'X-Ip: 192.0.2.1, 2001:db8::1',
          'X-Ip: 192.0.2.7:80',
          'X-Number: -12, 7x',
          'X-Empty:',
        ),
      ),
      get(
        '/',
        answer('404 Not Found', '', 'x-a:   spaced  ', 'X-Number: 4294967297', 'X-Number: abc', 'X-Ip: nonsense'),
      ),
      get('/', answer('299 Odd', 'b')),
      get('/', answerText('HTTP/1.0 203 Old\r\nContent-Length: 1\r\n\r\na')),
      get('/', answer('200 OK', 'b', 'X-A: ,, ,', 'X-Number: 99999999999999999999999', 'X-Ip: [2001:db8::7]:80')),
    ],
  },
  {
    name: 'cookies of responses',
    front: asks(
      'http-response',
      ...['res.cook', 'scook'].flatMap((name) => [name, `${name}(a)`, `${name}(A)`, `${name}(b)`, `${name}(none)`]),
      ...['res.cook_cnt', 'scook_cnt'].flatMap((name) => [name, `${name}(a)`, `${name}(none)`]),
      ...['res.cook_val', 'scook_val'].flatMap((name) => [name, `${name}(a)`, `${name}(b)`, `${name}(none)`]),
      'res.cook_names',
      'res.cook_names(:)',
    ),
    visits: [
      get('/', answer('200 OK', '', 'Set-Cookie: a=1; path=/; b=7')),
      get(
        '/',
        answer('200 OK', '', 'Set-Cookie: a=12x; path=/', 'Set-Cookie: b="quoted; not"; secure', 'Set-Cookie: a=again'),
      ),
      get('/', answer('200 OK', '', 'Set-Cookie: a=', 'Set-Cookie: novalue', 'Set-Cookie: =noname', 'Set-Cookie:')),
      get('/', answer('200 OK', '', 'Set-Cookie: x=1, a=2', 'Set-Cookie2: b=9')),
      get('/', answer('200 OK', '')),
    ],
  },
  {
    name: 'requests by other names',
    front: [
      'declare capture request len 8',
      'declare capture response len 8',
      ...asks(
        'http-request',
        'cook_val(a)',
        'cook_val(b)',
        'cook_val(none)',
        'req.hdrs,length',
        'req.hdrs,hex',
        'req_ver',
        'req_proto_http',
        'http_auth_pass',
        'http_auth_user',
        'http_auth_group(people)',
        'path,capture-req(0)',
        'capture.req.hdr(0)',
        'path,set-var(txn.gone),unset-var(txn.gone),upper',
        'var(txn.gone)',
        'unique-id',
        'req.len,bool',
        'req_len,bool',
      ),
      'http-request set-header x-group yes if { http_auth_group(people) admins }',
      ...asks('http-request', 'req.hdr(x-group)', 'http_auth(people)'),
      ...asks(
        'http-response',
        'status,capture-res(0)',
        'capture.res.hdr(0),lower',
        'req.len,bool',
        'capture.req.hdr(0),lower',
        'res.len,bool',
      ),
    ],
    sections: [
      'userlist people',
      '  group admins users ann,bob',
      '  group others users cid',
      '  user ann insecure-password secret',
      '  user bob insecure-password pass:word groups others',
      '  user cid insecure-password x',
    ],
    visits: [
      get('/averylongpath', 'Cookie: a=17x; b=-3'),
      get('/b', 'Cookie: b=99999999999999999999; a=', `Authorization: Basic ${btoa('ann:secret')}`),
      get('/c', `Authorization: Basic ${btoa('bob:pass:word')}`, `X-Long: ${'v'.repeat(400)}`),
      get('/d', `Authorization: Basic ${btoa('cid:x')}`),
      get('/e', `Authorization: Basic ${btoa('ann:wrong')}`),
      get('/f', 'Authorization: Basic !!!'),
      get('/g', `Authorization: Bearer ${btoa('ann:secret')}`),
    ],
  },
];
