/** Commands that change servers: `set server`, `enable`, `disable`, `set weight`, `add server`, `del server` and their kin. */

import type { RuntimeCommand } from '../../engine/io.ts';
import type { ServerPlan } from '../../plan/plan.ts';
import { SIMULATED_ALGORITHMS } from '../../plan/simulated.ts';
import { type Backend, backendNamed, serverNamed } from './lookup.ts';
import { parseServer } from './parse-server.ts';
import type { RuntimeRow, RuntimeView } from './types.ts';

type Found = { readonly proxy: Backend; readonly server: ServerPlan };

/** Does something with the server that a word names, or answers that there is none. */
function withServer(view: RuntimeView, text: string | undefined, act: (found: Found) => string): string {
  const found = serverNamed(view, text);
  return typeof found === 'string' ? found : act(found);
}

const state = ({ proxy, server }: Found, to: 'ready' | 'drain' | 'maint'): RuntimeCommand => ({
  type: 'set-state',
  proxy: proxy.id,
  server: server.index,
  state: to,
});

/** Percent of the configured weight, or a number from 0 to 256; null when it is neither. */
function weightOf(server: ServerPlan, text: string): number | null {
  const match = /^(\d+)(%?)$/.exec(text);
  if (match === null) return null;
  const value = match[2] === '%' ? Math.ceil((server.weight * Number(match[1])) / 100) : Number(match[1]);
  return value <= 256 ? value : null;
}

function setWeight(view: RuntimeView, { proxy, server }: Found, text: string | undefined): string {
  if (text === undefined) return 'Require <weight> or <weight%>.\n';
  const weight = weightOf(server, text);
  if (weight === null) return "Absolute weight can only be between 0 and 256 inclusive, relative weights need a '%'.\n";
  view.command({ type: 'set-weight', proxy: proxy.id, server: server.index, weight });
  return '';
}

function setAddress(view: RuntimeView, { proxy, server }: Found, words: readonly string[]): string {
  const host = words[4];
  if (host === undefined) return 'set server <b>/<s> addr requires an address and optionally a port.\n';
  if (!/^[0-9.]+$|:/.test(host)) return `invalid addr format: '${host}'.\n`;
  const portAt = words.indexOf('port', 5);
  const port = portAt < 0 ? server.port : Number(words[portAt + 1]);
  const changes: string[] = [];
  if (host !== server.host) changes.push(`IP changed from '${server.host}' to '${host}'`);
  if (portAt >= 0 && port !== server.port) changes.push(`port changed from '${server.port ?? 0}' to '${port}'`);
  view.command({ type: 'set-address', proxy: proxy.id, server: server.index, host, port });
  if (changes.length === 0) return `no need to change the addr, port\n`;
  return `${changes.join(', ')} by 'stats socket command'\n`;
}

function setServer(view: RuntimeView, words: readonly string[]): string {
  return withServer(view, words[2], (found) => {
    const at = { proxy: found.proxy.id, server: found.server.index };
    switch (words[3]) {
      case 'weight':
        return setWeight(view, found, words[4]);
      case 'state': {
        const to = words[4];
        if (to !== 'ready' && to !== 'drain' && to !== 'maint') {
          return "'set server <srv> state' expects 'ready', 'drain' and 'maint'.\n";
        }
        view.command(state(found, to));
        return '';
      }
      case 'health': {
        const health = words[4];
        if (found.server.check === null) return 'This server tracks nothing and has no check.\n';
        if (health !== 'up' && health !== 'stopping' && health !== 'down') {
          return "'set server <srv> health' expects 'up', 'stopping', or 'down'.\n";
        }
        view.command({ type: 'set-health', ...at, health });
        return '';
      }
      case 'ssl':
        if (found.server.isAdded) return "'set server <srv> ssl' not supported on dynamic servers\n";
        if (found.server.tls === undefined)
          return "'set server <srv> ssl' cannot be set.  default-server should define ssl settings\n";
        if (words[4] !== 'on' && words[4] !== 'off') return "'set server <srv> ssl' expects 'on' or 'off'.\n";
        view.command({ type: 'set-ssl', ...at, on: words[4] === 'on' });
        return 'server ssl setting updated.\n';
      case 'addr':
        return setAddress(view, found, words);
      case 'check-port':
      case 'check-addr':
        if (found.server.check === null) return 'Health checks are not enabled on this server.\n';
        view.command({
          type: 'set-check',
          ...at,
          ...(words[3] === 'check-port' ? { port: Number(words[4]) } : { host: words[4]! }),
        });
        return `health check ${words[3] === 'check-port' ? 'port' : 'addr'} updated.\n`;
      default:
        return 'usage: set server <backend>/<server> addr | agent | agent-addr | agent-port | agent-send | check-addr | check-port | fqdn | health | ssl | state | weight\n';
    }
  });
}

function addServer(view: RuntimeView, words: readonly string[]): string {
  const target = words[2] ?? '';
  const slash = target.indexOf('/');
  const proxy = slash < 0 ? null : backendNamed(view, target.slice(0, slash));
  if (slash < 0) return "Require 'backend/server'.\n";
  if (proxy === null) return 'No such backend.\n';
  const name = target.slice(slash + 1);
  const { algorithm } = proxy.backend.balance;
  if (STATIC_ALGORITHMS.has(algorithm) || (HASHES.has(algorithm) && proxy.backend.hashType.method === 'map-based')) {
    return view.plan.version === '3.4'
      ? `backend '${proxy.name}' uses a non dynamic load balancing method\n`
      : 'Backend must use a dynamic load balancing to support dynamic servers.\n';
  }
  if (words[3] === undefined) return "'server' expects <name> and <addr>[:<port>] as arguments.\n";
  if (proxy.backend.servers.some((server) => server.deleted !== true && server.name === name)) {
    return 'Already exists a server with the same name in backend.\n';
  }
  const proto = words.indexOf('proto');
  if (proto > 0 && proxy.mode === 'tcp' && words[proto + 1] !== 'none')
    return 'MUX protocol is not usable for server.\n';
  const parsed = parseServer(view.plan.version, proxy, name, words.slice(3));
  if (!parsed.ok) return `${parsed.problem}\n`;
  const tracked = trackedBy(view, proxy, parsed.server.trackName);
  if (typeof tracked === 'string') return tracked;
  view.command({ type: 'add-server', proxy: proxy.id, plan: { ...parsed.server, track: tracked } });
  return 'New server registered.\n';
}

/** Whom an added server follows; a text: why it cannot. */
function trackedBy(view: RuntimeView, own: Backend, said: string | null): ServerPlan['track'] | string {
  if (said === null) return null;
  const slash = said.indexOf('/');
  const name = said.slice(slash + 1);
  const proxy = slash < 0 ? own : backendNamed(view, said.slice(0, slash));
  if (proxy === null) return `unable to find required proxy '${said.slice(0, slash)}' for tracking.\n`;
  const server = proxy.backend.servers.find((one) => one.deleted !== true && one.name === name);
  if (!server) return `unable to find required server '${name}' for tracking.\n`;
  const which = `unable to use ${proxy.name}/${name} for tracking as it`;
  if (server.isAdded) return `${which} is a dynamic server.\n`;
  if (!server.check && !server.agent && !server.track) return `${which} does not have any check nor agent enabled.\n`;
  return { proxy: proxy.id, server: server.index };
}

const STATIC_ALGORITHMS: ReadonlySet<string> = new Set(['static-rr']);
const HASHES: ReadonlySet<string> = new Set(
  SIMULATED_ALGORITHMS.filter((name) => /^(source|uri|url_param|hdr|rdp-cookie|hash)$/.test(name)),
);

function deleteServer(view: RuntimeView, words: readonly string[]): string {
  return withServer(view, words[2], ({ proxy, server }) => {
    if (server.isReferenced === true) {
      return 'This server cannot be removed at runtime due to other configuration elements pointing to it.\n';
    }
    const current = view.state.proxies[proxy.id]!.servers[server.index]!;
    if (current.admin !== 'maint') return 'Only servers in maintenance mode can be deleted.\n';
    const isBusy = current.current > 0 || current.queue.length > 0 || current.idle.length + current.safe.length > 0;
    if (isBusy) return 'Server still has connections attached to it, cannot remove it.\n';
    view.command({ type: 'delete-server', proxy: proxy.id, server: server.index });
    return 'Server deleted.\n';
  });
}

/** `enable health`, `disable agent` and their like: the time of checks goes by all the same. */
const switches = (
  word: string,
  help: string,
  title: string,
  has: (server: ServerPlan) => boolean,
  which: { readonly agent?: true },
): RuntimeRow[] =>
  (['enable', 'disable'] as const).map((what) => ({
    words: [what, word],
    level: 'admin',
    help: `<backend>/<server>: ${what} ${help}`,
    run: (view, words) =>
      withServer(view, words[2], ({ proxy, server }) => {
        if (what === 'enable' && !has(server)) return `${title} was not configured on this server, cannot enable.\n`;
        view.command({ type: 'set-checking', proxy: proxy.id, server: server.index, on: what === 'enable', ...which });
        return '';
      }),
  }));

export const SERVER_COMMANDS: readonly RuntimeRow[] = [
  {
    words: ['add', 'server'],
    level: 'admin',
    help: '<backend>/<server> <address> [options]: one server more',
    run: addServer,
  },
  { words: ['del', 'server'], level: 'admin', help: '<backend>/<server>: remove a server', run: deleteServer },
  {
    words: ['enable', 'server'],
    level: 'admin',
    help: '<backend>/<server>: out of maintenance',
    run: (view, words) =>
      withServer(view, words[2], (found) => {
        view.command(state(found, 'ready'));
        return '';
      }),
  },
  {
    words: ['disable', 'server'],
    level: 'admin',
    help: '<backend>/<server>: into maintenance',
    run: (view, words) =>
      withServer(view, words[2], (found) => {
        view.command(state(found, 'maint'));
        return '';
      }),
  },
  ...switches('health', 'its health checks', 'Health check', ({ check }) => check !== null, {}),
  ...switches('agent', 'its agent', 'Agent', ({ agent }) => agent !== undefined, { agent: true }),
  {
    words: ['set', 'server'],
    level: 'admin',
    help: '<backend>/<server> <what> <value>: change a server',
    run: setServer,
  },
  {
    words: ['get', 'weight'],
    level: 'user',
    help: '<backend>/<server>: its weight, and the configured one',
    run: (view, words) =>
      withServer(view, words[2], ({ proxy, server }) => {
        const { userWeight } = view.state.proxies[proxy.id]!.servers[server.index]!;
        return `${userWeight} (initial ${server.weight})\n`;
      }),
  },
  {
    words: ['set', 'weight'],
    level: 'admin',
    help: '<backend>/<server> <weight>[%]: change its weight',
    run: (view, words) => withServer(view, words[2], (found) => setWeight(view, found, words[3])),
  },
  {
    words: ['set', 'maxconn', 'server'],
    level: 'admin',
    help: '<backend>/<server> <number>: change its limit of connections',
    run: (view, words) =>
      withServer(view, words[3], ({ proxy, server }) => {
        if (!/^\d+$/.test(words[4] ?? '')) return 'integer value expected.\n';
        view.command({ type: 'set-maxconn', proxy: proxy.id, server: server.index, maxconn: Number(words[4]) });
        return '';
      }),
  },
  {
    words: ['shutdown', 'sessions', 'server'],
    level: 'admin',
    help: '<backend>/<server>: end its sessions',
    run: (view, words) =>
      withServer(view, words[3], ({ proxy, server }) => {
        view.command({ type: 'kill-sessions', proxy: proxy.id, server: server.index });
        return '';
      }),
  },
];
