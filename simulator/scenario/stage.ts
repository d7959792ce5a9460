/**
 * A scenario fitted to a plan: names resolved to listeners and servers, behaviours merged, faults in order of time.
 * Servers of several backends with the same address are one machine in the world: what breaks one breaks all.
 */
import type { TlsFacts } from '../engine/tls/facts.ts';
import type { ListenerPlan, Plan, ProxyPlan } from '../plan/plan.ts';
import {
  type ClientGroup,
  DEFAULT_BEHAVIOUR,
  type FaultAction,
  type FaultPlan,
  type NameAt,
  type Position,
  type Scenario,
  type ScenarioProblem,
  type ServerBehaviour,
  type ServerRule,
} from './schema.ts';
import { tlsFacts } from './tls.ts';
import { nearestWord } from './values.ts';

export interface Stage {
  readonly scenario: Scenario;
  readonly groups: readonly StageGroup[];
  readonly machines: readonly Machine[];
  /** By proxy id and server index: index into `machines`, or -1. */
  readonly machineOf: readonly (readonly number[])[];
  /** In order of time; those of one time in the order written. */
  readonly faults: readonly StageFault[];
}

export interface StageGroup {
  readonly group: ClientGroup;
  readonly listener: number;
  readonly frontend: number;
  readonly mode: 'tcp' | 'http';
  /** What clients connect to. */
  readonly dst: { readonly host: string; readonly port: number };
  /** The client speaks TLS; the listener terminates it, or (passthrough, or by mistake) does not. */
  readonly tls: { readonly sni: string | null; readonly terminated: boolean; readonly facts: TlsFacts } | null;
}

/** One process behind one address. */
export interface Machine {
  readonly id: number;
  /** `backend/server` of its first appearance. */
  readonly name: string;
  readonly servers: readonly { readonly proxy: number; readonly server: number }[];
  readonly speaks: 'http' | 'tcp' | 'mllp';
  readonly behaviour: ServerBehaviour;
  /** What it makes of the PROXY header that comes first on its connections. */
  readonly proxyHeader: 'none' | 'read' | 'ignored';
}

export interface StageFault {
  readonly atMs: number;
  readonly forMs: number | null;
  readonly machine: number;
  readonly proxy: number;
  readonly server: number;
  readonly action: FaultAction;
  readonly factor: number;
}

export interface StageResult {
  /** null when there is an error. */
  readonly stage: Stage | null;
  readonly problems: readonly ScenarioProblem[];
}

/** Fits a scenario to a plan. What the plan does not know is reported at its place in the scenario. */
export function stageScenario(scenario: Scenario, plan: Plan): StageResult {
  const problems: ScenarioProblem[] = [];
  const groups = scenario.clients.map((group) => stageGroup(group, plan, problems)).filter((group) => group !== null);
  const all = serversOf(plan.proxies);
  for (const rule of scenario.servers) matchServers(rule.pattern, all, problems);
  const { machines, machineOf } = stageMachines(scenario.servers, plan, mllpBackends(groups, plan));
  const faults = scenario.faults.flatMap((fault) => stageFault(fault, all, machineOf, problems));
  faults.sort((a, b) => a.atMs - b.atMs);
  for (const group of groups) checkGroup(group, problems);
  const failed = problems.some((p) => p.severity === 'error');
  return { stage: failed ? null : { scenario, groups, machines, machineOf, faults }, problems };
}

function fail(problems: ScenarioProblem[], at: Position, message: string): null {
  problems.push({ ...at, severity: 'error', message });
  return null;
}

/** The address that stands for the load balancer where a bind says "any" (RFC 5737, RFC 3849). */
const ANY_V4 = '192.0.2.1';
const ANY_V6 = '2001:db8::1';

function stageGroup(group: ClientGroup, plan: Plan, problems: ScenarioProblem[]): StageGroup | null {
  const listener = findListener(group, plan, problems);
  if (listener === null) return null;
  const proxy = plan.proxies[listener.proxy]!;
  if (proxy.mode !== 'tcp' && proxy.mode !== 'http') {
    return fail(problems, group.to?.at ?? group.at, `'${proxy.name}' has mode ${proxy.mode}, which is not simulated`);
  }
  const terminated = listener.ssl !== null;
  const wantsTls = group.tls !== null || terminated;
  return {
    group,
    listener: listener.id,
    frontend: proxy.id,
    mode: proxy.mode,
    dst: { host: hostOf(listener), port: listener.port },
    tls: wantsTls ? { sni: group.tls?.sni ?? null, terminated, facts: tlsFacts(group.tls, listener) } : null,
  };
}

function hostOf(listener: ListenerPlan): string {
  if (listener.host === '' || listener.host === '*' || listener.host === '0.0.0.0') return ANY_V4;
  return listener.host === '::' ? ANY_V6 : listener.host;
}

function findListener(group: ClientGroup, plan: Plan, problems: ScenarioProblem[]): ListenerPlan | null {
  const open = plan.listeners.filter((l) => plan.proxies[l.proxy]?.disabled === false);
  const names = [...new Set(open.map((l) => plan.proxies[l.proxy]!.name))];
  const known = names.length === 0 ? 'the configuration listens nowhere' : `the frontends are ${names.join(', ')}`;
  if (group.to === null) {
    if (names.length === 1) return preferred(open, group);
    return fail(problems, group.at, `'${group.name}' needs 'to', the frontend it talks to: ${known}`);
  }
  const { text, at } = group.to;
  const named = open.filter((l) => plan.proxies[l.proxy]!.name === text);
  if (named.length > 0) return preferred(named, group);
  const byAddress = /^(?:(.*):)?(\d{1,5})$/.exec(text);
  if (byAddress !== null) {
    const host = (byAddress[1] ?? '').replace(/^\[(.*)\]$/, '$1');
    const port = Number(byAddress[2]);
    const matching = open.filter((l) => l.port === port && (host === '' || host === '*' || answersFor(l, host)));
    if (matching.length > 0) return preferred(matching, group);
    return fail(problems, at, `no bind at '${text}': ${binds(open)}`);
  }
  const disabled = plan.proxies.some((p) => p.name === text && p.disabled);
  if (disabled) return fail(problems, at, `'${text}' is disabled in the configuration`);
  const near = nearestWord(text, names);
  return fail(problems, at, `no frontend '${text}'${near === null ? '' : ` (did you mean '${near}'?)`}: ${known}`);
}

function answersFor(listener: ListenerPlan, host: string): boolean {
  return listener.host === host || listener.host === '' || listener.host === '*' || listener.host === '0.0.0.0';
}

function binds(listeners: readonly ListenerPlan[]): string {
  const shown = listeners.slice(0, 8).map((l) => `${l.host}:${l.port}`);
  return shown.length === 0 ? 'the configuration listens nowhere' : `it listens on ${shown.join(', ')}`;
}

/** The first listener, or the first with (without) TLS when the group says so. */
function preferred(listeners: readonly ListenerPlan[], group: ClientGroup): ListenerPlan {
  const wants = group.tls !== null;
  return listeners.find((l) => (l.ssl !== null) === wants) ?? listeners[0]!;
}

/** Backends that feeds can reach: their servers speak MLLP unless the scenario says otherwise. */
function mllpBackends(groups: readonly StageGroup[], plan: Plan): ReadonlySet<number> {
  const reached = new Set<number>();
  for (const { group, frontend } of groups) {
    if (group.traffic.kind !== 'feed') continue;
    reached.add(frontend);
    const front = plan.proxies[frontend]?.frontend;
    if (front?.defaultBackend) reached.add(front.defaultBackend.proxy);
    for (const rule of front?.useBackends ?? []) if (rule.proxy !== null) reached.add(rule.proxy);
  }
  return reached;
}

function stageMachines(
  rules: readonly ServerRule[],
  plan: Plan,
  mllp: ReadonlySet<number>,
): { readonly machines: readonly Machine[]; readonly machineOf: readonly (readonly number[])[] } {
  const byAddress = new Map<string, number>();
  const machines: (Omit<Machine, 'servers'> & { readonly servers: { proxy: number; server: number }[] })[] = [];
  const machineOf = plan.proxies.map((proxy) =>
    (proxy.backend?.servers ?? []).map((server) => {
      const address = `${server.host}:${server.port ?? `+${server.portOffset ?? 0}`}`;
      const known = byAddress.get(address);
      if (known !== undefined) {
        machines[known]!.servers.push({ proxy: proxy.id, server: server.index });
        return known;
      }
      const id = machines.length;
      byAddress.set(address, id);
      const behaviour = behaviourOf(rules, proxy.name, server.name, mllp.has(proxy.id));
      const speaks = behaviour.mllp !== null ? 'mllp' : proxy.mode === 'http' ? 'http' : 'tcp';
      const servers = [{ proxy: proxy.id, server: server.index }];
      const proxyHeader = server.sendProxy === null ? 'none' : behaviour.readsProxy ? 'read' : 'ignored';
      machines.push({ id, name: `${proxy.name}/${server.name}`, servers, speaks, behaviour, proxyHeader });
      return id;
    }),
  );
  return { machines, machineOf };
}

/** 0 when the pattern does not fit, else the more the more exact. */
function fits(pattern: string, backend: string, server: string): number {
  if (pattern === `${backend}/${server}`) return 4;
  if (pattern === server) return 3;
  if (pattern === `${backend}/*`) return 2;
  return pattern === '*' ? 1 : 0;
}

function behaviourOf(rules: readonly ServerRule[], backend: string, server: string, mllp: boolean): ServerBehaviour {
  const matching = rules
    .map((rule) => ({ rule, rank: fits(rule.pattern.text, backend, server) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => a.rank - b.rank);
  const base = mllp ? { ...DEFAULT_BEHAVIOUR, mllp: { ack: 'AA' } as const } : DEFAULT_BEHAVIOUR;
  return Object.assign({ ...base }, ...matching.map(({ rule }) => rule.set));
}

/** Servers that a pattern names, or a problem when there are none. */
function matchServers(pattern: NameAt, all: readonly ServerRef[], problems: ScenarioProblem[]): readonly ServerRef[] {
  const found = all.filter(({ backend, name }) => fits(pattern.text, backend, name) > 0);
  if (found.length > 0 || pattern.text === '*') return found;
  const names = [...new Set(all.flatMap(({ backend, name }) => [name, `${backend}/${name}`]))];
  const near = nearestWord(pattern.text, names);
  const known = [...new Set(all.map(({ name }) => name))].slice(0, 12).join(', ');
  const hint = near === null ? (known === '' ? '' : `: the servers are ${known}`) : `: did you mean '${near}'?`;
  fail(problems, pattern.at, `no server '${pattern.text}' in the configuration${hint}`);
  return [];
}

interface ServerRef {
  readonly proxy: number;
  readonly server: number;
  readonly backend: string;
  readonly name: string;
}

function serversOf(proxies: readonly ProxyPlan[]): readonly ServerRef[] {
  return proxies.flatMap((proxy) =>
    (proxy.backend?.servers ?? []).map((server) => ({
      proxy: proxy.id,
      server: server.index,
      backend: proxy.name,
      name: server.name,
    })),
  );
}

const OPERATOR_ACTIONS: ReadonlySet<FaultAction> = new Set(['maint', 'drain', 'ready']);

function stageFault(
  fault: FaultPlan,
  all: readonly ServerRef[],
  machineOf: Stage['machineOf'],
  problems: ScenarioProblem[],
): readonly StageFault[] {
  const out: StageFault[] = [];
  const machinesDone = new Set<number>();
  for (const pattern of fault.servers) {
    for (const { proxy, server } of matchServers(pattern, all, problems)) {
      const machine = machineOf[proxy]![server]!;
      // an operator acts on each server line, the world acts on a machine once
      if (!OPERATOR_ACTIONS.has(fault.action) && machinesDone.has(machine)) continue;
      machinesDone.add(machine);
      const { atMs, forMs, action, factor } = fault;
      out.push({ atMs, forMs, machine, proxy, server, action, factor });
    }
  }
  return out;
}

function checkGroup(staged: StageGroup, problems: ScenarioProblem[]): void {
  const { group, mode } = staged;
  if (group.traffic.kind === 'feed' && mode === 'http') {
    fail(problems, group.to?.at ?? group.at, `'${group.name}' has feeds, and they need a frontend in mode tcp`);
  }
}
