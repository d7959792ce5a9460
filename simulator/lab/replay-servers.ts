/** The servers of a replay: connections are taken or refused as the machine's door was, requests are answered as they were. */
import { byId } from '../engine/id-table.ts';
import type { ClientId, Output, RequestHead, ServerConnId } from '../engine/io.ts';
import {
  type ConnectionMode,
  createResponseReader,
  expectResponse,
  feed,
  finish as finishReader,
  isDone,
  isReusable,
  type Reader,
  serverModeOfRequest,
  serverModeOfResponse,
  type WireEvent,
  waitingBytes,
} from '../http1/index.ts';
import { at, type Replay, tell } from './replay-world.ts';
import { type ExchangeTape, isDoorOpen, type ServerConnTape } from './tape.ts';

export interface ReplayServers {
  connect(output: Extract<Output, { readonly type: 'connect' }>): void;
  link(conn: ServerConnId, client: ClientId): void;
  request(conn: ServerConnId, client: ClientId, head: RequestHead): void;
  close(conn: ServerConnId, half: boolean): void;
  /** TCP: the client has sent a message. */
  said(client: ClientId): void;
  finish(): void;
}

interface Conn {
  readonly id: ServerConnId;
  readonly proxy: number;
  readonly machine: number;
  readonly name: string;
  readonly reader: Reader;
  tape: ServerConnTape | null;
  client: ClientId;
  /** The engine knows it. */
  open: boolean;
  ended: boolean;
  mode: ConnectionMode;
  untilClose: boolean;
}

/** What happens in the last moments may have been seen on one side only. */
const END_MS = 30;

export function createReplayServers(world: Replay): ReplayServers {
  const { tape, stage, plan } = world;
  const conns = new Map<ServerConnId, Conn>();
  const used = new Set<ExchangeTape>();
  const linked = new Map<ClientId, Conn>();

  /** A dead process ends its connections; of those that never carried anything the tape cannot say which they were. */
  for (const { machine, atMs, open } of tape.doors) {
    if (open) continue;
    at(world, atMs, () => {
      for (const conn of conns.values()) if (conn.machine === machine && conn.tape === null) ended(conn, 'end');
    });
  }

  function ended(conn: Conn, how: 'end' | 'reset'): void {
    if (!conn.open || conn.ended) return;
    conn.ended = true;
    const events: WireEvent[] = [];
    finishReader(conn.reader, events);
    const truncated = events.some((event) => event.type === 'error' && event.at > 0);
    take(
      conn,
      events.filter(({ type }) => type === 'end' || type === 'body'),
    );
    if (conn.open) tell(world, { type: 'serverClosed', conn: conn.id, how, truncated });
  }

  /** Finds what was sent to that machine over that connection, in the order in which it came. */
  function find(conn: Conn, id: string): ExchangeTape | null {
    for (const candidate of tape.conns) {
      if (candidate.machine !== conn.machine) continue;
      for (const exchange of candidate.exchanges) {
        if (exchange.id !== id || used.has(exchange)) continue;
        used.add(exchange);
        bind(conn, candidate);
        return exchange;
      }
    }
    return null;
  }

  function bind(conn: Conn, seen: ServerConnTape): void {
    if (conn.tape === seen) return;
    if (conn.tape !== null) {
      world.notes.push(`${conn.name}: Drydock used one connection again where HAProxy opened another`);
      return;
    }
    const other = [...conns.values()].find((known) => known.tape === seen);
    if (other !== undefined)
      world.notes.push(`${conn.name}: HAProxy used one connection again where Drydock opened another`);
    conn.tape = seen;
    const { close } = seen;
    if (close !== null) at(world, close.atMs, () => ended(conn, close.how));
  }

  function exchange(conn: Conn, client: ClientId, head: RequestHead | null): void {
    const act = world.requestOf(client);
    if (act?.type !== 'send') return;
    const found = find(conn, act.id);
    if (found === null) {
      if (conn.open && isDoorOpen(tape, conn.machine, world.nowMs + 1)) {
        world.notes.push(`request ${act.id}: Drydock sends it to ${conn.name}, HAProxy does not`);
      }
      return;
    }
    if (head !== null) conn.mode = modeOf(conn, client, head);
    if (head !== null && isDone(conn.reader)) expectResponse(conn.reader, { method: head.method, upgrade: false }, []);
    const { reply } = found;
    if (reply === null) return;
    at(world, reply.atMs, () => {
      if (!conn.open) return;
      if (head === null) {
        tell(world, { type: 'serverData', conn: conn.id, bytes: reply.bytes.length });
        world.answered(client);
        return;
      }
      const events: WireEvent[] = [];
      feed(conn.reader, reply.bytes, events);
      take(conn, events);
    });
  }

  function take(conn: Conn, events: readonly WireEvent[]): void {
    for (const event of events) {
      if (!conn.open) return;
      switch (event.type) {
        case 'responseHead': {
          const { head, facts } = event;
          conn.mode = serverModeOfResponse(conn.mode, head.version, facts);
          conn.untilClose = facts.body === 'until-close';
          tell(world, { type: 'responseHead', conn: conn.id, head, body: facts.body, headBytes: facts.headBytes });
          break;
        }
        case 'body':
          tell(world, { type: 'responseBody', conn: conn.id, bytes: event.bytes.length });
          break;
        case 'end': {
          const { client } = conn;
          const over = { request: true, response: true, leftover: waitingBytes(conn.reader) };
          const reusable = !conn.ended && isReusable(conn.mode, over);
          if (conn.untilClose) tell(world, { type: 'serverClosed', conn: conn.id, how: 'end' });
          else tell(world, { type: 'responseEnd', conn: conn.id, reusable });
          world.answered(client);
          break;
        }
        default:
          break;
      }
    }
  }

  function modeOf(conn: Conn, client: ClientId, head: RequestHead): ConnectionMode {
    const said = head.headers.filter(({ name }) => name === 'connection').map(({ value }) => value.toLowerCase());
    const has = (token: string) => said.some((value) => value.includes(token));
    const tokens = { close: has('close'), keepAlive: has('keep-alive'), upgrade: has('upgrade') };
    const front = plan.proxies[byId(world.state.clients, client)?.proxy ?? conn.proxy]!.frontend;
    const back = plan.proxies[conn.proxy]!.backend!;
    return serverModeOfRequest(tokens, front?.connectionMode ?? 'keep-alive', back.connectionMode);
  }

  return {
    connect({ conn: id, proxy, server }) {
      const machine = stage.machineOf[proxy]![server]!;
      const back = plan.proxies[proxy]!;
      const name = `${back.name}/${back.backend!.servers[server]!.name}`;
      const reader = createResponseReader({ version: plan.version });
      const conn: Conn = {
        id,
        proxy,
        machine,
        name,
        reader,
        tape: null,
        client: 0,
        open: true,
        ended: false,
        mode: 'keep-alive',
        untilClose: false,
      };
      conns.set(id, conn);
      at(world, world.nowMs, () => {
        if (!conn.open) return;
        if (isDoorOpen(tape, machine, world.nowMs + 1)) tell(world, { type: 'connected', conn: id });
        else {
          conn.open = false;
          tell(world, { type: 'connectFailed', conn: id, reason: 'refused' });
        }
      });
    },
    link(id, client) {
      const conn = conns.get(id)!;
      conn.client = client;
      linked.set(client, conn);
      if (world.requestOf(client) !== null) exchange(conn, client, null);
    },
    said(client) {
      const conn = linked.get(client);
      if (conn !== undefined) exchange(conn, client, null);
    },
    request(id, client, head) {
      const conn = conns.get(id)!;
      conn.client = client;
      exchange(conn, client, head);
    },
    close(id, half) {
      const conn = conns.get(id);
      if (conn !== undefined && !half) conn.open = false;
    },
    finish() {
      for (const { machine, exchanges } of tape.conns) {
        for (const exchange of exchanges) {
          if (used.has(exchange) || exchange.atMs > tape.endMs - END_MS) continue;
          world.notes.push(
            `request ${exchange.id}: HAProxy sent it to ${stage.machines[machine]!.name} at ${Math.round(exchange.atMs)} ms, Drydock did not`,
          );
        }
      }
    },
  };
}
