/** What the connections of checks ask of TLS. */

/** `check-sni`, `check-alpn`; without the latter what the server's `alpn` says. */
export interface CheckTlsPlan {
  readonly sni?: string;
  readonly alpn?: readonly string[];
}
