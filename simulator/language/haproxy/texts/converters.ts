/** The longer texts about converters: see `entries.ts` for the form. A tilde stands for a backtick. */
import type { TextGroup } from './entries.ts';

export const CONVERTERS: TextGroup = {
  manual: '7.3.1',
  entries: String.raw`
add
The variable’s name with its scope, as in ~txn.bonus~; it must hold a number. Sums that are too large stay at the largest number there is.
> http-request set-var(txn.next) req.hdr_val(x-count),add(1)

add_item
First the delimiter, if there is something on either side of it, then the variable’s content, if it is set, then the suffix. Either may be empty, not both. Lists grow this way rule by rule without a stray comma.
> http-request set-var(txn.tags) "var(txn.tags),add_item(';',,internal)" if { src 192.168.0.0/16 }
> http-request set-header X-Tags %[var(txn.tags)]

aes_cbc_dec
128, 192 or 256 bits. The nonce, the key and the extra data (AAD) in base64, or variables with such texts. Nothing comes out when it does not fit.
! a HAProxy with OpenSSL
> http-request set-var(txn.plain) req.hdr(x-secret),b64dec,aes_cbc_dec(128,txn.iv,c2VjcmV0a2V5MTIzNDU2Nw==)

aes_cbc_enc
128, 192 or 256 bits. The nonce, the key and the extra data (AAD) in base64, or variables with such texts. Bytes come out.
! a HAProxy with OpenSSL
> http-response set-header X-Secret %[var(txn.plain),aes_cbc_enc(128,txn.iv,c2VjcmV0a2V5MTIzNDU2Nw==),base64]

aes_gcm_dec
128, 192 or 256 bits. The nonce, the key, the tag and, from 3.4 on, the extra data (AAD) in base64, or variables with such texts. Nothing comes out when the tag does not fit, so changed data are noticed.
! a HAProxy with OpenSSL
> http-request set-var(txn.plain) req.hdr(x-secret),b64dec,aes_gcm_dec(128,txn.iv,c2VjcmV0a2V5MTIzNDU2Nw==,txn.tag)

aes_gcm_enc
128, 192 or 256 bits. The nonce, the key and, from 3.4 on, the extra data (AAD) in base64, or variables with such texts. The tag is the name of a variable: it gets the tag, which decrypting needs. Bytes come out.
! a HAProxy with OpenSSL
> http-response set-header X-Secret %[var(txn.plain),aes_gcm_enc(128,txn.iv,c2VjcmV0a2V5MTIzNDU2Nw==,txn.tag),base64]

and
The variable’s name with its scope; it must hold a number. Together with ~bool~ it tests single bits.
> acl flag_set req.hdr_val(x-flags),and(4),bool

b64dec
Bytes come out. No value when the input is not base64; ~ub64dec~ is for the alphabet of URLs.
> http-request set-var(txn.credentials) req.hdr(authorization),word(2,' '),b64dec

base2
Eight for every byte. Makes prefixes of addresses comparable as text.
> http-request set-var(txn.digits) bin(0a01),base2

base64
The way to put bytes into a header or a log.
> http-request set-header X-Key %[req.hdr(x-key),sha2(256),base64]

be2dec
The bytes are cut into pieces of 1 to 8 bytes, read as big-endian numbers; the separator goes in between. With 1 as the last argument a shorter piece at the end is dropped.
> http-request set-var(txn.address) bin(7f000001),be2dec(.,1)

be2hex
The separator goes between pieces of so many bytes. With 1 as the last argument a shorter piece at the end is dropped.
> http-request set-header X-Id %[req.hdr(x-id),sha1,be2hex(:,2)]

bool
> acl odd_page urlp_val(page),and(1),bool

bytes
From the offset, counted from 0, to the end or as many as the length says. From 3.0 on both may be variables. Nothing comes out when the offset is behind the end.
> http-request set-var(txn.short) req.hdr(x-id),bytes(0,8)

capture-req
The slot was declared with ~declare capture request~, counted from 0. A slot that does not exist is ignored.
> declare capture request len 32
> http-request set-var(txn.site) req.hdr(host),lower,capture-req(0)

capture-res
The slot was declared with ~declare capture response~, counted from 0. A slot that does not exist is ignored.
> declare capture response len 32
> http-response set-var(txn.kind) res.hdr(content-type),capture-res(0)

concat
Any of them may be empty, and a variable that is not set adds nothing. Often a format string (~set-var-fmt~) is easier to read.
> http-request set-var(txn.place) fe_name,concat(/,txn.site,!)

cpl
> http-request set-var(txn.rest) req.hdr_val(x-mask),cpl,and(255)

crc32
The usual one, of Ethernet, gzip and PNG; with 1 the result is stirred once more, as balancing does with ~avalanche~. Not for secrets.
> http-request set-header X-Sum %[path,crc32,hex]

crc32c
The one of SCTP and iSCSI (RFC 4960); with 1 the result is stirred once more. Not for secrets.
> http-request set-header X-Sum %[path,crc32c]

cut_crlf
At a carriage return or a line feed, whichever comes first.
> http-request set-header X-Note %[req.hdr(x-note),url_dec,cut_crlf]

date
Any of the three forms that HTTP knows.
> http-response set-var(txn.changed) res.fhdr(last-modified),date

debug
In the ring ~buf0~, which ~show events buf0~ prints, unless another ring, ~stdout~ or ~stderr~ is named. The prefix tells several of them apart.
> http-request set-var(txn.site) req.hdr(host),debug(host),lower

digest
By any algorithm that OpenSSL has, such as ~sha256~ or ~md5~.
! a HAProxy with OpenSSL
> http-request set-header X-Digest %[path,digest(sha256),hex]

div
The variable’s name with its scope. The remainder is dropped. By 0 it gives the largest number there is.
> http-response set-header X-Kilobytes %[res.hdr_val(content-length),div(1024)]

djb2
32 bits, as ~hash-type … djb2~ computes them; with 1 the result is stirred once more. Not for secrets.
> http-request set-header X-Hash %[path,djb2(1)]

eth.data
Behind its header, VLAN tags included: usually an IP packet, for the ~ip.…~ converters.
! a packet saved by ~tcp-ss 2~
> http-request set-var(txn.x) var(sess.packet),eth.data,ip.ttl

eth.dst
Six bytes.
! a packet saved by ~tcp-ss 2~
> http-request set-header X-MAC %[var(sess.packet),eth.dst,be2hex(:,1)]

eth.hdr
VLAN tags included.
! a packet saved by ~tcp-ss 2~
> http-request set-header X-Header %[var(sess.packet),eth.hdr,hex]

eth.proto
2048 (0x0800) is IPv4, 34525 (0x86DD) is IPv6.
! a packet saved by ~tcp-ss 2~
> http-request set-var(txn.x) var(sess.packet),eth.proto

eth.src
Six bytes: of the client, or of the router in front.
! a packet saved by ~tcp-ss 2~
> http-request set-header X-MAC %[var(sess.packet),eth.src,be2hex(:,1)]

eth.vlan
The innermost one, where there are several.
! a packet saved by ~tcp-ss 2~
> http-request set-header X-VLAN %[var(sess.packet),eth.vlan]

even
> use_backend app2 if { rand(100),even }

fe_exists
For names that come out of maps or headers.
> http-request deny unless { req.hdr(x-frontend),fe_exists }

field
Any character of the second argument is a delimiter, and two of them side by side have an empty piece in between; ~word~ skips those. 1 is the first piece, -1 the last; with a count several are taken, with 0 all the rest.
> http-request set-var(txn.site) req.hdr(host),field(1,.)

fix_is_valid
Of the financial protocol: version first, then the length, then the kind, a right checksum at the end. Only the first message of each side can be looked at.
> tcp-request inspect-delay 3s
> tcp-request content reject if !{ req.payload(0,0),fix_is_valid }

fix_tag_value
The tag as a number, or one of ~BeginString~, ~BodyLength~, ~MsgType~, ~SenderCompID~, ~TargetCompID~, ~CheckSum~. It does not check the message: do that first, with ~fix_is_valid~.
> tcp-request content set-var(txn.sender) req.payload(0,0),fix_tag_value(SenderCompID)

has_ctl
Any but the tab, unless a mask has a bit for each character that counts, bit 32 being DEL. ~any~ means all of them, ~http~ only CR, LF and NUL.
> http-request deny if { req.fhdr(user-agent),has_ctl }

hex
Two digits each, in capitals.
> http-request set-header X-Key %[req.hdr(x-key),sha1,hex]

hex2i
Digits only, without ~0x~ in front; no value when it is anything else.
> http-request set-var(txn.n) req.hdr(x-hex),hex2i

hmac
By any digest that OpenSSL has, such as ~sha256~; the key in base64, or a variable with such a text.
! a HAProxy with OpenSSL
> http-request set-header X-Signature %[path,hmac(sha256,c2VjcmV0),base64]

host_only
In lower case; brackets round an IPv6 address stay.
> use_backend app2 if { req.hdr(host),host_only api.example.com }

htonl
The highest first, as networks have it; larger numbers are cut to 32 bits.
> http-request set-var(txn.bytes) src_port,htonl

http_date
Seconds since 1970 come in, or what the unit says: ~s~, ~ms~, ~us~. The offset, in the same unit, is added first.
> http-response set-header Last-Modified %[date,http_date(-3600)]

iif
Saves two rules with opposite conditions; either text may be empty.
> http-request set-header X-Scheme %[ssl_fc,iif(https,http)]

in_table
Looking does not make an entry, nor keep one alive. Without a name it is this section’s own table.
> http-request deny if { src,in_table(per_ip) }

ip.data
Behind its header and options: usually a TCP header, for the ~tcp.…~ converters.
! a packet saved by ~tcp-ss 1~, or ~eth.data~
> http-request set-var(txn.x) var(sess.packet),ip.data,tcp.win

ip.df
Always 1 for IPv6.
! a packet saved by ~tcp-ss 1~, or ~eth.data~
> http-request set-var(txn.x) var(sess.packet),ip.df

ip.dst
! a packet saved by ~tcp-ss 1~, or ~eth.data~
> http-request set-header X-To %[var(sess.packet),ip.dst]

ip.fp
Eight bytes made of what one system hardly changes: service class, hop limit’s class, window, segment size, kinds of options. It tells clients behind one address apart. The mode is a sum: 1 adds the hop limit, 2 the list of options, 4 the client’s address.
! a packet saved by ~tcp-ss 1~, or ~eth.data~
> http-request set-header X-Fingerprint %[var(sess.packet),ip.fp(1),hex]

ip.hdr
With its options.
! a packet saved by ~tcp-ss 1~, or ~eth.data~
> http-request set-header X-Header %[var(sess.packet),ip.hdr,hex]

ip.proto
6 is TCP, 17 is UDP.
! a packet saved by ~tcp-ss 1~, or ~eth.data~
> http-request set-var(txn.x) var(sess.packet),ip.proto

ip.src
! a packet saved by ~tcp-ss 1~, or ~eth.data~
> http-request set-header X-From %[var(sess.packet),ip.src]

ip.tos
The whole byte: the upper six bits are the code point (DSCP), the lower two tell of congestion.
! a packet saved by ~tcp-ss 1~, or ~eth.data~
> http-request set-var(txn.class) var(sess.packet),ip.tos,div(4)

ip.ttl
Most systems begin with 64, so what is missing tells the distance.
! a packet saved by ~tcp-ss 1~, or ~eth.data~
> http-request set-var(txn.hops) var(sess.packet),ip.ttl

ip.ver
! a packet saved by ~tcp-ss 1~, or ~eth.data~
> http-request set-var(txn.x) var(sess.packet),ip.ver

ipmask
As a length or as an address: ~24~ or ~255.255.255.0~. IPv6 addresses only pass with a second mask.
> http-request track-sc0 src,ipmask(24,64) table per_ip

json
Without quotes around it. ~ascii~, which is what it does by itself, takes the bytes as they are; ~utf8~ fails on a bad sequence; ~s~ behind it drops bad ones instead, ~p~ mends those that are too long: ~utf8s~, ~utf8p~, ~utf8ps~.
> log-format '{"client":"%ci","agent":"%[capture.req.hdr(0),json(utf8s)]"}'

json_query
The path as in JSONPath, beginning with ~$~. Texts, numbers, true and false, and lists come out; with ~int~ as the type a number stays a whole number. Two keys of the same name may give either of them, so this is no check of what a server will see.
> option http-buffer-request
> http-request set-var(txn.id) req.body,json_query('$.order.id')

jwt_decrypt_cert
A file that HAProxy has loaded with ~jwt on~, or a variable with its name. Empty when anything is wrong.
! a HAProxy with OpenSSL; a token in five parts
> http-request set-var(txn.claims) http_auth_bearer,jwt_decrypt_cert(txn.cert)

jwt_decrypt_jwk
A key of type ~oct~, ~EC~ or ~RSA~, in a variable or as a text with its quotes escaped. Empty when anything is wrong.
! a HAProxy with OpenSSL; a token in five parts
> http-request set-var(txn.claims) http_auth_bearer,jwt_decrypt_jwk(txn.jwk)

jwt_decrypt_secret
The secret in base64, or a variable with such a text. Empty when anything is wrong.
! a HAProxy with OpenSSL; a token in five parts
> http-request set-var(txn.claims) http_auth_bearer,jwt_decrypt_secret(c2VjcmV0)

jwt_header_query
Without arguments the whole header, decoded; else as ~json_query~. Says nothing about the token being genuine.
! a HAProxy with OpenSSL
> http-request set-var(txn.alg) http_auth_bearer,jwt_header_query('$.alg')

jwt_payload_query
Without arguments the whole content, decoded; else as ~json_query~. Believe it only after ~jwt_verify~, and check yourself that the token has not expired (~exp~).
! a HAProxy with OpenSSL
> http-request set-var(txn.user) http_auth_bearer,jwt_payload_query('$.sub')

jwt_verify
0 if it is not, negative numbers for other errors: so compare with 1, never as true or false. The algorithm, such as ~RS256~ or ~HS256~, must be one that you expect and not just what the token says; the key is a file with a public key, read at start, or the secret for ~HS…~. Either may be a variable.
! a HAProxy with OpenSSL
> http-request deny unless { http_auth_bearer,jwt_verify(HS256,c2VjcmV0) 1 }

jwt_verify_cert
0 if it is not, negative numbers for other errors: so compare with 1. The certificate is a file, loaded with ~jwt on~, or a variable with its name; it can be replaced at run time. There is no ~HS…~ here.
! a HAProxy with OpenSSL
> http-request set-var(txn.good) http_auth_bearer,jwt_verify_cert(RS256,txn.cert)

language
Semicolons between the languages. What the client likes best (~q~) wins; without a variant in the list, the base language counts. The default if none fits.
> acl french req.fhdr(accept-language),language(de;en;fr,en) -m str fr

le2dec
As ~be2dec~, for little-endian numbers.
> http-request set-var(txn.n) bin(0100),le2dec(.,2)

length
> http-request deny deny_status 400 if { url,length gt 4096 }

lower
For ASCII letters.
> use_backend %[req.hdr(host),lower,map(/etc/haproxy/hosts.map,app)]

ltime
The format is strftime’s; the offset, in seconds, is added first. A percent sign in a log format is safe within the brackets.
> log-format "%[date,ltime(%Y-%m-%d_%H:%M:%S)] %ci %ST"

ltrim
Any of them, in any order, until another one comes.
> http-request set-var(txn.rest) path,ltrim(/)

map
The same as ~map_str~. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> use_backend %[req.hdr(host),lower,map(/etc/haproxy/hosts.map,app)]

map_beg
A key fits when the text begins with it, the longest one first. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) path,map_beg(/etc/haproxy/paths.map,app)

map_beg_int
A key fits when the text begins with it, the longest one first. The values must be numbers. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) path,map_beg_int(/etc/haproxy/numbers-paths.map,0)

map_beg_ip
A key fits when the text begins with it, the longest one first. The values must be addresses. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) path,map_beg_ip(/etc/haproxy/addresses-paths.map,192.0.2.1)

map_beg_key
A key fits when the text begins with it, the longest one first. Not the value but the key of the line is the result, so there is no default. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Nothing comes out when none fits.
> http-request set-var(txn.found) path,map_beg_key(/etc/haproxy/paths.map)

map_dir
A key fits when it is one or more whole parts between slashes. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) path,map_dir(/etc/haproxy/paths.map,app)

map_dir_int
A key fits when it is one or more whole parts between slashes. The values must be numbers. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) path,map_dir_int(/etc/haproxy/numbers-paths.map,0)

map_dir_ip
A key fits when it is one or more whole parts between slashes. The values must be addresses. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) path,map_dir_ip(/etc/haproxy/addresses-paths.map,192.0.2.1)

map_dir_key
A key fits when it is one or more whole parts between slashes. Not the value but the key of the line is the result, so there is no default. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Nothing comes out when none fits.
> http-request set-var(txn.found) path,map_dir_key(/etc/haproxy/paths.map)

map_dom
A key fits when it is one or more whole parts between dots. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) req.hdr(host),lower,map_dom(/etc/haproxy/hosts.map,app)

map_dom_int
A key fits when it is one or more whole parts between dots. The values must be numbers. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) req.hdr(host),lower,map_dom_int(/etc/haproxy/numbers-hosts.map,0)

map_dom_ip
A key fits when it is one or more whole parts between dots. The values must be addresses. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) req.hdr(host),lower,map_dom_ip(/etc/haproxy/addresses-hosts.map,192.0.2.1)

map_dom_key
A key fits when it is one or more whole parts between dots. Not the value but the key of the line is the result, so there is no default. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Nothing comes out when none fits.
> http-request set-var(txn.found) req.hdr(host),lower,map_dom_key(/etc/haproxy/hosts.map)

map_end
A key fits when the text ends with it. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) req.hdr(host),lower,map_end(/etc/haproxy/hosts.map,app)

map_end_int
A key fits when the text ends with it. The values must be numbers. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) req.hdr(host),lower,map_end_int(/etc/haproxy/numbers-hosts.map,0)

map_end_ip
A key fits when the text ends with it. The values must be addresses. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) req.hdr(host),lower,map_end_ip(/etc/haproxy/addresses-hosts.map,192.0.2.1)

map_end_key
A key fits when the text ends with it. Not the value but the key of the line is the result, so there is no default. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Nothing comes out when none fits.
> http-request set-var(txn.found) req.hdr(host),lower,map_end_key(/etc/haproxy/hosts.map)

map_int
Keys are numbers or ranges such as ~400:499~. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) dst_port,map_int(/etc/haproxy/ports.map,app)

map_int_int
Keys are numbers or ranges such as ~400:499~. The values must be numbers. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) dst_port,map_int_int(/etc/haproxy/numbers-ports.map,0)

map_int_ip
Keys are numbers or ranges such as ~400:499~. The values must be addresses. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) dst_port,map_int_ip(/etc/haproxy/addresses-ports.map,192.0.2.1)

map_int_key
Keys are numbers or ranges such as ~400:499~. Not the value but the key of the line is the result, so there is no default. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Nothing comes out when none fits.
> http-request set-var(txn.found) dst_port,map_int_key(/etc/haproxy/ports.map)

map_ip
Keys are addresses or networks, the most exact one first. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) src,map_ip(/etc/haproxy/networks.map,app)

map_ip_int
Keys are addresses or networks, the most exact one first. The values must be numbers. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) src,map_ip_int(/etc/haproxy/numbers-networks.map,0)

map_ip_ip
Keys are addresses or networks, the most exact one first. The values must be addresses. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) src,map_ip_ip(/etc/haproxy/addresses-networks.map,192.0.2.1)

map_ip_key
Keys are addresses or networks, the most exact one first. Not the value but the key of the line is the result, so there is no default. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Nothing comes out when none fits.
> http-request set-var(txn.found) src,map_ip_key(/etc/haproxy/networks.map)

map_reg
Keys are regular expressions, tried in order. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) path,map_reg(/etc/haproxy/regexes.map,app)

map_reg_int
Keys are regular expressions, tried in order. The values must be numbers. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) path,map_reg_int(/etc/haproxy/numbers-regexes.map,0)

map_reg_ip
Keys are regular expressions, tried in order. The values must be addresses. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) path,map_reg_ip(/etc/haproxy/addresses-regexes.map,192.0.2.1)

map_reg_key
Keys are regular expressions, tried in order. Not the value but the key of the line is the result, so there is no default. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Nothing comes out when none fits.
> http-request set-var(txn.found) path,map_reg_key(/etc/haproxy/regexes.map)

map_regm
As ~map_reg~; in the value, ~\1~ and the like stand for what the groups of the expression matched. Without a default, nothing comes out when no key fits.
> http-request set-path %[path,map_regm(/etc/haproxy/regexes.map)]

map_str
Keys are whole texts. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) req.hdr(host),lower,map_str(/etc/haproxy/hosts.map,app)

map_str_int
Keys are whole texts. The values must be numbers. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) req.hdr(host),lower,map_str_int(/etc/haproxy/numbers-hosts.map,0)

map_str_ip
Keys are whole texts. The values must be addresses. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) req.hdr(host),lower,map_str_ip(/etc/haproxy/addresses-hosts.map,192.0.2.1)

map_str_key
Keys are whole texts. Not the value but the key of the line is the result, so there is no default. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Nothing comes out when none fits.
> http-request set-var(txn.found) req.hdr(host),lower,map_str_key(/etc/haproxy/hosts.map)

map_sub
A key fits when it is anywhere in the text. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) req.fhdr(user-agent),map_sub(/etc/haproxy/agents.map,app)

map_sub_int
A key fits when it is anywhere in the text. The values must be numbers. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) req.fhdr(user-agent),map_sub_int(/etc/haproxy/numbers-agents.map,0)

map_sub_ip
A key fits when it is anywhere in the text. The values must be addresses. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Without a default, nothing comes out when no key fits.
> http-request set-var(txn.found) req.fhdr(user-agent),map_sub_ip(/etc/haproxy/addresses-agents.map,192.0.2.1)

map_sub_key
A key fits when it is anywhere in the text. Not the value but the key of the line is the result, so there is no default. A line of the file has a key, blanks, and a value; ~#~ begins a comment. The file is read at start and can be changed over the runtime socket. Nothing comes out when none fits.
> http-request set-var(txn.found) req.fhdr(user-agent),map_sub_key(/etc/haproxy/agents.map)

mod
The variable’s name with its scope. By 0 it gives 0.
> use_backend app2 if { src_port,mod(2) 1 }

mqtt_field_value
The packet is ~connect~ or ~connack~ (or 1 or 2): only the first of each side can be looked at. Fields of the first: ~flags~, ~protocol_name~, ~protocol_version~, ~client_identifier~, ~username~, ~password~, ~keepalive~, ~will_topic~, ~will_payload~; of MQTT 5 any property by its number, too.
> stick on req.payload(0,0),mqtt_field_value(connect,client_identifier) table per_name

mqtt_is_valid
Of version 3.1, 3.1.1 or 5.0, and the first one of its side.
> tcp-request inspect-delay 3s
> tcp-request content reject if !{ req.payload(0,0),mqtt_is_valid }

ms_ltime
The format is strftime’s, with ~%N~ for fractions of a second: ~%3N~ has three digits. The offset is in milliseconds.
> log-format "%[accept_date(ms),ms_ltime(%H:%M:%S.%3N)] %ci %ST"

ms_utime
The format is strftime’s, with ~%N~ for fractions of a second: ~%3N~ has three digits. The offset is in milliseconds.
> log-format "%[accept_date(ms),ms_utime(%Y-%m-%dT%H:%M:%S.%3NZ)] %ci %ST"

mul
The variable’s name with its scope. Too large results stay at the largest number there is.
> http-request set-var(txn.limit) req.hdr_val(x-limit),mul(1024)

nbsrv
For names that come out of maps or variables. No value when there is no such backend.
> http-request set-var(txn.pool) str(app)
> use_backend app2 if { var(txn.pool),nbsrv lt 2 }

neg
Followed by ~add~ it subtracts from a constant.
> http-request set-var(txn.left) req.hdr_val(x-used),neg,add(100)

not
> acl flag_clear req.hdr_val(x-flags),and(4),not

odd
> use_backend app2 if { rand(100),odd }

or
Sets the bits of the value. The variable’s name with its scope; it must hold a number.
> http-request set-var(txn.flags) req.hdr_val(x-flags),or(4)

param
The first one with this name; ~&~ is between them unless another character is given. Empty when it has no value; percent signs stay as they are.
> http-request set-var(txn.next) query,param(next),url_dec

port_only
0 if it names none.
> http-request deny if { req.hdr(host),port_only gt 1024 }

protobuf
Numbers of fields, with points for messages within messages. Bytes come out unless a type says how to read the number: ~int32~, ~uint64~, ~sint32~, ~bool~, ~enum~, ~fixed32~, ~double~ and so on; texts need none.
> option http-buffer-request
> http-request set-var(txn.id) req.body,protobuf(1,int32)

regsub
The first place, or with ~g~ all of them; ~i~ ignores case. Groups are ~\1~ and on. Put it in two kinds of quotes, so that neither the line’s rules nor commas and parentheses get in the way.
> http-request set-path "%[path,regsub('/+','/',g)]"

reverse
Byte by byte, so not for other than ASCII. With it, ends can be looked up as beginnings, which is fast in large maps.
> http-request set-var(txn.back) req.hdr(host),host_only,reverse

reverse_dom
~www.example.com~ becomes ~com.example.www~: subdomains can then be looked up as beginnings, which is fast in large maps. One dot at the end is ignored; an empty label gives no value.
> acl ours req.hdr(host),host_only,reverse_dom -m beg com.example.

rfc7239_field
~proto~, ~host~, ~for~ or ~by~. Believe it only from proxies that you know.
> http-request set-var(txn.client) req.hdr(forwarded),rfc7239_field(for)

rfc7239_is_valid
> http-request del-header Forwarded unless { req.hdr(forwarded),rfc7239_is_valid }

rfc7239_n2nn
An address, or a text for ~unknown~ and for names that begin with ~_~.
> http-request set-var(txn.client) req.hdr(forwarded),rfc7239_field(for),rfc7239_n2nn

rfc7239_n2np
A number, or a text for names that begin with ~_~.
> http-request set-var(txn.port) req.hdr(forwarded),rfc7239_field(for),rfc7239_n2np

rfc7239_nn
IPv6 addresses get brackets, texts a ~_~ in front; an empty text becomes ~unknown~.
> http-request set-header Forwarded "for=\"%[src,rfc7239_nn]\""

rfc7239_np
Texts get a ~_~ in front.
> http-request set-header Forwarded "for=\"%[src,rfc7239_nn]:%[src_port,rfc7239_np]\""

rtrim
Any of them, in any order, until another one comes.
> http-request set-var(txn.site) req.hdr(host),rtrim(.)

sdbm
32 bits, as ~hash-type … sdbm~ computes them; with 1 the result is stirred once more. Not for secrets.
> http-request set-header X-Hash %[path,sdbm(1)]

secure_memcmp
In a time that does not tell how many of them agreed: for secrets that a client sends.
! a HAProxy with OpenSSL
> http-request set-var(txn.given) req.hdr(x-token)
> http-request deny unless { str(s3cret),secure_memcmp(txn.given) }

set-var
Up to four conditions, which must all hold: ~ifexists~, ~ifnotexists~, ~ifempty~, ~ifnotempty~, ~ifset~, ~ifnotset~, ~ifgt~, ~iflt~ (the variable is greater, or less, than the value).
> http-request track-sc0 req.hdr(x-user),lower,set-var(txn.user) table per_name

sha1
Twenty bytes: good as a key, too weak for signatures.
> http-request set-header X-Key %[req.hdr(authorization),sha1,hex]

sha2
256 bits unless 224, 384 or 512 is asked for.
! a HAProxy with OpenSSL
> http-request set-header X-Key %[req.hdr(authorization),sha2(256),hex]

srv_is_up
As ~backend/server~, or a name alone for this backend; no value when there is none with this name. What clients send should not come here unfiltered: it would let them ask about any server.
> http-request set-var(txn.alive) req.cook(SRV),srv_is_up

srv_queue
As ~backend/server~, or a name alone for this backend; no value when there is none with this name. What clients send should not come here unfiltered: it would let them ask about any server.
> http-request set-var(txn.waiting) req.cook(SRV),srv_queue

strcmp
Less than 0 if the value comes first, more if the variable does.
> http-request set-var(txn.site) req.hdr(host)
> http-request deny unless { ssl_fc_sni,strcmp(txn.site) eq 0 }

sub
The variable’s name with its scope. To subtract from a constant instead, ~neg~ and ~add~.
> http-request set-var(txn.age) date,sub(txn.begin)

table_expire
Asking does not keep it alive. No value, or the default, if the key is not there.
> http-response set-header Retry-After %[src,table_expire(per_ip,0),div(1000)]

table_idle
No value, or the default, if the key is not there.
> http-response set-header X-Idle %[src,table_idle(per_ip,0)]

table_server_id
0 if there is none. ~stick~ rules store it.
> http-response set-header X-Stuck-To %[src,table_server_id(per_ip)]

table_trackers
Counted by the table itself, so nothing needs to be stored; 0 if the key is not there.
> http-request set-header X-Parallel %[src,table_trackers(per_ip)]

tcp.dst
! a TCP header, from ~ip.data~
> http-request set-var(txn.x) var(sess.packet),ip.data,tcp.dst

tcp.flags
A bit each, from FIN (1), SYN (2) up to CWR (128); ~and~ picks one.
! a TCP header, from ~ip.data~
> http-request set-var(txn.ecn) var(sess.packet),ip.data,tcp.flags,and(192)

tcp.options.mss
0 if it did not say.
! a TCP header, from ~ip.data~
> http-request set-var(txn.mss) var(sess.packet),ip.data,tcp.options.mss

tcp.options.sack
! a TCP header, from ~ip.data~
> http-request set-var(txn.x) var(sess.packet),ip.data,tcp.options.sack

tcp.options.tsopt
! a TCP header, from ~ip.data~
> http-request set-var(txn.x) var(sess.packet),ip.data,tcp.options.tsopt

tcp.options.tsval
A number whose unit only the client knows; no value if it sent none.
! a TCP header, from ~ip.data~
> http-request set-var(txn.x) var(sess.packet),ip.data,tcp.options.tsval

tcp.options.wscale
Up to 14; 0 too if it does not scale, which ~tcp.options.wsopt~ tells apart.
! a TCP header, from ~ip.data~
> http-request set-var(txn.x) var(sess.packet),ip.data,tcp.options.wscale

tcp.options.wsopt
! a TCP header, from ~ip.data~
> http-request set-var(txn.x) var(sess.packet),ip.data,tcp.options.wsopt

tcp.options_list
A byte each, in their order: part of what tells one system from another.
! a TCP header, from ~ip.data~
> http-request set-header X-Options %[var(sess.packet),ip.data,tcp.options_list,hex]

tcp.seq
! a TCP header, from ~ip.data~
> http-request set-var(txn.x) var(sess.packet),ip.data,tcp.seq

tcp.src
! a TCP header, from ~ip.data~
> http-request set-var(txn.x) var(sess.packet),ip.data,tcp.src

tcp.win
As it stands there, not scaled.
! a TCP header, from ~ip.data~
> http-request set-var(txn.x) var(sess.packet),ip.data,tcp.win

ub64dec
With ~-~ and ~_~, and without ~=~ at the end: what JSON web tokens use.
> http-request set-var(txn.claims) req.hdr(authorization),word(2,.),ub64dec

ub64enc
With ~-~ and ~_~, and without ~=~ at the end.
> http-request set-header X-Key %[req.hdr(x-key),sha1,ub64enc]

ungrpc
As ~protobuf~, behind the header that gRPC has in front of its messages; deeper fields may follow with ~protobuf~.
> option http-buffer-request
> http-request set-var(txn.latitude) req.body,ungrpc(48.59.1,int32)

unset-var
The name with its scope: ~proc~, ~sess~, ~txn~, ~req~, ~res~ or ~check~.
> http-request set-var(txn.site) req.hdr(host),unset-var(txn.old)

upper
For ASCII letters.
> http-request set-header X-Country %[req.hdr(x-country),upper]

url_dec
With 1, as for forms, plus signs become blanks from the beginning; without, only behind a question mark.
> http-request set-var(txn.name) urlp(name),url_dec(1)

url_enc
There is only the kind ~query~.
> http-request redirect location https://login.example.com/?next=%[url,url_enc]

us_ltime
The format is strftime’s, with ~%N~ for fractions of a second: ~%6N~ has six digits. The offset is in microseconds.
> log-format "%[accept_date(us),us_ltime(%H:%M:%S.%6N)] %ci %ST"

us_utime
The format is strftime’s, with ~%N~ for fractions of a second: ~%6N~ has six digits. The offset is in microseconds.
> log-format "%[accept_date(us),us_utime(%Y-%m-%dT%H:%M:%S.%6NZ)] %ci %ST"

utime
The format is strftime’s; the offset, in seconds, is added first.
> log-format "%[date,utime(%Y-%m-%dT%H:%M:%SZ)] %ci %ST"

when
Otherwise nothing, so that logs stay short: ~error~, ~normal~, ~forwarded~ (to a server), ~toapplet~, ~processed~ (either of them), ~stopping~; ~!~ in front turns it round. ~acl~ with the name of one, as in ~when(acl,slow)~, can stand there, too.
> log-format "%ci %ST %[bs.debug_str,when(error)]"

word
Any character of the second argument is a delimiter, and several of them in a row count as one; ~field~ does not skip empty pieces. 1 is the first word, -1 the last; with a count several are taken, with 0 all the rest.
> http-request set-var(txn.dir) path,word(1,/)

wt6
32 bits, as ~hash-type … wt6~ computes them; with 1 the result is stirred once more. Not for secrets.
> http-request set-header X-Hash %[path,wt6(1)]

x509_v_err_str
Such as ~X509_V_ERR_CERT_HAS_EXPIRED~; the numbers differ between versions of OpenSSL, the names do not.
> acl expired ssl_c_verify,x509_v_err_str -m str X509_V_ERR_CERT_HAS_EXPIRED

xor
Turns the bits of the value over. The variable’s name with its scope; it must hold a number.
> http-request set-var(txn.flags) req.hdr_val(x-flags),xor(4)

xxh3
64 bits with a sign, fast and evenly spread: a good key for tables. Not for secrets. The seed is 0 unless told.
> http-request set-header X-Hash %[path,xxh3]

xxh32
32 bits, fast and evenly spread. Not for secrets. The seed is 0 unless told.
> http-request track-sc0 url,xxh32 table per_number

xxh64
64 bits with a sign, fast and evenly spread. Not for secrets. The seed is 0 unless told.
> http-request set-header X-Hash %[path,xxh64]
`,
};
