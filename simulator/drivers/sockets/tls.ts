/**
 * TLS on a listener: its certificates, chosen by the name that the client asks for, as HAProxy does: exact names before
 * wildcards, names with `!` in front of them taken out, of each kind of key the first one; else the first certificate,
 * unless `strict-sni`.
 */
import { constants, createHash } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions, type SecureVersion } from 'node:tls';
import { overTls, type TlsOptions } from '../../plan/tls-plan.ts';
import {
  authorities,
  type CertificateStore,
  certificate,
  createStore,
  crtList,
  filesOf,
  type Problem,
  revocations,
  type StoredCertificate,
  under,
} from './certificate-store.ts';

/** What a client is shown, and how it is spoken to. */
export interface Chosen {
  readonly context: SecureContext;
  readonly options: TlsOptions;
  /** The first certificate in the context; null: there is none, and the handshake will fail. */
  readonly shown: StoredCertificate | null;
}

export interface Certificates {
  /** For a server name; null: none was asked for. */
  choose(sni: string | null): Chosen;
}

export type LoadedCertificates =
  | { readonly ok: true; readonly certificates: Certificates }
  | { readonly ok: false; readonly problem: string };

interface Entry {
  readonly file: string;
  readonly options: TlsOptions;
  readonly filters: readonly string[];
}

/** Loads what a bind line names. `problem` is one sentence that names the file. */
export function loadCertificates(options: TlsOptions, store: CertificateStore = createStore()): LoadedCertificates {
  const bind = overTls(store.plan.bind, options);
  const entries = entriesOf(bind, store);
  if ('problem' in entries) return { ok: false, problem: entries.problem };
  if (entries.length === 0 && !bind.strictSni && bind.crtLists.length === 0)
    return { ok: false, problem: "'ssl' without a certificate: 'crt FILE' is missing" };
  const contexts = new Map<string, SecureContext>();
  let generation = store.generation;
  let current: readonly Entry[] = entries;
  const choose = (sni: string | null): Chosen => {
    if (generation !== store.generation) {
      generation = store.generation;
      contexts.clear();
      const now = entriesOf(bind, store);
      if (!('problem' in now)) current = now;
    }
    const found = sni === null ? [] : match(current, sni.toLowerCase(), store);
    const used = found.length > 0 ? found : bind.strictSni ? [] : current.slice(0, 1);
    const merged = used[0]?.options ?? bind;
    const key = used.map(({ file }) => file).join('\n') + JSON.stringify(merged);
    let context = contexts.get(key);
    if (context === undefined) {
      context = makeContext(used, merged, store);
      contexts.set(key, context);
    }
    return { context, options: merged, shown: used[0] === undefined ? null : stored(store, used[0].file) };
  };
  try {
    for (const entry of current) makeContext([entry], entry.options, store);
  } catch (error) {
    return { ok: false, problem: (error as Error).message };
  }
  return { ok: true, certificates: { choose } };
}

function entriesOf(bind: TlsOptions, store: CertificateStore): Entry[] | Problem {
  const entries: Entry[] = [];
  const add = (crt: string, options: TlsOptions, filters: readonly string[]): Problem | null => {
    const files = filesOf(store, crt);
    if ('problem' in files) return files;
    for (const file of files) {
      const read = certificate(store, file);
      if ('problem' in read) return read;
      entries.push({ file, options, filters });
    }
    return null;
  };
  for (const crt of bind.crt) {
    const problem = add(crt, bind, []);
    if (problem) return problem;
  }
  for (const list of bind.crtLists) {
    const lines = crtList(store, list);
    if ('problem' in lines) return lines;
    for (const { file, options, filters } of lines) {
      const own = { ...overTls(bind, options), crt: bind.crt, crtLists: bind.crtLists };
      const problem = add(file, own, filters);
      if (problem) return { problem: `crt-list ${under(store.plan.crtBase, list)}: ${problem.problem}` };
    }
  }
  return entries;
}

const stored = (store: CertificateStore, file: string): StoredCertificate | null =>
  store.certificates.get(file) ?? null;

/** Of each kind of key the first certificate for the name: by exact names, then by wildcards. */
function match(entries: readonly Entry[], sni: string, store: CertificateStore): Entry[] {
  const byKind = new Map<string, Entry>();
  const wildcard = sni.replace(/^[^.]*/, '*');
  for (const name of [sni, wildcard]) {
    for (const entry of entries) {
      const kept = stored(store, entry.file);
      if (!kept) continue;
      const filters = entry.filters.map((filter) => filter.toLowerCase());
      // a list of exceptions alone is a list of exceptions from the certificate's own names
      const names = filters.some((filter) => !filter.startsWith('!')) ? filters : kept.names;
      if (!names.includes(name) || filters.includes(`!${sni}`)) continue;
      if (!byKind.has(kept.keyType)) byKind.set(kept.keyType, entry);
    }
  }
  return [...byKind.values()];
}

const SUITES = 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256';

/** How OpenSSL is set up for options, on both sides. Throws a sentence when a file is not what it should be. */
export function contextOptions(options: TlsOptions, store: CertificateStore, asksPeer: boolean): SecureContextOptions {
  // a file that is named is read, whether it will be looked at or not
  const read = (one: string | Problem): string => {
    if (typeof one === 'object') throw new Error(one.problem);
    return one;
  };
  const { caFile, caVerifyFile, crlFile } = options;
  const cas = [caFile, caVerifyFile].flatMap((file) => (file === undefined ? [] : [read(authorities(store, file))]));
  const crl = crlFile === undefined ? undefined : read(revocations(store, crlFile));
  const { ciphers, ciphersuites, curves, signatures, minVersion, maxVersion } = options;
  return {
    ...(asksPeer && cas.length > 0 ? { ca: cas } : {}),
    ...(asksPeer && crl !== undefined ? { crl: lists(crl) } : {}),
    ciphers: `${ciphersuites ?? SUITES}:${ciphers ?? 'DEFAULT'}`,
    ...(curves === undefined ? {} : { ecdhCurve: curves }),
    ...(signatures === undefined ? {} : { sigalgs: signatures }),
    minVersion: (minVersion ?? 'TLSv1.2') as SecureVersion,
    maxVersion: (maxVersion ?? 'TLSv1.3') as SecureVersion,
    ...(options.noTickets ? { secureOptions: constants.SSL_OP_NO_TICKET } : {}),
  };
}

const lists = (pem: string): string[] => pem.match(/-----BEGIN X509 CRL-----[\s\S]*?-----END X509 CRL-----/g) ?? [];

function makeContext(entries: readonly Entry[], options: TlsOptions, store: CertificateStore): SecureContext {
  const shown = entries.map(({ file }) => stored(store, file)).filter((one) => one !== null);
  const asks = (options.verify ?? 'none') !== 'none';
  return createSecureContext({
    ...contextOptions(options, store, asks),
    ...(shown.length === 0 ? {} : { cert: shown.map(({ chain }) => chain), key: shown.map(({ key }) => key) }),
    honorCipherOrder: true,
    // a session is of use only where the same is asked of its client
    sessionIdContext: createHash('sha256').update(JSON.stringify(options)).digest('hex').slice(0, 32),
  });
}

/** The protocol that both speak, the listener's order deciding; null: none, and nothing is said about it. */
export const commonProtocol = (own: readonly string[], theirs: readonly string[]): string | null =>
  own.find((name) => theirs.includes(name)) ?? null;
