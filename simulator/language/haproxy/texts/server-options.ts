/** Options of `server` lines (manual 5.2): the longer texts, as `keyword-entries.ts` reads them. */
export const SERVER_TEXTS: Readonly<Record<string, string>> = {
  server: String.raw`
addr
Only checks go there: an agent beside the server, or a management address. ~port~ changes the port alone. If it fails while the service is well, the server is down all the same.
> server s1 192.0.2.11:80 check addr 192.0.2.111

agent-addr
The agent may be on another machine; the server’s own address unless told. ~set server … agent-addr~ changes it while running.
> server s1 192.0.2.11:80 check agent-check agent-port 9999 agent-addr 192.0.2.111

agent-check
An agent is a small program that answers a connection with a line such as ~75%~, ~up~, ~drain~, ~maint~ or ~down # why~. Weight and state follow it, beside the health check. When no answer comes, nothing changes.
> server s1 192.0.2.11:80 check agent-check agent-port 9999

agent-inter
2 s unless told, milliseconds without a unit. The agent’s own, apart from ~inter~.
> server s1 192.0.2.11:80 agent-check agent-port 9999 agent-inter 5s

agent-port
Required by ~agent-check~: there is no usual one.
> server s1 192.0.2.11:80 agent-check agent-port 9999

agent-send
One agent for many servers can tell by it who is asked for. The line’s end has to be written out, ~\n~ between double quotes.
> server s1 192.0.2.11:80 agent-check agent-port 9999 agent-send "s1\n"

allow-0rtt
HAProxy sends a request with the handshake of a resumed session to the server, if it came in as early data itself. The server must tell replays apart.
> server s1 192.0.2.11:443 ssl verify none allow-0rtt

alpn
Best first. Without it HTTP/1 is spoken: ~h2,http/1.1~ lets many requests share a connection where the server can. It needs ~ssl~.
> server s1 192.0.2.11:443 ssl verify none alpn h2,http/1.1

backup
The first backup server alone takes over when all others are down, all of them with ~option allbackups~. A page that says sorry is the usual one. Clients with its cookie are sent there even while others are up.
> server sorry 192.0.2.99:80 backup

ca-file
PEM, or ~@system-ca~ (2.6 on) for the machine’s own. With it ~verify required~ holds. It proves who signed, so add ~verifyhost~ or ~sni~ for which name, or any certificate of that authority will do.
> server s1 192.0.2.11:443 ssl ca-file site.pem verifyhost app.example.com

cc
~cubic~, ~bbr~, ~reno~: what the kernel has and allows. What it refuses is left at the system’s own.
> server s1 192.0.2.11:80 cc cubic

check
By connecting, unless ~option httpchk~, ~tcp-check~ and the like say how. Every ~inter~ (2 s), down after ~fall~ (3) failures, up after ~rise~ (2) successes. Nothing else notices a dead server except ~observe~ and retries.
> server s1 192.0.2.11:80 check inter 2s fall 3 rise 2

check-alpn
As ~alpn~, which checks do not use: ~http/1.1~ where ~option httpchk~ is written in HTTP/1, ~h2~ to check that.
> server s1 192.0.2.11:443 check check-ssl verify none check-alpn http/1.1

check-pool-conn-name
As ~pool-conn-name~, for ~check-reuse-pool~. Needed only where requests name theirs.
> server s1 192.0.2.11:80 check check-reuse-pool check-pool-conn-name app

check-proto
~h1~ or ~h2~ for checks over HTTP, whatever ~proto~ says for traffic. Without it checks follow ~proto~ only if nothing about them differs from the server’s own.
> option httpchk
> server s1 192.0.2.11:80 check check-proto h1

check-reuse-pool
Where connections come from the server’s side (reverse HTTP), a check could not make one at all. Elsewhere a check of its own is the better test.
> server s1 192.0.2.11:80 check check-reuse-pool

check-send-proxy
Checks begin with a PROXY header only where traffic goes to the same port with ~send-proxy~; with ~port~, ~addr~ or ~check-ssl~ it has to be asked for.
> server s1 192.0.2.11:80 send-proxy check port 8080 check-send-proxy

check-sni
~sni~ holds for traffic alone, since it may look at requests. A fixed name without which many servers answer with the wrong certificate, or none.
> server s1 192.0.2.11:443 ssl verify none check check-sni app.example.com

check-sni-auto
On unless told: the host of ~option httpchk~ or ~http-check send~. The word takes back a ~no-check-sni-auto~ of ~default-server~.
> server s1 192.0.2.11:443 ssl verify none check check-sni-auto

check-ssl
Only needed where checks go elsewhere than traffic, to another port say, or where traffic has no TLS: with ~ssl~ and no ~port~ checks use it anyway.
> server s1 192.0.2.11:80 check port 8443 check-ssl verify none

check-via-socks4
Checks go straight to the server unless told, even where traffic takes ~socks4~.
> server s1 192.0.2.11:80 socks4 127.0.0.1:1080 check check-via-socks4

ciphers
An OpenSSL cipher list for TLS 1.2 and older. Without it ~ssl-default-server-ciphers~ counts.
> server s1 192.0.2.11:443 ssl verify none ciphers ECDHE+AESGCM

ciphersuites
Names with colons between, for TLS 1.3 only. Without it ~ssl-default-server-ciphersuites~ counts.
> server s1 192.0.2.11:443 ssl verify none ciphersuites TLS_AES_128_GCM_SHA256

client-sigalgs
Used with ~crt~ where the server asks for a certificate. Names with colons between.
> server s1 192.0.2.11:443 ssl verify none crt site.pem client-sigalgs ECDSA+SHA256:RSA+SHA256

cookie
What stands in clients’ cookies for this server. Without it the server takes no part in persistence, and each needs another one; names of machines tell strangers more than ~a~ and ~b~.
! ~cookie~ in the section
> cookie SRV insert indirect nocache
> server s1 192.0.2.11:80 check cookie a

crl-file
PEM. An authority without a current list in it makes its certificates fail.
> server s1 192.0.2.11:443 ssl ca-file site.pem crl-file revoked.pem

crt
PEM with certificate and key, shown when the server asks for one: mutual TLS.
> server s1 192.0.2.11:443 ssl verify none crt site.pem

curves
Names with colons between, best first. Without it ~ssl-default-server-curves~ counts, then the library’s own.
> server s1 192.0.2.11:443 ssl verify none curves X25519:P-256

disabled
Neither checked nor used until ~set server … state ready~ or the statistics page says so. For servers that are not there yet.
> server s1 192.0.2.11:80 disabled

downinter
~inter~ unless told, milliseconds without a unit. A longer one spares a sick server, and it comes back later by ~rise~ times that.
> server s1 192.0.2.11:80 check inter 2s downinter 10s

enabled
For single servers behind a ~default-server disabled~.
> server s1 192.0.2.11:80 enabled

error-limit
10 unless told. Counted by ~observe~, and begun anew by each success.
> server s1 192.0.2.11:80 check observe layer7 error-limit 20

fall
With ~inter~ 2 s, 3 means up to 6 s and the checks’ own time until traffic goes elsewhere. 1 takes a server out for a single lost packet.
> server s1 192.0.2.11:80 check fall 3

fastinter
~inter~ unless told, milliseconds without a unit. Used from the first failure (or success) on until the state is decided, and after ~on-error~: 500ms finds a failure much sooner without constant checking.
> server s1 192.0.2.11:80 check inter 5s fastinter 500ms

force-sslv3
Broken and missing in current libraries. Remove it.
> server s1 192.0.2.11:443 ssl verify none ssl-min-ver TLSv1.2

force-tlsv10
For one very old server, where the library still can; ~ssl-min-ver~ and ~ssl-max-ver~ say the same.
> server s1 192.0.2.11:443 ssl verify none ssl-min-ver TLSv1.0 ssl-max-ver TLSv1.0

force-tlsv11
For one very old server, where the library still can; ~ssl-min-ver~ and ~ssl-max-ver~ say the same.
> server s1 192.0.2.11:443 ssl verify none ssl-min-ver TLSv1.1 ssl-max-ver TLSv1.1

force-tlsv12
The same as ~ssl-min-ver TLSv1.2 ssl-max-ver TLSv1.2~.
> server s1 192.0.2.11:443 ssl verify none force-tlsv12

force-tlsv13
The same as ~ssl-min-ver TLSv1.3~.
> server s1 192.0.2.11:443 ssl verify none force-tlsv13

guid
It lasts over renames and reloads, so counters (~stats-file~, ~shm-stats-file~) find their server again. Up to 127 letters, digits and ~-_:.~.
> server s1 192.0.2.11:80 guid shop-web-1

hash-key
~id~, the default, gives a server its place on the ring by its number, so inserting a line in the middle moves clients; ~addr~ and ~addr-port~ go by the address, and stay right among several balancers with other orders.
! ~hash-type consistent~
> server s1 192.0.2.11:80 hash-key addr-port

healthcheck
In place of the backend’s own ~option httpchk~ and rules, for one server that is different.
! a ~healthcheck~ section
> server s1 192.0.2.11:80 check healthcheck app

id
Worked out from 1 unless told, in the order of lines. Stick tables and hashing go by it, so giving it keeps clients where they are when lines are added. Unique in its section.
> server s1 192.0.2.11:80 id 11

idle-ping
Milliseconds without a unit. No answer by the next time closes it, so that no request finds out first. Other protocols ignore it.
> server s1 192.0.2.11:443 ssl verify none alpn h2 idle-ping 30s

init-addr
~last,libc~ unless told: from the state file, else by the system’s resolver, else HAProxy does not start. ~none~ at the end starts without an address, and the server is down until ~resolvers~ find one; an address at the end is used then.
> server s1 app.example.com:80 check resolvers dns init-addr last,libc,none

init-state
~up~, the default, takes traffic at once and goes down with the first failed check; ~fully-up~ after ~fall~ of them. ~down~ waits for one good check, ~fully-down~ for ~rise~ of them, after start, maintenance or a new address.
> server s1 192.0.2.11:80 check init-state down

inter
Milliseconds without a unit. With ~fall 3~, 2 s are some six seconds until a dead server is out. Shorter makes many servers a load of its own; ~fastinter~ is the better way to be quick.
> server s1 192.0.2.11:80 check inter 2s

ktls
For ciphers and cards that support it. Off unless told.
! ~expose-experimental-directives~
> server s1 192.0.2.11:443 ssl verify none ktls on

log-bufsize
~tune.bufsize~ unless told. When it is full, messages are lost.
! ~mode log~
> server s1 udp@192.0.2.11:514 log-bufsize 65536

log-proto
How messages are told apart over TCP: ~octet-count~ puts the length in front, ~legacy~, the default, ends each with a line feed.
> server s1 192.0.2.11:514 log-proto octet-count

max-reuse
Requests that one connection carries before it is closed; -1, the default, has no limit, 0 closes after the first. For servers that leak.
> server s1 192.0.2.11:80 max-reuse 1000

maxconn
The most useful number of a server: requests at a time, the rest waits in HAProxy’s queue, where it costs nothing, until ~timeout queue~. An application is fastest with as many as it has workers. 0, the default, has no limit, and then nothing ever queues.
> server s1 192.0.2.11:80 check maxconn 50

maxqueue
Beyond it requests that a cookie would bind to this server go to another, so that a long queue does not hold them. A small multiple of ~maxconn~ is enough; ~timeout queue~ limits the wait as well.
> server s1 192.0.2.11:80 check maxconn 50 maxqueue 100

minconn
With few connections in the backend the limit is this, at ~fullconn~ it is ~maxconn~, and in between it grows in step. Keeps servers relaxed at quiet times. ~fullconn~ should be set along with it.
> server s1 192.0.2.11:80 check minconn 10 maxconn 100

namespace
Connections go out from that network name space (Linux); ~*~ takes the one that the client’s PROXY header names.
> server s1 192.0.2.11:80 namespace *

no-agent-check
For single servers behind a ~default-server agent-check~.
> server s1 192.0.2.11:80 no-agent-check

no-backup
For single servers behind a ~default-server backup~.
> server s1 192.0.2.11:80 no-backup

no-check
For single servers behind a ~default-server check~.
> server s1 192.0.2.11:80 no-check

no-check-reuse-pool
As they do unless told; for single servers behind a ~default-server check-reuse-pool~.
> server s1 192.0.2.11:80 check no-check-reuse-pool

no-check-send-proxy
For single servers behind a ~default-server check-send-proxy~.
> server s1 192.0.2.11:80 check no-check-send-proxy

no-check-sni-auto
3.4 takes it from the check’s Host header otherwise. For servers that mind.
> server s1 192.0.2.11:443 ssl verify none check no-check-sni-auto

no-check-ssl
For single servers behind a ~default-server check-ssl~.
> server s1 192.0.2.11:80 check no-check-ssl

no-renegotiate
Servers may want to, to ask for a certificate late for instance; the library decides unless told. TLS 1.3 has no such thing.
> server s1 192.0.2.11:443 ssl verify none no-renegotiate

no-send-proxy
For single servers behind a ~default-server send-proxy~.
> server s1 192.0.2.11:80 no-send-proxy

no-send-proxy-v2
For single servers behind a ~default-server send-proxy-v2~.
> server s1 192.0.2.11:80 no-send-proxy-v2

no-send-proxy-v2-ssl
For single servers behind a ~default-server send-proxy-v2-ssl~.
> server s1 192.0.2.11:80 no-send-proxy-v2-ssl

no-send-proxy-v2-ssl-cn
For single servers behind a ~default-server send-proxy-v2-ssl-cn~.
> server s1 192.0.2.11:80 no-send-proxy-v2-ssl-cn

no-sni-auto
3.4 takes it from the request’s Host header otherwise. For servers that mind.
> server s1 192.0.2.11:443 ssl verify none no-sni-auto

no-ssl
For single servers behind a ~default-server ssl~.
> server s1 192.0.2.11:80 no-ssl

no-ssl-reuse
Each connection makes a full handshake. For tests, and servers that resume wrongly.
> server s1 192.0.2.11:443 ssl verify none no-ssl-reuse

no-sslv3
SSL 3 is off anyway, and missing in current libraries. It may go.
> server s1 192.0.2.11:443 ssl verify none no-sslv3

no-tfo
For single servers behind a ~default-server tfo~.
> server s1 192.0.2.11:80 no-tfo

no-tls-tickets
The server’s tickets are not used; sessions resume by their ids, up to TLS 1.2.
> server s1 192.0.2.11:443 ssl verify none no-tls-tickets

no-tlsv10
Off unless ~ssl-min-ver~ asks for it. Use ~ssl-min-ver~ rather than single versions.
> server s1 192.0.2.11:443 ssl verify none no-tlsv10

no-tlsv11
Off unless ~ssl-min-ver~ asks for it. Use ~ssl-min-ver~ rather than single versions.
> server s1 192.0.2.11:443 ssl verify none no-tlsv10 no-tlsv11

no-tlsv12
Leaves TLS 1.3. ~ssl-min-ver TLSv1.3~ says it more plainly.
> server s1 192.0.2.11:443 ssl verify none no-tlsv10 no-tlsv11 no-tlsv12

no-tlsv13
For a server that fails with it; ~ssl-max-ver TLSv1.2~ says the same.
> server s1 192.0.2.11:443 ssl verify none no-tlsv13

non-stick
Stick rules neither remember nor look for it. For backup servers: clients who once met one do not come back to it.
> server sorry 192.0.2.99:80 backup non-stick

npn
Servers dropped it years ago and most libraries too. Use ~alpn~.
> server s1 192.0.2.11:443 ssl verify none alpn h2,http/1.1

observe
~layer4~ counts failed connections, ~layer7~ also broken responses and 5xx but 501 and 505. After ~error-limit~ in a row ~on-error~ acts, within a moment of real trouble instead of at the next check.
> server s1 192.0.2.11:80 check observe layer7 on-error mark-down

on-error
~fail-check~, the default, counts as one failed check; ~fastinter~ only checks sooner; ~sudden-death~ leaves one more failure; ~mark-down~ takes it out at once. Works with ~observe~.
> server s1 192.0.2.11:80 check observe layer4 on-error mark-down

on-marked-down
Sessions stay with a server that was marked down until they end by themselves, which databases’ never may. This cuts them, so that clients reconnect elsewhere.
> server s1 192.0.2.11:80 check on-marked-down shutdown-sessions

on-marked-up
Long sessions on backup servers come home when the real server is back. For one main server with standby ones, a database say.
> server s1 192.0.2.11:80 check on-marked-up shutdown-backup-sessions

pool-conn-name
Connections carry the name that the expression gave when they were made, and requests only take those with theirs. The ~sni~ is it unless told.
> server s1 192.0.2.11:443 ssl verify none pool-conn-name req.hdr(host)

pool-low-conn
Below so many, no thread takes an idle connection from another. 0, the default, always may; twice the number of threads saves work with many fast servers.
> server s1 192.0.2.11:80 pool-low-conn 8

pool-max-conn
0 keeps none, so that every request that finds no connection in use opens one. Servers that hold a process for every connection want few.
> server s1 192.0.2.11:80 pool-max-conn 20

pool-purge-delay
5 s unless told, 0 keeps none. The pool shrinks slowly to what is needed: half of the surplus each time.
> server s1 192.0.2.11:80 pool-purge-delay 30s

port
For a health service beside the application. Servers without a port of their own, the client’s being kept, need it to be checked at all.
> server s1 192.0.2.11:80 check port 8080

proto
~h2~ speaks HTTP/2 from the first byte without TLS, as gRPC servers like it; with TLS prefer ~alpn~. ~fcgi~ and ~spop~ are others.
> server s1 192.0.2.11:50051 proto h2

proxy-v2-options
~ssl~, ~cert-cn~, ~ssl-cipher~, ~cert-sig~, ~cert-key~, ~authority~ (the SNI), ~crc32c~ (a checksum), ~unique-id~. Only with ~send-proxy-v2~, and only as good as what the server reads of it.
> server s1 192.0.2.11:80 send-proxy-v2 proxy-v2-options authority,unique-id

quic-cc-algo
~cubic~ unless told.
! ~expose-experimental-directives~ and a ~quic4@~ address
> server s1 quic4@192.0.2.11:443 ssl verify none alpn h3 quic-cc-algo newreno

redir
The answer is a 302 to the prefix and the path, and nothing is sent to the server: clients fetch from that server themselves. The prefix has no slash at its end.
> server s1 192.0.2.11:80 redir http://images.example.com check

renegotiate
The library decides unless told: OpenSSL does, others do not. TLS 1.3 has no such thing.
> server s1 192.0.2.11:443 ssl verify none renegotiate

resolve-net
When a name has several addresses, those within the networks come first; the nearest site, say. Others are used if there is none.
> server s1 app.example.com:80 check resolvers dns resolve-net 10.0.0.0/8 init-addr none

resolve-opts
~allow-dup-ip~ lets several servers have the same address; ~ignore-weight~ leaves weights of SRV records out; ~prevent-dup-ip~ is the default.
> server s1 app.example.com:80 check resolvers dns resolve-opts allow-dup-ip init-addr none

resolve-prefer
~ipv6~ unless told; the other family is still taken if there is nothing else. ~dns-accept-family~ (3.2) rules one out.
> server s1 app.example.com:80 check resolvers dns resolve-prefer ipv4 init-addr none

resolvers
Without it a name is looked up once, at start, and never again. With it name servers are asked all the time, and addresses that go away take the server down after ~hold obsolete~.
! a ~resolvers~ section
> server s1 app.example.com:80 check resolvers dns init-addr last,libc,none

rise
More than the default makes a server that flaps stay out longer; a fresh one comes into service later by the same.
> server s1 192.0.2.11:80 check rise 3

send-proxy
The client’s address goes to the server in a line of text in front of the data. The server must expect it: one that does not takes it for a broken request, and one that does must refuse everybody else.
> server s1 192.0.2.11:80 send-proxy

send-proxy-v2
As ~send-proxy~, in binary, with room for more facts (~proxy-v2-options~). What most servers read today.
> server s1 192.0.2.11:80 send-proxy-v2

send-proxy-v2-ssl
With whether there was TLS, its version, and whether a client certificate was shown. Its common name comes with ~send-proxy-v2-ssl-cn~.
> server s1 192.0.2.11:80 send-proxy-v2-ssl

send-proxy-v2-ssl-cn
With what ~send-proxy-v2-ssl~ sends and the common name of the client’s certificate.
> server s1 192.0.2.11:80 send-proxy-v2-ssl-cn

set-proxy-v2-tlv-fmt
The id is a number from 0x00 to 0xFF, for private ones 0xE0 to 0xEF; the value is a log format. The other end reads it as ~fc_pp_tlv~.
! ~send-proxy-v2~
> server s1 192.0.2.11:80 send-proxy-v2 set-proxy-v2-tlv-fmt(0xE1) %[fc_pp_tlv(0xE1)]

shard
With ~shards~ in the section, keys are dealt out and a peer with a number gets only its part. In ~peers~ sections.
> server other 192.0.2.12:10000 shard 1

sigalgs
Names with colons between, TLS 1.2 and later. Worth changing only for a known reason.
> server s1 192.0.2.11:443 ssl verify none sigalgs ECDSA+SHA256:RSA-PSS+SHA256

slowstart
From the moment it is up, weight and ~maxconn~ grow to their full size over this time, so that cold caches can warm. It does nothing at HAProxy’s own start, and not with ~static-rr~ or ~map-based~ hashes. Milliseconds without a unit.
> server s1 192.0.2.11:80 check maxconn 100 slowstart 30s

sni
An expression, the Host header usually; without a value no name is sent. Servers with several names answer with the wrong certificate without it. From 3.3 on the Host header is taken by itself (~sni-auto~). Checks need ~check-sni~.
> server s1 192.0.2.11:443 ssl ca-file site.pem sni req.hdr(host),host_only

sni-auto
On unless told, where ~sni~ is missing. The word takes back a ~no-sni-auto~ of ~default-server~.
> server s1 192.0.2.11:443 ssl verify none sni-auto

socks4
The proxy’s address and port. HAProxy gives it the server’s address, not a name, and checks go round it unless ~check-via-socks4~.
> server s1 192.0.2.11:80 socks4 127.0.0.1:1080

source
One address, if need be with ports, for firewalls that know it; ~usesrc clientip~ takes the client’s own, which needs root rights and routing back through HAProxy. One address has some 28,000 ports for each server at a time.
> server s1 192.0.2.11:80 source 192.0.2.1

ssl
Encrypts, which alone proves nothing: without ~verify none~ HAProxy wants a ~ca-file~, for else anybody in between could be the server. Checks use TLS too, unless they go to another port.
> server s1 192.0.2.11:443 ssl ca-file site.pem sni req.hdr(host),host_only check

ssl-max-ver
~SSLv3~, ~TLSv1.0~ to ~TLSv1.3~. No limit unless told.
> server s1 192.0.2.11:443 ssl verify none ssl-max-ver TLSv1.2

ssl-min-ver
~SSLv3~, ~TLSv1.0~ to ~TLSv1.3~; what ~ssl-default-server-options~ says, else what the library does. An old server is reason to lower it on its own line.
> server s1 192.0.2.11:443 ssl verify none ssl-min-ver TLSv1.2

ssl-reuse
They are resumed anyway; the word takes back a ~no-ssl-reuse~ of ~default-server~.
> server s1 192.0.2.11:443 ssl verify none ssl-reuse

stick
For single servers behind a ~default-server non-stick~.
> server s1 192.0.2.11:80 stick

strict-maxconn
~maxconn~ counts requests, so idle connections come on top. With this, connections of every kind are within it, and a request may fail where none is free and none may be closed.
> server s1 192.0.2.11:80 maxconn 20 strict-maxconn

tcp-md5sig
RFC 2385, for BGP sessions. Without the same password at the other end there is no connection. Linux.
> server s1 192.0.2.11:179 tcp-md5sig secret

tcp-ut
Linux: a connection whose data the server has not acknowledged for so long is closed, so pulled cables are noticed before ~timeout server~. Milliseconds without a unit.
> server s1 192.0.2.11:80 tcp-ut 10s

tfo
Data goes with the SYN packet to servers that gave a cookie earlier: one round trip less. A lost packet may deliver it twice. Linux; HAProxy wants ~retry-on~ along with it.
> retry-on conn-failure empty-response response-timeout
> server s1 192.0.2.11:80 tfo

tls-tickets
They are used anyway; the word takes back a ~no-tls-tickets~ of ~default-server~.
> server s1 192.0.2.11:443 ssl verify none tls-tickets

track
Another server’s checks decide, so that one machine in ten backends is asked once. The other may be in any section and must have ~check~ itself or track one that does.
> server s2 192.0.2.12:80 check
> server s1 192.0.2.11:81 track s2

usesrc
Behind ~source~: ~client~ or ~clientip~ for the client’s address with or without its port, ~hdr_ip(…)~ for one in a header. Linux with TPROXY, root rights, and routes back through HAProxy.
> server s1 192.0.2.11:80 source 0.0.0.0 usesrc clientip

verify
~required~ unless ~ssl-server-verify~ says otherwise, and then ~ca-file~ is needed. ~none~ encrypts against listeners and not against whoever can stand in between.
> server s1 192.0.2.11:443 ssl verify required ca-file site.pem

verifyhost
A fixed name. With ~sni~ the name sent there is compared instead, so it is for servers without; checks compare it too. Wildcards of the certificate count.
> server s1 192.0.2.11:443 ssl ca-file site.pem verifyhost app.example.com

weight
Twice the number, twice the traffic. 0 takes no new clients, and those bound by a cookie still come: drained. ~set server … weight~ changes it. Values around 100 leave room for ~slowstart~ and agents.
> server s1 192.0.2.11:80 check weight 100

ws
For servers that speak both: ~auto~ keeps HTTP/2 where the server allows it and takes a new HTTP/1 connection otherwise; ~h1~ and ~h2~ force one.
> server s1 192.0.2.11:443 ssl verify none alpn h2,http/1.1 ws h1
`,
};
