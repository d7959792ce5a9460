/** `option …` (manual 4.2). */
import type { Version } from '../config.ts';
import { plainOptions } from './names.ts';
import type { Row } from './row.ts';

export interface OptionRow extends Row {
  readonly sides: readonly ('frontend' | 'backend')[];
  /** Does something in HTTP mode only. */
  readonly http?: true;
}

const fe = ['frontend'] as const;
const be = ['backend'] as const;
const both = ['frontend', 'backend'] as const;
const manual = '4.2-option';

/** Names here are without `option `. */
export const OPTIONS: readonly OptionRow[] = [
  { name: 'abortonclose', sides: be, form: '', text: 'drops requests of clients that have gone while they wait in a queue', manual, accepts: 'option abortonclose', rejects: 'option abortonclose x' },
  { name: 'accept-invalid-http-request', sides: fe, http: true, form: '', text: 'lets requests with odd characters through', deprecated: '3.2', instead: 'option accept-unsafe-violations-in-http-request', manual, accepts: 'option accept-invalid-http-request', rejects: 'option accept-invalid-http-request x' },
  { name: 'accept-invalid-http-response', sides: be, http: true, form: '', text: 'lets responses with odd characters through', deprecated: '3.2', instead: 'option accept-unsafe-violations-in-http-response', manual, accepts: 'option accept-invalid-http-response', rejects: 'option accept-invalid-http-response x' },
  { name: 'allbackups', sides: be, form: '', text: 'uses all backup servers, not only the first one', manual, accepts: 'option allbackups', rejects: 'option allbackups x' },
  { name: 'checkcache', sides: be, http: true, form: '', text: 'blocks responses that could be cached and set a cookie', manual, accepts: 'option checkcache', rejects: 'option checkcache x' },
  { name: 'clitcpka', sides: fe, form: '', text: 'TCP keep-alive packets towards clients', manual, accepts: 'option clitcpka', rejects: 'option clitcpka x' },
  { name: 'contstats', sides: fe, form: '', text: 'counts long sessions while they last', manual, accepts: 'option contstats', rejects: 'option contstats x' },
  { name: 'disable-h2-upgrade', sides: fe, http: true, form: '', text: 'keeps HTTP/1 clients from switching to HTTP/2', manual, accepts: 'option disable-h2-upgrade', rejects: 'option disable-h2-upgrade x' },
  { name: 'dontlog-normal', sides: fe, form: '', text: 'logs errors only', manual, accepts: 'option dontlog-normal', rejects: 'option dontlog-normal x' },
  { name: 'dontlognull', sides: fe, form: '', text: 'does not log connections that sent nothing', manual, accepts: 'option dontlognull', rejects: 'option dontlognul' },
  { name: 'forwardfor', sides: both, http: true, form: '[except <network>] [header <name>] [if-none]', text: 'tells servers the client’s address in a header', manual, accepts: 'option forwardfor except 127.0.0.0/8', rejects: 'option forwardfor foo' },
  { name: 'http-buffer-request', sides: both, http: true, form: '', text: 'waits for the request’s body before it goes on', manual, accepts: 'option http-buffer-request', rejects: 'option http-buffer-request x' },
  { name: 'http-ignore-probes', sides: fe, http: true, form: '', text: 'neither logs nor answers connections that sent nothing', manual, accepts: 'option http-ignore-probes', rejects: 'option http-ignore-probes x' },
  { name: 'http-keep-alive', sides: both, http: true, form: '', text: 'keeps connections open on both sides; this is the default', manual, accepts: 'option http-keep-alive', rejects: 'option http-keep-alive x' },
  { name: 'http-no-delay', sides: both, http: true, form: '', text: 'sends every piece at once', manual, accepts: 'option http-no-delay', rejects: 'option http-no-delay x' },
  { name: 'http-pretend-keepalive', sides: be, http: true, form: '', text: 'does not tell servers that the connection will be closed', manual, accepts: 'option http-pretend-keepalive', rejects: 'option http-pretend-keepalive x' },
  { name: 'http-restrict-req-hdr-names', sides: both, http: true, form: '<preserve | reject | delete>', text: 'what happens to headers with odd names', manual, accepts: 'option http-restrict-req-hdr-names reject', rejects: 'option http-restrict-req-hdr-names foo' },
  { name: 'http-server-close', sides: both, http: true, form: '', text: 'closes the connection to the server after each response', manual, accepts: 'option http-server-close', rejects: 'option http-server-close x' },
  { name: 'http-use-proxy-header', sides: fe, http: true, form: '', text: 'looks at Proxy-Connection instead of Connection', manual, accepts: 'option http-use-proxy-header', rejects: 'option http-use-proxy-header x' },
  { name: 'httpchk', sides: be, form: '[<method>] [<uri>] [<version>]', text: 'health checks are HTTP requests', manual, accepts: 'option httpchk GET /health', rejects: 'option httpchk GET / HTTP/1.1 a b' },
  { name: 'httpclose', sides: both, http: true, form: '', text: 'closes both connections after each response', manual, accepts: 'option httpclose', rejects: 'option httpclose x' },
  { name: 'httplog', sides: fe, http: true, form: '[clf]', text: 'log lines with HTTP details', manual, accepts: 'option httplog', rejects: 'option httplog foo' },
  { name: 'httpslog', sides: fe, http: true, form: '', text: 'log lines with HTTP and TLS details', manual, accepts: 'option httpslog', rejects: 'option httpslogs' },
  { name: 'idle-close-on-response', sides: fe, http: true, form: '', text: 'closes idle connections only after a last response when HAProxy stops', manual, accepts: 'option idle-close-on-response', rejects: 'option idle-close-on-response x' },
  { name: 'independent-streams', sides: both, form: '', text: 'the timeouts of both directions are counted on their own', manual, accepts: 'option independent-streams', rejects: 'option independent-streams x' },
  { name: 'ldap-check', sides: be, form: '', text: 'health checks speak LDAP', manual, accepts: 'option ldap-check', rejects: 'option ldap-check x' },
  { name: 'log-health-checks', sides: be, form: '', text: 'logs the results of health checks', manual, accepts: 'option log-health-checks', rejects: 'option log-health-checks x' },
  { name: 'log-separate-errors', sides: fe, form: '', text: 'logs errors at a higher level', manual, accepts: 'option log-separate-errors', rejects: 'option log-separate-errors x' },
  { name: 'logasap', sides: fe, form: '', text: 'logs when the response begins instead of when it ends', manual, accepts: 'option logasap', rejects: 'option logasap x' },
  { name: 'mysql-check', sides: be, form: '[user <name> [post-41 | pre-41]]', text: 'health checks speak MySQL', manual, accepts: 'option mysql-check user haproxy', rejects: 'option mysql-check foo' },
  { name: 'nolinger', sides: both, form: '', text: 'forgets unsent data when a connection ends', manual, accepts: 'option nolinger', rejects: 'option nolinger x' },
  { name: 'originalto', sides: both, http: true, form: '[except <network>] [header <name>]', text: 'tells servers the address the client asked for in a header', manual, accepts: 'option originalto', rejects: 'option originalto foo' },
  { name: 'persist', sides: be, form: '', text: 'sends clients to their server even when it is down', manual, accepts: 'option persist', rejects: 'option persist x' },
  { name: 'pgsql-check', sides: be, form: 'user <name>', text: 'health checks speak PostgreSQL', manual, accepts: 'option pgsql-check user haproxy', rejects: 'option pgsql-check' },
  { name: 'prefer-last-server', sides: be, http: true, form: '', text: 'keeps a client on the same server connection where it can', manual, accepts: 'option prefer-last-server', rejects: 'option prefer-last-server x' },
  { name: 'redispatch', sides: be, form: '[<interval>]', text: 'retries may go to another server', manual, accepts: 'option redispatch', rejects: 'option redispach' },
  { name: 'redis-check', sides: be, form: '', text: 'health checks speak Redis', manual, accepts: 'option redis-check', rejects: 'option redis-check foo' },
  { name: 'smtpchk', sides: be, form: '[<hello> <domain>]', text: 'health checks speak SMTP', manual, accepts: 'option smtpchk', rejects: 'option smtpcheck' },
  { name: 'socket-stats', sides: fe, form: '', text: 'statistics for each bind line', manual, accepts: 'option socket-stats', rejects: 'option socket-stats x' },
  { name: 'splice-auto', sides: both, form: '', text: 'lets the kernel move data where that pays', manual, accepts: 'option splice-auto', rejects: 'option splice-auto x' },
  { name: 'splice-request', sides: both, form: '', text: 'lets the kernel move requests', manual, accepts: 'option splice-request', rejects: 'option splice-request x' },
  { name: 'splice-response', sides: both, form: '', text: 'lets the kernel move responses', manual, accepts: 'option splice-response', rejects: 'option splice-response x' },
  { name: 'spop-check', sides: be, form: '', text: 'health checks speak SPOP', manual, accepts: 'option spop-check', rejects: 'option spop-check x' },
  { name: 'srvtcpka', sides: be, form: '', text: 'TCP keep-alive packets towards servers', manual, accepts: 'option srvtcpka', rejects: 'option srvtcpka x' },
  { name: 'ssl-hello-chk', sides: be, form: '', text: 'health checks send a TLS hello', manual, accepts: 'option ssl-hello-chk', rejects: 'option ssl-hello-chk x' },
  { name: 'tcp-check', sides: be, form: '', text: 'health checks follow the tcp-check rules', manual, accepts: 'option tcp-check', rejects: 'option tcp-check foo' },
  { name: 'tcp-smart-accept', sides: fe, form: '', text: 'saves a packet when a connection begins', manual, accepts: 'option tcp-smart-accept', rejects: 'option tcp-smart-accept x' },
  { name: 'tcp-smart-connect', sides: be, form: '', text: 'saves a packet when connecting', manual, accepts: 'option tcp-smart-connect', rejects: 'option tcp-smart-connect x' },
  { name: 'tcpka', sides: both, form: '', text: 'TCP keep-alive packets on both sides', manual, accepts: 'option tcpka', rejects: 'option tcpka x' },
  { name: 'tcplog', sides: fe, form: '', text: 'log lines with details of the connection', manual, accepts: 'option tcplog', rejects: 'option tcplog foo' },
  { name: 'transparent', sides: be, form: '', text: 'connects to the address the client asked for', manual, accepts: 'option transparent', rejects: 'option transparent x' },
  { name: 'external-check', sides: be, form: '', text: 'health checks are a program’s work', manual, accepts: 'option external-check', rejects: 'option external-check x' },
];

/** Names of options that a version knows, with and without arguments. */
export function optionNames(version: Version): string[] {
  const plain = plainOptions(version);
  const more = OPTIONS.map((o) => o.name).filter((name) => !plain.has(name));
  return [...plain.keys(), ...more];
}
