/**
 * One line each for keywords that have no row in `keywords/`: name, arguments behind it, ` = ` and what it does, and behind
 * ` ! ` since when HAProxy warns of it and what replaces it. By topic
 * (as `vocabulary.ts` has it) and section of HAProxy’s configuration manual (3.2).
 */
export const KEYWORD_LINES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  global: {
    '3.1': `
acme.scheduler <auto | off> = whether certificates of acme sections are renewed by themselves
close-spread-time <time> = over how long connections are closed when the process stops
cluster-secret <text> = a secret that the nodes of a cluster share, for QUIC tokens
cpu-affinity <per-core | per-group | per-thread | per-ccx | auto> = to which processors the threads of a group are bound
cpu-policy <policy> [threads-per-core <1 | auto>] = how threads and groups are dealt out to processors
cpu-set <reset | drop-cpu … | only-cpu … | …> [<set>] = which processors may be used at all
dns-accept-family <ipv4 | ipv6 | auto>[,…] = families of addresses that name servers are asked for
expose-deprecated-directives = takes keywords that are about to go without a warning
fd-hard-limit <count> = most file descriptors that the process ever asks for
force-cfg-parser-pause <time> = makes reading the configuration slow, for tests
grace <time> = how long listening goes on after the signal to stop
h1-accept-payload-with-any-method = takes bodies of HTTP/1.0 GET, HEAD and DELETE requests
h1-case-adjust <from> <to> = writes a header’s name in this case towards HTTP/1 peers
h1-case-adjust-file <file> = reads the header names of h1-case-adjust from a file
h1-do-not-close-on-insecure-transfer-encoding = keeps connections whose messages have two lengths
harden.reject-privileged-ports.quic <on | off> = refuses QUIC clients whose port is below 1024
harden.reject-privileged-ports.tcp <on | off> = refuses TCP clients whose port is below 1024
http-err-codes [+ | -]<ranges> … = statuses that count as errors of clients
http-fail-codes [+ | -]<ranges> … = statuses that count as failures of servers
issuers-chain-path <folder> = intermediate certificates that complete certificates without them
jwt.allow_none_alg = lets tokens without a signature pass jwt_verify
jwt.decrypt_alg_list <names> = key algorithms that encrypted tokens may use
jwt.decrypt_enc_list <names> = content encryptions that encrypted tokens may use
key-base <folder> = where relative names of keys in crt-store start
limited-quic = allows QUIC with a TLS library that was not made for it
lua-load-per-thread <file> [<argument>…] = loads a Lua program once for every thread
lua-prepend-path <pattern> [path | cpath] = a place more where Lua looks for modules
max-threads-per-group <count> = how many threads go into a group
mworker-max-reloads <count> = reloads that an old worker may live through
nbproc <count> = how many processes there were, before threads
no-quic = listens to no QUIC at all
noktls = leaves encryption to HAProxy even where the kernel could
ocsp-update.disable <on | off> = switches the renewal of OCSP answers off everywhere
ocsp-update.httpproxy <address>[:<port>] = HTTP proxy that OCSP answers are fetched through
ocsp-update.maxdelay <seconds> = longest time between two fetches of an OCSP answer
ocsp-update.mindelay <seconds> = shortest time between two fetches of an OCSP answer
ocsp-update.mode <on | off> = whether OCSP answers are kept fresh unless told
pp2-never-send-local = health checks send PROXY headers as before 2.2
prealloc-fd = makes room for all file descriptors at start
set-var <variable> <expression> = sets a variable of the process at start
set-var-fmt <variable> <format> = sets a variable of the process to a formatted string
setcap <capability>[,…] = rights of root that are kept when the user changes
shm-stats-file <name> = keeps counters in shared memory over reloads
shm-stats-file-max-objects <count> = how many objects fit into shm-stats-file
ssl-default-bind-client-sigalgs <names> = signature algorithms asked of clients’ certificates on bind lines
ssl-default-bind-curves <names> = elliptic curves of all bind lines
ssl-default-bind-sigalgs <names> = signature algorithms of all bind lines
ssl-default-server-client-sigalgs <names> = signature algorithms for HAProxy’s own certificate towards servers
ssl-default-server-curves <names> = elliptic curves of all server lines
ssl-default-server-sigalgs <names> = signature algorithms of all server lines
ssl-engine <name> [algo <names>] = lets an OpenSSL engine do the cryptography
ssl-load-extra-del-ext = looks for site.key rather than site.crt.key
ssl-load-extra-files <none | all | bundle | sctl | ocsp | issuer | key>… = which files beside a certificate are looked for
ssl-mode-async = lets TLS work go on elsewhere while a thread does other things
ssl-passphrase-cmd <command> [<argument>…] = asks a program for the password of encrypted keys
ssl-propquery <query> = which OpenSSL provider’s algorithms are preferred
ssl-provider <name> = loads an OpenSSL provider
ssl-provider-path <folder> = where ssl-provider looks
ssl-security-level <0..5> = OpenSSL’s security level for everything
ssl-skip-self-issued-ca = does not send root certificates to clients
stats-file <file> = counters of an earlier process to begin with
stress-level <0..9> = makes the program run odd paths, for its developers
thread-group <group> [<threads>…] = which threads belong to a group
thread-hard-limit <count> = most threads, however many processors there are
`,
    '3.3': `
anonkey <number> = the key by which runtime commands hide names
quick-exit = ends an old process without tidying up first
warn-blocked-traffic-after <time> = after how long a stuck thread is warned of
trace <source> [<what> <value>]… = writes down what a part of HAProxy does
`,
    '3.4': `
httpclient.resolvers.disabled <on | off> = whether HAProxy’s own HTTP client looks names up
httpclient.resolvers.id <section> = resolvers section of HAProxy’s own HTTP client
httpclient.resolvers.prefer <ipv4 | ipv6> = which addresses HAProxy’s own HTTP client prefers
httpclient.retries <count> = how often HAProxy’s own HTTP client tries again
httpclient.ssl.ca-file <file> = authorities that HAProxy’s own HTTP client trusts
httpclient.ssl.verify <none | required> = whether HAProxy’s own HTTP client checks certificates
httpclient.timeout.connect <time> = how long HAProxy’s own HTTP client may take to connect
`,
    '3.2': `
maxcompcpuusage <percent> = stops compressing while the process is busier than this
maxcomprate <kilobytes a second> = most data a second that is compressed
maxsslrate <count> = new TLS sessions a second
maxzlibmem <megabytes> = memory that zlib may take
no-memory-trimming = does not give freed memory back at once
noevports = does not use event ports, on Solaris
nokqueue = does not use kqueue, on BSD and macOS
nopoll = does not use poll
tune.applet.zero-copy-forwarding <on | off> = lets built-in services pass data on without copying
tune.buffers.limit <count> = most buffers of the whole process
tune.buffers.reserve <count> = buffers of each thread that are kept for emergencies
tune.bufsize.large <size> = size of large buffers; there are none unless told
tune.bufsize.small <size> = size of small buffers
tune.chksize <bytes> = did set the size of health checks’ buffers
tune.cli.max-payload-size <size> = most data that a runtime command may bring along
tune.comp.maxlevel <1..9> = highest compression level
tune.defaults.purge [all | none | <what>[,…]] = forgets defaults sections once the configuration is read
tune.disable-fast-forward = wakes a stream for every piece of data
tune.disable-zero-copy-forwarding = copies all data through buffers
tune.epoll.mask-events <err | hup | rdhup>[,…] = takes these events for plain input
tune.events.max-events-at-once <1..10000> = internal events that are handled in one go
tune.fail-alloc <percent> = how often asking for memory fails, for tests
tune.fd.edge-triggered <on | off> = asks epoll for changes only
tune.glitches.kill.cpu-usage <0..100> = how busy the processor must be before glitches end a connection
tune.h1.be.glitches-threshold <count> = glitches after which an HTTP/1 server connection is closed
tune.h1.fe.glitches-threshold <count> = glitches after which an HTTP/1 client connection is closed
tune.h1.zero-copy-fwd-recv <on | off> = passes what HTTP/1 peers send on without copying
tune.h1.zero-copy-fwd-send <on | off> = sends to HTTP/1 peers without copying
tune.h2.be.glitches-threshold <count> = glitches after which an HTTP/2 server connection is closed
tune.h2.be.initial-window-size <bytes> = what an HTTP/2 server may send of a response before it must wait
tune.h2.be.max-concurrent-streams <count> = requests at a time on one HTTP/2 server connection
tune.h2.be.max-frames-at-once <count> = HTTP/2 frames of a server that are read in one go
tune.h2.be.rxbuf <size> = receive room of one HTTP/2 server connection
tune.h2.fe.glitches-threshold <count> = glitches after which an HTTP/2 client connection is closed
tune.h2.fe.initial-window-size <bytes> = what an HTTP/2 client may upload before it must wait
tune.h2.fe.max-concurrent-streams <count> [<option> <value>]… = requests at a time on one HTTP/2 client connection
tune.h2.fe.max-frames-at-once <count> = HTTP/2 frames of a client that are read in one go
tune.h2.fe.max-rst-at-once <count> = HTTP/2 stream resets of a client that are read in one go
tune.h2.fe.max-total-streams <count> = requests on one HTTP/2 client connection in all
tune.h2.fe.rxbuf <size> = receive room of one HTTP/2 client connection
tune.h2.header-table-size <bytes> = size of HTTP/2’s table of known headers
tune.h2.initial-window-size <bytes> = what an HTTP/2 peer may send of a stream before it must wait
tune.h2.log-errors <none | connection | stream> = which HTTP/2 protocol errors are logged
tune.h2.max-concurrent-streams <count> = requests at a time on one HTTP/2 connection
tune.h2.max-frame-size <bytes> = largest HTTP/2 frame that peers may send
tune.h2.zero-copy-fwd-send <on | off> = sends to HTTP/2 peers without copying
tune.http.cookielen <bytes> = longest cookie that is captured
tune.http.logurilen <bytes> = longest URI in log lines
tune.idle-pool.shared <on | off | full> = whether threads share idle server connections
tune.idletimer <milliseconds> = how long a stream is quiet before it counts as idle
tune.listener.default-shards <by-process | by-thread | by-group> = how many sockets a bind line opens unless told
tune.listener.multi-queue <on | fair | off> = whether accepted connections are dealt out to all threads
tune.lua.bool-sample-conversion <normal | pre-3.1-bug> = whether Lua sees booleans as booleans
tune.lua.burst-timeout <time> = how long Lua may run without a pause
tune.lua.forced-yield <count> = instructions after which Lua makes room for others
tune.lua.log.loggers <on | off> = sends what Lua logs to the log lines’ targets
tune.lua.log.stderr <on | auto | off> = writes what Lua logs to standard error too
tune.lua.maxmem <megabytes> = memory that Lua may take
tune.lua.openlibs [all | none | <library>[,…]] = which of Lua’s own libraries scripts may use
tune.lua.service-timeout <time> = how long a Lua service may compute
tune.lua.session-timeout <time> = how long Lua actions, fetches and converters may compute
tune.lua.task-timeout <time> = how long a Lua task may compute
tune.max-checks-per-thread <count> = health checks of a thread beyond which others help
tune.max-rules-at-once <count> = rules that are run before others get a turn
tune.maxpollevents <count> = events that are taken from the kernel at a time
tune.memory.hot-size <bytes> = memory that each thread keeps for itself
tune.notsent-lowat.client <size> = unsent data that the kernel may hold for a client
tune.notsent-lowat.server <size> = unsent data that the kernel may hold for a server
tune.pattern.cache-size <count> = results of slow matches that are remembered
tune.peers.max-updates-at-once <count> = stick table updates that are sent in one go
tune.pipesize <bytes> = size of the pipes for the kernel’s splicing
tune.pool-high-fd-ratio <percent> = share of file descriptors above which idle server connections are closed for new ones
tune.pool-low-fd-ratio <percent> = share of file descriptors above which no more idle server connections are kept
tune.pt.zero-copy-forwarding <on | off> = passes TCP data on without copying
tune.quic.backend.max-idle-timeou <time> = how long a QUIC connection to a server may be idle
tune.quic.frontend.conn-tx-buffers.limit <count> = send buffers of one QUIC connection ! 3.2 tune.quic.frontend.default-max-window-size
tune.quic.listen <on | off> = whether QUIC is listened to at all
tune.quic.socket-owner <connection | listener> = whether every QUIC connection has a socket of its own ! 3.4 tune.quic.fe.sock-per-conn
tune.quic.fe.sock-per-conn <default-on | force-off> = whether every QUIC connection has a socket of its own
tune.quic.mem.tx-max <size> = memory that QUIC may take for sending
tune.quic.frontend.max-tx-mem <size> = memory that QUIC may take for sending ! 3.4 tune.quic.mem.tx-max
tune.quic.fe.stream.max-total <count> = requests on one QUIC connection in all
tune.quic.frontend.max-data-size <size> = receive room of one QUIC connection ! 3.4 tune.quic.fe.stream.rxbuf
tune.quic.zero-copy-fwd-send <on | off> = sends to QUIC peers without copying
tune.rcvbuf.backend <bytes> = receive buffer of sockets that many servers share
tune.rcvbuf.frontend <bytes> = receive buffer of sockets that many clients share
tune.rcvbuf.client <bytes> = receive buffer of client connections
tune.rcvbuf.server <bytes> = receive buffer of server connections
tune.recv_enough <bytes> = a read of so many bytes is taken for all there was
tune.renice.runtime <-20..19> = scheduling priority of the running process
tune.renice.startup <-20..19> = scheduling priority while the configuration is read
tune.ring.queues <count> = queues in front of each ring buffer
tune.runqueue-depth <count> = tasks that are run before the next look at the network
tune.sched.low-latency <on | off> = lets short tasks overtake long ones at any time
tune.sndbuf.backend <bytes> = send buffer of sockets that many servers share
tune.sndbuf.frontend <bytes> = send buffer of sockets that many clients share
tune.sndbuf.client <bytes> = send buffer of client connections
tune.sndbuf.server <bytes> = send buffer of server connections
tune.ssl.capture-buffer-size <bytes> = how much of each TLS hello is kept for fetches
tune.ssl.capture-cipherlist-size <bytes> = the older name of tune.ssl.capture-buffer-size ! 2.6 tune.ssl.capture-buffer-size
tune.ssl.certificate-compression <auto | off> = whether certificates are sent compressed in TLS 1.3
tune.ssl.force-private-cache = does not share the cache of TLS sessions between processes
tune.ssl.hard-maxrecord <bytes> = largest TLS record, always
tune.ssl.keylog <on | off> = keeps TLS secrets so that fetches can log them
tune.ssl.keyupdate-rate-limit <count> = key changes a second that a TLS peer may ask for
tune.ssl.maxrecord <bytes> = largest TLS record at the beginning of a transfer
tune.ssl.ocsp-update.maxdelay <seconds> = the older name of ocsp-update.maxdelay
tune.ssl.ocsp-update.mindelay <seconds> = the older name of ocsp-update.mindelay
tune.ssl.ssl-ctx-cache-size <count> = made-up certificates that are remembered
tune.stick-counters <count> = how many things a request may track at a time
tune.streams-elasticity <percent> = streams of all clients in relation to maxconn
tune.takeover-other-tg-connections <none | restricted | full> = whether idle connections of other thread groups are used
tune.vars.check-max-size <bytes> = memory of a health check’s variables
tune.vars.global-max-size <bytes> = memory of all variables together
tune.vars.proc-max-size <bytes> = memory of the process’s variables
tune.vars.reqres-max-size <bytes> = memory of a request’s or response’s variables
tune.vars.sess-max-size <bytes> = memory of a session’s variables
tune.vars.txn-max-size <bytes> = memory of a transaction’s variables
tune.quic.fe.cc.cubic-min-losses <count> = lost packets before Cubic slows a QUIC connection to clients down
tune.quic.be.cc.cubic-min-losses <count> = lost packets before Cubic slows a QUIC connection to servers down
tune.quic.cc.cubic.min-losses <count> = lost packets before Cubic slows a QUIC connection to clients down ! 3.4 tune.quic.fe.cc.cubic-min-losses
tune.quic.fe.cc.hystart <on | off> = lets QUIC connections to clients begin more carefully
tune.quic.be.cc.hystart <on | off> = lets QUIC connections to servers begin more carefully
tune.quic.cc-hystart <on | off> = lets QUIC connections to clients begin more carefully ! 3.4 tune.quic.fe.cc.hystart
tune.quic.fe.cc.max-frame-loss <count> = how often one QUIC frame to clients may get lost
tune.quic.be.cc.max-frame-loss <count> = how often one QUIC frame to servers may get lost
tune.quic.max-frame-loss <count> = how often one QUIC frame to clients may get lost ! 3.4 tune.quic.fe.cc.max-frame-loss
tune.quic.fe.cc.max-win-size <size> = most QUIC data on the way to clients
tune.quic.be.cc.max-win-size <size> = most QUIC data on the way to servers
tune.quic.frontend.default-max-window-size <size> = most QUIC data on the way to clients ! 3.4 tune.quic.fe.cc.max-win-size
tune.quic.fe.cc.reorder-ratio <0..100> = how much disorder of QUIC packets to clients is no loss
tune.quic.be.cc.reorder-ratio <0..100> = how much disorder of QUIC packets to servers is no loss
tune.quic.reorder-ratio <0..100> = how much disorder of QUIC packets to clients is no loss ! 3.4 tune.quic.fe.cc.reorder-ratio
tune.quic.fe.max-idle-timeout <time> = how long a QUIC connection to clients may be idle
tune.quic.be.max-idle-timeout <time> = how long a QUIC connection to servers may be idle
tune.quic.frontend.max-idle-timeout <time> = how long a QUIC connection to clients may be idle ! 3.4 tune.quic.fe.max-idle-timeout
tune.quic.fe.sec.glitches-threshold <count> = glitches after which a QUIC connection to clients is closed
tune.quic.be.sec.glitches-threshold <count> = glitches after which a QUIC connection to servers is closed
tune.quic.frontend.glitches-threshold <count> = glitches after which a QUIC connection to clients is closed ! 3.4 tune.quic.fe.sec.glitches-threshold
tune.quic.fe.sec.retry-threshold <count> = unfinished handshakes from which on QUIC clients must prove their address
tune.quic.retry-threshold <count> = unfinished handshakes from which on QUIC clients must prove their address ! 3.4 tune.quic.fe.sec.retry-threshold
tune.quic.fe.stream.data-ratio <0..100> = share of a QUIC connection’s receive room that one stream may take
tune.quic.be.stream.data-ratio <0..100> = share of a QUIC connection’s receive room that one stream may take
tune.quic.frontend.stream-data-ratio <0..100> = share of a QUIC connection’s receive room that one stream may take ! 3.4 tune.quic.fe.stream.data-ratio
tune.quic.fe.stream.max-concurrent <count> = requests at a time on one QUIC connection to clients
tune.quic.be.stream.max-concurrent <count> = requests at a time on one QUIC connection to servers
tune.quic.frontend.max-streams-bidi <count> = requests at a time on one QUIC connection to clients ! 3.4 tune.quic.fe.stream.max-concurrent
tune.quic.fe.stream.rxbuf <size> = receive room of one QUIC connection to clients
tune.quic.be.stream.rxbuf <size> = receive room of one QUIC connection to servers
tune.quic.fe.tx.pacing <on | off> = sends QUIC packets to clients evenly rather than in bursts
tune.quic.be.tx.pacing <on | off> = sends QUIC packets to servers evenly rather than in bursts
tune.quic.fe.tx.udp-gso <on | off> = hands the kernel several QUIC packets to clients at a time
tune.quic.be.tx.udp-gso <on | off> = hands the kernel several QUIC packets to servers at a time
tune.quic.disable-tx-pacing = sends QUIC packets in bursts ! 3.4 tune.quic.fe.tx.pacing off
tune.quic.disable-udp-gso = hands the kernel QUIC packets one by one ! 3.4 tune.quic.fe.tx.udp-gso off
`,
  },
  proxy: {
    '4.2': `
be-unpublished = keeps a backend out of use until it is published
clitcpka-cnt <count> = unanswered keep-alive packets before a client counts as gone
clitcpka-idle <time> = how long a client is silent before keep-alive packets begin
clitcpka-intvl <time> = time between keep-alive packets to a client
clitimeout <time> = the name that timeout client had
contimeout <time> = the name that timeout connect had
declare capture <request | response> len <bytes> = makes room in the log line for values captured later
filter <name> [<argument>…] = passes the traffic through a filter
force-be-switch <if | unless> <condition> = lets these requests into unpublished or disabled backends
guid <text> = a name for this section that lasts
hash-preserve-affinity <always | maxconn | maxqueue> = whether a hash leads to a full server
http-error status <code> [content-type <type>] [<body>] [hdr <name> <format>]… = an error page that HAProxy makes up
log-steps <all | step[,…]> = at which steps of a stream lines are logged
quic-initial <action> [<condition>] = what happens to the first packet of a QUIC client
srvtcpka-cnt <count> = unanswered keep-alive packets before a server counts as gone
srvtcpka-idle <time> = how long a server is silent before keep-alive packets begin
srvtcpka-intvl <time> = time between keep-alive packets to a server
srvtimeout <time> = the name that timeout server had
ssl-f-use [crt <file>] [<option>…] = a certificate for all TLS lines of this frontend
use-fcgi-app <name> = passes requests to FastCGI servers
`,
  },
  option: {
    '4.2': `
accept-unsafe-violations-in-http-request = lets requests through that break HTTP’s rules dangerously
accept-unsafe-violations-in-http-response = lets responses through that break HTTP’s rules dangerously
h1-case-adjust-bogus-client = writes header names to HTTP/1 clients as h1-case-adjust says
h1-case-adjust-bogus-server = writes header names to HTTP/1 servers as h1-case-adjust says
http-drop-request-trailers = removes headers that come behind the body of a request
http-drop-response-trailers = removes headers that come behind the body of a response
`,
  },
  bind: {
    '5.1': `
ca-ignore-err <all | error[,…]> = faults of authorities’ certificates that are let pass
ca-sign-file <file> = authority that signs certificates made up on the fly
ca-sign-pass <password> = password of the key in ca-sign-file
ca-verify-file <file> = further authorities for clients’ certificates, whose names are not sent
cc <name> = TCP congestion control of these connections
client-sigalgs <names> = signature algorithms asked of clients’ certificates
crt-ignore-err <all | error[,…]> = faults of clients’ own certificates that are let pass
force-sslv3 = uses SSL 3 only
force-tlsv10 = uses TLS 1.0 only
force-tlsv11 = uses TLS 1.1 only
guid-prefix <text> = beginning of the lasting names of these listeners
idle-ping <time> = how often idle HTTP/2 clients are asked whether they are there
ktls <on | off> = lets the kernel encrypt
label <text> = a name for a group of listeners
nbconn <count> = connections that are opened towards a reverse HTTP peer
no-alpn = offers no protocol in the TLS handshake
no-ca-names = does not send clients the names of authorities
no-strict-sni = takes clients whose name has no certificate here
no-tlsv13 = refuses TLS 1.3
npn <protocols> = offers protocols by ALPN’s forerunner
process <processes>[/<threads>] = did say which processes and threads listen here
quic-cc-algo <cubic | newreno | bbr | nocc>[(<window>)] = congestion control of QUIC connections
quic-force-retry = makes all QUIC clients prove their address first
quic-socket <connection | listener> = whether QUIC connections of this line have sockets of their own
shards <count | by-thread | by-group> = how many sockets this line opens
sigalgs <names> = signature algorithms of the handshake
tcp-md5sig <password> = signs every TCP segment with a password
tcp-ss <0 | 1 | 2> = keeps the packet that a connection began with
thread [<group>/]<threads>[,…] = which threads take connections of this line
tls-tickets = gives clients TLS session tickets
`,
  },
  server: {
    '5.2': `
cc = TCP congestion control towards this server
check-pool-conn-name <name> = which idle connection a check may use
check-reuse-pool = lets checks use idle connections
check-sni-auto = takes the server name of TLS checks from their Host header
client-sigalgs <names> = signature algorithms for HAProxy’s certificate towards the server
curves <list> = elliptic curves
force-sslv3 = uses SSL 3 only
force-tlsv10 = uses TLS 1.0 only
force-tlsv11 = uses TLS 1.1 only
healthcheck <name> = the healthcheck section that says how it is checked
idle-ping <time> = how often idle HTTP/2 connections to the server are tried
ktls = lets the kernel encrypt
log-bufsize <bytes> = room for messages that a slow log server has not taken yet
no-check-reuse-pool = checks make connections of their own
no-check-sni-auto = sends no server name of its own accord in TLS checks
no-renegotiate = refuses to negotiate a TLS 1.2 connection anew
no-send-proxy-v2-ssl = takes back an inherited send-proxy-v2-ssl
no-send-proxy-v2-ssl-cn = takes back an inherited send-proxy-v2-ssl-cn
no-sni-auto = sends no server name of its own accord
no-tfo = takes back an inherited tfo
no-tlsv13 = refuses TLS 1.3
npn <protocols> = offers protocols by ALPN’s forerunner
pool-conn-name <expression> = which idle connection a request may use
quic-cc-algo <cubic | newreno | bbr | nocc>[(<window>)] = congestion control of QUIC towards the server
renegotiate = lets the server negotiate a TLS 1.2 connection anew
set-proxy-v2-tlv-fmt (<id>) <format> = adds a fact of your own to PROXY v2 headers
sigalgs <names> = signature algorithms of the handshake
sni-auto = takes the server name in TLS from the Host header
tcp-md5sig <password> = signs every TCP segment with a password
usesrc = where connections seem to come from
`,
  },
  action: {
    '4.4': `
add-acl (<file>) <format> = adds a pattern to an ACL that was loaded from a file
add-headers-bin <expression> [prefix <text>] = adds headers from a binary list
attach-srv <server> [name <expression>] = makes a connection from a client one to a server
cache-store <cache> = puts the response into a cache
cache-use <cache> = answers from a cache if it has the response
del-acl (<file>) <format> = takes a pattern out of an ACL that was loaded from a file
del-headers-bin <expression> [-m <str | beg | end | sub>] = removes the headers of a binary list
del-map (<map>) <format> = takes a key out of a map
do-log [profile <name>] = writes a log line here, beside the usual one
do-resolve (<variable>,<resolvers>[,ipv4 | ipv6]) <expression> = looks a name up and keeps the address in a variable
normalize-uri <normalizer> [full | strict] = rewrites the URI into its usual form
ot-group <filter> <group> = runs a group of OpenTracing scopes
pause <time | expression> = waits before going on
sc-add-gpc (<index>,<counter>) <number | expression> = adds a number to a general counter of a tracked entry
sc-inc-gpc (<index>,<counter>) = adds one to a general counter of a tracked entry
sc-set-gpt (<index>,<counter>) <number | expression> = sets a general tag of a tracked entry
sc-set-gpt0 (<counter>) <number | expression> = sets the general tag of a tracked entry
send-spoe-group <engine> <group> = asks an agent about this now
set-bandwidth-limit <filter> [limit <size | expression>] [period <time | expression>] = switches a bandwidth filter on for this stream
set-bc-mark <mark | expression> = marks packets to the server
set-bc-tos <tos | expression> = sets the service class of packets to the server
set-dst <expression> = takes something else for the address the client connected to
set-dst-port <expression> = takes something else for the port the client connected to
set-fc-mark <mark | expression> = marks packets to the client
set-fc-tos <tos | expression> = sets the service class of packets to the client
set-headers-bin <expression> [prefix <text>] = sets headers from a binary list
set-map (<map>) <key> <value> = sets a key of a map
set-mark <mark> = marks packets to the client
set-nice <-1024..1024> = changes the priority of this request’s work in HAProxy
set-priority-class <expression> = who is served first when requests wait
set-priority-offset <expression> = moves a request forward or back in its queue
set-retries <count | expression> = how often this request’s connection is tried again
set-src <expression> = takes something else for the client’s address
set-src-port <expression> = takes something else for the client’s port
set-timeout <client | connect | queue | server | tarpit | tunnel> <time | expression> = sets a timeout of this stream
set-tos <tos> = sets the service class of packets to the client
strict-mode <on | off> = whether a rewrite that fails is an error
switch-mode http [proto <name>] = makes a TCP connection an HTTP one from here on
wait-for-body time <time> [at-least <bytes>] = waits for the body before the rules go on
wait-for-handshake = waits until the TLS handshake is complete
`,
  },
  'quic-initial': {
    '4.4': `
accept = takes the new QUIC connection and skips the rules behind it
dgram-drop = ignores the packet without any answer
reject = tells the client that it is refused
send-retry = makes the client prove its address first
`,
  },
  services: {
    '4.4': `
prometheus-exporter = every counter, in the form that Prometheus reads
`,
  },
  filter: {
    '9': `
bwlim-in <name> <limit> = limits how fast clients send
bwlim-out <name> <limit> = limits how fast clients receive
cache <cache> = stores and serves responses
compression = compresses bodies
comp-req = compresses what clients send
comp-res = compresses what servers send
fcgi-app <name> = speaks FastCGI with servers
opentracing [id <name>] config <file> = reports spans to an OpenTracing collector
spoe [engine <name>] config <file> = asks agents outside about the traffic
trace [name <text>] [random-forwarding] [hexdump] [quiet] = shows what filters are called with
`,
  },
};
