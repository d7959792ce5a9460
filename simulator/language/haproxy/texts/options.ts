/** `option …` (manual 4.2): the longer texts, as `keyword-entries.ts` reads them. */
export const OPTION_TEXTS: Readonly<Record<string, string>> = {
  option: `
abortonclose
A client that closes while its request waits in a queue, or while a server is being connected to, is taken at its word, and no server sees the request. From 3.3 on backends in HTTP mode do so unless told otherwise; before, only scripts that close their sending side early speak against it.
> option abortonclose

accept-invalid-http-request
Characters that HTTP forbids in URIs and header names, among others. Each is a way to make two programs read a message differently, so it is for the time until a client is mended. ~show errors~ at the runtime socket shows what was odd.
> option accept-invalid-http-request

accept-invalid-http-response
Header names and characters that HTTP forbids, from one old server say. Write it in that backend only, for the time until the server is mended.
> option accept-invalid-http-response

accept-unsafe-violations-in-http-request
Since 3.2 the name of ~option accept-invalid-http-request~: it says what it is. Forbidden characters and lengths that contradict each other pass, which attackers use to smuggle requests.
> option accept-unsafe-violations-in-http-request

accept-unsafe-violations-in-http-response
Since 3.2 the name of ~option accept-invalid-http-response~. In one backend, for one old server, for a while.
> option accept-unsafe-violations-in-http-response

allbackups
Usually only the first backup server that is up takes traffic when all others are gone. With this all of them share it, by ~balance~ and weight.
> option allbackups

checkcache
A response that caches on the way may keep and that sets a cookie gives that cookie to others. HAProxy then answers 502 and logs it, so try it where breaking is allowed. It knows ~no-cache="set-cookie"~ and its kin.
> option checkcache

clitcpka
The kernel asks a silent client whether it is still there, on Linux after two hours unless ~clitcpka-idle~ says otherwise, and firewalls in between do not forget the connection. It finds dead peers, not idle ones: timeouts still count.
> option clitcpka

contstats
Bytes are counted when a stream ends, unless this is set; then every five seconds or so. Graphs of long downloads become smooth. In ~defaults~ of statistics-minded people.
> option contstats

disable-h2-upgrade
A client that begins to speak HTTP/2 without TLS, or asks for it by ~Upgrade~, is switched over unless this is set. Only for frontends that must see nothing but HTTP/1.
> option disable-h2-upgrade

dontlog-normal
Only requests that failed, or were retried or redispatched, are logged: 5xx, timeouts, aborts. It saves most of the volume on busy sites, and all statistics made from logs.
> option dontlog-normal

dontlognull
Monitors and port scans open a connection and close it; those are not logged. On the open internet leave it out now and then: they are also what an attack looks like at first.
> option dontlognull

external-check
The program is named by ~external-check command~, gets addresses and ports as arguments and environment, and exit status 0 means up. One process for each check: keep ~inter~ long and servers few.
! ~external-check~ and ~insecure-fork-wanted~ in ~global~
> option external-check
> external-check command /bin/true

forwardfor
Adds ~X-Forwarded-For~ with the client’s address behind what came in. Servers must take the last value, or clients can say who they are; ~if-none~ keeps what a client sent, which only makes sense behind another proxy of yours. ~except~ leaves addresses out, ~header~ takes another name.
> option forwardfor except 127.0.0.0/8

h1-case-adjust-bogus-client
All names are in lower case otherwise. For clients that look for ~Content-Length~ in just that spelling, as ~h1-case-adjust~ in ~global~ lists them.
> option h1-case-adjust-bogus-client

h1-case-adjust-bogus-server
All names are in lower case otherwise. For servers that look for their own spelling, as ~h1-case-adjust~ in ~global~ lists it.
> option h1-case-adjust-bogus-server

http-buffer-request
Rules and ~balance url_param … check_post~ then see the body, up to ~tune.bufsize~. Clients that dawdle get 408 by ~timeout http-request~. For one rule, ~http-request wait-for-body~ is narrower.
> option http-buffer-request

http-drop-request-trailers
Trailers are rare, gRPC responses being the usual ones; they pass unless told. Servers that take them for real headers are the reason to drop them.
> option http-drop-request-trailers

http-drop-response-trailers
They pass unless told. Not with gRPC, whose status is one.
> option http-drop-response-trailers

http-ignore-probes
Browsers open connections in advance and close them unused; instead of 408 in the log and on a later page, they end silently. It also hides real trouble, so only where such entries are known to come from browsers.
> option http-ignore-probes

http-keep-alive
A client’s next request comes on the same connection, and servers’ connections are kept and shared (~http-reuse~). It is what happens anyway; the line takes back an ~http-server-close~ or ~httpclose~ of the ~defaults~ section.
> option http-keep-alive

http-no-delay
Small pieces are sent at once instead of being gathered into packets, in both directions. For applications that converse inside one request, against the rules of HTTP; it wastes bandwidth elsewhere.
> option http-no-delay

http-pretend-keepalive
With ~http-server-close~ servers are told ~Connection: close~, and some then send less than they could. This leaves it out, and HAProxy closes behind the response. Rarely needed.
> option http-pretend-keepalive

http-restrict-req-hdr-names
Names with other characters than letters, digits and ~-~: ~preserve~ passes them, ~delete~ drops the header, ~reject~ answers 403. CGI makes ~X_User~ and ~X-User~ the same variable, so FastCGI applications get ~delete~ unless told.
> option http-restrict-req-hdr-names delete

http-server-close
Clients keep their connections and servers’ are closed after each response. For servers with few slots, or which hold one for every idle connection; ~http-reuse~ does the same job better.
> option http-server-close

http-use-proxy-header
Clients that take HAProxy for their forward proxy write ~Proxy-Connection~, a header that no standard knows. Only for forward proxies.
> option http-use-proxy-header

httpchk
Servers with ~check~ are asked over HTTP instead of merely being connected to; 2xx and 3xx mean up. ~OPTIONS /~ over HTTP/1.0 unless told. Virtual hosts need a Host header: add it with ~http-check send~.
> option httpchk
> http-check send meth GET uri /health ver HTTP/1.1 hdr Host www.example.com

httpclose
Both connections end after every response, so each request pays for two handshakes. For odd clients and servers only; between it, ~http-server-close~ and ~http-keep-alive~ the stricter of frontend and backend wins.
> option httpclose

httplog
Status, times, queues, captured headers, the request line: far more than the default, and what most tools read. ~clf~ writes Apache’s common format instead. It is a log format like any other, so a later ~log-format~ replaces it.
> option httplog

httpslog
~httplog~ with the TLS version, cipher, SNI and why a handshake failed. From 2.5 on.
> option httpslog

idle-close-on-response
At a stop or reload, an idle connection is answered once more with ~Connection: close~ instead of being cut, so clients that just then send a request lose nothing. The old process stays until they have asked or their timeout has passed.
> option idle-close-on-response

independent-streams
Usually data in either direction starts both timeouts anew. With this, a side that only receives for longer than its timeout is cut, even if the other keeps sending. Only for half-dead peers that it really helps.
> option independent-streams

ldap-check
An anonymous bind is sent and its success is what counts; servers that forbid it need ~tcp-check~.
> option ldap-check

log-health-checks
Every change of a check’s result is logged, failures while the server still counts as up among them. Worth having everywhere: it tells why a server went down.
> option log-health-checks

log-separate-errors
Failed requests are logged at ~err~ instead of ~info~, so that a log daemon can sort them out by level.
> option log-separate-errors

logasap
For long downloads: the line comes when the response’s headers do, and totals have a ~+~ in front, for they are not complete. Not needed for short ones.
> option logasap

mysql-check
Without ~user~ only the greeting is read. With it HAProxy logs in without a password as that user, which must exist for HAProxy’s address; without, MySQL counts each check as a failed connection and blocks the host in the end. ~post-41~ is the default protocol, ~pre-41~ for very old servers.
> option mysql-check user haproxy

nolinger
The connection is reset when HAProxy is done with it, and what was not yet sent is lost: truncated pages are the usual result. Only where finished connections fill up the system.
> option nolinger

originalto
~X-Original-To~ says which address the client connected to, for servers behind transparent interception. ~except~ leaves addresses out, ~header~ takes another name.
> option originalto except 127.0.0.1

persist
A client whose cookie names a server that is down is sent there all the same instead of to another, and gets an error. Usually not what one wants; ~force-persist~ does it for some requests, tests say.
> option persist

pgsql-check
A start message with that user’s name is sent; any PostgreSQL answer, even that the password is missing, means up. The user need not exist.
> option pgsql-check user haproxy

prefer-last-server
A client’s later requests go to the same server as long as its connection there stays open: good for servers that log a connection in (NTLM), bad for even load.
> option prefer-last-server

redispatch
After a failed connection the next try goes to another server, even against a cookie: on the last of ~retries~ unless a number says otherwise, 1 for each try, -1 for the last. With persistence it is what lets clients leave a dead server before checks have noticed.
> option redispatch

redis-check
~PING~ is sent and ~+PONG~ expected. It does not tell a master from a replica; ~tcp-check~ rules can.
> option redis-check

smtpchk
~HELO localhost~ is sent unless told, and codes beginning with 2 mean up. A mail server’s log fills with it, so give it a name to filter by.
> option smtpchk EHLO monitor.example.com

socket-stats
A line for each ~bind~ in the statistics instead of one for the frontend.
> option socket-stats

splice-auto
Linux moves bytes between the sockets without HAProxy copying them, for streams where HAProxy thinks it pays. Not with TLS, compression, or HTTP/2.
> option splice-auto

splice-request
As ~splice-auto~ for what clients send, always. Uploads only.
> option splice-request

splice-response
As ~splice-auto~ for what servers send, always. Large plain downloads.
> option splice-response

spop-check
A SPOP handshake is made with the agent. For backends of agents.
> option spop-check

srvtcpka
The kernel asks a silent server whether it is still there, on Linux after two hours unless ~srvtcpka-idle~ says otherwise. For long silent database sessions through firewalls that forget.
> option srvtcpka

ssl-hello-chk
An SSL 3 hello is sent and an answer expected: no current server gives one. Write ~check-ssl~ on the ~server~ line, with ~option httpchk~ or without, instead.
> option ssl-hello-chk

tcp-check
Rules say what is sent and expected, step by step: ~tcp-check connect~, ~send~, ~expect~. Without rules it is a connection, as with no option at all.
> option tcp-check
> tcp-check expect string SSH

tcp-smart-accept
The kernel waits with its acknowledgement until there is an answer to send along. On by itself in HTTP mode, so the ~no~ form is what one may meet.
> option tcp-smart-accept

tcp-smart-connect
Connecting is acknowledged together with the first data to the server, if there is some already. For very many short connections.
> option tcp-smart-connect

tcpka
~clitcpka~ and ~srvtcpka~ in one. In frontends and backends only their own side counts, so ~listen~ is where it does both.
> option tcpka

tcplog
Times, bytes, queues and how the session ended. In HTTP mode ~option httplog~ says more. HAProxy’s default line without either is hardly of use.
> option tcplog

transparent
Without a server of its own the connection goes to where the client wanted it to go. It takes packets that the kernel redirects here, and is for transparent proxies only. 3.4 warns: a server at 0.0.0.0 does the same.
> option transparent
`,
};
