/** Stick tables, cookies, hashing and what becomes of connections to servers (manual 4.2): the longer texts, as `keyword-entries.ts` reads them. */
export const PERSISTENCE_TEXTS: Readonly<Record<string, string>> = {
  stick: `
on
What most want. With a key that is in the table, the request goes to the server remembered there if it is up; else to whichever ~balance~ picks, and that is remembered.
> stick-table type ip size 100k expire 30m
> stick on src

match
Only looks: another rule, or another section, remembers. So mail submitted from an address can follow where that address read its mail.
> stick-table type ip size 100k expire 30m
> stick match src

store-request
Only remembers, once a server is chosen. With a condition the table can be kept from filling with visitors of one page.
> stick-table type ip size 100k expire 30m
> stick store-request src

store-response
For keys that the server makes up, a session’s id say, which later requests bring back and ~stick match~ finds.
> stick-table type string len 32 size 100k expire 30m
> stick store-response res.cook(sid)
`,
  'stick-table': `
type
~ip~, ~ipv6~, ~integer~, ~string~, ~binary~. Expressions that track or stick are converted to it; what cannot be is not looked up. ~ipv6~ takes both families.
> stick-table type ipv6 size 100k expire 10m

size
Entries, not bytes: each takes some 50 bytes, its key, and what is stored, so a million is about 100 MB and more. A full table drops the longest unused.
> stick-table type ip size 1m expire 10m

expire
Counts from the last use. Without it, entries stay until the table is full. Longer than the period of any rate, and as long as a block should last.
> stick-table type ip size 100k expire 1h

nopurge
New keys are not remembered while the table is full, so old sessions keep their servers. Usually forgetting the oldest is better.
> stick-table type ip size 100k nopurge

peers
The section’s processes learn every change, and a new process gets the whole table from the old one at reload. Counters are copied, not added up.
! a ~peers~ section
> stick-table type ip size 100k expire 10m peers both

store
Names with commas, rates with a period: ~http_req_rate(10s)~ counts over a sliding ten seconds. Every one makes all entries larger. Nothing is counted that is not stored.
> stick-table type ip size 100k expire 10m store http_req_rate(10s),conn_cur

srvkey
How a peer finds the server that is remembered: by ~name~, the default, or by ~addr~, where names differ or come from DNS.
> stick-table type ip size 100k expire 10m srvkey addr

write-to
Updates that come in from peers are written into another table of the same type too, so one table can gather from several processes.
! a ~peers~ section
> stick-table type ipv6 size 1k expire 1m write-to per_ip

recv-only
Nothing of it goes to peers, while theirs come in. For a process that only watches.
> stick-table type ip size 100k expire 10m recv-only
`,
  'stick-table type': `
ip
Four bytes. IPv6 clients are not found in it unless their address is a mapped IPv4 one: take ~ipv6~ for both.
> stick-table type ip size 100k expire 10m

ipv6
Sixteen bytes, and IPv4 addresses fit as mapped ones. Single clients have whole /64 networks, so track ~src,ipmask(32,64)~.
> stick-table type ipv6 size 100k expire 10m

integer
32 bits: ports, ids, numbers of servers.
> stick-table type integer size 1k expire 10m

string
Longer texts are cut, and may then meet: a digest is a safer key. ~len~ says how many characters.
> stick-table type string len 64 size 100k expire 10m

binary
Fixed length: shorter keys are filled up with zeros, longer ones cut. For digests and addresses with something behind them, ~base32+src~ say.
> stick-table type binary len 20 size 100k expire 10m
`,
  'stick-table srvkey': `
name
Right as long as all processes call servers alike.
> stick-table type ip size 100k expire 10m srvkey name

addr
Right where servers get their names from templates and their addresses from DNS, in another order at every process.
> stick-table type ip size 100k expire 10m srvkey addr
`,
  'stick-table store': `
conn_cnt
All connections that tracked the key since the entry was made.
> stick-table type ip size 100k expire 10m store conn_cnt

conn_cur
Up at the beginning, down at the end: how many one client holds open. HTTP/2 puts many requests on one.
> stick-table type ip size 100k expire 10m store conn_cur

conn_rate
Over a sliding period of up to 24 days, so 10 s with 50 means fifty in any ten seconds.
> stick-table type ip size 100k expire 10m store conn_rate(10s)

sess_cnt
Connections that ~tcp-request connection~ rules let pass; refused ones only count in ~conn_cnt~.
> stick-table type ip size 100k expire 10m store sess_cnt

sess_rate
As ~conn_rate~ without what ~tcp-request connection~ rules refused.
> stick-table type ip size 100k expire 10m store sess_rate(10s)

http_req_cnt
Every request, valid or not, on any connection.
> stick-table type ip size 100k expire 10m store http_req_cnt

http_req_rate
The usual measure for limits: requests in any period of this length. Ten seconds to a minute smooth out pages with many parts.
> stick-table type ip size 100k expire 10m store http_req_rate(10s)

http_err_cnt
Invalid requests and statuses from 400 to 499, unless ~http-err-codes~ (3.0) says otherwise: logins tried, pages guessed.
> stick-table type ip size 100k expire 10m store http_err_cnt

http_err_rate
As ~http_err_cnt~ over a sliding period. Scanners stand out by it sooner than by requests.
> stick-table type ip size 100k expire 10m store http_err_rate(1m)

http_fail_cnt
5xx without 501 and 505, and broken responses, unless ~http-fail-codes~ (3.0) says otherwise. Tracked by path, it finds pages that fail.
> stick-table type ip size 100k expire 10m store http_fail_cnt

http_fail_rate
As ~http_fail_cnt~ over a sliding period.
> stick-table type ip size 100k expire 10m store http_fail_rate(1m)

bytes_in_cnt
Counted while data passes, headers included.
> stick-table type ip size 100k expire 10m store bytes_in_cnt

bytes_in_rate
Bytes in a period, not a second: divide by it. Long uploads count as they go.
> stick-table type ip size 100k expire 10m store bytes_in_rate(10s)

bytes_out_cnt
Counted while data passes, headers included.
> stick-table type ip size 100k expire 10m store bytes_out_cnt

bytes_out_rate
Bytes in a period, not a second. A client that mirrors a site is found by it.
> stick-table type ip size 100k expire 10m store bytes_out_rate(1m)

gpc0
Rules count with it what they like (~sc-inc-gpc0~). An array, ~gpc~, cannot be in the same table.
> stick-table type ip size 100k expire 10m store gpc0

gpc0_rate
How fast ~gpc0~ grows, over a sliding period; both may be stored.
> stick-table type ip size 100k expire 10m store gpc0,gpc0_rate(1m)

gpc1
A second one, for another kind of event (~sc-inc-gpc1~).
> stick-table type ip size 100k expire 10m store gpc1

gpc1_rate
How fast ~gpc1~ grows, over a sliding period.
> stick-table type ip size 100k expire 10m store gpc1_rate(1m)

gpc
Up to 100, counted from 0, for ~sc-inc-gpc~ and ~sc-add-gpc~. They replace ~gpc0~ and ~gpc1~.
> stick-table type ip size 100k expire 10m store gpc(3)

gpc_rate
As many as ~gpc~ has, with one period for all.
> stick-table type ip size 100k expire 10m store gpc(3),gpc_rate(3,1m)

gpt0
A number that rules set (~sc-set-gpt0~), to remember what they found out.
> stick-table type ip size 100k expire 10m store gpt0

gpt
Up to 100, counted from 0, for ~sc-set-gpt~. They replace ~gpt0~.
> stick-table type ip size 100k expire 10m store gpt(2)

glitch_cnt
Small offences against HTTP/2 and others that do not end a connection at once. Hundreds from one client are an attack.
> stick-table type ip size 100k expire 10m store glitch_cnt

glitch_rate
As ~glitch_cnt~ over a sliding period.
> stick-table type ip size 100k expire 10m store glitch_rate(10s)

server_id
There is no need to write it: a table that ~stick~ rules use has it.
> stick-table type ip size 100k expire 10m store server_id
`,
  cookie: String.raw`
insert
The usual way. Without ~indirect~ clients get it with every response; without ~nocache~ a cache may hand one person’s cookie to all.
> cookie SRV insert indirect nocache

rewrite
The application must set the cookie, with any value, and HAProxy puts in its own. Nothing happens while the application does not.
> cookie SRV rewrite

prefix
For clients that take one cookie only: the server’s value is put in front of the application’s, with ~\~~ between, and taken off again for the server. Neither with ~insert~ nor ~rewrite~.
> cookie SID prefix

indirect
With ~insert~: a client that has a good one gets none, and the server never sees it.
> cookie SRV insert indirect nocache

nocache
Adds ~Cache-Control: private~ to responses that set it. Leave it out only if there is no cache at all on the way.
> cookie SRV insert indirect nocache

postonly
Pages stay cacheable, since logins are POST: persistence begins there. An alternative to ~nocache~.
> cookie SRV insert indirect postonly

preserve
The application can end persistence by emptying the cookie, at logout say.
> cookie SRV insert indirect nocache preserve

httponly
Nothing in a page needs it, so leave scripts out.
> cookie SRV insert indirect nocache httponly

secure
Browsers keep it from plain HTTP. Right as soon as all is TLS.
> cookie SRV insert indirect nocache secure

domain
~.example.com~ makes one cookie serve all hosts below it, whose balancers must agree on the values.
> cookie SRV insert indirect nocache domain .example.com

maxidle
Seconds without a unit. A date in the cookie says when it was last seen, and an older one counts as none, so that who comes back after a long while is balanced anew.
> cookie SRV insert indirect nocache maxidle 30m

maxlife
Seconds without a unit, counted from when it was first set: after that a client is dealt out anew, which evens the load.
> cookie SRV insert indirect nocache maxlife 8h

dynamic
No server needs ~cookie~ then, which suits templates. Several balancers with the same key agree.
! ~dynamic-cookie-key~
> cookie SRV insert indirect nocache dynamic
> dynamic-cookie-key 5f0c21d97a

attr
May be repeated. ~SameSite=None~ needs ~secure~ too.
> cookie SRV insert indirect nocache secure attr SameSite=Lax
`,
  'hash-type': `
map-based
Static: weights cannot change while running, slow start does not work. Good where servers never change.
> balance source
> hash-type map-based

consistent
Each server has many places on the ring by its weight and id, which spreads a little less evenly. Give servers an ~id~ or ~hash-key~, so that inserting one moves few.
> balance source
> hash-type consistent
`,
  'hash functions': `
sdbm
Unless told. Spreads texts well.
> balance source
> hash-type consistent sdbm

djb2
For some sets of texts more even than ~sdbm~; try with your own.
> balance source
> hash-type consistent djb2

wt6
Made for small numbers and addresses; less well known.
> balance source
> hash-type consistent wt6

crc32
Even with bad input, at some cost.
> balance source
> hash-type consistent crc32

none
The number, or the first bytes, decide by themselves: for ~balance hash~ with a converter such as ~xxh32~ behind the expression.
> balance hash src,xxh32
> hash-type consistent none
`,
  avalanche: `
avalanche
Inputs that hardly differ then lead to hashes that differ much. Worth a try where load is uneven: with ~sdbm~ and a total weight that is a multiple of 64, with ~djb2~ and one of 33. ~consistent~ without a function mixes by itself; behind a named function it must be asked for.
> balance source
> hash-type map-based sdbm avalanche
`,
  'http-reuse': `
never
For servers that tie a login to a connection, and for finding faults.
> http-reuse never

safe
A first request is never lost to a connection that the server just closed, since it could not be sent again.
> http-reuse safe

aggressive
A connection that has proved itself once may carry first requests; nearly as good as ~always~.
> http-reuse aggressive

always
Best for servers, with a small chance that a first request meets a closing connection; ~retry-on~ takes care of that.
> http-reuse always
`,
  mode: `
http
Needed for cookies, headers, paths, most actions. What is not HTTP gets 400.
> mode http

tcp
Any protocol, TLS passed through included. ~log-format~ and rules about HTTP have nothing to look at.
> mode tcp

log
Servers are syslog servers, and ~log backend@name~ leads here. ~balance~ says which gets a message.
> backend logs
>     mode log

spop
Servers are agents of ~filter spoe~. Before 3.1 it was ~mode tcp~.
> backend agents
>     mode spop
`,
  'retry-on': `
none
Not even after a failed connection, so clients see every hiccup.
> retry-on none

conn-failure
Nothing was sent yet, so it is always safe.
> retry-on conn-failure

empty-response
The server took the request and then closed, as it does when an idle connection ends at that very moment: but it may also have done the work.
> retry-on conn-failure empty-response

junk-response
Rare; a server that sent half a header, say.
> retry-on conn-failure junk-response

response-timeout
~timeout server~ is over, and the first server may still be at work: think twice about POST.
> retry-on conn-failure response-timeout

0rtt-rejected
The client’s early data came too early for the server; sent again it is a usual request.
> retry-on conn-failure 0rtt-rejected

all-retryable-errors
Short for ~conn-failure~ and the others with a word of their own, and 500, 502, 503, 504. For servers whose requests may be repeated.
> retry-on all-retryable-errors

*
The response is thrown away and another server is tried, within ~retries~. Only with requests that may be carried out twice, and that fit a buffer.
> retry-on conn-failure {}
`,
  'load-server-state-from-file': `
global
~server-state-file~ in ~global~ says which.
> load-server-state-from-file none

local
~server-state-file-name~, or the section’s name, below ~server-state-base~.
> load-server-state-from-file local

none
As without the line: servers begin as the configuration says.
> load-server-state-from-file none
`,
  'resolvers hold': `
valid
10 s unless told: no new question before.
> hold valid 30s

obsolete
0 s unless told: a server whose address is missing from an answer goes down at once. Name servers that rotate their answers need some seconds.
> hold obsolete 30s

nx
30 s unless told, then the server goes down.
> hold nx 10s

refused
30 s unless told.
> hold refused 10s

timeout
30 s unless told: how long silent name servers are survived.
> hold timeout 5m

other
30 s unless told.
> hold other 30s
`,
};
