/** Sections, and the directives of those that are neither global nor proxies (manual 5.3, 6.2, 8.3, 10.1, 11.2, 12): the longer texts, as `keyword-entries.ts` reads them. */
export const SECTION_TEXTS: Readonly<Record<string, string>> = {
  section: `
acme
Let’s Encrypt and others: HAProxy proves that a name is its own and fetches certificates for ~load … acme~ lines of a ~crt-store~, then renews them. They live in memory, so dump them with ~dump ssl cert~, or each restart begins anew. Experimental until 3.4.
> acme le
>     directory https://acme-staging-v02.api.letsencrypt.org/directory

backend
Servers, how one is chosen, how they are checked, and rules for what goes there. A frontend’s ~use_backend~ or ~default_backend~ leads to it; by itself it listens to nothing. Names are unique among backends and ~listen~ sections.
> backend api
>     server s1 192.0.2.11:80 check

cache
Keeps small responses in memory, shared by all threads, lost at a restart. Sections use it with ~http-request cache-use~ and ~http-response cache-store~. It is for favicons and style sheets rather than for a CDN.
> cache small
>     total-max-size 64

crt-store
Certificates by name: each ~load~ line has a certificate and what belongs to it, and ~bind~ lines say ~crt @store/alias~. Keys may lie apart from certificates.
> crt-store web
>     load crt site.pem alias main

defaults
What all proxies behind it begin with, up to the next such section. One with a name is also for those that say ~from~ it. ~timeout~ lines, ~mode~, ~log~ and ~option~ lines belong here; rules only in named ones.
> defaults
>     mode http

fcgi-app
How a FastCGI application (PHP-FPM and others) sees requests: where scripts are, which parameters it gets. ~use-fcgi-app~ in a backend takes it up.
> fcgi-app php
>     docroot /srv/www

frontend
Where clients connect, and what becomes of their requests: ~bind~ lines, rules, and the choice of a backend. Names are unique among frontends and ~listen~ sections.
> frontend shop
>     default_backend app

global
The process itself: threads, limits, user, runtime socket, TLS for all. It may appear several times, and lines add up. Nothing here can be set in ~defaults~.
> global
>     maxconn 20000

healthcheck
A check with a name, for servers that say ~healthcheck~ and it: steps as in ~http-check~ or ~tcp-check~, written once for many backends.
> healthcheck app
>     type httpchk

http-errors
Error pages under a name. ~errorfiles~ takes them over into a section, and ~http-request deny errorfiles~ for one rule.
> http-errors site
>     errorfile 503 503.http

listen
Frontend and backend in one. Short for a TCP service with its servers; with several hosts or paths, separate sections are clearer.
> listen redis
>     server s1 192.0.2.11:6379 check

log-forward
HAProxy as a syslog relay: messages come in over UDP (~dgram-bind~) or TCP (~bind~) and go where ~log~ lines say.
> log-forward syslog
>     dgram-bind 127.0.0.1:1514

log-profile
Formats for each step of a stream’s life, by name. ~log … profile~ and ~do-log profile~ use it, ~log-steps~ says which steps there are.
> log-profile audit
>     log-tag audit

mailers
Mail servers for ~email-alert~. Plain SMTP without passwords, so a relay on the spot.
> mailers post
>     mailer m 192.0.2.25:25

namespace_list
Names of network name spaces of the machine that lines may use; they are opened at start and must exist.
> namespace_list
>     namespace blue

peers
HAProxy processes that share stick tables, over TCP without a password: keep it in a network of its own. One entry is this process itself. A single local entry keeps tables over reloads.
> peers both
>     peer lb1 192.0.2.1:10000

program
A program that the master starts beside the workers. Deprecated since 3.1 and gone in 3.3: let the service manager do it. Only in master-worker mode.
> program helper
>     command sleep 10

resolvers
Name servers that are asked while HAProxy runs, for servers that say ~resolvers~ and for ~do-resolve~. Without one names are looked up at start only.
> resolvers dns
>     nameserver a 192.0.2.53:53

ring
A buffer in memory for messages, read by the runtime socket (~show events~) or sent on to log servers over TCP. ~log ring@name~ writes into it.
> ring events
>     size 32768

traces
What developers ask for: parts of HAProxy write down what they do. Very much output. Until 3.1 such lines are typed at the runtime socket.
> traces
>     trace h2 sink stderr

userlist
People and groups for ~http_auth~, with hashed passwords or plain ones. A slow hash costs much processor time at every request: think of a few thousand rounds, or of another way to log in.
> userlist staff
>     user ann insecure-password secret
`,
  userlist: `
group
A group may be named here with its ~users~, or users may name their ~groups~. ~http_auth_group~ asks for it.
> group admins users ann
> user ann insecure-password secret

user
~password~ takes what ~crypt~ of the machine understands, SHA-512 (~$6$~) usually; it is computed at every request, so use few rounds. ~insecure-password~ is the password itself, fit only for what is no secret.
> user ann insecure-password secret
`,
  peers: `
bind
Where this process listens for the others, with TLS options if need be. Then its own ~server~ or ~peer~ line goes without an address.
> bind 127.0.0.1:10000
> server me

default-bind
Options for the ~bind~ line of the section, ~ssl~ and certificates say.
> default-bind name sync
> bind 127.0.0.1:10000

default-server
Options for the entries behind it: ~ssl~, ~verify~, ~source~.
> default-server ssl verify none

disabled
Tables are neither shared nor kept over reloads while it stands.
> disabled

enabled
The usual state; takes back a ~disabled~ in front of it.
> enabled

log
Connections among the processes, and their breaks, are logged here; without it nothing is.
> log 127.0.0.1:514 local0

peer
The name is what that process calls itself: its ~localpeer~, ~-L~ or host name. The one that is this process itself listens at the address; without it tables do not even pass from an old process to the new one.
> peer lb2 192.0.2.2:10000

server
As ~peer~, with the options of ~server~ lines, and without an address for this process itself, which then needs ~bind~.
> server lb2 192.0.2.2:10000

shards
Keys are dealt out to groups of peers, those with ~shard 1~, ~shard 2~ and so on, so that no collector needs to hold all of them. 0, none, unless told.
> shards 2

table
A stick table that belongs to no proxy; rules name it ~peers/table~. It is shared with all entries of the section.
> table clients type ip size 100k expire 10m store gpc0
`,
  mailers: `
mailer
Any number; every one is sent each mail, and port 25 must be said. HAProxy speaks SMTP without TLS or password.
> mailer m 192.0.2.25:25

timeout
~timeout mail~ is all there is: 10 s unless told, for a whole mail. A slow relay needs more, or alerts get lost.
> timeout mail 20s
`,
  resolvers: `
accepted_payload_size
Up to 65535, though networks drop answers above some 1400. SRV records with many servers need 4096 or 8192, or arrive cut.
> accepted_payload_size 8192

hold
How long the last answer of this kind counts: ~valid~ 10 s, ~obsolete~ 0 s, ~nx~, ~refused~, ~timeout~ and ~other~ 30 s unless told. While name servers fail, a server keeps its address that long, then it goes down.
> hold obsolete 30s

nameserver
All are asked at the same time and the first good answer counts, so they must agree. UDP, or ~tcp@~ for large answers.
> nameserver a 192.0.2.53:53

parse-resolv-conf
Name servers of ~/etc/resolv.conf~, read once at start: a later change needs a reload.
> parse-resolv-conf

resolve_retries
~timeout retry~ lies between two of them; after the last one ~hold timeout~ decides how long the old address stays.
> resolve_retries 2

timeout
~timeout resolve~ is the time between two questions for a name, ~timeout retry~ the wait for an answer: 1 s each unless told. Hundreds of names every second are a load for name servers.
> timeout resolve 5s
> timeout retry 1s
`,
  cache: `
max-age
60 seconds unless told. What the response itself says counts if it is shorter; this is the most.
> max-age 300

max-object-size
At most half of ~total-max-size~. Headers and some 100 bytes of HAProxy’s own count too. A response without ~Content-Length~ is kept as well, as long as it turns out to fit.
> max-object-size 100000

max-secondary-entries
10 unless told. With ~process-vary~: how many variants of one URL are kept at a time.
> process-vary on
> max-secondary-entries 20

process-vary
Off unless told: a response with ~Vary~ is then not kept. On keeps variants by ~Accept-Encoding~, ~Referer~, ~Origin~; others are still left out.
> process-vary on

total-max-size
All of it is taken from memory at start; when it is full, what was not asked for longest goes. The one line that the section needs.
> total-max-size 64
`,
  program: `
command
Program and arguments, started by the master without a shell. When it ends, the master ends too unless ~no-exit-on-failure~.
> command sleep 10

group
Of the program; that of the master unless told.
> command sleep 10
> group root

option
~start-on-reload~, the default, starts it anew with each reload; ~no option start-on-reload~ leaves it running.
> command sleep 10
> no option start-on-reload

user
Of the program; that of the master unless told, root perhaps.
> command sleep 10
> user root
`,
  'http-errors': `
errorfile
A whole response as it goes out, headers included, CR LF at line ends. Any status that HAProxy itself gives.
> errorfile 503 503.http
`,
  ring: `
backing-file
The buffer lies in a mapped file and can be read after a crash (~dev/haring~). It must be able to hold ~size~, and an old one is renamed with ~.bak~.
> backing-file events.ring

description
Shown by ~show events~. Nothing depends on it.
> description "requests of the last minutes"

format
What stands in front of each message: ~timed~ and ~iso~ suit people, ~rfc3164~ and ~rfc5424~ log servers, ~raw~ nothing at all.
> format rfc5424

maxlen
1024 bytes unless told, and never more than the size. Longer messages are cut.
> maxlen 2048

server
Each gets all messages, over TCP; ~log-proto octet-count~ where lines may have line feeds in them.
> server s1 192.0.2.14:6514 log-proto octet-count

size
~tune.bufsize~ unless told, in bytes or with ~k~ or ~m~. When it is full the oldest go: with a slow server, room is what prevents losses.
> size 1048576

timeout
~timeout connect~ and ~timeout server~ of the servers below.
> timeout connect 5s
> timeout server 10s
`,
  'log-forward': `
backlog
Connections that the kernel holds until they are taken; ~maxconn~ unless told.
> backlog 100

bind
Over TCP, with ~ssl~ if need be; framing by line feed or by length is noticed by itself.
> bind 127.0.0.1:1514

dgram-bind
Over UDP: addresses, ports, UNIX sockets. Datagrams that come too fast are lost in the kernel unless ~tune.rcvbuf.frontend~ makes room.
> dgram-bind 127.0.0.1:1514

log
Each line is a target; ~sample~ deals messages out, and a level behind the facility drops lesser ones. Facility and level of a message are kept where they could be read.
> log 192.0.2.14:514 local0

maxconn
10 unless told, over TCP. Not many for a relay of a whole machine park.
> maxconn 500

option
~dont-parse-log~ passes messages as they are, ~assume-rfc6587-ntf~ takes line feeds for their ends, ~host~ says what becomes of the host name in them: kept, filled in, replaced or extended.
> option dont-parse-log

timeout
~timeout client~ is all there is: a sender that is silent for so long is cut off.
> timeout client 1h
`,
  'log-profile': `
log-tag
In place of the ~log-tag~ of section and process, for lines of this profile.
> log-tag audit

on
Steps are ~accept~, ~connect~, ~request~, ~response~, ~close~, ~error~, ~any~, and those of ~do-log~, ~http-req~ and so on. ~format~ and ~sd~ replace the section’s formats; ~drop~ logs nothing.
> on error format "%ci: %[fc_err_str]"
`,
  'fcgi-app': String.raw`
acl
For conditions of ~set-param~ and ~pass-header~ in this section; proxies do not see it.
> acl php path_end .php

docroot
As the application’s machine sees it, so not a folder here. The one line that the section needs; ~SCRIPT_FILENAME~ begins with it.
> docroot /srv/www

index
Put behind paths that end with a slash, for ~SCRIPT_NAME~. No file is looked for.
> index index.php

log-stderr
Applications report their errors there, and without this line they are lost.
> log-stderr 127.0.0.1:514 local1

option
~keep-conn~ (on) keeps connections open, ~mpxs-conns~ (off) sends several requests over one, ~max-reqs~ (1) says how many, ~get-values~ (off) asks the application for both at first. PHP-FPM takes one at a time.
> no option keep-conn

pass-header
~Authorization~, ~Proxy-*~ and hop-by-hop headers are kept from the application unless named here; all others pass as ~HTTP_…~ anyway.
> pass-header Authorization

path-info
The first group is the script, the second what is left as ~PATH_INFO~. Usual for PHP applications with paths such as ~/index.php/shop~.
> path-info ^(/.+\.php)(/.*)?$

set-param
A FastCGI parameter beside or instead of the usual ones; the value is a log format. Empty ones are sent too.
> set-param HTTPS on if { ssl_fc }
`,
  'crt-store': `
crt-base
For relative ~crt~ names of this store, instead of the ~global~ one. In front of ~load~.
> crt-base .

key-base
For relative ~key~ names of this store, instead of the ~global~ one. In front of ~load~.
> key-base .

load
One certificate with key, OCSP answer, issuer and SCTs as separate files if need be. ~bind~ lines call it ~@store/alias~, or by the file’s name.
> load crt site.pem alias main ocsp-update off
`,
  traces: `
trace
A source (~h1~, ~h2~, ~stream~, …), where to (~sink~), how much (~level~, ~verbosity~), and ~start now~ or ~start on~ an event. Several lines, each with a part of it.
> trace h2 sink stderr level developer verbosity complete
`,
  acme: `
account-key
~NAME.account.key~ with the section’s name unless told; where the file is missing a key is made. Losing it loses the account, not the certificates.
> account-key acme.key

acme-vars
For the tool that answers DNS challenges, passed on with the event that wakes it; HAProxy does not look at it.
> acme-vars zone=example.com

bits
2048 unless told. 4096 takes long enough to compute that HAProxy may warn of a stuck thread.
> bits 2048

challenge
~http-01~ unless told: the authority fetches a path over port 80, which ~map~ and a rule answer. ~dns-01~ works for machines out of reach and for wildcards, with a tool that writes the records.
> challenge http-01

challenge-ready
For DNS challenges: ~cli~ waits for a command, ~dns~ looks the record up itself, ~delay~ just waits, ~none~ asks at once. Several with commas, run in that order. ~cli~ unless told.
> challenge dns-01
> challenge-ready cli,dns

contact
Where the authority writes to when certificates run out unrenewed. One that is read.
> contact ops@example.com

curves
P-384 unless told, for ~keytype ECDSA~. P-256 is faster and good enough.
> curves P-256

directory
The URL that the authority gives for ACME. There is no usual one, so the section needs it; begin with a staging one, for real ones limit how often you may fail.
> directory https://acme-staging-v02.api.letsencrypt.org/directory

dns-delay
30 s unless told: between two looks, or before the first with ~delay~. Slow DNS providers need minutes.
> dns-delay 2m

dns-timeout
600 s unless told, from the first look on. Then that attempt has failed.
> dns-timeout 15m

eab-key-id
Some authorities know customers beforehand: they give an id and a key. The file holds the id.
> eab-key-id kid.txt
> eab-mac-key mac.txt

eab-mac-alg
~HS256~, ~HS384~ or ~HS512~, as the authority says; ~HS256~ unless told.
> eab-mac-alg HS256

eab-mac-key
The key that goes with ~eab-key-id~, in base64url, in a file.
> eab-key-id kid.txt
> eab-mac-key mac.txt

keytype
~RSA~ unless told. ~ECDSA~ makes handshakes several times cheaper, and every client of this decade takes it.
> keytype ECDSA

map
Tokens of HTTP challenges are kept in this map, ~virt@~ and a name, and an ~http-request return~ rule answers from it.
> map virt@acme

profile
Some authorities offer kinds of certificates, short-lived ones for instance; their name goes here.
> profile shortlived

provider-name
Which DNS service answers, as the tool calls it; passed on with the event that wakes it.
> provider-name mydns

reuse-key
Off unless told: each renewal makes a new key. On where something pins the key.
> reuse-key on
`,
  healthcheck: `
http-check
A step, as ~http-check~ in a backend has it.
> type httpchk
> http-check expect status 200

tcp-check
A step, as ~tcp-check~ in a backend has it.
> type tcp-check
> tcp-check connect

type
As the option of the same name: ~httpchk~, ~tcp-check~, ~mysql-check~ and others, with its arguments.
> type httpchk
`,
  namespace_list: `
namespace
One or more names from ~/var/run/netns~. ~bind~ and ~server~ lines with ~namespace~ then find them open.
> namespace blue
`,
};
