/** What a handshake agreed upon, as facts for the engine. */
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { readCertificate } from '../../engine/tls/certificate.ts';
import type { TlsFacts } from '../../engine/tls/facts.ts';
import { CERTIFICATE_ERRORS } from '../../plan/verify-errors.ts';
import type { ClientHello } from './client-hello.ts';
import { errorOf } from './tls-verify.ts';

/** Certificates between the peer's and its authority, which is not sent: DER, latin-1. */
function chainOf(peer: DetailedPeerCertificate | undefined): string[] {
  const chain: string[] = [];
  for (let one = peer?.issuerCertificate; one && chain.length < 16; one = one.issuerCertificate) {
    if (one === one.issuerCertificate || one.issuerCertificate === undefined) break;
    chain.push(one.raw.toString('latin1'));
  }
  return chain;
}

/** What both sides' facts have in common. */
function agreed(socket: TLSSocket, sni: string | null): TlsFacts {
  const peer = socket.getPeerCertificate(true) as DetailedPeerCertificate | undefined;
  const raw = peer?.raw;
  const chain = chainOf(peer);
  const certificate = raw === undefined ? null : readCertificate(raw.toString('latin1'));
  const error = certificate === null ? null : errorOf(socket);
  const number = error === null ? 0 : Math.max(1, CERTIFICATE_ERRORS.indexOf(error.replace(/^X509_V_ERR_/, '')));
  return {
    sni,
    alpn: typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : null,
    version: socket.getProtocol() ?? '',
    cipher: socket.getCipher()?.name ?? '',
    ...(socket.isSessionReused() ? { resumed: true } : {}),
    ...(certificate === null ? {} : { certificate }),
    ...(chain.length === 0 ? {} : { chain }),
    ...(number === 0 ? {} : { verify: number }),
  };
}

/** Of a client's connection; what it was shown is told as it was chosen in the handshake, by kind of key. */
export function clientFacts(socket: TLSSocket, hello: ClientHello): TlsFacts {
  const { raw } = (socket.getCertificate() ?? {}) as { readonly raw?: Buffer };
  const own = raw === undefined ? null : readCertificate(raw.toString('latin1'));
  return {
    ...agreed(socket, hello.sni),
    hello: hello.bytes.toString('latin1'),
    ...(own === null ? {} : { own }),
  };
}

export const serverFacts = (socket: TLSSocket, sni: string | null): TlsFacts => {
  const curve = (socket.getEphemeralKeyInfo() as { readonly name?: string } | null)?.name;
  return { ...agreed(socket, sni), ...(curve ? { curve: curve.toUpperCase() } : {}) };
};
