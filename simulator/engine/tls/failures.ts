/** Why handshakes fail, as HAProxy and OpenSSL word it. */
import type { Client, Engine } from '../state.ts';
import type { HandshakeFailure, TlsFacts } from './facts.ts';

interface Failure {
  /** What `fc_err` gives. */
  readonly number: number;
  readonly text: string;
}

export const FAILURES: Readonly<Record<HandshakeFailure['error'], Failure>> = {
  PRX_EMPTY: { number: 11, text: 'Connection closed while waiting for PROXY protocol header' },
  PRX_ABORT: { number: 12, text: 'Connection error while waiting for PROXY protocol header' },
  PRX_TIMEOUT: { number: 13, text: 'Timeout while waiting for PROXY protocol header' },
  PRX_TRUNCATED: { number: 14, text: 'Truncated PROXY protocol header received' },
  PRX_NOT_HDR: { number: 15, text: 'Received something which does not look like a PROXY protocol header' },
  PRX_BAD_HDR: { number: 16, text: 'Received an invalid PROXY protocol header' },
  PRX_BAD_PROTO: { number: 17, text: 'Received an unhandled protocol in the PROXY protocol header' },
  SSL_EMPTY: { number: 24, text: 'Connection closed during SSL handshake' },
  SSL_TIMEOUT: { number: 26, text: 'Timeout during SSL handshake' },
  SSL_CA_FAIL: { number: 30, text: 'SSL client CA chain cannot be verified' },
  SSL_CRT_FAIL: { number: 31, text: 'SSL client certificate not trusted' },
  SSL_HANDSHAKE: { number: 34, text: 'SSL handshake failure' },
};

const REASONS: Readonly<Record<number, string>> = {
  134: 'certificate verify failed',
  199: 'peer did not return a certificate',
};

/** `error:0A0000C7:SSL routines::peer did not return a certificate`; null without a code. */
export function errorText({ failure }: TlsFacts): string | null {
  if (!failure || failure.code === 0) return null;
  const hex = failure.code.toString(16).toUpperCase().padStart(8, '0');
  const reason = failure.code & 0x7fffff;
  return `error:${hex}:SSL routines::${REASONS[reason] ?? `reason(${reason})`}`;
}

export function handshakeText(engine: Engine, client: Client, failure: HandshakeFailure) {
  const listener = engine.plan.listeners[client.listener]!;
  const number = engine.plan.proxies[client.proxy]!.frontend!.listeners.indexOf(listener.id) + 1;
  const isDetailed = failure.error === 'SSL_HANDSHAKE' && engine.plan.behaviour.handshakeDetail;
  const detail = isDetailed && client.tls ? errorText(client.tls) : null;
  return {
    listener: listener.name ?? String(number),
    why: FAILURES[failure.error].text + (detail === null ? '' : ` (${detail})`),
  };
}
