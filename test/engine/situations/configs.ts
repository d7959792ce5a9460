/** The configurations of the situations: one frontend, one backend, and what a situation adds to each section. */

interface Times {
  readonly client: number;
  readonly server: number;
  readonly connect: number;
}

/** Arguments are lines for `defaults`, the backend's lines (default: one server), and lines for the frontend. */
export type MakeConfig = (defaults?: string, backend?: string, frontend?: string) => string;

const ONE_SERVER = '  server web1 {{web1}}';

function configOf(mode: 'http' | 'tcp', times: Times, more: string): MakeConfig {
  return (defaults = '', backend = ONE_SERVER, frontend = '') => `defaults
  mode ${mode}
  log global
  option ${mode}log
  balance roundrobin
  timeout client ${times.client}
  timeout server ${times.server}
  timeout connect ${times.connect}
${more}${defaults}
frontend fe
  bind {{fe}}
${frontend}
  default_backend bk
backend bk
${backend}`;
}

export function httpConfig(client: number, server: number, connect: number, more = ''): MakeConfig {
  return configOf('http', { client, server, connect }, more);
}

export function tcpConfig(client: number, server: number, connect: number): MakeConfig {
  return configOf('tcp', { client, server, connect }, '');
}
