/**
 * Handshakes with clients: how long they may take, and how they end: is the certificate good enough for the listener (`verify`, `ca-ignore-err`,
 * `crt-ignore-err`)? Facts: the manual, bind options of these names; messages as HAProxy logs them.
 */
import type { ListenerPlan } from '../../plan/plan.ts';
import { closeClient } from '../client.ts';
import { schedule } from '../deadlines.ts';
import { logHandshake } from '../log-values.ts';
import { type Client, type Engine, NEVER } from '../state.ts';
import type { HandshakeFailure, ProxyHeaderError, TlsFacts } from './facts.ts';

/** SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE and SSL_R_CERTIFICATE_VERIFY_FAILED of OpenSSL 3. */
const NO_CERTIFICATE = 0x0a0000c7;
const NOT_VERIFIED = 0x0a000086;

/** The client has so long for what comes before its first request: since the accept, whatever it says meanwhile. */
export function awaitHandshake(engine: Engine, client: Client): void {
  const { timeoutHandshakeMs } = engine.plan.proxies[client.proxy]!.frontend!;
  client.requestDeadlineMs = timeoutHandshakeMs === null ? NEVER : client.acceptedMs + timeoutHandshakeMs;
  schedule(engine, client, null);
}

/** No PROXY header, or none that can be read. */
export function proxyHeaderFailed(engine: Engine, client: Client, error: ProxyHeaderError): void {
  client.failure = { error, code: 0 };
  logHandshake(engine, client, client.failure);
  closeClient(engine, client, error === 'PRX_EMPTY' || error === 'PRX_TIMEOUT' ? 'end' : 'reset');
}

/** Takes over what was agreed upon; false: the client was turned away. */
export function handshakeDone(engine: Engine, client: Client, said: TlsFacts): boolean {
  const listener = engine.plan.listeners[client.listener]!;
  const facts = asSeen(listener, said);
  const failure = refusal(listener, facts);
  if (failure) {
    fail(engine, client, facts, failure);
    return false;
  }
  client.tls = facts;
  client.readyMs = engine.nowMs;
  client.idleSinceMs = engine.nowMs;
  return true;
}

export function handshakeFailed(engine: Engine, client: Client, version: string, failure: HandshakeFailure): void {
  fail(engine, client, { sni: null, alpn: null, version }, failure);
}

function fail(engine: Engine, client: Client, facts: TlsFacts, failure: HandshakeFailure): void {
  client.tls = { ...facts, failure };
  logHandshake(engine, client, failure);
  closeClient(engine, client, 'end');
}

/** Nobody shows a certificate unasked. */
function asSeen(listener: ListenerPlan, said: TlsFacts): TlsFacts {
  const { sni, alpn, version, cipher, curve, resumed, sessionId, hello, own } = said;
  const common = { sni, alpn, version, cipher, curve, resumed, sessionId, hello, own };
  const kept = Object.fromEntries(Object.entries(common).filter(([, value]) => value !== undefined)) as typeof common;
  const asks = (listener.ssl?.verify ?? 'none') !== 'none';
  if (!asks || !said.certificate) return kept as TlsFacts;
  const { certificate, chain, verify, verifyDepth, root } = said;
  return {
    ...(kept as TlsFacts),
    certificate,
    ...(chain ? { chain } : {}),
    ...(verify ? { verify, verifyDepth: verifyDepth ?? 0 } : {}),
    ...(root ? { root } : {}),
  };
}

function refusal({ ssl }: ListenerPlan, facts: TlsFacts): HandshakeFailure | null {
  if (!ssl?.verify || ssl.verify === 'none') return null;
  if (!facts.certificate) return ssl.verify === 'required' ? { error: 'SSL_HANDSHAKE', code: NO_CERTIFICATE } : null;
  const { verify = 0, verifyDepth = 0 } = facts;
  if (verify === 0) return null;
  const ignored = verifyDepth > 0 ? ssl.ignoredOfAuthorities : ssl.ignoredOfCertificates;
  if (ignored === 'all' || ignored?.includes(verify)) return null;
  return { error: verifyDepth > 0 ? 'SSL_CA_FAIL' : 'SSL_CRT_FAIL', code: NOT_VERIFIED };
}
