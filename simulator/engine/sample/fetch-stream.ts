/** Fetches about the process, times, and the stream as it is now (manual 7.3.2, 7.3.3). */

import { parseIp } from '../address.ts';
import { choose } from '../choose.ts';
import { requestSize } from '../http-size.ts';
import { byId } from '../id-table.ts';
import { terminationOf, timersOf } from '../log-values.ts';
import { NEVER } from '../state.ts';
import { perPeriod } from '../stick/data.ts';
import { uniqueIdOf } from '../unique-id.ts';
import type { SampleContext, SampleValue } from './context.ts';
import { aclHolds } from './convert-words.ts';
import type { Fetch } from './fetch.ts';
import { address, addressOf, boolean, integer, leadingNumber, text, toHex } from './value.ts';

const number = (get: (context: SampleContext) => number): Fetch => ({ one: (context) => integer(get(context)) });
const fixed = (value: SampleValue): Fetch => ({ one: () => value });

/** Milliseconds as `date` gives them: seconds, or with a unit more. */
function inUnit(ms: number, unit: string): SampleValue {
  if (unit === 'us') return integer(Math.floor(ms) * 1000);
  return integer(unit === 'ms' ? Math.floor(ms) : Math.floor(ms / 1000));
}

const moment = (get: (context: SampleContext) => number): Fetch => ({
  one: (context, [unit = 's']) => inUnit(get(context), unit),
});

type Timer = keyof ReturnType<typeof timersOf>;
/** Until the log line is written, whatever lasts to the end seems to have ended when the connection was accepted. */
const endOf = ({ engine, stream, isLogged }: SampleContext): number => (isLogged ? engine.nowMs : stream.acceptMs);
const timer = (name: Timer): Fetch =>
  number((context) => timersOf(context.client, context.stream, endOf(context))[name]);

const rate = (side: 'frontend' | 'backend', which: 'sessionRate' | 'requestRate' | 'backendRate'): Fetch => ({
  one({ engine, proxy }, [name]) {
    const id = name ? engine.plan.proxies.findIndex((one) => one[side] !== null && one.name === name) : proxy;
    const state = engine.state.proxies[id];
    return state ? integer(perPeriod(state[which], 1000, engine.nowMs)) : null;
  },
});

type Kind = 'client' | 'connect' | 'queue' | 'server' | 'tarpit' | 'tunnel';

/** A time-out as the configuration says, in milliseconds. */
function configured({ engine, stream }: SampleContext, kind: Kind): number {
  const front = engine.plan.proxies[stream.frontend]!.frontend!;
  const back = engine.plan.proxies[stream.backend]!.backend;
  switch (kind) {
    case 'client':
      return front.timeoutClientMs ?? 0;
    case 'tarpit':
      return front.timeoutTarpitMs ?? 0;
    case 'connect':
      return back?.timeoutConnectMs ?? 0;
    case 'queue':
      return back?.timeoutQueueMs ?? 0;
    case 'server':
      return back?.timeoutServerMs ?? 0;
    case 'tunnel':
      return back?.timeoutTunnelMs ?? 0;
  }
}

const timeout = (kind: Kind): Fetch => number((context) => configured(context, kind));
const current = (kind: Kind): Fetch =>
  number((context) => context.stream.timeoutsMs?.[kind] ?? (isAhead(context, kind) ? 0 : configured(context, kind)));

/** What concerns the server counts from the connection on. */
const isAhead = ({ stream }: SampleContext, kind: Kind): boolean =>
  (kind === 'server' || kind === 'tunnel') && stream.connectMs === NEVER;

/** Random, of version 4: the bits that say so are set. */
const uuid: Fetch = {
  one({ engine }) {
    let bytes = '';
    for (let at = 0; at < 16; at++) bytes += String.fromCharCode(choose(engine, 'sample', 256));
    const set = (at: number, mask: number, bits: number) => String.fromCharCode((bytes.charCodeAt(at) & mask) | bits);
    const all = bytes.slice(0, 6) + set(6, 0x0f, 0x40) + bytes[7] + set(8, 0x3f, 0x80) + bytes.slice(9);
    const hex = toHex(all).toLowerCase();
    return text(`${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`);
  },
};

/** The address that the server's connection goes to. */
function serverOf({ engine, stream }: SampleContext) {
  return stream.server === NEVER ? null : engine.plan.proxies[stream.backend]!.backend!.servers[stream.server]!;
}

const isLoopback = (host: string) => /^(127\.|::1$|::ffff:127\.)/.test(host);

/** They are added up when the stream is over. */
const bytes = (get: (context: SampleContext) => number): Fetch =>
  number((context) => (context.isLogged ? get(context) : 0));
const toServer = bytes(({ stream }) => (stream.phase === 'request' ? 0 : stream.bytesToServer));
const toClient = bytes(({ stream }) => stream.bytesToClient);
/** What was read, though it may not have been passed on. */
const read = bytes(({ stream }) =>
  stream.phase === 'request' && stream.request ? requestSize(stream.request) : stream.bytesToServer,
);

export const STREAM_FETCHES = {
  last_rule_file: {
    one: ({ engine, stream }) => stream.lastRule && text(engine.plan.sources[stream.lastRule.file]?.name ?? ''),
  },
  last_rule_line: {
    one({ engine, stream }) {
      const { lastRule } = stream;
      const starts = lastRule && engine.plan.sources[lastRule.file]?.lineStarts;
      return starts ? integer(starts.findLastIndex((start) => start <= lastRule.from) + 1) : null;
    },
  },
  acl: { one: (context, names) => boolean(names.every((name) => aclHolds(name, context))) },
  act_conn: number(({ engine }) => engine.state.actconn),
  date: {
    one({ engine }, [offset = '0', unit = 's']) {
      const per = unit === 'us' ? 0.001 : unit === 'ms' ? 1 : 1000;
      return inUnit(engine.nowMs + leadingNumber(offset) * per, unit);
    },
  },
  date_us: number(({ engine }) => Math.floor((engine.nowMs % 1000) * 1000)),
  accept_date: moment(({ stream }) => stream.acceptMs),
  request_date: moment(({ stream }) => stream.requestStartMs),
  hostname: fixed(text('localhost')),
  env: { one: () => text('') },
  pid: fixed(integer(1)),
  proc: fixed(integer(1)),
  nbproc: fixed(integer(1)),
  thread: fixed(integer(0)),
  tgroup: fixed(integer(0)),
  stopping: { one: ({ engine }) => boolean(engine.state.stopping) },
  uptime: number(({ engine }) => Math.floor((engine.nowMs - engine.state.startMs) / 1000)),
  uuid,
  quic_enabled: fixed(boolean(false)),
  prio_class: number(({ stream }) => stream.priority.class),
  prio_offset: number(({ stream }) => stream.priority.offset),
  be_sess_rate: rate('backend', 'backendRate'),
  fe_sess_rate: rate('frontend', 'sessionRate'),
  fe_req_rate: rate('frontend', 'requestRate'),
  be_connect_timeout: timeout('connect'),
  be_queue_timeout: timeout('queue'),
  be_tarpit_timeout: number(({ engine, stream }) => engine.plan.proxies[stream.backend]!.backend?.timeoutTarpitMs ?? 0),
  fe_tarpit_timeout: timeout('tarpit'),
  cur_client_timeout: current('client'),
  cur_connect_timeout: current('connect'),
  cur_queue_timeout: current('queue'),
  cur_server_timeout: current('server'),
  cur_tarpit_timeout: number(
    ({ engine, stream }) =>
      stream.timeoutsMs?.tarpit ??
      (stream.backendSet
        ? engine.plan.proxies[stream.backend]!.backend?.timeoutTarpitMs
        : engine.plan.proxies[stream.frontend]!.frontend!.timeoutTarpitMs) ??
      0,
  ),
  cur_tunnel_timeout: current('tunnel'),
  'bc.timer.connect': timer('Tc'),
  'fc.timer.handshake': timer('Th'),
  'fc.timer.total': timer('Tt'),
  'req.timer.hdr': timer('TR'),
  'req.timer.idle': timer('Ti'),
  'req.timer.queue': timer('Tw'),
  'req.timer.tq': number(({ engine, client, stream }) => {
    const { Th, Ti, TR } = timersOf(client, stream, engine.nowMs);
    return TR < 0 ? -1 : Th + Ti + TR;
  }),
  'res.timer.hdr': timer('Tr'),
  'res.timer.data': number((context) =>
    context.stream.responseMs === NEVER ? -1 : endOf(context) - context.stream.responseMs,
  ),
  'txn.timer.total': timer('Ta'),
  'txn.timer.user': timer('Ta'),
  'txn.status': number(({ stream }) => stream.status),
  'txn.conn_retries': number(({ stream }) => stream.retries),
  'txn.redispatched': { one: ({ stream }) => boolean(stream.redispatched) },
  'txn.id32': number(({ stream }) => stream.id),
  'txn.sess_term_state': {
    one: ({ engine, stream }) => text(terminationOf(engine, stream).padEnd(4, '-').slice(0, 2)),
  },
  bytes_in: read,
  bytes_out: toClient,
  'req.bytes_in': read,
  'req.bytes_out': toServer,
  'res.bytes_in': toClient,
  'res.bytes_out': toClient,
  server_status: { one: ({ stream }) => (stream.serverStatus > 0 ? integer(stream.serverStatus) : null) },
  'unique-id': {
    one({ engine, client, stream }) {
      const id = uniqueIdOf(engine, client, stream);
      return id === null ? null : text(id);
    },
  },
  bc_dst: {
    one(context) {
      const words = parseIp(serverOf(context)?.host ?? '');
      return words && address(words);
    },
  },
  bc_dst_port: {
    one(context) {
      const port = serverOf(context)?.port ?? null;
      return port === null ? null : integer(port);
    },
  },
  bc_src: {
    one({ engine, stream }) {
      const { src } = byId(engine.state.conns, stream.conn) ?? stream.lastConn ?? {};
      return src ? addressOf(src.host) : null;
    },
  },
  bc_src_port: {
    one({ engine, stream }) {
      const { src } = byId(engine.state.conns, stream.conn) ?? stream.lastConn ?? {};
      return src ? integer(src.port) : null;
    },
  },
  bc_http_major: { one: (context) => (serverOf(context) ? integer(1) : null) },
  bc_reused: { one: ({ stream }) => boolean(stream.reused) },
  bc_be_queue: number(({ stream }) => stream.backendQueue),
  bc_srv_queue: number(({ stream }) => stream.srvQueue),
  bc_nb_streams: { one: (context) => (serverOf(context) ? integer(1) : null) },
  fc_nb_streams: fixed(integer(1)),
  ssl_bc: { one: (context) => boolean(serverOf(context)?.ssl ?? false) },
  src_is_local: { one: ({ client, stream }) => boolean(isLoopback((stream.src ?? client.src).host)) },
  dst_is_local: { one: ({ client, stream }) => boolean(isLoopback((stream.dst ?? client.dst).host)) },
  fc_src_is_local: { one: ({ client }) => client.own && boolean(isLoopback(client.own.src.host)) },
  fc_dst_is_local: { one: ({ client }) => client.own && boolean(isLoopback(client.own.dst.host)) },
  'capture.req.hdr': {
    one({ stream }, [slot = '0']) {
      const value = stream.captures?.request[leadingNumber(slot)];
      return value == null ? null : text(value);
    },
  },
  'capture.res.hdr': {
    one({ stream }, [slot = '0']) {
      const value = stream.captures?.response[leadingNumber(slot)];
      return value == null ? null : text(value);
    },
  },
  'capture.res.ver': { one: ({ stream }) => (stream.response ? text(`HTTP/${stream.response.version}`) : null) },
} satisfies Record<string, Fetch>;
