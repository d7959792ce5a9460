/**
 * TLS on a listener: the certificates that `crt` names, chosen by SNI as HAProxy does (exact name, then wildcard, then the
 * first certificate). A `crt` is a PEM file with certificate chain and key, or a directory of such files.
 */
import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';

export interface Certificates {
  /** The context for a server name; the first certificate's when no other fits or none was asked for. */
  choose(sni: string | null): SecureContext;
}

export type LoadedCertificates =
  | { readonly ok: true; readonly certificates: Certificates }
  | { readonly ok: false; readonly problem: string };

/** Loads what the `crt` arguments of one bind line name. `problem` is one sentence that names the file. */
export function loadCertificates(paths: readonly string[]): LoadedCertificates {
  if (paths.length === 0) return { ok: false, problem: "'ssl' without a certificate: 'crt FILE' is missing" };
  const byName = new Map<string, SecureContext>();
  let first: SecureContext | null = null;
  for (const path of paths) {
    let files: readonly string[];
    try {
      files = pemFiles(path);
    } catch (error) {
      return { ok: false, problem: `unreadable certificate ${path}: ${reason(error)}` };
    }
    if (files.length === 0) return { ok: false, problem: `no certificate in the directory ${path}` };
    for (const file of files) {
      const loaded = loadPem(file);
      if ('problem' in loaded) return { ok: false, problem: loaded.problem };
      first ??= loaded.context;
      for (const name of loaded.names) if (!byName.has(name)) byName.set(name, loaded.context);
    }
  }
  const fallback = first!;
  return {
    ok: true,
    certificates: {
      choose(sni) {
        if (sni === null) return fallback;
        const name = sni.toLowerCase();
        return byName.get(name) ?? byName.get(name.replace(/^[^.]+/, '*')) ?? fallback;
      },
    },
  };
}

const COMPANIONS = /\.(issuer|ocsp|sctl|key)$/;

function pemFiles(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => !name.startsWith('.') && !COMPANIONS.test(name));
  return names.sort().map((name) => join(path, name));
}

function loadPem(
  file: string,
): { readonly context: SecureContext; readonly names: readonly string[] } | { readonly problem: string } {
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
    return { context: createSecureContext({ cert: pem, key }), names: namesOf(new X509Certificate(pem)) };
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
