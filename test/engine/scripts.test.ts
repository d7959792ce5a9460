/** Single behaviours as scripts of facts and answers: limits, pools, bodies, tunnels, stopping. */
import { expect, test } from 'vitest';
import { planOf } from './plans.ts';
import { play, tidy } from './script.ts';

const HEAD = `
defaults
  timeout client 10s
  timeout server 10s
  timeout connect 1s
`;

function check(title: string, config: string, script: string): void {
  test(title, () => {
    expect(play(planOf(config.includes('defaults') ? config : HEAD + config), script).text).toBe(tidy(script));
  });
}

check(
  "a frontend's maxconn: the listener rests while it is full",
  `
  mode http
frontend fe
  bind :80
  maxconn 2
  default_backend bk
backend bk
  server web1 127.0.0.1:8001
`,
  `
  @0 accepted 1
  @1 accepted 2
  > pauseListener 0
  @5 left 1 end
  > answer client 1 with 400, last
  > close client 1 (end)
  > resumeListener 0
  @6 accepted 3
  > pauseListener 0
`,
);

check(
  "the process's maxconn concerns every listener",
  `
global
  maxconn 1
${HEAD}
  mode tcp
frontend one
  bind :81
  default_backend bk
frontend two
  bind :82
  default_backend bk
backend bk
  server web1 127.0.0.1:8001
`,
  `
  @0 accepted 1 1
  > pauseListener 0
  > pauseListener 1
  > connect 1 to bk/web1 for stream 1
  @1 connected 1
  > link client 1 and server 1
  @5 left 1 reset
  > close server 1 (reset)
  > close client 1 (end)
  > resumeListener 0
  > resumeListener 1
`,
);

check(
  'a soft stop: idle connections go, a request under way is answered and its connection closed',
  `
  mode http
frontend fe
  bind :80
  default_backend bk
backend bk
  server web1 127.0.0.1:8001
`,
  `
  @0 accepted 1
  @0 request 1 GET /a
  > connect 1 to bk/web1 for stream 1
  @0 connected 1
  > send GET /a of client 1 to server 1
  @1 response 1 204 none
  > send 204 of server 1 to client 1
  @1 done 1
  > next request of client 1
  @2 accepted 2
  @2 request 2 GET /b
  > connect 2 to bk/web1 for stream 2
  @2 connected 2
  > send GET /b of client 2 to server 2
  @5 stop
  > closeListener 0
  > close client 1 (end)
  @9 response 2 204 none
  > send 204 of server 2 to client 2, last
  @9 done 2
  > close server 2 (end)
  > close client 2 (end)
  > stopped
`,
);

check(
  'hard-stop-after ends what is left',
  `
global
  hard-stop-after 3s
${HEAD}
  mode tcp
frontend fe
  bind :80
  default_backend bk
backend bk
  server web1 127.0.0.1:8001
`,
  `
  @0 accepted 1
  > connect 1 to bk/web1 for stream 1
  @0 connected 1
  > link client 1 and server 1
  @1000 stop
  > closeListener 0
  @4000 deadline
  > close server 1 (reset)
  > close client 1 (end)
  > stopped
`,
);

check(
  'a denied upload: its rest is read and dropped before the next request',
  `
  mode http
frontend fe
  bind :80
  http-request deny if { method POST }
  default_backend bk
backend bk
  server web1 127.0.0.1:8001
`,
  `
  @0 accepted 1
  @0 post 1 POST /form content-length: 10
  > answer client 1 with 403
  @1 body 1 4
  @2 body 1 6
  @2 end 1
  > next request of client 1
  @3 request 1 GET /
  > connect 1 to bk/web1 for stream 2
`,
);

check(
  'an informational response goes by; the final one follows',
  `
  mode http
frontend fe
  bind :80
  default_backend bk
backend bk
  server web1 127.0.0.1:8001
`,
  `
  @0 accepted 1
  @0 post 1 POST /form content-length: 3; expect: 100-continue
  > connect 1 to bk/web1 for stream 1
  @0 connected 1
  > send POST /form [content-length: 3] [expect: 100-continue] of client 1 to server 1
  @1 response 1 100 none
  > send 100 of server 1 to client 1
  @2 body 1 3
  @2 end 1
  @3 response 1 204 none
  > send 204 of server 1 to client 1
  @3 done 1
  > next request of client 1
`,
);

check(
  'a changed protocol: from 101 on both sides are bytes, with timeout tunnel',
  `
  mode http
  timeout tunnel 1m
frontend fe
  bind :80
  default_backend bk
backend bk
  server web1 127.0.0.1:8001
`,
  `
  @0 accepted 1
  @0 request 1 GET /chat connection: upgrade; upgrade: websocket
  > connect 1 to bk/web1 for stream 1
  @0 connected 1
  > send GET /chat [connection: upgrade] [upgrade: websocket] of client 1 to server 1
  @1 response 1 101 tunnel connection: upgrade
  > send 101 [connection: upgrade] of server 1 to client 1, last
  @20000 data 1 50
  @30000 reply 1 70
  @50000 left 1 end
  > close server 1 (end, half)
  @50001 gone 1 end
  > close server 1 (end)
  > close client 1 (end)
`,
);

check(
  'what the client asks of the connection is taken out of the head: close',
  `
  mode http
frontend fe
  bind :80
  default_backend bk
backend bk
  server web1 127.0.0.1:8001
`,
  `
  @0 accepted 1
  @0 request 1 GET / connection: Close, foo; foo: 1
  > connect 1 to bk/web1 for stream 1
  @0 connected 1
  > send GET / [connection: foo] [foo: 1] of client 1 to server 1
  @1 response 1 204 none connection: keep-alive
  > send 204 of server 1 to client 1, last
  @1 done 1
  > close client 1 (end)
`,
);

check(
  'idle connections in excess of the need are closed, half of them every five seconds',
  `
  mode http
  timeout client 1m
frontend fe
  bind :80
  default_backend bk
backend bk
  http-reuse always
  server web1 127.0.0.1:8001
`,
  `
  @0 accepted 1
  @0 request 1 GET /1
  > connect 1 to bk/web1 for stream 1
  @0 accepted 2
  @0 request 2 GET /2
  > connect 2 to bk/web1 for stream 2
  @0 accepted 3
  @0 request 3 GET /3
  > connect 3 to bk/web1 for stream 3
  @0 connected 1
  > send GET /1 of client 1 to server 1
  @0 connected 2
  > send GET /2 of client 2 to server 2
  @0 connected 3
  > send GET /3 of client 3 to server 3
  @1 response 1 204 none
  > send 204 of server 1 to client 1
  @1 done 1
  > next request of client 1
  @2 response 2 204 none
  > send 204 of server 2 to client 2
  @2 done 2
  > next request of client 2
  @3 response 3 204 none
  > send 204 of server 3 to client 3
  @3 done 3
  > next request of client 3
  # three were needed at once: all stay, and the need is measured anew
  @5001 deadline
  # no need since, but the estimate still is what was needed before; HAProxy 3.2 closed two at 15 s, the last at 20 s
  @10001 deadline
  @15001 deadline
  > close server 1 (end)
  > close server 2 (end)
  @20001 deadline
  > close server 3 (end)
`,
);

check(
  'a server that closes an idle connection is believed; the next request opens a new one',
  `
  mode http
frontend fe
  bind :80
  default_backend bk
backend bk
  server web1 127.0.0.1:8001
`,
  `
  @0 accepted 1
  @0 request 1 GET /a
  > connect 1 to bk/web1 for stream 1
  @0 connected 1
  > send GET /a of client 1 to server 1
  @1 response 1 204 none
  > send 204 of server 1 to client 1
  @1 done 1
  > next request of client 1
  @2 gone 1 end
  @3 request 1 GET /b
  > connect 2 to bk/web1 for stream 2
`,
);

check(
  'facts about what nobody knows change nothing',
  `
  mode http
frontend fe
  bind :80
  default_backend bk
backend bk
  server web1 127.0.0.1:8001
`,
  `
  @0 request 7 GET /
  @0 connected 9
  @0 done 9
  @0 gone 9 reset
  @0 left 7 end
  @0 flushed 7 1
  @0 deadline
`,
);

check(
  'an operator pauses and resumes servers: the lines are those of 2.6, 3.0 and 3.2',
  `
  mode http
listen l
  bind :80
  server a 127.0.0.1:8001
  server b 127.0.0.1:8002 backup
`,
  `
  @1 state 0.0 drain
  > log Server l/a enters drain state. 0 active and 1 backup servers online. Running on backup. 0 sessions requeued, 0 total in queue.
  @2 state 0.0 ready
  > log Server l/a is UP (leaving forced drain).
  @3 state 0.0 maint
  > log Server l/a is going DOWN for maintenance. 0 active and 1 backup servers left. Running on backup. 0 sessions active, 0 requeued, 0 remaining in queue.
  @4 state 0.0 drain
  > log Server l/a is UP/DRAIN (leaving forced maintenance).
  > log Server l/a remains in forced drain mode.
  @5 state 0.0 maint
  > log Server l/a is going DOWN for maintenance. 0 active and 1 backup servers left. Running on backup. 0 sessions active, 0 requeued, 0 remaining in queue.
  @6 state 0.0 ready
  > log Server l/a is UP/READY (leaving forced maintenance).
  @7 health 0.0 down
  > log Server l/a is DOWN, changed from CLI. 0 active and 1 backup servers left. Running on backup. 0 sessions active, 0 requeued, 0 remaining in queue.
  @8 state 0.0 maint
  > log Server l/a was DOWN and now enters maintenance.
  @9 state 0.0 ready
  > log Server l/a is UP/READY (leaving forced maintenance).
  @10 health 0.0 up
  @11 health 0.0 stopping
  > log Server l/a is stopping, changed from CLI. 0 active and 1 backup servers online. Running on backup. 0 sessions requeued, 0 total in queue.
  @12 health 0.0 up
  > log Server l/a is UP, changed from CLI. 1 active and 1 backup servers online. 0 sessions requeued, 0 total in queue.
  @13 health 0.1 down
  > log Backup Server l/b is DOWN, changed from CLI. 1 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.
  @14 health 0.0 down
  > log Server l/a is DOWN, changed from CLI. 0 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.
  > log proxy l has no server available!
`,
);

check(
  'the time of data begins with the response, or in TCP mode with the connection',
  `
global
  log stdout format raw local0
defaults
  log global
  timeout client 10s
  timeout server 10s
  timeout connect 1s
listen web
  mode http
  bind :80
  log-format "%ci:%cp [%t] %Tr %Td %tsc"
  server a 127.0.0.1:8001
listen line
  bind :81
  log-format "%ci:%cp [%t] %Tc %Td %tsc"
  server a 127.0.0.1:8002
`,
  `
  @0 accepted 1
  @10 request 1 GET /
  > connect 1 to web/a for stream 1
  @20 connected 1
  > send GET / of client 1 to server 1
  @50 response 1 200 none
  > send 200 of server 1 to client 1
  @90 done 1
  > log 30 40 ----
  > next request of client 1
  @100 accepted 2 1
  > connect 2 to line/a for stream 2
  @105 connected 2
  > link client 2 and server 2
  @145 left 2 reset
  > close server 2 (reset)
  > log 5 40 CD--
  > close client 2 (end)
`,
);
