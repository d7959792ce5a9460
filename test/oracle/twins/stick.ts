/** Tables: every count by every name that it can be read with, and every action that changes one. */
import { answer, asks, get, post } from './ask.ts';
import type { Twin } from './twin.ts';

const COUNTS = ['conn_cnt', 'conn_cur', 'sess_cnt', 'http_req_cnt', 'http_err_cnt', 'http_fail_cnt', 'glitch_cnt'];
const RATES = [
  'conn_rate',
  'sess_rate',
  'http_req_rate',
  'http_err_rate',
  'http_fail_rate',
  'bytes_in_rate',
  'bytes_out_rate',
  'gpc0_rate',
  'gpc1_rate',
  'glitch_rate',
];
const PLAIN = [...COUNTS, ...RATES, 'kbytes_in', 'kbytes_out'];
const GENERAL = ['gpc0', 'gpc1', 'gpt0'];

const STORE =
  'conn_cnt,conn_cur,conn_rate(1h),sess_cnt,sess_rate(1h),http_req_cnt,http_req_rate(1h),http_err_cnt,http_err_rate(1h),http_fail_cnt,http_fail_rate(1h),bytes_in_cnt,bytes_in_rate(1h),bytes_out_cnt,bytes_out_rate(1h),gpc0,gpc0_rate(1h),gpc1,gpc1_rate(1h),gpt0,server_id';
const STORED = STORE.replace(/\(1h\)/g, '').split(',');

/** A number each, so that none is taken for another. */
const setAll = (key: string, from: number, more: readonly string[] = []) =>
  [...STORED, ...more]
    .filter((name) => name !== 'conn_cur' && name !== 'server_id')
    .map((name, at) => `set table $front key ${key} data.${name} ${from + at * 1111}`);

const table = (type: string) => [
  `3.0- stick-table type ${type} size 10 expire 1h store ${STORE}`,
  `3.0+ stick-table type ${type} size 10 expire 1h store ${STORE},glitch_cnt,glitch_rate(1h)`,
];

const readBy = (prefix: string, args: string) => [
  ...PLAIN.map((name) => `${prefix}${name}${args}`),
  ...GENERAL.map((name) => `${prefix}get_${name}${args}`),
];

const converters = (names: readonly string[], arg: string) => names.map((name) => `src,table_${name}(${arg})`);

/** The three counters of `sc0_` to `sc2_`, by their own names and by `sc_`. */
const counterCase = (which: 0 | 1 | 2): Twin => ({
  name: `what counter ${which} tracks`,
  front: [
    ...table('ip'),
    ...asks('http-request', `sc${which}_tracked`, `sc_tracked(${which})`),
    ...asks('http-request', `sc${which}_conn_cnt`, `sc${which}_key`).slice(0, 0),
    `http-request track-sc${which} src unless { path /untracked }`,
    ...asks(
      'http-request',
      ...readBy(`sc${which}_`, ''),
      ...readBy('sc_', `(${which})`),
      `sc${which}_trackers`,
      `sc_trackers(${which})`,
      `sc${which}_key`,
      `sc_key(${which})`,
      `sc${which}_tracked,not`,
      `sc_tracked(${which}),not`,
    ),
    ...asks('http-response', `sc${which}_http_err_cnt,add(0)`, `sc${which}_http_fail_cnt,add(0)`),
    ...asks('log', ...readBy(`sc${which}_`, '').map((name) => `${name},add(0)`)),
    ...['inc_gpc0', 'inc_gpc1', 'clr_gpc0', 'clr_gpc1'].flatMap((name) => [
      `?http-request sc${which}_${name},mul(1)`,
      `?http-request sc_${name}(${which}),mul(1)`,
    ]),
    ...asks('http-request', `sc${which}_get_gpc0,mul(1)`, `sc${which}_get_gpc1,mul(1)`),
    ...asks('http-request', `sc${which}_gpc0_rate,mul(1)`, `sc${which}_gpc1_rate,mul(1)`),
  ],
  visits: [
    get('/'),
    get('/404', answer('404 Not Found', 'no')),
    get('/500', answer('500 Oh', 'x'.repeat(3000))),
    post('/', 'b'.repeat(2500), answer('401 Who', 'x'.repeat(2000))),
    { ...get('/'), commands: setAll('127.0.0.1', 1000) },
    { ...get('/503', answer('503 Oh', '')), commands: setAll('127.0.0.1', 70_000) },
    { ...get('/'), commands: setAll('127.0.0.1', 4_294_967_200 - 30 * 1111) },
    { ...get('/'), commands: [`set table $front key 127.0.0.1 data.gpc0 4294967295 data.gpc1 4294967294`] },
    get('/untracked'),
  ],
  tables: ['$front'],
});

export const STICK_TWINS: readonly Twin[] = [
  counterCase(0),
  counterCase(1),
  counterCase(2),
  {
    name: 'counts of glitches',
    since: '3.0',
    front: [
      ...table('ip'),
      'http-request track-sc0 src',
      'http-request track-sc1 src',
      'http-request track-sc2 src',
      ...asks(
        'http-request',
        ...['sc0_', 'sc1_', 'sc2_', 'src_'].flatMap((prefix) => [`${prefix}glitch_cnt`, `${prefix}glitch_rate`]),
        'sc_glitch_cnt(0)',
        'sc_glitch_rate(0)',
        'src,table_glitch_cnt',
        'src,table_glitch_rate',
      ),
    ],
    visits: [get(), { ...get(), commands: ['set table $front key 127.0.0.1 data.glitch_cnt 5 data.glitch_rate 6'] }],
    tables: ['$front'],
  },
  {
    name: 'the entry of an address',
    front: [
      ...table('ip'),
      '?http-request src_conn_cnt,add(1)',
      'http-request track-sc0 src if { path_beg /track }',
      ...asks('http-request', ...readBy('src_', ''), ...readBy('src_', '($front)').map((name) => `${name},mul(1)`)),
      ...asks(
        'http-request',
        ...converters([...PLAIN, ...GENERAL, 'trackers', 'server_id', 'gpc_rate'], '$front').filter(
          (name) => !name.includes('gpc_rate'),
        ),
      ),
      ...asks(
        'http-request',
        ...['conn_cnt', 'kbytes_in', 'trackers', 'server_id', 'gpc0', 'http_req_rate', 'expire', 'idle'].map(
          (name) => `str(192.0.2.1),table_${name}($front)`,
        ),
      ),
      ...asks(
        'http-request',
        'str(192.0.2.1),table_expire($front,77)',
        'str(192.0.2.1),table_idle($front,78)',
        'src,table_expire($front,77)',
        'src,table_idle($front,78)',
      ),
      ...asks(
        'http-request',
        'src_updt_conn_cnt',
        'src_updt_conn_cnt($front),mul(1)',
        'src_conn_cnt,mul(2)',
        'src_conn_rate,mul(2)',
      ),
      ...['inc_gpc0', 'inc_gpc1', 'clr_gpc0', 'clr_gpc1'].flatMap((name) => [
        `?http-request src_${name}`,
        `?http-request src_${name}($front),mul(1)`,
      ]),
      ...asks('http-request', 'src_inc_gpc0,mul(3)', 'src_inc_gpc1,mul(3)'),
    ],
    visits: [
      get('/'),
      get('/'),
      get('/track', answer('404 No', '')),
      { ...get('/'), commands: setAll('127.0.0.1', 1000) },
      { ...get('/track'), commands: setAll('127.0.0.1', 9_000_000) },
      { ...get('/'), commands: ['clear table $front key 127.0.0.1'] },
      { ...get('/'), commands: ['clear table $front', 'set table $front key 127.0.0.1 data.gpc0 4294967295'] },
      get('/'),
    ],
    near: { 'src,table_expire($front,77)': 400, 'src,table_idle($front,78)': 400 },
    tables: ['$front'],
  },
  {
    name: 'converters that change general counters',
    since: '3.0',
    front: [
      'stick-table type string len 10 size 10 expire 1h store gpc0,gpc1,gpt0,gpc0_rate(1h),gpc1_rate(1h)',
      ...['gpc0', 'gpc1'].flatMap((name) =>
        asks(
          'http-request',
          `path,table_clr_${name}`,
          `path,table_inc_${name}`,
          `path,table_inc_${name}($front)`,
          `path,table_${name}`,
          `path,table_${name}_rate`,
          `str(none),table_clr_${name}($front)`,
          `str(none),table_${name}($front)`,
          `path,table_clr_${name}($front)`,
        ),
      ),
    ],
    visits: [get('/a'), get('/a'), get('/b'), get(`/${'long'.repeat(5)}`), get(`/${'long'.repeat(5)}er`)],
    tables: ['$front'],
  },
  {
    name: 'arrays',
    front: [
      'stick-table type string len 10 size 10 expire 1h store gpc(4),gpt(3),gpc_rate(4,1h)',
      'http-request track-sc0 path',
      'http-request track-sc1 str(one)',
      'http-request track-sc2 src table addresses$front',
      'http-request sc-inc-gpc(1,0)',
      'http-request sc-inc-gpc(3,1) if { path /a }',
      'http-request sc-set-gpt(2,0) int(-1)',
      '2.8+ http-request sc-add-gpc(2,0) path,length',
      '2.8+ http-request sc-add-gpc(2,1) int(-5) if { path /b }',
      'http-request sc-inc-gpc(9,0)',
      ...asks(
        'http-request',
        ...['get_gpc', 'gpc_rate', 'inc_gpc', 'clr_gpc'].flatMap((name) => [
          `sc_${name}(1,0)`,
          `sc_${name}(3,1)`,
          `sc_${name}(2,1)`,
          `sc_${name}(9,0)`,
          `sc_${name}(1,2)`,
        ]),
        'sc_get_gpt(2,0)',
        'sc_get_gpt(5,0)',
        'sc_get_gpc0(0)',
        'sc_get_gpc1(0)',
        'sc0_get_gpc0',
        'sc0_get_gpc1',
        'sc0_get_gpt0',
        'sc_get_gpt0(0)',
        'sc0_gpc0_rate',
        'sc0_gpc1_rate',
        'sc1_inc_gpc0',
        'sc1_inc_gpc1',
        'sc1_clr_gpc(1)',
        'sc1_clr_gpc(0),mul(1)',
        'sc2_clr_gpc(1)',
        'src_get_gpc(1,addresses$front)',
        'src_inc_gpc(1,addresses$front)',
        'src_get_gpt(1,addresses$front)',
        'src_gpc_rate(1,addresses$front)',
        'src_get_gpc(1,addresses$front),mul(1)',
        'src_clr_gpc(0,addresses$front)',
        'src_inc_gpc(0,addresses$front)',
        'src_inc_gpc(2,addresses$front)',
      ),
      ...['gpc', 'gpt', 'gpc_rate', 'inc_gpc', 'clr_gpc'].flatMap((name) =>
        asks(
          'http-request',
          `path,table_${name}(1,$front)`,
          `str(none),table_${name}(1,$front)`,
          `path,table_${name}(8,$front)`,
        ),
      ),
      ...asks(
        'http-request',
        'path,table_gpc0($front)',
        'path,table_gpt0($front)',
        'path,table_gpc0_rate($front)',
        'path,table_gpc1_rate($front)',
        'path,table_gpc1($front)',
      ),
    ],
    sections: ['backend addresses$front', '  stick-table type ip size 10 expire 1h store gpc(2),gpt(2),gpc_rate(2,1h)'],
    visits: [
      get('/a'),
      get('/a'),
      get('/b'),
      { ...get('/b'), commands: ['set table addresses$front key 127.0.0.1 data.gpt[1] 99 data.gpc[0] 4294967295'] },
      get('/a'),
    ],
    tables: ['$front', 'addresses$front'],
  },
];
