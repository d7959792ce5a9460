/**
 * A configuration made fit for one machine: listeners and servers get ports of 127.0.0.1, what touches the machine
 * (users, sockets, log targets) is taken out, and every frontend logs to standard output. Only these words change; the same
 * changed text is given to HAProxy and to Drydock. Health checks get a port of their own, so that they can be told from traffic.
 */
import type { Span } from '../language/diagnostic.ts';
import { analyse } from '../language/haproxy/analyse.ts';
import type { Config, ProxyConfig, Settings, SourceFile, Version } from '../language/haproxy/config.ts';
import { plan as planOf } from '../plan/build.ts';
import type { Plan } from '../plan/plan.ts';
import { freePorts } from './ports.ts';

/** Where a server of the configuration really is. */
export interface MachinePorts {
  readonly port: number;
  /** For its health checks; null when there are none. */
  readonly checkPort: number | null;
}

export interface Mapping {
  /** The changed text, a character a byte. */
  readonly text: string;
  /** Of the changed text. */
  readonly plan: Plan;
  /** By proxy id and server index. */
  readonly servers: readonly (readonly MachinePorts[])[];
  /** What was changed beside addresses, for people. */
  readonly changes: readonly string[];
}

export type Mapped =
  | { readonly ok: true; readonly mapping: Mapping }
  | { readonly ok: false; readonly problem: string };

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Directives of `global` that would touch the machine, or take away what the lab needs. */
const DROPPED: ReadonlySet<string> = new Set(
  'daemon chroot user group uid gid pidfile nbthread nbproc cpu-map thread-groups master-worker mworker-max-reloads log stats ulimit-n quiet'.split(
    ' ',
  ),
);

/** What stands before the configuration, in the same text for both. */
const preamble = (socket: string): string =>
  `global\n  nbthread 1\n  log stdout format raw local0\n  stats socket unix@./${socket} mode 600 level admin\n`;

/**
 * @param file one text, a character a byte
 * @param socket path of the runtime socket, relative to HAProxy's working directory
 */
export async function mapToLoopback(file: SourceFile, version: Version, socket: string): Promise<Mapped> {
  const { config, diagnostics } = analyse([file], { version });
  const wrong = diagnostics.find((d) => d.severity === 'error');
  if (wrong !== undefined) return { ok: false, problem: `${file.name}: ${wrong.message}` };
  const plan = planOf(config);
  const unfit = whyUnfit(plan);
  if (unfit !== null) return { ok: false, problem: unfit };
  const edits: Edit[] = [];
  const changes: string[] = [];
  await moveListeners(config, plan, edits);
  const servers = await moveServers(config, plan, edits);
  dropFromGlobal(config, edits, changes);
  logToStdout(config, plan, file.text, edits, changes);
  const text = preamble(socket) + applied(file.text, edits);
  const after = analyse([{ name: file.name, text }], { version });
  const broken = after.diagnostics.find((d) => d.severity === 'error');
  if (broken !== undefined) return { ok: false, problem: `${file.name}, on loopback: ${broken.message}` };
  return { ok: true, mapping: { text, plan: planOf(after.config), servers, changes } };
}

function whyUnfit(plan: Plan): string | null {
  for (const listener of plan.listeners) {
    if (listener.ssl !== null) return 'a bind with ssl: the lab has no TLS clients so far';
    if (listener.acceptProxy) return 'a bind with accept-proxy: the lab has no clients that speak it so far';
    if (listener.family !== 'ipv4' && listener.family !== 'ipv6') return 'a bind that is no IP address';
  }
  for (const proxy of plan.proxies) {
    for (const server of proxy.backend?.servers ?? []) {
      if (server.ssl) return `server ${server.name} with ssl: the lab has no TLS servers so far`;
    }
  }
  return null;
}

async function moveListeners(config: Config, plan: Plan, edits: Edit[]): Promise<void> {
  const ports = await freePorts(plan.listeners.length);
  let used = 0;
  for (const proxy of config.proxies) {
    for (const bind of proxy.binds) {
      const words = bind.addresses.map(({ value }) => {
        const count = Math.max(1, value.portTo - value.portFrom + 1);
        return Array.from({ length: count }, () => `127.0.0.1:${ports[used++] ?? 0}`).join(',');
      });
      const spans = bind.addresses.map(({ span }) => span);
      edits.push(replace(around(spans), words.join(',')));
    }
  }
}

/** Several addresses of one word may share its span. */
function around(spans: readonly Span[]): Span {
  const from = Math.min(...spans.map((span) => span.from));
  return { file: spans[0]!.file, from, to: Math.max(...spans.map((span) => span.to)) };
}

async function moveServers(config: Config, plan: Plan, edits: Edit[]): Promise<MachinePorts[][]> {
  const known = new Map<string, MachinePorts>();
  const all: MachinePorts[][] = [];
  for (const [id, proxy] of config.proxies.entries()) {
    const mine: MachinePorts[] = [];
    for (const [index, server] of proxy.servers.entries()) {
      const { value } = server.address;
      const planned = plan.proxies[id]!.backend!.servers[index]!;
      const key = `${value.host}:${value.port ?? `+${value.portOffset ?? 0}`}`;
      const has = known.get(key);
      const [port = 0, checkPort = 0] =
        has === undefined ? await freePorts(2) : [has.port, has.checkPort ?? (await freePorts(1))[0]];
      const ports = { port, checkPort: planned.check === null ? (has?.checkPort ?? null) : checkPort };
      known.set(key, ports);
      mine.push(ports);
      const check = planned.check !== null && server.checkPort === undefined ? ` port ${checkPort}` : '';
      edits.push(replace(server.address.span, `127.0.0.1:${port}${check}`));
      if (planned.check !== null && server.checkPort !== undefined)
        edits.push(replace(server.checkPort.span, `${checkPort}`));
    }
    all.push(mine);
  }
  return all;
}

function dropFromGlobal(config: Config, edits: Edit[], changes: string[]): void {
  for (const section of config.sections) {
    if (section.kind !== 'global') continue;
    for (const { words, span } of section.directives) {
      const keyword = words[0]!.text;
      if (!DROPPED.has(keyword)) continue;
      edits.push(replace(span, ''));
      changes.push(`global: '${keyword}' left out`);
    }
  }
}

/** Every frontend and backend logs, once, to the one target of the preamble. */
function logToStdout(config: Config, plan: Plan, text: string, edits: Edit[], changes: string[]): void {
  for (const { settings } of config.defaults) onlyGlobal(settings, edits);
  for (const [id, proxy] of config.proxies.entries()) {
    onlyGlobal(proxy.settings, edits);
    const inherited = proxy.defaults === null ? null : config.defaults[proxy.defaults]!.settings;
    const logs = proxy.settings.logs.length > 0 || (!proxy.settings.noLog && (inherited?.logs.length ?? 0) > 0);
    const { frontend, mode } = plan.proxies[id]!;
    const missing: string[] = [];
    if (!logs) missing.push('log global');
    if (frontend?.log.format === 'connect') missing.push(`option ${mode === 'http' ? 'httplog' : 'tcplog'}`);
    if (missing.length === 0) continue;
    const at = endOfLine(text, proxy);
    edits.push({ from: at, to: at, text: missing.map((line) => `\n  ${line}`).join('') });
    changes.push(`${proxy.kind} ${proxy.name.value}: '${missing.join("' and '")}' added`);
  }
}

function onlyGlobal(settings: Settings, edits: Edit[]): void {
  settings.logs.forEach(({ span }, index) => {
    edits.push(replace(span, index === 0 ? 'log global' : ''));
  });
}

function endOfLine(text: string, proxy: ProxyConfig): number {
  const at = text.indexOf('\n', proxy.section.header.span.to);
  return at < 0 ? text.length : at;
}

function replace(span: Span, text: string): Edit {
  return { from: span.from, to: span.to, text };
}

function applied(text: string, edits: readonly Edit[]): string {
  let out = text;
  for (const { from, to, text: by } of [...edits].sort((a, b) => b.from - a.from)) {
    out = out.slice(0, from) + by + out.slice(to);
  }
  return out;
}
