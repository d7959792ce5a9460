/** Converters, asked on one plain request: what they are given stands in the expression itself. */
import type { SampleQuestion } from '../../../support/ask-samples.ts';

const long = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Every hash on every length at which its way changes. */
const HASHED = [
  '',
  'a',
  'ab',
  'abc',
  'abcd',
  'abcdefgh',
  'abcdefghi',
  long.slice(0, 16),
  long.slice(0, 17),
  long,
  long.repeat(3),
  long.repeat(4),
  long.repeat(6),
  long.repeat(8),
  long.repeat(31),
];
const HASHES = ['crc32', 'crc32c', 'djb2', 'sdbm', 'wt6', 'xxh32', 'xxh64', 'xxh3'];

const hashes = HASHED.flatMap((text) => HASHES.flatMap((name) => [`str(${text}),${name}`, `str(${text}),${name}(1)`]));
const seeds = ['xxh32(12345)', 'xxh64(12345)', 'xxh3(12345)', 'xxh32(-1)', 'xxh64(-1)', 'xxh3(-1)'].map(
  (name) => `str(${long}),${name}`,
);
const digests = ['', 'abc', long.repeat(3)].flatMap((text) => [
  `str(${text}),sha1,hex`,
  ...[224, 256, 384, 512].map((bits) => `str(${text}),sha2(${bits}),hex`),
  `str(${text}),sha2,hex`,
  ...['md5', 'sha1', 'sha224', 'SHA256', 'sha384', 'sha512'].flatMap((name) => [
    `str(${text}),digest(${name}),hex`,
    `str(${text}),hmac(${name},c2VjcmV0),hex`,
  ]),
]);

const DATE = 'int(1700000000)';
const dates = [
  ...[
    '%Y-%m-%d %H:%M:%S',
    '%a %A %b %B %d %e %j %u %w %y %C %D %F %T %R %I %l %k %p %P %s %n %t %h %% %Z %z',
    '%U %V %W %G %g',
    '%c|%x|%X|%r',
  ].flatMap((form) => [
    `${DATE},utime('${form}')`,
    `${DATE},utime('${form}',3600)`,
    `${DATE},ltime('${form}')`,
    `int(0),utime('${form}')`,
    `int(951782400),utime('${form}')`,
    `int(1704067199),utime('${form}')`,
    `int(1609459200),utime('${form}')`,
  ]),
  ...["ms_utime('%T %N')", "ms_utime('%3N %6N %9N')", "ms_ltime('%T %N')", "ms_utime('%T',-10)"].map(
    (form) => `int(1700000000123),${form}`,
  ),
  ...["us_utime('%T %N')", "us_utime('%3N %6N')", "us_ltime('%T %3N',5)"].map(
    (form) => `int(1700000000123456),${form}`,
  ),
  `${DATE},http_date`,
  `${DATE},http_date(5)`,
  `${DATE},http_date(-5,s)`,
  'int(1700000000123),http_date(0,ms)',
  'int(1700000000123456),http_date(1,us)',
  'str("Tue, 14 Nov 2023 22:13:20 GMT"),date',
  'str("Tuesday, 14-Nov-23 22:13:20 GMT"),date',
  'str("Tue Nov 14 22:13:20 2023"),date',
  'str("Tue, 14 Nov 2023 22:13:20"),date',
  'str(nonsense),date',
];

const structured = [
  ...[
    '$.a.b[0]',
    '$.a.b[1]',
    '$.a.b[2]',
    '$.a.b[3]',
    '$.a.b[9]',
    '$.a.b',
    '$.a.c',
    '$.a.d',
    '$.s',
    '$.none',
    '$.a',
    '$.big',
    '$.e',
    '$',
  ].flatMap((path) => [`req.fhdr(x-json),json_query('${path}')`, `req.fhdr(x-json),json_query('${path}','int')`]),
  "req.fhdr(x-json),json_query('$.my\\.key.baz')",
  "str(nojson),json_query('$.a')",
  "str([1,2,3]),json_query('$[1]')",
];

const words = [
  ...Array.from({ length: 101 }, (_, at) => `int(${at}),x509_v_err_str`),
  'str(a),add_item(;,txn.v)',
  'str(),add_item(;,txn.v)',
  'str(a),add_item(;,txn.v,z)',
  'str(),add_item(;,,z)',
  'str(a),add_item(;,txn.none,z)',
  'str(a),add_item(;,txn.none)',
  'str(a),add_item(;,,)',
  'str(abc),base2',
  'bin(00ff01),base2',
  'bin(0102030405),le2dec(:,2)',
  'bin(0102030405),le2dec(:,2,1)',
  'bin(0102030405),le2dec(:)',
  'bin(0102030405060708),le2dec(,8)',
  'bin(ffffffffffffffff),le2dec(,8)',
  'bin(ffffffffffffffff),be2dec(,8)',
  'bin(8000000000000000),be2dec(,8)',
  'str(abc),reverse',
  'str(),reverse',
  'str(www.example.com),reverse_dom',
  'str(www.example.com.),reverse_dom',
  'str(localhost),reverse_dom',
  'str(),reverse_dom',
  'str(.a..b),reverse_dom',
  'bin(610a62),has_ctl',
  'str(abc),has_ctl',
  'bin(617f),has_ctl',
  'bin(61ff),has_ctl',
  'bin(6109),has_ctl',
  'bin(),has_ctl',
  'str(b),nbsrv',
  'str(nobody),nbsrv',
  'str(c),nbsrv',
  'str(d),nbsrv',
  'str(b/s1),srv_queue',
  'str(b/none),srv_queue',
  'str(none/s1),srv_queue',
  'str(s1),srv_queue',
  'str(b/s1),srv_is_up',
  'str(d/s1),srv_is_up',
  'str(d/none),srv_is_up',
  'str(front),fe_exists',
  'str(b),fe_exists',
  'str(none),fe_exists',
  'str(x),debug',
  'str(x),debug(here)',
  'int(5),debug,add(1)',
  'str(fr;q=0.8),language(fr;en)',
  'str("en-US,fr;q=0.8"),language(fr;en)',
  'str(de),language(fr;en)',
  'str(de),language(fr;en,en)',
  'str(),language(fr;en,en)',
  'str("fr-FR,fr;q=0.9,en;q=0.95"),language(en;fr)',
  'str(*),language(en;fr)',
  'str(en;q=0),language(en,none)',
  'str("en;q=0.5, FR ; q=0.5 , de"),language(fr;en)',
  'str("en-US"),language(en)',
  'str(FR),language(fr)',
  'str(fr),language(FR)',
  'str(secret),secure_memcmp(txn.v)',
  'str(variable),secure_memcmp(txn.v)',
  'str(x),secure_memcmp(txn.none)',
  'str(x),when(acl,always)',
  'str(x),when(normal)',
  'str(x),when(error)',
  'str(x),when(!normal)',
  'str(x),when(stopping)',
  'str(x),when(forwarded)',
  'str(x),when(toapplet)',
  'str(x),when(processed)',
  'str(x),when(acl,named)',
  'str(x),when(acl,other)',
];

const FORWARDED = [
  'for=192.0.2.60;proto=http;by=203.0.113.43;host=example.com',
  'for=\\"[2001:db8:cafe::17]:4711\\"',
  'for=_hidden;proto=https',
  'for=unknown',
  'for=\\"192.0.2.1:_obf\\"',
  'for=192.0.2.1:80',
  'for=a;for=b',
  'host=\\"example.com:80\\"',
  'nonsense',
  '',
  'for=192.0.2.1, for=192.0.2.2',
  'For=192.0.2.1;PROTO=HTTP',
  'for=\\"192.0.2.1\\"',
  'for=[2001:db8::1]',
  'for=\\"[2001:db8::1]\\"',
  'for=\\"2001:db8::1\\"',
  'proto=ftp',
  'proto=\\"http\\"',
  'for = 192.0.2.1',
  'for=192.0.2.1;',
  'for=192.0.2.1; proto=http',
  'host=',
  'host=ex_ample.com',
  'host=example.com:80',
  'by=_x;for=\\"unknown:80\\"',
  'for=_',
  'foo=bar',
  'for=_a$b',
].map((value) => `str("${value}")`);
const forwarded = FORWARDED.flatMap((value) => [
  `${value},rfc7239_is_valid`,
  ...['for', 'by', 'proto', 'host'].map((field) => `${value},rfc7239_field(${field})`),
  `${value},rfc7239_field(for),rfc7239_n2nn`,
  `${value},rfc7239_field(for),rfc7239_n2np`,
]);
const nodes = [
  'src,rfc7239_nn',
  'ipv4(192.0.2.7),rfc7239_nn',
  'ipv6(2001:db8::7),rfc7239_nn',
  'str(hidden),rfc7239_nn',
  'str(un known),rfc7239_nn',
  'str(),rfc7239_nn',
  'int(80),rfc7239_np',
  'int(0),rfc7239_np',
  'int(65536),rfc7239_np',
  'str(hidden),rfc7239_np',
  'str(),rfc7239_np',
];

const maps = [
  ...['one', 'two', 'TWO', 'three', 'four', 'none', ''].flatMap((key) => [
    `str(${key}),map(m.map)`,
    `str(${key}),map(m.map,fallback)`,
    `str(${key}),map_str(m.map)`,
    `str(${key}),map_str_int(numbers.map)`,
    `str(${key}),map_str_int(numbers.map,7)`,
    `str(${key}),map_str_ip(addresses.map)`,
    `str(${key}),map_str_ip(addresses.map,192.0.2.9)`,
    `str(${key}),map_str_key(m.map)`,
  ]),
  ...['beg', 'end', 'sub', 'dir', 'dom'].flatMap((how) =>
    ['/', '/a', '/a/b', '/a/b/c.png', '/b/c', '/zz/a', 'x.c', ''].flatMap((key) => [
      `str(${key}),map_${how}(${how}.map)`,
      `str(${key}),map_${how}(${how}.map,9)`,
      `str(${key}),map_${how}_int(${how}.map,8)`,
      `str(${key}),map_${how}_key(${how}.map)`,
    ]),
  ),
  ...['www.example.com', 'example.com', 'example.org', 'com'].flatMap((key) => [
    `str(${key}),map_dom(hosts.map)`,
    `str(${key}),map_end(hosts-end.map)`,
    `str(${key}),map_reg(regs.map)`,
    `str(${key}),map_regm(regs.map)`,
    `str(${key}),map_reg_key(regs.map)`,
    `str(${key}),map_reg_int(regs-numbers.map,9)`,
    `str(${key}),map_beg_ip(hosts-ip.map)`,
    `str(${key}),map_end_ip(hosts-ip2.map)`,
    `str(${key}),map_sub_ip(hosts-ip3.map,192.0.2.1)`,
    `str(${key}),map_reg_ip(hosts-ip4.map)`,
    `str(${key}),map_dom_ip(hosts-ip5.map)`,
    `str(${key}),map_dir_ip(hosts-ip6.map)`,
  ]),
  ...[
    '10.1.2.3',
    '10.1.0.1',
    '10.9.9.9',
    '192.0.2.1',
    '172.16.0.1',
    '2001:db8::1',
    '::ffff:10.1.2.3',
    'nonsense',
  ].flatMap((key) => [
    `str(${key}),map_ip(nets.map)`,
    `str(${key}),map_ip(nets.map,none)`,
    `str(${key}),map_ip_ip(nets-ip.map)`,
    `str(${key}),map_ip_int(nets-numbers.map,3)`,
    `str(${key}),map_ip_key(nets.map)`,
  ]),
  ...['0', '5', '15', '99', '-3', '1000'].flatMap((key) => [
    `int(${key}),map_int(ints.map)`,
    `int(${key}),map_int_int(ints-numbers.map,77)`,
    `int(${key}),map_int_ip(ints-ip.map)`,
    `int(${key}),map_int_key(ints.map)`,
  ]),
  'src,map_ip(nets.map)',
  'path,map(m.map)',
];

const messages = [
  // FIX: 8=FIX.4.2|9=5|35=0|10=161|
  ...[
    '383d4649582e342e3201393d350133353d300131303d31363101',
    '383d4649582e342e3201393d350133353d300131303d31363201',
    '383d4649582e342e3201',
    '414243',
    '',
  ].flatMap((hex) => [
    `bin(${hex}),fix_is_valid`,
    `bin(${hex}),fix_tag_value(35)`,
    `bin(${hex}),fix_tag_value(MsgType)`,
    `bin(${hex}),fix_tag_value(BeginString)`,
    `bin(${hex}),fix_tag_value(CheckSum)`,
    `bin(${hex}),fix_tag_value(BodyLength)`,
    `bin(${hex}),fix_tag_value(49)`,
  ]),
  // MQTT CONNECT (3.1.1) with a user name, a password and a will; CONNACK; a cut one
  ...[
    '102700044d51545404c6003c000474657374000477696c6c0003627965000475736572000470617373',
    '101000044d5154540402003c000474657374',
    '20020000',
    '2002',
    '101000044d515454',
    'ff',
    '',
  ].flatMap((hex) => [
    `bin(${hex}),mqtt_is_valid`,
    ...[
      'flags',
      'client_identifier',
      'username',
      'password',
      'will_topic',
      'will_payload',
      'protocol_name',
      'protocol_version',
      'keepalive',
    ].map((field) => `bin(${hex}),mqtt_field_value(connect,${field})`),
    `bin(${hex}),mqtt_field_value(connack,reason_code)`,
    `bin(${hex}),mqtt_field_value(connack,flags)`,
  ]),
  // protocol buffers: 1: varint 150; 2: "testing"; 3: { 1: 7 }; 4: fixed32; 5: fixed64
  ...['1', '2', '3', '3.1', '4', '5', '6', '1.2'].flatMap((field) => [
    `bin(089601120774657374696e671a02080725010000002901000000000000ff),protobuf(${field}),hex`,
  ]),
  ...['int32', 'uint32', 'sint32', 'int64', 'uint64', 'sint64', 'bool', 'enum'].map(
    (type) => `bin(089601),protobuf(1,${type})`,
  ),
  ...['fixed32', 'sfixed32', 'float'].map((type) => `bin(25ffffffff),protobuf(4,${type})`),
  ...['fixed64', 'sfixed64', 'double'].map((type) => `bin(29ffffffffffffffff),protobuf(5,${type})`),
  'bin(120774657374696e67),protobuf(2,string)',
  'bin(120774657374696e67),protobuf(2,bytes)',
  'bin(000000000908960112027a7a0000),ungrpc(1),hex',
  'bin(000000000708960112027465),ungrpc(2),hex',
  'bin(00000000070896011202747a),ungrpc(2,string)',
  'bin(00000000070896011202747a),ungrpc(1,uint32)',
  // a token made of {"alg":"HS256","typ":"JWT"} and {"sub":"1234567890","n":42,"ok":true}, key "secret"
  ...[
    "jwt_header_query('$.alg')",
    "jwt_header_query('$.typ')",
    'jwt_header_query',
    "jwt_payload_query('$.sub')",
    "jwt_payload_query('$.n','int')",
    "jwt_payload_query('$.ok')",
    'jwt_payload_query',
    "jwt_verify('HS256','secret')",
    "jwt_verify('HS256','wrong')",
    "jwt_verify('HS384','secret')",
  ].flatMap((query) => [`req.hdr(x-jwt),${query}`, `str(a.b.c),${query}`, `str(nodots),${query}`]),
];

const ciphers = [128, 192, 256].flatMap((bits) => {
  const key = {
    128: 'MDEyMzQ1Njc4OWFiY2RlZg==',
    192: 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3',
    256: 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
  }[bits as 128];
  return [
    `str(hello world),aes_gcm_enc(${bits},MDEyMzQ1Njc4OWFi,${key},txn.tag),hex`,
    `str(hello world),aes_gcm_enc(${bits},MDEyMzQ1Njc4OWFi,${key},txn.tag),aes_gcm_dec(${bits},MDEyMzQ1Njc4OWFi,${key},txn.tag)`,
    `str(hello world),aes_gcm_enc(${bits},MDEyMzQ1Njc4OWFi,${key},txn.tag,YWJj),hex`,
    `str(hello world hello world),aes_cbc_enc(${bits},MDEyMzQ1Njc4OWFiY2RlZg==,${key}),hex`,
    `str(hello world hello world),aes_cbc_enc(${bits},MDEyMzQ1Njc4OWFiY2RlZg==,${key}),aes_cbc_dec(${bits},MDEyMzQ1Njc4OWFiY2RlZg==,${key})`,
    `str(0123456789abcdef),aes_cbc_enc(${bits},MDEyMzQ1Njc4OWFiY2RlZg==,${key}),hex`,
    `str(nonsense),aes_cbc_dec(${bits},MDEyMzQ1Njc4OWFiY2RlZg==,${key}),hex`,
  ];
});

/** An Ethernet frame with a VLAN tag, IPv4 and a TCP SYN with options; the packets inside; an IPv6 one. */
const TCP_SYN = '9c4000500000303900000000a002faf0fe300000020405b40402080a0000000a0000000001030307';
const IPV4 = `4510003c1c4640004006b1e6ac100a63ac100a0c${TCP_SYN}`;
const IPV6 = `600000000028064020010db800000000000000000000000120010db8000000000000000000000002${TCP_SYN}`;
const ETH = `00112233445566778899aabb810000640800${IPV4}`;
const packets = [
  ...['data', 'dst', 'hdr', 'src'].map((part) => `bin(${ETH}),eth.${part},hex`),
  ...['proto', 'vlan'].map((part) => `bin(${ETH}),eth.${part}`),
  ...['data', 'hdr'].flatMap((part) => [`bin(${IPV4}),ip.${part},hex`, `bin(${IPV6}),ip.${part},hex`]),
  ...['df', 'dst', 'proto', 'src', 'tos', 'ttl', 'ver'].flatMap((part) => [
    `bin(${IPV4}),ip.${part}`,
    `bin(${IPV6}),ip.${part}`,
    `bin(4510),ip.${part}`,
  ]),
  ...[
    'dst',
    'flags',
    'seq',
    'src',
    'win',
    'options.mss',
    'options.sack',
    'options.tsopt',
    'options.tsval',
    'options.wscale',
    'options.wsopt',
  ].flatMap((part) => [`bin(${TCP_SYN}),tcp.${part}`, `bin(9c40),tcp.${part}`, `bin(${IPV4}),ip.data,tcp.${part}`]),
  `bin(${TCP_SYN}),tcp.options_list,hex`,
  `bin(${IPV4}),ip.fp,hex`,
  `bin(${IPV4}),ip.fp(1),hex`,
  `bin(${IPV4}),ip.fp(4),hex`,
  `bin(${IPV6}),ip.fp(7),hex`,
];

const numbers = [
  'int(9223372036854775807),add(1)',
  'int(9223372036854775806),add(1)',
  'int(9223372036854775807),sub(1)',
  'int(9007199254740993),add(0)',
  'int(9007199254740993),mul(3)',
  'int(3037000500),mul(3037000500)',
  'int(-9223372036854775807),sub(5)',
  'int(9223372036854775807),mod(10)',
  'int(9223372036854775807),div(10)',
  'int(9223372036854775807),and(4294967295)',
  'int(1234567890123456789),xor(987654321987654321)',
  'int(9223372036854775807),hex',
  'int(9223372036854775807),cpl',
  'int(9223372036854775807),neg',
  'int(9223372036854775807),odd',
  'str(99999999999999999999),add(0)',
  'str(9223372036854775807),add(0)',
  'str(-9223372036854775808),add(0)',
  'str(xyz),xxh64,mod(1000)',
  'str(xyz),xxh64,hex',
  'int(5),div(0)',
  'int(-5),div(0)',
  'int(5),mod(0)',
  'int(-7),mod(3)',
  'int(7),mod(-3)',
  'int(-7),div(2)',
  'int(5),add(txn.n)',
  'int(5),add(txn.none)',
  'int(5),add(txn.v)',
];

export const CONVERTER_CASES: readonly string[] = [
  ...hashes,
  ...seeds,
  ...digests,
  ...dates,
  ...structured,
  ...words,
  ...forwarded,
  ...nodes,
  ...maps,
  ...messages,
  ...ciphers,
  ...packets,
  ...numbers,
];

const PATHS = '/ 1\n/a 2\n/a/b 3\n.png 4\nc 5\nb 6\n/a/b 33\n';
const HOSTS = 'example.com 192.0.2.1\nwww 2001:db8::1\norg 10.0.0.1\n';

export const CONVERTER_FILES: Readonly<Record<string, string>> = {
  'm.map': '# comment\none 1\ntwo second value  \n  three   3x\nfour\none again\nip 192.0.2.44\n',
  'numbers.map': 'one 1\ntwo -2\nthree 3\n',
  'addresses.map': 'one 192.0.2.1\ntwo 2001:db8::2\n',
  'beg.map': PATHS,
  'end.map': PATHS,
  'sub.map': PATHS,
  'dir.map': PATHS,
  'dom.map': PATHS,
  'hosts.map': 'example.com com\nexample.org org\ncom tld\n.com dotted\n',
  'hosts-end.map': 'example.com com\nexample.org org\ncom tld\n.com dotted\n',
  'hosts-ip.map': HOSTS,
  'hosts-ip2.map': HOSTS,
  'hosts-ip3.map': HOSTS,
  'hosts-ip4.map': HOSTS,
  'hosts-ip5.map': HOSTS,
  'hosts-ip6.map': HOSTS,
  'regs.map': '^www\\.(.*)\\.(com|net)$ \\2-\\1-\\0\nexample [\\0]\n^com$ 12\n',
  'regs-numbers.map': '^www 1\nexample 2\n',
  'nets.map':
    '10.0.0.0/8 10.0.0.1\n10.1.0.0/16 10.1.0.1\n10.1.2.3 10.1.2.3\n192.0.2.0/255.255.255.0 5\n2001:db8::/32 2001:db8::9\n10.0.0.0/8 duplicate\n',
  'nets-ip.map': '10.0.0.0/8 10.0.0.1\n10.1.0.0/16 10.1.0.1\n2001:db8::/32 2001:db8::9\n',
  'nets-numbers.map': '10.0.0.0/8 1\n10.1.0.0/16 2\n0.0.0.0/0 4\n',
  'ints.map': '0 1\n5 five\n10:20 192.0.2.1\n-5:-1 2\n90: 3\n5 again\n',
  'ints-numbers.map': '0 1\n5 55\n10:20 15\n',
  'ints-ip.map': '0 192.0.2.1\n10:20 192.0.2.2\n',
};

const JWT =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibiI6NDIsIm9rIjp0cnVlfQ.2SILGU73sJHy4LYdanRGbsM0EGqSCGNWryNs-jQXxEw';

/** Everything that HAProxy is asked, on one request. */
export const CONVERTER_QUESTION: SampleQuestion = {
  expressions: [...new Set(CONVERTER_CASES)],
  prelude: [
    'acl named path_beg /two',
    'acl other path_beg /three',
    'acl always always_true',
    'http-request set-var(txn.v) str(variable)',
    'http-request set-var(txn.n) int(42)',
  ],
  sections: [
    'backend b',
    '  server s1 127.0.0.1:1',
    '  server s2 127.0.0.1:1 weight 3',
    'backend c',
    '  server s1 127.0.0.1:1 maxconn 10 maxqueue 5 weight 10',
    '  server s2 127.0.0.1:1 maxconn 20 weight 100 backup',
    'backend d',
    '  server s1 127.0.0.1:1 disabled',
    '  server s2 127.0.0.1:1 disabled',
  ],
  files: CONVERTER_FILES,
  request: {
    src: '10.1.2.3',
    target: '/two',
    headers: [
      ['Host', 'www.example.com'],
      [
        'X-Json',
        '{"a":{"b":[10,20.5,true,"x"],"c":null,"d":-7},"s":"q\\"uo\\u00e9\\n","my.key":{"baz":"found"},"big":1e3,"e":[]}',
      ],
      ['X-Jwt', JWT],
    ],
  },
};
