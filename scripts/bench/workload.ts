/**
 * The work that the virtual world and HAProxy are compared at: 32 clients that ask, wait and ask again over connections
 * that stay open; three ACLs in rules, a stick table that counts every client, a header set, a log format.
 */

export interface Workload {
  readonly bind: string;
  /** `address:port` of each server. */
  readonly servers: readonly string[];
  /** Lines of the backend, `balance` among them. */
  readonly balance?: string;
}

export const CLIENTS = 32;
export const PATH = '/some/path?and=query';

/** Both run it. A line of log goes to the standard output for every request. */
export function configuration({ bind, servers, balance = 'balance roundrobin' }: Workload): string {
  return `global
  nbthread 1
  maxconn 1000
  log stdout format raw local0
defaults
  mode http
  log global
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend web
  bind ${bind}
  log-format "%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %{+Q}r"
  acl is_api path_beg /api/
  acl is_old hdr_sub(user-agent) -i curl
  acl is_busy sc_http_req_rate(0) gt 1000000
  http-request track-sc0 src table seen
  http-request deny if is_busy
  http-request set-header X-Forwarded-Proto http
  http-request deny if is_old
  use_backend api if is_api
  default_backend app
backend seen
  stick-table type ip size 100k expire 60s store http_req_rate(10s),conn_cur
backend app
  ${balance.split('\n').join('\n  ')}
${servers.map((server, index) => `  server app${index + 1} ${server}`).join('\n')}
backend api
  balance leastconn
  server api1 ${servers[0]}
`;
}

/** What the clients and servers of the virtual world do. */
export function scenario(paths: readonly string[] = [PATH]): string {
  return `seed: 7
duration: 10h
network: { clients: 1ms, servers: 0.2ms }
clients:
  - name: visitors
    to: web
    users: ${CLIENTS}
    think: 0ms
    keepAlive: true
    request:
${paths.map((path) => `      - GET ${path} HTTP/1.1`).join('\n')}
servers:
  "*": { service: 2ms, responseBytes: 100 }
`;
}

/** Servers of the virtual world. */
export const serversOf = (count: number) =>
  Array.from({ length: count }, (_, index) => `192.0.${(index >> 8) + 2}.${index & 255}:8080`);
