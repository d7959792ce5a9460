/**
 * Plays a situation against the engine in virtual time: no latency, no jitter, the project's own HTTP codec between the
 * scripts' bytes and the engine's facts. Everything that happens at one instant happens in the order it was caused.
 */

import { connectionFailed } from '../../simulator/engine/health/messages.ts';
import type { ClientId, Output, ServerConnId } from '../../simulator/engine/io.ts';
import type { EngineState } from '../../simulator/engine/state.ts';
import { nextDeadline } from '../../simulator/engine/step.ts';
import {
  createRequestReader,
  encodeLatin1,
  expectResponse,
  feed,
  finish,
  nextRequest,
  openTunnel,
  type WireEvent,
} from '../../simulator/http1/index.ts';
import type { Plan } from '../../simulator/plan/plan.ts';
import { requestLogLine, serverLogLines } from '../../simulator/trace/log-lines.ts';
import { CLOSED, type ClientScript, FIN, RESPONSE, RST, type Situation } from './situation.ts';
import { type FarClient, virtualAddresses } from './world-core.ts';
import { WorldServers } from './world-servers.ts';

export { virtualAddresses };

export interface VirtualRun {
  readonly log: string[];
  readonly received: string[];
  /** By server: the request targets (HTTP) or bytes on each of its connections. */
  readonly connections: Record<string, string[][]>;
  readonly outputs: Output[];
  readonly state: EngineState;
}

export function playVirtual(situation: Situation, plan: Plan, options: { explain?: boolean } = {}): VirtualRun {
  const world = new VirtualWorld(situation, plan, options.explain === true);
  return world.run();
}

class VirtualWorld extends WorldServers {
  private readonly log: string[] = [];
  run(): VirtualRun {
    const scripts = this.situation.clients;
    const all = scripts.map((script, index) => {
      const client = this.createClient(index + 1, script);
      this.later(script.atMs, () => {
        this.backlog.push(client);
        this.accept();
        this.later(this.now, () => this.advance(client));
      });
      return client;
    });
    for (const script of Object.values(this.situation.servers)) {
      if (script.untilMs !== undefined) this.later(script.untilMs, () => this.vanish(script));
    }
    const tail = this.situation.tailMs ?? 100;
    let limit = Number.POSITIVE_INFINITY;
    for (let guard = 0; guard < 100_000; guard++) {
      const deadline = nextDeadline(this.state);
      const event = this.events[0];
      const next = Math.min(event?.at ?? Number.POSITIVE_INFINITY, deadline ?? Number.POSITIVE_INFINITY);
      if (
        limit === Number.POSITIVE_INFINITY &&
        all.every((client) => client.at >= client.script.steps.length && client.waiting === '')
      ) {
        limit = this.now + tail;
      }
      if (next === Number.POSITIVE_INFINITY || next > limit || next > 60_000) break;
      this.now = Math.max(this.now, next);
      if (event && event.at <= this.now) {
        this.events.shift();
        event.run();
      } else this.tell({ type: 'deadline' });
    }
    return {
      log: this.log,
      received: all.map(summaryOf),
      connections: this.connections,
      outputs: this.outputs,
      state: this.state,
    };
  }

  private readonly backlog: FarClient[] = [];
  private paused = false;

  /** Lets in who waits in the kernel's queue, with what they have said meanwhile. */
  private accept(): void {
    while (!this.paused && this.backlog.length > 0) {
      const client = this.backlog.shift()!;
      const src = { host: '127.0.0.1', port: 40000 + client.id };
      const dst = { host: '127.0.0.1', port: 80 };
      this.tell({ type: 'accepted', client: client.id, listener: 0, src, dst });
      client.accepted = true;
      for (const text of client.early.splice(0)) this.clientSends(client, text);
    }
  }

  private createClient(id: ClientId, script: ClientScript): FarClient {
    const listener = this.plan.listeners[0]!;
    const http = this.plan.proxies[listener.proxy]!.mode === 'http';
    const client: FarClient = {
      id,
      script,
      reader: http ? createRequestReader({ version: this.plan.version }) : null,
      accepted: false,
      early: [],
      at: 0,
      waiting: '',
      responses: 0,
      taken: 0,
      received: '',
      ended: '',
      closed: false,
      finished: false,
      head: null,
      conn: 0,
      tcpHeld: '',
    };
    this.clients.set(id, client);
    return client;
  }

  /** Runs a client's steps until one has to wait. */
  private advance(client: FarClient): void {
    client.waiting = '';
    const { steps } = client.script;
    while (client.at < steps.length) {
      const what = steps[client.at]!;
      if (what === RESPONSE && client.responses <= client.taken && client.ended === '') {
        client.waiting = RESPONSE;
        return;
      }
      if (what === CLOSED && client.ended === '') {
        client.waiting = CLOSED;
        return;
      }
      client.at++;
      if (typeof what === 'number') {
        client.waiting = 'time';
        this.later(this.now + what, () => this.advance(client));
        return;
      }
      if (what === RESPONSE) client.taken++;
      else if (what === FIN) this.clientEnds(client);
      else if (what === RST) {
        client.ended ||= 'end';
        client.finished = true;
        if (!client.closed) this.tell({ type: 'clientClosed', client: client.id, how: 'reset' });
      } else if (what !== CLOSED && !client.finished && !client.closed) this.clientSends(client, what);
    }
    if (!client.finished) this.later(this.now, () => this.clientEnds(client));
  }

  /** Goes on with a client whose wait is over. */
  private wake(client: FarClient): void {
    const isOver =
      (client.waiting === RESPONSE && (client.responses > client.taken || client.ended !== '')) ||
      (client.waiting === CLOSED && client.ended !== '');
    if (!isOver) return;
    client.waiting = 'time';
    this.later(this.now, () => this.advance(client));
  }

  private clientEnds(client: FarClient): void {
    if (client.finished) return;
    client.finished = true;
    if (client.closed) return;
    if (client.reader && client.conn === 0) {
      const events: WireEvent[] = [];
      finish(client.reader, events);
      this.clientEvents(client, events);
      if (!events.some((event) => event.type === 'closed' || event.type === 'truncated')) {
        if (!this.isGone(client)) this.tell({ type: 'clientClosed', client: client.id, how: 'end' });
      }
      return;
    }
    this.tell({ type: 'clientClosed', client: client.id, how: 'end' });
  }

  private isGone(client: FarClient): boolean {
    return client.closed;
  }

  private clientSends(client: FarClient, text: string): void {
    if (!client.accepted) {
      client.early.push(text);
      return;
    }
    if (!client.reader || client.head?.upgrade) {
      const server = this.servers.get(client.conn);
      if (server) this.later(this.now, () => this.serverGets(server, text));
      else client.tcpHeld += text;
      this.tell({ type: 'clientData', client: client.id, bytes: text.length });
      return;
    }
    const events: WireEvent[] = [];
    feed(client.reader, encodeLatin1(text), events);
    this.clientEvents(client, events);
    if (events.length === 0 && client.head === null) this.tell({ type: 'requestStarted', client: client.id });
  }

  private clientEvents(client: FarClient, events: readonly WireEvent[]): void {
    const last = events[events.length - 1];
    const refused = last?.type === 'error' && events[0]!.type === 'requestHead';
    for (const event of events) {
      if (refused && event !== last) continue;
      if (event.type === 'requestHead') {
        client.head = { method: event.head.method, upgrade: false };
        const { body, headBytes } = event.facts;
        const persistent =
          event.head.version === '1.1' ? !event.facts.close : event.facts.keepAlive && !event.facts.close;
        this.tell({ type: 'requestHead', client: client.id, head: event.head, body, headBytes, persistent });
      } else if (event.type === 'body') {
        this.tell({ type: 'requestBody', client: client.id, bytes: event.bytes.length });
      } else if (event.type === 'end') {
        this.requestDone.add(client.id);
        this.serve(client);
        this.tell({ type: 'requestEnd', client: client.id });
      } else if (event.type === 'error' && !client.finished) {
        this.tell({ type: 'badRequest', client: client.id, status: event.status, reason: event.reason });
      } else if (event.type === 'closed' || event.type === 'truncated' || event.type === 'error') {
        this.tell({ type: 'clientClosed', client: client.id, how: 'end' });
      }
    }
  }

  private readonly requestDone = new Set<ClientId>();
  private readonly forwarded = new Map<ClientId, { conn: ServerConnId; target: string }>();

  /** The server has the whole request when it was forwarded and is complete. */
  private serve(client: FarClient): void {
    const sent = this.forwarded.get(client.id);
    if (!sent || !this.requestDone.has(client.id)) return;
    this.forwarded.delete(client.id);
    const server = this.servers.get(sent.conn);
    if (!server) return;
    server.requests.push(sent.target);
    this.later(this.now, () => this.serverAnswers(server));
  }

  protected override responded(client: FarClient): void {
    client.responses++;
    this.wake(client);
  }

  protected override carryOut(output: Output): void {
    switch (output.type) {
      case 'connect':
        this.connect(output);
        return;
      case 'link': {
        const client = this.clients.get(output.client)!;
        const server = this.servers.get(output.conn)!;
        client.conn = output.conn;
        server.client = client.id;
        const text = client.tcpHeld;
        client.tcpHeld = '';
        if (text !== '') this.later(this.now, () => this.serverGets(server, text));
        return;
      }
      case 'forwardRequest': {
        const client = this.clients.get(output.client)!;
        const server = this.servers.get(output.conn)!;
        server.client = output.client;
        server.forwarding = false;
        server.whole = false;
        this.forwarded.set(output.client, { conn: output.conn, target: output.head.target });
        expectResponse(server.reader!, { method: output.head.method, upgrade: true }, []);
        if (output.body === 'none') this.requestDone.add(output.client);
        this.later(this.now, () => this.serve(client));
        return;
      }
      case 'forwardResponse': {
        const client = this.clients.get(output.client)!;
        client.received += `HTTP/1.1 ${output.head.status}\r\n`;
        const server = this.servers.get(output.conn)!;
        server.forwarding = true;
        if (server.whole) this.responded(client);
        if (output.body === 'tunnel') {
          client.head!.upgrade = true;
          client.conn = output.conn;
          openTunnel(client.reader!, []);
          this.responded(client);
        }
        return;
      }
      case 'inform': {
        const client = this.clients.get(output.client)!;
        client.received += `HTTP/1.1 ${output.head.status}\r\n`;
        this.responded(client);
        return;
      }
      case 'respond': {
        const client = this.clients.get(output.client)!;
        client.received += `HTTP/1.1 ${output.head.status}\r\n`;
        this.responded(client);
        return;
      }
      case 'nextRequest': {
        const client = this.clients.get(output.client)!;
        client.head = null;
        client.conn = 0;
        this.requestDone.delete(client.id);
        this.later(this.now, () => {
          const events: WireEvent[] = [];
          nextRequest(client.reader!, events);
          this.clientEvents(client, events);
          if (events.length === 0 && client.reader!.rest.length > 0)
            this.tell({ type: 'requestStarted', client: client.id });
        });
        return;
      }
      case 'closeClient': {
        const client = this.clients.get(output.client)!;
        if (!output.half) client.closed = true;
        client.ended ||= output.how === 'reset' ? 'reset' : 'end';
        this.wake(client);
        return;
      }
      case 'closeServer': {
        const server = this.servers.get(output.conn);
        if (!server || server.gone) return;
        if (output.half) {
          this.later(this.now, () => {
            server.steps.push(FIN);
            this.serverRuns(server);
          });
        } else server.gone = true;
        return;
      }
      case 'pauseListener':
        this.paused = true;
        return;
      case 'resumeListener':
        this.paused = false;
        this.later(this.now, () => this.accept());
        return;
      case 'startProbe': {
        const found = this.scriptAt(output.host, output.port);
        const up = found !== null && this.isListening(found[1]);
        this.later(this.now, () => {
          if (up) this.tell({ type: 'probeConnected', probe: output.probe });
          const check = this.plan.proxies[output.proxy]!.backend!.servers[output.server]!.check!;
          const result = up
            ? ({ status: 'L4OK' } as const)
            : connectionFailed(this.plan.behaviour.checks, check, -1, 'refused');
          this.tell({ type: 'probeEnded', probe: output.probe, result });
        });
        return;
      }
      case 'log':
        this.log.push(withoutClient(requestLogLine(this.plan, output.record, (ms) => ms)));
        return;
      case 'serverState':
        this.log.push(...serverLogLines(this.plan, output.change));
        return;
      default:
        return;
    }
  }
}

function summaryOf(client: FarClient): string {
  if (client.script.steps.includes(RST)) return 'reset';
  const statuses = [...client.received.matchAll(/HTTP\/1\.\d (\d\d\d)/g)].map((match) => match[1]);
  const what = statuses.length > 0 ? statuses.join(' ') : JSON.stringify(client.received);
  return client.ended === '' && client.finished ? `${what} end` : `${what} ${client.ended || 'open'}`;
}

function withoutClient(line: string): string {
  return line
    .replace(/^127\.0\.0\.1:\d+ \[\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d\.\d{3}\] /, '')
    .replace(/^Connect from 127\.0\.0\.1:\d+ to 127\.0\.0\.1:\d+/, 'Connect from CLIENT to FRONTEND');
}
