/**
 * External checks: a program is started for each, and its exit status is the verdict. It gets addresses as arguments and
 * in variables, and nothing else of the environment unless `external-check preserve-env` says so.
 * Facts: manual, "external-check command"; HAProxy 3.2 was asked.
 */
import { spawn } from 'node:child_process';
import { programEnded } from '../../engine/health/messages.ts';
import type { Output } from '../../engine/io.ts';
import type { ExternalCheckPlan } from '../../plan/external-check.ts';
import type { ServerPlan } from '../../plan/plan.ts';
import { proxyNumber } from '../runtime/lookup.ts';
import { feed, type World } from './world.ts';

type StartProbe = Extract<Output, { type: 'startProbe' }>;

/** What stands in an argument that there is nothing to say for. */
const NOTHING = 'NOT_USED';
/** The exit status of a program that could not be started. */
const NOT_STARTED = 255;

export function startProgramCheck(world: World, output: StartProbe, { command, path }: ExternalCheckPlan): void {
  const { probe } = output;
  const { args, variables } = told(world, output, path);
  const inherited = world.plan.process.checksKeepEnvironment ? process.env : {};
  const child = spawn(command, args, { env: { ...inherited, ...variables }, stdio: ['ignore', 'inherit', 'inherit'] });
  let over = false;
  const end = (code: number | null): void => {
    if (over) return;
    over = true;
    world.probes.delete(probe);
    feed(world, { type: 'probeEnded', probe, result: programEnded(code) });
  };
  child.once('error', () => end(NOT_STARTED));
  child.once('exit', (code) => end(code));
  world.probes.set(probe, {
    close() {
      over = true;
      world.probes.delete(probe);
      child.kill('SIGTERM');
    },
  });
}

/** The arguments (the proxy's address and port, the server's), and the variables that say the same and more. */
function told(world: World, { proxy: id, server: index }: StartProbe, path: string) {
  const proxy = world.plan.proxies[id]!;
  const server = proxy.backend!.servers[index]!;
  const own = proxyAddress(world, id);
  const [host, port] = serverAddress(server);
  const variables = {
    PATH: path,
    HAPROXY_PROXY_NAME: proxy.name,
    HAPROXY_PROXY_ID: `${proxyNumber(world.plan, proxy)}`,
    HAPROXY_PROXY_ADDR: said(own[0]),
    HAPROXY_PROXY_PORT: said(own[1]),
    HAPROXY_SERVER_NAME: server.name,
    HAPROXY_SERVER_ID: `${server.puid}`,
    HAPROXY_SERVER_ADDR: host,
    HAPROXY_SERVER_PORT: said(port),
    HAPROXY_SERVER_MAXCONN: `${server.maxconn ?? 0}`,
    HAPROXY_SERVER_CURCONN: `${world.state.proxies[id]!.servers[index]!.current}`,
    HAPROXY_SERVER_SSL: server.ssl ? '1' : '0',
    HAPROXY_SERVER_PROTO: proxy.mode === 'http' ? (server.proto ?? 'h1') : proxy.mode,
  };
  return { args: [...own, host, port], variables };
}

const said = (argument: string): string => (argument === NOTHING ? '' : argument);

/** Of the first `bind` line that is an address. */
function proxyAddress(world: World, proxy: number): readonly [string, string] {
  for (const { plan, port } of world.listeners.values()) {
    if (plan.proxy !== proxy) continue;
    if (plan.family.startsWith('ip')) return [plan.host, `${port}`];
    if (plan.family === 'unix') return [plan.host, NOTHING];
  }
  return [NOTHING, NOTHING];
}

function serverAddress({ family, host, port }: ServerPlan): readonly [string, string] {
  return family === 'unix' ? [host, NOTHING] : [host, `${port ?? 0}`];
}
