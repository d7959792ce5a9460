/**
 * The pages that HAProxy answers with when no `errorfile` says otherwise, byte for byte as the program sends them:
 * other programs look for these bytes, so they are part of what it is on the wire.
 */
import { DEFAULT_VERSION, dialect } from './dialect.ts';
import type { HaproxyVersion, Header, ResponseHead } from './types.ts';

/** Status line words and the page's sentence. */
interface Page {
  readonly reason: string;
  readonly sentence: string;
  /** The page itself demands that the connection is closed. */
  readonly closes?: boolean;
}

const LOGIN = 'You need a valid user and password to access this content.';

const PAGES: Readonly<Record<number, Page>> = {
  200: { reason: 'OK', sentence: 'Service ready.' },
  400: { reason: 'Bad request', sentence: 'Your browser sent an invalid request.', closes: true },
  401: { reason: 'Unauthorized', sentence: LOGIN },
  403: { reason: 'Forbidden', sentence: 'Request forbidden by administrative rules.' },
  404: { reason: 'Not Found', sentence: 'The resource could not be found.' },
  405: {
    reason: 'Method Not Allowed',
    sentence: 'A request was made of a resource using a request method not supported by that resource.',
  },
  407: { reason: 'Unauthorized', sentence: LOGIN },
  408: { reason: 'Request Time-out', sentence: "Your browser didn't send a complete request in time.", closes: true },
  410: { reason: 'Gone', sentence: 'The resource is no longer available and will not be available again.' },
  413: { reason: 'Payload Too Large', sentence: 'The request entity exceeds the maximum allowed.' },
  414: { reason: 'URI Too Long', sentence: 'The URI provided was too long for the server to process.' },
  421: { reason: 'Misdirected Request', sentence: 'Request sent to a non-authoritative server.' },
  422: { reason: 'Unprocessable Content', sentence: 'The server cannot process the contained instructions.' },
  425: { reason: 'Too Early', sentence: 'Your browser sent early data.' },
  429: {
    reason: 'Too Many Requests',
    sentence: 'You have sent too many requests in a given amount of time.',
  },
  431: { reason: 'Request Header Fields Too Large', sentence: 'Request Header Fields Too Large.' },
  500: { reason: 'Internal Server Error', sentence: 'An internal server error occurred.' },
  501: {
    reason: 'Not Implemented',
    sentence: 'The server does not support the functionality required to fulfill the request.',
  },
  502: { reason: 'Bad Gateway', sentence: 'The server returned an invalid or incomplete response.' },
  503: { reason: 'Service Unavailable', sentence: 'No server is available to handle this request.' },
  504: { reason: 'Gateway Time-out', sentence: "The server didn't respond in time." },
};

/** Sentences that were misprinted before 3.2. */
const OLD_SENTENCES: Readonly<Record<number, string>> = {
  405: 'A request was made of a resource using a request method not supported by that resource',
  501: '.The server does not support the functionality required to fulfill the request.',
};

/** A whole answer: a head for `writeResponse`, and its body (ISO-8859-1). */
export interface Answer {
  readonly head: ResponseHead;
  readonly body: string;
  /** It is not sent: the connection ends without a word. */
  readonly silent?: boolean;
}

/** The statuses that have a page in `version`. */
export const pageStatuses = (version: HaproxyVersion = DEFAULT_VERSION): number[] =>
  Object.keys(PAGES)
    .map(Number)
    .filter((status) => dialect(version).sizeStatuses || (status !== 414 && status !== 431));

/** The page of `status`, or the one of 500 for a status that has none. */
export function errorPage(status: number, version: HaproxyVersion = DEFAULT_VERSION): Answer {
  const known = PAGES[status] ? status : 500;
  const { reason, closes } = PAGES[known]!;
  const body = pageBody(known, version);
  const headers: Header[] = [
    { name: 'content-length', value: String(body.length) },
    { name: 'cache-control', value: 'no-cache' },
  ];
  if (closes) headers.push({ name: 'connection', value: 'close' });
  headers.push({ name: 'content-type', value: 'text/html' });
  return { head: { version: '1.1', status: known, reason, headers }, body };
}

function pageBody(status: number, version: HaproxyVersion): string {
  const { reason, sentence } = PAGES[status]!;
  const shown = (dialect(version).sizeStatuses ? undefined : OLD_SENTENCES[status]) ?? sentence;
  return `<html><body><h1>${status} ${reason}</h1>\n${shown}\n</body></html>\n`;
}

/**
 * The page as HAProxy writes it to a client whose request it could not even read: no stream was begun, the header names
 * are as in the page, no rule applies, and the connection ends after it.
 */
export function rawErrorPage(status: number, version: HaproxyVersion = DEFAULT_VERSION): string {
  const { head, body } = errorPage(status, version);
  const names: Readonly<Record<string, string>> = {
    'content-length': 'Content-length',
    'cache-control': 'Cache-Control',
    connection: 'Connection',
    'content-type': 'Content-Type',
  };
  const lines = head.headers.map((h) => `${names[h.name]}: ${h.value}\r\n`).join('');
  return `HTTP/1.1 ${head.status} ${head.reason}\r\n${lines}\r\n${body}`;
}
