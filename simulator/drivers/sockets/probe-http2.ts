/**
 * A health check's request over HTTP/2. The machine of checks speaks HTTP/1 text: its request is taken apart here, and
 * what comes back is told as the text of a response without a reason.
 */
import type { Duplex } from 'node:stream';
import type { Ending } from '../../engine/io.ts';
import type { Header } from '../../http1/index.ts';
import { requestFields } from './h2-messages.ts';
import { createSession, openStream } from './h2-session.ts';
import type { World } from './world.ts';

interface ProbeEars {
  heard(text: string): void;
  over(how: Ending): void;
}

/** From now on the connection speaks HTTP/2. @returns what sends a request, given as HTTP/1 text */
export function askOverHttp2(world: World, socket: Duplex, { heard, over }: ProbeEars): (request: string) => void {
  const { windowBytes } = world.plan.process.http2;
  const settings = { maxStreams: 0, windowBytes, maxBlockBytes: world.plan.process.maxHeadBytes };
  const session = createSession(socket, 'client', settings, {
    head: (_side, fields, ends) => {
      const status = fields.find(({ name }) => name === ':status')?.value ?? '';
      if (/^1\d\d$/.test(status)) return;
      const headers = fields.filter(({ name }) => !name.startsWith(':'));
      const length = ends ? [{ name: 'content-length', value: '0' }] : [];
      const lines = [...headers, ...length].map(({ name, value }) => `${name}: ${value}\r\n`);
      heard(`HTTP/2.0 ${status} \r\n${lines.join('')}\r\n`);
    },
    trailers: () => undefined,
    reset: () => over('reset'),
    goaway: () => undefined,
    settings: () => undefined,
    closed: () => over('reset'),
  });
  return (request) => {
    const { head, body } = readRequestText(request);
    const side = openStream(session, requestFields(head, null), body === '');
    if (side === null) {
      over('reset');
      return;
    }
    side.duplex.on('data', (chunk: Buffer) => heard(chunk.toString('latin1')));
    side.duplex.once('end', () => over('end'));
    if (body !== '') side.duplex.end(body, 'latin1');
  };
}

/** What the machine of checks wrote. */
function readRequestText(text: string) {
  const end = text.indexOf('\r\n\r\n');
  const [line = '', ...lines] = text.slice(0, end).split('\r\n');
  const [method = '', target = ''] = line.split(' ');
  const headers: Header[] = lines.map((one) => {
    const colon = one.indexOf(':');
    return { name: one.slice(0, colon), value: one.slice(colon + 1).trim() };
  });
  return { head: { method, target, version: '1.1' as const, headers }, body: text.slice(end + 4) };
}
