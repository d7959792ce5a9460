/** The longer texts about connections, addresses and timers: see `entries.ts` for the form. A tilde stands for a backtick. */
import type { TextGroup } from './entries.ts';

export const FETCHES_CONNECTION: TextGroup = {
  manual: '7.3.3',
  entries: `
accept_date
Counted from 1970 in seconds, or in what the unit says: ~s~, ~ms~ or ~us~. On a kept-alive connection it is the moment from which the next request could come.
> log-format "%[accept_date(ms),ms_utime(%Y-%m-%dT%H:%M:%S.%3N)] %ci %ST"

bc.timer.connect
The same as ~%Tc~ in logs.
! a connection to a server
> log-format "%ci %ST connect=%[bc.timer.connect]"

bc_be_queue
The same as ~%bq~ in logs.
! a connection to a server
> log-format "%ci %ST queued=%[bc_be_queue]"

bc_dst
The server’s, as the connection has it.
! a connection to a server
> log-format "%ci %ST to=%[bc_dst]:%[bc_dst_port]"

bc_dst_port
! a connection to a server
> log-format "%ci %ST to=%[bc_dst]:%[bc_dst_port]"

bc_err
0 when nothing is wrong. ~bc_err_str~ says what it means.
! a connection to a server, or an attempt
> log-format "%ci %ST err=%[bc_err]"

bc_err_name
Such as ~EREFUSED~ or ~SSL_CRT_FAIL~; empty when nothing is wrong.
! a connection to a server, or an attempt
> log-format "%ci %ST err=%[bc_err_name]"

bc_err_str
! a connection to a server, or an attempt
> log-format "%ci %ST err=%[bc_err_str]"

bc_glitches
Violations and oddities that HTTP/2 and the like count without closing at once. Few are nothing; a sudden rise is worth a look. Not every protocol counts them.
! a connection to a server
> log-format "%ci %ST glitches=%[bc_glitches]"

bc_http_major
1 or 2, by what is on the wire, not by what a request line claims.
! a connection to a server
> log-format "%ci %ST h%[bc_http_major]"

bc_nb_streams
More than 1 only where the protocol can carry several, as HTTP/2 does.
! a connection to a server
> log-format "%ci %ST streams=%[bc_nb_streams]"

bc_reused
False when it was opened for this request. The share of true ones shows how well ~http-reuse~ works.
! a connection to a server
> log-format "%ci %ST reused=%[bc_reused]"

bc_rtt
In milliseconds, or in microseconds with ~us~. No value when the connection is not TCP.
! a TCP connection to a server; Linux
> log-format "%ci %ST rtt=%[bc_rtt(us)]us"

bc_rttvar
In milliseconds, or in microseconds with ~us~. No value when the connection is not TCP.
! a TCP connection to a server; Linux
> log-format "%ci %ST rttvar=%[bc_rttvar(us)]us"

bc_setting_streams_limit
The first name of ~bc_settings_streams_limit~, which 3.2 and later know.
! a connection to a server
> log-format "%ci %ST limit=%[bc_setting_streams_limit]"

bc_settings_streams_limit
1 for plain TCP and HTTP/1; for others what the server’s settings allow.
! a connection to a server
> log-format "%ci %ST limit=%[bc_settings_streams_limit]"

bc_src
HAProxy’s own end of the connection to the server.
! a connection to a server
> log-format "%ci %ST from=%[bc_src]:%[bc_src_port]"

bc_src_port
HAProxy’s own end of the connection to the server: with it a line of the server’s log can be found.
! a connection to a server
> log-format "%ci %ST from=%[bc_src]:%[bc_src_port]"

bc_srv_queue
The same as ~%sq~ in logs.
! a connection to a server
> log-format "%ci %ST queued=%[bc_srv_queue]"

be_connect_timeout
As configured; ~cur_connect_timeout~ has what a rule may have made of it.
> http-response set-header X-Timeout %[be_connect_timeout]

be_id
Where no backend took part it is the frontend’s own.
> http-response set-header X-Backend %[be_id]

be_name
Where no backend took part it is the frontend’s own. In checks it tells a server’s check which backend asks.
> http-response set-header X-Backend %[be_name]

be_queue_timeout
As configured; ~cur_queue_timeout~ has what a rule may have made of it.
> http-response set-header X-Timeout %[be_queue_timeout]

be_server_timeout
As configured; ~cur_server_timeout~ has what a rule may have made of it.
> http-response set-header X-Timeout %[be_server_timeout]

be_tarpit_timeout
As configured; ~cur_tarpit_timeout~ has what a rule may have made of it.
> http-response set-header X-Timeout %[be_tarpit_timeout]

be_tunnel_timeout
As configured; ~cur_tunnel_timeout~ has what a rule may have made of it.
> http-response set-header X-Timeout %[be_tunnel_timeout]

bytes_in
Short for ~req.bytes_in~, headers and some inner overhead included.
> log-format "%ci %ST in=%[bytes_in] out=%[bytes_out]"

bytes_out
The same as ~res.bytes_in~: before compression, headers and some inner overhead included.
> log-format "%ci %ST in=%[bytes_in] out=%[bytes_out]"

cur_client_timeout
The frontend’s, unless ~set-timeout client~ has changed it.
> log-format "%ci %ST timeout=%[cur_client_timeout]"

cur_connect_timeout
The backend’s, unless ~set-timeout connect~ has changed it.
> log-format "%ci %ST timeout=%[cur_connect_timeout]"

cur_queue_timeout
The backend’s, unless ~set-timeout queue~ has changed it.
> log-format "%ci %ST timeout=%[cur_queue_timeout]"

cur_server_timeout
The backend’s, unless ~set-timeout server~ has changed it.
> http-response set-header X-Timeout %[cur_server_timeout]

cur_tarpit_timeout
The section’s, unless ~set-timeout tarpit~ has changed it.
> log-format "%ci %ST timeout=%[cur_tarpit_timeout]"

cur_tunnel_timeout
The backend’s, unless ~set-timeout tunnel~ has changed it.
> http-response set-header X-Timeout %[cur_tunnel_timeout]

dst
Rules such as ~set-dst~ and the PROXY protocol change it; ~fc_dst~ keeps the original. Behind address translation on this machine it is the address from before the translation.
> acl on_management_address dst 10.0.0.5

dst_conn
The one being looked at included. It tells the ports and addresses of one frontend apart, which ~fe_conn~ does not.
> tcp-request connection reject if { dst_conn gt 1000 }

dst_is_local
False for connections that were intercepted, with ~transparent~ on the ~bind~ line. It costs a few system calls: ask once.
> use_backend static if { dst_is_local }

dst_port
Rules such as ~set-dst-port~ and the PROXY protocol change it; ~fc_dst_port~ keeps the original.
> http-request set-header X-Forwarded-Port %[dst_port]

fc.timer.handshake
PROXY header and TLS together; the same as ~%Th~ in logs.
> log-format "%ci %ST handshake=%[fc.timer.handshake]"

fc.timer.total
The same as ~%Tt~ in logs.
> log-format "%ci %ST total=%[fc.timer.total]"

fc_dst
Only ~tcp-request connection~ rules can change it.
> log-format "%ci %ST to=%[fc_dst]:%[fc_dst_port]"

fc_dst_is_local
As ~dst_is_local~, for ~fc_dst~.
> http-request set-var(txn.direct) fc_dst_is_local

fc_dst_port
Only ~tcp-request connection~ rules can change it.
> log-format "%ci %ST to=%[fc_dst]:%[fc_dst_port]"

fc_err
0 when nothing is wrong. ~fc_err_str~ says what it means; it is what ~error-log-format~ is there for.
> error-log-format "%ci:%cp %[fc_err]"

fc_err_name
Such as ~PRX_NOT_HDR~ or ~SSL_HANDSHAKE~; empty when nothing is wrong.
> error-log-format "%ci:%cp %[fc_err_name]"

fc_err_str
What went wrong before there was a request: in the PROXY header, in the TLS handshake, or while accepting.
> error-log-format "%ci:%cp %[fc_err_str]"

fc_fackets
A figure from the kernel’s ~TCP_INFO~ for the client’s connection; newer kernels leave it at 0. A unit is accepted, without effect.
! a TCP connection from the client; Linux
> log-format "%ci %ST fackets=%[fc_fackets]"

fc_glitches
Violations and oddities that HTTP/2 and the like count without closing at once. Browsers cause one now and then; hundreds on a connection are an attack or a broken client.
> http-request deny if { fc_glitches gt 100 }

fc_http_major
1, 2 or 3, by what is on the wire, not by what the request line claims.
> http-request set-header X-HTTP-Major %[fc_http_major]

fc_lost
From the kernel’s ~TCP_INFO~, or HAProxy’s own figure for QUIC. A unit is accepted, without effect.
! a TCP or QUIC connection from the client; Linux
> log-format "%ci %ST lost=%[fc_lost]"

fc_nb_streams
More than 1 only where the protocol can carry several, as HTTP/2 and HTTP/3 do.
> log-format "%ci %ST streams=%[fc_nb_streams]"

fc_pp_authority
Usually the server name (SNI) that the client asked the first proxy for. No value if there is none.
! a PROXY header of version 2 (~accept-proxy~)
> http-request set-header X-Authority %[fc_pp_authority]

fc_pp_tlv
The type as a number from 0 to 255, or one of the names of the standard, such as ~ALPN~, ~AUTHORITY~, ~UNIQUE_ID~, ~SSL_CN~. Values longer than 1024 bytes are dropped. ACLs look at all fields of the type.
! a PROXY header of version 2 (~accept-proxy~)
> http-request set-header X-VPC-Id %[fc_pp_tlv(0xEA)]

fc_pp_unique_id
No value if there is none.
! a PROXY header of version 2 (~accept-proxy~)
> http-request set-header X-Unique-Id %[fc_pp_unique_id]

fc_rcvd_proxy
> tcp-request content reject if !{ fc_rcvd_proxy }

fc_reordering
From the kernel’s ~TCP_INFO~, or HAProxy’s own figure for QUIC. A unit is accepted, without effect.
! a TCP or QUIC connection from the client; Linux
> log-format "%ci %ST reordering=%[fc_reordering]"

fc_retrans
From the kernel’s ~TCP_INFO~. A unit is accepted, without effect.
! a TCP connection from the client; Linux
> log-format "%ci %ST retrans=%[fc_retrans]"

fc_rtt
In milliseconds, or in microseconds with ~us~: as the kernel measures it, or HAProxy itself for QUIC.
! a TCP or QUIC connection from the client; Linux
> log-format "%ci %ST rtt=%[fc_rtt(us)]us"

fc_rttvar
In milliseconds, or in microseconds with ~us~: as the kernel measures it, or HAProxy itself for QUIC.
! a TCP or QUIC connection from the client; Linux
> log-format "%ci %ST rttvar=%[fc_rttvar(us)]us"

fc_sacked
From the kernel’s ~TCP_INFO~. A unit is accepted, without effect.
! a TCP connection from the client; Linux
> log-format "%ci %ST sacked=%[fc_sacked]"

fc_saved_syn
With ~tcp-ss 1~ on the ~bind~ line from the IP header on, with ~tcp-ss 2~ from the Ethernet header on; the converters ~eth.…~, ~ip.…~ and ~tcp.…~ take it apart. The kernel may forget it once it was read, and with SYN cookies there is none: so keep it in a session variable at once.
! ~tcp-ss~ on the ~bind~ line; Linux 4.3
> tcp-request connection set-var(sess.packet) fc_saved_syn
> http-request set-var(txn.ttl) var(sess.packet),ip.ttl

fc_settings_streams_limit
1 for plain TCP and HTTP/1; for others what HAProxy and the client agreed on.
> log-format "%ci %ST limit=%[fc_settings_streams_limit]"

fc_src
Only ~tcp-request connection~ rules can change it; ~src~ is what ~set-src~ made of it.
> log-format "%[fc_src]:%[fc_src_port] %ST"

fc_src_is_local
As ~src_is_local~, for ~fc_src~.
> http-request set-var(txn.own) fc_src_is_local

fc_src_port
Only ~tcp-request connection~ rules can change it.
> log-format "%[fc_src]:%[fc_src_port] %ST"

fc_unacked
From the kernel’s ~TCP_INFO~. A unit is accepted, without effect.
! a TCP connection from the client; Linux
> log-format "%ci %ST unacked=%[fc_unacked]"

fe_client_timeout
As configured; ~cur_client_timeout~ has what a rule may have made of it.
> http-response set-header X-Timeout %[fe_client_timeout]

fe_defbe
> http-request set-header X-Default-Backend %[fe_defbe]

fe_id
In a backend it tells where the request came in.
> http-request set-header X-Frontend %[fe_id]

fe_name
In a backend it tells where the request came in.
> http-request set-header X-Frontend %[fe_name]

fe_tarpit_timeout
As configured; ~cur_tarpit_timeout~ has what a rule may have made of it.
> http-response set-header X-Timeout %[fe_tarpit_timeout]

req.bytes_in
Before any compression of the request; some inner overhead is included.
> log-format "%ci %ST in=%[req.bytes_in]"

req.bytes_out
After any compression of the request; some inner overhead is included.
> log-format "%ci %ST forwarded=%[req.bytes_out]"

res.bytes_in
Before any compression of the response; some inner overhead is included.
> log-format "%ci %ST in=%[res.bytes_in]"

res.bytes_out
After any compression of the response; some inner overhead is included.
> log-format "%ci %ST out=%[res.bytes_out]"

res.timer.data
From the end of the response headers to the last byte sent; the same as ~%Td~ in logs.
> log-format "%ci %ST data=%[res.timer.data]"

so_id
Each ~bind~ line has one, set with ~id~ or counted.
> use_backend static if { so_id 2 }

so_name
As ~name~ on the ~bind~ line says.
> http-request set-header X-Listener %[so_name]

src
Rules such as ~set-src~, and the PROXY protocol, change it; ~fc_src~ keeps the original. A proxy in front is the client here: what it says about its own client is in a header, or in the PROXY header. On IPv6 tables IPv4 addresses are mapped.
> acl internal src 10.0.0.0/8 192.168.0.0/16
> http-request deny if !internal

src_is_local
Unix sockets count as such. It costs a few system calls: ask once.
> http-request deny if { path_beg /admin } !{ src_is_local }

src_port
> http-request set-header X-Forwarded-For-Port %[src_port]

src_updt_conn_cnt
The entry is created if need be, and lives on from now. Older than tracking, which does the same and more: prefer ~track-sc0~. Without a name it is this section’s own table.
! a stick table that stores ~conn_cnt~
> tcp-request content reject if { src_updt_conn_cnt(per_ip) gt 3 }

srv_id
In checks, of the server being checked.
> http-response set-header X-Server-Id %[srv_id]

srv_name
In checks, of the server being checked.
> http-response set-header X-Server %[srv_name]

txn.conn_retries
May still grow until the connection stands; retries of HTTP requests (~retry-on~) count too.
> log-format "%ci %ST retries=%[txn.conn_retries]"

txn.redispatched
By ~option redispatch~. May still change until the connection stands.
> log-format "%ci %ST redispatched=%[txn.redispatched]"
`,
};
