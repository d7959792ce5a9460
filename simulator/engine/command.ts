/** What an operator changes while the engine runs (the runtime socket's commands, as facts). */
import type { ServerPlan } from '../plan/plan.ts';
import { balanceOf } from './balance/index.ts';
import { changeFrontendMaxconn, changeServer, effectivePlan } from './changes.ts';
import { createServer } from './create-server.ts';
import { force } from './health/counter.ts';
import { addChecks } from './health/index.ts';
import type { RuntimeCommand } from './io.ts';
import { closeIdle } from './pool.ts';
import { killSessions, setAdmin, setRunning, setWeight } from './server.ts';
import type { Engine, ProxyState } from './state.ts';
import { clearTable, setEntry } from './stick/operator.ts';

type ServerCommand = Extract<RuntimeCommand, { readonly server: number }>;

/** Carries a command out; what names nothing that is there changes nothing. */
export function command(engine: Engine, what: RuntimeCommand): void {
  switch (what.type) {
    case 'add-server':
      addServer(engine, what.proxy, what.plan);
      return;
    case 'set-frontend-maxconn':
      changeFrontendMaxconn(engine.state, what.proxy, what.maxconn === 0 ? null : what.maxconn);
      return;
    case 'clear-table':
      clearTable(engine, what.table, what.key);
      return;
    case 'set-table':
      setEntry(engine, what.table, what.key, what.values);
      return;
    case 'set-patterns':
      engine.state.patterns.set(what.file, what.entries);
      return;
    case 'set-variable':
      if (what.value === null) delete engine.state.variables[what.name];
      else engine.state.variables[what.name] = what.value;
      return;
    case 'clear-counters':
      clearCounters(engine, what.all);
      return;
    default:
      serverCommand(engine, what);
  }
}

function serverCommand(engine: Engine, what: ServerCommand): void {
  const server = engine.state.proxies[what.proxy]?.servers[what.server];
  const plan = engine.plan.proxies[what.proxy]?.backend?.servers[what.server];
  if (!server || !plan) return;
  switch (what.type) {
    case 'set-weight':
      setWeight(engine, server, Math.max(0, Math.min(256, Math.trunc(what.weight))));
      return;
    case 'set-state':
      setAdmin(engine, server, what.state);
      return;
    case 'set-health': {
      // a server that tracks another one has no health of its own
      if (plan.track) return;
      const running = what.health === 'up' ? 'running' : what.health === 'stopping' ? 'stopping' : 'stopped';
      if (plan.check && server.check) force(plan.check, server.check, what.health !== 'down');
      setRunning(engine, server, running, { reason: 'changed from CLI', probe: null, durationMs: null });
      return;
    }
    case 'set-address': {
      const family = what.host.includes(':') ? 'ipv6' : 'ipv4';
      const check = plan.check && {
        ...plan.check,
        host: plan.check.host === plan.host ? what.host : plan.check.host,
        port: plan.check.port === plan.port ? what.port : plan.check.port,
      };
      changeServer(engine.state, what.proxy, { ...plan, host: what.host, port: what.port, family, check });
      return;
    }
    case 'set-check':
      if (plan.check) {
        const check = { ...plan.check, host: what.host ?? plan.check.host, port: what.port ?? plan.check.port };
        changeServer(engine.state, what.proxy, { ...plan, check });
      }
      return;
    case 'set-checking':
      // their time goes by either way
      if (what.agent) {
        if (server.agent) server.agent.isOff = !what.on;
      } else if (server.check) server.check.isOff = !what.on;
      return;
    case 'set-ssl':
      setSsl(engine, what.proxy, plan, what.on);
      return;
    case 'set-maxconn':
      changeServer(engine.state, what.proxy, { ...plan, maxconn: what.maxconn === 0 ? null : what.maxconn });
      return;
    case 'kill-sessions':
      killSessions(engine, server, 'K');
      return;
    case 'delete-server':
      changeServer(engine.state, what.proxy, { ...plan, deleted: true });
      if (plan.track)
        changeTrackers(engine, plan.track, (trackers) =>
          trackers.filter((one) => one.proxy !== what.proxy || one.server !== what.server),
        );
      return;
  }
}

/** One server more, in maintenance. Balancing learns of it as it learns of all servers at the start. */
function addServer(
  engine: Engine,
  proxyId: number,
  plan: Extract<RuntimeCommand, { type: 'add-server' }>['plan'],
): void {
  const { state } = engine;
  const proxy = state.proxies[proxyId];
  if (!proxy || engine.plan.proxies[proxyId]?.backend == null || plan.index !== proxy.servers.length) return;
  changeServer(state, proxyId, plan);
  const changed: Engine = { ...engine, plan: effectivePlan(engine.basePlan ?? engine.plan, state) };
  const backend = changed.plan.proxies[proxyId]!.backend!;
  (proxy.servers as ProxyState['servers'][number][]).push(
    createServer(proxyId, backend, plan, state.timers, engine.nowMs),
  );
  (proxy as { lb: ProxyState['lb'] }).lb = balanceOf(backend.balance.algorithm).init(backend, proxy, changed);
  addChecks(changed, proxy.servers[plan.index]!);
  const place = { proxy: proxyId, server: plan.index };
  if (plan.track) changeTrackers(changed, plan.track, (trackers) => [place, ...trackers]);
}

/** A server is followed by others from now on. */
function changeTrackers(
  { plan, state }: Engine,
  { proxy, server }: NonNullable<ServerPlan['track']>,
  change: (trackers: ServerPlan['trackers']) => ServerPlan['trackers'],
): void {
  const followed = plan.proxies[proxy]!.backend!.servers[server]!;
  changeServer(state, proxy, { ...followed, trackers: change(followed.trackers) });
}

/** Connections that were kept are of the other kind. */
function setSsl(engine: Engine, proxy: number, { refusesSsl: _, ...plan }: ServerPlan, on: boolean): void {
  changeServer(engine.state, proxy, { ...plan, ssl: on });
  const server = engine.state.proxies[proxy]!.servers[plan.index]!;
  closeIdle(engine, server, server.safe.length + server.idle.length);
}

function clearCounters({ state }: Engine, all: boolean): void {
  for (const proxy of state.proxies) {
    proxy.counters.maxFrontend = proxy.feconn;
    proxy.counters.maxBackend = proxy.beconn;
    if (all) zero(proxy.counters);
    for (const server of proxy.servers) {
      server.counters.maxCurrent = server.current;
      if (all) zero(server.counters);
    }
  }
}

function zero(counters: object): void {
  for (const [name, value] of Object.entries(counters)) {
    if (typeof value === 'number') (counters as Record<string, number>)[name] = 0;
    else if (Array.isArray(value)) value.fill(0);
  }
}
