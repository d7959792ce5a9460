/** Options of `bind` lines (manual 5.1): the longer texts, as `keyword-entries.ts` reads them. */
export const BIND_TEXTS: Readonly<Record<string, string>> = {
  bind: `
accept-netscaler-cip
As ~accept-proxy~ for Citrix NetScaler, which puts the client’s address in front of the data in a form of its own; the number is the magic that its administrator set. Whatever comes without it is refused.
> bind :8080 accept-netscaler-cip 5

accept-proxy
The client’s address comes from the balancer in front, and ~src~, logs and tables use it. Connections without the header are refused, after ~timeout client~ if nothing comes; those of strangers with a forged one are believed, so open the port to your balancers only. Versions 1 and 2 are both read.
> bind :8443 accept-proxy

allow-0rtt
The first request of a returning client comes with the handshake, one round trip earlier. Whoever recorded it can send it again, so it is for requests that change nothing; ~http-request wait-for-handshake~ holds the others back. TLS 1.3 and a library that can.
> bind :443 ssl crt site.pem alpn h2,http/1.1 allow-0rtt

alpn
Best first. HTTPS lines offer ~h2,http/1.1~ from 2.8 on without it, and QUIC lines ~h3~; before 2.8 HTTP/2 has to be asked for here. Take ~h2~ out where servers or rules cannot stand it.
> bind :443 ssl crt site.pem alpn h2,http/1.1

backlog
Connections that the kernel has completed and HAProxy not yet taken; the frontend’s ~maxconn~ unless told, and never more than ~net.core.somaxconn~.
> bind :80 backlog 20000

ca-file
PEM file, folder (2.8) or ~@system-ca~. It is used with ~verify optional~ or ~required~, and its names are sent to clients so that they pick a fitting certificate.
> bind :443 ssl crt site.pem ca-file site.pem verify required

ca-ignore-err
Names such as ~X509_V_ERR_CERT_HAS_EXPIRED~ or numbers, or ~all~, for certificates above the client’s own. The handshake goes on and ~ssl_c_ca_err~ tells, so rules can decide. Never without such a rule.
> bind :443 ssl crt site.pem ca-file site.pem verify required ca-ignore-err all

ca-sign-file
Certificate and private key in one PEM file, for ~generate-certificates~. Whoever has it can be anybody for the clients that trust it.
> bind :443 ssl crt site.pem generate-certificates ca-sign-file site.pem

ca-sign-pass
It stands in the file in clear, so an unencrypted key with narrow rights is no worse.
> bind :443 ssl crt site.pem generate-certificates ca-sign-file site.pem ca-sign-pass secret

ca-verify-file
Intermediate ones belong into ~ca-file~, the root that they lead to into this, so that clients are asked for the intermediate one.
> bind :443 ssl crt site.pem ca-file site.pem ca-verify-file site.pem verify required

cc
~cubic~, ~bbr~, ~reno~: what the kernel has and allows (~net.ipv4.tcp_allowed_congestion_control~). What it refuses is left at the system’s own.
> bind :443 ssl crt site.pem cc bbr

ciphers
An OpenSSL cipher list for TLS 1.2 and older; TLS 1.3 goes by ~ciphersuites~. Without it ~ssl-default-bind-ciphers~ counts, then the library’s own.
> bind :443 ssl crt site.pem ciphers ECDHE+AESGCM:ECDHE+CHACHA20

ciphersuites
Names with colons between, for TLS 1.3 only. Without it ~ssl-default-bind-ciphersuites~ counts, then the library’s three.
> bind :443 ssl crt site.pem ciphersuites TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256

client-sigalgs
Names with colons between, TLS 1.2 and later. Worth changing only for a known reason.
> bind :443 ssl crt site.pem ca-file site.pem verify required client-sigalgs ECDSA+SHA256:RSA+SHA256

crl-file
PEM, read at start and by ~set ssl crl-file~. An authority without a current list in it makes its certificates fail, so an out-of-date file locks everybody out.
> bind :443 ssl crt site.pem ca-file site.pem verify required crl-file revoked.pem

crt
PEM: certificate, intermediates and key in one file, or key and others beside it (~site.pem.key~). Several ~crt~ and folders may be given; the client’s SNI picks among them, and the first is for everybody else. A folder is read in the order of names.
> bind :443 ssl crt site.pem

crt-ignore-err
Names such as ~X509_V_ERR_CERT_HAS_EXPIRED~ or numbers, or ~all~. The handshake goes on and ~ssl_c_err~ tells, so that an expired certificate gets an explanation instead of an aborted handshake. Never without a rule that looks.
> bind :443 ssl crt site.pem ca-file site.pem verify required crt-ignore-err all

crt-list
A line for each certificate: file, options of its own in brackets, names that it is for. The way to have hundreds, with ~verify~, ~alpn~ or TLS versions that differ; the runtime socket changes it while running.
> bind :443 ssl crt-list certificates.txt

curves
Names with colons between, best first: ~X25519:P-256~. A client that knows none of them cannot connect. Without it the library’s own list.
> bind :443 ssl crt site.pem curves X25519:P-256

default-crt
Several may be given, one RSA and one ECDSA for instance. Without it the first ~crt~ is the one for clients that send no name or an unknown one; ~strict-sni~ refuses those instead.
> bind :443 ssl default-crt site.pem crt site.pem

defer-accept
The kernel hands a connection over when its first data is there, so idle ones cost nothing. Protocols in which the server speaks first (SMTP, MySQL) then hang, and health checks that only connect get no answer. Linux, some BSD.
> bind :80 defer-accept

ecdhe
One curve for the key exchange, prime256v1 unless told. ~curves~ replaces it.
> bind :443 ssl crt site.pem ecdhe prime256v1

expose-fd
On the runtime socket: a new process started with ~-x~ gets the listening sockets from here, so that a reload loses no connection. Master and worker do that among themselves without it.
> stats socket /run/haproxy.sock mode 600 level admin expose-fd listeners

force-sslv3
Broken since 2014 and missing in current libraries. Remove the line.
> bind :443 ssl crt site.pem ssl-min-ver TLSv1.2

force-tlsv10
Broken, and refused by current clients; most libraries no longer do it. ~ssl-min-ver~ and ~ssl-max-ver~ say the same and more.
> bind :443 ssl crt site.pem ssl-min-ver TLSv1.2

force-tlsv11
Broken, and refused by current clients; most libraries no longer do it. ~ssl-min-ver~ and ~ssl-max-ver~ say the same and more.
> bind :443 ssl crt site.pem ssl-min-ver TLSv1.2

force-tlsv12
The same as ~ssl-min-ver TLSv1.2 ssl-max-ver TLSv1.2~. For the rare client that fails with TLS 1.3.
> bind :443 ssl crt site.pem force-tlsv12

force-tlsv13
The same as ~ssl-min-ver TLSv1.3~. Clients older than about 2018 are shut out.
> bind :443 ssl crt site.pem force-tlsv13

generate-certificates
For the name that a client asks for, one is made and signed with ~ca-sign-file~, unless ~crt~ has it; ~tune.ssl.ssl-ctx-cache-size~ says how many are remembered. For intercepting proxies whose clients trust that authority.
> bind :443 ssl crt site.pem generate-certificates ca-sign-file site.pem

gid
Of the socket file, by number; ~group~ takes a name. Without it the process’s own at start, root usually.
> bind unix@/run/app.sock gid 0

group
Of the socket file, by name; ~gid~ takes a number. With ~mode 660~ it says which programs may connect.
> bind unix@/run/app.sock group root mode 660

guid-prefix
The number of the listener on the line follows behind a ~-~. Counters that survive reloads (~stats-file~, ~shm-stats-file~) find their listener by it.
> bind :8080 guid-prefix web

id
It is worked out from 1 unless told, in the order of lines, so giving it keeps SNMP and statistics the same when lines move. Unique in its section.
> bind :80 id 5

idle-ping
Milliseconds without a unit. No answer by the next time closes the connection, an answer starts ~timeout client~ anew. Other protocols ignore it.
> bind :443 ssl crt site.pem alpn h2 idle-ping 30s

interface
Packets that came in by another interface never reach this line, whatever address they are for. Linux; root rights or ~cap_net_raw~ at start.
> bind :80 interface eth0

ktls
For ciphers and cards that support it; it saves copying. Off unless told.
! ~expose-experimental-directives~
> bind :443 ssl crt site.pem ktls on

label
Sections elsewhere can speak of all listeners with the same label (ACME challenges over TLS do).
> bind :80 label public

level
~user~ sees harmless figures, ~operator~, the default, all figures and resets counters, ~admin~ changes servers, maps and certificates. For ~stats socket~ lines; whoever may open an admin socket has the process.
> stats socket /run/haproxy.sock mode 600 level admin

maxconn
Beyond it new connections of this line wait in the kernel, while those of other lines of the frontend go on. No limit of its own unless told.
> bind :8080 maxconn 100

mode
Octal, of the socket file, as ~chmod~ has it. Some systems ignore it; then a folder with narrow rights protects the socket.
> bind unix@/run/app.sock mode 660

mss
Announced to clients, so that packets fit through tunnels that drop larger ones silently: 1400 or less instead of 1460. Negative numbers are subtracted from the system’s value.
> bind :443 ssl crt site.pem mss 1400

name
Statistics with ~option socket-stats~ show it, and ~so_name~ gives it to rules and logs.
> bind :443 ssl crt site.pem name https

namespace
The socket is opened in a network name space of the machine (Linux), so addresses of separate networks do not meet. It must exist at start.
> namespace_list
>     namespace blue

nbconn
1 unless told. The line listens by dialling out itself: its address is ~rev@~ (~rhttp@~) and a server’s name.
! ~expose-experimental-directives~ and a reverse HTTP address
> bind rhttp@app/s1 nbconn 2

nice
-1024 to 1024, 0 unless told; lower is served sooner when the processor is short. Statistics and management lines at -20 or so stay quick, bulk at 100 stands back.
> bind :8080 nice -20

no-alpn
From 2.8 on HTTPS lines offer ~h2,http/1.1~ by themselves, and this takes that back: clients then speak HTTP/1.
> bind :443 ssl crt site.pem no-alpn

no-ca-names
Clients pick a certificate by them, so some then show a wrong one or ask the person. It saves some kilobytes with hundreds of authorities.
> bind :443 ssl crt site.pem ca-file site.pem verify optional no-ca-names

no-sslv3
SSL 3 is off anyway, and missing in current libraries. The line is harmless and may go.
> bind :443 ssl crt site.pem no-sslv3

no-strict-sni
Takes back a ~strict-sni~ of ~ssl-default-bind-options~ for this line: they get the first certificate.
> bind :443 ssl crt site.pem no-strict-sni

no-tls-tickets
Clients resume by HAProxy’s own cache alone. Tickets’ keys live as long as the process unless ~tls-ticket-keys~ changes them, and old traffic is open to whoever gets them: the reason to do without.
> bind :443 ssl crt site.pem no-tls-tickets

no-tlsv10
TLS 1.0 is off unless ~ssl-min-ver~ asks for it. Use ~ssl-min-ver~ rather than single versions.
> bind :443 ssl crt site.pem no-tlsv10

no-tlsv11
TLS 1.1 is off unless ~ssl-min-ver~ asks for it. Use ~ssl-min-ver~ rather than single versions.
> bind :443 ssl crt site.pem no-tlsv11

no-tlsv12
Together with TLS 1.3 alone it leaves out clients older than about 2018. ~ssl-min-ver TLSv1.3~ says it more plainly.
> bind :443 ssl crt site.pem no-tlsv12

no-tlsv13
Handshakes take a round trip more and early data is gone. For middleboxes that fail with it; ~ssl-max-ver TLSv1.2~ says the same.
> bind :443 ssl crt site.pem no-tlsv13

npn
Clients dropped it years ago and most libraries too. Use ~alpn~.
> bind :443 ssl crt site.pem alpn h2,http/1.1

prefer-client-ciphers
Without it the order of ~ciphers~ and ~ciphersuites~ decides, and only a client that puts ChaCha20 first gets that (OpenSSL 1.1.1 and later), so telephones without AES hardware are served well already. It does not choose between RSA and ECDSA certificates.
> bind :443 ssl crt site.pem prefer-client-ciphers

process
HAProxy has been one process with threads since 2.5. 2.6 still reads the line and warns; 2.8 and later refuse it. ~thread~ says which threads listen, ~shards~ how many sockets.
> bind :8080 thread 1

proto
~h1~, ~h2~ or others, whatever ALPN said: ~proto h2~ is for clients that speak HTTP/2 without TLS from the first byte, gRPC for instance. HTTP/1 clients then fail.
> bind :50051 proto h2

quic-cc-algo
~cubic~ unless told. ~bbr~, from 3.2 on and still experimental there, copes better with losses that are not congestion. The window, from 10k to 4g, is the most on the way; 3.4 takes more values there.
! a ~quic4@~ or ~quic6@~ address
> bind quic4@:443 ssl crt site.pem alpn h3 quic-cc-algo newreno

quic-force-retry
One round trip more for each connection, and forged addresses cost nothing. Without it that begins at ~tune.quic.retry-threshold~ unfinished handshakes.
! ~cluster-secret~ and a ~quic4@~ or ~quic6@~ address
> bind quic4@:443 ssl crt site.pem alpn h3 quic-force-retry

quic-socket
~connection~ unless told, where the system and the rights of ports below 1024 allow; ~listener~ shares one. The global setting (~tune.quic.socket-owner~) can only narrow it.
! a ~quic4@~ or ~quic6@~ address
> bind quic4@:443 ssl crt site.pem alpn h3 quic-socket listener

severity-output
Commands’ answers begin with their severity, as a number or a word, which scripts can read. ~none~ unless told.
> stats socket /run/haproxy.sock level admin severity-output string

shards
The kernel deals connections out among them, which helps with tens of threads. ~by-group~ unless ~tune.listener.default-shards~ says otherwise (before 2.8: 1), and never more than threads.
> bind :80 shards by-thread

sigalgs
Names with colons between, TLS 1.2 and later. Worth changing only for a known reason.
> bind :443 ssl crt site.pem sigalgs ECDSA+SHA256:RSA-PSS+SHA256

ssl
A certificate, ~crt~ or ~crt-list~, is needed, else HAProxy does not start. TLS 1.2 and 1.3 unless told; HTTP/2 comes by itself from 2.8 on. A line may be given twice, with and without, on two ports.
> bind :443 ssl crt site.pem

ssl-max-ver
~SSLv3~, ~TLSv1.0~ to ~TLSv1.3~. No limit unless told. With ~ssl-min-ver~ it names what is spoken; what the library lacks is missing whatever stands here.
> bind :443 ssl crt site.pem ssl-max-ver TLSv1.2

ssl-min-ver
~SSLv3~, ~TLSv1.0~ to ~TLSv1.3~; TLS 1.2 unless told, which every client of the last ten years knows. Older ones are broken: lower it for one port that only old machines use.
> bind :443 ssl crt site.pem ssl-min-ver TLSv1.2

strict-sni
Clients without a name, and with one that no certificate has, are refused in the handshake instead of getting the first certificate. Scanners then learn nothing. It also lets HAProxy start without any certificate.
> bind :443 ssl crt site.pem strict-sni

tcp-md5sig
RFC 2385, for BGP sessions. Peers without the same password get no connection at all. Linux.
> bind :179 tcp-md5sig secret

tcp-ss
1 keeps IP and TCP headers, 2 the Ethernet header too, for ~fc_saved_syn~ and fingerprints made of it. Linux, TCP only; costs some memory for each connection.
> bind :443 ssl crt site.pem tcp-ss 1

tcp-ut
Linux: a connection whose data a peer has not acknowledged for so long is closed. Cables that were pulled are noticed sooner than by timeouts. Milliseconds without a unit.
> bind :443 ssl crt site.pem tcp-ut 30s

tfo
Returning clients may send their first data with the SYN packet. The kernel must allow it (~net.ipv4.tcp_fastopen~), and a replayed packet is a replayed request.
> bind :80 tfo

thread
Numbers from 1, ranges with ~-~; with a group in front they count within it. ~odd~, ~even~, ~all~ do too. For giving a noisy service threads of its own.
> bind :8080 thread 1

tls-ticket-keys
Three or more keys, a line each in base64 (48 or 80 bytes), the last but one encrypting. Several machines that share it resume each other’s sessions, and changing it daily limits what a stolen key opens.
> bind :443 ssl crt site.pem tls-ticket-keys tickets.txt

tls-tickets
They are given anyway; this takes back a ~no-tls-tickets~ of ~ssl-default-bind-options~.
> bind :443 ssl crt site.pem tls-tickets

transparent
Needs root rights or ~cap_net_admin~, and packets that the firewall sends here (TPROXY). The line then also answers for addresses that a standby machine does not have yet, though ~net.ipv4.ip_nonlocal_bind~ does that more simply.
> bind 192.0.2.80:80 transparent

uid
Of the socket file, by number; ~user~ takes a name.
> bind unix@/run/app.sock uid 0

user
Of the socket file, by name; ~uid~ takes a number.
> bind unix@/run/app.sock user root mode 600

v4v6
For ~:::80~ and the like on systems that keep the families apart: IPv4 clients appear with addresses such as ~::ffff:192.0.2.1~, which HAProxy turns back.
> bind :::80 v4v6

v6only
Where the system would take both; then another line can have the same port for IPv4.
> bind :::80 v6only
> bind :80

verify
~none~, the default, asks for nothing; ~optional~ asks and goes on without (~ssl_c_used~ tells); ~required~ refuses clients without one that ~ca-file~ leads to. Browsers ask people for a certificate with either.
> bind :443 ssl crt site.pem ca-file site.pem verify required
`,
};
