/** What stands behind other directives: rules, statistics, replies, redirects, logs, TLS, ACLs, filters, macros (manual 2.4, 4.2, 7.1, 9): the longer texts, as `keyword-entries.ts` reads them. */
export const WORD_TEXTS: Readonly<Record<string, string>> = {
  'tcp-request': `
connection
Addresses and ports are all that is known, and refusing costs next to nothing: no buffer, no log line. The place to count and drop floods. A condition on data or HTTP is never true here.
> tcp-request connection reject if { src_conn_cur(per_ip) gt 50 }

session
Behind the TLS handshake and the PROXY header, once for each connection, in front of any request: client certificates, SNI, the true address.
> tcp-request session reject if { ssl_c_used } !{ ssl_c_verify 0 }

content
Rules wait for data up to ~inspect-delay~ as long as a condition could still become true; without that line they look once, at what may be nothing. In HTTP mode they run for every request.
> tcp-request inspect-delay 5s
> tcp-request content accept if { req.ssl_hello_type 1 }

inspect-delay
0 unless told, so ~content~ rules would not wait at all. Clients in whose protocol the server speaks first are held for the whole of it, unless a rule accepts them.
> tcp-request inspect-delay 5s
`,
  'tcp-response': `
content
Looks at what the server sends, before the client sees it, with ~inspect-delay~ for the wait. Rare in HTTP, which has its own rules.
> tcp-response inspect-delay 1s
> tcp-response content close if { res.len ge 1024 }

inspect-delay
0 unless told. The client waits along, so keep it short.
> tcp-response inspect-delay 1s
`,
  stats: `
enable
With ~/haproxy?stats~ as path and no password: everybody may see all names. A single other ~stats~ line switches it on as well.
> stats enable

uri
Only the beginning is compared. On a port of its own, ~/~ will do.
> stats uri /stats

auth
Several lines make several people. The password stands in the file and goes over the wire in clear: TLS, please.
> stats auth ann:secret

realm
Blanks need a backslash or quotes. Without it browsers say HAProxy Statistics.
> stats realm "Load balancer"

refresh
Seconds without a unit. Not at all unless told.
> stats refresh 10s

admin
Whoever meets the condition can disable servers with a click, over HTTP: a password at the very least, and an address.
> stats admin if { src 127.0.0.1 }

hide-version
Not known to strangers is not much of a protection, but it costs nothing.
> stats hide-version

http-request
~allow~, ~deny~, ~auth~ with conditions, in order, before the page. ~stats auth~ is short for two of them.
> stats http-request deny unless { src 10.0.0.0/8 }

scope
Several lines; names that are not there yet are fine. For a page that only shows one team its part.
> stats scope .

show-desc
The section’s or process’s ~description~ unless a text is given.
> stats show-desc "Edge, north"

show-legends
Addresses, cookies, modes of balancing: for people who run it, not for the public.
> stats show-legends

show-modules
Counters of HTTP/2, TLS, QUIC and others. Off unless told.
> stats show-modules

show-node
That of ~node~, or the host name, unless a name is given.
> stats show-node
`,
  'global stats': `
socket
~level~ and ~mode~ are what matters: ~admin~ may change everything. ~expose-fd listeners~ is for reloads without a master. A TCP address is possible and rarely wise.
> stats socket /run/haproxy.sock mode 660 level admin

timeout
Counts while a person types as well; ~prompt~ sessions end by it.
> stats timeout 2m

maxconn
Monitoring tools that open many at once need more.
> stats maxconn 20
`,
  capture: `
request
~%hr~ shows it. Frontends only, in the order of the lines; the last header of that name, cut at ~len~.
> capture request header User-Agent len 64

response
~%hs~ shows it. Frontends only.
> capture response header Content-Type len 32

cookie
One a frontend. ~%CC~ and ~%CS~ show what the client sent and the server set, name and value, from the first cookie that begins so.
> capture cookie SID= len 32
`,
  compression: `
algo
In the order of preference; ~gzip~ alone is right. ~algo-res~ and ~algo-req~ (2.8) tell directions apart.
> compression algo gzip

type
Without it everything is compressed, pictures included, for nothing. Exact types, without parameters.
> compression algo gzip
> compression type text/html text/css application/javascript

offload
~Accept-Encoding~ is removed from requests, so the servers’ processors are spared. Not in ~defaults~.
> compression algo gzip
> compression offload

direction
~response~ unless told. ~request~ compresses uploads to servers that can take that, which few can.
> compression direction response

minsize-res
0 unless told. Below some 1000 bytes there is nothing to gain.
> compression algo gzip
> compression minsize-res 1k
`,
  'compression algo': `
gzip
Every client knows it.
> compression algo gzip

deflate
Named so and yet in zlib’s wrapping, which clients read differently: avoid it.
> compression algo deflate

raw-deflate
What some clients take ~deflate~ for, and others not. Avoid it.
> compression algo raw-deflate

identity
Data goes through the filter unchanged.
> compression algo identity
`,
  redirect: `
code
301 and 308 are remembered by browsers for good, so a wrong one stays; 307 and 308 keep the method.
> http-request redirect location /new code 301 if { path /old }

drop-query
The target ends where the path ends.
> http-request redirect prefix https://www.example.com drop-query if { path_beg /old }

append-slash
For paths of folders without their slash.
> http-request redirect prefix https://www.example.com drop-query append-slash if { path /docs }

ignore-empty
So a map may decide: what it does not know is not redirected.
> http-request redirect location %[path,map(moved.map)] ignore-empty

keep-query
The query goes on behind the target, with ~?~ or ~&~ as it takes.
> http-request redirect location /new keep-query if { path /old }

set-cookie
Path ~/~ and the end of the browser’s session: a mark that somebody has been here.
> http-request redirect location /hello set-cookie SEEN=1 if !{ req.cook(SEEN) -m found }

clear-cookie
Sent with an age of 0, so the browser forgets it.
> http-request redirect location / clear-cookie SID= if { path /logout }
`,
  'redirect to': `
location
A whole URL or a path, as a log format in rules. The request’s own path is not added.
> http-request redirect location https://www.example.com/ if { path /home }

prefix
For moving a whole site to another host. No slash at its end, for the path begins with one.
> http-request redirect prefix https://www.example.com if { hdr(host) example.com }

scheme
~https~, with the Host header and the path as they are: the usual line on port 80.
> http-request redirect scheme https code 301 if !{ ssl_fc }
`,
  'redirect code': `
301
Browsers and search engines remember it, some for ever.
> http-request redirect location /new code 301 if { path /old }

302
The usual one. Browsers turn POST into GET although the standard says otherwise.
> http-request redirect location /new code 302 if { path /old }

303
Behind a POST: see the result there.
> http-request redirect location /done code 303 if METH_POST

307
POST stays POST, with its body.
> http-request redirect location /new code 307 if { path /old }

308
As 301, and POST stays POST.
> http-request redirect location /new code 308 if { path /old }
`,
  reply: `
status
200 to 599; what the action does where it is missing.
> http-request return status 404 if { path /gone }

content-type
Required as soon as there is a body from ~string~ or a file.
> http-request return status 200 content-type text/plain string "ok" if { path /ping }

string
As it stands. Quote it for its blanks.
> http-request return status 200 content-type text/plain string "ok" if { path /ping }

lf-string
A log format: values are filled in, for every request.
> http-request return status 200 content-type text/plain lf-string "%[src]" if { path /ip }

file
Read at start, so a change needs a reload. A body without headers.
> http-request return status 200 content-type text/html file page.html if { path /soon }

lf-file
Read at start and filled in for every request.
> http-request return status 200 content-type text/html lf-file page.html if { path /soon }

errorfile
Status line and headers included, as the ~errorfile~ directive has it.
> http-request deny errorfile 503.http if { path /closed }

errorfiles
The section’s page for the status.
> http-request deny deny_status 403 errorfiles pages if { path /closed }

default-errorfiles
What ~errorfile~ lines of this section say, which is also what happens without it.
> http-request deny deny_status 503 default-errorfiles if { path /closed }

hdr
May be repeated. The value is a log format. Not together with ~errorfile~ and its kin.
> http-request return status 200 hdr Cache-Control no-store content-type text/plain string "ok" if { path /ping }
`,
  'log address': `
stdout
Under systemd and in containers, with ~format raw~, since they add the rest. Writing blocks when nobody reads.
> log stdout format raw local0

stderr
As ~stdout~, on the other descriptor; HAProxy’s own messages go there too.
> log stderr format raw local0

/dev/log
Behind ~chroot~ the socket must exist inside the folder, which log daemons can provide.
> log /dev/log local0

127.0.0.1
Port 514 unless told. UDP loses what the daemon does not read in time.
> log 127.0.0.1:514 local0

global
All ~log~ lines of the ~global~ section, as they stand. A section can add targets of its own on further lines.
> log global
`,
  'log options': `
len
1024 bytes unless told, from 80 to 65535; the rest is cut off. Long URLs and captured headers need more, and so does the log daemon.
> log 127.0.0.1:514 len 8192 local0

format
~rfc3164~ unless told, and ~raw~ or ~short~ for ~stdout~.
> log stdout format raw local0

sample
Ranges out of a size: ~1:10~ sends every tenth line, ~1-3:10~ three of ten. Several targets can share the lines so.
> log 127.0.0.1:514 sample 1:10 local0

profile
A ~log-profile~ section: formats by step for this target alone.
! a ~log-profile~ section
> log 127.0.0.1:514 profile audit local0
`,
  'log facility': `
*
Only a label: log daemons sort messages into files by it. ~local0~ to ~local7~ are free for such use; the others belong to parts of a system.
> log 127.0.0.1:514 {}
`,
  'log level': `
emerg
Nothing that HAProxy logs about traffic is of this level; ~set-log-level~ can make it so.
> log 127.0.0.1:514 local0 emerg

alert
A backend without servers, a server gone down.
> log 127.0.0.1:514 local0 alert

crit
Seldom used by HAProxy.
> log 127.0.0.1:514 local0 crit

err
Failed requests, with ~option log-separate-errors~.
> log 127.0.0.1:514 local0 err

warning
Proxies that start and stop, among others.
> log 127.0.0.1:514 local0 warning

notice
Servers that come up. As the least level it leaves requests out: a second target for events alone.
> log 127.0.0.1:514 local0 notice

info
Every request. As the least level it is as good as none.
> log 127.0.0.1:514 local0 info

debug
As good as no level: HAProxy logs nothing below ~info~.
> log 127.0.0.1:514 local0 debug

silent
No line at all for this request, whatever the targets are.
> http-request set-log-level silent if { path /health }
`,
  'log format': `
raw
For ~stdout~ in containers, whose collectors add time and level.
> log stdout format raw local0

short
Level in angle brackets in front: what systemd understands.
> log stdout format short local0

rfc3164
With host name, tag and process id; a date without year and zone.
> log 127.0.0.1:514 format rfc3164 local0

rfc5424
With year, zone and place for structured data (~log-format-sd~). Most daemons read both.
> log 127.0.0.1:514 format rfc5424 local0

local
As ~rfc3164~ without the host, as daemons on the same machine expect it.
> log /dev/log format local local0

priority
Facility and level as one number in brackets, then the message.
> log stdout format priority local0

timed
For people who read a terminal or a ring.
> log stdout format timed local0

iso
As ~timed~ with a date by ISO 8601.
> log stdout format iso local0
`,
  'tls versions': `
*
What both ends know and the settings allow is agreed on, the newest first. TLS 1.2 and 1.3 are good; older ones are broken, and many libraries no longer have them.
> bind :443 ssl crt site.pem ssl-min-ver {}
`,
  'tls options': `
*
In ~ssl-default-bind-options~ and ~ssl-default-server-options~, for all lines that do not say otherwise. ~ssl-min-ver~ alone is usually enough.
> ssl-default-bind-options {}

ssl-min-ver
TLS 1.2 for ~bind~ lines unless told. Raising it to 1.3 shuts out clients older than about 2018.
> ssl-default-bind-options ssl-min-ver TLSv1.2

ssl-max-ver
No limit unless told. For middleboxes that fail with TLS 1.3.
> ssl-default-bind-options ssl-max-ver TLSv1.3

no-tls-tickets
Without them sessions resume by HAProxy’s cache, or by each server’s.
> ssl-default-bind-options no-tls-tickets
`,
  'acl flags': `
-i
For hosts, header values, extensions. Not with numbers and addresses; and it makes matching in large lists slower.
> acl shop hdr(host) -i shop.example.com

-m
Without it the fetch’s own way counts: equality for texts. It must stand in front of the patterns and ~-f~.
> acl agent req.hdr(user-agent) -m sub -i bot

-f
One pattern a line; empty lines and those with ~#~ are skipped. Read at start; ~add acl~ and ~del acl~ change it while running. May be repeated, and patterns may follow.
> acl banned src -f banned.txt

-n
Patterns that look like names are not sent to a name server, which could hold up the start.
> acl near src -n 10.0.0.0/8

-M
Each line of the ~-f~ file is a key and a value, and only keys count, so a file of ~map~ can be used as a list.
> acl known hdr(host) -M -f hosts.map

-u
Unique numbers that outlast changes of the file, for ~show acl~ and ~add acl~.
> acl near src -u 7 10.0.0.0/8

--
For patterns that begin with ~-~.
> acl flag url_param(f) -- -i
`,
  'acl match': `
str
Case counts unless ~-i~. The fastest way, whatever the number of patterns.
> acl home path -m str /

beg
Large lists are fast: they are kept as a tree.
> acl api path -m beg /api/

end
Extensions and domains. Slower than ~beg~ with many patterns.
> acl picture path -m end .png .jpg

sub
Anywhere. It also finds what was not meant: ~bot~ is in ~robotics~.
> acl agent req.hdr(user-agent) -m sub curl

dir
Whole parts of a path: ~admin~ matches ~/x/admin/y~ and not ~/administrator~.
> acl admin path -m dir admin

dom
Whole parts of a name: ~example~ matches ~www.example.com~ and not ~myexample.com~. ~example.com~ matches in the middle too, as in ~example.com.evil.org~.
> acl ours hdr(host) -m dom example.com

reg
POSIX or PCRE as built. Anchor it; it is the slowest, and one by one.
> acl version path -m reg ^/v[0-9]+/

int
~eq~, ~ge~, ~gt~, ~le~, ~lt~ in front of numbers, and ranges ~1024:65535~. Texts are turned into numbers.
> acl large req.hdr(content-length) -m int gt 1000000

ip
Addresses and networks, ~10.0.0.0/8~, ~2001:db8::/32~. Large lists are fast. Names are looked up at start.
> acl near req.hdr(x-real-ip) -m ip 10.0.0.0/8

bool
Numbers: anything but 0. Takes no pattern.
> acl secured ssl_fc -m bool

found
True if there is a value at all, an empty one included. Takes no pattern.
> acl logged_in req.cook(SID) -m found

len
Of texts and bytes, as ~int~ has it.
> acl long path -m len gt 200

bin
Two digits a byte. The value’s bytes must be the same from first to last.
> acl hello req.payload(0,2) -m bin 1603
`,
  'acl operators': `
*
In front of the number that it is about; several numbers behind one operator are joined by or. ~eq~ unless told, and ranges such as ~400:499~ need none.
> acl many src_conn_cur(per_ip) {} 10
`,
  methods: `
*
Compared as it stands, in capitals. ~METH_GET~ and other ACLs are there already; ~METH_GET~ takes HEAD too.
> acl this_one method {}
`,
  macros: `
.if
A test made while the file is read, not for requests: ~version_atleast~, ~feature~, ~streq~, ~defined~, ~strstr~ and so on, with ~!~, ~&&~ and ~||~. What it leaves out need not be valid.
> .if version_atleast(2.6)
> .endif

.elif
Looked at only if none before it held.
> .if defined(NORTH)
> .elif defined(SOUTH)
> .endif

.else
Once, in front of ~.endif~.
> .if defined(NORTH)
> .else
> .endif

.endif
Blocks may lie in each other, up to 16 deep.
> .if defined(NORTH)
> .endif

.notice
For people who start it by hand. Skipped blocks say nothing.
> .notice "read for the test farm"

.warning
With ~zero-warning~ it keeps HAProxy from starting.
> .warning "this port is about to change"

.alert
For conditions under which nothing should run.
> .if !defined(PATH)
> .alert "PATH is needed"
> .endif

.diag
Shown with ~-dD~ only.
> .diag "the second farm is empty"
`,
  'crt-store load': `
crt
PEM, below ~crt-base~ if relative. The one that every line needs.
> load crt site.pem

alias
~@store/alias~ on ~bind~ lines, so that files may move.
> load crt site.pem alias main

key
Below ~key-base~ if relative. Without it the key is in the ~crt~ file, or beside it.
> load crt site.pem key site.pem

ocsp
A file in DER. Without renewal it runs out after days.
> load crt site.pem

issuer
Needed for OCSP where the ~crt~ file has no chain.
> load crt site.pem issuer site.pem

sctl
Certificate transparency, where the certificate has no such proof in itself.
> load crt site.pem

ocsp-update
~off~ unless told (~ocsp-update.mode~). The address is taken from the certificate.
> load crt site.pem ocsp-update off

acme
The file need not exist yet: a makeshift one serves until the authority has answered.
! an ~acme~ section
> load crt site.pem acme le domains "www.example.com"

domains
At least one for ~acme~; all of them go into one certificate.
! ~acme~
> load crt site.pem acme le domains "www.example.com,example.com"

ips
Few authorities sign addresses.
! ~acme~
> load crt site.pem acme le ips "192.0.2.1"

jwt
~off~ unless told. ~jwt_verify_cert~ then finds it by its name.
> load crt site.pem jwt on

generate-dummy
So that HAProxy starts before the first certificate is there. Clients refuse it, of course.
> load crt new.pem generate-dummy on

keytype
~RSA~ unless told.
> load crt new.pem generate-dummy on keytype ECDSA

bits
2048 unless told.
> load crt new.pem generate-dummy on keytype RSA bits 2048

curves
P-384 unless told.
> load crt new.pem generate-dummy on keytype ECDSA curves P-256
`,
  filter: `
bwlim-in
~default-limit~ bytes in ~default-period~ for each stream, or ~limit~ with a ~key~ and a stick ~table~ for all streams of a key together. It does nothing until a rule says ~set-bandwidth-limit~ and its name.
> filter bwlim-in slow default-limit 625000 default-period 1s
> http-request set-bandwidth-limit slow

bwlim-out
~default-limit~ bytes in ~default-period~ for each stream, or ~limit~ with a ~key~ and a stick ~table~ for all streams of a key together. It does nothing until a rule says ~set-bandwidth-limit~ and its name.
> filter bwlim-out slow default-limit 625000 default-period 1s
> http-response set-bandwidth-limit slow

cache
~http-request cache-use~ brings it along. Write the line where its place among other filters matters, behind ~compression~ say, so that compressed responses are kept.
> filter cache small
> http-request cache-use small

compression
~compression algo~ brings it along. Write the line where its place among other filters matters: in the order of the lines for responses.
> filter compression
> compression algo gzip

comp-req
The half of ~filter compression~ for requests, so that each can have its own place among the filters.
> filter comp-req
> compression algo-req gzip

comp-res
The half of ~filter compression~ for responses, so that each can have its own place among the filters.
> filter comp-res
> compression algo gzip

fcgi-app
~use-fcgi-app~ brings it along. Write the line where its place among other filters matters.
> filter fcgi-app php
> use-fcgi-app php

opentracing
Only in builds with OpenTracing, which 3.4 calls deprecated: OpenTelemetry takes its place. Groups are run by ~ot-group~.
> filter opentracing config tracing.cfg

spoe
The file says what is sent when; agents are servers of a backend. Waiting for them makes requests slower, so short timeouts and few messages.
> filter spoe engine guard config guard.spoe

trace
For developers of filters: one line on standard output for every call. ~random-forwarding~ lets data through in pieces, to find faults.
> filter trace quiet
`,
};
