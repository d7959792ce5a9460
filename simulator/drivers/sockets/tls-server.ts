/**
 * TLS towards a server: whose certificates are good (`ca-file`, `crl-file`, `verify`, `verifyhost`), what is shown to it
 * (`crt`), what is offered (`alpn`, versions, ciphers), and the session of the last time. Manual, server options.
 */
import { isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import type { ServerPlan } from '../../plan/plan.ts';
import { overTls, type TlsOptions } from '../../plan/tls-plan.ts';
import { authorities, type CertificateStore, certificate, filesOf, revocations } from './certificate-store.ts';
import { contextOptions } from './tls.ts';
import { isFor, namesOfPeer } from './tls-names.ts';
import type { World } from './world.ts';

const NOTHING: TlsOptions = { crt: [], crtLists: [] };

/** Contexts by what they are made of; made anew when a file was changed at run time. */
const contexts = new WeakMap<
  CertificateStore,
  { generation: number; readonly byOptions: Map<string, SecureContext> }
>();

function contextOf(store: CertificateStore, options: TlsOptions, checks: boolean): SecureContext {
  let kept = contexts.get(store);
  if (kept === undefined || kept.generation !== store.generation) {
    kept = { generation: store.generation, byOptions: new Map() };
    contexts.set(store, kept);
  }
  const key = JSON.stringify([options, checks]);
  const there = kept.byOptions.get(key);
  if (there) return there;
  const [crt] = options.crt;
  const shown = crt === undefined ? null : shownTo(store, crt);
  const context = createSecureContext({
    ...contextOptions(options, store, checks),
    ...(shown === null ? {} : { cert: shown.chain, key: shown.key }),
  });
  kept.byOptions.set(key, context);
  return context;
}

function shownTo(store: CertificateStore, crt: string) {
  const files = filesOf(store, crt);
  if ('problem' in files) throw new Error(files.problem);
  const read = certificate(store, files[0]!);
  if ('problem' in read) throw new Error(read.problem);
  return read;
}

/** What one connection asks for. */
export interface TlsWish {
  /** null: no name is asked for. */
  readonly sni: string | null;
  readonly alpn: readonly string[];
  /** The session of the last connection of this name is offered, and the new one kept. */
  readonly sessionKey: string | null;
}

/** What holds for a server: its own words over those of `global`. */
export const serverOptions = (world: World, plan: ServerPlan): TlsOptions =>
  overTls(world.plan.process.tls.server, plan.tls ?? NOTHING);

/** Without a word about it the server's certificate is checked, which takes a `ca-file`. */
const verifies = ({ verify }: TlsOptions): boolean => verify !== 'none';

/** Why a server cannot be spoken to by TLS as it is configured; null: it can. Its files have been read by then. */
export function serverProblem(store: CertificateStore, options: TlsOptions): string | null {
  if (verifies(options) && options.caFile === undefined)
    return "its certificate is to be checked, but there is no ca-file to check it against: add one, or 'verify none'";
  try {
    contextOf(store, options, verifies(options));
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Why a file cannot be used that is named on a server without TLS: it is read all the same; null: it can. */
export function unreadable(
  store: CertificateStore,
  { caFile, crlFile }: Pick<TlsOptions, 'caFile' | 'crlFile'>,
): string | null {
  for (const read of [caFile && authorities(store, caFile), crlFile && revocations(store, crlFile)])
    if (typeof read === 'object') return read.problem;
  return null;
}

/** Begins TLS, on a new connection or on one that is there. Throws when a file cannot be used. */
export function startTls(
  world: World,
  options: TlsOptions,
  on: { readonly path: string } | { readonly host: string; readonly port: number } | { readonly socket: Socket },
  { sni, alpn, sessionKey }: TlsWish,
): TLSSocket {
  const problem = serverProblem(world.store, options);
  if (problem !== null) throw Object.assign(new Error(problem), { code: 'ERR_TLS_REQUIRED' });
  const checks = verifies(options);
  const key = options.noReuse || sessionKey === null ? null : `${sessionKey} ${sni ?? ''}`;
  const session = key === null ? undefined : world.sessions.get(key);
  const settings: ConnectionOptions & { readonly allowHalfOpen: boolean; readonly noDelay: boolean } = {
    ...on,
    allowHalfOpen: true,
    noDelay: true,
    secureContext: contextOf(world.store, options, checks),
    rejectUnauthorized: checks,
    ...(alpn.length === 0 ? {} : { ALPNProtocols: [...alpn] }),
    ...(sni === null || sni === '' || isIP(sni) !== 0 ? {} : { servername: sni }),
    ...(session === undefined ? {} : { session }),
    checkServerIdentity: (_host, shown) => {
      const name = sni || options.verifyHost;
      return name === undefined || isFor(namesOfPeer(shown), name) ? undefined : misnamed(sni);
    },
  };
  const socket = connect(settings);
  if (key !== null) socket.on('session', (one: Buffer) => world.sessions.set(key, one));
  return socket;
}

/** What HAProxy says when the certificate is good, but for others. */
const misnamed = (sni: string | null): Error =>
  Object.assign(
    new Error(`Server presented an SSL certificate different from the ${sni ? 'expected' : 'configured'} one`),
    { code: MISNAMED },
  );

export const MISNAMED = 'ERR_TLS_CERT_ALTNAME_INVALID';
