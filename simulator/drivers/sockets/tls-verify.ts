/** Is what a peer has shown good enough? Facts: the manual, `verify`, `ca-ignore-err`, `crt-ignore-err`. */
import type { TLSSocket } from 'node:tls';
import type { TlsOptions } from '../../plan/tls-plan.ts';
import { CERTIFICATE_ERRORS } from '../../plan/verify-errors.ts';

/** Why a client is turned away; null: it is not. */
export function whyRefused(socket: TLSSocket, options: TlsOptions): string | null {
  const { verify = 'none' } = options;
  if (verify === 'none') return null;
  const shows = Object.keys(socket.getPeerCertificate() ?? {}).length > 0;
  if (!shows) return verify === 'required' ? 'peer did not return a certificate' : null;
  const error = errorOf(socket);
  return error === null || isIgnored(error, options.ignoredErrors ?? []) ? null : error;
}

/** What Node's own TLS server asks its sockets; null: nothing is wrong. */
interface Verified {
  readonly _handle?: { verifyError?(): { readonly code?: string; readonly message?: string } | null } | null;
}

/** OpenSSL's name of what is wrong with the peer's certificate, as HAProxy has it; null: nothing is. */
export function errorOf(socket: TLSSocket): string | null {
  const error = (socket as unknown as Verified)._handle?.verifyError?.() ?? null;
  return error === null ? null : `X509_V_ERR_${error.code ?? error.message}`;
}

const isIgnored = (error: string, ignored: readonly string[]): boolean =>
  ignored.some((one) => {
    const name = /^\d+$/.test(one) ? CERTIFICATE_ERRORS[Number(one)] : one.replace(/^X509_V_ERR_/, '');
    return one === 'all' || `X509_V_ERR_${name}` === error;
  });
