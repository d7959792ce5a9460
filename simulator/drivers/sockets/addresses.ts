/** Addresses as HAProxy writes them, as Node's listening sockets take them. */

import { lstatSync, unlinkSync } from 'node:fs';
import type { Server } from 'node:net';

export interface ListenAddress {
  readonly path?: string;
  readonly fd?: number;
  readonly host?: string;
  readonly port?: number;
}

/** Listens there. Returns what is in the way, or null. */
export function listenOn(server: Server, where: ListenAddress | null): Promise<string | null> {
  if (where === null) return Promise.resolve('this kind of address is not supported here');
  return new Promise((resolve) => {
    server.once('error', (error) => resolve(error.message));
    server.listen(where, () => resolve(null));
  });
}

/** `fd@7`, `/run/x.sock`, `unix@…`, `abns@…`, `[ipv4@]127.0.0.1:9999`, `*:9999`; null for what cannot be listened on. */
export function listenAddress(text: string): ListenAddress | null {
  const fd = /^fd@(\d+)$/.exec(text);
  if (fd !== null) return { fd: Number(fd[1]) };
  if (text.startsWith('abns@')) return { path: `\0${text.slice(5)}` };
  const path = text.replace(/^(unix|uxst)@/, '');
  if (path.startsWith('/') || path !== text) {
    removeStaleSocket(path);
    return { path };
  }
  const match = /^(?:(?:ipv[46]|ip|tcp[46]?)@)?(.*):(\d+)$/.exec(text);
  if (match === null) return null;
  const host = match[1]!.replace(/^\[|\]$/g, '');
  return { host: host === '' || host === '*' ? '0.0.0.0' : host, port: Number(match[2]) };
}

/** The path of a server's socket, where its address is one: of the file system, or abstract. */
export function socketPath(family: string, host: string): string | null {
  return family === 'unix' ? host : family === 'abns' ? `\0${host}` : null;
}

/** HAProxy replaces a socket file that is in its way, whoever left it. Anything but a socket stays. */
export function removeStaleSocket(path: string): void {
  try {
    if (lstatSync(path).isSocket()) unlinkSync(path);
  } catch {
    // Not there, or not ours to remove: listening says what is wrong.
  }
}
