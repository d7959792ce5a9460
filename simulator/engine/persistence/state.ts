/** What cookie persistence remembers about one stream: HAProxy's two letters in an HTTP termination state, and dates. */
export interface CookieState {
  /** Request cookie: N none, I invalid server, D down server, V valid, E expired, O old, U unused cookie, `-` no persistence cookie at all. */
  request: 'N' | 'I' | 'D' | 'V' | 'E' | 'O' | 'U' | '-';
  /** Response cookie: N none, I inserted, U updated, P passed, R rewritten, D deleted, `-` no response-side handling. */
  response: 'N' | 'I' | 'U' | 'P' | 'R' | 'D' | '-';
  /** Dates that the request's cookie carried, in seconds; 0 without (maxidle's and maxlife's). */
  lastSeenSeconds: number;
  firstSeenSeconds: number;
}

/** `-` everywhere as long as no backend with a cookie is concerned. */
export function createCookieState(hasCookie: boolean): CookieState {
  const letter = hasCookie ? 'N' : '-';
  return { request: letter, response: letter, lastSeenSeconds: 0, firstSeenSeconds: 0 };
}
