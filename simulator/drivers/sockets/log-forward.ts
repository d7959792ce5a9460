/** `log-forward` sections: messages come as datagrams or on connections, and go on to the section's targets. */
import { createSocket, type Socket as Datagrams } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import type { LogForwardPlan } from '../../plan/plan.ts';
import { listenAddress } from './addresses.ts';

/** The longest message that is taken. */
const MAX_MESSAGE_BYTES = 65_535;

export interface LogForwards {
  close(): void;
}

export type OpenedForwards =
  | { readonly ok: true; readonly forwards: LogForwards }
  | { readonly ok: false; readonly problem: string };

/** Listens for every section. `take` gets a section's number and one message. */
export async function openLogForwards(
  plans: readonly LogForwardPlan[],
  take: (section: number, line: string) => void,
): Promise<OpenedForwards> {
  const servers: Server[] = [];
  const datagrams: Datagrams[] = [];
  const connections = new Set<Socket>();
  const close = () => {
    for (const server of servers) server.close();
    for (const socket of datagrams) socket.close();
    for (const socket of connections) socket.destroy();
  };
  for (const [section, plan] of plans.entries()) {
    for (const address of plan.binds) {
      const server = createServer((socket) => {
        connections.add(socket);
        socket.once('close', () => connections.delete(socket));
        readLines(socket, (line) => take(section, line));
      });
      const where = listenAddress(address);
      const problem = where === null ? 'this kind of address is not supported here' : await listening(server, where);
      if (problem !== null) {
        close();
        return { ok: false, problem: `log-forward ${plan.name}: cannot listen on ${address}: ${problem}` };
      }
      servers.push(server);
    }
    for (const address of plan.datagramBinds) {
      const where = listenAddress(address.replace(/^udp@/, ''));
      const socket = createSocket(where?.host?.includes(':') ? 'udp6' : 'udp4');
      datagrams.push(socket);
      const problem = await bound(socket, where?.host ?? '0.0.0.0', where?.port ?? 0);
      if (problem !== null) {
        close();
        return { ok: false, problem: `log-forward ${plan.name}: cannot listen on ${address}: ${problem}` };
      }
      socket.on('message', (message) => take(section, message.toString('latin1').replace(/\n$/, '')));
    }
  }
  return { ok: true, forwards: { close } };
}

function listening(server: Server, where: NonNullable<ReturnType<typeof listenAddress>>): Promise<string | null> {
  return new Promise((resolve) => {
    server.once('error', (error) => resolve(error.message));
    server.listen(where, () => resolve(null));
  });
}

function bound(socket: Datagrams, host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    socket.once('error', (error) => resolve(error.message));
    socket.bind(port, host, () => resolve(null));
  });
}

/** Messages on a connection: each ends with a line feed, or has its length in front (RFC 6587). */
function readLines(socket: Socket, take: (line: string) => void): void {
  let rest = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    rest += chunk.toString('latin1');
    for (;;) {
      const counted = /^(\d{1,5}) /.exec(rest);
      if (counted !== null) {
        const from = counted[0].length;
        const size = Number(counted[1]);
        if (rest.length < from + size) break;
        take(rest.slice(from, from + size).replace(/\n$/, ''));
        rest = rest.slice(from + size);
        continue;
      }
      const end = rest.indexOf('\n');
      if (end < 0) break;
      take(rest.slice(0, end));
      rest = rest.slice(end + 1);
    }
    if (rest.length > MAX_MESSAGE_BYTES) socket.destroy();
  });
}
