/** The request of an HTTP health check, as HAProxy sends it. */

import type { Header } from './types.ts';
import { ownFacts, writeRequest } from './writer.ts';

/** What `option httpchk` and `http-check send` configure; HAProxy's defaults where nothing is said. */
export interface CheckRequest {
  readonly method?: string;
  readonly uri?: string;
  /** As written: `HTTP/1.1`. Anything newer is sent as 1.1. */
  readonly version?: string;
  readonly headers?: readonly Header[];
  readonly body?: string;
}

/** The whole request. From HTTP/1.1 on it asks the server to close, unless a `connection` header says otherwise. */
export function writeCheckRequest(check: CheckRequest): string {
  const { method = 'OPTIONS', uri = '/', version = 'HTTP/1.0', headers = [], body } = check;
  const isOld = /^HTTP\/(?:0\.\d|1\.0)$/.test(version);
  const all = headers.map(({ name, value }) => ({ name: name.toLowerCase(), value }));
  if (body !== undefined) all.push({ name: 'content-length', value: String(body.length) });
  const facts = {
    ...ownFacts(body?.length ?? 0),
    protocol: version,
    announces: body === undefined ? ('none' as const) : ('length' as const),
  };
  const head = { method, target: uri, version: isOld ? ('1.0' as const) : ('1.1' as const), headers: all };
  const { text } = writeRequest(head, facts, { frontend: 'keep-alive', backend: 'close' });
  return text + (body ?? '');
}
