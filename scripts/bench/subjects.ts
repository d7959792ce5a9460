/** The proxies whose throughput is compared, and how each is started. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../lib/programs.mjs';

export interface Subject {
  readonly name: string;
  start(port: number, originPort: number, directory: string): readonly [string, readonly string[]];
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const node = process.execPath;

/** HTTP: three ACLs, two rules, a switch. Both Drydock and HAProxy run it. */
const http = (port: number, originPort: number) => `global
  nbthread 1
  maxconn 6000
defaults
  mode http
  timeout connect 5s
  timeout client 300s
  timeout server 30s
frontend web
  bind 127.0.0.1:${port}
  acl is_api path_beg /api/
  acl is_old hdr_sub(user-agent) -i curl
  acl is_inside src 10.0.0.0/8
  http-request deny if is_old
  http-request set-header X-Inside yes if is_inside
  use_backend api if is_api
  default_backend app
backend app
  balance roundrobin
  server app1 127.0.0.1:${originPort}
backend api
  server api1 127.0.0.1:${originPort}
`;

const tcp = (port: number, originPort: number) => `global
  nbthread 1
  maxconn 6000
defaults
  mode tcp
  timeout connect 5s
  timeout client 300s
  timeout server 300s
listen bytes
  bind 127.0.0.1:${port}
  server app1 127.0.0.1:${originPort}
`;

const TEXTS = { http, tcp };

/** Writes the configuration and returns its path. */
function written(mode: keyof typeof TEXTS, port: number, originPort: number, directory: string): string {
  const file = join(directory, `${mode}-${port}.cfg`);
  writeFileSync(file, TEXTS[mode](port, originPort));
  return file;
}

export const drydock = (mode: keyof typeof TEXTS): Subject => ({
  name: 'drydock run',
  start: (port, originPort, directory) => [
    node,
    [here('../../simulator/cli/main.ts'), 'run', '-f', written(mode, port, originPort, directory)],
  ],
});

/** One of `proxies.ts`. */
export const inNode = (kind: string, name = kind): Subject => ({
  name,
  start: (port, originPort) => [node, [here('proxies.ts'), kind, `${port}`, `${originPort}`]],
});

/** Nothing where it is not installed. */
export function haproxy(mode: keyof typeof TEXTS): readonly Subject[] {
  const path = findProgram('haproxy');
  if (path === undefined) return [];
  return [
    {
      name: 'haproxy',
      start: (port, originPort, directory) => [path, ['-db', '-f', written(mode, port, originPort, directory)]],
    },
  ];
}

export const ORIGIN = [node, here('origin.ts')] as const;
