/** Addresses of the machine that a lab may use. */
import { createServer, type Server } from 'node:net';

/** Below the range from which the system takes ports for outgoing connections, so that none is taken between our look and our use. */
const FIRST_PORT = 12_000;
const PORTS = 19_000;

let next = Math.floor(Math.random() * PORTS);

/** Ports of 127.0.0.1 on which nobody listens now; the same one is not given twice for a long time. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const found: number[] = [];
  for (let tries = 0; found.length < count; tries++) {
    if (tries > 2000) throw new Error('there are no free ports on 127.0.0.1');
    const port = FIRST_PORT + (next++ % PORTS);
    if (await isFree(port)) found.push(port);
  }
  return found;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server: Server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
