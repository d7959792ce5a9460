/**
 * Plays a conversation without sockets: client, origin and a proxy made of the codec, in virtual time. The outcome has the
 * same shape as one that was seen on real sockets.
 */
import { encodeLatin1, type HaproxyVersion } from '../../simulator/http1/index.ts';
import { type Action, createProxy } from './proxy.ts';
import { joinChunks, type Outcome, PLAIN_REPLY, type Reply, requestEnds, type WireCase } from './wire.ts';

interface Task {
  at: number;
  run: () => void;
}

interface OriginSide {
  bytes: string;
  end: 'open' | 'closed';
  from: number;
  answered: boolean;
}

/** Runs `item` against the codec's proxy, answering as `version` does. */
export function play(item: WireCase, version: HaproxyVersion): Outcome {
  const proxy = createProxy(item.config ?? [], version, (item.serverOptions ?? '').includes('disabled'));
  const tasks: Task[] = [];
  let now = 0;
  let client = '';
  let clientEnd: Outcome['clientEnd'] = 'open';
  let served = 0;
  const origins: OriginSide[] = [];
  const later = (ms: number, run: () => void) => tasks.push({ at: now + ms, run });

  const answer = (n: number, reply: Reply) => {
    let delay = 0;
    for (const [i, piece] of reply.pieces.entries()) {
      if (typeof piece === 'number') delay += piece;
      else {
        if (i > 0) delay += 12;
        later(delay, () => apply(proxy.fromServer(n, encodeLatin1(piece))));
      }
    }
    if (reply.closes) later(delay, () => apply(proxy.serverEnded(n)));
  };
  const arrived = (n: number) => {
    const origin = origins[n]!;
    for (;;) {
      const [head, end] = requestEnds(origin.bytes, origin.from);
      if (head < 0) return;
      const next = item.replies?.[served] ?? PLAIN_REPLY;
      const reply: Reply = typeof next === 'string' ? { pieces: [next] } : next;
      if (!origin.answered && (end >= 0 || reply.at === 'head')) {
        origin.answered = true;
        answer(n, reply);
      }
      if (end < 0) return;
      origin.answered = false;
      served++;
      origin.from = end;
    }
  };
  const apply = (actions: Action[]) => {
    for (const action of actions) {
      switch (action.type) {
        case 'toClient':
          client += action.text;
          break;
        case 'endClient':
          clientEnd = 'closed';
          break;
        case 'connect':
          origins[action.server] = { bytes: '', end: 'open', from: 0, answered: false };
          break;
        case 'toServer': {
          const n = action.server;
          origins[n]!.bytes += action.text;
          later(1, () => arrived(n));
          break;
        }
        case 'endServer': {
          const n = action.server;
          if (origins[n]!.end === 'closed') break;
          origins[n]!.end = 'closed';
          later(1, () => apply(proxy.serverEnded(n)));
          break;
        }
      }
    }
  };

  let delay = 0;
  for (const [i, piece] of (typeof item.send === 'string' ? [item.send] : item.send).entries()) {
    if (typeof piece === 'number') {
      delay += piece;
      continue;
    }
    if (i > 0) delay += 12;
    later(delay, () => apply(piece === null ? proxy.clientEnded() : proxy.fromClient(encodeLatin1(piece))));
  }
  // no conversation here takes this many steps: a loop would be a fault, not a long conversation
  for (let steps = 0; tasks.length > 0 && steps < 10_000; steps++) {
    tasks.sort((a, b) => a.at - b.at);
    const task = tasks.shift()!;
    now = task.at;
    task.run();
  }
  return {
    client: joinChunks(client),
    clientEnd,
    server: origins.map(({ bytes, end }) => ({ bytes: joinChunks(bytes), end })),
  };
}
