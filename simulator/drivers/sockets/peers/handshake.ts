/**
 * How two peers get to know each other: who connects says which version it speaks, whom it means and who it is; the other
 * answers with a status.
 * Facts: HAProxy's doc/peers.txt.
 */
import type { Duplex } from 'node:stream';

export const SUCCESS = 200;
export const NO_PROTOCOL = 501;
export const WRONG_VERSION = 502;
/** Somebody else is meant. */
export const NOT_ME = 503;
/** Who it says it is, is not known. */
export const UNKNOWN = 504;

export interface Hello {
  /** 2.0: it does not know how long entries have left. */
  readonly isOld: boolean;
  readonly from: string;
}

export const helloText = (to: string, me: string, pid: number): string => `HAProxyS 2.1\n${to}\n${me} ${pid} 1\n`;

/** @returns who it is, or the status that says why not */
export function readHello(lines: readonly string[], me: string, known: readonly string[]): Hello | number {
  const [protocol = '', to = '', who = ''] = lines;
  const version = /^HAProxyS (\d+)\.(\d+)$/.exec(protocol);
  if (version === null) return /^HAProxyS /.test(protocol) ? WRONG_VERSION : NO_PROTOCOL;
  if (Number(version[1]) !== 2 || Number(version[2]) > 1) return WRONG_VERSION;
  if (to !== me) return NOT_ME;
  const [from = ''] = who.split(' ');
  return known.includes(from) ? { isOld: version[2] === '0', from } : UNKNOWN;
}

/** Longest handshake. */
const LONGEST_BYTES = 1024;

/** Waits for so many lines; `done` gets them with what came behind, or null when they do not come. */
export function awaitLines(
  socket: Duplex,
  count: number,
  timeoutMs: number,
  done: (lines: readonly string[] | null, rest: Buffer) => void,
): void {
  let received = Buffer.alloc(0);
  const finish = (lines: readonly string[] | null, rest: Buffer) => {
    clearTimeout(timer);
    socket.off('data', onData);
    socket.off('close', onClose);
    done(lines, rest);
  };
  const onClose = () => finish(null, Buffer.alloc(0));
  const onData = (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    const lines: string[] = [];
    let from = 0;
    while (lines.length < count) {
      const end = received.indexOf(10, from);
      if (end < 0) break;
      lines.push(received.subarray(from, end).toString('latin1').replace(/\r$/, ''));
      from = end + 1;
    }
    // a first line that is none of this protocol is not waited behind
    const isForeign = lines[0] !== undefined && count > 1 && !lines[0].startsWith('HAProxyS ');
    if (lines.length === count || isForeign) finish(lines, received.subarray(from));
    else if (received.length > LONGEST_BYTES) finish(null, Buffer.alloc(0));
  };
  const timer = setTimeout(onClose, timeoutMs);
  socket.on('data', onData);
  socket.once('close', onClose);
}
