/** `global`: the process, its rights, files, TLS for all, and what is for finding faults (manual 3.1, 3.3, 3.4): the longer texts, as `keyword-entries.ts` reads them. */
export const GLOBAL_PROCESS: Readonly<Record<string, string>> = {
  global: `
acme.scheduler
With ~auto~, the default, every certificate is looked at at start and then twice a day, and asked for anew once less than a twelfth of its life is left. ~off~ leaves it to the runtime command ~acme renew~.
! an ~acme~ section
> acme.scheduler off

ca-base
Only relative names are touched, wherever a ~ca-file~, ~crl-file~ or ~ca-verify-file~ stands behind it; absolute ones stay as they are. Without it, relative names start in the folder that HAProxy was started in, unless ~default-path~ says otherwise.
> ca-base /etc/haproxy/ca

chroot
After start the process sees nothing outside this folder, so an intruder would find no files and no shell. The folder should be empty and not writable. What is opened later must lie inside it: the log socket ~/dev/log~, files that Lua reads, the program of ~external-check~. Certificates, maps and error files are read before. It takes effect only where HAProxy starts as root.
> chroot /var/empty

close-spread-time
At a soft stop, idle connections are closed at once and busy ones after their next response, which makes all clients come back in the same moment. With a time, in milliseconds unless it has a unit, the closing is spread over it; ~infinite~ closes nothing early. Keep it below ~hard-stop-after~.
> close-spread-time 30s

cluster-secret
QUIC derives its reset tokens and address validation tokens from it. Nodes that share an address need the same one, or a client that lands on another node, or on the process after a reload, has to begin again. Without it each start makes up its own.
> cluster-secret "4cf2a5f0b39f2d7c"

cpu-affinity
~per-group~ lets each thread move among the processors of its group, ~per-core~ among the hardware threads of a core, ~per-ccx~ among cores with one cache, ~per-thread~ not at all. ~auto~, the default, is ~per-group~, except that ~threads-per-core 1~ in ~cpu-policy~ makes it ~per-core~.
> cpu-affinity per-core

cpu-map
~auto:1/1-4 0-3~ gives threads 1 to 4 of group 1 the processors 0 to 3, one each; without ~auto:~ every thread may use the whole set. Threads that share a processor with the network card’s interrupts, or two that share one core, are slower than fewer threads. With it, ~cpu-policy~ and NUMA detection do nothing.
> cpu-map auto:1/1-2 0-1

cpu-policy
Used where neither ~cpu-map~ nor ~nbthread~ decides. ~none~ takes what there is, ~first-usable-node~ stays on one memory node, ~group-by-cluster~ and ~group-by-ccx~ make a group for each cluster or cache, ~performance~ leaves slow cores out, ~efficiency~ and ~resource~ fast ones. 3.2 begins with ~first-usable-node~, 3.4 with ~performance~.
> cpu-policy group-by-cluster

cpu-set
~drop-~ and ~only-~ go with ~cpu~, ~node~, ~cluster~, ~core~ or ~thread~, each followed by numbers and ranges; ~reset~ forgets what the service manager had allowed. What is left is what ~cpu-policy~ deals out. A machine without those processors is no error.
> cpu-set drop-cpu 0,1

crt-base
Only relative names of ~crt~ and ~crt-list~ are touched, wherever they stand behind it. It does not hold for keys: they are found beside their certificate, or through ~key-base~ in a ~crt-store~.
> crt-base /etc/haproxy/certs

daemon
The process detaches from the terminal and returns when it is ready, as ~-D~ does. Under systemd and in containers leave it out: the manager wants to see the process itself, and ~-Ws~ or ~-db~ are what it starts.
> daemon

default-path
~current~, the default, is the folder that HAProxy was started in; ~config~ the one of each configuration file; ~parent~ the one above that; ~origin~ the given path. It must stand in front of everything that names a file, so first of all in the first ~global~.
> default-path config

description
Shown on the statistics page and by ~show info~; nothing depends on it. It takes one word, or a quoted text.
> description "edge proxy, north"

dns-accept-family
~resolve-prefer~ only prefers: a name that has nothing but IPv6 would still get it, routable or not. Here a family can be ruled out. ~auto~, the default from 3.3 on, asks for IPv6 only while the machine has a way out for it; the answer is kept for 30 seconds. 3.2 takes ~ipv4,ipv6~ unless told.
> dns-accept-family ipv4

expose-deprecated-directives
Only for those that have no successor, such as ~program~ sections in 3.2; without it they are refused. It must stand in front of the first of them, and it is a note that the next upgrade needs work.
> expose-deprecated-directives

expose-experimental-directives
Experimental keywords are refused without it, because their form may still change or vanish. It must stand in front of the first of them. Each upgrade deserves a look at the release notes for what it covers.
> expose-experimental-directives

external-check
Without it, ~option external-check~ is an error. HAProxy starts one process for each check and server, as its own user and after ~chroot~, with nothing in the environment but its own variables; ~preserve-env~ hands the whole environment on. Hundreds of servers mean hundreds of processes a second: prefer TCP or HTTP checks. HAProxy also wants ~insecure-fork-wanted~.
> external-check
> insecure-fork-wanted

fd-hard-limit
Where neither ~maxconn~ nor ~ulimit-n~ says anything, HAProxy sizes itself by the system’s hard limit, and systems that allow a thousand million would make it reserve all memory. This is the upper end, 1048576 unless told; a lower limit of the system still holds.
> fd-hard-limit 50000

force-cfg-parser-pause
Reading stops here for the given time, in milliseconds without a unit, so that start scripts and reload timeouts can be tried. It has no place in production.
! ~expose-experimental-directives~
> force-cfg-parser-pause 100ms

gid
It takes a number from ~/etc/group~; ~group~ takes a name. HAProxy has to start as root to change it, and drops other groups as well. Choose a group that nothing else uses.
> gid 995

grace
Between SIGUSR1 and the real soft stop the process keeps accepting while ~stopping~ is already true, so that a health check in front can notice. Never with reloads: the old process would keep its ports. A variable set at the runtime socket does the same with more control.
> grace 10s

group
It takes a name; ~gid~ a number. HAProxy has to start as root to change it. The group needs no right to write anything: files of the configuration are read before the change.
> group haproxy

h1-accept-payload-with-any-method
HTTP/1.0 does not say what such a body means, and servers that ignore it can be made to take it for a next request, so HAProxy answers 413. This lets old clients that need it through, for all proxies.
> h1-accept-payload-with-any-method

h1-case-adjust
HAProxy sends all names in lower case, which is right, but some old programs look for their own spelling. The first name is in lower case and the second differs in case only; one line each, no duplicates. It does something only in proxies with ~option h1-case-adjust-bogus-client~ or ~-server~.
> h1-case-adjust content-length Content-Length

h1-case-adjust-file
Each line has two names with a blank between, as ~h1-case-adjust~ has them; lines with ~#~ and empty ones are skipped. Of several such lines in the configuration only the last counts.
> h1-case-adjust-file headers.case

h1-do-not-close-on-insecure-transfer-encoding
A message with both ~Transfer-Encoding~ and ~Content-Length~ is a classic attack on old intermediaries, so HAProxy drops the second and closes behind the response. With this it does not close. Only where nothing on the way speaks HTTP/1.0.
> h1-do-not-close-on-insecure-transfer-encoding

hard-stop-after
A soft stop, and every reload, waits for sessions to end, which WebSockets and downloads may never do. After this time, in milliseconds without a unit, all that is left is cut. There is no limit unless told: old processes then pile up with each reload. Long enough for a usual download, minutes rather than seconds, is a good value.
> hard-stop-after 5m

harden.reject-privileged-ports.quic
On unless told: no honest client comes from there, while forged packets that are to make HAProxy answer a DNS or NTP server do.
> harden.reject-privileged-ports.quic off

harden.reject-privileged-ports.tcp
Off unless told, because some old services do use such ports, and TCP’s handshake leaves forgers little.
> harden.reject-privileged-ports.tcp on

http-err-codes
400 to 499 unless told. They are what ~http_err_cnt~ and ~http_err_rate~ of stick tables and the termination states go by. ~+~ adds, ~-~ takes away, a range without a sign begins anew; numbers are from 100 to 599. Taking 404 out is common where pages come and go.
> http-err-codes -404

http-fail-codes
500 to 599 without 501 and 505 unless told, for ~http_fail_cnt~, ~http_fail_rate~ and the termination states. Signs and ranges are those of ~http-err-codes~.
> http-fail-codes -500

insecure-fork-wanted
Starting other programs, from Lua or for external checks, is shut off because nothing that balances traffic needs it and intruders do. Lua’s ~os.execute~ and ~option external-check~ need this line. Prefer to do without.
> insecure-fork-wanted

insecure-setuid-wanted
On Linux HAProxy tells the kernel that no program started by it may ever gain rights. An external check through ~sudo~ or a setuid program needs this line; hardly anything else does.
> insecure-setuid-wanted

issuers-chain-path
Each file in it has a chain in PEM form. A ~crt~ that has no intermediates gets the chain whose first certificate signed it, in memory once for all that share it, and OCSP uses it too.
> issuers-chain-path chains

jwt.allow_none_alg
Tokens with the algorithm ~none~ say nothing about who wrote them, so they never verify unless this line is there. Only for tests, or where something in front has checked them.
> jwt.allow_none_alg

jwt.decrypt_alg_list
Names as in RFC 7518, section 4.1, with colons between; ~ALL~ stands for all that are supported and ~!~ takes one out. What is not listed is never decrypted by ~jwt_decrypt_…~.
> jwt.decrypt_alg_list RSA-OAEP:RSA-OAEP-256

jwt.decrypt_enc_list
Names as in RFC 7518, section 5.1, with colons between; ~ALL~ and ~!~ work as they do in ~jwt.decrypt_alg_list~.
> jwt.decrypt_enc_list A128GCM:A256GCM

key-base
It holds for ~key~ of ~load~ lines in ~crt-store~ sections, and nowhere else; absolute names stay. With keys in a folder of their own, their rights can be narrower than those of the certificates.
> key-base /etc/haproxy/private

limited-quic
HAProxy built on plain OpenSSL has a layer that makes up for the missing parts, without early data (0-RTT). ~quic4@~ and ~quic6@~ listeners stay shut without this line there. A build without the layer ignores it.
> limited-quic

localpeer
Its own name is how a process finds itself in ~peers~ sections. Unless told it is the machine’s host name, or what ~-L~ says, and the command line wins. In containers, whose host names change, set it.
> localpeer lb1

log
All sections with ~log global~ send their lines here. Up to any number of targets may be given, one line each; a level behind the facility leaves less important events out, and a second one raises what is sent to at least that level. UDP is usual; ~stdout~ with ~format raw~ suits containers; ~ring@~ and ~backend@~ (3.0) survive slow receivers better.
> log stdout format raw local0
> log 192.0.2.10:514 len 4096 local1 notice

log-send-hostname
Without an argument it is the machine’s name. Local syslog daemons add the name themselves, so this is for messages that go straight to another machine.
> log-send-hostname lb1

log-tag
~haproxy~ unless told. Several processes on one machine are told apart by it, and syslog daemons sort lines into files by it.
> log-tag edge

lua-load
The file is run once at start, and what it registers (actions, fetches, converters, services, tasks) is there from then on. All threads share one Lua state under a lock, so only one runs Lua at a time; ~lua-load-per-thread~ has no such limit. Arguments behind the file are the script’s.
> lua-load hello.lua

lua-load-per-thread
Each thread has a copy of its own and no lock, so it scales, but global variables are not shared among threads. Prefer it to ~lua-load~ for fetches, converters and actions without memory.
> lua-load-per-thread hello.lua

lua-prepend-path
Put in front of Lua’s ~package.path~, or of ~package.cpath~ for compiled modules. The pattern has a ~?~ where the module’s name goes. It must stand in front of ~lua-load~.
> lua-prepend-path /usr/share/haproxy-lua/?.lua

master-worker
The master starts the worker, reloads on SIGUSR2 and keeps running when a new configuration is refused. ~no-exit-on-failure~ keeps the master and other workers when one dies. ~-W~ and ~-Ws~ on the command line do the same; 3.4 wants it there only and warns of this line.
> master-worker

max-threads-per-group
16 unless told, up to 64 (32 on 32-bit machines); HAProxy makes as many groups as that takes. Small groups quarrel less over shared memory, but need more listening sockets and idle server connections.
> max-threads-per-group 8

mworker-max-reloads
Once more reloads than this have passed since it was told to stop, the master ends it with SIGTERM. 50 unless told. It keeps workers with endless sessions from piling up, as ~hard-stop-after~ does by time.
> mworker-max-reloads 10

nbproc
2.5 removed it. HAProxy is one process with threads now: without ~nbthread~ as many as there are processors. ~process~ on ~bind~ lines went with it.
> nbthread 1

nbthread
Processors that the process may not use are not counted, and a group holds 64 at most. Fewer make sense where the processors belong to others too; more than processors makes everything slower. In containers with a processor quota set it: the quota is not seen.
> nbthread 2

no-quic
~quic4@~ and ~quic6@~ lines stay valid but are not opened: a quick way to take HTTP/3 away while something is being looked into. Clients fall back to TCP. 3.4 calls it ~tune.quic.listen off~.
> no-quic

node
Shown on the statistics page with ~stats show-node~ and by ~show info~; the host name is used where a name is needed and this is missing. Letters, digits, ~-~, ~_~, ~.~.
> node lb1

noktls
The same as ~-dT~. For tests, where kernel TLS (~ktls on~) is suspected.
> noktls

numa-cpu-mapping
On machines with several memory nodes, HAProxy keeps to the first one by itself when neither ~cpu-map~ nor ~taskset~ says otherwise, because memory of another node is slow. ~no numa-cpu-mapping~ uses them all. It is on unless told.
> no numa-cpu-mapping

ocsp-update.disable
Off unless told. With ~on~ every ~ocsp-update~ elsewhere is read and ignored, and answers are only as fresh as the files.
> ocsp-update.disable on

ocsp-update.httpproxy
For machines without a way out of their own. Only answers over plain HTTP can be fetched so, which is what authorities use anyway.
> ocsp-update.httpproxy 192.0.2.8:3128

ocsp-update.maxdelay
3600 seconds unless told, though an answer may be good for days. It must not be below ~ocsp-update.mindelay~. Before 3.0 it was ~tune.ssl.ocsp-update.maxdelay~.
> ocsp-update.maxdelay 7200

ocsp-update.mindelay
300 seconds unless told; it matters for answers that do not say how long they hold. Before 3.0 it was ~tune.ssl.ocsp-update.mindelay~.
> ocsp-update.mindelay 600

ocsp-update.mode
Off unless told. With ~on~, HAProxy fetches and renews answers for every certificate that names a responder; ~ocsp-update~ in a ~crt-list~ or ~crt-store~ says otherwise for one. The machine needs a way out and a name server.
> ocsp-update.mode on

pidfile
The number of the process, or of the master in master-worker mode, for scripts that send signals. It is written before the change of user, so root’s folder will do. ~-p~ on the command line does the same.
> pidfile /run/haproxy.pid

pp2-never-send-local
A check’s PROXY v2 header says LOCAL: it speaks for no client. Some programs cannot read that and stay down; this sends PROXY instead, for all servers with ~send-proxy-v2~. Only until those programs are mended.
> pp2-never-send-local

prealloc-fd
The kernel enlarges a process’s table of descriptors while everything waits; with many threads that is felt as a pause when load grows. This opens the highest one once, early.
> prealloc-fd

presetenv
As ~setenv~, but a value from outside wins: the place for defaults. The variable can be used in what follows, as ~"$NAME"~ between double quotes.
> presetenv BACKEND_PORT 8080

resetenv
Names behind it are kept, all others go; without names, all go. It is there so that nothing strange from the service manager gets into the configuration or into programs that HAProxy starts.
> resetenv PATH TZ

server-state-base
Relative names of ~server-state-file~ and ~server-state-file-name~ begin here. Absolute ones stay.
> server-state-base /var/lib/haproxy/states

server-state-file
What ~show servers state~ wrote before a reload is read from here, so that servers do not start as if nothing was known of them. Backends with ~load-server-state-from-file global~ use it; those without do not.
> server-state-file /var/lib/haproxy/states/all

set-dumpable
A process that changed its user leaves no core dump unless it says so. For developers hunting a crash; the dump holds keys and passwords. ~libs~ (3.2) adds a copy of the libraries.
> set-dumpable

set-var
Only variables of the process, ~proc.…~, and only fetches that need no traffic, such as ~str~, ~int~, ~env~ and ~bool~. Rules read and change it later, and ~set var~ at the runtime socket too: a switch for maintenance, say.
> set-var proc.maintenance bool(false)

set-var-fmt
As ~set-var~ with a log format in place of an expression. Only ~proc.…~ variables and what needs no traffic.
> set-var-fmt proc.name "edge-%[env(HOME)]"

setcap
Instead of running as root for one privilege: ~cap_net_bind_service~ binds ports below 1024 later on (QUIC connections), ~cap_net_raw~ and ~cap_net_admin~ are for transparent source addresses and marks, ~cap_sys_admin~ for network name spaces. Linux only.
> setcap cap_net_bind_service

setenv
Replaces what came from outside; ~presetenv~ does not. The variable can be used in what follows, between double quotes, and in programs that HAProxy starts.
> setenv REGION north

shm-stats-file
The name is one for ~shm_open~, below ~/dev/shm~ on Linux. Frontends, backends, listeners and servers that have a ~guid~ find their counters again after a reload; a full stop resets them.
> shm-stats-file /haproxy-counters

shm-stats-file-max-objects
For each thread group; 2000 or so unless told. Too few is an error at start, not later.
! ~shm-stats-file~
> shm-stats-file-max-objects 4000

ssl-default-bind-ciphers
An OpenSSL cipher list for TLS 1.2 and older; TLS 1.3 goes by ~ssl-default-bind-ciphersuites~. ~ciphers~ on a ~bind~ line wins. The library’s own list is used unless told. Only names with ECDHE and GCM or CHACHA20 are worth listing today.
> ssl-default-bind-ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256

ssl-default-bind-ciphersuites
For TLS 1.3 only, names with colons between, in the server’s order of preference; ~ciphersuites~ on a ~bind~ line wins. The library’s three are all good, so this is seldom needed.
> ssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256

ssl-default-bind-client-sigalgs
Names with colons between, ~RSA-PSS+SHA256~ or ~ecdsa_secp256r1_sha256~; ~client-sigalgs~ on a ~bind~ line wins. Only for TLS 1.2 and later, and only where clients show certificates. The library’s own list is best left alone.
> ssl-default-bind-client-sigalgs ECDSA+SHA256:RSA+SHA256

ssl-default-bind-curves
Names with colons between, best first; ~curves~ on a ~bind~ line wins. X25519 is fast and known to all current clients.
> ssl-default-bind-curves X25519:P-256

ssl-default-bind-options
~ssl-min-ver TLSv1.2~, ~no-tls-tickets~, ~prefer-client-ciphers~, ~no-sslv3~ and the like; a ~bind~ line may say otherwise. TLS 1.2 is the lowest version unless told.
> ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets

ssl-default-bind-sigalgs
Names with colons between, ~RSA-PSS+SHA256~ or ~ecdsa_secp256r1_sha256~; ~sigalgs~ on a ~bind~ line wins. TLS 1.2 and later only. Useful to please a middlebox, not otherwise.
> ssl-default-bind-sigalgs ECDSA+SHA256:RSA-PSS+SHA256

ssl-default-server-ciphers
For TLS 1.2 and older; TLS 1.3 goes by ~ssl-default-server-ciphersuites~. ~ciphers~ on a ~server~ line wins. The library’s own list unless told.
> ssl-default-server-ciphers ECDHE+AESGCM

ssl-default-server-ciphersuites
For TLS 1.3 only, names with colons between; ~ciphersuites~ on a ~server~ line wins.
> ssl-default-server-ciphersuites TLS_AES_128_GCM_SHA256

ssl-default-server-client-sigalgs
Used where a ~server~ line has a ~crt~ to show; ~client-sigalgs~ there wins. Names with colons between.
> ssl-default-server-client-sigalgs ECDSA+SHA256:RSA+SHA256

ssl-default-server-curves
Names with colons between, best first; ~curves~ on a ~server~ line wins.
> ssl-default-server-curves X25519:P-256

ssl-default-server-options
~ssl-min-ver~, ~ssl-max-ver~, ~no-tls-tickets~, ~no-sslv3~ and the like; a ~server~ line may say otherwise. Old servers inside may need ~ssl-min-ver TLSv1.0~ on their own line rather than here.
> ssl-default-server-options ssl-min-ver TLSv1.2

ssl-default-server-sigalgs
Names with colons between; ~sigalgs~ on a ~server~ line wins. TLS 1.2 and later only.
> ssl-default-server-sigalgs ECDSA+SHA256:RSA-PSS+SHA256

ssl-dh-param-file
Parameters of the DHE key exchange in PEM form, for certificates that bring none. Without it and without ~tune.ssl.default-dh-param~, DHE ciphers are not offered, which no current client minds: ECDHE needs nothing of the kind.
> ssl-dh-param-file dh.pem

ssl-engine
Names as ~openssl engine~ lists them; ~algo~ limits it to RSA, EC, CIPHERS and others, with commas. OpenSSL 3 replaced engines by providers, and HAProxy is built without them since 2.6 unless asked (~USE_ENGINE~). Most make things slower.
> ssl-engine rdrand

ssl-load-extra-del-ext
Keys and other files that belong to a certificate are looked for under the certificate’s name with something behind it. With this, the ending ~.crt~ is taken off first. Off unless told.
> ssl-load-extra-del-ext

ssl-load-extra-files
All unless told: a bundle of several key types, ~.sctl~, ~.ocsp~, ~.issuer~, ~.key~. With thousands of certificates, naming the one that is used, or ~none~, makes starting faster.
> ssl-load-extra-files key ocsp

ssl-mode-async
For hardware that computes on its own and an OpenSSL engine that knows how. Only handshakes profit; without such hardware it does nothing.
> ssl-mode-async

ssl-passphrase-cmd
The program gets the file’s name and then the arguments, and prints the password. It is called once for each key that no earlier password opens, at start only.
> ssl-passphrase-cmd /usr/local/bin/key-password production

ssl-propquery
OpenSSL’s own property query, ~?provider=fips~ say; the ~?~ means: if there is one.
! OpenSSL 3
> ssl-propquery ?provider=default

ssl-provider
~fips~, ~legacy~, ~default~ or one of another vendor, one line each, in that order. The first such line keeps OpenSSL from loading ~default~ by itself, so name that too unless you mean to do without.
! OpenSSL 3
> ssl-provider default

ssl-provider-path
For the ~ssl-provider~ lines behind it, up to the next ~ssl-provider-path~.
! OpenSSL 3
> ssl-provider-path /usr/lib/ossl-modules

ssl-security-level
Each step refuses shorter keys and older algorithms: level 2, which many distributions begin with, wants RSA keys of 2048 bits. Old clients or servers may need 1 or 0.
> ssl-security-level 2

ssl-server-verify
~required~ unless told: a ~server~ line with ~ssl~ must name a ~ca-file~ or say ~verify none~ itself. ~none~ makes TLS to servers open to anyone in between, for all lines that say nothing.
> ssl-server-verify required

ssl-skip-self-issued-ca
A root certificate in a PEM file is needed for OCSP and useless for clients, who must have it already. With this it may stay in the file without being sent.
> ssl-skip-self-issued-ca

stats
~stats socket~ opens the runtime socket: commands that show and change what runs. ~level~ says how much they may do, and ~admin~ lets anybody who can open the socket drain servers and read keys, so it belongs on a UNIX socket with ~mode 600~ or ~660~, never on an open port. ~timeout~ is 10 s and ~maxconn~ 10 unless told.
> stats socket /run/haproxy.sock mode 660 level admin
> stats timeout 30s

stats-file
Written by the runtime command ~dump stats-file~ before a reload; values of frontends, backends, listeners and servers that have a ~guid~ go on from there. A missing file is a warning, no more.
> stats-file /var/lib/haproxy/stats

stress-level
0, the default, does nothing. Everything above makes HAProxy slower on purpose, to find rare faults.
! ~expose-experimental-directives~
> stress-level 0

strict-limits
When the system grants fewer file descriptors than ~maxconn~ needs, the process refuses to start instead of failing under load. On since 2.3; ~no strict-limits~ makes it a warning.
> strict-limits

thread-group
Groups and threads count from 1; ranges are allowed. Threads that are in no line go into groups that have none. Seldom needed: HAProxy deals them out evenly by itself.
> nbthread 2
> thread-group 1 1-2

thread-groups
1 unless told, up to 16, and 3.2 makes them by itself where ~cpu-policy~ asks for it. More than 64 threads need a second group. Idle connections and some locks are per group, so a few large groups are better than many.
> thread-groups 1

thread-hard-limit
Unlike ~nbthread~ it never raises the number, so one configuration does for large and small machines. There is no limit unless told.
> thread-hard-limit 16

uid
It takes a number; ~user~ takes a name. HAProxy has to start as root to change it, and reads certificates and opens ports before. Choose one that nothing else uses.
> uid 995

ulimit-n
HAProxy works out by itself how many file descriptors ~maxconn~ needs, two for each connection and some more, and raises the limit. Setting it by hand only helps where that sum is wrong; too low a value makes the start fail.
> ulimit-n 200000

unix-bind
~prefix~ goes in front of every path, which helps behind ~chroot~; ~mode~, ~user~, ~group~ and the numbers are rights of the socket files. ~bind~ and ~stats socket~ lines may say otherwise.
> unix-bind mode 660 group haproxy

unsetenv
Behind it, the names are as if they had never been set. For secrets that only an earlier line needed.
> unsetenv DATABASE_PASSWORD

user
It takes a name; ~uid~ a number. HAProxy has to start as root to change it, and opens ports, reads certificates and writes the pid file before. Without ~user~ or ~uid~ everything keeps running as whoever started it.
> user haproxy

anonkey
With ~set anon on~ the runtime socket shows hashes in place of names and addresses, for output that others are to read. The same key, 0 to 4294967295, gives the same hashes on each machine; there is none unless told.
> anonkey 2389472

quick-exit
Memory and sockets go with the process anyway, so a reload of a huge configuration is some tenths of a second shorter. Meant for faults in the tidying itself.
> quick-exit

quiet
The same as ~-q~: no warnings, no errors, on start. Whatever is wrong is then seen in the exit status only, so it is a poor companion to ~daemon~.
> quiet

warn-blocked-traffic-after
100 ms unless told, from 1 ms to 1 s. A thread that is busy with one thing for so long stops all its connections; Lua and large regular expression maps are the usual reasons, and the warning shows where. A second later the watchdog ends the process.
> warn-blocked-traffic-after 50ms

zero-warning
A configuration that draws a warning is refused, at start and by ~-c~, as with ~-dW~. What is a warning today is often an error two versions later, so it keeps a configuration fit for upgrades. Some late warnings, about limits after the change of user, come too late for it.
> zero-warning

trace
As in ~traces~ sections, which are its place from 3.2 on; here it is for developers. A source alone switches nothing on: ~start now~, a ~sink~ and a ~level~ are needed too.
! ~expose-experimental-directives~ before 3.2
> trace h2 sink stderr

httpclient.resolvers.disabled
That client fetches OCSP answers, talks to ACME authorities and serves Lua. With ~on~ it makes no ~default~ resolvers section, and only addresses can be fetched from. Off unless told.
> httpclient.resolvers.disabled on

httpclient.resolvers.id
~default~ unless told, made from ~/etc/resolv.conf~ if need be. A section that is named here and does not exist is an error.
> httpclient.resolvers.id dns

httpclient.resolvers.prefer
~ipv6~ unless told. Machines without IPv6 should say ~ipv4~, or fetches fail where a name has both.
> httpclient.resolvers.prefer ipv4

httpclient.retries
3 unless told, as ~retries~ does in a backend.
> httpclient.retries 1

httpclient.ssl.ca-file
~@system-ca~, the machine’s, unless told. If that cannot be read, the client does without TLS; a file named here must be there.
> httpclient.ssl.ca-file @system-ca

httpclient.ssl.verify
~required~ unless told. ~none~ makes what Lua and others fetch open to forgery.
> httpclient.ssl.verify required

httpclient.timeout.connect
5 s unless told; a number without a unit is milliseconds.
> httpclient.timeout.connect 2s
`,
};
