/**
 * TLS towards a server: whose certificates are good (`ca-file`, `crl-file`, `verify`, `verifyhost`), what is shown to it
 * (`crt`), what is offered (`alpn`, versions, ciphers), and the session of the last time. Manual, server options.
 */
import { isIP, type Socket } from 'node:net';
import {
  type ConnectionOptions,
  checkServerIdentity,
  connect,
  createSecureContext,
  type SecureContext,
} from 'node:tls';
import type { ServerPlan } from '../../plan/plan.ts';
import { overTls, type TlsOptions } from '../../plan/tls-plan.ts';
import { type CertificateStore, certificate, filesOf } from './certificate-store.ts';
import { contextOptions } from './tls.ts';
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

/** Connects; `sni`: the name that is asked for. A file that cannot be used fails the connection. */
export function connectTls(
  world: World,
  plan: ServerPlan,
  where: { readonly path: string } | { readonly host: string; readonly port: number },
  key: string,
  sni: string | undefined,
  forced: 'h1' | 'h2' | null,
): Socket {
  const options = overTls(world.plan.process.tls.server, plan.tls ?? NOTHING);
  // without a word about it HAProxy checks, and wants a ca-file for that
  const checks = (options.verify ?? 'required') !== 'none' && options.caFile !== undefined;
  const said = options.alpn ?? [];
  const alpn = forced === null || said.length === 0 ? [...said] : [forced === 'h2' ? 'h2' : 'http/1.1'];
  const session = options.noReuse ? undefined : world.sessions.get(key);
  const settings: ConnectionOptions & { readonly allowHalfOpen: boolean; readonly noDelay: boolean } = {
    ...where,
    allowHalfOpen: true,
    noDelay: true,
    secureContext: contextOf(world.store, options, checks),
    rejectUnauthorized: checks,
    ...(alpn.length === 0 ? {} : { ALPNProtocols: alpn }),
    ...(sni === undefined || sni === '' || isIP(sni) !== 0 ? {} : { servername: sni }),
    ...(session === undefined ? {} : { session }),
    checkServerIdentity: (_host, shown) => {
      const name = sni ?? options.verifyHost;
      return name === undefined ? undefined : checkServerIdentity(name, shown);
    },
  };
  const socket = connect(settings);
  socket.on('session', (one: Buffer) => world.sessions.set(key, one));
  return socket;
}
