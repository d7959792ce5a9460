/** The clients of a replay: their acts, at their times, once the answers that came before them have come. */
import type { ClientId } from '../engine/io.ts';
import {
  clientModeOfRequest,
  createRequestReader,
  feed,
  isDone,
  nextRequest,
  type Reader,
  type WireEvent,
} from '../http1/index.ts';
import { at, type Replay, tell } from './replay-world.ts';
import type { ClientAct, ClientTape } from './tape.ts';

export interface ReplayClients {
  /** The client has a whole answer. */
  answered(client: ClientId): void;
  /** The connection is ready for the next request. */
  next(client: ClientId): void;
  /** The engine has ended its side of the connection, or all of it. */
  closed(client: ClientId): void;
  pause(listener: number): void;
  resume(listener: number): void;
  /** What the client sent last. */
  requestOf(client: ClientId): ClientAct | null;
  finish(): void;
}

interface Player {
  readonly id: ClientId;
  readonly tape: ClientTape;
  readonly mode: 'tcp' | 'http';
  readonly reader: Reader;
  /** The next act. */
  act: number;
  answers: number;
  cut: boolean;
  sent: ClientAct | null;
  /** TCP: what there is of the message so far, and whether that is all of it. */
  said: string;
  whole: boolean;
  began: boolean;
}

/** What happens in the last moments may have been seen on one side only. */
const END_MS = 30;

export function createReplayClients(world: Replay): ReplayClients {
  const players = world.tape.clients.map((tape, index): Player => {
    const { mode } = world.stage.groups[tape.group]!;
    const reader = createRequestReader({ version: world.plan.version });
    return {
      id: index + 1,
      tape,
      mode,
      reader,
      act: 0,
      answers: 0,
      cut: false,
      sent: null,
      said: '',
      whole: true,
      began: false,
    };
  });
  const playerOf = (client: ClientId) => players[client - 1]!;

  /** HAProxy does not accept for now: the kernel keeps who comes. */
  const paused = new Set<number>();
  const waiting: Player[] = [];

  function begin(player: Player): void {
    const { id, tape, mode } = player;
    if (paused.has(tape.listener)) {
      waiting.push(player);
      return;
    }
    player.began = true;
    if (mode === 'tcp') foretell(player);
    tell(world, { type: 'accepted', client: id, listener: tape.listener, src: tape.src, dst: tape.dst });
    goOn(player);
  }

  /** Carries out the acts that are due and may be. */
  function goOn(player: Player): void {
    if (!player.began) return;
    for (;;) {
      const act = player.tape.acts[player.act];
      if (act === undefined || player.answers < act.answers) return;
      if (act.type === 'close' && act.afterCut && !player.cut) return;
      if (Math.floor(act.atMs) > world.nowMs) {
        at(world, act.atMs, () => goOn(player));
        return;
      }
      player.act++;
      if (act.type === 'send') send(player, act);
      else tell(world, { type: 'clientClosed', client: player.id, how: act.how });
    }
  }

  function send(player: Player, act: ClientAct & { readonly type: 'send' }): void {
    player.sent = act;
    if (player.mode === 'tcp') {
      player.said = (player.whole ? '' : player.said) + Buffer.from(act.bytes).toString('latin1');
      player.whole = act.part !== true;
      tell(world, { type: 'clientData', client: player.id, bytes: act.bytes.length, peeked: player.said });
      if (player.whole) world.said(player.id);
      return;
    }
    const events: WireEvent[] = [];
    feed(player.reader, act.bytes, events);
    take(player, events);
  }

  function take(player: Player, events: readonly WireEvent[]): void {
    const client = player.id;
    for (const event of events) {
      switch (event.type) {
        case 'requestHead': {
          const { head, facts } = event;
          const persistent = clientModeOfRequest(head.version, facts) === 'keep-alive';
          foretell(player);
          tell(world, { type: 'requestHead', client, head, body: facts.body, headBytes: facts.headBytes, persistent });
          break;
        }
        case 'body':
          tell(world, { type: 'requestBody', client, bytes: event.bytes.length });
          break;
        case 'end':
          tell(world, { type: 'requestEnd', client });
          break;
        case 'error':
          tell(world, { type: 'badRequest', client, status: event.status, reason: event.reason, silent: event.silent });
          break;
        default:
          break;
      }
    }
  }

  /** What HAProxy chose for the stream that begins now, as far as it was seen: where the engine draws, it must be legal. */
  function foretell(player: Player): void {
    const id = player.sent?.type === 'send' ? player.sent.id : nextIdOf(player);
    const { given } = world.state;
    if (id === null || given === null) return;
    const seen: { proxy: number; server: number }[] = [];
    const visits = world.tape.conns
      .flatMap((conn) => conn.exchanges.filter((exchange) => exchange.id === id).map(({ atMs }) => ({ conn, atMs })))
      .sort((a, b) => a.atMs - b.atMs);
    seen.push(...(world.guesses.get(id) ?? []));
    for (const { conn } of visits) seen.push(...world.stage.machines[conn.machine]!.servers);
    given.set(world.state.nextStream, seen);
  }

  function nextIdOf(player: Player): string | null {
    const act = player.tape.acts.find(({ type }) => type === 'send');
    return act?.type === 'send' ? act.id : null;
  }

  for (const player of players) at(world, player.tape.openedMs, () => begin(player));
  return {
    answered(client) {
      const player = playerOf(client);
      player.answers++;
      // behind everything that the engine has to say about the answer
      at(world, world.nowMs, () => goOn(player));
    },
    next(client) {
      const player = playerOf(client);
      if (!isDone(player.reader)) return;
      const events: WireEvent[] = [];
      nextRequest(player.reader, events);
      take(player, events);
    },
    closed(client) {
      const player = playerOf(client);
      player.cut = true;
      at(world, world.nowMs, () => goOn(player));
    },
    pause(listener) {
      paused.add(listener);
    },
    resume(listener) {
      paused.delete(listener);
      at(world, world.nowMs, () => {
        while (!paused.has(listener)) {
          const place = waiting.findIndex(({ tape }) => tape.listener === listener);
          if (place < 0) return;
          begin(waiting.splice(place, 1)[0]!);
        }
      });
    },
    requestOf: (client) => (playerOf(client).whole ? playerOf(client).sent : null),
    finish() {
      for (const { tape, act, began } of players) {
        // nobody ever accepted it, in either world
        if (!began && tape.answers.length === 0) continue;
        const left = tape.acts[act];
        if (left === undefined || left.atMs > world.tape.endMs - END_MS) continue;
        const what = left.type === 'send' ? `request ${left.id}` : 'the end of its connection';
        const why = left.type === 'close' && left.afterCut ? 'HAProxy ended the connection' : 'HAProxy answered';
        world.notes.push(
          `${tape.src.host}:${tape.src.port}: ${what} at ${Math.round(left.atMs)} ms: ${why} before, Drydock did not`,
        );
      }
    },
  };
}
