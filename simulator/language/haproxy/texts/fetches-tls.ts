/** The longer texts about TLS and streams: see `entries.ts` for the form. A tilde stands for a backtick. */
import type { TextGroup } from './entries.ts';

export const FETCHES_TLS: TextGroup = {
  manual: '7.3.4',
  needs: 'TLS that ends here (`ssl` on the `bind` line)',
  entries: `
bs.aborted
A reset came from the server’s side, in HTTP/2 for example.
! a connection to a server
> log-format "%ci %ST aborted=%[bs.aborted]"

bs.debug_str
A line for those who look into HAProxy itself. The layers are a sum: 1 stream, 2 connection’s multiplexer, 4 TLS, 8 connection, 16 socket; without one it is all of them. The form changes from version to version.
! a connection to a server
> log-format "%ci %ST fs=<%[fs.debug_str]> bs=<%[bs.debug_str]>"

bs.id
As the protocol counts them: HTTP/2 has odd numbers, one each request; plain TCP has 0.
! a connection to a server
> log-format "%ci %ST stream=%[bs.id]"

bs.rst_code
From HTTP/2’s frame, or QUIC’s. No value if there was none.
! HTTP/2 or HTTP/3 towards the server
> log-format "%ci %ST reset=%[bs.rst_code]"

fs.aborted
A reset came from the client’s side: in HTTP/2 a cancelled download, for example.
! -
> log-format "%ci %ST aborted=%[fs.aborted]"

fs.debug_str
A line for those who look into HAProxy itself. The layers are a sum: 1 stream, 2 connection’s multiplexer, 4 TLS, 8 connection, 16 socket; without one it is all of them. The form changes from version to version.
! -
> log-format "%ci %ST fs=<%[fs.debug_str]> bs=<%[bs.debug_str]>"

fs.id
As the protocol counts them: HTTP/2 has odd numbers, one each request; plain TCP has 0.
! -
> log-format "%ci %ST stream=%[fs.id]"

fs.rst_code
From HTTP/2’s frame, or QUIC’s. No value if there was none.
! HTTP/2 or HTTP/3 from the client
> log-format "%ci %ST reset=%[fs.rst_code]"

txn.timer.user
From accepting to the end of the stream, idle time left out; the same as ~%Tu~ in logs.
! -
> log-format "%ci %ST user=%[txn.timer.user]"

ssl_bc
! a connection to a server
> log-format "%ci %ST tls=%[ssl_bc]"

ssl_bc_alg_keysize
! TLS towards the server
> log-format "%ci %ST bits=%[ssl_bc_alg_keysize]"

ssl_bc_alpn
Such as ~h2~. There is only one when ~alpn~ is on the ~server~ line.
! TLS towards the server
> log-format "%ci %ST alpn=%[ssl_bc_alpn]"

ssl_bc_cipher
! TLS towards the server
> log-format "%ci %ST %[ssl_bc_protocol]/%[ssl_bc_cipher]"

ssl_bc_client_random
For decrypting a recorded connection, together with ~ssl_bc_session_key~.
! TLS towards the server
> log-format "%ci CLIENT_RANDOM %[ssl_bc_client_random,hex] %[ssl_bc_session_key,hex]"

ssl_bc_curve
What the key exchange settled on.
! TLS towards the server; OpenSSL 3.0
> log-format "%ci %ST curve=%[ssl_bc_curve]"

ssl_bc_err
The library’s own number, of the handshake or of reading and writing later; ~ssl_bc_err_str~ puts it into words.
! TLS towards the server
> log-format "%ci %ST err=%[ssl_bc_err]"

ssl_bc_err_str
As the library words it.
! TLS towards the server
> log-format "%ci %ST err=%[ssl_bc_err_str]"

ssl_bc_is_resumed
The handshake was short, by a stored session or a ticket.
! TLS towards the server
> log-format "%ci %ST resumed=%[ssl_bc_is_resumed]"

ssl_bc_npn
What came before ALPN; OpenSSL still has it, servers hardly.
! TLS towards the server; ~npn~ on the ~server~ line
> log-format "%ci %ST npn=%[ssl_bc_npn]"

ssl_bc_protocol
Such as ~TLSv1.3~.
! TLS towards the server
> log-format "%ci %ST %[ssl_bc_protocol]/%[ssl_bc_cipher]"

ssl_bc_server_random
For decrypting a recorded connection.
! TLS towards the server
> log-format "%ci %ST %[ssl_bc_server_random,hex]"

ssl_bc_session_id
Shows in logs whether sessions are reused.
! TLS towards the server
> log-format "%ci %ST session=%[ssl_bc_session_id,hex]"

ssl_bc_session_key
For decrypting a recorded connection: whoever reads the log can read the traffic.
! TLS towards the server
> log-format "%ci CLIENT_RANDOM %[ssl_bc_client_random,hex] %[ssl_bc_session_key,hex]"

ssl_bc_sni
What ~sni~ on the ~server~ line came to.
! TLS towards the server
> log-format "%ci %ST sni=%[ssl_bc_sni]"

ssl_bc_unique_id
The identifier of RFC 5929, in bytes.
! TLS towards the server
> log-format "%ci %ST %[ssl_bc_unique_id,base64]"

ssl_bc_use_keysize
! TLS towards the server
> log-format "%ci %ST bits=%[ssl_bc_use_keysize]"

ssl_c_ca_err
0 when the authorities in the chain are fine; the certificate itself is ~ssl_c_err~’s.
! a client certificate (~verify~ on the ~bind~ line)
> acl chain_good ssl_c_ca_err 0

ssl_c_ca_err_depth
1 is the authority that signed it; 0 when there is no error.
! a client certificate (~verify~ on the ~bind~ line)
> log-format "%ci %ST err=%[ssl_c_ca_err]@%[ssl_c_ca_err_depth]"

ssl_c_err
0 when it is fine; the authorities above it are ~ssl_c_ca_err~’s. Together with ~crt-ignore-err~ on the ~bind~ line, rules can decide what to do about it.
! a client certificate (~verify~ on the ~bind~ line)
> http-request redirect location /expired.html if { ssl_c_err 10 }

ssl_c_r_dn
Whole, or one entry of it such as ~CN~; the occurrence counts from the beginning, or from the end if negative. The format can be ~rfc2253~: to set nothing else, write ~(,0,rfc2253)~.
! a client certificate that was verified (~verify~ on the ~bind~ line)
> http-request set-header X-Client-Root %[ssl_c_r_dn(CN)]

ssl_c_san
In one line, with commas between, each with its kind in front, as in ~DNS:a.example~.
! a client certificate (~verify~ on the ~bind~ line)
> http-request set-header X-Client-SAN %[ssl_c_san]

ssl_c_used
Also when the session was resumed and the certificate did not come again; ~ssl_fc_has_crt~ only sees this connection.
! TLS that ends here
> http-request deny unless { ssl_c_used }

ssl_c_verify
0 is good; also 0 when there was none, so ask ~ssl_c_used~ as well.
! TLS that ends here; ~verify~ on the ~bind~ line
> http-request deny unless { ssl_c_used } { ssl_c_verify 0 }

ssl_fc
It came to a ~bind~ line with ~ssl~.
! -
> http-request redirect scheme https unless { ssl_fc }

ssl_fc_alg_keysize
> log-format "%ci %ST bits=%[ssl_fc_alg_keysize]"

ssl_fc_alpn
Such as ~h2~. There is one only when ~alpn~ on the ~bind~ line offers some.
> use_backend app2 if { ssl_fc_alpn h2 }

ssl_fc_cipher
> log-format "%ci %ST %[ssl_fc_protocol]/%[ssl_fc_cipher]"

ssl_fc_cipherlist_bin
With 1 the values that only exist to keep servers tolerant (GREASE) are left out. Part of the fingerprints that tell one kind of client from another.
! TLS that ends here; ~tune.ssl.capture-buffer-size~ above 0
> http-request set-header X-Ciphers %[ssl_fc_cipherlist_bin(1),be2dec(-,2)]

ssl_fc_cipherlist_hex
With 1 the values that only exist to keep servers tolerant (GREASE) are left out.
! TLS that ends here; ~tune.ssl.capture-buffer-size~ above 0
> log-format "%ci %ST ciphers=%[ssl_fc_cipherlist_hex(1)]"

ssl_fc_cipherlist_str
With 1 the values that only exist to keep servers tolerant (GREASE) are left out.
! TLS that ends here; ~tune.ssl.capture-buffer-size~ above 0
> log-format "%ci %ST ciphers=%[ssl_fc_cipherlist_str]"

ssl_fc_cipherlist_xxh
Of the whole list, even when the buffer kept only its beginning.
! TLS that ends here; ~tune.ssl.capture-buffer-size~ above 0
> log-format "%ci %ST ciphers=%[ssl_fc_cipherlist_xxh]"

ssl_fc_client_random
For decrypting a recorded connection, together with ~ssl_fc_session_key~.
> log-format "%ci CLIENT_RANDOM %[ssl_fc_client_random,hex] %[ssl_fc_session_key,hex]"

ssl_fc_crtname
As ~show ssl cert~ lists it: a file, or an alias of a ~crt-store~.
> log-format "%ci %ST crt=%[ssl_fc_crtname]"

ssl_fc_curve
What the key exchange settled on.
! TLS that ends here; OpenSSL 3.0
> log-format "%ci %ST curve=%[ssl_fc_curve]"

ssl_fc_early_rcvd
Stays true when the handshake is through, unlike ~ssl_fc_has_early~: to see who uses 0-RTT.
> log-format "%ci %ST early=%[ssl_fc_early_rcvd]"

ssl_fc_ecformats_bin
Part of the fingerprints that tell one kind of client from another.
! TLS that ends here; ~tune.ssl.capture-buffer-size~ above 0
> http-request set-header X-Formats %[ssl_fc_ecformats_bin,be2dec(-,1)]

ssl_fc_eclist_bin
With 1 the values that only exist to keep servers tolerant (GREASE) are left out.
! TLS that ends here; ~tune.ssl.capture-buffer-size~ above 0
> http-request set-header X-Curves %[ssl_fc_eclist_bin(1),be2dec(-,2)]

ssl_fc_err
The library’s own number, 0 for none. Errors of the client’s certificate are not in it: ~ssl_c_err~ has them.
> error-log-format "%ci:%cp %[ssl_fc_err,hex]"

ssl_fc_err_str
As the library words it. Errors of the client’s certificate are not in it.
> error-log-format "%ci:%cp %[ssl_fc_err_str]"

ssl_fc_extlist_bin
With 1 the values that only exist to keep servers tolerant (GREASE) are left out.
! TLS that ends here; ~tune.ssl.capture-buffer-size~ above 0
> http-request set-header X-Extensions %[ssl_fc_extlist_bin(1),be2dec(-,2)]

ssl_fc_has_crt
With ~verify optional~ it may not. On a resumed session none is shown: ~ssl_c_used~ knows better.
> http-request set-header X-Client-Cert yes if { ssl_fc_has_crt }

ssl_fc_has_early
Such a request may be a recorded one played again: let it wait, or refuse what changes something.
> http-request wait-for-handshake if { ssl_fc_has_early } !METH_GET

ssl_fc_has_sni
Very old clients, and those that connect to an address, do not.
> http-request deny unless { ssl_fc_has_sni }

ssl_fc_is_resumed
The handshake was short, by a stored session or a ticket.
> log-format "%ci %ST resumed=%[ssl_fc_is_resumed]"

ssl_fc_npn
What came before ALPN; OpenSSL still has it, clients hardly.
! TLS that ends here; ~npn~ on the ~bind~ line
> log-format "%ci %ST npn=%[ssl_fc_npn]"

ssl_fc_protocol
Such as ~TLSv1.3~.
> http-request deny if { ssl_fc_protocol TLSv1 TLSv1.1 }

ssl_fc_protocol_hello_id
771 is TLS 1.2; clients of TLS 1.3 write 771 here as well, for old middleboxes. Part of the fingerprints that tell one kind of client from another.
! TLS that ends here; ~tune.ssl.capture-buffer-size~ above 0
> log-format "%ci %ST hello=%[ssl_fc_protocol_hello_id]"

ssl_fc_server_random
For decrypting a recorded connection.
> log-format "%ci %ST %[ssl_fc_server_random,hex]"

ssl_fc_session_id
A key for stick tables, though browsers begin new sessions every few minutes.
> log-format "%ci %ST session=%[ssl_fc_session_id,hex]"

ssl_fc_session_key
For decrypting a recorded connection: whoever reads the log can read the traffic.
> log-format "%ci CLIENT_RANDOM %[ssl_fc_client_random,hex] %[ssl_fc_session_key,hex]"

ssl_fc_sigalgs_bin
With 1 the values that only exist to keep servers tolerant (GREASE) are left out.
! TLS that ends here; ~tune.ssl.capture-buffer-size~ above 0
> http-request set-header X-Sigalgs %[ssl_fc_sigalgs_bin(1),be2hex(-,2)]

ssl_fc_sni
It only chose the certificate; which site a request is for says its Host header, and the two may differ. So do not send it on as ~sni~ of an HTTP backend. Where TLS is passed through it is ~req.ssl_sni~.
> http-request deny deny_status 421 unless { ssl_fc_sni,lower www.example.com }

ssl_fc_supported_versions_bin
Hexadecimal 0304 is TLS 1.3, 0303 is TLS 1.2. With 1 the values that only exist to keep servers tolerant (GREASE) are left out.
! TLS that ends here; ~tune.ssl.capture-buffer-size~ above 0
> http-request set-header X-Versions %[ssl_fc_supported_versions_bin(1),be2hex(-,2)]

ssl_fc_unique_id
The identifier of RFC 5929, in bytes: what channel binding builds on.
> http-request set-header X-TLS-Id %[ssl_fc_unique_id,base64]

ssl_fc_use_keysize
> http-request deny if { ssl_fc_use_keysize lt 128 }

ssl_ocsp_certid
Only in the log lines that HAProxy writes itself when it updates OCSP responses; later versions write them another way.
! -
> log-format "%[ssl_ocsp_certid]"

ssl_ocsp_certname
Only in the log lines that HAProxy writes itself when it updates OCSP responses; later versions write them another way.
! -
> log-format "%[ssl_ocsp_certname] %[ssl_ocsp_status_str]"

ssl_ocsp_fail_cnt
Only in the log lines that HAProxy writes itself when it updates OCSP responses.
! -
> log-format "%[ssl_ocsp_certname] failed=%[ssl_ocsp_fail_cnt]"

ssl_ocsp_status
Only in the log lines that HAProxy writes itself when it updates OCSP responses.
! -
> log-format "%[ssl_ocsp_certname] %[ssl_ocsp_status]"

ssl_ocsp_status_str
Only in the log lines that HAProxy writes itself when it updates OCSP responses.
! -
> log-format "%[ssl_ocsp_certname] %[ssl_ocsp_status_str]"

ssl_ocsp_success_cnt
Only in the log lines that HAProxy writes itself when it updates OCSP responses.
! -
> log-format "%[ssl_ocsp_certname] good=%[ssl_ocsp_success_cnt]"

ssl_c_chain_der
Bytes for a program that reads ASN.1, all certificates one behind the other. A resumed session has none.
! a client certificate (~verify~ on the ~bind~ line)
> http-request set-header X-Client-Chain %[ssl_c_chain_der,base64]

ssl_c_der
Bytes: encode them before they go into a header. Patterns of an ACL are in hexadecimal.
! a client certificate (~verify~ on the ~bind~ line)
> http-request set-header X-Client-Cert %[ssl_c_der,base64]

ssl_c_i_dn
Whole without arguments, in OpenSSL’s short form with slashes; or one entry such as ~CN~ or ~OU~, where the occurrence counts from the beginning, or from the end if negative. The format can be ~rfc2253~: to set nothing else, write ~(,0,rfc2253)~.
! a client certificate (~verify~ on the ~bind~ line)
> http-request set-header X-Client-Issuer %[ssl_c_i_dn(CN)]

ssl_c_key_alg
Such as ~rsaEncryption~ or ~id-ecPublicKey~.
! a client certificate (~verify~ on the ~bind~ line)
> http-request set-header X-Client-Key %[ssl_c_key_alg]

ssl_c_notafter
As ~YYMMDDhhmmss~, with a ~Z~ behind it for GMT.
! a client certificate (~verify~ on the ~bind~ line)
> http-request set-header X-Client-Until %[ssl_c_notafter]

ssl_c_notbefore
As ~YYMMDDhhmmss~, with a ~Z~ behind it for GMT.
! a client certificate (~verify~ on the ~bind~ line)
> http-request set-header X-Client-From %[ssl_c_notbefore]

ssl_c_s_dn
Whole without arguments, in OpenSSL’s short form with slashes; or one entry such as ~CN~ or ~OU~, where the occurrence counts from the beginning, or from the end if negative. The format can be ~rfc2253~: to set nothing else, write ~(,0,rfc2253)~.
! a client certificate (~verify~ on the ~bind~ line)
> http-request set-header X-Client-Subject %[ssl_c_s_dn(CN)]

ssl_c_serial
Bytes: ~hex~ makes them readable. Patterns of an ACL are in hexadecimal.
! a client certificate (~verify~ on the ~bind~ line)
> http-request set-header X-Client-Serial %[ssl_c_serial,hex]

ssl_c_sha1
Twenty bytes: ~hex~ makes them readable. A key to recognise the certificate by.
! a client certificate (~verify~ on the ~bind~ line)
> http-request set-header X-Client-SHA1 %[ssl_c_sha1,hex]

ssl_c_sig_alg
Such as ~RSA-SHA256~ or ~ecdsa-with-SHA256~.
! a client certificate (~verify~ on the ~bind~ line)
> http-request set-header X-Client-Signature %[ssl_c_sig_alg]

ssl_c_version
Usually 3.
! a client certificate (~verify~ on the ~bind~ line)
> http-request set-header X-Client-Version %[ssl_c_version]

ssl_f_der
Bytes: encode them before they go into a header. Patterns of an ACL are in hexadecimal.
! TLS that ends here
> http-request set-header X-Frontend-Cert %[ssl_f_der,base64]

ssl_f_i_dn
Whole without arguments, in OpenSSL’s short form with slashes; or one entry such as ~CN~ or ~OU~, where the occurrence counts from the beginning, or from the end if negative. The format can be ~rfc2253~: to set nothing else, write ~(,0,rfc2253)~.
! TLS that ends here
> http-request set-header X-Frontend-Issuer %[ssl_f_i_dn(CN)]

ssl_f_key_alg
Such as ~rsaEncryption~ or ~id-ecPublicKey~.
! TLS that ends here
> http-request set-header X-Frontend-Key %[ssl_f_key_alg]

ssl_f_notafter
As ~YYMMDDhhmmss~, with a ~Z~ behind it for GMT.
! TLS that ends here
> http-request set-header X-Frontend-Until %[ssl_f_notafter]

ssl_f_notbefore
As ~YYMMDDhhmmss~, with a ~Z~ behind it for GMT.
! TLS that ends here
> http-request set-header X-Frontend-From %[ssl_f_notbefore]

ssl_f_s_dn
Whole without arguments, in OpenSSL’s short form with slashes; or one entry such as ~CN~ or ~OU~, where the occurrence counts from the beginning, or from the end if negative. The format can be ~rfc2253~: to set nothing else, write ~(,0,rfc2253)~.
! TLS that ends here
> http-request set-header X-Frontend-Subject %[ssl_f_s_dn(CN)]

ssl_f_serial
Bytes: ~hex~ makes them readable. Patterns of an ACL are in hexadecimal.
! TLS that ends here
> http-request set-header X-Frontend-Serial %[ssl_f_serial,hex]

ssl_f_sha1
Twenty bytes. Tells which certificate was chosen.
! TLS that ends here
> http-request set-header X-Frontend-SHA1 %[ssl_f_sha1,hex]

ssl_f_sig_alg
Such as ~RSA-SHA256~ or ~ecdsa-with-SHA256~.
! TLS that ends here
> http-request set-header X-Frontend-Signature %[ssl_f_sig_alg]

ssl_f_version
Usually 3.
! TLS that ends here
> http-request set-header X-Frontend-Version %[ssl_f_version]

ssl_s_chain_der
Bytes for a program that reads ASN.1, all certificates one behind the other. A resumed session has none.
! TLS towards the server
> http-response set-header X-Server-Chain %[ssl_s_chain_der,base64]

ssl_s_der
Bytes: encode them before they go into a header. Patterns of an ACL are in hexadecimal.
! TLS towards the server
> http-response set-header X-Server-Cert %[ssl_s_der,base64]

ssl_s_i_dn
Whole without arguments, in OpenSSL’s short form with slashes; or one entry such as ~CN~ or ~OU~, where the occurrence counts from the beginning, or from the end if negative. The format can be ~rfc2253~: to set nothing else, write ~(,0,rfc2253)~.
! TLS towards the server
> http-response set-header X-Server-Issuer %[ssl_s_i_dn(CN)]

ssl_s_key_alg
Such as ~rsaEncryption~ or ~id-ecPublicKey~.
! TLS towards the server
> http-response set-header X-Server-Key %[ssl_s_key_alg]

ssl_s_notafter
As ~YYMMDDhhmmss~, with a ~Z~ behind it for GMT.
! TLS towards the server
> http-response set-header X-Server-Until %[ssl_s_notafter]

ssl_s_notbefore
As ~YYMMDDhhmmss~, with a ~Z~ behind it for GMT.
! TLS towards the server
> http-response set-header X-Server-From %[ssl_s_notbefore]

ssl_s_s_dn
Whole without arguments, in OpenSSL’s short form with slashes; or one entry such as ~CN~ or ~OU~, where the occurrence counts from the beginning, or from the end if negative. The format can be ~rfc2253~: to set nothing else, write ~(,0,rfc2253)~.
! TLS towards the server
> http-response set-header X-Server-Subject %[ssl_s_s_dn(CN)]

ssl_s_serial
Bytes: ~hex~ makes them readable. Patterns of an ACL are in hexadecimal.
! TLS towards the server
> http-response set-header X-Server-Serial %[ssl_s_serial,hex]

ssl_s_sha1
Twenty bytes: ~hex~ makes them readable. A key to recognise the certificate by.
! TLS towards the server
> http-response set-header X-Server-SHA1 %[ssl_s_sha1,hex]

ssl_s_sig_alg
Such as ~RSA-SHA256~ or ~ecdsa-with-SHA256~.
! TLS towards the server
> http-response set-header X-Server-Signature %[ssl_s_sig_alg]

ssl_s_version
Usually 3.
! TLS towards the server
> http-response set-header X-Server-Version %[ssl_s_version]

ssl_bc_client_early_traffic_secret
In hexadecimal, as key log files (~SSLKEYLOGFILE~) have it behind ~CLIENT_EARLY_TRAFFIC_SECRET~: with it a recorded connection can be decrypted, by anyone who reads the log.
! TLS 1.3 towards the server; ~tune.ssl.keylog on~
> log-format "CLIENT_EARLY_TRAFFIC_SECRET %[ssl_bc_client_random,hex] %[ssl_bc_client_early_traffic_secret]"

ssl_bc_client_handshake_traffic_secret
In hexadecimal, as key log files (~SSLKEYLOGFILE~) have it behind ~CLIENT_HANDSHAKE_TRAFFIC_SECRET~: with it a recorded connection can be decrypted, by anyone who reads the log.
! TLS 1.3 towards the server; ~tune.ssl.keylog on~
> log-format "CLIENT_HANDSHAKE_TRAFFIC_SECRET %[ssl_bc_client_random,hex] %[ssl_bc_client_handshake_traffic_secret]"

ssl_bc_client_traffic_secret_0
In hexadecimal, as key log files (~SSLKEYLOGFILE~) have it behind ~CLIENT_TRAFFIC_SECRET_0~: with it a recorded connection can be decrypted, by anyone who reads the log.
! TLS 1.3 towards the server; ~tune.ssl.keylog on~
> log-format "CLIENT_TRAFFIC_SECRET_0 %[ssl_bc_client_random,hex] %[ssl_bc_client_traffic_secret_0]"

ssl_bc_early_exporter_secret
In hexadecimal, as key log files (~SSLKEYLOGFILE~) have it behind ~EARLY_EXPORTER_SECRET~: with it a recorded connection can be decrypted, by anyone who reads the log.
! TLS 1.3 towards the server; ~tune.ssl.keylog on~
> log-format "EARLY_EXPORTER_SECRET %[ssl_bc_client_random,hex] %[ssl_bc_early_exporter_secret]"

ssl_bc_exporter_secret
In hexadecimal, as key log files (~SSLKEYLOGFILE~) have it behind ~EXPORTER_SECRET~: with it a recorded connection can be decrypted, by anyone who reads the log.
! TLS 1.3 towards the server; ~tune.ssl.keylog on~
> log-format "EXPORTER_SECRET %[ssl_bc_client_random,hex] %[ssl_bc_exporter_secret]"

ssl_bc_server_handshake_traffic_secret
In hexadecimal, as key log files (~SSLKEYLOGFILE~) have it behind ~SERVER_HANDSHAKE_TRAFFIC_SECRET~: with it a recorded connection can be decrypted, by anyone who reads the log.
! TLS 1.3 towards the server; ~tune.ssl.keylog on~
> log-format "SERVER_HANDSHAKE_TRAFFIC_SECRET %[ssl_bc_client_random,hex] %[ssl_bc_server_handshake_traffic_secret]"

ssl_bc_server_traffic_secret_0
In hexadecimal, as key log files (~SSLKEYLOGFILE~) have it behind ~SERVER_TRAFFIC_SECRET_0~: with it a recorded connection can be decrypted, by anyone who reads the log.
! TLS 1.3 towards the server; ~tune.ssl.keylog on~
> log-format "SERVER_TRAFFIC_SECRET_0 %[ssl_bc_client_random,hex] %[ssl_bc_server_traffic_secret_0]"

ssl_fc_client_early_traffic_secret
In hexadecimal, as key log files (~SSLKEYLOGFILE~) have it behind ~CLIENT_EARLY_TRAFFIC_SECRET~: with it a recorded connection can be decrypted, by anyone who reads the log.
! TLS 1.3 that ends here; ~tune.ssl.keylog on~
> log-format "CLIENT_EARLY_TRAFFIC_SECRET %[ssl_fc_client_random,hex] %[ssl_fc_client_early_traffic_secret]"

ssl_fc_client_handshake_traffic_secret
In hexadecimal, as key log files (~SSLKEYLOGFILE~) have it behind ~CLIENT_HANDSHAKE_TRAFFIC_SECRET~: with it a recorded connection can be decrypted, by anyone who reads the log.
! TLS 1.3 that ends here; ~tune.ssl.keylog on~
> log-format "CLIENT_HANDSHAKE_TRAFFIC_SECRET %[ssl_fc_client_random,hex] %[ssl_fc_client_handshake_traffic_secret]"

ssl_fc_client_traffic_secret_0
In hexadecimal, as key log files (~SSLKEYLOGFILE~) have it behind ~CLIENT_TRAFFIC_SECRET_0~: with it a recorded connection can be decrypted, by anyone who reads the log.
! TLS 1.3 that ends here; ~tune.ssl.keylog on~
> log-format "CLIENT_TRAFFIC_SECRET_0 %[ssl_fc_client_random,hex] %[ssl_fc_client_traffic_secret_0]"

ssl_fc_early_exporter_secret
In hexadecimal, as key log files (~SSLKEYLOGFILE~) have it behind ~EARLY_EXPORTER_SECRET~: with it a recorded connection can be decrypted, by anyone who reads the log.
! TLS 1.3 that ends here; ~tune.ssl.keylog on~
> log-format "EARLY_EXPORTER_SECRET %[ssl_fc_client_random,hex] %[ssl_fc_early_exporter_secret]"

ssl_fc_exporter_secret
In hexadecimal, as key log files (~SSLKEYLOGFILE~) have it behind ~EXPORTER_SECRET~: with it a recorded connection can be decrypted, by anyone who reads the log.
! TLS 1.3 that ends here; ~tune.ssl.keylog on~
> log-format "EXPORTER_SECRET %[ssl_fc_client_random,hex] %[ssl_fc_exporter_secret]"

ssl_fc_server_handshake_traffic_secret
In hexadecimal, as key log files (~SSLKEYLOGFILE~) have it behind ~SERVER_HANDSHAKE_TRAFFIC_SECRET~: with it a recorded connection can be decrypted, by anyone who reads the log.
! TLS 1.3 that ends here; ~tune.ssl.keylog on~
> log-format "SERVER_HANDSHAKE_TRAFFIC_SECRET %[ssl_fc_client_random,hex] %[ssl_fc_server_handshake_traffic_secret]"

ssl_fc_server_traffic_secret_0
In hexadecimal, as key log files (~SSLKEYLOGFILE~) have it behind ~SERVER_TRAFFIC_SECRET_0~: with it a recorded connection can be decrypted, by anyone who reads the log.
! TLS 1.3 that ends here; ~tune.ssl.keylog on~
> log-format "SERVER_TRAFFIC_SECRET_0 %[ssl_fc_client_random,hex] %[ssl_fc_server_traffic_secret_0]"
`,
};
