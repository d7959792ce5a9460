/** The longer texts about HTTP: see `entries.ts` for the form. A tilde stands for a backtick. */
import type { TextGroup } from './entries.ts';

export const FETCHES_HTTP: TextGroup = {
  manual: '7.3.6',
  needs: 'HTTP: in `mode tcp` only HTTP/1 that was waited for',
  entries: String.raw`
base
As in ~www.example.com/favicon.ico~, up to the question mark. One condition for site and path, or a key for counting what is asked for most.
> use_backend static if { base -i www.example.com/favicon.ico }

base32
A number of 32 bits made of ~base~: a small key for counting by object.
> http-request track-sc0 base32 table per_number

base32+src
Eight bytes, or twenty for IPv6: a key for counting by object and client.
> http-request track-sc0 base32+src table per_key

baseq
As ~base~, with the query behind it.
> http-request track-sc0 baseq table per_name

capture.req.hdr
The nth ~capture request header~ or ~declare capture request~, counted from 0. Captures are kept, so it can be had when the request itself is gone.
! -
> capture request header User-Agent len 64
> http-response set-header X-Agent %[capture.req.hdr(0)]

capture.req.method
Unlike ~method~, it is still there when the response is processed and logged.
> http-response set-header X-Method %[capture.req.method]

capture.req.uri
Unlike ~url~, it is still there when the response is processed and logged; what rules changed meanwhile is not in it.
> http-response set-header X-URI %[capture.req.uri]

capture.req.ver
As in ~HTTP/1.1~.
> log-format "%ci %ST %[capture.req.ver]"

capture.res.hdr
The nth ~capture response header~ or ~declare capture response~, counted from 0.
! -
> capture response header Server len 32
> log-format "%ci %ST %[capture.res.hdr(0)]"

capture.res.ver
As in ~HTTP/1.1~.
> log-format "%ci %ST %[capture.res.ver]"

cookie
Which of the two follows from the place; write ~req.cook~ or ~res.cook~ instead, which say it.
> http-request set-header X-Session %[cookie(SESSIONID)]

fcgi.docroot
For the parameters that the application is sent. ~docroot~ in the ~fcgi-app~ section sets it.
! a ~fcgi-app~ section in use
> set-param DOCUMENT_ROOT %[fcgi.docroot]

fcgi.index
For the parameters that the application is sent. ~index~ in the ~fcgi-app~ section sets it.
! a ~fcgi-app~ section in use
> set-param INDEX %[fcgi.index]

hdr
As ~req.hdr~ where there is a request, as ~res.hdr~ in rules for responses; writing one of these leaves no doubt. As an ACL keyword, ~hdr~ and its relatives always mean the request.
> use_backend app2 if { hdr(host) -i api.example.com }

http_auth
Of Basic authorization. ~http-request auth~ asks the client for them.
> http-request auth realm Internal unless { http_auth(people) }

http_auth_bearer
From the Authorization header unless another is named. Nothing is checked: ~jwt_verify~ can do that.
> http-request set-var(txn.token) http_auth_bearer

http_auth_group
If user and password are in the user list. As an ACL it is true when the user belongs to one of the groups that are given as patterns.
> acl is_admin http_auth_group(people) admins
> http-request auth unless is_admin

http_auth_pass
As the client sent it, checked by nobody.
> http-request set-var(txn.pass) http_auth_pass

http_auth_type
Such as ~Basic~ or ~Bearer~.
> http-request deny if { http_auth_type Digest }

http_auth_user
As the client sent it, checked by nobody: no proof of who it is.
> log-format "%ci %ST user=%[capture.req.hdr(0)]"
> http-request capture http_auth_user len 32

http_first_req
> http-request set-header X-First 1 if { http_first_req }

method
Numbers inside, so compare it as an ACL, by names; for text in headers and logs it turns into one by itself.
> acl reads method GET HEAD
> http-request deny unless reads

path
From the first slash to the question mark, as the client wrote it: percent signs are not decoded, upper and lower case differ.
> use_backend static if { path -m beg /static/ /images/ }

pathq
What HTTP/1 has in its request line; from HTTP/2, which sends whole URIs, the same comes out.
> http-request redirect location https://www.example.com%[pathq]

query
What is behind the question mark; no value without one, an empty one if nothing follows. With ~with_qm~, from 3.2 on, the mark itself is included.
> http-request set-header X-Query %[query]

req.body
Without ~option http-buffer-request~ or ~wait-for-body~ that may be nothing yet; longer bodies than the buffer are cut.
! HTTP; ~option http-buffer-request~
> option http-buffer-request
> http-request deny if { req.body -m sub <script> }

req.body_len
Less than ~req.body_size~ when the body does not fit into the buffer, or has not come yet.
! HTTP; ~option http-buffer-request~
> option http-buffer-request
> http-request deny if { req.body_len gt 8000 }

req.body_param
The first one with this name, or the first of all; ~i~ as the flag ignores case. Percent signs stay as they are: ~url_dec(1)~ decodes them.
! HTTP; ~option http-buffer-request~; a body of ~application/x-www-form-urlencoded~
> option http-buffer-request
> http-request set-var(txn.user) req.body_param(user),url_dec(1)

req.body_size
By Content-Length; for chunks, what has come so far.
> http-request deny deny_status 413 if { req.body_size gt 10000000 }

req.cook
The last one with this name, or the first of all without a name; ACLs try every one. Names are case-sensitive. An empty cookie is a value, too: ~-m found~ tells whether it is there.
> use_backend app2 if { req.cook(beta) -m found }

req.cook_cnt
With this name, or any.
> http-request deny if { req.cook_cnt(SESSIONID) gt 1 }

req.cook_names
Joined by a comma, or by the first character of the argument.
> http-request set-header X-Cookies %[req.cook_names]

req.cook_val
The last one with this name, or the first of all without a name; ACLs try every one.
> use_backend app2 if { req.cook_val(version) ge 2 }

req.fhdr
Commas included: for User-Agent, dates and the like. The last line with this name, or the nth; negative numbers count from the end. ACLs try every line.
> http-request deny if { req.fhdr(user-agent) -m sub BadBot }

req.fhdr_cnt
Of this name, or of any.
> http-request deny if { req.fhdr_cnt(content-length) gt 1 }

req.hdr
One value of it: lines are split at commas, and the last value counts, or the nth; negative numbers count from the end. ACLs try every value. The name is case-insensitive; the value is not, unless ~-i~ or ~lower~ says so. ~req.fhdr~ gives whole lines.
> acl api req.hdr(host) -i api.example.com
> use_backend app2 if api

req.hdr_cnt
Split at commas; of this name, or of any.
> http-request deny if { req.hdr_cnt(host) gt 1 }

req.hdr_ip
The last value that is one, or the nth, with a port behind it dropped. Anyone can send such a header: believe it only from proxies that you know.
> acl trusted src 192.168.0.0/16
> http-request set-src req.hdr_ip(x-forwarded-for,-1) if trusted

req.hdr_names
In their order, joined by a comma, or by the first character of the argument: tells one kind of client from another.
> http-request set-header X-Order %[req.hdr_names(:)]

req.hdr_val
The last value, or the nth; ACLs try every one.
> http-request deny if { req.hdr_val(content-length) gt 10000000 }

req.hdrs
All lines with the empty one behind them, which shows that nothing was cut. For agents and logs.
> http-request set-var(txn.all) req.hdrs

req.hdrs_bin
The encoding of SPOE, ended by an empty name and value: cheaper to read for an agent than text.
> http-request set-var(txn.all) req.hdrs_bin

req.timer.hdr
From the first byte on; the same as ~%TR~ in logs.
> http-request set-header X-Time-Headers %[req.timer.hdr]

req.timer.idle
Between the handshakes, or the response before, and the first byte; the same as ~%Ti~ in logs.
> http-request set-header X-Time-Idle %[req.timer.idle]

req.timer.queue
The same as ~%Tw~ in logs.
! -
> log-format "%ci %ST queue=%[req.timer.queue]"

req.timer.tq
Idle time and handshakes included; the same as ~%Tq~ in logs.
> http-request set-header X-Time-Tq %[req.timer.tq]

req.ver
As in ~1.1~ or ~2.0~.
> http-request deny if { req.ver 1.0 }

request_date
Counted from 1970 in seconds, or in what the unit says: ~s~, ~ms~ or ~us~.
> log-format "%[request_date(ms),ms_utime(%Y-%m-%dT%H:%M:%S.%3N)] %ci %ST"

res.body
Rules do not wait for it, so it is mostly of use in checks.
> option httpchk
> http-check expect status 200 on-success "%[res.body,bytes(0,40)]"

res.body_len
Rules do not wait for it, so it is mostly of use in checks.
> http-response set-header X-Length %[res.body_len]

res.body_size
By Content-Length; for chunks, what has come so far.
> http-response set-header X-Large yes if { res.body_size gt 1000000 }

res.cache_hit
> http-response set-header X-Cache HIT if { res.cache_hit }

res.cache_name
Empty when it comes from a server.
> http-response set-header X-Cache %[res.cache_name]

res.comp
> log-format "%ci %ST compressed=%[res.comp]"

res.comp_algo
Such as ~gzip~; no value when it does not.
> log-format "%ci %ST compressed=%[res.comp_algo]"

res.cook
The last one with this name, or the first of all without a name.
> http-response set-header X-Session %[res.cook(SESSIONID)]

res.cook_cnt
With this name, or any.
> http-response del-header Set-Cookie if { res.cook_cnt gt 20 }

res.cook_names
Joined by a comma, or by the first character of the argument.
> http-response set-header X-Cookies %[res.cook_names]

res.cook_val
The last one with this name, or the first of all without a name.
> http-response set-header X-Version %[res.cook_val(version)]

res.fhdr
Commas included, as dates have them. The last line with this name, or the nth; negative numbers count from the end.
> http-response set-header X-Was %[res.fhdr(last-modified)]

res.fhdr_cnt
Of this name, or of any.
> http-response set-status 502 if { res.fhdr_cnt(content-length) gt 1 }

res.hdr
One value of it: lines are split at commas, and the last value counts, or the nth; negative numbers count from the end. ~res.fhdr~ gives whole lines.
> acl is_html res.hdr(content-type) -m beg text/html
> http-response set-header X-Frame-Options DENY if is_html

res.hdr_cnt
Split at commas; of this name, or of any.
> http-response set-header Vary Accept if { res.hdr_cnt(vary) eq 0 }

res.hdr_ip
The last value that is one, or the nth.
> http-response set-var(txn.node) res.hdr_ip(x-node)

res.hdr_names
In their order, joined by a comma, or by the first character of the argument.
> http-response set-header X-Order %[res.hdr_names(:)]

res.hdr_val
The last value, or the nth.
> http-response set-header X-Large yes if { res.hdr_val(content-length) gt 1000000 }

res.hdrs
All lines with the empty one behind them, which shows that nothing was cut. For agents and logs.
> http-response set-var(txn.all) res.hdrs

res.hdrs_bin
The encoding of SPOE, ended by an empty name and value.
> http-response set-var(txn.all) res.hdrs_bin

res.timer.hdr
From the connection on; the same as ~%Tr~ in logs.
> http-response set-header X-Server-Time %[res.timer.hdr]

res.ver
As in ~1.1~.
> http-response set-header X-Version %[res.ver]

server_status
Before rules changed it; no value if none came.
! -
> log-format "%ci %ST server=%[server_status]"

status
What the client will get, once no rule changes it any more.
> http-response set-header Cache-Control no-store if { status 400:599 }

txn.status
Of the server’s response, or of HAProxy’s own.
! -
> log-format "%ci %[txn.status]"

txn.timer.total
From the request’s first byte to the response’s last; the same as ~%Ta~ in logs.
! -
> log-format "%ci %ST active=%[txn.timer.total]"

unique-id
The same wherever it is asked for during the request; no value without that directive.
! ~unique-id-format~
> unique-id-format %{+X}o\ %ci:%cp_%Ts_%rt
> http-response set-header X-Unique-Id %[unique-id]

url
Mostly a path and a query, but clients may send a whole URI: for conditions ~path~ is safer.
> acl is_options_star url *

url32
A number of 32 bits: a small key for counting by address, query included.
> http-request track-sc0 url32 table per_number

url32+src
Eight bytes, or twenty for IPv6: a key for counting by address and client.
> http-request track-sc0 url32+src table per_key

url_ip
Only when the URI is a whole one, with an address for a host.
> http-request set-dst url_ip

url_port
Only when the URI is a whole one; 80 if it names no port.
> http-request set-dst-port url_port

urlp
The first one with this name, or the first of all. It ends at ~&~, ~;~ or the delimiter; the query begins behind ~?~, or behind the delimiter. With ~i~ as the flag, from 2.8 on, case is ignored. Percent signs stay as they are: ~url_dec~ decodes them.
> use_backend app2 if { urlp(version) 2 }

urlp_val
As ~urlp~, and then turned into a number.
> http-request deny if { urlp_val(page) gt 1000 }
`,
};
