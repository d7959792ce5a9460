/**
 * Clients that ask at a steady rate, whatever happens to earlier requests: most over connections that stay open, some over a new one
 * each. Every request is accounted for: answered in full, or failed, with the reason.
 */
import { connect, type Socket } from 'node:net';

export interface Steady {
  readonly sent: () => number;
  readonly answered: () => number;
  readonly failures: string[];
  /** Answers by the value of a response header. */
  readonly seen: ReadonlyMap<string, number>;
  /** Stops asking, and waits for what is outstanding. */
  stop(): Promise<void>;
}

interface Conversation {
  readonly socket: Socket;
  text: string;
  /** What is asked on it now; null: idle. */
  asked: string | null;
  requests: number;
}

/** A tenth of the requests have a connection of their own. */
const OWN_CONNECTION = 10;
const ANSWER_LIMIT_MS = 10_000;

/** @param mark a response header whose values are counted */
export function askSteadily(port: number, perSecond: number, mark: string): Steady {
  const idle: Conversation[] = [];
  const open = new Set<Conversation>();
  const failures: string[] = [];
  const seen = new Map<string, number>();
  let sent = 0;
  let answered = 0;
  let over = false;

  const ask = (conversation: Conversation, isLast: boolean) => {
    const name = `r${++sent}`;
    conversation.asked = name;
    conversation.requests++;
    const close = isLast ? 'Connection: close\r\n' : '';
    conversation.socket.write(`GET /${name} HTTP/1.1\r\nHost: soak\r\n${close}\r\n`);
    const timer = setTimeout(() => fail(conversation, 'no answer within 10 s'), ANSWER_LIMIT_MS);
    conversation.socket.once('answer', () => clearTimeout(timer));
  };
  const fail = (conversation: Conversation, why: string) => {
    if (conversation.asked === null) return;
    const state = `request ${conversation.requests} of its connection, got ${JSON.stringify(conversation.text.slice(0, 60))}`;
    failures.push(`${conversation.asked}: ${why} (${state})`);
    conversation.asked = null;
    conversation.socket.emit('answer');
    conversation.socket.destroy();
  };
  const read = (conversation: Conversation, chunk: Buffer) => {
    conversation.text += chunk.toString('latin1');
    const end = conversation.text.indexOf('\r\n\r\n');
    if (end < 0 || conversation.asked === null) return;
    const head = conversation.text.slice(0, end);
    const length = Number(/\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    if (conversation.text.length < end + 4 + length) return;
    const body = conversation.text.slice(end + 4);
    if (!head.startsWith('HTTP/1.1 200') || body !== `/${conversation.asked}`) {
      fail(conversation, `answered ${head.slice(0, 40)} with ${body.slice(0, 40)}`);
      return;
    }
    answered++;
    const value = new RegExp(`\\n${mark}: *(\\S+)`, 'i').exec(head)?.[1] ?? '';
    seen.set(value, (seen.get(value) ?? 0) + 1);
    conversation.asked = null;
    conversation.text = '';
    conversation.socket.emit('answer');
    if (/\nconnection: *close/i.test(head)) conversation.socket.end();
    else idle.push(conversation);
  };
  const begin = (isLast: boolean) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const conversation: Conversation = { socket, text: '', asked: null, requests: 0 };
    open.add(conversation);
    socket.on('data', (chunk) => read(conversation, chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => fail(conversation, error.code ?? error.message));
    socket.on('end', () => fail(conversation, 'the connection ended'));
    socket.on('close', () => {
      fail(conversation, 'the connection was closed');
      open.delete(conversation);
      const at = idle.indexOf(conversation);
      if (at >= 0) idle.splice(at, 1);
    });
    // The name of the request is given now: what cannot connect has failed as well.
    ask(conversation, isLast);
  };

  const started = performance.now();
  let due = 0;
  const timer = setInterval(() => {
    const wanted = ((performance.now() - started) / 1000) * perSecond;
    for (; due < wanted && !over; due++) {
      const conversation = due % OWN_CONNECTION === 0 ? undefined : idle.shift();
      if (conversation === undefined) begin(due % OWN_CONNECTION === 0);
      else ask(conversation, false);
    }
  }, 2);
  return {
    sent: () => sent,
    answered: () => answered,
    failures,
    seen,
    async stop() {
      over = true;
      clearInterval(timer);
      const deadline = performance.now() + ANSWER_LIMIT_MS + 1000;
      while (answered + failures.length < sent && performance.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      for (const { socket } of open) socket.destroy();
    },
  };
}
