/** Cookie persistence, as HAProxy was seen to do it (`test/oracle/cookie.test.ts` asks it again, with many more). */
import { expect, it } from 'vitest';
import { createEngine } from '../../../simulator/engine/create.ts';
import { decodeDate, encodeDate } from '../../../simulator/engine/persistence/dates.ts';
import { planOf } from '../plans.ts';
import type { CookieRequest } from './cookie-cases.ts';
import { exchange } from './exchange.ts';

const NOW_MS = 1_790_000_000_000;

/** What becomes of one request: server, letters, cookies that the server and the client see. */
function check(title: string, cookie: string, request: Partial<CookieRequest>, expected: readonly string[]): void {
  it(title, () => {
    const servers = [
      '  server s1 127.0.0.1:1 cookie A',
      '  server s2 127.0.0.1:2 cookie C disabled',
      '  server s3 127.0.0.1:3 cookie B',
      '  server s4 127.0.0.1:4',
    ];
    const text = [
      'global',
      '  log stdout format raw local0',
      'defaults',
      '  mode http',
      '  log global',
      '  option httplog',
      '  timeout connect 1s',
      '  timeout client 1s',
      '  timeout server 1s',
      'listen l',
      '  bind :80',
      '  balance roundrobin',
      `  ${cookie}`,
      ...servers,
    ].join('\n');
    const plan = planOf(text);
    const state = createEngine(plan, { seed: 1, startMs: NOW_MS, explain: false });
    const { server, letters, seenByServer, seenByClient } = exchange(plan, state, NOW_MS, 1, '/', {
      method: 'GET',
      cookies: [],
      status: 200,
      answers: [],
      ...request,
    });
    expect([
      `${server} ${letters}`,
      ...seenByServer.map((line) => `> ${line}`),
      ...seenByClient.map((line) => `< ${line}`),
    ]).toEqual(expected);
  });
}

check('insert: a client without the cookie gets it', 'cookie SRV insert', {}, [
  's1 --NI',
  '< set-cookie: SRV=A; path=/',
]);
check('insert: a client with the cookie goes to its server', 'cookie SRV insert', { cookies: ['x=1; SRV=B'] }, [
  's3 --VN',
  '> cookie: x=1; SRV=B',
]);
check('indirect: the server does not see it', 'cookie SRV insert indirect', { cookies: ['x=1; SRV=B; y=2'] }, [
  's3 --VN',
  '> cookie: x=1; y=2',
]);
check('indirect: a header that held nothing else goes', 'cookie SRV insert indirect', { cookies: ['SRV=B'] }, [
  's3 --VN',
]);
check('a paused server: another one, and its cookie', 'cookie SRV insert', { cookies: ['SRV=C'] }, [
  's1 --DI',
  '> cookie: SRV=C',
  '< set-cookie: SRV=A; path=/',
]);
check('an unknown server', 'cookie SRV insert indirect', { cookies: ['SRV=nobody'] }, [
  's1 --II',
  '< set-cookie: SRV=A; path=/',
]);
check('nocache, and a response that a cache might keep', 'cookie SRV insert nocache', { answers: [['ETag', '"x"']] }, [
  's1 --NI',
  '< set-cookie: SRV=A; path=/',
  '< cache-control: private',
]);
check('nocache, and one that none would', 'cookie SRV insert nocache', {}, ['s1 --NI', '< set-cookie: SRV=A; path=/']);
check('postonly', 'cookie SRV insert postonly', {}, ['s1 --NN']);
check(
  'preserve: the application may set it itself',
  'cookie SRV insert preserve',
  { answers: [['Set-Cookie', 'SRV=own']] },
  ['s1 --NP', '< set-cookie: SRV=own'],
);
check('without preserve its cookie is replaced', 'cookie SRV insert', { answers: [['Set-Cookie', 'SRV=own']] }, [
  's1 --NI',
  '< set-cookie: SRV=A; path=/',
]);
check('domain, httponly, secure, attr', 'cookie SRV insert domain .x.org httponly secure attr SameSite=Lax', {}, [
  's1 --NI',
  '< set-cookie: SRV=A; path=/; domain=.x.org; HttpOnly; Secure; SameSite=Lax',
]);
check(
  "rewrite changes the application's cookie",
  'cookie SRV rewrite',
  { answers: [['Set-Cookie', 'SRV=own; HttpOnly']] },
  ['s1 --NR', '< set-cookie: SRV=A; HttpOnly'],
);
check('rewrite adds none', 'cookie SRV rewrite', {}, ['s1 --NN']);
check('prefix, on the way out', 'cookie SID prefix', { answers: [['Set-Cookie', 'SID=session; path=/']] }, [
  's1 --NR',
  '< set-cookie: SID=A~session; path=/',
]);
check('prefix, on the way back', 'cookie SID prefix', { cookies: ['SID=B~session'] }, [
  's3 --VN',
  '> cookie: SID=session',
]);
check(
  'maxidle: too long unused',
  'cookie SRV insert maxidle 30m',
  { cookies: [`SRV=B|${encodeDate(NOW_MS / 1000 - 3600)}`] },
  [
    's1 --EI',
    `> cookie: SRV=B|${encodeDate(NOW_MS / 1000 - 3600)}`,
    `< set-cookie: SRV=A|${encodeDate(NOW_MS / 1000)}; path=/`,
  ],
);
check(
  'maxidle: the date is renewed',
  'cookie SRV insert indirect maxidle 30m',
  { cookies: [`SRV=B|${encodeDate(NOW_MS / 1000 - 60)}`] },
  ['s3 --VU', `< set-cookie: SRV=B|${encodeDate(NOW_MS / 1000)}; path=/`],
);
check(
  'maxlife: the first date stays',
  'cookie SRV insert indirect maxidle 1d maxlife 2d',
  { cookies: [`SRV=B|${encodeDate(NOW_MS / 1000 - 60)}|${encodeDate(NOW_MS / 1000 - 3600)}`] },
  ['s3 --VU', `< set-cookie: SRV=B|${encodeDate(NOW_MS / 1000)}|${encodeDate(NOW_MS / 1000 - 3600)}; path=/`],
);
check('a passive cookie is not reported', 'cookie SRV', { cookies: ['SRV=B'] }, ['s3 ----', '> cookie: SRV=B']);

it('dates are five characters in units of four seconds', () => {
  expect(encodeDate(0)).toBe('AAAAA');
  expect(encodeDate(1)).toBe('AAAAB');
  expect(encodeDate(4 * 64)).toBe('AAABA');
  expect(decodeDate(encodeDate(1_790_000_000))).toBe(1_790_000_000);
  expect(decodeDate('ab')).toBe(0);
  expect(decodeDate('ab*cd')).toBe(0);
});
