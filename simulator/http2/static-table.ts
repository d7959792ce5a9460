/** HPACK's static table (RFC 7541, appendix A): name, and value behind a blank; the first has the index 1. */
const ROWS = `
:authority
:method GET
:method POST
:path /
:path /index.html
:scheme http
:scheme https
:status 200
:status 204
:status 206
:status 304
:status 400
:status 404
:status 500
accept-charset
accept-encoding gzip, deflate
accept-language
accept-ranges
accept
access-control-allow-origin
age
allow
authorization
cache-control
content-disposition
content-encoding
content-language
content-length
content-location
content-range
content-type
cookie
date
etag
expect
expires
from
host
if-match
if-modified-since
if-none-match
if-range
if-unmodified-since
last-modified
link
location
max-forwards
proxy-authenticate
proxy-authorization
range
referer
refresh
retry-after
server
set-cookie
strict-transport-security
transfer-encoding
user-agent
vary
via
www-authenticate
`;

export interface Field {
  readonly name: string;
  readonly value: string;
}

export const STATIC_TABLE: readonly Field[] = ROWS.trim()
  .split('\n')
  .map((row) => {
    const [name = '', ...value] = row.split(' ');
    return { name, value: value.join(' ') };
  });

/** Indexes by name and value, and by name alone (the first). */
export const BY_FIELD: ReadonlyMap<string, number> = new Map(
  STATIC_TABLE.map(({ name, value }, at) => [`${name}\n${value}`, at + 1]),
);
export const BY_NAME: ReadonlyMap<string, number> = new Map(
  STATIC_TABLE.map(({ name }, at): [string, number] => [name, at + 1]).reverse(),
);
