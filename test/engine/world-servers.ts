/** The servers of the virtual world: they answer as their scripts say. */
import { byId } from '../../simulator/engine/id-table.ts';
import type { Output, ServerConnId } from '../../simulator/engine/io.ts';
import { createResponseReader, encodeLatin1, feed, finish, type WireEvent } from '../../simulator/http1/index.ts';
import { messageLength } from '../oracle/engine-lab.ts';
import { FIN, RST, type ServerScript } from './situation.ts';
import { type FarClient, type FarServer, virtualAddresses, WorldCore } from './world-core.ts';

const isHttp = /^(GET|POST|HEAD|PUT|DELETE|OPTIONS) /;

export abstract class WorldServers extends WorldCore {
  /** A whole response has reached the client. */
  protected abstract responded(client: FarClient): void;

  protected serverAnswers(server: FarServer): void {
    const list = server.script.onRequest ?? [];
    server.steps.push(...(list[Math.min(server.count++, list.length - 1)] ?? []));
    this.serverRuns(server);
  }

  protected serverGets(server: FarServer, text: string): void {
    server.requests.push(text);
    if (isHttp.test(text) && messageLength(text, false) < 0) return;
    this.serverAnswers(server);
  }

  protected serverRuns(server: FarServer): void {
    if (server.running) return;
    while (server.steps.length > 0 && !server.gone) {
      const what = server.steps.shift()!;
      if (typeof what === 'number') {
        server.running = true;
        this.later(this.now + what, () => {
          server.running = false;
          this.serverRuns(server);
        });
        return;
      }
      if (what === FIN) this.serverEnds(server);
      else if (what === RST) {
        server.gone = true;
        this.tell({ type: 'serverClosed', conn: server.id, how: 'reset' });
      } else this.serverSends(server, what);
    }
  }

  protected serverEnds(server: FarServer): void {
    if (server.gone) return;
    server.gone = true;
    let truncated = false;
    if (server.reader) {
      const events: WireEvent[] = [];
      finish(server.reader, events);
      truncated = server.inHead && events.some((event) => event.type === 'error');
      if (events.some((event) => event.type === 'end')) {
        this.serverEvents(server, events);
        return;
      }
    }
    this.tell({ type: 'serverClosed', conn: server.id, how: 'end', ...(truncated ? { truncated } : {}) });
  }

  protected serverSends(server: FarServer, text: string): void {
    const client = this.clients.get(server.client);
    if (!server.reader || client?.head?.upgrade) {
      if (client) client.received += text;
      this.tell({ type: 'serverData', conn: server.id, bytes: text.length });
      return;
    }
    const events: WireEvent[] = [];
    feed(server.reader, encodeLatin1(text), events);
    server.inHead = events.length === 0;
    this.serverEvents(server, events);
  }

  protected serverEvents(server: FarServer, events: readonly WireEvent[]): void {
    for (const event of events) {
      if (event.type === 'responseHead' || event.type === 'informational') {
        const { body, headBytes } = event.facts;
        if (event.facts.close || (event.head.version === '1.0' && !event.facts.keepAlive)) this.closing.add(server.id);
        this.tell({ type: 'responseHead', conn: server.id, head: event.head, body, headBytes });
      } else if (event.type === 'body') this.tell({ type: 'responseBody', conn: server.id, bytes: event.bytes.length });
      else if (event.type === 'end') {
        this.tell({ type: 'responseEnd', conn: server.id, reusable: this.isReusable(server) });
        const client = this.clients.get(server.client);
        server.whole = true;
        if (client && server.forwarding) this.responded(client);
      } else if (event.type === 'error') this.tell({ type: 'badResponse', conn: server.id, reason: event.reason });
    }
  }

  protected readonly closing = new Set<ServerConnId>();

  protected isReusable(server: FarServer): boolean {
    return !server.gone && !this.closing.has(server.id) && (server.reader?.rest.length ?? 0) === 0;
  }

  /** Its listener is gone, and its connections are reset. */
  protected vanish(script: ServerScript): void {
    for (const server of this.servers.values()) {
      if (server.script !== script || server.gone) continue;
      server.gone = true;
      this.tell({ type: 'serverClosed', conn: server.id, how: 'reset' });
    }
  }

  protected isListening(script: ServerScript): boolean {
    return (
      script.mode !== 'refuse' &&
      (script.fromMs === undefined || this.now >= script.fromMs) &&
      (script.untilMs === undefined || this.now < script.untilMs)
    );
  }

  protected scriptAt(host: string, port: number): readonly [string, ServerScript] | null {
    const addresses = virtualAddresses(this.situation);
    for (const [name, script] of Object.entries(this.situation.servers)) {
      if (addresses[name] === `${host}:${port}`) return [name, script];
    }
    return null;
  }

  protected connect(output: Extract<Output, { type: 'connect' }>): void {
    const found = this.scriptAt(output.host, output.port);
    const [name, script] = found ?? ['?', { mode: 'refuse' } as ServerScript];
    if (script.mode === 'blackhole') return;
    if (!this.isListening(script)) {
      this.later(this.now, () => this.tell({ type: 'connectFailed', conn: output.conn, reason: 'refused' }));
      return;
    }
    const http = this.plan.proxies[output.proxy]!.mode === 'http';
    const reader = http && this.clients.get(byId(this.state.streams, output.stream)!.client)!.reader !== null;
    const server: FarServer = {
      id: output.conn,
      name,
      script,
      reader: reader ? createResponseReader({ version: this.plan.version }) : null,
      client: 0,
      requests: [],
      forwarding: false,
      whole: false,
      steps: [...(script.onConnect ?? [])],
      running: false,
      inHead: false,
      gone: false,
      count: 0,
    };
    this.servers.set(output.conn, server);
    this.connections[name]?.push(server.requests);
    this.later(this.now, () => {
      this.tell({ type: 'connected', conn: output.conn });
      this.later(this.now, () => this.serverRuns(server));
    });
  }
}
