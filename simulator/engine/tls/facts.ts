/** TLS as facts: what a handshake agreed upon and who showed which certificate. Nothing is encrypted in here. */

/** One part of a distinguished name: its OpenSSL short name (`CN`) or dotted number, and its value's bytes (latin-1). */
export interface NamePart {
  readonly name: string;
  readonly value: string;
  /** It stands in one set with the part before it (`CN=a+UID=b`). */
  readonly joined?: true;
}

/** What is read off an X.509 certificate. */
export interface CertificateFacts {
  /** As people count: 3 for nearly all there are. */
  readonly version: number;
  /** Bytes, latin-1, most significant first. */
  readonly serial: string;
  readonly subject: readonly NamePart[];
  readonly issuer: readonly NamePart[];
  /** `YYMMDDhhmmssZ` */
  readonly notBefore: string;
  readonly notAfter: string;
  /** Alternative names as OpenSSL prints them: `DNS:a.example`, `IP Address:192.0.2.1`, `email:a@b`, `URI:…`. */
  readonly names: readonly string[];
  /** OpenSSL's short names: `rsaEncryption`, `RSA-SHA256`. */
  readonly keyAlgorithm: string;
  readonly signatureAlgorithm: string;
  /** The certificate itself, DER as latin-1; '' when only facts were given. */
  readonly der: string;
}

/** One side's TLS. */
export interface TlsFacts {
  readonly sni: string | null;
  readonly alpn: string | null;
  /** `TLSv1.2`, `TLSv1.3` … */
  readonly version: string;
  /** OpenSSL's name of the cipher suite; absent: the usual one of the version. */
  readonly cipher?: string;
  /** The group of the key exchange, upper case; absent: `X25519`. */
  readonly curve?: string;
  readonly resumed?: boolean;
  /** The session's id, latin-1. */
  readonly sessionId?: string;
  /** Bytes of the ClientHello as they came (its record too), latin-1; absent: not known. */
  readonly hello?: string;
  /** What the peer showed, and what else came with it (DER, latin-1). */
  readonly certificate?: CertificateFacts;
  readonly chain?: readonly string[];
  /** X509_V_ERR_… of the peer's certificate (0: it is good), and how far from it in the chain that is. */
  readonly verify?: number;
  readonly verifyDepth?: number;
  /** Subject of the authority that it was traced back to. */
  readonly root?: readonly NamePart[];
  /** What we showed. */
  readonly own?: CertificateFacts;
  /** There was no agreement. */
  readonly failure?: HandshakeFailure;
}

/** Why no PROXY header came: the connection ended or was reset, time, and what is wrong with what came. */
export type ProxyHeaderError =
  | 'PRX_EMPTY'
  | 'PRX_ABORT'
  | 'PRX_TIMEOUT'
  | 'PRX_TRUNCATED'
  | 'PRX_NOT_HDR'
  | 'PRX_BAD_HDR'
  | 'PRX_BAD_PROTO';

/** HAProxy's name of why a handshake ended, and OpenSSL's code, 0 when it is not known. */
export interface HandshakeFailure {
  readonly error: ProxyHeaderError | 'SSL_EMPTY' | 'SSL_TIMEOUT' | 'SSL_CA_FAIL' | 'SSL_CRT_FAIL' | 'SSL_HANDSHAKE';
  readonly code: number;
}

/** The cipher suite: what was said, or what both sides of OpenSSL 3 agree on by themselves. */
export function cipherOf({ cipher, version }: TlsFacts): string {
  return cipher ?? (version === 'TLSv1.3' ? 'TLS_AES_256_GCM_SHA384' : 'ECDHE-RSA-AES256-GCM-SHA384');
}

/** Bits of a cipher's key: those that count, and those of the algorithm. */
export function keyBits(cipher: string): { readonly used: number; readonly all: number } {
  if (/3DES|DES-CBC3/.test(cipher)) return { used: 112, all: 168 };
  const bits = /AES_?128|CAMELLIA_?128|ARIA_?128|SEED|RC4/.test(cipher) ? 128 : /NULL/.test(cipher) ? 0 : 256;
  return { used: bits, all: bits };
}
