/** File descriptors: how many this process may have, and how many connections of clients that leaves room for. */
import { readFileSync } from 'node:fs';

/** Kept free for logs, checks, runtime sockets and what Node itself opens. */
const RESERVED = 64;

/** The limit of the system (`ulimit -n`), or null where it does not tell. */
export function descriptorLimit(): number | null {
  try {
    const line = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'));
    return line === null ? null : Number(line[1]);
  } catch {
    return null;
  }
}

/** Each connection of a client may need another one to a server. */
export function roomForClients(limit: number | null): number {
  return limit === null ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor((limit - RESERVED) / 2));
}
