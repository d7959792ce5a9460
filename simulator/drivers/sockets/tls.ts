/**
 * TLS on a listener: the certificates that `crt` names, chosen by SNI as HAProxy does (exact name, then wildcard, then the
 * first certificate). A `crt` is a PEM file with certificate chain and key, or a directory of such files.
 */
import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { certificatesOf, readCertificate } from '../../engine/tls/certificate.ts';
import type { CertificateFacts, TlsFacts } from '../../engine/tls/facts.ts';
import { verifyErrorNumber } from '../../plan/verify-errors.ts';

export interface Certificates {
  /** The context for a server name; the first certificate's when no other fits or none was asked for. */
  choose(sni: string | null): SecureContext;
  /** What that certificate says. */
  shown(sni: string | null): CertificateFacts | null;
}

export type LoadedCertificates =
  | { readonly ok: true; readonly certificates: Certificates }
  | { readonly ok: false; readonly problem: string };

/** Loads what the `crt` arguments of one bind line name, and whom clients' certificates may come from (`ca-file`). `problem` is one sentence that names the file. */
export function loadCertificates(paths: readonly string[], caFile?: string): LoadedCertificates {
  if (paths.length === 0) return { ok: false, problem: "'ssl' without a certificate: 'crt FILE' is missing" };
  const authorities = caFile === undefined ? null : authoritiesOf(caFile);
  if (authorities !== null && 'problem' in authorities) return { ok: false, problem: authorities.problem };
  const byName = new Map<string, Loaded>();
  let first: Loaded | null = null;
  for (const path of paths) {
    let files: readonly string[];
    try {
      files = pemFiles(path);
    } catch (error) {
      return { ok: false, problem: `unreadable certificate ${path}: ${reason(error)}` };
    }
    if (files.length === 0) return { ok: false, problem: `no certificate in the directory ${path}` };
    for (const file of files) {
      const loaded = loadPem(file, authorities?.pem);
      if ('problem' in loaded) return { ok: false, problem: loaded.problem };
      first ??= loaded;
      for (const name of loaded.names) if (!byName.has(name)) byName.set(name, loaded);
    }
  }
  const fallback = first!;
  const choose = (sni: string | null): Loaded => {
    if (sni === null) return fallback;
    const name = sni.toLowerCase();
    return byName.get(name) ?? byName.get(name.replace(/^[^.]+/, '*')) ?? fallback;
  };
  return {
    ok: true,
    certificates: { choose: (sni) => choose(sni).context, shown: (sni) => choose(sni).facts },
  };
}

interface Loaded {
  readonly context: SecureContext;
  readonly names: readonly string[];
  readonly facts: CertificateFacts | null;
}

function authoritiesOf(file: string): { readonly pem: string } | { readonly problem: string } {
  try {
    return { pem: readFileSync(file, 'latin1') };
  } catch (error) {
    return { problem: `unreadable ca-file ${file}: ${reason(error)}` };
  }
}

/** What there is to say about a handshake that went well. */
export function factsOf(socket: TLSSocket, sni: string | null, certificates: Certificates): TlsFacts {
  const own = certificates.shown(sni);
  const peer = socket.getPeerCertificate(true);
  const shown = peer?.raw === undefined ? null : readCertificate(peer.raw.toString('latin1'));
  const wrong = socket.authorizationError as unknown;
  const verify = shown === null || !wrong ? 0 : verifyErrorNumber(String((wrong as Error).message ?? wrong)) || 1;
  return {
    sni,
    alpn: typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : null,
    version: socket.getProtocol() ?? '',
    cipher: socket.getCipher()?.name ?? '',
    ...(socket.isSessionReused() ? { resumed: true } : {}),
    ...(own === null ? {} : { own }),
    ...(shown === null ? {} : { certificate: shown }),
    ...(verify === 0 ? {} : { verify }),
  };
}

/** The same of a connection to a server. */
export function serverFacts(socket: TLSSocket, sni: string | null): TlsFacts {
  const raw = socket.getPeerCertificate()?.raw;
  const shown = raw === undefined ? null : readCertificate(raw.toString('latin1'));
  return {
    sni,
    alpn: typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : null,
    version: socket.getProtocol() ?? '',
    cipher: socket.getCipher()?.name ?? '',
    ...(socket.isSessionReused() ? { resumed: true } : {}),
    ...(shown === null ? {} : { certificate: shown }),
  };
}

const COMPANIONS = /\.(issuer|ocsp|sctl|key)$/;

function pemFiles(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => !name.startsWith('.') && !COMPANIONS.test(name));
  return names.sort().map((name) => join(path, name));
}

function loadPem(file: string, ca: string | undefined): Loaded | { readonly problem: string } {
  let pem: string;
  try {
    pem = readFileSync(file, 'latin1');
  } catch (error) {
    return { problem: `unreadable certificate ${file}: ${reason(error)}` };
  }
  const key = /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem) ? pem : companionKey(file);
  if (!pem.includes('-----BEGIN CERTIFICATE-----'))
    return { problem: `unreadable certificate ${file}: no certificate in it` };
  if (key === null) return { problem: `unreadable certificate ${file}: no private key in it, and no ${file}.key` };
  try {
    const context = createSecureContext({ cert: pem, key, ...(ca === undefined ? {} : { ca }) });
    return { context, names: namesOf(new X509Certificate(pem)), facts: certificatesOf(pem)[0] ?? null };
  } catch (error) {
    return { problem: `unreadable certificate ${file}: ${reason(error)}` };
  }
}

function companionKey(file: string): string | null {
  try {
    return readFileSync(`${file}.key`, 'latin1');
  } catch {
    return null;
  }
}

function namesOf(certificate: X509Certificate): readonly string[] {
  const common = /^CN=(.*)$/m.exec(certificate.subject ?? '')?.[1];
  const alternative = [...(certificate.subjectAltName ?? '').matchAll(/DNS:([^,\s]+)/g)].map((match) => match[1]!);
  return [...alternative, ...(common === undefined ? [] : [common])].map((name) => name.toLowerCase());
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
};

function reason(error: unknown): string {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  return REASONS[code ?? ''] ?? message ?? String(error);
}
