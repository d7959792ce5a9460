/** The `%name` variables of log formats (manual 8.2.6). */
import type { Version } from '../config.ts';
import { atLeast } from '../version.ts';

export interface AliasRow {
  readonly name: string;
  readonly text: string;
  /** Means something only where HTTP is spoken; 2.6 and 2.8 refuse it elsewhere. */
  readonly http?: true;
  readonly since?: Version;
}

export const ALIASES: readonly AliasRow[] = [
  { name: 'o', text: 'prints nothing; its flags hold for everything behind it' },
  { name: 'B', text: 'bytes sent from the server to the client, headers included' },
  { name: 'CC', text: 'the captured request cookie', http: true },
  { name: 'CS', text: 'the captured response cookie', http: true },
  { name: 'H', text: 'host name of the machine' },
  { name: 'HM', text: 'HTTP method', http: true },
  { name: 'HP', text: 'HTTP request URI without the query string', http: true },
  { name: 'HPO', text: 'HTTP path, without host and query string', http: true },
  { name: 'HQ', text: 'HTTP query string with its question mark', http: true },
  { name: 'HU', text: 'HTTP request URI with the query string', http: true },
  { name: 'HV', text: 'HTTP version', http: true },
  { name: 'ID', text: 'the unique id that ’unique-id-format’ made' },
  { name: 'OG', text: 'what made this log line: a session, a check …', since: '3.2' },
  { name: 'ST', text: 'HTTP status code' },
  { name: 'T', text: 'date and time in GMT' },
  { name: 'Ta', text: 'milliseconds from the first byte of the request to the end of the response', http: true },
  { name: 'Tc', text: 'milliseconds to connect to the server; -1 if there was no connection' },
  { name: 'Td', text: 'milliseconds the data took after the response headers' },
  { name: 'Th', text: 'milliseconds for the handshakes (TLS, PROXY protocol)' },
  { name: 'Ti', text: 'milliseconds the connection idled before the request', http: true },
  { name: 'Tl', text: 'date and time in the local time zone' },
  { name: 'Tq', text: 'idle time, handshakes and request together, in milliseconds', http: true },
  { name: 'TR', text: 'milliseconds to receive the whole request', http: true },
  { name: 'Tr', text: 'milliseconds to the server’s first byte; -1 if none came', http: true },
  { name: 'Ts', text: 'seconds since 1970' },
  { name: 'Tt', text: 'milliseconds from accepting the connection to its end' },
  { name: 'Tu', text: 'total time as the user sees it: handshakes to the response’s end, in milliseconds' },
  { name: 'Tw', text: 'milliseconds in queues' },
  { name: 'U', text: 'bytes sent from the client to the server' },
  { name: 'ac', text: 'connections of the whole process when the session ended' },
  { name: 'b', text: 'the backend’s name' },
  { name: 'bc', text: 'the backend’s connections when the session ended' },
  { name: 'bi', text: 'HAProxy’s own address on the connection to the server' },
  { name: 'bp', text: 'HAProxy’s own port on the connection to the server' },
  { name: 'bq', text: 'requests that were before this one in the backend’s queue' },
  { name: 'ci', text: 'the client’s address' },
  { name: 'cp', text: 'the client’s port' },
  { name: 'f', text: 'the frontend’s name' },
  { name: 'fc', text: 'the frontend’s connections when the session ended' },
  { name: 'fi', text: 'the address the client connected to' },
  { name: 'fp', text: 'the port the client connected to' },
  { name: 'ft', text: 'the frontend’s name, with a ’~’ behind it if it was TLS' },
  { name: 'hr', text: 'the captured request headers, in one group of braces' },
  { name: 'hrl', text: 'the captured request headers, one word each' },
  { name: 'hs', text: 'the captured response headers, in one group of braces' },
  { name: 'hsl', text: 'the captured response headers, one word each' },
  { name: 'lc', text: 'number of this log line in the frontend' },
  { name: 'ms', text: 'milliseconds of the accept date' },
  { name: 'pid', text: 'process id' },
  { name: 'r', text: 'the HTTP request line', http: true },
  { name: 'rc', text: 'connection retries; with a ’+’ in front if another server was taken at last' },
  { name: 'rt', text: 'number of the request in the process' },
  { name: 's', text: 'the server’s name' },
  { name: 'sc', text: 'the server’s connections when the session ended' },
  { name: 'si', text: 'the server’s address' },
  { name: 'sp', text: 'the server’s port' },
  { name: 'sq', text: 'requests that were before this one in the server’s queue' },
  { name: 'sslc', text: 'TLS cipher of the client connection' },
  { name: 'sslv', text: 'TLS version of the client connection' },
  { name: 't', text: 'date and time of acceptance, with milliseconds' },
  { name: 'tr', text: 'date and time of the request, with milliseconds', http: true },
  { name: 'trg', text: 'date and time of the request in GMT', http: true },
  { name: 'trl', text: 'date and time of the request in the local time zone', http: true },
  { name: 'ts', text: 'how the session ended: two characters' },
  { name: 'tsc', text: 'how the session ended, and what became of the cookie: four characters' },
];

/** Flags in `%{+Q}name`. */
export const ALIAS_FLAGS: readonly AliasRow[] = [
  { name: 'Q', text: 'put in double quotes' },
  { name: 'X', text: 'numbers and addresses in hexadecimal' },
  { name: 'E', text: 'escape quotes, backslashes and brackets' },
  { name: 'bin', text: 'bytes as they are, not escaped', since: '3.0' },
  { name: 'json', text: 'encodes as JSON, one member for each named part', since: '3.0' },
  { name: 'cbor', text: 'encodes as CBOR, one member for each named part', since: '3.0' },
];

const byVersion = new Map<Version, ReadonlyMap<string, AliasRow>>();

export function aliases(version: Version): ReadonlyMap<string, AliasRow> {
  let map = byVersion.get(version);
  if (!map) {
    map = new Map(ALIASES.filter((a) => !a.since || atLeast(version, a.since)).map((a) => [a.name, a]));
    byVersion.set(version, map);
  }
  return map;
}
