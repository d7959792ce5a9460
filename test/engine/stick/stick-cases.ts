/** Stories of clients and stick tables: told to HAProxy and to ours. */

export interface Visit {
  readonly atMs: number;
  /** Default 10.0.0.1. */
  readonly src?: string;
  readonly target?: string;
  readonly headers?: readonly (readonly [string, string])[];
  /** What the server answers. */
  readonly answers?: readonly (readonly [string, string])[];
  /** Another backend than the story's first. */
  readonly backend?: string;
}

export interface StickStory {
  readonly title: string;
  /** Sections; `{a}` stands for a server's address. */
  readonly config: string;
  readonly visits: readonly Visit[];
  /** How long servers take to answer; not at all unless said. */
  readonly serverMs?: number;
  readonly orders?: readonly {
    readonly atMs: number;
    readonly server: string;
    readonly state: 'ready' | 'drain' | 'maint';
  }[];
  /** Only these versions can be foretold. */
  readonly versions?: readonly string[];
  /** Tables to be looked at in the end. */
  readonly tables: readonly string[];
}

const servers = '  server s1 {a}\n  server s2 {a}\n  server s3 {a}\n';
const visits = (...list: readonly (readonly [number, string])[]): Visit[] => list.map(([atMs, src]) => ({ atMs, src }));

export const STICK_STORIES: readonly StickStory[] = [
  {
    title: 'stick on src: a client comes back to its server',
    config: `backend b\n  balance roundrobin\n  stick-table type ip size 10k expire 1m\n  stick on src\n${servers}`,
    visits: visits(
      [0, '10.0.0.1'],
      [10, '10.0.0.2'],
      [20, '10.0.0.1'],
      [30, '10.0.0.3'],
      [40, '10.0.0.2'],
      [50, '10.0.0.4'],
      [60, '10.0.0.1'],
    ),
    tables: ['b'],
  },
  {
    title: 'an entry expires, and every visit begins its time afresh',
    config: `backend b\n  balance roundrobin\n  stick-table type ip size 10k expire 400ms\n  stick on src\n${servers}`,
    visits: visits(
      [0, '10.0.0.1'],
      [50, '10.0.0.2'],
      [250, '10.0.0.1'],
      [550, '10.0.0.1'],
      [600, '10.0.0.2'],
      [850, '10.0.0.1'],
      [1400, '10.0.0.1'],
    ),
    tables: ['b'],
  },
  {
    title: 'match alone begins it afresh too',
    config: `backend b\n  balance roundrobin\n  stick-table type ip size 10k expire 400ms\n  stick match src\n  stick store-request src if { path /store }\n${servers}`,
    visits: [
      { atMs: 0, target: '/store' },
      { atMs: 250 },
      { atMs: 500 },
      { atMs: 750 },
      { atMs: 1000, src: '10.0.0.2' },
      { atMs: 1050, src: '10.0.0.2' },
      { atMs: 1300 },
    ],
    tables: ['b'],
  },
  {
    title: 'a full table drops its oldest entry',
    // 3.0 and 3.4 drop the oldest of a part of the table, which depends on a hash of the keys.
    versions: ['2.6', '3.2'],
    config: `backend b\n  balance roundrobin\n  stick-table type ip size 3 expire 1m\n  stick on src\n${servers}`,
    visits: visits(
      [0, '10.0.0.1'],
      [50, '10.0.0.2'],
      [100, '10.0.0.3'],
      [150, '10.0.0.4'],
      [200, '10.0.0.5'],
      [250, '10.0.0.1'],
      [300, '10.0.0.2'],
    ),
    tables: ['b'],
  },
  {
    title: 'two that came back are looked at in vain: the third one is not remembered, the next one is',
    versions: ['2.6', '3.2'],
    serverMs: 25,
    config: `backend b\n  balance roundrobin\n  stick-table type ip size 3 expire 1m\n  stick on src\n${servers}`,
    visits: visits(
      [0, '10.0.0.1'],
      [100, '10.0.0.2'],
      [200, '10.0.0.1'],
      [300, '10.0.0.2'],
      [400, '10.0.0.3'],
      [500, '10.0.0.4'],
      [600, '10.0.0.5'],
      [700, '10.0.0.2'],
    ),
    tables: ['b'],
  },
  {
    title: 'a table without expire: the same order',
    versions: ['2.6', '3.2'],
    serverMs: 25,
    config: `backend b\n  balance roundrobin\n  stick-table type ip size 3\n  stick on src\n${servers}`,
    visits: visits(
      [0, '10.0.0.1'],
      [100, '10.0.0.2'],
      [200, '10.0.0.1'],
      [300, '10.0.0.2'],
      [400, '10.0.0.3'],
      [500, '10.0.0.4'],
      [600, '10.0.0.5'],
      [700, '10.0.0.1'],
    ),
    tables: ['b'],
  },
  {
    title: 'a full table of 256: two are dropped at once',
    versions: ['2.6'],
    serverMs: 3,
    config: `backend b\n  balance roundrobin\n  stick-table type integer size 256 expire 1m\n  stick on url_param(id)\n${servers}`,
    visits: Array.from({ length: 262 }, (_, i) => ({ atMs: i * 6, target: `/?id=${i}` })),
    tables: ['b'],
  },
  {
    title: 'nopurge: a full table takes nobody new',
    config: `backend b\n  balance roundrobin\n  stick-table type ip size 2 expire 1m nopurge\n  stick on src\n${servers}`,
    visits: visits(
      [0, '10.0.0.1'],
      [50, '10.0.0.2'],
      [100, '10.0.0.3'],
      [150, '10.0.0.3'],
      [200, '10.0.0.1'],
      [250, '10.0.0.2'],
      [300, '10.0.0.3'],
    ),
    tables: ['b'],
  },
  {
    title: 'the server of an entry is paused: another one, which is remembered',
    config: `backend b\n  balance roundrobin\n  stick-table type ip size 10k expire 1m\n  stick on src\n${servers}`,
    visits: visits([0, '10.0.0.1'], [50, '10.0.0.1'], [200, '10.0.0.1'], [250, '10.0.0.1'], [450, '10.0.0.1']),
    orders: [
      { atMs: 120, server: 'b/s1', state: 'maint' },
      { atMs: 370, server: 'b/s1', state: 'ready' },
    ],
    tables: ['b'],
  },
  {
    title: 'a draining server keeps its clients',
    config: `backend b\n  balance roundrobin\n  stick-table type ip size 10k expire 1m\n  stick on src\n${servers}`,
    visits: visits([0, '10.0.0.1'], [150, '10.0.0.1'], [200, '10.0.0.2'], [250, '10.0.0.3'], [300, '10.0.0.4']),
    orders: [{ atMs: 80, server: 'b/s1', state: 'drain' }],
    tables: ['b'],
  },
  {
    title: 'type string: a header, cut to its length',
    config: `backend b\n  balance roundrobin\n  stick-table type string len 6 size 10k expire 1m\n  stick on req.hdr(x-user)\n${servers}`,
    visits: [
      { atMs: 0, headers: [['X-User', 'alice']] },
      { atMs: 10, headers: [['X-User', 'bob']] },
      { atMs: 20, headers: [['X-User', 'alice']] },
      { atMs: 30, headers: [['X-User', 'longname1']] },
      { atMs: 40, headers: [['X-User', 'longname2']] },
      { atMs: 50 },
      { atMs: 60, headers: [['X-User', '']] },
      { atMs: 70, headers: [['X-User', 'bob']] },
      { atMs: 80, headers: [['X-User', 'a, carol']] },
      { atMs: 90, headers: [['X-User', 'carol']] },
    ],
    tables: ['b'],
  },
  {
    title: 'type integer',
    config: `backend b\n  balance roundrobin\n  stick-table type integer size 10k expire 1m\n  stick on url_param(id)\n${servers}`,
    visits: [
      '/?id=1',
      '/?id=2',
      '/?id=1',
      '/?id=01',
      '/?id=abc',
      '/?id=-1',
      '/?id=',
      '/',
      '/?id=4294967297',
      '/?id=0',
    ].map((target, at) => ({ atMs: at * 10, target })),
    tables: ['b'],
  },
  {
    title: 'type ipv6 takes IPv4 clients in their IPv6 form; type ip no IPv6 ones',
    config: `backend b\n  balance roundrobin\n  stick-table type ipv6 size 10k expire 1m\n  stick on src\n${servers}backend c\n  balance roundrobin\n  stick-table type ip size 10k expire 1m\n  stick on src\n${servers}`,
    visits: ['b', 'c'].flatMap((backend, group) =>
      ['10.0.0.1', '2001:db8::1', '10.0.0.1', '2001:db8::1', '::ffff:10.0.0.1', '2001:db8::2', '2002:a00:1::1'].map(
        (src, at) => ({ atMs: group * 100 + at * 10, src, backend }),
      ),
    ),
    tables: ['b', 'c'],
  },
  {
    title: 'a table of another section, shared; servers are found by name',
    config: `backend t\n  stick-table type ip size 10k expire 1m\nbackend b\n  balance roundrobin\n  stick on src table t\n${servers}backend c\n  balance roundrobin\n  stick on src table t\n  server s3 {a}\n  server s1 {a}\n  server x {a}\n`,
    visits: [
      { atMs: 0, src: '10.0.0.1', backend: 'b' },
      { atMs: 10, src: '10.0.0.2', backend: 'b' },
      { atMs: 20, src: '10.0.0.3', backend: 'b' },
      { atMs: 30, src: '10.0.0.1', backend: 'c' },
      { atMs: 40, src: '10.0.0.2', backend: 'c' },
      { atMs: 50, src: '10.0.0.3', backend: 'c' },
      { atMs: 60, src: '10.0.0.4', backend: 'c' },
      { atMs: 70, src: '10.0.0.5', backend: 'c' },
      { atMs: 80, src: '10.0.0.6', backend: 'c' },
      { atMs: 90, src: '10.0.0.6', backend: 'b' },
      { atMs: 100, src: '10.0.0.4', backend: 'b' },
    ],
    tables: ['t'],
  },
  {
    title: 'several rules: the first match decides, the first store of a table counts',
    config: `backend t\n  stick-table type string len 20 size 10k expire 1m\nbackend b\n  balance roundrobin\n  stick-table type ip size 10k expire 1m\n  stick on req.hdr(x-user) table t\n  stick on req.cook(sid) table t\n  stick on src\n${servers}`,
    visits: [
      { atMs: 0, src: '10.0.0.1', headers: [['X-User', 'u1']] },
      { atMs: 10, src: '10.0.0.2', headers: [['Cookie', 'sid=c1']] },
      { atMs: 20, src: '10.0.0.3' },
      {
        atMs: 30,
        src: '10.0.0.2',
        headers: [
          ['X-User', 'u1'],
          ['Cookie', 'sid=c1'],
        ],
      },
      {
        atMs: 40,
        src: '10.0.0.9',
        headers: [
          ['X-User', 'u2'],
          ['Cookie', 'sid=c1'],
        ],
      },
      { atMs: 50, src: '10.0.0.9', headers: [['X-User', 'u2']] },
      { atMs: 60, src: '10.0.0.9' },
      { atMs: 70, src: '10.0.0.3', headers: [['X-User', 'u9']] },
      { atMs: 80, src: '10.0.0.3', headers: [['Cookie', 'sid=c9']] },
    ],
    tables: ['t', 'b'],
  },
  {
    title: 'store-response: what the server says is the key',
    config: `backend b\n  balance roundrobin\n  stick-table type string len 20 size 10k expire 1m\n  stick match req.cook(JSESSIONID)\n  stick store-response res.cook(JSESSIONID)\n${servers}`,
    visits: [
      { atMs: 0, answers: [['Set-Cookie', 'JSESSIONID=abc; path=/']] },
      { atMs: 10, answers: [['Set-Cookie', 'JSESSIONID=def; path=/']] },
      { atMs: 20, headers: [['Cookie', 'JSESSIONID=abc']] },
      { atMs: 30, headers: [['Cookie', 'JSESSIONID=def']] },
      { atMs: 40, headers: [['Cookie', 'JSESSIONID=xyz']] },
      { atMs: 50, headers: [['Cookie', 'JSESSIONID=abc']], answers: [['Set-Cookie', 'JSESSIONID=new']] },
      { atMs: 60, headers: [['Cookie', 'JSESSIONID=new']] },
    ],
    tables: ['b'],
  },
  {
    title: 'non-stick servers are not remembered',
    config: `backend b\n  balance roundrobin\n  stick-table type ip size 10k expire 1m\n  stick on src\n  server s1 {a} non-stick\n  server s2 {a}\n`,
    visits: visits([0, '10.0.0.1'], [10, '10.0.0.1'], [20, '10.0.0.1'], [30, '10.0.0.2'], [40, '10.0.0.2']),
    tables: ['b'],
  },
  {
    title: 'option persist: even to a paused server',
    config: `backend b\n  balance roundrobin\n  option persist\n  stick-table type ip size 10k expire 1m\n  stick on src\n${servers}`,
    visits: visits([0, '10.0.0.1'], [150, '10.0.0.1'], [200, '10.0.0.2']),
    orders: [{ atMs: 80, server: 'b/s1', state: 'maint' }],
    tables: ['b'],
  },
  {
    title: 'a cookie goes before a table',
    config: `backend b\n  balance roundrobin\n  cookie SRV insert indirect\n  stick-table type ip size 10k expire 1m\n  stick on src\n  server s1 {a} cookie A\n  server s2 {a} cookie B\n`,
    visits: [
      { atMs: 0 },
      { atMs: 10, headers: [['Cookie', 'SRV=B']] },
      { atMs: 20 },
      { atMs: 30, headers: [['Cookie', 'SRV=A']] },
      { atMs: 40 },
    ],
    tables: ['b'],
  },
  {
    title: 'binary keys, shorter ones filled up',
    config: `backend b\n  balance roundrobin\n  stick-table type binary len 4 size 10k expire 1m\n  stick on url_param(k)\n${servers}`,
    visits: ['/?k=ab', '/?k=abcdef', '/?k=abcd', '/?k=ab', '/?k=abcdxx'].map((target, at) => ({
      atMs: at * 10,
      target,
    })),
    tables: ['b'],
  },
];

export function stickConfiguration(story: StickStory, port: number, address: string): string {
  const names = [...story.config.matchAll(/^backend (\S+)/gm)].map((match) => match[1]!).filter((name) => name !== 't');
  const front = [
    'defaults',
    '  mode http',
    '  log global',
    '  option httplog',
    '  timeout connect 1s',
    '  timeout client 5s',
    '  timeout server 5s',
    'frontend f',
    `  bind 127.0.0.1:${port} accept-proxy`,
  ];
  for (const name of names) front.push(`  use_backend ${name} if { req.hdr(x-backend) ${name} }`);
  return `global\n  log stdout format raw local0\n${front.join('\n')}\n${story.config.replaceAll('{a}', address)}`;
}

export function backendOf(story: StickStory, visit: Visit): string {
  return visit.backend ?? /^backend ((?!t\n)\S+)/m.exec(story.config)![1]!;
}
