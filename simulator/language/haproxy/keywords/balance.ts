/** Balancing algorithms (manual 4.2, balance). */
import type { Version } from '../config.ts';
import { rank } from '../version.ts';
import type { Row } from './row.ts';

const manual = '4.2-balance';

export const BALANCE: readonly Row[] = [
  { name: 'roundrobin', form: '', text: 'each server in turn, as often as its weight says; weights may change while running', manual, accepts: 'balance roundrobin', rejects: 'balance roundrobbin' },
  { name: 'static-rr', form: '', text: 'each server in turn; weights are fixed', manual, accepts: 'balance static-rr', rejects: 'balance static_rr' },
  { name: 'leastconn', form: '', text: 'the server with the fewest connections relative to its weight', manual, accepts: 'balance leastconn', rejects: 'balance leastcon' },
  { name: 'first', form: '', text: 'the first server with a free slot; needs maxconn', manual, accepts: 'balance first', rejects: 'balance frist' },
  { name: 'source', form: '', text: 'by the client’s address: the same client, the same server, while the servers stay the same', manual, accepts: 'balance source', rejects: 'balance sources' },
  { name: 'uri', form: '[len <n>] [depth <n>] [whole] [path-only]', text: 'by the request’s URI: the same page, the same server', manual, accepts: 'balance uri whole', rejects: 'balance uri foo' },
  { name: 'url_param', form: '<name> [check_post]', text: 'by a parameter of the query', manual, accepts: 'balance url_param id', rejects: 'balance url_param' },
  { name: 'hdr', form: '(<name>) [use_domain_only]', text: 'by a request header', manual, accepts: 'balance hdr(host)', rejects: 'balance hdr()' },
  { name: 'random', form: '[(<draws>)]', text: 'the best of a few servers drawn at random', manual, accepts: 'balance random(2)', rejects: 'balance random(0)' },
  { name: 'rdp-cookie', form: '[(<name>)]', text: 'by the cookie of a remote desktop connection', manual, accepts: 'balance rdp-cookie', rejects: 'balance rdpcookie' },
  { name: 'hash', form: '<expression>', text: 'by any expression', manual, accepts: 'balance hash src', rejects: 'balance hash foo' },
  { name: 'log-hash', form: '<converters>', text: 'by the log message (mode log)', since: '3.0', manual, accepts: 'balance log-hash lower', rejects: 'balance log-hash' },
  { name: 'sticky', form: '', text: 'stays with a server until it fails (mode log)', since: '3.0', manual, accepts: 'balance sticky', rejects: 'balance stickyy' },
];

export function balanceNames(version: Version): string[] {
  return BALANCE.filter((b) => !b.since || rank(version) >= rank(b.since)).map((b) => b.name);
}
