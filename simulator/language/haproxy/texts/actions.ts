/** Actions of rules (manual 4.4); `tcp action`: what differs in rules of `tcp-request` and `tcp-response`: the longer texts, as `keyword-entries.ts` reads them. */
export const ACTION_TEXTS: Readonly<Record<string, string>> = {
  action: String.raw`
add-acl
The name must be the one that an ~acl … -f~ line has, or ~virt@name~ (3.0) for a list without a file. What is added is gone after a restart. It is looked for first, so nothing is there twice; every request takes a lock, so not on every request.
> acl banned src -f banned.txt
> http-request add-acl(banned.txt) %[src] if { path /trap }

add-header
What the client sent under that name stays, so it suits lists and repeated headers; where nobody else may write a header, ~set-header~ is what you want. The value is a log format.
> http-request add-header X-Via "edge %[hostname]"

add-headers-bin
The list has names and values as ~req.hdrs_bin~ writes them; with ~prefix~ only names that begin so. Nothing checks them, so they must come from something you trust, a variable filled by an agent for instance.
> http-request add-headers-bin var(txn.headers) prefix x- if { var(txn.headers) -m found }

allow
Rules behind it in this ruleset and section are skipped; those of the backend still run after the frontend’s. Put exceptions first, denials behind them.
> http-request allow if { src 10.0.0.0/8 }
> http-request deny if { path_beg /admin }

attach-srv
Reverse HTTP: the application dials in, and once HTTP/2 is up the connection goes into the idle pool of a server whose address is ~rhttp@~. The name is matched with ~pool-conn-name~ or ~sni~ of requests.
! ~expose-experimental-directives~ and a server at ~rhttp@~
> tcp-request session attach-srv inner/inside if { ssl_c_used }

auth
HAProxy answers 401 with the realm, or 407 in a proxy’s ~http_proxy~ use, and browsers ask for a name and a password, which come with every request from then on. Test them first, or everybody is asked for ever. Passwords are in clear unless there is TLS.
> http-request auth realm staff unless { http_auth(people) }

cache-store
It takes what may be cached: 200 responses to GET that say so, with a known length and no ~Set-Cookie~ trouble, up to ~max-object-size~. ~http-request cache-use~ of the same cache must have run.
> http-request cache-use small
> http-response cache-store small

cache-use
On a hit no server is asked, but the rules behind it still run and can still deny or redirect; put what changes the key, such as ~set-path~, in front. Write ~http-response cache-store~ too, or the cache stays empty. From 3.4 on an early hint can come first; ~no-early-hints~ forbids it.
> http-request cache-use small if { path_beg /images/ }

capture
With ~len~ it makes a slot of its own in the log line’s request headers (~%hr~), in a frontend; with ~id~ it fills a slot that ~declare capture~ made, from a backend too. The value is cut at the length.
> http-request capture req.hdr(user-agent) len 64

del-acl
The counterpart of ~add-acl~, and of ~del acl~ at the runtime socket. What is in the file comes back with the next start.
> acl banned src -f banned.txt
> http-request del-acl(banned.txt) %[src] if { path /please }

del-header
All of that name, in any case of letters. ~-m~ removes by beginning, end, part or regular expression, all headers that begin with ~x-internal-~ for instance. Remove what only you may set, before your own ~set-header~.
> http-request del-header X-Internal- -m beg

del-headers-bin
The list has names as ~req.hdrs_bin~ writes them. ~-m~ compares by beginning, end or part instead of the whole.
> http-request del-headers-bin var(txn.headers) if { var(txn.headers) -m found }

del-map
The map’s name is that of the file in ~map(…)~. It changes memory only; the file comes back with the next start.
> http-request set-var(txn.to) path,map(moved.map)
> http-request del-map(moved.map) %[path] if { path /gone }

deny
The client gets an error page, 403 for requests and 502 for responses unless told, and the rules end. ~deny_status~ takes another of HAProxy’s own pages (429, say), ~status~ with ~content-type~ and a body makes one up. The connection may be used again; against floods ~reject~ or ~silent-drop~ costs less.
> http-request deny deny_status 429 if { sc_http_req_rate(0) gt 100 }

disable-l7-retry
Only matters with ~retry-on~. A request that must not reach two servers, a payment for instance, can be left out so.
> http-request disable-l7-retry if METH_POST

do-log
By the proxy’s own targets and format, or (3.2) those of a ~log-profile~, whose step is ~http-req~ and so on. It can fire many times for a request; mind the volume.
> http-request do-log if { path_beg /admin }

do-resolve
The request waits for the answer. Without one, the variable stays unset, so test it. With ~set-dst~ it makes a forward proxy, and then whom clients may reach must be limited: names can lead to 127.0.0.1.
! a ~resolvers~ section
> http-request do-resolve(txn.ip,dns,ipv4) req.hdr(host),host_only

early-hint
Browsers can begin to load what a page will need while the server still works on it. Each rule adds a header; several side by side go into one 103 response. HTTP/1.0 clients get none.
> http-request early-hint Link "</style.css>; rel=preload; as=style" if { path / }

normalize-uri
~path-merge-slashes~, ~path-strip-dot~, ~path-strip-dotdot~, ~percent-to-uppercase~, ~percent-decode-unreserved~, ~query-sort-by-name~, ~fragment-strip~, ~fragment-encode~: one a line. It stops tricks with ~/../~ from slipping past ACLs, if it stands before them.
! ~expose-experimental-directives~
> http-request normalize-uri path-strip-dotdot full

ot-group
The filter is ~filter opentracing~; group and scopes are in its file. Builds without OpenTracing refuse it, and 3.4 speaks of its end.
> http-request ot-group ot-filter ot-group

pause
Milliseconds without a unit; an expression gives milliseconds too. The client’s connection and its memory stay taken, so slow down few: scrapers that are tracked, not everybody.
> http-request pause 500ms if { sc_http_req_rate(0) gt 20 }

redirect
~location~ sends to exactly that URL, ~prefix~ puts it in front of the path, ~scheme~ changes only that. 302 unless ~code~ says otherwise, and browsers remember 301 and 308 for good. Unlike the ~redirect~ directive it stands in order with other rules, and takes a log format.
> http-request redirect scheme https code 301 unless { ssl_fc }

reject
The client sees the connection close and no response; in HTTP/2 and HTTP/3 all its requests go with it. It costs less than ~deny~, and tells honest clients nothing.
> http-request reject if { sc_http_req_rate(0) gt 1000 }

replace-header
The expression is looked for in the whole value, commas and all, and what matches is replaced; ~\1~ to ~\9~ are its groups. Values without a match stay. In double quotes backslashes count twice, so prefer single ones.
> http-request replace-header User-Agent curl tool

replace-path
Host and query stay. The expression should be anchored with ~^~, and ~\1~ is its first group. To strip a prefix, match it and keep the rest.
> http-request replace-path /api(/.*)? \1 if { path_beg /api/ }

replace-pathq
As ~replace-path~ with the query string, for rewrites that move parts of the one into the other.
> http-request replace-pathq ^/item/([0-9]+)$ /item?id=\1

replace-uri
Over HTTP/2, and from proxies’ clients, the URI has scheme and host in front, so a pattern that begins with ~^/~ never matches there. ~replace-path~ and ~replace-pathq~ do not have that trap.
> http-request replace-uri ^/old/(.*) /new/\1

replace-value
The header’s value is cut at commas and the expression has to match a piece as a whole, as for ~Cache-Control~ or ~X-Forwarded-For~. ~Set-Cookie~ and dates have commas of their own: take ~replace-header~ there.
> http-response replace-value Cache-Control ^private$ no-store

return
The answer comes from HAProxy: no server is asked. The body is ~string~, ~lf-string~, ~file~ or ~lf-file~, with a ~content-type~, and ~hdr~ adds headers; without a body it is empty. Files are read at start, up to ~tune.bufsize~.
> http-request return status 200 content-type text/plain string "ok" if { path /ping }

sc-add-gpc
The index counts from 0 in the array that ~store gpc(n)~ makes; ~gpc_rate~ follows. If nothing is tracked or the array is shorter, nothing happens.
! ~track-sc…~ earlier; a stick table with ~gpc~
> http-request track-sc0 src table marks
> http-request sc-add-gpc(0,0) 5 if { path /login }

sc-inc-gpc
The index counts from 0 in the array that ~store gpc(n)~ makes; ~gpc_rate~ follows. If nothing is tracked or the array is shorter, nothing happens.
! ~track-sc…~ earlier; a stick table with ~gpc~
> http-request track-sc0 src table marks
> http-request sc-inc-gpc(0,0) if { path /login }

sc-inc-gpc0
Rules decide what counts: failed logins, odd paths. ~sc0_get_gpc0~ and ~sc0_gpc0_rate~ read it. New configurations use the arrays, ~sc-inc-gpc~.
! ~track-sc…~ earlier; a stick table with ~gpc0~ or ~gpc0_rate~
> http-request track-sc0 src table per_ip
> http-request sc-inc-gpc0(0) if { path_beg /wp-admin }

sc-inc-gpc1
A second counter for a second kind of event. ~sc0_get_gpc1~ and ~sc0_gpc1_rate~ read it. New configurations use the arrays, ~sc-inc-gpc~.
! ~track-sc…~ earlier; a stick table with ~gpc1~ or ~gpc1_rate~
> http-request track-sc0 src table per_ip
> http-request sc-inc-gpc1(0) if { method DELETE }

sc-set-gpt
A tag is what you make of it, a number up to 4294967295: 1 for suspects, say. The index counts from 0 in the array that ~store gpt(n)~ makes.
! ~track-sc…~ earlier; a stick table with ~gpt~
> http-request track-sc0 src table marks
> http-request sc-set-gpt(0,0) 1 if { path /trap }

sc-set-gpt0
The tag outlives the connection as long as the entry does, so a client that was found out once is known next time. ~sc0_get_gpt0~ reads it.
! ~track-sc…~ earlier; a stick table with ~gpt0~
> http-request track-sc0 src table per_ip
> http-request sc-set-gpt0(0) 1 if { path /trap }

send-spoe-group
The group’s messages, defined in the SPOE file, go out at this rule instead of at a fixed event, and the rules wait for what the agent says. The engine is the name on the ~filter spoe~ line.
! a ~filter spoe~
> filter spoe engine guard config guard.spoe
> http-request send-spoe-group guard check-request

set-bandwidth-limit
The filter is a ~filter bwlim-in~ or ~bwlim-out~ line; limit and period may be given anew for filters of one stream (~default-limit~). Without this rule such a filter does nothing.
! a ~bwlim~ filter
> filter bwlim-out slow default-limit 625000 default-period 1s
> http-request set-bandwidth-limit slow

set-bc-mark
The kernel’s mark (~SO_MARK~) on Linux, for routing tables and packet filters. Root rights or ~setcap cap_net_admin~ are needed, or nothing happens.
> http-request set-bc-mark 0x10

set-bc-tos
0 to 255: the TOS byte of IPv4, the traffic class of IPv6. DSCP values are its upper six bits, so EF, 46, is 184.
> http-request set-bc-tos 184

set-dst
The port becomes 0 unless ~set-dst-port~ follows. It decides where ~transparent~ and servers at 0.0.0.0 connect to, and ~dst~ gives it from then on.
> http-request set-dst var(txn.ip) if { var(txn.ip) -m found }

set-dst-port
Servers without a port, and at 0.0.0.0, are connected to on it; ~dst_port~ gives it from then on.
> http-request set-dst-port int(8443)

set-fc-mark
The kernel’s mark (~SO_MARK~) on Linux, for routing tables and packet filters: answers can so leave by the link that the request came in by. Root rights or ~setcap cap_net_admin~ are needed.
> http-request set-fc-mark 0x10

set-fc-tos
0 to 255: the TOS byte of IPv4, the traffic class of IPv6. DSCP values are its upper six bits, so EF, 46, is 184.
> http-request set-fc-tos 184

set-header
Whatever the client sent under that name is removed first, which is why facts about the connection belong into this and not into ~add-header~. The value is a log format: quote blanks, and write ~%%~ for a percent sign.
> http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]

set-headers-bin
As ~add-headers-bin~, but headers of the same names are replaced. Nothing checks them.
> http-request set-headers-bin var(txn.headers) prefix x- if { var(txn.headers) -m found }

set-log-level
~silent~ leaves this request out of the log: health checks, say. A level, ~emerg~ to ~debug~, replaces the usual ~info~. The last rule that runs decides.
> http-request set-log-level silent if { path /health }

set-map
Key and value are log formats; the map’s name is that of the file in ~map(…)~, or ~virt@name~ (3.0). It changes memory only, and takes a lock, so not for every request.
> http-request set-var(txn.to) path,map(moved.map)
> http-request set-map(moved.map) %[path] %[url_param(to)] if { src 127.0.0.1 }

set-mark
Since 3.0 it is ~set-fc-mark~, which also takes an expression. Root rights or ~setcap cap_net_admin~ are needed.
> http-request set-mark 20

set-method
The method is replaced before a server is chosen, though ~METH_GET~ and others see the new one from here on. A body stays where it is, so turning POST into GET is asking for trouble.
> http-request set-method GET if METH_HEAD

set-nice
Lower is sooner. It only matters when the processor is short; large downloads at 1024 leave room for short requests.
> http-request set-nice 100 if { path_beg /downloads/ }

set-path
The query stays; use log formats such as ~%[path]~ in it. Rules behind it, ~use_backend~ among them, see the new path.
> http-request set-path /app%[path]

set-pathq
What stands there becomes path and query together, so a missing ~?~ drops the query.
> http-request set-pathq /search?q=%[url_param(term)] if { path /find }

set-priority-class
From -2047 to 2047, lower first, 0 unless told. It works in queues, so only where servers have ~maxconn~; a flood of important requests can starve the rest until ~timeout queue~.
> http-request set-priority-class int(-10) if { path_beg /checkout }

set-priority-offset
Milliseconds from -524287 to 524287: -1000 is as good as having come a second earlier. Unlike classes it never starves others for ever.
> http-request set-priority-offset int(1000) if { path_beg /report }

set-query
Without a question mark. Empty drops the query. Rules behind it see the new one.
> http-request set-query %[query,regsub(%3D,=,g)]

set-retries
1 to 100, in place of ~retries~. In a frontend it is lost when the request goes to another section; write it in the backend.
> http-request set-retries 1 if METH_POST

set-src
~src~ gives it from then on, in ACLs, tables and logs, and ~source … usesrc clientip~ connects from it. Take it from a header only if the connection comes from a proxy of yours, or anybody can pretend.
> http-request set-src req.hdr(x-real-ip) if { src 10.0.0.0/8 }

set-src-port
~src_port~ gives it from then on. For addresses that came in a header, which seldom bring a port.
> http-request set-src-port int(0)

set-status
Any code from 100 to 999; the reason is HAProxy’s own unless given, and HTTP/2 has none. The body stays as it is.
> http-response set-status 503 reason "Try again later" if { status 500 }

set-timeout
Milliseconds without a unit; an expression gives milliseconds. 2.6 and 2.8 know ~server~ and ~tunnel~, 3.0 ~client~ too, 3.4 all. Server and tunnel belong into the backend’s rules; one long report need not raise the timeout of everything.
> http-request set-timeout server 5m if { path_beg /report }

set-tos
Since 3.0 it is ~set-fc-tos~, which also takes an expression. 0 to 255.
> http-request set-tos 184

set-uri
The whole request target: where that begins with a slash it is path and query, else scheme and host as well. ~set-path~, ~set-pathq~ and ~set-query~ are safer.
> http-request set-uri /maintenance if { path /down }

set-var
The name says how long it lives: ~proc~ for ever, ~sess~ the connection, ~txn~ request and response, ~req~ and ~res~ one of them. ~var(…)~ reads it, and further words such as ~ifnotexists~ (2.6) say when it is not set. An expression without a value leaves it as it is.
> http-request set-var(txn.host) req.hdr(host),lower
> http-response set-header X-Host %[var(txn.host)]

set-var-fmt
As ~set-var~ with a log format: several values and fixed text become one string. An empty part is empty, so it is always set.
> http-request set-var-fmt(txn.key) "%[src]-%[path]"

silent-drop
HAProxy forgets the connection and the client waits for its own timeout: a cheap answer to floods. Firewalls in between still remember the connection, and without root rights clients get a reset after all. ~rst-ttl~ (2.8) sends one that ends after so many hops.
> http-request silent-drop if { sc_http_req_rate(0) gt 1000 }

strict-mode
On unless told: a header that does not fit any more makes a 500 of the request. ~off~ drops that rewrite instead. For the rules behind it, in this ruleset only.
> http-request strict-mode off

switch-mode
A frontend in TCP mode can look at the first bytes and still serve HTTP, ~http-request~ rules included. It is final. It has to lead to an HTTP backend.
> tcp-request inspect-delay 5s
> tcp-request content switch-mode http if HTTP

tarpit
The request is held for ~timeout tarpit~, or ~timeout connect~ without it, and then answered, 500 unless ~deny_status~ says otherwise. A slow attacker is slowed further, at the price of a connection each: not for floods.
> http-request tarpit deny_status 429 if { sc_http_req_rate(0) gt 50 }

track-sc
From here on the entry of this key is counted up by the request, and ~sc0_…~ fetches read it; ~sc0~ to ~sc2~ unless ~tune.stick-counters~ says otherwise. A second rule for the same counter is ignored, so the first match wins. Without ~table~ it is this section’s own.
! a stick table
> http-request track-sc0 src table per_ip
> http-request deny deny_status 429 if { sc0_http_req_rate gt 100 }

unset-var
Reading it gives nothing from then on, and its memory is free.
> http-request unset-var(txn.secret)

use-service
No server is asked: the service answers. ~prometheus-exporter~ is built in, if the build has it; Lua programs register others as ~lua.name~. Guard it by an address or a path.
> http-request use-service prometheus-exporter if { path /metrics }

wait-for-body
Until it is complete, or ~at-least~ so many bytes are there, or the buffer is full; ~req.body~ and ~res.body~ give something only then. A client that is too slow gets 408. Only where a rule looks at the body.
> http-request wait-for-body time 1s if METH_POST
> http-request deny if { req.body -m sub drop }

wait-for-handshake
Early data of TLS 1.3 can be replayed by others; what must not happen twice waits here. Others go on at once.
! ~allow-0rtt~ on the ~bind~ line
> http-request wait-for-handshake if ! METH_GET
`,
  'tcp action': `
accept
The connection, or its data, goes on; rules behind it in the same ruleset are skipped, but those of the next one still run. In ~content~ rules it also ends the wait for more data.
> tcp-request inspect-delay 5s
> tcp-request content accept if { req.ssl_hello_type 1 }

capture
Into a slot of its own in the log line, cut at the length. ~content~ rules only, so in front of it stands what waits for the data.
> tcp-request inspect-delay 5s
> tcp-request content capture req.ssl_sni len 60

close
The server’s connection is closed at once, whatever its protocol would still wait for, and the client gets what has come in so far.
> tcp-response content close if { res.len ge 4 }

expect-netscaler-cip
For connections from Citrix NetScaler, which puts the client’s address in front of the data. It must be in ~connection~ rules, before anything else reads.
> tcp-request connection expect-netscaler-cip layer4 if { src 192.0.2.0/24 }

expect-proxy
As ~accept-proxy~ on a ~bind~ line, for some peers only: those that match must begin with a PROXY header, all others must not. Trust your own balancers’ addresses and nobody else’s.
> tcp-request connection expect-proxy layer4 if { src 192.0.2.10 }

reject
The earlier, the cheaper: ~connection~ rules refuse before anything is allocated or logged, ~session~ rules after TLS, ~content~ rules when data is there. No word reaches the client.
> tcp-request connection reject if { src_conn_rate(per_ip) gt 100 }

track-sc
From here on the entry of this key is counted up by the connection, and ~sc0_…~ fetches read it. In ~connection~ rules only addresses and ports are known. A second rule for the same counter is ignored. Without ~table~ it is this section’s own.
! a stick table
> tcp-request connection track-sc0 src table per_ip

set-var
~sess~ variables live as long as the connection, ~txn~ ones, in ~content~ rules, as long as the stream. Fetches must have a value at this point: payload only in ~content~ rules.
> tcp-request session set-var(sess.who) src
`,
  'quic-initial': `
accept
Runs on a client’s very first packet, before any memory is taken, so only addresses and the like are known. Without a matching rule the connection is taken too.
! ~expose-experimental-directives~ and a ~quic4@~ or ~quic6@~ listener
> quic-initial accept if { src 10.0.0.0/8 }

dgram-drop
The client tries again and then gives up or takes TCP. It costs least of all, so it is for floods.
! ~expose-experimental-directives~ and a ~quic4@~ or ~quic6@~ listener
> quic-initial dgram-drop if { src 192.0.2.0/24 }

reject
The client gets a ~CONNECTION_CLOSE~ and takes TCP at once, unlike with ~dgram-drop~, which leaves it waiting.
! ~expose-experimental-directives~ and a ~quic4@~ or ~quic6@~ listener
> quic-initial reject if { src 192.0.2.0/24 }

send-retry
One round trip more, and forged addresses get no further. For some clients only; ~quic-force-retry~ on a ~bind~ line does it for all.
! ~expose-experimental-directives~ and a ~quic4@~ or ~quic6@~ listener
> quic-initial send-retry if { src 192.0.2.0/24 }
`,
  services: `
prometheus-exporter
Frontends, backends, servers, listeners and stick tables, some megabytes with thousands of servers; ~?scope=frontend~ and the like ask for part of it. Whoever reaches it sees all names, so limit the path and the addresses.
> http-request use-service prometheus-exporter if { path /metrics }
`,
};
