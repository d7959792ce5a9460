/** What a scenario says about its clients' TLS, as the facts that an engine is given. */
import type { CertificateFacts, TlsFacts } from '../engine/tls/facts.ts';
import { readName } from '../engine/tls/names.ts';
import type { ListenerPlan } from '../plan/plan.ts';
import type { ClientCertificate, ClientTls } from './schema.ts';

export function tlsFacts(said: ClientTls | null, listener: ListenerPlan): TlsFacts {
  const { sni = null, alpn, version = 'TLSv1.3', cipher, resumed, certificate } = said ?? {};
  const agreed = alpn !== undefined && listener.ssl?.alpn.includes(alpn) ? alpn : null;
  return {
    sni,
    alpn: agreed,
    version,
    ...(cipher === undefined ? {} : { cipher }),
    ...(resumed ? { resumed } : {}),
    ...(certificate === undefined ? {} : shown(certificate)),
  };
}

function shown({ verify, depth, ...said }: ClientCertificate): Partial<TlsFacts> {
  return { certificate: certificateFacts(said), ...(verify === 0 ? {} : { verify, verifyDepth: depth }) };
}

function certificateFacts(said: Omit<ClientCertificate, 'verify' | 'depth'>): CertificateFacts {
  const digits = said.serial.length % 2 === 0 ? said.serial : `0${said.serial}`;
  return {
    version: 3,
    serial: digits.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16))),
    subject: readName(said.subject),
    issuer: readName(said.issuer),
    notBefore: said.notBefore,
    notAfter: said.notAfter,
    names: said.names,
    keyAlgorithm: 'rsaEncryption',
    signatureAlgorithm: 'RSA-SHA256',
    der: '',
  };
}
