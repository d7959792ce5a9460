/**
 * scenario.yaml as text → `Scenario` and problems with their places. Never throws, whatever the text; work is bounded by the
 * limits in `schema.ts`. A problem in one item does not hide those in others.
 */
import { isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import {
  CLIENT_FIELDS,
  DEFAULT_MESSAGE,
  DEFAULT_NETWORK,
  FAULT_FIELDS,
  SCENARIO_FIELDS,
  SERVER_FIELDS,
} from './fields.ts';
import {
  type FieldsRead,
  placeOf,
  positionOf,
  type Read,
  type ReadContext,
  readContext,
  readFields,
  report,
  reportAt,
  resolve,
} from './reader.ts';
import {
  type ClientGroup,
  type FaultPlan,
  LIMITS,
  type RequestPlan,
  type Scenario,
  type ScenarioProblem,
  type ServerRule,
  type Traffic,
} from './schema.ts';

export interface ScenarioRead {
  /** null when there is an error. */
  readonly scenario: Scenario | null;
  readonly problems: readonly ScenarioProblem[];
}

/** Reads a scenario. An empty text is an empty scenario: nobody sends anything for the default duration. */
export function readScenario(text: string): ScenarioRead {
  const problems: ScenarioProblem[] = [];
  if (text.length > LIMITS.textBytes) {
    const message = `the scenario is larger than ${LIMITS.textBytes / 1024}k characters`;
    return { scenario: null, problems: [{ line: 1, column: 1, length: 1, severity: 'error', message }] };
  }
  const scenario = guarded(() => readText(text, problems), problems);
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return { scenario: problems.some((p) => p.severity === 'error') ? null : scenario, problems };
}

/** The YAML library recurses: a text nested deeply enough exhausts the stack. That is the text's fault, not ours. */
function guarded(read: () => Scenario | null, problems: ScenarioProblem[]): Scenario | null {
  try {
    return read();
  } catch (error) {
    const message = error instanceof RangeError ? 'nested too deeply' : `not readable as YAML: ${String(error)}`;
    problems.push({ line: 1, column: 1, length: 1, severity: 'error', message });
    return null;
  }
}

function readText(text: string, problems: ScenarioProblem[]): Scenario | null {
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false, logLevel: 'silent' });
  for (const error of [...doc.errors, ...doc.warnings].slice(0, 20)) {
    const severity = error.name === 'YAMLWarning' ? 'warning' : 'error';
    problems.push({ ...placeOf(lines, error.pos[0], error.pos[1]), severity, message: error.message });
  }
  if (doc.errors.length > 0) return null;
  const context = readContext(doc, lines, problems, LIMITS.nodes);
  const root = doc.contents;
  if (root === null || (isScalar(root) && root.value === null)) return assemble(context, {});
  const top = resolve(context, root as Node);
  const fields = top === null ? undefined : readFields(context, top, SCENARIO_FIELDS, 'a scenario');
  return fields === undefined ? null : assemble(context, fields);
}

function assemble(context: ReadContext, fields: FieldsRead<typeof SCENARIO_FIELDS>): Scenario {
  const durationMs = fields.duration?.value ?? 30_000;
  const clients = (fields.clients?.value ?? []).map((node, i) => readClient(context, node, i));
  const names = new Set<string>();
  for (const group of clients) {
    if (group === null) continue;
    if (names.has(group.name)) reportAt(context, group.at, `two groups of clients are called '${group.name}'`);
    names.add(group.name);
    checkVolume(context, group, durationMs);
  }
  return {
    title: fields.title?.value ?? null,
    ...(fields.configuration === undefined ? {} : { configuration: fields.configuration.value }),
    seed: fields.seed?.value ?? 1,
    durationMs,
    network: fields.network?.value ?? DEFAULT_NETWORK,
    clients: clients.filter((group) => group !== null),
    servers: (fields.servers?.value ?? [])
      .map(({ pattern, node }) => readServer(context, pattern, node))
      .filter((rule) => rule !== null),
    faults: (fields.faults?.value ?? []).map((node) => readFault(context, node)).filter((fault) => fault !== null),
  };
}

/** Refuses what would never finish. */
function checkVolume(context: ReadContext, group: ClientGroup, durationMs: number): void {
  if (group.traffic.kind !== 'open') return;
  const seconds = Math.max(0, (Math.min(group.stopMs ?? durationMs, durationMs) - group.startMs) / 1000);
  const requests = Math.min(group.traffic.ratePerSecond * seconds, group.count ?? Number.POSITIVE_INFINITY);
  if (requests <= LIMITS.requests) return;
  const asked = Math.round(requests).toLocaleString('en-US');
  const most = LIMITS.requests.toLocaleString('en-US');
  reportAt(
    context,
    group.at,
    `'${group.name}' would send ${asked} requests, more than ${most}: lower the rate, shorten the run or set 'count'`,
  );
}

type ClientFields = FieldsRead<typeof CLIENT_FIELDS>;

function readClient(context: ReadContext, node: Node, index: number): ClientGroup | null {
  const target = resolve(context, node);
  const fields = target === null ? undefined : readFields(context, target, CLIENT_FIELDS, 'a group of clients');
  if (fields === undefined) return null;
  const traffic = readTraffic(context, target!, fields);
  if (traffic === null) return null;
  const host = fields.host?.value ?? null;
  const requests = fields.request?.value ?? [DEFAULT_REQUEST];
  return {
    name: fields.name?.value ?? `clients${index + 1}`,
    at: fields.name?.at ?? positionOf(context, node),
    to: fields.to?.value ?? null,
    traffic,
    from: fields.from?.value ?? [DEFAULT_BLOCK],
    requests: host === null ? requests : requests.map((r) => ({ ...r, host: r.host ?? host })),
    ...(fields.inTurn?.value ? { inTurn: true as const } : {}),
    messages: fields.messages?.value ?? [DEFAULT_MESSAGE],
    keepAlive: fields.keepAlive?.value ?? traffic.kind !== 'open',
    requestsPerConnection: fields.requestsPerConnection?.value ?? null,
    cookies: fields.cookies?.value ?? false,
    count: fields.count?.value ?? null,
    startMs: fields.start?.value ?? 0,
    stopMs: fields.stop?.value ?? null,
    patienceMs: fields.timeout?.value ?? null,
    tls: fields.tls?.value ?? null,
  };
}

const DEFAULT_REQUEST: RequestPlan = {
  weight: 1,
  method: 'GET',
  target: '/',
  version: '1.1',
  host: null,
  headers: [],
  bodyBytes: 0,
};
/** 198.51.100.0/24, kept for documentation by RFC 5737. */
const DEFAULT_BLOCK = { first: 3325256705, count: 254, v6Prefix: null };

/** Fields that only make sense with one kind of traffic. */
const BELONGS: Readonly<Record<'rate' | 'users' | 'feeds', readonly (keyof ClientFields)[]>> = {
  rate: ['arrivals'],
  users: ['think'],
  feeds: ['every', 'ackTimeout', 'reconnect', 'messages'],
};

function readTraffic(context: ReadContext, node: Node, fields: ClientFields): Traffic | null {
  const kinds = (['rate', 'users', 'feeds'] as const).filter((k) => fields[k] !== undefined || hasKey(node, k));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    const found = kinds.length === 0 ? 'none of them' : kinds.map((k) => `'${k}'`).join(' and ');
    report(
      context,
      node,
      `expected one of 'rate' (open loop), 'users' (closed loop) or 'feeds' (persistent), found ${found}`,
    );
    return null;
  }
  for (const [owner, names] of Object.entries(BELONGS)) {
    if (owner === kind) continue;
    for (const name of names) {
      const field = fields[name] as Read<unknown> | undefined;
      if (field !== undefined)
        reportAt(context, field.at, `'${name}' goes with '${owner}', and this group has '${kind}'`);
    }
  }
  // present but not understood: that was said already
  if (fields[kind] === undefined) return null;
  if (kind === 'rate') {
    return { kind: 'open', ratePerSecond: fields.rate!.value, arrivals: fields.arrivals?.value ?? 'constant' };
  }
  if (kind === 'users') {
    return { kind: 'closed', users: fields.users!.value, think: fields.think?.value ?? { kind: 'constant', ms: 0 } };
  }
  return {
    kind: 'feed',
    feeds: fields.feeds!.value,
    every: fields.every?.value ?? { kind: 'constant', ms: 1000 },
    ackTimeoutMs: fields.ackTimeout?.value ?? 10_000,
    reconnectMs: fields.reconnect?.value ?? 1000,
  };
}

function readServer(context: ReadContext, pattern: ServerRule['pattern'], node: Node): ServerRule | null {
  const target = resolve(context, node);
  const fields = target === null ? undefined : readFields(context, target, SERVER_FIELDS, 'a server');
  if (fields === undefined) return null;
  const set: Record<string, unknown> = {};
  for (const [key, read] of Object.entries(fields)) if (read !== undefined) set[key] = (read as Read<unknown>).value;
  return { pattern, set };
}

function readFault(context: ReadContext, node: Node): FaultPlan | null {
  const target = resolve(context, node);
  const fields = target === null ? undefined : readFields(context, target, FAULT_FIELDS, 'a fault');
  if (fields === undefined) return null;
  for (const key of ['at', 'server', 'do'] as const) {
    if (fields[key] === undefined && target !== null && !hasKey(target, key)) {
      report(context, node, `a fault needs '${key}': ${FAULT_FIELDS[key].about}`);
    }
  }
  if (fields.at === undefined || fields.server === undefined || fields.do === undefined) return null;
  const action = fields.do.value;
  if (fields.factor !== undefined && action !== 'slow')
    reportAt(context, fields.factor.at, `'factor' goes with 'do: slow'`);
  if (fields.for !== undefined && (action === 'revive' || action === 'ready')) {
    reportAt(context, fields.for.at, `'for' makes no sense with 'do: ${action}'`);
  }
  return {
    atMs: fields.at.value,
    forMs: fields.for?.value ?? null,
    servers: fields.server.value,
    action,
    factor: fields.factor?.value ?? 10,
    at: positionOf(context, node),
  };
}

/** The key is there, though its value was not understood (that was said already). */
function hasKey(node: Node, key: string): boolean {
  return 'has' in node && (node as { has(key: string): boolean }).has(key);
}
