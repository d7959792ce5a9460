/** Templates with places to fill, as Monaco and LSP read them. */
import type { Entry } from './vocabulary.ts';

export interface Snippet {
  readonly label: string;
  readonly insert: string;
  readonly says: string;
}

const SECTIONS: Readonly<Record<string, Snippet>> = {
  global: {
    label: 'global …',
    insert: `global\n    log stdout format raw local0\n    maxconn \${1:4096}\n`,
    says: 'A global section with a log and a limit.',
  },
  defaults: {
    label: 'defaults …',
    insert: `defaults\n    log global\n    mode \${1|http,tcp|}\n    timeout connect \${2:5s}\n    timeout client \${3:30s}\n    timeout server \${4:30s}\n`,
    says: 'Defaults with the three timeouts that every proxy needs.',
  },
  frontend: {
    label: 'frontend …',
    insert: `frontend \${1:www}\n    bind :\${2:80}\n    default_backend \${3:web}\n`,
    says: 'A frontend that listens and has a backend.',
  },
  backend: {
    label: 'backend …',
    insert: `backend \${1:web}\n    balance \${2|roundrobin,leastconn,source|}\n    server \${3:web1} \${4:192.0.2.1}:\${5:80} check\n`,
    says: 'A backend with an algorithm and a server.',
  },
  listen: {
    label: 'listen …',
    insert: `listen \${1:service}\n    bind :\${2:8080}\n    mode \${3|tcp,http|}\n    server \${4:s1} \${5:192.0.2.1}:\${6:8080} check\n`,
    says: 'A frontend and a backend in one.',
  },
};

const DIRECTIVES: Readonly<Record<string, Snippet>> = {
  server: {
    label: 'server … check',
    insert: `server \${1:s1} \${2:192.0.2.1}:\${3:80} check`,
    says: 'A server with health checks.',
  },
  bind: { label: 'bind :80', insert: `bind :\${1:80}`, says: 'Listens on all IPv4 addresses.' },
  acl: { label: 'acl … path_beg', insert: `acl \${1:is_api} path_beg \${2:/api}`, says: 'A test of the path.' },
  use_backend: {
    label: 'use_backend … if',
    insert: `use_backend \${1:api} if \${2:is_api}`,
    says: 'A backend for some of the requests.',
  },
  'stick-table': {
    label: 'stick-table … ip',
    insert: `stick-table type ip size \${1:100k} expire \${2:30m}`,
    says: 'A table of client addresses.',
  },
};

/** A template for a whole line or section, or null. */
export function entrySnippet(entry: Entry, sectionKind: string): Snippet | null {
  if (entry.kind === 'section') return Object.hasOwn(SECTIONS, entry.name) ? SECTIONS[entry.name]! : null;
  if (entry.kind !== 'directive' || sectionKind === 'global' || sectionKind === 'peers' || entry.title !== entry.name)
    return null;
  return Object.hasOwn(DIRECTIVES, entry.name) ? DIRECTIVES[entry.name]! : null;
}

/** For names that go on in the same word, the whole of it; null for others. */
export function glueSnippet(entry: Entry): string | null {
  if (entry.glued === 'digits') return `${entry.name}\${1:0}`;
  if (entry.glued !== 'parentheses' || entry.form.startsWith('[')) return null;
  const inner = /^\(([^)]*)\)/.exec(entry.form)?.[1] ?? '<argument>';
  const places = inner
    .split(',')
    .map((a, i) => `\${${i + 1}:${/variable/.test(a) ? 'txn.name' : a.replace(/[<>]/g, '')}}`);
  return `${entry.name}(${places.join(',')})`;
}
