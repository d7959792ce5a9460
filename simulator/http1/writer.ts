/**
 * Writers: heads as text, ready for the wire (ISO-8859-1), as HAProxy sends them. Names are lower-case, the order is kept;
 * what frames the message and what concerns the connection is HAProxy's own, added at the end.
 */
import { type Dialect, dialect } from './dialect.ts';
import { type ConnectionTokens, readConnection, readTe, readUpgrade } from './lists.ts';
import {
  type ConnectionMode,
  clientModeOfResponse,
  connectionOfRequest,
  connectionOfResponse,
  type ProxyMode,
  serverModeOfRequest,
} from './persistence.ts';
import type { BodyKind, HaproxyVersion, Header, MessageFacts, RequestHead, ResponseHead } from './types.ts';

/** What a writer must know of the proxy and of the other half of the exchange. */
export interface RequestContext {
  readonly frontend: ProxyMode;
  readonly backend: ProxyMode;
  readonly version?: HaproxyVersion;
  /** `option http-pretend-keepalive`. */
  readonly pretendKeepAlive?: boolean;
  readonly stopping?: boolean;
}

export interface ResponseContext {
  readonly frontend: ProxyMode;
  /** What the request left of the client's connection: `clientModeOfRequest`. */
  readonly mode: ConnectionMode;
  /** Version and method of the request as it was received. */
  readonly asked: { readonly version: '1.0' | '1.1'; readonly method: string };
  readonly version?: HaproxyVersion;
  readonly stopping?: boolean;
}

/** A head for the wire, and what follows from it. */
export interface Written {
  readonly text: string;
  /** How the payload must be framed behind it. `none`: it must not be sent. */
  readonly body: BodyKind;
  /** What becomes of the connection that it is written to. */
  readonly mode: ConnectionMode;
}

/** What of the facts a writer uses. A head that HAProxy makes itself has the facts of `ownFacts`. */
export type WriterFacts = Pick<
  MessageFacts,
  'body' | 'length' | 'announces' | 'transferEncoding' | 'protocol' | 'statusText' | 'strippedLength'
>;

/** The facts of a response with a known body of `length` bytes, as HAProxy makes them. */
export const ownFacts = (length: number): WriterFacts => ({
  body: length > 0 ? 'length' : 'none',
  length,
  announces: 'length',
  transferEncoding: false,
  protocol: 'HTTP/1.1',
  statusText: '',
  strippedLength: false,
});

/** The header lines of a message, and what was met on the way. */
interface Lines {
  text: string;
  tokens: ConnectionTokens;
  hasLength: boolean;
  hasCoding: boolean;
}

function writeHeaders(
  headers: readonly Header[],
  facts: WriterFacts,
  rules: Dialect,
  drops: { readonly length: boolean; readonly coding: boolean },
): Lines {
  const lines: Lines = {
    text: '',
    tokens: { close: false, keepAlive: false, upgrade: false },
    hasLength: false,
    hasCoding: false,
  };
  for (const { name, value } of headers) {
    let kept: string | null = value;
    switch (name) {
      case 'content-length':
        if (drops.length || facts.announces !== 'length' || lines.hasLength) continue;
        lines.hasLength = true;
        break;
      case 'transfer-encoding':
        if (drops.coding || (lines.hasCoding && rules.canonicalChunked)) continue;
        if (facts.announces === 'chunked') {
          lines.hasCoding = true;
          if (rules.canonicalChunked) kept = 'chunked';
        } else if (rules.canonicalChunked) continue;
        break;
      case 'connection':
        kept = readConnection(value, lines.tokens) || null;
        break;
      case 'upgrade':
        kept = readUpgrade(value, rules).kept || (rules.dropH2c ? null : '');
        break;
      case 'te':
        kept = readTe(value);
        break;
      default:
        if (name.charCodeAt(0) === 0x3a) continue;
    }
    if (kept !== null) lines.text += `${name}: ${kept}\r\n`;
  }
  return lines;
}

/** The request for a server. `facts` are those of the request as it was received. */
export function writeRequest(head: RequestHead, facts: WriterFacts, context: RequestContext): Written {
  const rules = dialect(context.version);
  const lines = writeHeaders(head.headers, facts, rules, { length: false, coding: false });
  let { body } = facts;
  let tail = '';
  let addsCoding = false;
  const lostLength = facts.announces === 'length' && !lines.hasLength;
  const lostCoding = facts.announces === 'chunked' && !lines.hasCoding;
  if (lostLength || lostCoding) {
    if (rules.removedLengthCloses) {
      // without a length nobody could tell where the payload ends: it is not sent
      tail += 'content-length: 0\r\n';
      body = 'none';
    } else if (head.version === '1.1') {
      addsCoding = true;
      if (body === 'length') body = 'chunked';
    }
  }
  const mode =
    facts.transferEncoding && head.version === '1.0'
      ? 'close'
      : serverModeOfRequest(lines.tokens, context.frontend, context.backend, context.stopping);
  const connection = connectionOfRequest(mode, head.version, lines.tokens, context.pretendKeepAlive);
  if (connection !== '') tail += `connection: ${connection}\r\n`;
  if (addsCoding) tail += 'transfer-encoding: chunked\r\n';
  const protocol = head.version === '1.1' ? 'HTTP/1.1' : facts.protocol;
  return { text: `${head.method} ${head.target} ${protocol}\r\n${lines.text}${tail}\r\n`, body, mode };
}

/** The response for a client. `facts` are those of the response as it was received (or `ownFacts`). */
export function writeResponse(head: ResponseHead, facts: WriterFacts, context: ResponseContext): Written {
  const rules = dialect(context.version);
  const { status } = head;
  const stripped = (status >= 100 && status < 200) || status === 204 || (status < 100 && !rules.lengthBelow100);
  // a length of 0 that HAProxy itself gave to a response without body is not what is forbidden there
  const isOwn = facts.statusText === '';
  const dropsLength = stripped && !(isOwn && facts.length === 0 && rules.ownZeroLength);
  const lines = writeHeaders(head.headers, facts, rules, { length: dropsLength, coding: stripped });
  let { body } = facts;
  let tail = '';
  let addsCoding = false;
  const bodiless = context.asked.method === 'HEAD' || (stripped && status >= 100) || status === 304;
  const lostLength = facts.announces === 'length' && !lines.hasLength && !stripped;
  const lostCoding = facts.announces === 'chunked' && !lines.hasCoding && !stripped;
  if (lostLength || lostCoding) {
    if (rules.removedLengthCloses) body = bodiless ? body : 'until-close';
    else if (head.version === '1.1' && !bodiless) {
      addsCoding = true;
      if (body === 'length' || body === 'none') body = 'chunked';
    }
  }
  const unknown = body === 'until-close' || ((lostLength || lostCoding) && rules.removedLengthCloses);
  let mode = clientModeOfResponse(
    context.mode,
    unknown && body !== 'tunnel' ? 'until-close' : body,
    lines.tokens,
    context.frontend,
    context.stopping,
  );
  if (mode === 'keep-alive' && facts.transferEncoding && head.version === '1.0') mode = 'close';
  const lostAny = facts.strippedLength || (isOwn && dropsLength);
  if (mode === 'keep-alive' && rules.strippedLengthCloses && lostAny && status === 204) mode = 'close';
  // a status below 200 is taken for an interim one, which says nothing about the connection
  const connection = status < 200 ? '' : connectionOfResponse(mode, head.version, context.asked.version, lines.tokens);
  if (connection !== '') tail += `connection: ${connection}\r\n`;
  if (addsCoding) tail += 'transfer-encoding: chunked\r\n';
  const protocol = head.version === '1.1' ? 'HTTP/1.1' : facts.protocol;
  return {
    text: `${protocol} ${codeOf(head, facts)} ${head.reason}\r\n${lines.text}${tail}\r\n`,
    body: bodiless && body !== 'tunnel' ? 'none' : body,
    mode,
  };
}

/** The status as the server wrote it, unless a rule has put another one in its place. */
function codeOf({ status }: ResponseHead, { statusText }: WriterFacts): string {
  return statusText !== '' && Number(statusText) % 65536 === status ? statusText : String(status);
}

/** An informational response (1xx other than 101) for a client: it says nothing about the connection. */
export function writeInformational(head: ResponseHead, facts: WriterFacts, version?: HaproxyVersion): string {
  const lines = writeHeaders(head.headers, facts, dialect(version), { length: true, coding: true });
  const protocol = head.version === '1.1' ? 'HTTP/1.1' : facts.protocol;
  return `${protocol} ${codeOf(head, facts)} ${head.reason}\r\n${lines.text}\r\n`;
}

/** What stands before `bytes` bytes of payload (more than 0) in a chunked body; CR LF stands behind them. */
export const chunkHead = (bytes: number): string => `${bytes.toString(16).toUpperCase()}\r\n`;

/** The end of a chunked body. */
export function lastChunk(trailers: readonly Header[] = []): string {
  let text = '0\r\n';
  for (const { name, value } of trailers) text += `${name}: ${value}\r\n`;
  return `${text}\r\n`;
}
