/** `%name` in log formats, and their flags (manual 8.2.6): the longer texts, as `keyword-entries.ts` reads them. */
export const ALIAS_TEXTS: Readonly<Record<string, string>> = {
  alias: `
o
Put it first, with flags: ~%{+Q}o~ quotes, ~%{+E}o~ escapes, ~%{+json}o~ and ~%{+cbor}o~ (3.0) name and encode all that follows.
> log-format "%{+Q}o %ci %[var(txn.agent)] %ST"

B
What went out to the client, so compressed data counts as it was sent. With ~option logasap~ only so far, and a ~+~ in front.
> log-format "%ci %ST %B"

CC
Name and value, as ~capture cookie~ says; ~-~ if there was none.
> capture cookie SID= len 32
> log-format "%ci %CC"

CS
Name and value that the server set, as ~capture cookie~ says; ~-~ if there was none.
> capture cookie SID= len 32
> log-format "%ci %CS"

H
What ~hostname~ says, read at start.
> log-format "%H %ci %ST"

HM
~<BADREQ>~ where the request could not be read.
> log-format "%HM %HU %ST"

HP
Over HTTP/2 it has scheme and host in front; ~%HPO~ never does.
> log-format "%HM %HP %ST"

HPO
The path alone, over any version of HTTP. For counting pages.
> log-format "%HM %HPO %ST"

HQ
Empty where there is none. It may hold secrets that logs should not.
> log-format "%HM %HPO %HQ"

HU
Over HTTP/2 it has scheme and host in front. Cut at ~tune.http.logurilen~.
> log-format "%HM %HU %ST"

HV
~HTTP/1.1~, ~HTTP/2.0~, ~HTTP/3.0~: what the client spoke.
> log-format "%HV %HM %HPO"

ID
Empty without ~unique-id-format~.
> unique-id-format %[uuid]
> log-format "%ID %ci %ST"

OG
~sess~ for the usual line, ~txn_accept~ to ~txn_close~ for those of ~log-steps~, and the ruleset for ~do-log~.
> log-format "%OG %ci %ST"

ST
What the client got; -1 if it got none. In TCP mode there is none.
> log-format "%ci %ST %B"

T
With the zone ~+0000~, to the second. ~%tr~ is finer.
> log-format "[%T] %ci"

Ta
The time that a request was alive, without what its connection idled before: the best single number for how long people wait.
> log-format "%Ta %HM %HPO"

Tc
Queues excluded. Large values mean lost packets or full servers: seconds rather than milliseconds.
> log-format "%Tc %si %sp"

Td
~%Ta~ less all before the response’s body. Slow clients and large files.
> log-format "%Td %B %ST"

Th
0 for later requests of a connection.
> log-format "%Th %sslv %ci"

Ti
Not trouble, just a person reading. That is why ~%Ta~ leaves it out.
> log-format "%Ti %HM %HPO"

Tl
With the zone’s offset, to the second.
> log-format "[%Tl] %ci"

Tq
-1 if the request never came. Older logs have it; ~%TR~ tells a client’s slowness from its idling.
> log-format "%Tq %HM %HPO"

TR
The head only, not the body; -1 if it did not come. Usually 0.
> log-format "%TR %HM %HPO"

Tr
What the application needed to think: the number to watch. -1 if the server said nothing.
> log-format "%Tr %s %HPO"

Ts
For programs. ~%ms~ has the milliseconds.
> log-format "%Ts.%ms %ci"

Tt
Idle time included, so for the last request of a connection it is long.
> log-format "%Tt %ci"

Tu
~%Tt~ less the idle time.
> log-format "%Tu %HM %HPO"

Tw
For a slot of a server or backend; -1 if the request left before. More than 0 means that servers are full.
> log-format "%Tw %bq %sq"

U
Headers included.
> log-format "%U %B %ci"

ac
This one among them, of all frontends. Near ~maxconn~ there is trouble.
> log-format "%ac/%fc/%bc/%sc"

b
The frontend’s own name if no backend was chosen, in a refusal for instance.
> log-format "%ft %b/%s"

bc
This one among them.
> log-format "%ac/%fc/%bc/%sc"

bi
Which of the machine’s addresses was used, or the client’s with ~usesrc~.
> log-format "%bi:%bp %si:%sp"

bp
To find a connection in a packet trace of the server’s side.
> log-format "%bi:%bp %si:%sp"

bq
Those that waited for any server of the backend. 0 when it did not wait.
> log-format "%sq/%bq %Tw"

ci
After ~accept-proxy~ or ~set-src~ it is the address given there. A UNIX socket’s name is ~unix~.
> log-format "%ci:%cp"

cp
Many people share an address; with the port and the time a provider can tell whose it was.
> log-format "%ci:%cp"

f
Without the mark for TLS that ~%ft~ has.
> log-format "%f %b/%s"

fc
This one among them.
> log-format "%ac/%fc/%bc/%sc"

fi
One of the machine’s own, or what the PROXY header says.
> log-format "%fi:%fp"

fp
Where one frontend has several ~bind~ lines.
> log-format "%fi:%fp"

ft
The usual way in log lines.
> log-format "%ft %b/%s"

hr
Between braces, with bars between them, in the order of their ~capture~ lines; empty ones count.
> capture request header Host len 64
> log-format "%ci %hr"

hrl
As ~%hr~ for formats that want words of their own (CLF).
> capture request header Host len 64
> log-format "%ci %hrl"

hs
Between braces, with bars between them, in the order of their ~capture~ lines.
> capture response header Content-Type len 32
> log-format "%ci %hs"

hsl
As ~%hs~ for formats that want words of their own (CLF).
> capture response header Content-Type len 32
> log-format "%ci %hsl"

lc
Gaps tell of lines that were lost on the way.
> log-format "%lc %ci %ST"

ms
Three digits, to stand behind ~%Ts~.
> log-format "%Ts.%ms %ci"

pid
Changes with every reload.
> log-format "%pid %ci"

r
As it came, in quotes with ~%{+Q}r~; ~<BADREQ>~ where it could not be read.
> log-format "%ci %{+Q}r %ST"

rc
0 is usual. Others mean connections that failed.
> log-format "%rc %s"

rt
In hexadecimal it suits ~unique-id-format~.
> log-format "%pid-%rt %ci"

s
~<NOSRV>~ if none was chosen, ~<STATS>~ and others for services.
> log-format "%b/%s %Tr"

sc
This one among them. Near the server’s ~maxconn~, requests queue.
> log-format "%ac/%fc/%bc/%sc"

si
Where requests really went, with ~set-dst~ or DNS.
> log-format "%s %si:%sp"

sp
Where requests really went.
> log-format "%s %si:%sp"

sq
0 when it did not wait.
> log-format "%sq/%bq %Tw"

sslc
~-~ without TLS.
> log-format "%sslv %sslc"

sslv
~TLSv1.3~ and so on; ~-~ without TLS. Counting these tells whether old versions can go.
> log-format "%sslv %sslc"

t
In the local zone, to the millisecond: when the connection came, not the request.
> log-format "[%t] %ci"

tr
In the local zone, to the millisecond: when the request’s first byte came. What ~option httplog~ has.
> log-format "[%tr] %ci"

trg
With the zone ~+0000~, to the second.
> log-format "[%trg] %ci"

trl
With the zone’s offset, to the second.
> log-format "[%trl] %ci"

ts
What ended it, and during what: ~CD~ the client while data flowed, ~sQ~ a timeout in the queue, ~PR~ a refusal; ~--~ is a good end.
> log-format "%ts %b/%s"

tsc
~%ts~, then which cookie came in and what was done about it: ~NI~ none and inserted, ~VN~ valid and nothing to do.
> cookie SRV insert indirect nocache
> log-format "%tsc %b/%s"
`,
  'alias flags': `
Q
Needed for values with blanks, agents for instance, which would shift all fields behind them.
> log-format "%{+Q}[var(txn.agent)]"

X
Addresses become eight digits, or thirty-two.
> log-format "%{+X}Ts %{+X}ci"

E
Of RFC 5424’s structured data: with a backslash in front.
> log-format-sd "%{+Q,+E}o[origin@1 agent=%[var(txn.agent)]]"

bin
For targets that take any bytes; in text lines, control characters then break them. Only as ~%{+bin}o~ at the beginning or on one part.
> log-format "%{+bin}o %ci"

json
Names stand in parentheses behind the percent sign; parts without a name are left out. Only as ~%{+json}o~ at the beginning.
> log-format "%{+json}o %(client)ci %(status)ST"

cbor
As ~json~ in binary, printed in hexadecimal unless ~bin~ is there too. Only as ~%{+cbor}o~ at the beginning.
> log-format "%{+cbor}o %(client)ci %(status)ST"
`,
};
