/** Fetches about TLS on either side (manual 7.3.4): what handshakes agreed upon, and whose certificates were shown. */

import { digest } from '../hash/digest.ts';
import { xxh64 } from '../hash/xxh.ts';
import { byId } from '../id-table.ts';
import { cipherNames } from '../tls/cipher-names.ts';
import { type CertificateFacts, cipherOf, keyBits, type NamePart, type TlsFacts } from '../tls/facts.ts';
import { errorText, FAILURES } from '../tls/failures.ts';
import { byRfc2253, onOneLine, partOf } from '../tls/names.ts';
import type { SampleContext, SampleValue } from './context.ts';
import type { Fetch } from './fetch.ts';
import { EXTENSION, extensionOf, listIn, readHello, withoutGrease } from './tls-hello.ts';
import { binary, boolean, integer, leadingNumber, text, toHex, wideInteger } from './value.ts';

type Side = 'front' | 'back';

function tlsOf({ engine, client, stream }: SampleContext, side: Side): TlsFacts | null {
  if (side === 'front') return client.tls;
  return (byId(engine.state.conns, stream.conn) ?? stream.lastConn)?.tls ?? null;
}

const of = (side: Side, get: (tls: TlsFacts, args: readonly string[]) => SampleValue | null): Fetch => ({
  one(context, args) {
    const tls = tlsOf(context, side);
    return tls && get(tls, args);
  },
});

/** A boolean that is said of connections without TLS, too. */
const flag = (side: Side, get: (tls: TlsFacts) => boolean): Fetch => ({
  one(context) {
    const tls = tlsOf(context, side);
    return boolean(tls !== null && get(tls));
  },
});

const maybe = (value: string | null | undefined) => (value == null || value === '' ? null : text(value));
const bytes = (value: string | null | undefined) => (value == null || value === '' ? null : binary(value));

const agreed = (side: Side) => ({
  cipher: of(side, (tls) => text(cipherOf(tls))),
  protocol: of(side, ({ version }) => maybe(version)),
  alpn: of(side, ({ alpn }) => maybe(alpn)),
  curve: of(side, ({ curve }) => text(curve ?? 'X25519')),
  algorithmBits: of(side, (tls) => integer(keyBits(cipherOf(tls)).all)),
  usedBits: of(side, (tls) => integer(keyBits(cipherOf(tls)).used)),
  resumed: flag(side, ({ resumed }) => resumed === true),
  sessionId: of(side, ({ sessionId }) => bytes(sessionId)),
  error: of(side, ({ failure }) => integer(failure?.code ?? 0)),
  errorText: of(side, (tls) => maybe(errorText(tls))),
});

/** Whose certificate: the client's, ours on the front, or the server's. */
const certificate = (side: Side, which: 'certificate' | 'own') => {
  const get = (read: (facts: CertificateFacts, args: readonly string[]) => SampleValue | null): Fetch =>
    of(side, (tls, args) => {
      const facts = tls[which];
      return facts ? read(facts, args) : null;
    });
  return {
    der: get(({ der }) => bytes(der)),
    issuer: get(({ issuer }, args) => nameText(issuer, args)),
    subject: get(({ subject }, args) => nameText(subject, args)),
    keyAlgorithm: get(({ keyAlgorithm }) => maybe(keyAlgorithm)),
    signatureAlgorithm: get(({ signatureAlgorithm }) => maybe(signatureAlgorithm)),
    notAfter: get(({ notAfter }) => maybe(notAfter)),
    notBefore: get(({ notBefore }) => maybe(notBefore)),
    serial: get(({ serial }) => bytes(serial)),
    sha1: get(({ der }) => (der === '' ? null : binary(digest(der, 'sha1')))),
    version: get(({ version }) => integer(version)),
    names: get(({ names }) => maybe(names.join(', '))),
  };
};

/** The whole name, a part of it by its name and number, or the whole in another form. */
function nameText(parts: readonly NamePart[], [name = '', position = '', form = '']: readonly string[]) {
  if (name !== '') return maybe(partOf(parts, name, position === '' ? 1 : leadingNumber(position)));
  return maybe(form === 'rfc2253' ? byRfc2253(parts) : onOneLine(parts));
}

/** What the client offered, if it was kept (`tune.ssl.capture-buffer-size`); each list behind those before it, as far as there is room. */
function offered({ engine, client }: SampleContext) {
  const room = engine.plan.process.helloBytes ?? 0;
  const hello = room === 0 || !client.tls?.hello ? null : readHello(client.tls.hello);
  if (!hello) return null;
  let left = room;
  const cut = (list: string) => {
    const kept = list.slice(0, left);
    left -= kept.length;
    return kept;
  };
  const ciphers = cut(hello.ciphers);
  let extensions = '';
  for (const { type } of hello.extensions) {
    if (left < 2) break;
    extensions += cut(String.fromCharCode(type >> 8, type & 255));
  }
  return {
    hello,
    ciphers,
    extensions,
    groups: cut(listIn(extensionOf(hello, EXTENSION.groups), 2) ?? ''),
    formats: cut(listIn(extensionOf(hello, EXTENSION.formats), 1) ?? ''),
    versions: cut(listIn(extensionOf(hello, EXTENSION.versions), 1) ?? ''),
    signatures: cut(listIn(extensionOf(hello, EXTENSION.signatures), 2) ?? ''),
  };
}

type Offer = NonNullable<ReturnType<typeof offered>>;

const offer = (get: (offer: Offer, args: readonly string[]) => SampleValue | null): Fetch => ({
  one(context, args) {
    const found = offered(context);
    return found && get(found, args);
  },
});

type OfferedList = Exclude<keyof Offer, 'hello'>;
const list = (which: OfferedList, make: (list: string) => SampleValue = binary): Fetch =>
  offer((found, [filter]) => make(leadingNumber(filter ?? '0') !== 0 ? withoutGrease(found[which]) : found[which]));

const front = agreed('front');
const back = agreed('back');
const clients = certificate('front', 'certificate');
const ours = certificate('front', 'own');
const servers = certificate('back', 'certificate');

/** The connection's own error: here it can only be the handshake. */
const connectionError = (side: Side, make: (failure: keyof typeof FAILURES | null) => SampleValue | null): Fetch => ({
  one: (context) => {
    const before = side === 'front' ? context.client.failure : undefined;
    return make((before ?? tlsOf(context, side)?.failure)?.error ?? null);
  },
});

const errors = (side: Side) => ({
  number: connectionError(side, (error) => integer(error ? FAILURES[error].number : 0)),
  text: connectionError(side, (error) => text(error ? FAILURES[error].text : 'Success')),
  name: connectionError(side, (error) => error && text(error)),
});

export const TLS_FETCHES = {
  fc_err: errors('front').number,
  fc_err_str: errors('front').text,
  fc_err_name: errors('front').name,
  bc_err: errors('back').number,
  bc_err_str: errors('back').text,
  bc_err_name: errors('back').name,
  ssl_fc: { one: ({ client }) => boolean(client.tls !== null) },
  ssl_fc_has_sni: flag('front', ({ sni }) => sni !== null),
  ssl_fc_sni: of('front', ({ sni }) => maybe(sni)),
  ssl_fc_alpn: front.alpn,
  ssl_fc_protocol: front.protocol,
  ssl_fc_cipher: front.cipher,
  ssl_fc_curve: front.curve,
  ssl_fc_alg_keysize: front.algorithmBits,
  ssl_fc_use_keysize: front.usedBits,
  ssl_fc_is_resumed: front.resumed,
  ssl_fc_session_id: front.sessionId,
  ssl_fc_err: front.error,
  ssl_fc_err_str: front.errorText,
  ssl_fc_npn: of('front', () => null),
  ssl_fc_early_rcvd: of('front', () => boolean(false)),
  ssl_fc_has_early: of('front', () => boolean(false)),
  // the certificate has to come in this very handshake
  ssl_fc_has_crt: of('front', ({ certificate, resumed }) => boolean(certificate !== undefined && resumed !== true)),
  ssl_c_used: of('front', ({ certificate }) => boolean(certificate !== undefined)),
  ssl_c_verify: of('front', ({ verify, failure }) => (failure ? null : integer(verify ?? 0))),
  ssl_c_err: of('front', ({ verify, verifyDepth }) => integer((verifyDepth ?? 0) === 0 ? (verify ?? 0) : 0)),
  ssl_c_ca_err: of('front', ({ verify, verifyDepth }) => integer((verifyDepth ?? 0) > 0 ? (verify ?? 0) : 0)),
  ssl_c_ca_err_depth: of('front', ({ verify, verifyDepth }) => integer(verify ? (verifyDepth ?? 0) : 0)),
  // a server is told of the peer's own certificate apart from the chain, a client is not
  ssl_c_chain_der: of('front', ({ chain }) => bytes((chain ?? []).join(''))),
  ssl_c_r_dn: of('front', ({ root }, args) => (root ? nameText(root, args) : null)),
  ssl_c_san: clients.names,
  ssl_c_der: clients.der,
  ssl_c_i_dn: clients.issuer,
  ssl_c_key_alg: clients.keyAlgorithm,
  ssl_c_notafter: clients.notAfter,
  ssl_c_notbefore: clients.notBefore,
  ssl_c_s_dn: clients.subject,
  ssl_c_serial: clients.serial,
  ssl_c_sha1: clients.sha1,
  ssl_c_sig_alg: clients.signatureAlgorithm,
  ssl_c_version: clients.version,
  ssl_f_der: ours.der,
  ssl_f_i_dn: ours.issuer,
  ssl_f_key_alg: ours.keyAlgorithm,
  ssl_f_notafter: ours.notAfter,
  ssl_f_notbefore: ours.notBefore,
  ssl_f_s_dn: ours.subject,
  ssl_f_serial: ours.serial,
  ssl_f_sha1: ours.sha1,
  ssl_f_sig_alg: ours.signatureAlgorithm,
  ssl_f_version: ours.version,
  ssl_fc_cipherlist_bin: list('ciphers'),
  ssl_fc_cipherlist_hex: list('ciphers', (found) => binary(toHex(found))),
  ssl_fc_cipherlist_str: list('ciphers', (found) => text(cipherNames(found))),
  ssl_fc_cipherlist_xxh: offer(({ hello }) => wideInteger(BigInt.asIntN(64, xxh64(hello.ciphers, 0n)))),
  ssl_fc_protocol_hello_id: offer(({ hello }) => integer(hello.version)),
  ssl_fc_extlist_bin: list('extensions'),
  ssl_fc_eclist_bin: list('groups'),
  ssl_fc_ecformats_bin: list('formats'),
  ssl_fc_supported_versions_bin: list('versions'),
  ssl_fc_sigalgs_bin: list('signatures'),
  ssl_bc_alpn: back.alpn,
  ssl_bc_protocol: back.protocol,
  ssl_bc_cipher: back.cipher,
  ssl_bc_curve: back.curve,
  ssl_bc_alg_keysize: back.algorithmBits,
  ssl_bc_use_keysize: back.usedBits,
  ssl_bc_is_resumed: back.resumed,
  ssl_bc_session_id: back.sessionId,
  ssl_bc_err: back.error,
  ssl_bc_err_str: back.errorText,
  ssl_bc_npn: of('back', () => null),
  ssl_bc_sni: of('back', ({ sni }) => maybe(sni)),
  ssl_s_der: servers.der,
  ssl_s_chain_der: of('back', ({ certificate, chain, resumed }) =>
    certificate && !resumed ? bytes(certificate.der + (chain ?? []).join('')) : null,
  ),
  ssl_s_i_dn: servers.issuer,
  ssl_s_key_alg: servers.keyAlgorithm,
  ssl_s_notafter: servers.notAfter,
  ssl_s_notbefore: servers.notBefore,
  ssl_s_s_dn: servers.subject,
  ssl_s_serial: servers.serial,
  ssl_s_sha1: servers.sha1,
  ssl_s_sig_alg: servers.signatureAlgorithm,
  ssl_s_version: servers.version,
} satisfies Record<string, Fetch>;
