/** `global`: limits and tuning (manual 3.2): the longer texts, as `keyword-entries.ts` reads them. */
export const GLOBAL_TUNING: Readonly<Record<string, string>> = {
  global: `
busy-polling
Threads never sleep: they ask for events again and again. It saves 30 to 100 microseconds where processors are slow to wake, on virtual machines above all, and keeps every processor at 100 %. Never with threads that share processors among themselves or with network interrupts.
> busy-polling

max-spread-checks
First checks of a backend’s servers are spread over the smallest ~inter~, so that they do not all come at once. With long intervals the last server would wait long for its first check: this is the most that may lie between the first and the last. Without a unit it is milliseconds.
> max-spread-checks 5s

maxcompcpuusage
100, the default, never stops it. Below that, new responses are not compressed and running ones less well, so that compression cannot eat the processor that TLS needs.
> maxcompcpuusage 85

maxcomprate
0, the default, is no limit. Near it levels go down, and beyond it responses go out as they are.
> maxcomprate 100000

maxconn
Beyond it new connections wait in the kernel, for all frontends together. One client connection takes two file descriptors and, while it is busy, two buffers of ~tune.bufsize~, about 33 kB. Unless told it follows from the limit of file descriptors (~ulimit -n~), which may be far too many for the memory or as few as some hundreds: set it. ~-n~ wins over it.
> maxconn 20000

maxconnrate
When so many connections were accepted within a second, the rest waits in the kernel until the next. There is no fair share between frontends, so limit those too (~rate-limit sessions~). No limit unless told.
> maxconnrate 2000

maxpipes
A spliced stream takes up to two pipes, each with two file descriptors. A quarter of ~maxconn~ unless told; where none is left, data is copied as usual.
> maxpipes 1000

maxsessrate
Sessions begin once the rules of ~tcp-request connection~ have let a connection pass, so refused ones do not count, unlike with ~maxconnrate~. No limit unless told.
> maxsessrate 1000

maxsslconn
Connections to servers count too, so one that is decrypted and encrypted again counts twice. Each holds some ten kilobytes in the TLS library. No limit of its own unless told; with a memory limit (~-m~) HAProxy works one out.
> maxsslconn 10000

maxsslrate
Beyond it, TLS listeners wait. They are counted before the handshake, so forged handshakes are held back as well: a shield for the processor, not a share for each frontend. No limit unless told.
> maxsslrate 500

maxzlibmem
0, the default, is no limit. At the limit new responses are not compressed. Builds with libslz, which need almost no memory, ignore it.
> maxzlibmem 100

no-memory-trimming
On reloads and when memory is short, HAProxy asks the system’s allocator to return what is free, which with hundreds of thousands of connections may stop everything for seconds. Only if that was seen.
> no-memory-trimming

noepoll
The same as ~-de~. Linux falls back to ~poll~, whose cost grows with the number of connections. For tests only.
> noepoll

noevports
The same as ~-dv~; ~poll~ takes over. Other systems ignore it.
> noevports

nogetaddrinfo
The same as ~-dG~: names are looked up with ~gethostbyname~, IPv4 first. For systems whose ~getaddrinfo~ misbehaves.
> nogetaddrinfo

nokqueue
The same as ~-dk~; ~poll~ takes over. Linux ignores it.
> nokqueue

nopoll
The same as ~-dp~. ~select~ is what comes after it, and that ends at 1024 file descriptors. There is no reason to, outside tests.
> nopoll

noreuseport
The same as ~-dR~. Without ~SO_REUSEPORT~, a port that is taken is an error at once, and a reload cannot bind before the old process has let go.
> noreuseport

nosplice
The same as ~-dS~. Data that HAProxy only passes on is copied through its buffers even where ~option splice-auto~ and the like are set.
> nosplice

profiling.tasks
Times are shown by ~show profiling~ at the runtime socket. ~auto~, the default, starts measuring in a thread whose loop takes 1 ms or more on average, and stops below 0.99 ms. ~on~ costs about one percent. It is how slow Lua, rules and maps are found.
> profiling.tasks on

spread-checks
0 unless told: servers on one machine are checked in step. 2 to 5 % is enough to break it up.
> spread-checks 5

tune.applet.zero-copy-forwarding
On unless told. Services are the statistics page, the cache, Lua and others. Off only when a fault is suspected there.
> tune.applet.zero-copy-forwarding off

tune.buffers.limit
0, the default, is no limit. At the limit tasks wait for a buffer to come free, in rare cases until their timeout; ~maxconn~ is the better limit.
> tune.buffers.limit 100000

tune.buffers.reserve
4 unless told, 2 at least before 3.0. There is no reason to change it.
> tune.buffers.reserve 4

tune.bufsize
16384 bytes unless told. A request head beyond ~tune.bufsize~ less ~tune.maxrewrite~ is answered with 400, a response head with 502. Large cookies or tokens are the reason to raise it; memory grows in step, two buffers for each busy connection, so lower ~maxconn~ by the same factor. HTTP/2 needs at least 16384.
> tune.bufsize 32768

tune.bufsize.large
They are for the few places that ask for more room than usual, a captured request body for instance, while all else keeps ~tune.bufsize~. Each thread holds three of them.
> tune.bufsize.large 64k

tune.bufsize.small
1024 bytes unless told. HTTP/3 writes response headers into them first and takes a usual buffer where that does not do.
> tune.bufsize.small 2048

tune.chksize
It does nothing: checks use buffers of ~tune.bufsize~ since 2.4. Remove the line.
> tune.bufsize 16384

tune.cli.max-payload-size
128 kB unless told. It is for what follows ~<<~: certificates, maps, lists. Very large ones take long enough to stop other traffic of the thread.
> tune.cli.max-payload-size 1m

tune.comp.maxlevel
1 unless told: fast, and already most of the gain. Levels go down by themselves near ~maxcomprate~ and ~maxcompcpuusage~.
> tune.comp.maxlevel 3

tune.defaults.purge
Servers and backends that are added at run time start from them, so they are kept unless told. Without such additions a large configuration saves memory by ~all~.
> tune.defaults.purge

tune.disable-fast-forward
Data is passed from side to side without waking the stream that it belongs to; this stops that, and splicing and zero-copy with it. For developers.
! ~expose-experimental-directives~
> tune.disable-fast-forward

tune.disable-zero-copy-forwarding
Data goes straight from one protocol’s side to the other’s, and this stops it everywhere, kernel splicing included. ~tune.h1.zero-copy-fwd-send~ and its siblings do the same for one protocol. For when corrupted or stuck transfers are looked into.
> tune.disable-zero-copy-forwarding

tune.epoll.mask-events
A way round rare faults of the Linux kernel without giving up ~epoll~. Only when somebody who knows asks for it.
> tune.epoll.mask-events rdhup

tune.events.max-events-at-once
100 unless told. Servers’ changes of state go through it, to Lua for instance.
> tune.events.max-events-at-once 50

tune.fail-alloc
0 unless told. It works in builds made for it or with ~-dMfail~, to see that running out of memory is survived.
> tune.fail-alloc 0

tune.fd.edge-triggered
Off unless told. It saves system calls, and connections may freeze where a change is missed.
! ~expose-experimental-directives~ before 3.2
> tune.fd.edge-triggered on

tune.glitches.kill.cpu-usage
0, the default: a connection that reaches its ~glitches-threshold~ is closed at once. With 80, misbehaving but harmless connections stay until the thread’s processor is 80 % busy.
> tune.glitches.kill.cpu-usage 80

tune.h1.be.glitches-threshold
0, the default, is never. Glitches are odd headers and the like that were let through; hundreds are a sensible limit. At three quarters the connection is not used again.
> tune.h1.be.glitches-threshold 500

tune.h1.fe.glitches-threshold
0, the default, is never. Glitches are odd headers and the like that were let through; hundreds are a sensible limit.
> tune.h1.fe.glitches-threshold 500

tune.h1.zero-copy-fwd-recv
On unless told. Off only when a fault is suspected there.
> tune.h1.zero-copy-fwd-recv off

tune.h1.zero-copy-fwd-send
On unless told. Off only when a fault is suspected there.
> tune.h1.zero-copy-fwd-send off

tune.h2.be.glitches-threshold
0, the default, is never. Honest servers make a few over a long connection, so think of hundreds. At three quarters of it HAProxy already says that it will open no more streams.
> tune.h2.be.glitches-threshold 1000

tune.h2.be.initial-window-size
~tune.h2.initial-window-size~ unless told. More makes single downloads faster and lets a slow client hold up others on a shared connection; ~tune.h2.be.rxbuf~ (3.2) does better.
> tune.h2.be.initial-window-size 65536

tune.h2.be.max-concurrent-streams
~tune.h2.max-concurrent-streams~, so 100, unless told. With few, say 5, a slow client holds up fewer others on the same connection, at the price of more connections; think of that with ~http-reuse always~.
> tune.h2.be.max-concurrent-streams 20

tune.h2.be.max-frames-at-once
0, the default, is no limit. Tens or hundreds keep one busy connection from holding up others of the thread, where buffers are large.
> tune.h2.be.max-frames-at-once 100

tune.h2.be.rxbuf
About 1600 kB unless told: 100 streams with a buffer each. Each stream has one buffer for certain and shares in seven eighths of the rest, so downloads are fast and slow clients do not block others.
> tune.h2.be.rxbuf 4m

tune.h2.fe.glitches-threshold
0, the default, is never. Attacks make thousands of them and browsers a few, so some hundreds are a good limit. At three quarters of it the client is told to open a new connection.
> tune.h2.fe.glitches-threshold 500

tune.h2.fe.initial-window-size
~tune.h2.initial-window-size~ unless told. 16384 bytes are about 1.3 Mbit/s at 100 ms. More makes uploads faster and pages beside them slower; ~tune.h2.fe.rxbuf~ (3.2) does better.
> tune.h2.fe.initial-window-size 1048576

tune.h2.fe.max-concurrent-streams
~tune.h2.max-concurrent-streams~, so 100, unless told. Browsers expect about a hundred; more lets one client take more at once. 3.4 has options that announce fewer while a thread is busy.
> tune.h2.fe.max-concurrent-streams 50

tune.h2.fe.max-frames-at-once
0, the default, is no limit. Tens or hundreds keep one connection from holding up others of the thread.
> tune.h2.fe.max-frames-at-once 100

tune.h2.fe.max-rst-at-once
0, the default, is no limit. With 1 or a few, floods of resets wait behind all other work; a person who presses Stop does not notice.
> tune.h2.fe.max-rst-at-once 1

tune.h2.fe.max-total-streams
0, the default, is no limit. At the limit the client is asked politely to open a new connection, which lets long-lived clients spread over new machines. Values below some hundreds cost handshakes.
> tune.h2.fe.max-total-streams 2000

tune.h2.fe.rxbuf
1600 kB unless told: 100 streams with a buffer each, about 130 Mbit/s of upload at 100 ms. Unused room is lent to the streams that upload.
> tune.h2.fe.rxbuf 4m

tune.h2.header-table-size
4096 unless told, up to 65536, for every connection. Hardly any client gains by more.
> tune.h2.header-table-size 8192

tune.h2.initial-window-size
16384 unless told, 65535 before 2.8, for both sides; the ~fe~ and ~be~ forms win. Raise one of those, or from 3.2 on ~rxbuf~, rather than this.
> tune.h2.initial-window-size 65536

tune.h2.log-errors
~stream~, the default, logs all, ~connection~ those that end a connection.
> tune.h2.log-errors connection

tune.h2.max-concurrent-streams
100 unless told, for both sides; the ~fe~ and ~be~ forms win. 0 takes all limits away, which invites abuse.
> tune.h2.max-concurrent-streams 100

tune.h2.max-frame-size
16384, or ~tune.bufsize~ where that is larger. Worth setting only where buffers are very large.
> tune.h2.max-frame-size 16384

tune.h2.zero-copy-fwd-send
On unless told. Off only when a fault is suspected there.
> tune.h2.zero-copy-fwd-send off

tune.http.cookielen
63 unless told. ~capture cookie … len~ cannot go beyond it, and every capture takes this much, twice for each request.
> tune.http.cookielen 128

tune.http.logurilen
1024 unless told; the rest is cut off. Raise ~len~ of the ~log~ line too, or the line is cut there.
> tune.http.logurilen 4096

tune.http.maxhdr
101 unless told, up to 32767, the first line included. Requests with more get 400, responses 502. Each header costs 4 bytes a stream.
> tune.http.maxhdr 200

tune.idle-pool.shared
On unless told: within a thread group; ~full~ (3.4) among all groups. With ~off~ every thread needs its own connections, so servers see more of them, and ~pool-low-conn~ should be set.
> tune.idle-pool.shared off

tune.idletimer
1000 unless told, up to 65535; 0 stops looking. What follows a pause is sent in small TLS records again (~tune.ssl.maxrecord~).
> tune.idletimer 500

tune.listener.default-shards
~by-group~ unless told: one for each thread group. ~by-thread~ opens one for each thread, so that the kernel deals connections out. ~shards~ on a ~bind~ line wins.
> tune.listener.default-shards by-thread

tune.listener.multi-queue
~on~, the default, gives a connection to the less loaded of some threads, which suits long connections; ~fair~ (2.8) takes threads in turn, which suits short ones. ~off~ leaves it with whoever accepted it.
> tune.listener.multi-queue off

tune.lua.bool-sample-conversion
Before 3.1, Lua got 0 and 1 for them, and in Lua 0 is true. ~normal~ gives true and false; without this line, 3.2 warns when Lua is loaded and keeps to the old way. It must stand in front of ~lua-load~.
> tune.lua.bool-sample-conversion normal

tune.lua.burst-timeout
1 s unless told; 0 switches it off. The others count a script’s whole time, this one single stretches, and so keeps one script from stopping a thread until the watchdog ends the process.
> tune.lua.burst-timeout 500ms

tune.lua.forced-yield
10000 unless told; with ~lua-load~ that is divided by the number of threads, to 500 at least. Less is kinder to other traffic, more finishes long scripts sooner.
> tune.lua.forced-yield 5000

tune.lua.log.loggers
On unless told; the targets are those of the proxy that the script runs in.
> tune.lua.log.loggers off

tune.lua.log.stderr
~auto~, the default, does so where there is no log target for it.
> tune.lua.log.stderr off

tune.lua.maxmem
0, the default, is no limit, so one faulty script can take all there is. Set it wherever Lua is loaded.
> tune.lua.maxmem 100

tune.lua.openlibs
All unless told: ~debug~, ~io~, ~math~, ~os~, ~package~, ~string~, ~table~, ~utf8~. Leaving ~io~ and ~os~ out keeps scripts from files and programs.
> tune.lua.openlibs table,string,math

tune.lua.service-timeout
4 s unless told. Only computing counts, not waiting or sleeping.
> tune.lua.service-timeout 10s

tune.lua.session-timeout
4 s unless told. Only computing counts, not waiting or sleeping. In seconds rather than milliseconds it is already a denial of service.
> tune.lua.session-timeout 1s

tune.lua.task-timeout
No limit unless told, because a task may live as long as the process.
> tune.lua.task-timeout 1m

tune.max-checks-per-thread
0, the default, is no limit. With thousands of TLS checks it keeps one thread from falling behind.
> tune.max-checks-per-thread 100

tune.max-rules-at-once
50 unless told, in ~http-request~, ~http-response~ and the ~content~ rules of TCP. The rules that are left go on in the next round, so nothing is skipped.
> tune.max-rules-at-once 100

tune.maxaccept
4 unless told; -1 is no limit. An old configuration with 100 or more makes latency worse: remove it.
> tune.maxaccept 4

tune.maxpollevents
200 on Linux unless told. Fewer mean lower latency, more a little more throughput.
> tune.maxpollevents 100

tune.maxrewrite
1024 bytes unless told. So much of each buffer stays free while a message comes in, for headers that rules add; more of it means less room for the client’s own. It is never more than half of ~tune.bufsize~.
> tune.maxrewrite 2048

tune.memory.hot-size
512 kB unless told. About the size of a core’s second cache is best, up to twice that.
> tune.memory.hot-size 1048576

tune.notsent-lowat.client
0, the default, leaves it to the kernel. A value near ~tune.bufsize~ saves much memory with slow clients and keeps data where HAProxy can still decide. Linux, TCP only.
> tune.notsent-lowat.client 16384

tune.notsent-lowat.server
0, the default, leaves it to the kernel. Linux, TCP only; large uploads to slow servers are the use.
> tune.notsent-lowat.server 16384

tune.pattern.cache-size
10000 for each thread unless told, 0 for none: ~sub~, ~reg~, ~dir~, ~dom~, ~end~, ~bin~ and what ignores case. About 8 MB each.
> tune.pattern.cache-size 50000

tune.peers.max-updates-at-once
200 unless told. Large values hold up other traffic while an old process teaches the new one.
> tune.peers.max-updates-at-once 100

tune.pipesize
The system’s own, 64 kB on Linux, unless told. More helps fast downloads and takes kernel memory.
> tune.pipesize 262144

tune.pool-high-fd-ratio
25 unless told. When a new connection is needed beyond it, an idle one to somewhere else is closed.
> tune.pool-high-fd-ratio 30

tune.pool-low-fd-ratio
20 unless told. Below ~tune.pool-high-fd-ratio~, naturally.
> tune.pool-low-fd-ratio 15

tune.pt.zero-copy-forwarding
On unless told. It needs splicing (~option splice-auto~ and others) as well.
> tune.pt.zero-copy-forwarding off

tune.quic.backend.max-idle-timeou
The name’s last letter is missing in HAProxy 2.8 itself, which speaks no QUIC to servers yet, so it does nothing. Leave it out.
> tune.quic.frontend.max-idle-timeout 30s

tune.quic.frontend.conn-tx-buffers.limit
30 unless told. From 3.2 on it does nothing, since windows limit the same.
> tune.quic.frontend.conn-tx-buffers.limit 60

tune.quic.listen
On unless told. With ~off~, ~quic4@~ and ~quic6@~ lines stay valid but take nothing, a quick way to do without HTTP/3; clients fall back to TCP.
> tune.quic.listen off

tune.quic.socket-owner
~connection~ unless told, where the system can. It is faster and loses nothing on reloads, but needs rights for ports below 1024 (~setcap cap_net_bind_service~).
> tune.quic.socket-owner listener

tune.quic.fe.sock-per-conn
~default-on~ unless told, where the system can. It is faster and loses nothing on reloads, but needs rights for ports below 1024 (~setcap cap_net_bind_service~). Earlier versions call it ~tune.quic.socket-owner~.
> tune.quic.fe.sock-per-conn force-off

tune.quic.mem.tx-max
No limit unless told. It is no hard limit: every connection may send two packets whatever it says. Called ~tune.quic.frontend.max-tx-mem~ in 3.2.
> tune.quic.mem.tx-max 100m

tune.quic.frontend.max-tx-mem
No limit unless told. It is no hard limit: every connection may send two packets whatever it says.
> tune.quic.frontend.max-tx-mem 100m

tune.quic.fe.stream.max-total
0, the default, is no limit. At the limit the connection ends once all is answered, so that long-lived clients come back elsewhere.
> tune.quic.fe.stream.max-total 2000

tune.quic.frontend.max-data-size
0, the default: streams at a time times ~tune.bufsize~. It limits upload speed over long distances.
> tune.quic.frontend.max-data-size 4m

tune.quic.zero-copy-fwd-send
On unless told. Off only when a fault is suspected there.
> tune.quic.zero-copy-fwd-send off

tune.rcvbuf.backend
0, the default, leaves it to the kernel, which may also cut large values. For sockets that are not connected, UDP logging for instance.
> tune.rcvbuf.backend 1048576

tune.rcvbuf.frontend
0, the default, leaves it to the kernel, which may also cut large values. For QUIC listeners and ~dgram-bind~: too small a buffer drops packets under load.
> tune.rcvbuf.frontend 1048576

tune.rcvbuf.client
0, the default, leaves it to the kernel, which tunes it well. Small values such as 4096 save kernel memory and cost processor time.
> tune.rcvbuf.client 65536

tune.rcvbuf.server
0, the default, leaves it to the kernel, which tunes it well.
> tune.rcvbuf.server 65536

tune.recv_enough
10136 unless told. Then HAProxy does not try to read once more.
> tune.recv_enough 10136

tune.renice.runtime
As ~nice~ has it: lower goes first, and below 0 takes root. The system’s own unless told.
> tune.renice.runtime 0

tune.renice.startup
A large configuration read at 10 does not disturb the process that still serves. Behind it the priority is what it was, or ~tune.renice.runtime~’s.
> tune.renice.startup 10

tune.ring.queues
Worked out by HAProxy unless told. For developers who trace under load.
> tune.ring.queues 8

tune.runqueue-depth
From 35 to 280 by the number of threads unless told. More is more throughput and more latency.
> tune.runqueue-depth 100

tune.sched.low-latency
Off unless told. With a large ~tune.runqueue-depth~ it keeps new requests quick while much else goes on, which then goes on more slowly.
> tune.sched.low-latency on

tune.sndbuf.backend
0, the default, leaves it to the kernel, which may also cut large values. For UDP logging and other sockets that are not connected.
> tune.sndbuf.backend 1048576

tune.sndbuf.frontend
0, the default, leaves it to the kernel, which may also cut large values. For QUIC listeners.
> tune.sndbuf.frontend 1048576

tune.sndbuf.client
0, the default, leaves it to the kernel, which tunes it well. ~tune.notsent-lowat.client~ is the better way to save memory on Linux.
> tune.sndbuf.client 65536

tune.sndbuf.server
0, the default, leaves it to the kernel, which tunes it well.
> tune.sndbuf.server 65536

tune.ssl.cachesize
20000 blocks of some 200 bytes unless told, all taken at start. A session takes one block, more with a client certificate; the longest unused go first. 0 switches resumption by the cache off, so that every client pays for a full handshake unless it has a ticket.
> tune.ssl.cachesize 100000

tune.ssl.capture-buffer-size
0, the default, keeps nothing. ~ssl_fc_cipherlist_bin~, ~ssl_fc_eclist_bin~ and fingerprints made of them need it; 96 to 200 is enough, for every connection.
> tune.ssl.capture-buffer-size 128

tune.ssl.capture-cipherlist-size
The newer one keeps extensions and curves as well as ciphers.
> tune.ssl.capture-cipherlist-size 128

tune.ssl.certificate-compression
~auto~, the default, does as the library does. ~off~ on both sides, where a client chokes on it.
! OpenSSL 3.2
> tune.ssl.certificate-compression off

tune.ssl.default-dh-param
Largest DHE parameter, 2048 unless told, 1024 at least; it follows the size of the certificate’s key below that. ECDHE needs none of it, and current clients use that.
> tune.ssl.default-dh-param 2048

tune.ssl.force-private-cache
There is one process with one cache since ~nbproc~ went, so it changes nothing today.
> tune.ssl.force-private-cache

tune.ssl.hard-maxrecord
0, the default, is no limit (TLS’s own is 16384). For clients with very little memory. ~tune.ssl.maxrecord~ holds at the beginning only.
> tune.ssl.hard-maxrecord 4096

tune.ssl.keylog
Off unless told. With it ~ssl_fc_client_random~ and others give what Wireshark needs to read recorded traffic, so whoever has the log can read everything. Only while a fault is looked for.
> tune.ssl.keylog on

tune.ssl.keyupdate-rate-limit
100 unless told; 0 is no limit. Each costs time, so a flood of them ends the connection.
> tune.ssl.keyupdate-rate-limit 20

tune.ssl.lifetime
300 seconds unless told: within that a client may skip the full handshake. Longer makes the same keys good for longer; a full cache forgets earlier anyway. Without a unit it is seconds.
> tune.ssl.lifetime 600

tune.ssl.maxrecord
0, the default, is no limit. A browser can only use a record once it is complete, so records that fit one packet, 1419, or two, 2859, show pages a little earlier on slow lines. Later records are full-sized until a pause (~tune.idletimer~).
> tune.ssl.maxrecord 1419

tune.ssl.ocsp-update.maxdelay
3600 unless told. From 3.0 on write ~ocsp-update.maxdelay~.
> tune.ssl.ocsp-update.maxdelay 3600

tune.ssl.ocsp-update.mindelay
300 unless told. From 3.0 on write ~ocsp-update.mindelay~.
> tune.ssl.ocsp-update.mindelay 300

tune.ssl.ssl-ctx-cache-size
1000 unless told. Only ~generate-certificates~ on ~bind~ lines makes any.
> tune.ssl.ssl-ctx-cache-size 5000

tune.stick-counters
3 unless told (~sc0~ to ~sc2~), up to 100; 0 switches tracking off. Each takes 32 bytes a request, cleared every time, so do not exaggerate.
> tune.stick-counters 5

tune.streams-elasticity
Every connection has one stream for certain; with 200, idle times let clients open many at once, and with ~maxconn~ reached it is two each on average. 100 at least; no limit unless told.
> tune.streams-elasticity 200

tune.takeover-other-tg-connections
~none~, the default, never; ~restricted~ where a connection cannot be made (reverse HTTP, ~strict-maxconn~); ~full~ whenever there is none at home, at a price. 3.4 prefers ~tune.idle-pool.shared full~.
> tune.takeover-other-tg-connections restricted

tune.vars.check-max-size
0, the default, is no limit.
> tune.vars.check-max-size 4096

tune.vars.global-max-size
0, the default, is no limit. A variable that does not fit is not set, and nothing says so.
> tune.vars.global-max-size 10000000

tune.vars.proc-max-size
0, the default, is no limit. It contains that of sessions, transactions and messages.
> tune.vars.proc-max-size 1000000

tune.vars.reqres-max-size
0, the default, is no limit. A variable that does not fit is not set, and nothing says so.
> tune.vars.reqres-max-size 4096

tune.vars.sess-max-size
0, the default, is no limit. Its transactions count towards it.
> tune.vars.sess-max-size 8192

tune.vars.txn-max-size
0, the default, is no limit. Its request and response count towards it.
> tune.vars.txn-max-size 8192
`,
};
