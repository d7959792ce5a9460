/**
 * HTTP/1 on the wire as HAProxy reads and writes it: what crosses the border of this folder.
 *
 * The codec does no I/O. A driver feeds received bytes to a reader and gets events; it turns heads into text with the
 * writers. Text of heads is ISO-8859-1: one character a byte, so nothing is lost and nothing needs to be decoded.
 * The shapes of the heads are those of the engine's inputs and outputs; what only the wire needs is in the facts.
 */

/** The versions whose answers are known: 2.6, 3.0, 3.2 and 3.4 were asked; 2.8 is taken to answer as 3.0 does. */
export type HaproxyVersion = '2.6' | '2.8' | '3.0' | '3.2' | '3.4';

/** One header field. The name is lower-case, as HAProxy keeps it; the value has no blanks around it. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

/** The first lines of a request, with framing already applied: duplicates of Host and Content-Length are gone. */
export interface RequestHead {
  readonly method: string;
  readonly target: string;
  /** `1.1` also stands for anything newer, `1.0` for anything older. */
  readonly version: '1.0' | '1.1';
  readonly headers: readonly Header[];
}

export interface ResponseHead {
  readonly version: '1.0' | '1.1';
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly Header[];
}

/** How a body is delimited. `until-close`: to the end of the connection. `tunnel`: both directions, to their ends. */
export type BodyKind = 'none' | 'length' | 'chunked' | 'until-close' | 'tunnel';

/** What the reader found out about a message and a writer or the persistence rules need. Plain data. */
export interface MessageFacts {
  /** What delimits the bytes that follow on this connection. */
  readonly body: BodyKind;
  /** Bytes of the body when `body` is `length`, else 0. Exact up to 2^53. */
  readonly length: number;
  /** Which length the head speaks of: a response to HEAD announces one and has no body. */
  readonly announces: 'none' | 'length' | 'chunked';
  /** The message had a Transfer-Encoding. */
  readonly transferEncoding: boolean;
  /** The version as it is forwarded: `HTTP/1.1` for anything from 1.1 on, else as received. */
  readonly protocol: string;
  /** Digits of the status as received, `''` in a request. */
  readonly statusText: string;
  /** What its `connection` said, or its framing forces: those tokens are no longer among the headers. */
  readonly close: boolean;
  readonly keepAlive: boolean;
  /** It asks to change the protocol (or, in a 101, does). */
  readonly upgrade: boolean;
  /** A length or encoding was removed because the status allows no body. */
  readonly strippedLength: boolean;
  /** Bytes of the head on the wire, with the empty lines before it. */
  readonly headBytes: number;
}

/** How strict a reader is, and its limits. Every field has HAProxy's default. */
export interface ReaderOptions {
  readonly version?: HaproxyVersion;
  /** `option accept-unsafe-violations-in-http-request` / `-response` (before 3.0: `accept-invalid-http-…`). */
  readonly relaxed?: boolean;
  /** `tune.bufsize` in bytes, default 16384. */
  readonly bufsize?: number;
  /** `tune.maxrewrite` in bytes, default 1024. */
  readonly maxrewrite?: number;
  /** `tune.http.maxhdr`, default 101; one place is for the end of the list. */
  readonly maxHeaders?: number;
}

/** What a response reader must know of the request that it answers. */
export interface AskedBy {
  readonly method: string;
  /** The request, as sent, asked to change the protocol (`facts.upgrade`). */
  readonly upgrade: boolean;
}

/**
 * What came out of the bytes, in order. A message is `requestHead` or `responseHead`, then `body`s, at most one
 * `trailers`, then `end`; or it stops with `error` or `truncated`, after which the reader says nothing more.
 * HAProxy parses as much as it has received before it acts: when one `feed` gives a head *and* an error, it never
 * starts a stream (a request is answered with `status`, a response is replaced by 502).
 */
export type WireEvent =
  | { readonly type: 'requestHead'; readonly head: RequestHead; readonly facts: MessageFacts }
  | { readonly type: 'responseHead'; readonly head: ResponseHead; readonly facts: MessageFacts }
  /** A 1xx other than 101; another head follows. */
  | { readonly type: 'informational'; readonly head: ResponseHead; readonly facts: MessageFacts }
  /** Payload, free of chunk framing: a view into the bytes that were fed. */
  | { readonly type: 'body'; readonly bytes: Uint8Array }
  | { readonly type: 'trailers'; readonly headers: readonly Header[] }
  | { readonly type: 'end' }
  /**
   * HAProxy refuses the message. `status` is its answer to a client (to a server's response: 502). `at` is the offset of
   * the fault in its head, its trailers or its chunk's first line. `silent`: the client gets no answer, only the end of
   * the connection.
   */
  | {
      readonly type: 'error';
      readonly status: number;
      readonly reason: string;
      readonly at: number;
      readonly silent: boolean;
    }
  /** The connection ended inside a body. */
  | { readonly type: 'truncated' }
  /** The connection ended where no message had begun. */
  | { readonly type: 'closed' }
  /** The client speaks HTTP/2 (its preface was seen); nothing was consumed, and this reader is finished. */
  | { readonly type: 'http2' };

/** How bytes become text. Pass a platform's fast one (`(b, s, e) => buffer.latin1Slice(s, e)`); it must be ISO-8859-1. */
export type Decode = (bytes: Uint8Array, start: number, end: number) => string;
