/** Less usual options, and fetches on the inside of messages: cases like those of `cases.ts`. */
import type { RuleCase } from './configuration.ts';

const get = (target: string, ...headers: string[]) => [`GET ${target}`, ...headers];
const show = (expression: string) => `http-request return status 200 content-type text/plain lf-string "${expression}"`;

export const MORE_CASES: readonly RuleCase[] = [
  {
    name: 'http-send-name-header',
    back: ['http-send-name-header X-Server'],
    requests: [get('/'), get('/', 'X-Server: other', 'X-After: 1')],
  },
  {
    name: 'dontlog-normal',
    front: [
      'option dontlog-normal',
      'http-request deny if { path /deny }',
      'http-request return status 500 if { path /500 }',
    ],
    requests: [get('/'), get('/deny'), get('/500'), get('/')],
  },
  {
    name: 'checkcache',
    back: ['option checkcache'],
    requests: [get('/'), ['POST /', 'Content-Length: 0']],
    answer: ['Set-Cookie: a=1'],
  },
  {
    name: 'checkcache, for a minute',
    back: ['option checkcache'],
    requests: [get('/'), ['POST /', 'Content-Length: 0']],
    answer: ['Set-Cookie: a=1', 'Cache-Control: public, max-age=60'],
  },
  {
    name: 'checkcache, with a validator',
    back: ['option checkcache'],
    requests: [get('/')],
    answer: ['Set-Cookie: a=1', 'ETag: "a"'],
  },
  {
    name: 'checkcache, private',
    back: ['option checkcache'],
    requests: [get('/')],
    answer: ['Set-Cookie: a=1', 'Cache-Control: private'],
  },
  {
    name: 'checkcache, all but the cookie',
    back: ['option checkcache'],
    requests: [get('/')],
    answer: ['Set-Cookie: a=1', 'Cache-Control: max-age=9, no-cache="set-cookie"'],
  },
  {
    name: 'checkcache, nothing to keep',
    back: ['option checkcache'],
    requests: [get('/')],
    answer: ['Set-Cookie: a=1', 'Cache-Control: max-age=0'],
  },
  {
    name: 'odd header names are deleted',
    front: ['option http-restrict-req-hdr-names delete'],
    requests: [get('/', 'X_Odd: 1', 'X-Even: 2', 'a.b: 3')],
  },
  {
    name: 'odd header names are refused',
    back: ['option http-restrict-req-hdr-names reject'],
    requests: [get('/', 'X_Odd: 1'), get('/', 'X-Even: 2')],
  },
  {
    name: 'bodies of responses',
    back: [
      'http-response wait-for-body time 1s',
      'http-response set-header X-Body "%[res.body]|%[res.body_len]|%[res.body_size]"',
    ],
    requests: [get('/b')],
  },
  {
    name: 'headers in binary',
    front: ['http-response set-header X-Bin %[res.hdrs_bin,hex]', show('%[req.hdrs_bin,hex]')],
    requests: [get('/', `X-Long: ${'v'.repeat(300)}`, 'X-Empty:')],
  },
  {
    name: 'blocks of a message',
    front: [
      show(
        '%[internal.strm.is_htx]|%[internal.htx.data]|%[internal.htx.used]|%[internal.htx.free]|%[internal.htx.free_data]|%[internal.htx.size]|%[internal.htx.nbblks]|%[internal.htx.has_eom]|%[internal.htx_blk.type(first)]|%[internal.htx_blk.type(1)]|%[internal.htx_blk.type(tail)]|%[internal.htx_blk.size(head)]|%[internal.htx_blk.size(1)]|%[internal.htx_blk.start_line(head)]|%[internal.htx_blk.start_line(1)]|%[internal.htx_blk.hdrname(1)]|%[internal.htx_blk.hdrval(2)]|%[internal.htx_blk.data(tail)]',
      ),
    ],
    requests: [get('/path?q', 'X-A: b')],
  },
  {
    name: 'sides of connections',
    front: [
      'http-response set-header X-Back "%[bc_src]|%[srv_sess_rate({backend}/s)]|%[res.cache_hit]|%[res.cache_name]|%[res.comp]|%[res.comp_algo]"',
    ],
    requests: [get('/')],
  },
  {
    name: 'streams of connections',
    front: [
      'http-response set-header X-Back "%[fs.id]|%[bs.id]|%[fs.aborted]|%[bs.aborted]|%[fs.rst_code]|%[bs.rst_code]|%[fc_glitches]|%[bc_glitches]|%[fc_settings_streams_limit]|%[bc_settings_streams_limit]|%[bc_err]|%[bc_err_str]|%[fc_err]|%[fc_err_str]"',
    ],
    requests: [get('/')],
    since: '3.2',
  },
  {
    name: 'regular expressions of PCRE',
    front: [
      ...[
        '^(a+)+$',
        '^/x([a-z]+)*!$',
        '^/([a-z0-9]+\\.)*example$',
        '^/(a|aa)+$',
        '^/a++b',
        '^/a++a',
        '^/(?>a+)a',
        '^/(?>ab|a)b',
        '\\A/a',
        'b\\z',
        '^/[[:alpha:]]+$',
        '^/[[:digit:][:upper:]]+$',
        '^/[^[:alpha:]]',
        '^/(?:x|y)?+z',
        '(?i)^/A+B$',
        '^/(\\w+)-(\\d+)$',
        '^/.*?b$',
        '^/a{2,3}b',
      ].map((pattern, at) => `http-request add-header X-Hit ${at} if { path -m reg '${pattern}' }`),
      "http-request set-var(txn.p) \"path,regsub('([a-z]++)-?','<\\1>',g)\"",
      show('%[req.hdr(x-hit)]|%[req.hdr_cnt(x-hit)]|%[req.fhdr(x-hit)]|%[var(txn.p)]'),
    ],
    requests: [
      get('/aab'),
      get('/aa'),
      get('/ab'),
      get(`/x${'a'.repeat(40)}`),
      get('/www.a9.example'),
      get('/word-12'),
      get('/A9Z'),
      get('/z'),
      get('/9'),
      get('/aaa-bbb-c'),
    ],
  },
  {
    name: 'headers in binary form',
    front: [
      'http-request set-var(txn.all) req.hdrs_bin',
      'http-request del-header x- -m beg',
      'http-request set-header X-B new',
      'http-request add-headers-bin var(txn.all) prefix x- if { path /add }',
      'http-request set-headers-bin var(txn.all) prefix x- if { path /set }',
      'http-request set-headers-bin var(txn.all) prefix X- if { path /case }',
      'http-request set-headers-bin var(txn.all) if { path /all }',
      'http-request add-headers-bin var(txn.none) if { path /none }',
    ],
    requests: ['/add', '/set', '/case', '/all', '/none'].map((path) =>
      get(path, 'X-A: 1', 'Y: y', 'X-B: 2', 'X-A: 3', `X-Long: ${'l'.repeat(300)}`, 'Expect: nothing'),
    ),
    since: '3.4',
  },
  {
    name: 'headers in binary form go',
    front: [
      'http-request del-headers-bin bin(03782d6100) if { path /str }',
      'http-request del-headers-bin bin(03582d4100) if { path /upper }',
      'http-request del-headers-bin bin(02782d00) -m beg if { path /beg }',
      'http-request del-headers-bin bin(022d6100) -m end if { path /end }',
      'http-request del-headers-bin bin(012d00) -m sub if { path /sub }',
      'http-request del-headers-bin bin(04686f737400) if { path /host }',
      'http-request del-headers-bin bin(0a636f6e6e656374696f6e00) if { path /connection }',
      'http-request del-headers-bin bin(00) if { path /nothing }',
    ],
    requests: ['/str', '/upper', '/beg', '/end', '/sub', '/host', '/connection', '/nothing'].map((path) =>
      get(path, 'X-A: 1', 'Y: y', 'X-B: 2', 'Z-A: 3', 'X-Ab: 4'),
    ),
    since: '3.4',
  },
  {
    name: 'headers in binary form, of responses',
    back: [
      'http-response set-var(txn.all) res.hdrs_bin',
      'http-response del-headers-bin bin(04782d6f6e00)',
      'http-after-response add-headers-bin var(txn.all) prefix x-o',
      'http-after-response set-headers-bin bin(03782d6e01310000)',
      'http-after-response del-headers-bin bin(03782d7000)',
    ],
    requests: [get('/')],
    answer: ['X-On: a', 'X-Off: b', 'X-P: p', 'X-N: n'],
    since: '3.4',
  },
  {
    name: 'headers in binary form that are none',
    front: [
      'http-request set-headers-bin bin(03782d61) if { path /cut }',
      'http-request set-headers-bin bin(03782d610131) if { path /unended }',
      'http-request set-headers-bin bin(03782d61013100) if { path /half }',
      'http-request set-headers-bin bin(03782d6101310001) if { path /wrong }',
      'http-request set-headers-bin str() if { path /empty }',
      'http-request del-headers-bin bin(03782d61) if { path /names }',
      'http-request del-headers-bin bin(09782d61) if { path /short }',
    ],
    back: ['http-response set-headers-bin bin(03782d610131) if { res.hdr(x-on) a }'],
    requests: ['/cut', '/unended', '/half', '/wrong', '/empty', '/names', '/short', '/'].map((path) =>
      get(path, 'X-A: 1'),
    ),
    answer: ['X-On: a'],
    since: '3.4',
  },
  {
    name: 'regular expressions, in other words',
    front: [
      ...[
        'x(?i:ab[c-e])y$',
        '/X(?i)AB',
        '^/(?P<n>a+)-(?P=n)$',
        '^/(?<n>a+)-\\k{n}$',
        '\\Q.*\\E',
        '^/[]x.*]+$',
        '[^]/.*a-z]',
        '^\\x{2f}\\141',
        '^/(?#all)a',
        '(?s)^/.+y$',
        '^/\\N+y$',
        '(?<=x)a',
        '(?<![x/])a',
        '^/(b)?a+\\-',
        '^/[[:alpha:]\\d_-]+$',
        '(?i)^/XABCY$',
        '^/(?i:x)abcy',
        '^\\/xab[\\w]+\\Z',
      ].map((pattern, at) => `http-request add-header X-Hit ${at} if { path -m reg '${pattern}' }`),
      ...[
        'bin(610d62),regsub(.,_,g)',
        'str(aa-aa),regsub((a+)-\\g{1},_)',
        'str(aa-a),regsub(^(a+)-\\g1$,_)',
        'str(aa-aab),regsub((a+)-\\1b,_)',
        'bin(610d62),regsub(\\s,_,g)',
        'bin(61a062),regsub(\\s,_,g)',
        'bin(61a062),regsub(\\h,_,g)',
        'bin(61a062),regsub([\\h],_,g)',
        'bin(610b0d8562),regsub(\\v,_,g)',
        'bin(610d0a0a62),regsub(\\R,_,g)',
        'bin(610a),regsub(a$,_)',
        'bin(610a),regsub(a\\Z,_)',
        'bin(610a),regsub(a\\z,_)',
        'bin(1b07),regsub(\\e\\a,_)',
        'bin(a0),regsub([[:space:]],_)',
        'bin(610a62),regsub((?m)^b,_)',
        'bin(610a62),regsub(^b,_)',
      ].map(inQuotes),
      show('%[req.fhdr(x-hit)]|%[req.fhdr(x-hit,1)]|%[req.fhdr(x-hit,2)]|%[req.hdrs]'),
    ],
    requests: [
      get('/xABcy'),
      get('/xabcy'),
      get('/XaB'),
      get('/aa-aa'),
      get('/aa-a'),
      get('/x.*'),
      get('/abc_1'),
      get('/bxa'),
    ],
  },
];

/** `regsub` with its pattern in quotes, within quotes that take dollars for variables. */
function inQuotes(expression: string, at: number): string {
  const quoted = expression.replace(/regsub\((.*),_(,g)?\)$/, "regsub('$1',_$2)").replaceAll('$', '\\$');
  return `http-request add-header X-Hit s${at} if { "${quoted}" -m sub _ }`;
}
