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

/** OpenSSL's name of what is wrong with the peer's certificate, as HAProxy has it; null: nothing is. */
export function errorOf(socket: TLSSocket): string | null {
  const { authorizationError } = socket as { readonly authorizationError?: unknown };
  if (!authorizationError) return null;
  const said = authorizationError as { readonly code?: string; readonly message?: string } | string;
  const name = typeof said === 'string' ? said : (said.code ?? said.message ?? '');
  return `X509_V_ERR_${name}`;
}

const isIgnored = (error: string, ignored: readonly string[]): boolean =>
  ignored.some((one) => {
    const name = /^\d+$/.test(one) ? CERTIFICATE_ERRORS[Number(one)] : one.replace(/^X509_V_ERR_/, '');
    return one === 'all' || `X509_V_ERR_${name}` === error;
  });
