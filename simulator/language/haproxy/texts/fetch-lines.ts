/**
 * What every sample fetch gives, one line each, by section of the manual; the longer texts are in `fetches-*.ts` and come
 * when they are asked for. Name, arguments (optional ones in brackets), what it gives; `= name`: the same under another name.
 * What counts in stick tables (`sc0_…`, `src_…`) is in `counters.ts`.
 */
export const FETCH_LINES: Readonly<Record<string, string>> = {
  '7.3.2': `
acl(name[,name…]) true if all the named ACLs hold
act_conn connections that the process has open at the moment
always_false false
always_true true
avg_queue([backend]) requests that wait, for each server that is up
be_conn([backend]) connections that the backend has at the moment
be_conn_free([backend]) connections that the backend’s servers could still take
be_sess_rate([backend]) new sessions a second in the backend
bin(hex) bytes, written in hexadecimal
bool(value) true or false, as written
connslots([backend]) connections and places in queues that the backend has free
cpu_calls how often the stream’s task ran for this request
cpu_ns_avg nanoseconds of CPU that each run of the stream’s task took
cpu_ns_tot nanoseconds of CPU that the stream’s task took for this request
cpu_usage_grp how busy the thread group is, in percent
cpu_usage_proc how busy the process is, in percent
cpu_usage_thr how busy this thread is, in percent
date([offset[,unit]]) the time now, counted from 1970
date_us the part of the time below a second, in microseconds
dump_all_vars([scope[,prefix[,delimiter]]]) all variables with their values, in one line
env(name) an environment variable
fe_conn([frontend]) connections that the frontend has at the moment
fe_req_rate([frontend]) HTTP requests a second in the frontend
fe_sess_rate([frontend]) new sessions a second in the frontend
hostname name of the machine
int(number) a number, as written
ipv4(address) an IPv4 address, as written
ipv6(address) an IPv6 address, as written
last_entity the rule or filter that came last in the stream’s analysis
last_rule_file file of the rule that ended the evaluation
last_rule_line line of the rule that ended the evaluation
lat_ns_avg nanoseconds that the stream’s task waited for the CPU, each time
lat_ns_tot nanoseconds that the stream’s task waited for the CPU in all
meth(name) an HTTP method, as written
nbproc number of processes; always 1
nbsrv([backend]) servers of the backend that can be used
pid number of the process
prio_class priority class of the request in queues
prio_offset priority offset of the request in queues, in milliseconds
proc number of the process; always 1
queue([backend]) requests that wait for the backend
quic_enabled true if QUIC listeners may work
rand([range]) a random number
srv_conn(server) connections that the server has at the moment
srv_conn_free(server) connections that the server could still take
srv_is_up(server) true if the server is up
srv_iweight(server) the weight that the configuration gives the server
srv_queue(server) requests that wait in the server’s queue
srv_sess_rate(server) new sessions a second on the server
srv_uweight(server) the server’s weight as it was last set
srv_weight(server) the weight that the server has at the moment
stopping true if the process is stopping
str(text) a text, as written
table_avl([table]) entries that the stick table has free
table_cnt([table]) entries that the stick table has in use
term_events what ended the connections and streams on both sides
tgroup number of the thread group
thread number of the thread
txn.id32 a number for the transaction
txn.sess_term_state how and by what the stream ended, as in the log
uptime seconds since the worker started
uuid([version]) a new identifier (UUID), different each time
var(name[,default]) a variable
wait_end true once the inspection delay is over
waiting_entity what was being waited for when an error or a timeout came
spoe.engine-id the identifier of an SPOE engine’s thread
`,
  '7.3.3': `
accept_date([unit]) when the connection was accepted
bc.timer.connect milliseconds that connecting to the server took
bc_be_queue requests that were ahead in the backend’s queue
bc_dst the address that HAProxy connected to
bc_dst_port the port that HAProxy connected to
bc_err error of the connection to the server, as a number
bc_err_name error of the connection to the server, as one word
bc_err_str error of the connection to the server, as a sentence
bc_glitches protocol glitches on the connection to the server
bc_http_major HTTP major version spoken with the server
bc_nb_streams streams open on the connection to the server
bc_reused true if the connection to the server had been used before
bc_rtt([unit]) round-trip time to the server, as the kernel measures it
bc_rttvar([unit]) how much the round-trip time to the server varies
bc_setting_streams_limit how many streams the connection to the server may carry
bc_settings_streams_limit how many streams the connection to the server may carry
bc_src the address that the server sees
bc_src_port the port that the server sees
bc_srv_queue requests that were ahead in the server’s queue
be_connect_timeout the backend’s timeout connect, in milliseconds
be_id number of the backend
be_name name of the backend
be_queue_timeout the backend’s timeout queue, in milliseconds
be_server_timeout the backend’s timeout server, in milliseconds
be_tarpit_timeout the backend’s timeout tarpit, in milliseconds
be_tunnel_timeout the backend’s timeout tunnel, in milliseconds
bytes_in bytes received from the client so far
bytes_out bytes received from the server so far
cur_client_timeout timeout client of this stream, in milliseconds
cur_connect_timeout timeout connect of this stream, in milliseconds
cur_queue_timeout timeout queue of this stream, in milliseconds
cur_server_timeout timeout server of this stream, in milliseconds
cur_tarpit_timeout timeout tarpit of this stream, in milliseconds
cur_tunnel_timeout timeout tunnel of this stream, in milliseconds
dst the address that the client connected to
dst_conn connections at the listener that the client came to
dst_is_local true if the client connected to an address of this machine
dst_port the port that the client connected to
fc.timer.handshake milliseconds that the client’s handshakes took
fc.timer.total milliseconds from accepting the connection to the end of the stream
fc_dst the address that the client connected to, whatever rules have set
fc_dst_is_local true if the original destination is an address of this machine
fc_dst_port the port that the client connected to, whatever rules have set
fc_err error of the client’s connection, as a number
fc_err_name error of the client’s connection, as one word
fc_err_str error of the client’s connection, as a sentence
fc_fackets([unit]) segments acknowledged selectively ahead of the last one, as the kernel counts
fc_glitches protocol glitches on the client’s connection
fc_http_major HTTP major version of the client’s connection
fc_lost([unit]) packets that were lost towards the client
fc_nb_streams streams open on the client’s connection
fc_pp_authority the host name that the PROXY header names
fc_pp_tlv(id) an extra field (TLV) of the PROXY header
fc_pp_unique_id the unique identifier that the PROXY header carries
fc_rcvd_proxy true if the client’s connection began with a PROXY header
fc_reordering([unit]) how far packets came out of order
fc_retrans([unit]) segments sent again to the client that are still unacknowledged
fc_rtt([unit]) round-trip time to the client
fc_rttvar([unit]) how much the round-trip time to the client varies
fc_sacked([unit]) segments that the client acknowledged selectively
fc_saved_syn the packet that opened the client’s connection
fc_settings_streams_limit how many streams the client’s connection may carry
fc_src the client’s address, whatever rules have set
fc_src_is_local true if the client’s original address is one of this machine
fc_src_port the client’s port, whatever rules have set
fc_unacked([unit]) segments that the client has not acknowledged yet
fe_client_timeout the frontend’s timeout client, in milliseconds
fe_defbe name of the frontend’s default backend
fe_id number of the frontend
fe_name name of the frontend
fe_tarpit_timeout the frontend’s timeout tarpit, in milliseconds
req.bytes_in bytes received from the client so far
req.bytes_out bytes sent to the server so far
res.bytes_in bytes received from the server so far
res.bytes_out bytes sent to the client so far
res.timer.data milliseconds that the response’s data took
so_id number of the listener that the client came to
so_name name of the listener that the client came to
src the client’s address
src_is_local true if the client’s address is one of this machine
src_port the client’s port
src_updt_conn_cnt([table]) counts one more connection of the client’s address, and gives the new count
srv_id number of the server that was chosen
srv_name name of the server that was chosen
txn.conn_retries how often connecting to the server was tried again
txn.redispatched true if another server was taken after a failure
`,
  '7.3.4': `
bs.aborted true if the server broke the stream off
bs.debug_str([layers]) what is inside HAProxy about the stream towards the server
bs.id number of the stream on the server’s side
bs.rst_code code of the reset that the server sent
fs.aborted true if the client broke the stream off
fs.debug_str([layers]) what is inside HAProxy about the stream towards the client
fs.id number of the stream on the client’s side
fs.rst_code code of the reset that the client sent
txn.timer.user milliseconds until the end as the client felt them
ssl_bc true if the connection to the server is TLS
ssl_bc_alg_keysize bits that the cipher of the server connection could use
ssl_bc_alpn the protocol agreed on with the server (ALPN)
ssl_bc_cipher cipher of the connection to the server
ssl_bc_client_random what the client, HAProxy, put into the handshake with the server at random
ssl_bc_curve elliptic curve of the connection to the server
ssl_bc_err TLS error of the connection to the server, as a number
ssl_bc_err_str TLS error of the connection to the server, in words
ssl_bc_is_resumed true if the TLS session with the server was resumed
ssl_bc_npn the protocol agreed on with the server, by the old way (NPN)
ssl_bc_protocol TLS version of the connection to the server
ssl_bc_server_random what the server put into the handshake at random
ssl_bc_session_id TLS session identifier of the connection to the server
ssl_bc_session_key master key of the TLS session with the server
ssl_bc_sni the server name (SNI) that the server was asked for
ssl_bc_unique_id what marks the TLS connection to the server as unlike any other
ssl_bc_use_keysize bits that the cipher of the server connection does use
ssl_c_ca_err first error in the chain above the client’s certificate, as a number
ssl_c_ca_err_depth how far up in the client certificate’s chain the first error is
ssl_c_err error of the client’s certificate itself, as a number
ssl_c_r_dn([entry[,occurrence[,format]]]) name of the root authority of the client’s certificate
ssl_c_san alternative names in the client’s certificate
ssl_c_used true if the client’s session has a certificate
ssl_c_verify result of checking the client’s certificate
ssl_fc true if the client’s connection is TLS that ends here
ssl_fc_alg_keysize bits that the cipher of the client’s connection could use
ssl_fc_alpn the protocol agreed on with the client (ALPN)
ssl_fc_cipher cipher of the client’s connection
ssl_fc_cipherlist_bin([filter]) ciphers that the client offered, two bytes each
ssl_fc_cipherlist_hex([filter]) ciphers that the client offered, in hexadecimal
ssl_fc_cipherlist_str([filter]) ciphers that the client offered, by name
ssl_fc_cipherlist_xxh a hash of the ciphers that the client offered
ssl_fc_client_random what the client put into the handshake at random
ssl_fc_crtname name of the certificate that the client was shown
ssl_fc_curve elliptic curve of the client’s connection
ssl_fc_early_rcvd true if the client sent data before the handshake was over
ssl_fc_ecformats_bin point formats that the client offered, a byte each
ssl_fc_eclist_bin([filter]) elliptic curves that the client offered, two bytes each
ssl_fc_err TLS error of the client’s connection, as a number
ssl_fc_err_str TLS error of the client’s connection, in words
ssl_fc_extlist_bin([filter]) extensions that the client’s hello has, two bytes each
ssl_fc_has_crt true if the client showed a certificate on this connection
ssl_fc_has_early true while the client’s data came before the handshake was over
ssl_fc_has_sni true if the client named a server in the handshake
ssl_fc_is_resumed true if the client’s TLS session was resumed
ssl_fc_npn the protocol agreed on with the client, by the old way (NPN)
ssl_fc_protocol TLS version of the client’s connection
ssl_fc_protocol_hello_id the TLS version in the client’s hello, as a number
ssl_fc_server_random what HAProxy put into the client’s handshake at random
ssl_fc_session_id TLS session identifier of the client’s connection
ssl_fc_session_key master key of the client’s TLS session
ssl_fc_sigalgs_bin([filter]) signature algorithms that the client offered, two bytes each
ssl_fc_sni the server name (SNI) that the client asked for
ssl_fc_supported_versions_bin([filter]) TLS versions that the client offered, two bytes each
ssl_fc_unique_id what marks the client’s TLS connection as unlike any other
ssl_fc_use_keysize bits that the cipher of the client’s connection does use
ssl_ocsp_certid identifier of the certificate whose OCSP response was fetched
ssl_ocsp_certname file of the certificate whose OCSP response was fetched
ssl_ocsp_fail_cnt how often fetching the certificate’s OCSP response failed
ssl_ocsp_status how fetching the OCSP response went, as a number
ssl_ocsp_status_str how fetching the OCSP response went, in words
ssl_ocsp_success_cnt how often the certificate’s OCSP response was fetched well
ssl_c_chain_der the chain that came with the client’s certificate, in DER
ssl_c_der the client’s certificate, in DER
ssl_c_i_dn([entry[,occurrence[,format]]]) who issued the client’s certificate
ssl_c_key_alg kind of key in the client’s certificate
ssl_c_notafter until when the client’s certificate is valid
ssl_c_notbefore from when the client’s certificate is valid
ssl_c_s_dn([entry[,occurrence[,format]]]) whom the client’s certificate is made out to
ssl_c_serial serial number of the client’s certificate
ssl_c_sha1 SHA-1 fingerprint of the client’s certificate
ssl_c_sig_alg how the client’s certificate is signed
ssl_c_version X.509 version of the client’s certificate
ssl_f_der the certificate that the client was shown, in DER
ssl_f_i_dn([entry[,occurrence[,format]]]) who issued the certificate that the client was shown
ssl_f_key_alg kind of key in the certificate that the client was shown
ssl_f_notafter until when the certificate that the client was shown is valid
ssl_f_notbefore from when the certificate that the client was shown is valid
ssl_f_s_dn([entry[,occurrence[,format]]]) whom the certificate that the client was shown is made out to
ssl_f_serial serial number of the certificate that the client was shown
ssl_f_sha1 SHA-1 fingerprint of the certificate that the client was shown
ssl_f_sig_alg how the certificate that the client was shown is signed
ssl_f_version X.509 version of the certificate that the client was shown
ssl_s_chain_der the chain that came with the server’s certificate, in DER
ssl_s_der the server’s certificate, in DER
ssl_s_i_dn([entry[,occurrence[,format]]]) who issued the server’s certificate
ssl_s_key_alg kind of key in the server’s certificate
ssl_s_notafter until when the server’s certificate is valid
ssl_s_notbefore from when the server’s certificate is valid
ssl_s_s_dn([entry[,occurrence[,format]]]) whom the server’s certificate is made out to
ssl_s_serial serial number of the server’s certificate
ssl_s_sha1 SHA-1 fingerprint of the server’s certificate
ssl_s_sig_alg how the server’s certificate is signed
ssl_s_version X.509 version of the server’s certificate
ssl_bc_client_early_traffic_secret TLS 1.3 secret of the client’s early data, towards the server
ssl_bc_client_handshake_traffic_secret TLS 1.3 secret of the client’s half of the handshake, towards the server
ssl_bc_client_traffic_secret_0 TLS 1.3 secret of the client’s data, towards the server
ssl_bc_early_exporter_secret TLS 1.3 secret of the keys exported during early data, towards the server
ssl_bc_exporter_secret TLS 1.3 secret of the exported keys, towards the server
ssl_bc_server_handshake_traffic_secret TLS 1.3 secret of the server’s half of the handshake, towards the server
ssl_bc_server_traffic_secret_0 TLS 1.3 secret of the server’s data, towards the server
ssl_fc_client_early_traffic_secret TLS 1.3 secret of the client’s early data, towards the client
ssl_fc_client_handshake_traffic_secret TLS 1.3 secret of the client’s half of the handshake, towards the client
ssl_fc_client_traffic_secret_0 TLS 1.3 secret of the client’s data, towards the client
ssl_fc_early_exporter_secret TLS 1.3 secret of the keys exported during early data, towards the client
ssl_fc_exporter_secret TLS 1.3 secret of the exported keys, towards the client
ssl_fc_server_handshake_traffic_secret TLS 1.3 secret of the server’s half of the handshake, towards the client
ssl_fc_server_traffic_secret_0 TLS 1.3 secret of the server’s data, towards the client
`,
  '7.3.5': `
distcc_body(token[,occurrence]) the body of a token in a distcc message
distcc_param(token[,occurrence]) the number of a token in a distcc message
payload(offset,length) bytes of the request or the response, whichever is being looked at
payload_lv(offset,size[,start]) bytes with their length in front, in the request or the response
rdp_cookie([name]) = req.rdp_cookie
rdp_cookie_cnt([name]) = req.rdp_cookie_cnt
rep_ssl_hello_type = res.ssl_hello_type
req.len bytes of the request that are in the buffer
req.payload(offset,length) bytes of the request
req.payload_lv(offset,size[,start]) bytes of the request whose length stands in front of them
req.proto_http true if the request is HTTP
req.rdp_cookie([name]) a cookie of a remote desktop connection
req.rdp_cookie_cnt([name]) how many cookies a remote desktop connection has
req.ssl_alpn protocols that the client’s hello offers (ALPN)
req.ssl_cipherlist ciphers that the client’s hello offers, two bytes each
req.ssl_ec_ext true if the client’s hello offers elliptic curves
req.ssl_hello_type 1 once the client’s hello is there
req.ssl_keyshare_groups key exchange groups that the client’s hello brings shares for
req.ssl_sigalgs signature algorithms that the client’s hello offers, two bytes each
req.ssl_sni the server name (SNI) that the client’s hello asks for
req.ssl_st_ext whether the client’s hello can do session tickets
req.ssl_supported_groups key exchange groups that the client’s hello offers, two bytes each
req.ssl_ver TLS version of the client’s hello
req_len = req.len
req_proto_http = req.proto_http
req_ssl_hello_type = req.ssl_hello_type
req_ssl_sni = req.ssl_sni
req_ssl_ver = req.ssl_ver
res.len bytes of the response that are in the buffer
res.payload(offset,length) bytes of the response
res.payload_lv(offset,size[,start]) bytes of the response whose length stands in front of them
res.ssl_hello_type 2 once the server’s hello is there
`,
  '7.3.6': `
base Host header and path, joined
base32 a hash of Host header and path
base32+src a hash of Host header and path, and the client’s address
baseq Host header, path and query, joined
capture.req.hdr(index) a request header that was captured
capture.req.method the request’s method, kept for later
capture.req.uri the request’s URI, kept for later
capture.req.ver the request’s HTTP version, kept for later
capture.res.hdr(index) a response header that was captured
capture.res.ver the response’s HTTP version, kept for later
cook([name]) = req.cook
cook_cnt([name]) = req.cook_cnt
cook_val([name]) = req.cook_val
cookie([name]) a cookie of the request, or one that the response sets
fcgi.docroot the document root of the FastCGI application
fcgi.index the index file of the FastCGI application
hdr([name[,occurrence]]) a header, of the request or of the response
hdr_cnt([name]) = req.hdr_cnt
hdr_ip([name[,occurrence]]) = req.hdr_ip
hdr_val([name[,occurrence]]) = req.hdr_val
http_auth(userlist) true if user and password are in the user list
http_auth_bearer([header]) the token of a Bearer authorization
http_auth_group(userlist) the user’s name, to be matched against groups
http_auth_pass the password of a Basic authorization
http_auth_type the kind of authorization that the client sent
http_auth_user the user of a Basic authorization
http_first_req true for the first request of a connection
method the HTTP method
path the path of the request, without the query
pathq the path of the request, with the query
query([option]) the query of the request
req.body the request’s body, as far as it is there
req.body_len bytes of the request’s body that are there
req.body_param([name[,flag]]) a field of a form in the request’s body
req.body_size length of the request’s body, as announced
req.cook([name]) a cookie of the request
req.cook_cnt([name]) how often a cookie is in the request
req.cook_names([delimiter]) names of the request’s cookies
req.cook_val([name]) a cookie of the request, as a number
req.fhdr([name[,occurrence]]) a header of the request, its whole line
req.fhdr_cnt([name]) how many lines of a header the request has
req.hdr([name[,occurrence]]) a header of the request
req.hdr_cnt([name]) how many values of a header the request has
req.hdr_ip([name[,occurrence]]) a header of the request, as an address
req.hdr_names([delimiter]) names of the request’s headers
req.hdr_val([name[,occurrence]]) a header of the request, as a number
req.hdrs the request’s headers as they stand
req.hdrs_bin the request’s headers, each name and value with its length in front
req.timer.hdr milliseconds until the request’s headers were there
req.timer.idle milliseconds of silence before the request
req.timer.queue milliseconds that the request waited in queues
req.timer.tq milliseconds from accepting, or the last response, to the request’s headers
req.ver HTTP version of the request
req_ver = req.ver
request_date([unit]) when the request’s first byte came
res.body the response’s body, as far as it is there
res.body_len bytes of the response’s body that are there
res.body_size length of the response’s body, as announced
res.cache_hit true if the response comes from the cache
res.cache_name name of the cache that the response comes from
res.comp true if HAProxy compresses the response
res.comp_algo how HAProxy compresses the response
res.cook([name]) a cookie that the response sets
res.cook_cnt([name]) how often the response sets a cookie
res.cook_names([delimiter]) names of the cookies that the response sets
res.cook_val([name]) a cookie that the response sets, as a number
res.fhdr([name[,occurrence]]) a header of the response, its whole line
res.fhdr_cnt([name]) how many lines of a header the response has
res.hdr([name[,occurrence]]) a header of the response
res.hdr_cnt([name]) how many values of a header the response has
res.hdr_ip([name[,occurrence]]) a header of the response, as an address
res.hdr_names([delimiter]) names of the response’s headers
res.hdr_val([name[,occurrence]]) a header of the response, as a number
res.hdrs the response’s headers as they stand
res.hdrs_bin the response’s headers, each name and value with its length in front
res.timer.hdr milliseconds until the server’s headers were there
res.ver HTTP version of the response
resp_ver = res.ver
scook([name]) = res.cook
scook_cnt([name]) = res.cook_cnt
scook_val([name]) = res.cook_val
server_status status that the server sent
shdr([name[,occurrence]]) = res.hdr
shdr_cnt([name]) = res.hdr_cnt
shdr_ip([name[,occurrence]]) = res.hdr_ip
shdr_val([name[,occurrence]]) = res.hdr_val
status status of the response
txn.status status of the transaction, as in the log
txn.timer.total milliseconds of the whole transaction
unique-id the identifier that unique-id-format made
url the request URI as it stands in the request line
url32 a hash of Host header and whole URI
url32+src a hash of Host header and URI, and the client’s address
url_ip the address in the request URI
url_param([name[,delimiter[,flag]]]) = urlp
url_port the port in the request URI
urlp([name[,delimiter[,flag]]]) a parameter of the query
urlp_val([name[,delimiter[,flag]]]) a parameter of the query, as a number
`,
  '7.3.7': `
internal.htx.data bytes of data in the message inside HAProxy
internal.htx.free bytes that are free in the message inside HAProxy
internal.htx.free_data bytes that are free for data in the message inside HAProxy
internal.htx.has_eom true if the message inside HAProxy is complete
internal.htx.nbblks blocks in the message inside HAProxy
internal.htx.size size of the message’s buffer inside HAProxy
internal.htx.used bytes that the message inside HAProxy takes, with what it is managed by
internal.htx_blk.data(block) a data block of the message inside HAProxy
internal.htx_blk.hdrname(block) the name in a header block of the message inside HAProxy
internal.htx_blk.hdrval(block) the value in a header block of the message inside HAProxy
internal.htx_blk.size(block) size of a block of the message inside HAProxy
internal.htx_blk.start_line(block) the start line of the message inside HAProxy
internal.htx_blk.type(block) kind of a block of the message inside HAProxy
internal.strm.is_htx true if the stream carries HTTP messages inside HAProxy
`,
};
