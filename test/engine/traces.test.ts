/**
 * The five traces that the engine's two unions were worked out on, as text: `@time fact`, and what the engine answers
 * behind `>`. They show what a driver has to know and what it is told, and nothing else.
 */
import { expect, test } from 'vitest';
import { planOf } from './plans.ts';
import { play, tidy } from './script.ts';

const HEAD = `
global
  log stdout format raw local0
defaults
  log global
  timeout client 10s
  timeout server 10s
  timeout connect 1s
`;

function check(title: string, config: string, script: string, options: { explain?: boolean } = {}): void {
  test(title, () => {
    expect(play(planOf(HEAD + config), script, options).text).toBe(tidy(script));
  });
}

const HTTP = `
  mode http
  option httplog
frontend fe
  bind :80
  default_backend bk
backend bk
`;

check(
  'a plain HTTP request; the second one on the same connections; the client leaves',
  `${HTTP}
  server web1 127.0.0.1:8001
`,
  `
  @0 accepted 1
  @2 request 1 GET /a host: x
  > connect 1 to bk/web1 for stream 1
  @3 connected 1
  > send GET /a [host: x] of client 1 to server 1
  @10 response 1 200 length content-length: 5
  > send 200 [content-length: 5] of server 1 to client 1
  @10 bytes 1 5
  @11 done 1
  > log fe bk/web1 0/0/1/7/9 200 54 - - ---- 1/1/0/0/0 0/0 "GET /a HTTP/1.1"
  > next request of client 1
  # the connection comes from the pool: nothing to wait for
  @50 request 1 GET /b host: x
  > send GET /b [host: x] of client 1 to server 1
  @55 response 1 200 none
  > send 200 of server 1 to client 1
  @55 done 1
  > log fe bk/web1 0/0/0/5/5 200 34 - - ---- 1/1/0/0/0 0/0 "GET /b HTTP/1.1"
  > next request of client 1
  @60 left 1 end
  > close client 1 (end)
  # whatever is still said about it is of no interest
  @61 left 1 end
  @70 gone 1 end
`,
);

check(
  'the client is idle too long: its connection is closed without a word',
  `
  timeout http-keep-alive 3s
${HTTP}
  server web1 127.0.0.1:8001
`,
  `
  @0 accepted 1
  @0 request 1 GET /a
  > connect 1 to bk/web1 for stream 1
  @0 connected 1
  > send GET /a of client 1 to server 1
  @5 response 1 204 none
  > send 204 of server 1 to client 1
  @5 done 1
  > log fe bk/web1 0/0/0/5/5 204 34 - - ---- 1/1/0/0/0 0/0 "GET /a HTTP/1.1"
  > next request of client 1
  # an early wake does nothing
  @2000 deadline
  @3004 deadline
  @3005 deadline
  > close client 1 (end)
`,
);

check(
  'a POST whose server refuses goes to another: its body waits in the driver until there is a connection',
  `
  option redispatch
${HTTP}
  server web1 127.0.0.1:8001
  server web2 127.0.0.1:8002
`,
  `
  @0 accepted 1
  @0 post 1 POST /form content-length: 10
  > connect 1 to bk/web1 for stream 1
  @0 body 1 4
  @1 refused 1
  > connect 2 to bk/web2 for stream 1
  @3 connected 2
  > send POST /form [content-length: 10] of client 1 to server 2
  @5 body 1 6
  @5 end 1
  @9 response 2 200 none
  > send 200 of server 2 to client 1
  @9 done 2
  > log fe bk/web2 0/1/2/6/9 200 34 - - ---- 1/1/0/0/+1 0/0 "POST /form HTTP/1.1"
  > next request of client 1
`,
);

check(
  'the same server again: after the turn-around',
  `
  retries 1
${HTTP}
  server web1 127.0.0.1:8001
`,
  `
  @0 accepted 1
  @0 request 1 GET /
  > connect 1 to bk/web1 for stream 1
  @1 refused 1
  @1000 deadline
  @1001 deadline
  > connect 2 to bk/web1 for stream 1
  @1002 refused 2
  > answer client 1 with 503
  > log fe bk/web1 0/0/-1/-1/1002 503 217 - - SC-- 1/1/0/0/1 0/0 "GET / HTTP/1.1"
  > next request of client 1
`,
);

check(
  'TLS passes through in TCP mode: the greeting waits in the driver, then both sides are joined',
  `
  mode tcp
  option tcplog
frontend fe
  bind :443
  default_backend bk
backend bk
  server web1 127.0.0.1:8001
`,
  `
  @0 accepted 1
  > connect 1 to bk/web1 for stream 1
  @1 data 1 517
  @2 connected 1
  > link client 1 and server 1
  @8 reply 1 1400
  @30 data 1 200
  @31 reply 1 300
  # each side closes its half
  @40 left 1 end
  > close server 1 (end, half)
  @41 gone 1 end
  > close server 1 (end)
  > log fe bk/web1 0/2/41 1700 -- 1/1/0/0/0 0/0
  > close client 1 (end)
`,
);

check(
  'a full server: two wait in the backend, one for too long; a freed slot goes on at once',
  `
  timeout queue 200ms
${HTTP}
  server web1 127.0.0.1:8001 maxconn 1
`,
  `
  @0 accepted 1
  @0 request 1 GET /slow
  > connect 1 to bk/web1 for stream 1
  @1 connected 1
  > send GET /slow of client 1 to server 1
  @10 accepted 2
  @10 request 2 GET /waits
  @20 accepted 3
  @20 request 3 GET /waits-too
  @210 deadline
  > answer client 2 with 503
  > log fe bk/<NOSRV> 0/200/-1/-1/200 503 217 - - sQ-- 3/3/2/0/0 0/1 "GET /waits HTTP/1.1"
  > next request of client 2
  @214 response 1 204 none
  > send 204 of server 1 to client 1
  @215 done 1
  > log fe bk/web1 0/0/1/213/215 204 34 - - ---- 3/3/1/0/0 0/0 "GET /slow HTTP/1.1"
  > next request of client 1
  > connect 2 to bk/web1 for stream 3
  @219 connected 2
  > send GET /waits-too of client 3 to server 2
  @225 response 2 204 none
  > send 204 of server 2 to client 3
  # one idle connection is as many as were ever needed at once
  @225 done 2
  > close server 2 (end)
  > log fe bk/web1 0/195/4/6/205 204 34 - - ---- 3/3/0/0/0 0/1 "GET /waits-too HTTP/1.1"
  > next request of client 3
`,
);

check(
  'a server goes down under a sticky session: cut, sent elsewhere with a new cookie, and back when it is up again',
  `
  option redispatch
${HTTP}
  cookie SRV insert indirect
  server web1 127.0.0.1:8001 cookie w1 on-marked-down shutdown-sessions
  server web2 127.0.0.1:8002 cookie w2
`,
  `
  @0 accepted 1
  @0 request 1 GET /a cookie: SRV=w1
  > connect 1 to bk/web1 for stream 1
  @1 connected 1
  > send GET /a of client 1 to server 1
  @10 health 1.0 down
  > log Server bk/web1 is DOWN, changed from CLI. 1 active and 0 backup servers left. 1 sessions active, 0 requeued, 0 remaining in queue.
  > close server 1 (reset)
  > log fe bk/web1 0/0/1/-1/10 500 0 - - DCVN 1/1/0/0/0 0/0 "GET /a HTTP/1.1"
  > close client 1 (end)
  @20 accepted 2
  @20 request 2 GET /b cookie: SRV=w1
  > connect 2 to bk/web2 for stream 2
  @21 connected 2
  > send GET /b of client 2 to server 2
  @30 response 2 204 none
  > send 204 [set-cookie: SRV=w2; path=/] of server 2 to client 2
  @30 done 2
  > log fe bk/web2 0/0/1/9/10 204 34 - - --DI 1/1/0/0/0 0/0 "GET /b HTTP/1.1"
  > next request of client 2
  @40 health 1.0 up
  > log Server bk/web1 is UP, changed from CLI. 2 active and 0 backup servers online. 0 sessions requeued, 0 total in queue.
  @50 request 2 GET /c cookie: SRV=w1
  > connect 3 to bk/web1 for stream 3
`,
);

check(
  'why: the backend, the balance, the retry, the end',
  `
${HTTP}
  retries 1
  server web1 127.0.0.1:8001
`,
  `
  @0 accepted 1
  @0 request 1 GET /
  > why listener listener=0 proxyName=fe
  > why backend backend=bk why=default_backend
  > why balance algorithm=roundrobin key=null chosen=web1 why=chosen by roundrobin
  > connect 1 to bk/web1 for stream 1
  @1 refused 1
  > why retry attempt=1 of=1 redispatch=false waitMs=1000 why=web1 refused the connection; the same server is tried again after a pause
  @1001 deadline
  > connect 2 to bk/web1 for stream 1
  @1002 refused 2
  > why response status=503 by=haproxy why=no connection to a server
  > answer client 1 with 503
  > log fe bk/web1 0/0/-1/-1/1002 503 217 - - SC-- 1/1/0/0/1 0/0 "GET / HTTP/1.1"
  > why end termination=SC-- meaning=the server ended or refused the connection while connecting to the server
  > next request of client 1
`,
  { explain: true },
);
