/** What every converter does, one line each, in the form of `fetch-lines.ts`; `table_…` are in `counters.ts`. */
export const CONVERTER_LINES = `
add(value) adds a number or a variable
add_item(delimiter,variable[,suffix]) appends to a list
aes_cbc_dec(bits,nonce,key[,extra]) decrypts with AES in CBC mode
aes_cbc_enc(bits,nonce,key[,extra]) encrypts with AES in CBC mode
aes_gcm_dec(bits,nonce,key,tag[,extra]) decrypts with AES in GCM mode
aes_gcm_enc(bits,nonce,key,tag[,extra]) encrypts with AES in GCM mode
and(value) bitwise AND with a number or a variable
b64dec decodes base64
base2 binary digits of the bytes
base64 encodes as base64
be2dec(separator,size[,cut]) numbers of so many bytes each, in decimal
be2hex([separator[,size[,cut]]]) bytes in hexadecimal, in pieces
bool true unless 0
bytes(offset[,length]) a stretch of the bytes
capture-req(index) stores the text in a request capture and passes it on
capture-res(index) stores the text in a response capture and passes it on
concat([start[,variable[,end]]]) appends a text, a variable and another text
cpl turns every bit over
crc32([avalanche]) CRC-32 of the bytes
crc32c([avalanche]) CRC-32C of the bytes
cut_crlf cuts the text at the first line break
date an HTTP date, as seconds since 1970
debug([prefix[,destination]]) shows the value, and passes it on
digest(algorithm) a digest of the bytes
div(value) divides by a number or a variable
djb2([avalanche]) DJB2 hash of the bytes
eth.data what is in an Ethernet frame
eth.dst the address that an Ethernet frame is sent to
eth.hdr the header of an Ethernet frame
eth.proto what kind of packet an Ethernet frame carries
eth.src the address that an Ethernet frame comes from
eth.vlan the VLAN of an Ethernet frame
even true if the number is even
fe_exists true if there is a frontend with this name
field(index,delimiters[,count]) the nth piece of a text
fix_is_valid true if the bytes are a valid FIX message
fix_tag_value(tag) the value of a tag in a FIX message
has_ctl([mask]) true if there is a control character
hex bytes in hexadecimal
hex2i a hexadecimal text as a number
hmac(algorithm,key) a keyed digest of the bytes
host_only the host of a Host header, without its port
htonl the number as four bytes
http_date([offset[,unit]]) a time as an HTTP date
iif(true,false) one text if true, another if false
in_table([table]) true if the value is a key in the stick table
ip.data what is in an IP packet
ip.df 1 if an IP packet must not be fragmented
ip.dst the address that an IP packet is sent to
ip.fp([mode]) a fingerprint of the client’s TCP and IP
ip.hdr the header of an IP packet
ip.proto what an IP packet carries
ip.src the address that an IP packet comes from
ip.tos service class of an IP packet
ip.ttl how many more hops an IP packet may take
ip.ver 4 or 6, by an IP packet’s header
ipmask(mask4[,mask6]) the address under a network mask
json([decoder]) escapes a text for JSON
json_query(path[,type]) a value out of a JSON text
jwt_decrypt_cert(certificate) the content of an encrypted token (JWE), by a certificate
jwt_decrypt_jwk(key) the content of an encrypted token (JWE), by a JSON web key
jwt_decrypt_secret(secret) the content of an encrypted token (JWE), by a shared secret
jwt_header_query([path[,type]]) a value out of a JSON web token’s header
jwt_payload_query([path[,type]]) a value out of a JSON web token’s content
jwt_verify(algorithm,key) checks a JSON web token’s signature: 1 if it is good
jwt_verify_cert(algorithm,certificate) checks a JSON web token’s signature by a certificate: 1 if it is good
language(languages[,default]) the best of the listed languages for an Accept-Language header
le2dec(separator,size[,cut]) numbers of so many bytes each, lowest byte first, in decimal
length how many bytes a text has
lower lower case
ltime(format[,offset]) seconds since 1970 as local time
ltrim(characters) removes these characters from the beginning
map(file[,default]) looks up in a map by the text; the value as a text
map_beg(file[,default]) looks up in a map by the text’s beginning; the value as a text
map_beg_int(file[,default]) looks up in a map by the text’s beginning; the value as a number
map_beg_ip(file[,default]) looks up in a map by the text’s beginning; the value as an address
map_beg_key(file) looks up in a map by the text’s beginning; the key that fitted comes out
map_dir(file[,default]) looks up in a map by a part of the text between slashes; the value as a text
map_dir_int(file[,default]) looks up in a map by a part of the text between slashes; the value as a number
map_dir_ip(file[,default]) looks up in a map by a part of the text between slashes; the value as an address
map_dir_key(file) looks up in a map by a part of the text between slashes; the key that fitted comes out
map_dom(file[,default]) looks up in a map by a part of the text between dots; the value as a text
map_dom_int(file[,default]) looks up in a map by a part of the text between dots; the value as a number
map_dom_ip(file[,default]) looks up in a map by a part of the text between dots; the value as an address
map_dom_key(file) looks up in a map by a part of the text between dots; the key that fitted comes out
map_end(file[,default]) looks up in a map by the text’s end; the value as a text
map_end_int(file[,default]) looks up in a map by the text’s end; the value as a number
map_end_ip(file[,default]) looks up in a map by the text’s end; the value as an address
map_end_key(file) looks up in a map by the text’s end; the key that fitted comes out
map_int(file[,default]) looks up in a map by the number; the value as a text
map_int_int(file[,default]) looks up in a map by the number; the value as a number
map_int_ip(file[,default]) looks up in a map by the number; the value as an address
map_int_key(file) looks up in a map by the number; the key that fitted comes out
map_ip(file[,default]) looks up in a map by the address; the value as a text
map_ip_int(file[,default]) looks up in a map by the address; the value as a number
map_ip_ip(file[,default]) looks up in a map by the address; the value as an address
map_ip_key(file) looks up in a map by the address; the key that fitted comes out
map_reg(file[,default]) looks up in a map by regular expressions; the value as a text
map_reg_int(file[,default]) looks up in a map by regular expressions; the value as a number
map_reg_ip(file[,default]) looks up in a map by regular expressions; the value as an address
map_reg_key(file) looks up in a map by regular expressions; the key that fitted comes out
map_regm(file[,default]) looks up in a map of regular expressions, with groups in the value
map_str(file[,default]) looks up in a map by the text; the value as a text
map_str_int(file[,default]) looks up in a map by the text; the value as a number
map_str_ip(file[,default]) looks up in a map by the text; the value as an address
map_str_key(file) looks up in a map by the text; the key that fitted comes out
map_sub(file[,default]) looks up in a map by a part of the text; the value as a text
map_sub_int(file[,default]) looks up in a map by a part of the text; the value as a number
map_sub_ip(file[,default]) looks up in a map by a part of the text; the value as an address
map_sub_key(file) looks up in a map by a part of the text; the key that fitted comes out
mod(value) what is left of a division by a number or a variable
mqtt_field_value(packet,field) a field of an MQTT packet
mqtt_is_valid true if the bytes are a valid MQTT packet
ms_ltime(format[,offset]) milliseconds since 1970 as local time
ms_utime(format[,offset]) milliseconds since 1970 as GMT
mul(value) multiplies by a number or a variable
nbsrv how many servers the backend with this name has to use
neg the number with its sign turned
not false unless 0
odd true if the number is odd
or(value) bitwise OR with a number or a variable
param(name[,delimiter]) a parameter out of a query or a form
port_only the port of a Host header
protobuf(field[,type]) a field of a Protocol Buffers message
regsub(regex,replacement[,flags]) replaces what a regular expression matches
reverse the text backwards
reverse_dom a domain name with its labels in reverse order
rfc7239_field(field) a field of a Forwarded header
rfc7239_is_valid true if it is a valid Forwarded header
rfc7239_n2nn the address in a node of a Forwarded header
rfc7239_n2np the port in a node of a Forwarded header
rfc7239_nn an address or a name, as a node of a Forwarded header has it
rfc7239_np a port or a name, as a node of a Forwarded header has it
rtrim(characters) removes these characters from the end
sdbm([avalanche]) SDBM hash of the bytes
secure_memcmp(variable) true if the bytes equal the variable’s
set-var(variable[,condition…]) stores the value in a variable, and passes it on
sha1 SHA-1 digest of the bytes
sha2([bits]) SHA-2 digest of the bytes
srv_is_up true if the server with this name is up
srv_queue requests that wait for the server with this name
strcmp(variable) compares with a variable: 0 when equal
sub(value) subtracts a number or a variable
table_expire([table[,default]]) milliseconds until the key expires from the stick table
table_idle([table[,default]]) milliseconds since the key was last used in the stick table
table_server_id([table]) number of the server that the key is stuck to
table_trackers([table]) connections that track the key at the moment
tcp.dst the port that a TCP packet is sent to
tcp.flags the flags of a TCP packet
tcp.options.mss the largest segment that the client can take
tcp.options.sack 1 if the client can acknowledge selectively
tcp.options.tsopt 1 if the client sends timestamps
tcp.options.tsval the client’s timestamp
tcp.options.wscale by how many bits the client shifts its window
tcp.options.wsopt 1 if the client scales its window
tcp.options_list kinds of the options in a TCP header
tcp.seq sequence number of a TCP packet
tcp.src the port that a TCP packet comes from
tcp.win the window of a TCP packet
ub64dec decodes base64 for URLs
ub64enc encodes as base64 for URLs
ungrpc(field[,type]) a field of a gRPC message
unset-var(variable) forgets a variable, and passes the value on
upper upper case
url_dec([form]) decodes percent signs
url_enc([kind]) encodes for a query, with percent signs
us_ltime(format[,offset]) microseconds since 1970 as local time
us_utime(format[,offset]) microseconds since 1970 as GMT
utime(format[,offset]) seconds since 1970 as GMT
when(condition[,argument…]) the value, but only when a condition holds
word(index,delimiters[,count]) the nth word of a text
wt6([avalanche]) WT6 hash of the bytes
x509_v_err_str the name of a certificate verification error
xor(value) bitwise exclusive OR with a number or a variable
xxh3([seed]) XXH3 hash of the bytes
xxh32([seed]) XXH32 hash of the bytes
xxh64([seed]) XXH64 hash of the bytes
`;
