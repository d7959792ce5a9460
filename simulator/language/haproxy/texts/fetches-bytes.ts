/** The longer texts about bytes in buffers: see `entries.ts` for the form. A tilde stands for a backtick. */
import type { TextGroup } from './entries.ts';

export const FETCHES_BYTES: TextGroup = {
  manual: '7.3.5',
  needs: '`mode tcp`: in HTTP mode there are messages, not bytes',
  entries: `
distcc_body
File names, arguments and files that a distributed compiler sends. Occurrences count from 1; only the first is looked for so far.
> tcp-request content accept if { distcc_body(DOTI) -m found }

distcc_param
The protocol’s version, or the length of a file: large ones can go to servers of their own.
> use_backend app2 if { distcc_param(DOTI) gt 5000000 }

payload
The older name of ~req.payload~ and ~res.payload~ in one: write the one that is meant.
> tcp-request content accept if { payload(0,2) -m bin 1603 }

payload_lv
The older name of ~req.payload_lv~ and ~res.payload_lv~ in one: write the one that is meant.
> tcp-request content set-var(txn.field) payload_lv(43,1)

req.len
While more may come, a comparison that does not hold yet waits instead of being false; so ask for what you need, not for 0. It grows until the buffer is full.
> tcp-request inspect-delay 3s
> tcp-request content accept if { req.len gt 0 }

req.payload
From the offset on, as many as the length says; 0 takes all that are there. With an ACL, patterns are in hexadecimal.
> acl tls req.payload(0,3) -m bin 160301

req.payload_lv
The length is a number of ~size~ bytes at the offset; the data begins behind it, or at ~start~, which may be relative: ~+4~, ~-1~.
> acl has_session req.payload_lv(43,1) -m found

req.proto_http
The bytes are parsed as a request, and until that is complete or has failed there is no answer. The ready-made ACL ~HTTP~ is the same.
> tcp-request inspect-delay 3s
> tcp-request content reject if !{ req.proto_http }

req.rdp_cookie
The first one, or the one with this name, in any case. ~MSTS~ tells the server, ~mstshash~ the user.
> tcp-request inspect-delay 3s
> stick on req.rdp_cookie(mstshash) table per_name

req.rdp_cookie_cnt
0 or 1, in practice: only the first is looked at.
> tcp-request content accept if { req.rdp_cookie_cnt gt 0 }

req.ssl_alpn
With commas between. Only the first hello in the connection counts.
! ~mode tcp~; TLS that is passed through, not ended here
> use_backend app2 if { req.ssl_alpn acme-tls/1 }

req.ssl_cipherlist
Where TLS ends here it is ~ssl_fc_cipherlist_bin~.
! ~mode tcp~; TLS that is passed through, not ended here
> use_backend app2 if { req.ssl_cipherlist,be2hex(-,2) -m sub 1302 }

req.ssl_ec_ext
For servers with certificates of both kinds, behind one address.
! ~mode tcp~; TLS that is passed through, not ended here
> use_backend app2 if { req.ssl_ec_ext 1 }

req.ssl_hello_type
Any other kind of message has another number. Waiting for it comes first wherever a rule asks what is in the hello.
! ~mode tcp~; TLS that is passed through, not ended here
> tcp-request inspect-delay 3s
> tcp-request content reject if !{ req.ssl_hello_type 1 }

req.ssl_keyshare_groups
Two bytes each, TLS 1.3 only.
! ~mode tcp~; TLS that is passed through, not ended here
> use_backend app2 if { req.ssl_keyshare_groups,be2hex(-,2) -m sub 001D }

req.ssl_sigalgs
Where TLS ends here it is ~ssl_fc_sigalgs_bin~.
! ~mode tcp~; TLS that is passed through, not ended here
> use_backend app2 if { req.ssl_sigalgs,be2hex(-,2) -m sub 0403 }

req.ssl_sni
This is how connections are routed without decrypting them. Only the first hello counts, a client may lie, and with an encrypted hello (ECH) it is a decoy: no base for refusing access. Where TLS ends here it is ~ssl_fc_sni~.
! ~mode tcp~; TLS that is passed through, not ended here; wait for ~req.ssl_hello_type 1~ first
> tcp-request content reject if !{ req.ssl_hello_type 1 }
> use_backend app2 if { req.ssl_sni -i mail.example.com }

req.ssl_st_ext
0: no; 1: yes, it asks for one; 2: it brings one along, so it was here before.
! ~mode tcp~; TLS that is passed through, not ended here
> acl brings_ticket req.ssl_st_ext 2

req.ssl_supported_groups
Where TLS ends here it is ~ssl_fc_eclist_bin~.
! ~mode tcp~; TLS that is passed through, not ended here
> use_backend app2 if { req.ssl_supported_groups,be2hex(-,2) -m sub 0017 }

req.ssl_ver
As a number it is the major version times 65536 plus the minor one. In an ACL write it with a point: 3.1 is TLS 1.0, 3.3 is TLS 1.2 (and what newer clients write as well).
! ~mode tcp~; TLS that is passed through, not ended here
> tcp-request content reject if { req.ssl_ver lt 3.3 }

res.len
While more may come, a comparison that does not hold yet waits instead of being false. Also in checks.
> tcp-response content reject if { res.len gt 10000 }

res.payload
From the offset on, as many as the length says; 0 takes all that are there. Also in checks.
> tcp-response content reject if { res.payload(0,4) -m bin 15030300 }

res.payload_lv
The length is a number of ~size~ bytes at the offset; the data begins behind it, or at ~start~, which may be relative: ~+4~, ~-1~.
> tcp-response content set-var(txn.session) res.payload_lv(43,1)

res.ssl_hello_type
Any other kind of message has another number.
! ~mode tcp~; TLS that is passed through, not ended here
> tcp-response content accept if { res.ssl_hello_type 2 }
`,
};
