/** TLS on both sides of HAProxy: what is asked, of which handshakes. The answers are written down beside this file. */
import { readFileSync } from 'node:fs';

const CERTIFICATES = new URL('certificates/', import.meta.url);
export const pem = (name: string) => readFileSync(new URL(`${name}.pem`, CERTIFICATES), 'utf8');
export const key = (name: string) => readFileSync(new URL(`${name}.key`, CERTIFICATES), 'utf8');

export interface Handshake {
  readonly name: string;
  /** Of the binds below. */
  readonly bind: 'none' | 'optional' | 'required' | 'lenient';
  readonly sni?: string;
  readonly alpn?: string;
  readonly version?: 'TLSv1.2' | 'TLSv1.3';
  readonly cipher?: string;
  /** The client's certificate: a file's name. */
  readonly certificate?: 'alice' | 'bob' | 'old' | 'self';
}

export const BINDS: Readonly<Record<Handshake['bind'], string>> = {
  none: '',
  optional: 'ca-file ca.pem verify optional',
  required: 'ca-file ca.pem verify required alpn http/1.1',
  lenient: 'ca-file ca.pem verify optional crt-ignore-err all ca-ignore-err all',
};

export const HANDSHAKES: readonly Handshake[] = [
  { name: 'plain', bind: 'none' },
  { name: 'a name', bind: 'none', sni: 'www.example.org', version: 'TLSv1.2' },
  { name: 'nobody asks', bind: 'none', certificate: 'bob' },
  { name: 'no certificate', bind: 'optional', cipher: 'ECDHE-ECDSA-AES128-GCM-SHA256', version: 'TLSv1.2' },
  { name: 'alice', bind: 'required', certificate: 'alice', sni: 'www.example.org', alpn: 'http/1.1' },
  { name: 'bob', bind: 'optional', certificate: 'bob', version: 'TLSv1.2', cipher: 'ECDHE-ECDSA-CHACHA20-POLY1305' },
  { name: 'old, and nobody minds', bind: 'lenient', certificate: 'old' },
  { name: 'self-signed, and nobody minds', bind: 'lenient', certificate: 'self' },
  { name: 'none where one is required', bind: 'required' },
  { name: 'expired', bind: 'required', certificate: 'old' },
  { name: 'unknown', bind: 'optional', certificate: 'self' },
];

/** Asked of every handshake that succeeds, in a response's header. */
export const EXPRESSIONS: readonly string[] = [
  'ssl_fc',
  'ssl_fc_has_sni',
  'ssl_fc_sni',
  'ssl_fc_alpn',
  'ssl_fc_protocol',
  'ssl_fc_cipher',
  'ssl_fc_alg_keysize',
  'ssl_fc_use_keysize',
  'ssl_fc_is_resumed',
  'ssl_fc_err',
  'ssl_fc_err_str',
  'ssl_fc_npn',
  'ssl_fc_early_rcvd',
  'ssl_fc_has_early',
  'ssl_fc_has_crt',
  'ssl_c_used',
  'ssl_c_verify',
  'ssl_c_err',
  'ssl_c_ca_err',
  'ssl_c_ca_err_depth',
  'ssl_c_chain_der,sha1,hex',
  'ssl_c_der,sha1,hex',
  'ssl_c_sha1,hex',
  'ssl_c_i_dn',
  'ssl_c_i_dn(cn)',
  'ssl_c_s_dn',
  'ssl_c_s_dn(OU)',
  'ssl_c_s_dn(ou,2)',
  'ssl_c_s_dn(OU,-1)',
  'ssl_c_s_dn(,0,rfc2253)',
  'ssl_c_r_dn',
  'ssl_c_r_dn(O)',
  'ssl_c_san',
  'ssl_c_key_alg',
  'ssl_c_sig_alg',
  'ssl_c_notafter',
  'ssl_c_notbefore',
  'ssl_c_serial,hex',
  'ssl_c_version',
  'ssl_f_i_dn',
  'ssl_f_s_dn(cn)',
  'ssl_f_key_alg',
  'ssl_f_sig_alg',
  'ssl_f_notafter',
  'ssl_f_notbefore',
  'ssl_f_serial,hex',
  'ssl_f_sha1,hex',
  'ssl_f_der,sha1,hex',
  'ssl_f_version',
  'fc_err',
  'fc_err_str',
  'fc_err_name',
  'ssl_fc_protocol_hello_id',
  'ssl_fc_cipherlist_hex',
  'ssl_fc_cipherlist_bin(1),hex',
  'ssl_fc_cipherlist_str',
  'ssl_fc_cipherlist_xxh',
  'ssl_fc_extlist_bin,hex',
  'ssl_fc_eclist_bin,hex',
  'ssl_fc_ecformats_bin,hex',
  'ssl_fc_supported_versions_bin,hex',
  'ssl_fc_sigalgs_bin(1),hex',
];

/** The same of the connection to the server, when its response is there. */
export const BACK_EXPRESSIONS: readonly string[] = [
  'ssl_bc',
  'ssl_bc_alpn',
  'ssl_bc_protocol',
  'ssl_bc_cipher',
  'ssl_bc_alg_keysize',
  'ssl_bc_use_keysize',
  'ssl_bc_is_resumed',
  'ssl_bc_err',
  'ssl_bc_err_str',
  'ssl_bc_npn',
  'ssl_bc_sni',
  'ssl_s_der,sha1,hex',
  'ssl_s_chain_der,sha1,hex',
  'ssl_s_i_dn',
  'ssl_s_s_dn(cn)',
  'ssl_s_key_alg',
  'ssl_s_sig_alg',
  'ssl_s_notafter',
  'ssl_s_notbefore',
  'ssl_s_serial,hex',
  'ssl_s_sha1,hex',
  'ssl_s_version',
  'bc_err',
  'bc_err_str',
  'bc_err_name',
];

export const FILES: Readonly<Record<string, string>> = {
  'ca.pem': pem('ca'),
  'server-all.pem': pem('server-all'),
};

/** A bind each; `portOf` says where they are, and `origin` is a TLS server. Both say what they are asked, a header each. */
export function tlsConfiguration(
  portOf: (bind: Handshake['bind']) => number,
  origin: number,
  front: readonly string[],
  back: readonly string[],
): string {
  const ask = (which: string, list: readonly string[]) =>
    list.map((expression, at) => `  http-response set-header x-${which}-${at} "[%[${expression}]]"`);
  return `${[
    'global',
    '  tune.ssl.capture-buffer-size 400',
    'defaults',
    '  mode http',
    '  log global',
    '  timeout connect 2s',
    '  timeout client 2s',
    '  timeout server 2s',
    ...(Object.keys(BINDS) as Handshake['bind'][]).flatMap((bind, at) => [
      `frontend ${bind}`,
      `  bind 127.0.0.1:${portOf(bind)} ssl crt server-all.pem ${BINDS[bind]}`,
      at % 2 === 0 ? '  option httpslog' : '  log-format "%sslv %sslc %ST"',
      ...(at % 2 === 0 ? [] : ['  error-log-format "%f %[fc_err] %[fc_err_str] %[ssl_c_verify] %[ssl_c_err] %ST %ts"']),
      ...ask('f', front),
      '  default_backend servers',
    ]),
    'backend servers',
    ...ask('b', back),
    `  server s 127.0.0.1:${origin} ssl verify none sni str(www.example.org)`,
  ].join('\n')}\n`;
}
