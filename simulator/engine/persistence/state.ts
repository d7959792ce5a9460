/** What cookie persistence remembers about one stream: HAProxy's two letters in an HTTP termination state. */
export interface CookieState {
  /** Request cookie: N none, I invalid server, D down server, V valid, E expired, O old, U unused cookie, `-` no persistence cookie at all. */
  request: 'N' | 'I' | 'D' | 'V' | 'E' | 'O' | 'U' | '-';
  /** Response cookie: N none, I inserted, U updated, P passed, R rewritten, D deleted, `-` no response-side handling. */
  response: 'N' | 'I' | 'U' | 'P' | 'R' | 'D' | '-';
}

/** `-` everywhere as long as no backend with a cookie is concerned. */
export function createCookieState(hasCookie: boolean): CookieState {
  return { request: hasCookie ? 'N' : '-', response: hasCookie ? 'N' : '-' };
}
