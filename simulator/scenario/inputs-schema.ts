/**
 * The shape of what a driver observed (`engine/io.ts`, `Input`), for files: what came from elsewhere is looked at before an
 * engine is given it. Objects keep fields that are not named here.
 */
import { z } from 'zod';

// pages forbid code that is made from text
z.config({ jitless: true });

const whole = z.number().int();
const count = whole.nonnegative();
const id = whole.positive();
const ending = z.enum(['end', 'reset']);
const body = z.enum(['none', 'length', 'chunked', 'until-close', 'tunnel']);
const endpoint = z.looseObject({ host: z.string(), port: count });
const header = z.looseObject({ name: z.string(), value: z.string() });
const version = z.enum(['1.0', '1.1']);
const requestHead = z.looseObject({ method: z.string(), target: z.string(), version, headers: z.array(header) });
const responseHead = z.looseObject({ version, status: count, reason: z.string(), headers: z.array(header) });
const tlv = z.looseObject({ type: count, value: z.string() });
const tls = z.looseObject({ sni: z.string().nullable(), alpn: z.string().nullable(), version: z.string() });

const of = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.looseObject({ type: z.literal(type), ...shape });
const ofClient = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) => of(type, { client: id, ...shape });
const ofConn = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) => of(type, { conn: id, ...shape });

const server = { proxy: count, server: count };

const command = z.discriminatedUnion('type', [
  of('set-weight', { ...server, weight: count }),
  of('set-state', { ...server, state: z.enum(['ready', 'drain', 'maint']) }),
  of('set-health', { ...server, health: z.enum(['up', 'stopping', 'down']) }),
  of('set-address', { ...server, host: z.string(), port: count.nullable() }),
  of('set-check', { ...server, host: z.string().optional(), port: count.optional() }),
  of('set-checking', { ...server, on: z.boolean(), agent: z.literal(true).optional() }),
  of('set-ssl', { ...server, on: z.boolean() }),
  of('set-maxconn', { ...server, maxconn: count }),
  of('kill-sessions', server),
  of('add-server', { proxy: count, plan: z.looseObject({ name: z.string(), index: count, host: z.string() }) }),
  of('delete-server', server),
  of('set-frontend-maxconn', { proxy: count, maxconn: count }),
  of('set-table', {
    table: count,
    key: z.string(),
    values: z.array(z.object({ name: z.string(), index: count, value: z.number() })),
  }),
  of('clear-table', { table: count, key: z.string().nullable() }),
  of('set-patterns', {
    file: z.string(),
    entries: z.array(z.looseObject({ key: z.string(), value: z.string() })),
  }),
  of('set-variable', { name: z.string(), value: z.looseObject({ type: z.string() }).nullable() }),
  of('clear-counters', { all: z.boolean() }),
]);

export const inputSchema = z.discriminatedUnion('type', [
  ofClient('accepted', {
    listener: count,
    src: endpoint,
    dst: endpoint,
    tlvs: z.array(tlv).optional(),
    peer: z.looseObject({ src: endpoint, dst: endpoint }).optional(),
    within: id.optional(),
    waitedMs: count.optional(),
  }),
  ofClient('noProxyHeader', {
    listener: count,
    src: endpoint,
    dst: endpoint,
    waitedMs: count,
    error: z.enum([
      'PRX_EMPTY',
      'PRX_ABORT',
      'PRX_TIMEOUT',
      'PRX_TRUNCATED',
      'PRX_NOT_HDR',
      'PRX_BAD_HDR',
      'PRX_BAD_PROTO',
    ]),
  }),
  ofClient('multiplexed', {}),
  ofClient('tlsDone', tls.shape),
  ofClient('tlsFailed', {
    reason: z.string(),
    version: z.string().optional(),
    code: whole.optional(),
    ended: z.literal(true).optional(),
  }),
  ofClient('clientData', { bytes: count, peeked: z.string().optional() }),
  ofClient('requestStarted', {}),
  ofClient('requestHead', { head: requestHead, body, headBytes: count, persistent: z.boolean().optional() }),
  ofClient('requestBody', { bytes: count, data: z.string().optional() }),
  ofClient('requestEnd', {}),
  ofClient('badRequest', { status: count, reason: z.string(), silent: z.boolean().optional() }),
  ofClient('clientClosed', { how: ending }),
  ofConn('connected', { multiplexes: z.literal(true).optional(), src: endpoint.optional(), tls: tls.optional() }),
  ofConn('connectFailed', { reason: z.enum(['refused', 'unreachable', 'timeout', 'name', 'resources', 'tls']) }),
  ofConn('serverData', { bytes: count, peeked: z.string().optional() }),
  ofConn('responseHead', { head: responseHead, body, headBytes: count }),
  ofConn('response', { head: responseHead, body, headBytes: count, bytes: count, reusable: z.boolean() }),
  ofConn('responseBody', { bytes: count, data: z.string().optional() }),
  ofConn('responseEnd', { reusable: z.boolean(), pending: z.boolean().optional() }),
  ofConn('badResponse', { reason: z.string() }),
  ofConn('serverClosed', { how: ending, truncated: z.boolean().optional() }),
  ofClient('flushed', { stream: id }),
  ofClient('statsServed', { stream: id, head: responseHead, body: z.string() }),
  of('probeConnected', { probe: id }),
  of('probeStep', { probe: id, step: count }),
  of('probeEnded', { probe: id, result: z.looseObject({ status: z.string() }) }),
  of('deadline', {}),
  of('command', { command }),
  of('entriesTold', {
    table: count,
    entries: z.array(
      z.looseObject({
        key: z.string(),
        leftMs: count.nullable(),
        counts: z.record(z.string(), z.array(count)),
        rates: z.record(z.string(), z.array(z.looseObject({ sinceMs: whole, now: count, before: count }))),
        serverId: count.optional(),
        serverName: z.string().optional(),
      }),
    ),
  }),
  of('stop', {}),
]);

/** The first line of a file of inputs. */
export const headerSchema = z.looseObject({
  drydock: z.literal('inputs'),
  format: z.literal(1),
  /** What was done about secrets. */
  secrets: z.enum(['kept', 'masked']),
  version: z.enum(['2.6', '2.8', '3.0', '3.2', '3.4']),
  seed: count,
  startMs: count,
  /** What log lines of the run add to their times: its place's distance from UTC. */
  localMs: whole,
  /** `--log` was said. */
  logs: z.boolean(),
  files: z.array(z.looseObject({ name: z.string(), text: z.string() })).min(1),
  contents: z.record(z.string(), z.string()),
  environment: z.record(z.string(), z.string()),
  localPeer: z.string().optional(),
  addresses: z.array(z.looseObject({ name: z.string(), address: z.string() })),
});

/** The last line: nothing more came. */
export const endSchema = z.looseObject({ endMs: count, trace: z.string() });
