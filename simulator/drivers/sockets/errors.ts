/** System errors as the engine's facts and as words. */
import type { ConnectFailure } from '../../engine/io.ts';
import { CERTIFICATE_ERRORS } from '../../plan/verify-errors.ts';

const CONNECT_FAILURES: Readonly<Record<string, ConnectFailure>> = {
  ECONNREFUSED: 'refused',
  // A UNIX socket that is not there refuses too.
  ENOENT: 'refused',
  ECONNRESET: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  EINVAL: 'unreachable',
  EAFNOSUPPORT: 'unreachable',
  ETIMEDOUT: 'timeout',
  ENOTFOUND: 'name',
  EAI_AGAIN: 'name',
  EMFILE: 'resources',
  ENFILE: 'resources',
  ENOBUFS: 'resources',
  ENOMEM: 'resources',
  EADDRNOTAVAIL: 'resources',
  EADDRINUSE: 'resources',
};

/** Why a connect failed. What is not known counts as refused: the peer is there for nobody. */
export function connectFailure(error: { readonly code?: string | undefined }): ConnectFailure {
  const code = error.code ?? '';
  if (code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL') || code === 'EPROTO' || isCertificateError(code))
    return 'tls';
  return CONNECT_FAILURES[code] ?? 'refused';
}

/** A certificate that is not good: Node gives OpenSSL's name for what is wrong with it. */
const isCertificateError = (code: string): boolean => code !== '' && CERTIFICATE_ERRORS.includes(code);

/** The C library's text for an error, as HAProxy quotes it in check results, for example `Connection refused`. */
export function strerror(code: string | undefined): string {
  return (code === undefined ? undefined : STRERROR[code]) ?? code ?? 'unknown error';
}

const STRERROR: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  ECONNABORTED: 'Software caused connection abort',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  EHOSTDOWN: 'Host is down',
  ENETDOWN: 'Network is down',
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
  EINVAL: 'Invalid argument',
  EAFNOSUPPORT: 'Address family not supported by protocol',
  ETIMEDOUT: 'Connection timed out',
  EMFILE: 'Too many open files',
  ENFILE: 'Too many open files in system',
  ENOBUFS: 'No buffer space available',
  ENOMEM: 'Cannot allocate memory',
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  EPIPE: 'Broken pipe',
  ENOENT: 'No such file or directory',
  ENOTSOCK: 'Socket operation on non-socket',
  EBADF: 'Bad file descriptor',
};
