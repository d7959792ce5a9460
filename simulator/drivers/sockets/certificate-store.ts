/**
 * Files of TLS as the process keeps them: certificates with their keys, authorities, revocation lists, crt-lists, each read
 * once, under the name that the configuration gives it. What is changed at run time changes here; whoever uses a file looks
 * at `generation` and builds anew.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import type { ProcessTlsPlan } from '../../plan/tls-plan.ts';
import { type CrtListLine, readCrtList } from './crt-list.ts';

export interface StoredCertificate {
  readonly name: string;
  /** The certificate and those that lead from it to its authority, PEM. */
  readonly chain: string;
  readonly key: string;
  /** Names that it is for, in lower case. */
  readonly names: readonly string[];
  /** `rsa`, `ec` …: clients that take both kinds get the better one. */
  readonly keyType: string;
  /** null: an empty one, made at run time to be filled. */
  readonly x509: X509Certificate | null;
}

export interface CertificateStore {
  readonly plan: ProcessTlsPlan;
  readonly certificates: Map<string, StoredCertificate>;
  /** PEM, by name of the file. */
  readonly authorities: Map<string, string>;
  readonly revocations: Map<string, string>;
  readonly lists: Map<string, CrtListLine[]>;
  /** What runtime commands have set and not committed so far: of each kind of file one at a time. */
  readonly pending: {
    certificate: { readonly name: string; readonly chain: string; readonly key: string } | null;
    authorities: { readonly name: string; readonly text: string } | null;
    revocations: { readonly name: string; readonly text: string } | null;
  };
  /** Counts what has been committed: whoever has built something of files builds it anew. */
  generation: number;
}

export interface Problem {
  readonly problem: string;
}

const NO_OPTIONS = { crt: [], crtLists: [] };
export const NO_DEFAULTS: ProcessTlsPlan = { crtBase: null, caBase: null, bind: NO_OPTIONS, server: NO_OPTIONS };

export const createStore = (plan: ProcessTlsPlan = NO_DEFAULTS): CertificateStore => ({
  plan,
  certificates: new Map(),
  authorities: new Map(),
  revocations: new Map(),
  lists: new Map(),
  pending: { certificate: null, authorities: null, revocations: null },
  generation: 0,
});

export const under = (base: string | null, file: string): string =>
  base === null || isAbsolute(file) ? file : join(base, file);

/** The files that one `crt` names: itself, those of a directory, or a bundle (`x.pem.rsa`, `x.pem.ecdsa`). */
export function filesOf(store: CertificateStore, crt: string): readonly string[] | Problem {
  const path = under(store.plan.crtBase, crt);
  if (store.certificates.has(path)) return [path];
  try {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path).filter((name) => !name.startsWith('.') && !COMPANIONS.test(name));
    const files = names.sort().map((name) => join(path, name));
    return files.length === 0 ? { problem: `no certificate in the directory ${path}` } : files;
  } catch (error) {
    const bundle = BUNDLE.map((kind) => `${path}.${kind}`).filter((file) => statSync(file, { throwIfNoEntry: false }));
    return bundle.length > 0 ? bundle : { problem: `unreadable certificate ${path}: ${reason(error)}` };
  }
}

const COMPANIONS = /\.(issuer|ocsp|sctl|key)$/;
const BUNDLE = ['rsa', 'ecdsa', 'dsa'];

/** One without anything in it. */
export const emptyCertificate = (name: string): StoredCertificate => ({
  name,
  chain: '',
  key: '',
  names: [],
  keyType: '',
  x509: null,
});

/** A certificate, read if it has not been so far. */
export function certificate(store: CertificateStore, file: string): StoredCertificate | Problem {
  const there = store.certificates.get(file);
  if (there) return there;
  let pem: string;
  try {
    pem = readFileSync(file, 'latin1');
  } catch (error) {
    return { problem: `unreadable certificate ${file}: ${reason(error)}` };
  }
  const made = makeCertificate(file, hasKey(pem) ? pem : `${pem}\n${companionKey(file) ?? ''}`);
  if (!('problem' in made)) store.certificates.set(file, made);
  return made;
}

const hasKey = (pem: string): boolean => /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem);

/** The certificates of a PEM text, and nothing else; null: there is none. */
export const certificatesIn = (pem: string): string | null =>
  pem.match(/-----BEGIN (?:TRUSTED )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED )?CERTIFICATE-----/g)?.join('\n') ??
  null;

export const keyIn = (pem: string): string | null =>
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/.exec(pem)?.[0] ?? null;

/** From the text of a file. */
export function makeCertificate(name: string, pem: string): StoredCertificate | Problem {
  const chain = certificatesIn(pem);
  if (chain === null) return { problem: `unreadable certificate ${name}: no certificate in it` };
  const key = keyIn(pem);
  if (key === null) return { problem: `unreadable certificate ${name}: no private key in it, and no ${name}.key` };
  try {
    const x509 = new X509Certificate(chain);
    const keyType = x509.publicKey.asymmetricKeyType ?? '';
    if (!x509.checkPrivateKey(createPrivateKey(key)))
      return { problem: `unreadable certificate ${name}: the private key is another certificate's` };
    return { name, chain, key, names: namesOf(x509), keyType, x509 };
  } catch (error) {
    return { problem: `unreadable certificate ${name}: ${reason(error)}` };
  }
}

function companionKey(file: string): string | null {
  for (const path of [`${file}.key`, file.replace(/\.(crt|pem|cer)$/, '.key')]) {
    if (path === file) continue;
    try {
      return readFileSync(path, 'latin1');
    } catch {
      // the next one
    }
  }
  return null;
}

/** Every name of the certificate: of its subject, and alternative ones. */
function namesOf({ subject, subjectAltName }: X509Certificate): readonly string[] {
  const common = [...(subject ?? '').matchAll(/^CN=(.*)$/gm)].map((match) => match[1]!);
  const alternative = [...(subjectAltName ?? '').matchAll(/DNS:([^,\s]+)/g)].map((match) => match[1]!);
  return [...new Set([...alternative, ...common].map((name) => name.toLowerCase()))];
}

/** Authorities (`ca-file`): a file, or every file of a directory. `@system-ca`: OpenSSL's directory. */
export function authorities(store: CertificateStore, file: string): string | Problem {
  if (file !== '@system-ca') return text(store.authorities, under(store.plan.caBase, file), 'ca-file');
  const there = store.authorities.get(file);
  if (there !== undefined) return there;
  const folder = process.env['SSL_CERT_DIR'] ?? SYSTEM_FOLDER;
  // a machine without that directory still has what Node brings
  const read = existsSync(folder) ? text(store.authorities, folder, 'ca-file') : rootCertificates.join('\n');
  if (typeof read === 'string') store.authorities.set(file, read);
  return read;
}

const SYSTEM_FOLDER = '/etc/ssl/certs';
/** Of a directory, those that OpenSSL would take. */
const IN_FOLDER = /^[^.].*\.(pem|crt|cer|crl)$/;

export const revocations = (store: CertificateStore, file: string): string | Problem =>
  text(store.revocations, under(store.plan.caBase, file), 'crl-file');

function text(kept: Map<string, string>, path: string, what: string): string | Problem {
  const there = kept.get(path);
  if (there !== undefined) return there;
  try {
    const read = statSync(path).isDirectory()
      ? readdirSync(path)
          .filter((name) => IN_FOLDER.test(name))
          .map((name) => readFileSync(join(path, name), 'latin1'))
          .join('\n')
      : readFileSync(path, 'latin1');
    kept.set(path, read);
    return read;
  } catch (error) {
    return { problem: `unreadable ${what} ${path}: ${reason(error)}` };
  }
}

/** The lines of a crt-list. */
export function crtList(store: CertificateStore, file: string): CrtListLine[] | Problem {
  const path = under(store.plan.crtBase, file);
  const there = store.lists.get(path);
  if (there) return there;
  let content: string;
  try {
    content = readFileSync(path, 'latin1');
  } catch (error) {
    return { problem: `unreadable crt-list ${path}: ${reason(error)}` };
  }
  const read = readCrtList(content);
  if ('problem' in read) return { problem: `crt-list ${path}, line ${read.line}: ${read.problem}` };
  store.lists.set(path, read.lines);
  return read.lines;
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
