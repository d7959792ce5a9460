/** Ways for log messages out of the process: datagrams, and connections that are made again when they break. */
import { createSocket, type Socket as Datagrams } from 'node:dgram';
import { connect, type Socket } from 'node:net';

export interface LogSenders {
  datagram(address: string, text: string): void;
  /** A line on a connection of its own to that address; `octetCount`: its length in front instead of a line feed behind. */
  stream(address: string, text: string, octetCount: boolean): void;
  close(): void;
}

/** `host:port` of `udp@host:port` and the like; port 514 unless said. */
export function hostAndPort(address: string): { readonly host: string; readonly port: number } {
  const match = /^(.*?)(?::(\d+))?$/.exec(address.replace(/^[a-z0-9]+@/, ''))!;
  const host = match[1]!.replace(/^\[|\]$/g, '') || '127.0.0.1';
  return { host, port: Number(match[2] ?? 514) };
}

/** Lines that wait for a connection, at most. */
const MAX_WAITING = 1024;
const RETRY_MS = 1000;

interface Stream {
  readonly address: string;
  socket: Socket | null;
  connected: boolean;
  timer: NodeJS.Timeout | null;
  readonly waiting: string[];
}

export function createLogSenders(): LogSenders {
  const datagrams = new Map<'udp4' | 'udp6', Datagrams>();
  const streams = new Map<string, Stream>();
  let over = false;

  const open = (stream: Stream) => {
    stream.timer = null;
    if (over) return;
    const socket = connect(hostAndPort(stream.address));
    stream.socket = socket;
    socket.once('connect', () => {
      stream.connected = true;
      socket.unref();
      for (const text of stream.waiting.splice(0)) socket.write(text, 'latin1');
    });
    socket.on('error', () => undefined);
    socket.on('data', () => undefined);
    socket.once('close', () => {
      stream.socket = null;
      stream.connected = false;
      stream.timer = setTimeout(() => open(stream), RETRY_MS).unref();
    });
  };

  return {
    datagram(address, text) {
      const { host, port } = hostAndPort(address);
      const family = host.includes(':') ? 'udp6' : 'udp4';
      let socket = datagrams.get(family);
      if (socket === undefined) {
        socket = createSocket(family);
        socket.on('error', () => undefined); // a collector that is away costs its lines, as in HAProxy
        socket.unref();
        datagrams.set(family, socket);
      }
      socket.send(Buffer.from(text, 'latin1'), port, host, () => undefined);
    },
    stream(address, text, octetCount) {
      let stream = streams.get(address);
      if (stream === undefined) {
        stream = { address, socket: null, connected: false, timer: null, waiting: [] };
        streams.set(address, stream);
        open(stream);
      }
      const framed = octetCount ? `${text.length} ${text}` : `${text}\n`;
      if (stream.connected) stream.socket?.write(framed, 'latin1');
      else if (stream.waiting.length < MAX_WAITING) stream.waiting.push(framed);
    },
    close() {
      over = true;
      for (const socket of datagrams.values()) socket.close();
      for (const { socket, timer } of streams.values()) {
        if (timer !== null) clearTimeout(timer);
        socket?.end();
      }
    },
  };
}
