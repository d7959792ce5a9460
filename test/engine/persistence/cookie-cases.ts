/** Cookie lines, requests and answers whose combinations are asked of HAProxy and of ours. */
import { encodeDate } from '../../../simulator/engine/persistence/dates.ts';

export const COOKIE_LINES: readonly string[] = [
  'cookie SRV insert',
  'cookie SRV insert indirect',
  'cookie SRV insert indirect nocache',
  'cookie SRV insert nocache',
  'cookie SRV insert postonly',
  'cookie SRV insert preserve',
  'cookie SRV insert indirect preserve',
  'cookie SRV insert httponly secure',
  'cookie SRV insert domain .a.example.com domain .b.example.com',
  'cookie SRV insert attr SameSite=Lax attr x=1',
  'cookie SRV insert maxidle 30m',
  'cookie SRV insert indirect maxlife 8h',
  'cookie SRV insert indirect maxidle 30m maxlife 8h nocache',
  'cookie SRV rewrite',
  'cookie SRV rewrite nocache',
  'cookie SRV prefix',
  'cookie SRV prefix nocache',
  'cookie SRV',
  'cookie SRV indirect',
];

/** With `option persist` a down server is still tried, so these have one line more. */
export const BACKEND_LINES: readonly (readonly string[])[] = [[], ['option persist']];

export interface CookieRequest {
  readonly method: 'GET' | 'POST';
  readonly cookies: readonly string[];
  /** Header lines of the server's answer, status first. */
  readonly status: number;
  readonly answers: readonly (readonly [string, string])[];
}

const ago = (nowSeconds: number, seconds: number) => encodeDate(nowSeconds - seconds);

/** @param nowSeconds dates in cookies are relative to it */
export function cookieRequests(nowSeconds: number): CookieRequest[] {
  const day = 86_400;
  const cookies: readonly (readonly string[])[] = [
    [],
    ['SRV=A'],
    ['SRV=B'],
    ['SRV=zzz'],
    ['SRV='],
    ['x=1; SRV=A; y=2'],
    ['SRV=A; x=1'],
    ['x=1;SRV=A'],
    ['x=1; SRV=C'],
    ['SRV=A~app'],
    ['x=1; SRV=B~app; y'],
    ['SRV=~app'],
    [`SRV=A|${ago(nowSeconds, 60)}`],
    [`SRV=A|${ago(nowSeconds, 3600)}`],
    [`SRV=A|${ago(nowSeconds, 60)}|${ago(nowSeconds, 120)}`],
    [`SRV=A|${ago(nowSeconds, 60)}|${ago(nowSeconds, 9 * 3600)}`],
    [`SRV=A|${ago(nowSeconds, -2 * day)}`],
    [`SRV=A|${ago(nowSeconds, -3600)}|${ago(nowSeconds, -3600)}`],
    ['SRV=A|*bad*'],
    ['SRV=A|abc'],
    ['SRV=A, x=1'],
    ['a="q;SRV=B"; SRV=A'],
    ['$Version=1; SRV=A; $Path=/; x=2; $Path=/x'],
    ['$Version=1; SRV=A; $Path=/'],
    ['x=1', 'SRV=A'],
    ['SRV=A', 'x=1'],
    ['SRV=A; SRV=C'],
    ['SRV=B; SRV=A'],
    ['SRV = A ; x=1'],
    ['SRV= A'],
    ['flag; SRV=A'],
    ['SRV=A; flag'],
    ['SRVX=A'],
    ['srv=A'],
    ['x=1; SRV=A;'],
    [''],
    ['SRV=AA; x=SRV=A'],
  ];
  const answers: readonly (readonly (readonly [string, string])[])[] = [
    [],
    [['Set-Cookie', 'SRV=app; path=/; HttpOnly']],
    [['Set-Cookie', 'other=1; path=/']],
    [['Cache-Control', 'max-age=60']],
    [
      ['Cache-Control', 'no-cache'],
      ['ETag', '"x"'],
    ],
    [['ETag', '"x"']],
    [['Expires', 'Thu, 01 Dec 2033 16:00:00 GMT']],
    [
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'SRV=x'],
      ['Set-Cookie', 'b=2'],
    ],
    [
      ['Cache-Control', 'max-age=0'],
      ['Last-Modified', 'Thu, 01 Dec 1994 16:00:00 GMT'],
    ],
    [['Set-Cookie', 'SRV = "x;y"; Secure, z']],
    [
      ['Pragma', 'no-cache'],
      ['ETag', 'y'],
    ],
    [['Cache-Control', 'public, max-age=5']],
  ];
  const statuses = [200, 200, 404, 200, 302, 200, 500];
  const requests: CookieRequest[] = [];
  for (const [at, list] of cookies.entries()) {
    for (let turn = 0; turn < 3; turn++) {
      const number = at * 3 + turn;
      requests.push({
        method: number % 5 === 4 ? 'POST' : 'GET',
        cookies: list,
        status: statuses[number % statuses.length]!,
        answers: answers[number % answers.length]!,
      });
    }
  }
  return requests;
}

/** Servers: A twice (the second one a backup), B paused, C, and one without a cookie. */
export function cookieConfiguration(
  port: number,
  addresses: Readonly<Record<string, string>>,
): { text: string; backends: { name: string; line: string }[] } {
  const lines = [
    'global',
    '  log stdout format raw local0',
    'defaults',
    '  mode http',
    '  log global',
    '  option httplog',
    '  timeout connect 1s',
    '  timeout client 5s',
    '  timeout server 5s',
    '  retries 0',
    '  balance roundrobin',
  ];
  lines.push('frontend f', `  bind 127.0.0.1:${port}`);
  const backends = BACKEND_LINES.flatMap((extra, group) =>
    COOKIE_LINES.map((line, at) => ({
      name: `b${group}${at}`,
      line: [line, ...extra].join(' / '),
      own: [line, ...extra],
    })),
  );
  for (const { name } of backends) lines.push(`  use_backend ${name} if { path /${name} }`);
  for (const { name, own } of backends) {
    lines.push(`backend ${name}`, ...own.map((line) => `  ${line}`));
    lines.push(
      `  server s1 ${addresses.s1} cookie A`,
      `  server s2 ${addresses.s2} cookie B disabled`,
      `  server s3 ${addresses.s3} cookie C`,
      `  server s4 ${addresses.s4}`,
      `  server s5 ${addresses.s5} cookie A backup`,
    );
  }
  return { text: `${lines.join('\n')}\n`, backends };
}

/** What is compared of one exchange. */
export interface Exchange {
  readonly server: string;
  readonly seenByServer: readonly string[];
  readonly seenByClient: readonly string[];
  readonly letters: string;
}

/** Dates within a few seconds of now are written as `NOW`, so that two clocks may differ. */
export function withoutDates(line: string, nowSeconds: number): string {
  const near = new Set([-2, -1, 0, 1, 2, 3, 4].map((units) => encodeDate(nowSeconds + 4 * units)));
  return line.replace(/\|([A-Za-z0-9+/]{5})(?=[|;])/g, (all, date: string) => (near.has(date) ? '|NOW' : all));
}
