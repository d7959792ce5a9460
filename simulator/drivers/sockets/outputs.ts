/** What the engine says is done: one exhaustive switch. */
import type { Output } from '../../engine/io.ts';
import { ownFacts, writeInformational } from '../../http1/index.ts';
import { closeClient } from './clients.ts';
import { sendInformational } from './h2-front.ts';
import { forwardRequest, nextRequest, respond } from './http-client.ts';
import { forwardResponse } from './http-server.ts';
import { closeListener, type ListenerLink, pauseListener, resumeListener } from './listeners.ts';
import { queueText } from './outgoing.ts';
import { abortProbe, startProbe } from './probes.ts';
import { closeServer, connectServer } from './servers.ts';
import { link, passBack, peek } from './splice.ts';
import { serveStats } from './stats.ts';
import type { World } from './world.ts';

/** Carries out one command. What cannot be done any more (the socket is gone) is left: the fact that says so is on its way. */
export function perform(world: World, output: Output): void {
  switch (output.type) {
    case 'connect':
      connectServer(world, output);
      return;
    case 'link': {
      const client = world.clients.get(output.client);
      const server = world.servers.get(output.conn);
      if (client !== undefined && server !== undefined) link(client, server, output.inspects);
      return;
    }
    case 'passBack': {
      const client = world.clients.get(output.client);
      const server = world.servers.get(output.conn);
      if (client !== undefined && server !== undefined) passBack(client, server);
      return;
    }
    case 'forwardRequest':
      forwardRequest(world, output);
      return;
    case 'forwardResponse':
      forwardResponse(world, output);
      return;
    case 'respond':
      respond(world, output);
      return;
    case 'nextRequest':
      nextRequest(world, output);
      return;
    case 'closeClient':
      closeClient(world, output);
      return;
    case 'closeServer':
      closeServer(world, output);
      return;
    case 'pauseListener':
      withListener(world, output.listener, pauseListener);
      return;
    case 'resumeListener':
      withListener(world, output.listener, resumeListener);
      return;
    case 'closeListener':
      withListener(world, output.listener, closeListener);
      return;
    case 'startProbe':
      startProbe(world, output);
      return;
    case 'abortProbe':
      abortProbe(world, output.probe);
      return;
    case 'log':
      world.recorder?.log(output.record);
      world.report.request(output.record, world.plan);
      return;
    case 'serverState':
      world.recorder?.serverState(output.change);
      world.report.server(output.change, world.plan);
      return;
    case 'stopped':
      world.onStopped();
      return;
    case 'serveStats':
      serveStats(world, output);
      return;
    case 'peek':
      peek(world, output);
      return;
    case 'inform': {
      const client = world.clients.get(output.client);
      if (client?.h2) sendInformational(client.h2, output.head);
      else if (client !== undefined)
        queueText(world, client, writeInformational(output.head, ownFacts(0), world.plan.version));
      return;
    }
    case 'hold':
    case 'replay':
      return; // reserved: the engine does not say them so far
    case 'explain':
      return; // explanations are made by replaying, never while running
    default:
      output satisfies never;
  }
}

function withListener(world: World, id: number, act: (link: ListenerLink) => void): void {
  const link = world.listeners.get(id);
  if (link !== undefined) act(link);
}
