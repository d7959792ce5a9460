/** Directives of proxies, `balance` and `timeout` (manual 4.2): the longer texts, as `keyword-entries.ts` reads them. */
export const PROXIES: Readonly<Record<string, string>> = {
  proxy: String.raw`
acl
Lines of the same name add up: any of them is enough. Names side by side in a condition must all hold. A criterion is a fetch with converters, then flags (~-i~, ~-m~, ~-f~), then patterns, of which one is enough. Nothing happens by itself: rules have to use the name.
> acl api path_beg /api/
> use_backend app if api

backlog
~maxconn~ of the frontend unless told. It holds connections that HAProxy has not taken yet, during bursts and SYN floods; the kernel’s own ~somaxconn~ limits it.
> backlog 20000

balance
It decides for requests that nothing else binds, no cookie, no stick table, no ~use-server~. ~roundrobin~ for short requests, ~leastconn~ for long sessions, ~random~ with several balancers, ~hash …~ where the same thing should reach the same server.
> balance leastconn

be-unpublished
~use_backend~ and ~default_backend~ of others pass over it as if they were not there, while its servers are checked already; ~publish backend~ at the runtime socket opens it.
> be-unpublished

bind
A frontend without one takes nothing. Several lines, and several addresses with commas, are fine; ~:80~ is all IPv4 addresses, ~:::80~ all IPv6 ones (and often both), a name or path makes a UNIX socket. Ports below 1024 want root at start. What follows are options: ~ssl crt site.pem~ above all.
> bind :80
> bind :443 ssl crt site.pem

bind-process
There is one process since 2.5, so it does nothing, and 2.8 refuses it. Remove the line.
> bind :8080 thread 1

capture
The logs of frontends show what was kept, cut at ~len~: ~request header~ and ~response header~ in braces, a ~cookie~ in a place of its own. ~http-request capture~ keeps anything at all, so it is the newer way.
> capture request header Host len 64

clitcpka-cnt
The system’s own, 9 on Linux, unless told. Only with ~option clitcpka~.
> option clitcpka
> clitcpka-cnt 3

clitcpka-idle
The system’s own, two hours on Linux, unless told; without a unit it is seconds. Only with ~option clitcpka~.
> option clitcpka
> clitcpka-idle 60s

clitcpka-intvl
The system’s own, 75 s on Linux, unless told; without a unit it is seconds. Only with ~option clitcpka~.
> option clitcpka
> clitcpka-intvl 10s

clitimeout
Refused since HAProxy 2.1: write ~timeout client~, whose numbers mean milliseconds too. A unit is better.
> timeout client 30s

compression
Three lines make it: ~algo~ switches it on, ~type~ says for what, ~offload~ keeps servers from doing it. Only 200 to 203 responses to clients that ask, not yet compressed, of HTTP/1.1 or later. Secrets beside text that an attacker chooses can be guessed by length (BREACH).
> compression algo gzip
> compression type text/html text/css application/json

contimeout
Refused since HAProxy 2.1: write ~timeout connect~, whose numbers mean milliseconds too. A unit is better.
> timeout connect 5s

cookie
~insert indirect nocache~ is what one wants in most cases: HAProxy sets it, servers never see it, caches do not keep it. Servers take part by their own ~cookie~ value. A server that is down lets its clients go to others with ~option redispatch~. TCP mode knows no cookies.
> cookie SRV insert indirect nocache httponly secure

declare
Slots count from 0, and ~http-request capture … id 0~ fills one, from a backend as well. Cut at the length.
> declare capture request len 64
> http-request capture req.hdr(host) id 0

default-server
Holds for ~server~ and ~server-template~ lines behind it in the section, and from a ~defaults~ section for all that inherit. A later one replaces single options; a server takes them back with ~no-check~, ~no-ssl~ and the like.
> default-server check inter 2s fall 3 rise 2 maxconn 100

default_backend
~use_backend~ rules come first, in order. Without it and without a match clients get 503. In ~defaults~ it is a trap: every frontend that forgets its own takes it.
> default_backend app

description
Shown by the statistics page with ~stats show-desc~. Nothing depends on it.
> description "the shop’s web servers"

disabled
It neither listens nor checks, and its names are still known, so references to it stay valid. For sections that are not ready.
> disabled

dispatch
Everything goes there: no balancing, no checks, no cookies. HAProxy 3.3 and later warn. One ~server~ line does the same and more.
> dispatch 192.0.2.11:80

dynamic-cookie-key
Together with the server’s address and port it makes the value, so all balancers with the same key agree and no server needs ~cookie~. Not in clear in a file that everybody reads.
! ~cookie … dynamic~
> cookie SRV insert indirect nocache dynamic
> dynamic-cookie-key 5f0c21d97a

email-alert
~mailers~, ~from~ and ~to~ are all needed before anything is sent, and then ~level~ (alert unless told) says what for: ~notice~ includes servers that come up. HAProxy speaks plain SMTP, without passwords. A flapping farm sends a flood; monitoring should read logs or figures instead.
! a ~mailers~ section
> email-alert mailers post
> email-alert from lb@example.com

enabled
Only undoes a ~disabled~ of the ~defaults~ section. It is the usual state.
> enabled

error-log-format
For connections that fail before they are a request: a bad TLS handshake, a broken PROXY header. Without it they are logged in a short form of their own. Log formats as in ~log-format~.
> error-log-format "%ci:%cp [%tr] %ft %[fc_err_str]"

errorfile
The file is sent as it stands, so it holds a whole HTTP/1 response, status line and headers included, with lines that end in CR LF, within ~tune.bufsize~. Errors that HAProxy makes only: servers’ own pages pass untouched. It takes the statuses that HAProxy gives by itself, among them 400, 403, 408, 429, 500, 502, 503 and 504.
> errorfile 503 503.http

errorfiles
All pages of the section, or only the statuses listed. What ~errorfile~ lines add stands beside it; the last one for a status counts.
! an ~http-errors~ section
> errorfiles pages 403 503

errorloc
A redirect with 302, so even a failed POST becomes one and the client may send it again; ~errorloc303~ does it properly. The error page must not live on the farm that is down. ~errorfile~ needs no second request.
> errorloc 503 https://status.example.com/

errorloc302
Written so that the status is plain to see. ~errorloc303~ is the better choice after a POST.
> errorloc302 503 https://status.example.com/

errorloc303
See Other: browsers fetch the page with GET, whatever the failed request was.
> errorloc303 503 https://status.example.com/

external-check
~command~ is the program, ~path~ the PATH that it gets. It is called with proxy address, proxy port, server address, server port, and more in its environment.
! ~external-check~ in ~global~
> option external-check
> external-check command /bin/true

filter
~compression~, ~cache~, ~fcgi-app~, ~spoe~, ~bwlim-in~, ~bwlim-out~, ~trace~ and others, in the order of the lines. The first three come by themselves when their directives are used; a line is needed where their order matters.
> filter compression
> compression algo gzip

force-be-switch
For testers, by an address or a header, while everybody else is sent elsewhere.
> force-be-switch if { src 10.0.0.0/8 }

force-persist
~option persist~ for some requests only: a server that is down for all others still takes these, by their cookie. For testers who look at a server under maintenance.
> force-persist if { src 10.0.0.0/8 }

fullconn
Only matters with ~minconn~: a tenth of all ~maxconn~ of the frontends that lead here unless told. That guess is seldom right.
> fullconn 1000
> server s2 192.0.2.12:80 minconn 10 maxconn 100

guid
Counters that survive reloads (~stats-file~, ~shm-stats-file~) find their section by it even when it is renamed. Unique in the whole configuration, up to 127 letters, digits and ~-_:.~.
> guid shop-front

hash-balance-factor
100 times the largest load over the average: with 150 no server has more than one and a half times as much, and what is over goes to the next one on the ring. 0, the default, is off; otherwise above 100. Only with ~hash-type consistent~.
> balance hash req.hdr(host)
> hash-type consistent

hash-preserve-affinity
~always~, the default, does, and requests queue there; ~maxconn~ goes on to the next server of the ring when all slots are taken, ~maxqueue~ when its queue is full too.
> hash-preserve-affinity maxconn

hash-type
~map-based~, the default, spreads evenly and moves most clients when a server comes or goes; ~consistent~ moves only those of that server, and takes changed weights. Behind it stands a function, ~sdbm~ unless told; ~avalanche~ mixes its result once more.
> balance source
> hash-type consistent djb2 avalanche

http-after-response
The last rules of all, and the only ones that also see HAProxy’s own answers: error pages, redirects, statistics. The place for security headers that must never be missing.
> http-after-response set-header Strict-Transport-Security max-age=31536000

http-check
Steps of a check, in order: ~connect~, ~send~, ~expect~, variables. Without ~connect~ there is one connection to the usual place. Only with ~option httpchk~.
> option httpchk
> http-check send meth GET uri /health

http-error
As ~http-request return~, but for the errors that HAProxy gives: no file with CR LF and lengths, and log formats in the text. One line for each status.
> http-error status 503 content-type text/plain string "Back soon."

http-request
Rules run from top to bottom when the request’s head is there, the frontend’s before the choice of a backend, the backend’s after it. A final action (~deny~, ~return~, ~redirect~, …) ends them. In TCP mode they are ignored, with a warning.
> http-request deny if { path_beg /private/ } !{ src 10.0.0.0/8 }

http-response
Rules for what servers answer, the backend’s first, then the frontend’s. HAProxy’s own pages do not pass here: ~http-after-response~.
> http-response del-header Server

http-reuse
~safe~, the default, sends a client’s first request over a connection that was idle only if that cannot hurt; ~aggressive~ and ~always~ save more handshakes. Not with servers that tie a login to a connection (NTLM), nor with ~never~ if you can help it.
> http-reuse always

http-send-name-header
The server’s name from this file is put into each request to it, for many applications behind one address.
> http-send-name-header X-Backend-Server

id
It is worked out from 1 unless told. SNMP tools and ~be_id~ see it. Unique among all sections.
> id 500

ignore-persist
Static files need not burden the server that a cookie names: those requests go wherever there is room.
> ignore-persist if { path_end .png .css .js }

load-server-state-from-file
~global~ reads the one file of the ~global~ section, ~local~ one for this section (~server-state-file-name~), ~none~, the default, nothing. It spares a reload the moment in which all servers count as up.
> load-server-state-from-file none

log
~log global~ takes the targets of the ~global~ section, else an address with facility and level, in any number. Without one nothing is logged, whatever ~option httplog~ says. In ~defaults~ it holds for all.
> log global

log-format
Literal text with ~%name~ variables and ~%[expression]~; quote it for its blanks. It replaces ~option httplog~ and ~tcplog~, and the last of them counts. What looks at HTTP needs HTTP mode. ~%{+Q}o~ at the beginning puts all behind it in quotes.
> log-format "%ci %[var(txn.host)] %ST %B %Ta"

log-format-sd
Goes where RFC 5424 has its structured data; only ~format rfc5424~ targets show it.
> log-format-sd "[origin@1 client=\"%ci\"]"

log-steps
~accept~, ~connect~, ~request~, ~response~, ~close~, ~error~, ~any~. Usually there is one line, at the end. Together with a ~log-profile~, each step has a format of its own.
> log-steps accept,close

log-tag
The program’s name in this section’s lines, in place of ~haproxy~ or that of ~global~.
> log-tag shop

max-keep-alive-queue
-1, the default, has no limit. With more waiting for that server, a client’s next request may go to another one although its connection is here. 0 suits static files.
> max-keep-alive-queue 10

max-session-srv-conns
5 unless told: idle connections that only this client’s requests may use (NTLM and the like) and that are kept along with it.
> max-session-srv-conns 2

maxconn
Of this frontend: the rest waits in the kernel’s queue, and clients see a slow connection, not an error. The ~maxconn~ of ~global~ unless told. Setting it lower keeps room for other frontends.
> maxconn 5000

mode
~tcp~, the default, passes bytes on; ~http~ knows requests, and most rules, cookies and logs need it. Frontend and backend must agree; HAProxy says so if not, and an HTTP frontend cannot lead to a TCP backend.
> mode http

monitor
Turns the page of ~monitor-uri~ from 200 into 503, so that the balancer in front takes this one out of service: when too few servers are left, say. Several lines add up.
! ~monitor-uri~
> monitor-uri /up
> monitor fail if { nbsrv(app) lt 1 }

monitor-uri
HAProxy answers 200 by itself, before any rule, and logs nothing. It says that HAProxy lives; with ~monitor fail~ it says more. Exactly this path.
> monitor-uri /up

option
Each has a name of its own; ~no option …~ takes it back where a ~defaults~ section set it. Some are for one side or for HTTP mode only.
> option httplog

persist
~rdp-cookie~ is all there is: the address in the cookie ~msts~ unless another is named leads a terminal server’s client back to its own. Content rules have to wait for the cookie.
> tcp-request inspect-delay 5s
> persist rdp-cookie

quic-initial
~accept~, ~reject~, ~dgram-drop~, ~send-retry~, before there is a connection, so that floods cost nothing. Only addresses are known.
! ~expose-experimental-directives~
> quic-initial dgram-drop if { src 192.0.2.0/24 }

rate-limit
Beyond it new sessions of this frontend wait in the kernel until the next second; they are not refused. It protects servers from bursts, not single clients from each other: that is a stick table’s work.
> rate-limit sessions 500

redirect
Runs behind all ~http-request~ rules whatever line it stands on, and HAProxy warns. ~http-request redirect~ keeps its place and knows log formats.
> redirect scheme https code 301 if !{ ssl_fc }

retries
Connection failures only, unless ~retry-on~ says more; 0 tries once. Each retry waits a second or ~timeout connect~, whichever is shorter, when it is the same server; ~option redispatch~ sends the last to another one.
> retries 2
> option redispatch

retry-on
~conn-failure~ unless told. ~all-retryable-errors~ takes all that is usually safe, but a request that a server did carry out can then be carried out twice: mind POST, with ~http-request disable-l7-retry~. Requests larger than a buffer are never sent again.
> retry-on conn-failure empty-response
> http-request disable-l7-retry if METH_POST

server
A name for logs and commands, an address (a name is looked up at start), a port (the client’s own without one, ~+~ or ~-~ relative to it), and options: ~check~ above all, ~maxconn~, ~weight~, ~cookie~, ~ssl~. Without ~check~ it always counts as up.
> server s2 192.0.2.12:8080 check maxconn 50

server-state-file-name
Below ~server-state-base~, and named after the section where no name is given. Only with ~load-server-state-from-file local~.
> load-server-state-from-file local
> server-state-file-name app.state

server-template
Prefix and number make the names, ~web1~ to ~web10~; all get the same address, which ~resolvers~ then fill with the addresses of the name, and SRV records with ports and weights too. Those without one are down.
! a ~resolvers~ section, usually
> server-template web 1-10 _http._tcp.app.example.com resolvers dns check init-addr none

source
An address of this machine, for firewalls and for more ports: one has some 28,000 for each server. ~usesrc clientip~ takes the client’s own address, with root rights, and servers must then answer by way of HAProxy. ~interface~ takes the one with that name.
> source 192.0.2.1

srvtcpka-cnt
The system’s own, 9 on Linux, unless told. Only with ~option srvtcpka~.
> option srvtcpka
> srvtcpka-cnt 3

srvtcpka-idle
The system’s own, two hours on Linux, unless told; without a unit it is seconds. Only with ~option srvtcpka~.
> option srvtcpka
> srvtcpka-idle 60s

srvtcpka-intvl
The system’s own, 75 s on Linux, unless told; without a unit it is seconds. Only with ~option srvtcpka~.
> option srvtcpka
> srvtcpka-intvl 10s

srvtimeout
Refused since HAProxy 2.1: write ~timeout server~, whose numbers mean milliseconds too. A unit is better.
> timeout server 30s

ssl-f-use
Instead of a ~crt~ on each ~bind~ line: certificate, key, OCSP and TLS options as in a ~crt-list~. One line for each certificate.
> bind :8443 ssl
> ssl-f-use crt site.pem

stats
~stats enable~ makes any HTTP section answer at ~/haproxy?stats~. ~uri~, ~auth~, ~refresh~, ~hide-version~ follow, and each of them enables it too. Give it a port or a path that strangers cannot reach, and ~admin~ to nobody there.
> stats uri /stats
> stats auth ann:secret

stick
Looks a key up in a stick table, goes to the server that is remembered there, and remembers it (~on~ does both). The first rule that finds something wins. Cookies come first; a table can be shared with ~peers~.
! a ~stick-table~
> stick-table type ip size 100k expire 30m
> stick on src

stick-table
One a section. Keys of a ~type~, room for ~size~ of them at some 100 bytes and more, forgotten after ~expire~ without use; ~store~ counts, which ~track-sc~ rules fill. Without ~expire~ entries stay until the table is full. ~peers~ share and keep it over reloads.
> stick-table type ip size 100k expire 10m store http_req_rate(10s)

tcp-check
Steps of a check, in order, over one connection or several: ~connect~, ~send~, ~expect~. It ends well when all steps did. Only with ~option tcp-check~.
> option tcp-check
> tcp-check expect string SSH

tcp-request
~connection~ rules see addresses only, ~session~ rules TLS and the PROXY header as well, ~content~ rules the data, for which ~inspect-delay~ makes them wait. They run in that order, before ~http-request~. First match ends a set.
> tcp-request connection reject if { src -f banned.txt }

tcp-response
~content~ rules look at what a server sent, with ~inspect-delay~ for the wait. Rare: HTTP has rules of its own.
> tcp-response inspect-delay 1s
> tcp-response content reject if { res.len lt 1 }

timeout
~client~, ~server~ and ~connect~ should always be set; HAProxy warns of their absence. Numbers without a unit are milliseconds, and ~timeout client 30~ is three hundredths of a second: write units.
> timeout client 30s
> timeout server 30s

transparent
Connections without a server go to where the client wanted to go. ~option transparent~ is the same, and 3.3 warns of both: a server at 0.0.0.0 does that.
> transparent

unique-id-format
A log format that no two requests share: addresses, ports, time, counter. Logs show it as ~%ID~ and ~unique-id-header~ sends it on. ~%[uuid()]~ alone does as well, but tells nothing by itself.
> unique-id-format %{+X}o\ %ci:%cp_%fi:%fp_%Ts_%rt:%pid
> unique-id-header X-Request-Id

unique-id-header
Nothing is sent without ~unique-id-format~. What the client sent under that name stays beside it, so delete it first.
> unique-id-format %[uuid]
> unique-id-header X-Request-Id

use-fcgi-app
All servers of the section then need ~proto fcgi~, and the ~fcgi-app~ section says where the scripts are.
! an ~fcgi-app~ section
> use-fcgi-app php
> server s2 192.0.2.12:9000 proto fcgi

use-server
Rules run in order before balancing, and only pick a server that is up. Cookies and stick tables come first, ~force-persist~ aside. A server with weight 0 can be reached by it alone.
> use-server s1 if { hdr(x-canary) -m found }

use_backend
The first rule whose condition holds wins, in the order of lines, and runs behind all ~http-request~ rules. A name may be a log format, a map’s answer for instance; where no such backend exists, the next rules and ~default_backend~ follow.
> use_backend app2 if { path_beg /api/ }
> use_backend %[req.hdr(host),lower,map(hosts.map,app)]
`,
  balance: `
roundrobin
Smooth: with weights 3 and 1 the order is a a b a, not a a a b. Weights can be changed at run time and with slow start; 4095 servers at most. The right choice for short requests to equal servers, and what a backend without ~balance~ does.
> balance roundrobin

static-rr
As ~roundrobin~ without the limit of 4095 servers and with a little less work, but ~set server … weight~ has no effect and slow start does not work. It is seldom worth that.
> balance static-rr

leastconn
Servers with as few take turns. Right for long sessions, databases, WebSockets, LDAP; with short requests all servers have about none and it is no better than ~roundrobin~. A server that fails fast looks idle and draws traffic, so check it well. It keeps no order among messages.
> balance leastconn

first
Servers are filled in the order of their ids, each up to its ~maxconn~, so those at the end can be switched off at quiet times. Weights do not count.
! ~maxconn~ on the servers
> balance first

source
The same address reaches the same server as long as the set of servers stays. Many people behind one address, an office or another proxy, go to one server, and with ~map-based~ a server that goes away moves nearly everybody: think of ~hash-type consistent~, or a cookie.
> balance source
> hash-type consistent

uri
The path up to the question mark unless ~whole~ is given; ~path-only~ leaves host and scheme out, ~len~ takes so many characters, ~depth~ so many levels. It makes each of several caches hold another part of a site.
> balance uri path-only depth 2
> hash-type consistent

url_param
Requests without the parameter are dealt out in turn. ~check_post~ looks into form bodies too, as far as they came in with the first data.
> balance url_param session_id

hdr
Requests without the header, or with an empty one, are dealt out in turn. ~use_domain_only~ makes ~www.example.com~ and ~static.example.com~ the same, for the Host header.
> balance hdr(x-tenant)

random
So many servers are drawn, 2 unless told, and the one with the fewest connections relative to its weight gets the request. It suits large farms, servers that come and go, and several balancers in front of the same servers, which all pick the same one with ~leastconn~.
> balance random(2)

rdp-cookie
Looks for ~mstshash~ unless another name is given, so that a person comes back to their session. Needs the first packet, so rules have to wait for it; who has no cookie is dealt out in turn.
> tcp-request inspect-delay 5s
> balance rdp-cookie

hash
Any fetch with converters: the successor of ~source~, ~uri~, ~hdr~ and ~url_param~, with ~hash-type~ as theirs. Where it has no value, requests are dealt out in turn. Versions before 2.6 do not know it.
> balance hash req.cook(tenant),lower

log-hash
The converters work on the message, so that lines about one client, say, reach one log server.
! ~mode log~
> balance log-hash lower

sticky
All messages go to the same server, and only when that goes down to another, where they then stay. Sooner or later one server has everything that was sent since.
! ~mode log~
> balance sticky
`,
  timeout: `
client
Counts whenever HAProxy waits for the client to send or to take something; each byte starts it anew. There is none unless told, and HAProxy warns, for then a vanished client holds its connection for ever. 30 s to a minute is usual; below 5 s, lost packets on bad lines end good connections. TCP mode: the same as ~timeout server~.
> timeout client 30s

server
Also the time that a server may think before it answers: beyond it clients get 504. There is none unless told, and HAProxy warns. Take the slowest honest request as the measure, or raise it for that one with ~http-request set-timeout~.
> timeout server 30s

connect
Connecting inside a data centre takes milliseconds; one lost packet costs a second or three, so 4 to 5 s survive two losses. After it the next of ~retries~ follows, in the end 503. There is none unless told, and HAProxy warns. It stands in for ~timeout queue~, ~timeout check~ and ~timeout tarpit~ where those are missing.
> timeout connect 5s

queue
A request that gets no slot of a server with ~maxconn~ in time is answered with 503. Without it ~timeout connect~ counts. Longer than a person waits makes no sense: they have pressed reload, and the old request still waits.
> timeout queue 10s

check
Without it a whole check, connecting included, may take as long as ~inter~. With it, connecting may take the shorter of ~timeout connect~ and ~inter~, and the answer this long on top. Shorter than usual answers under load, it takes servers down just when they are needed.
> timeout check 2s

http-request
The whole head has to be there in time, however slowly bytes drip in, so it stops slowloris attacks, which ~timeout client~ never does. Beyond it: 408. It does not count the body. Without it ~timeout client~ counts, and a public frontend should have 5 to 10 s.
> timeout http-request 10s

http-keep-alive
Between one response and the first byte of the next request; from there ~timeout http-request~ counts. Without it that one counts too, then ~timeout client~. A second or so frees connections quickly, and HTTP/2 clients find a minute kinder.
> timeout http-keep-alive 5s

tunnel
Replaces ~timeout client~ and ~timeout server~ once both sides only pass data on: after a WebSocket upgrade, CONNECT, or in TCP mode. Without it those two still count, so idle WebSockets are cut at 30 s or so. An hour is usual, with ~timeout client-fin~ for what is half closed.
> timeout tunnel 1h

tarpit
For ~http-request tarpit~. Without it ~timeout connect~ counts. It should be longer than an attacker likes and short enough for the connections that wait meanwhile.
> timeout tarpit 15s

client-fin
Once one side has closed, the rest should be quick; with ~timeout tunnel 1h~ a client that has vanished would otherwise hold its connection for an hour. Without it the usual timeouts count.
> timeout client-fin 30s

server-fin
As ~timeout client-fin~ for servers that keep their half of a connection open, which firewalls in between may long have forgotten.
> timeout server-fin 30s

client-hs
From accepting the connection to the end of the TLS handshake. Without it ~timeout client~ counts, which is long for something that takes a few round trips.
> timeout client-hs 5s
`,
};
