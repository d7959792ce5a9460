/** Compressed responses on real sockets: what comes out is what the server sent, however long, whatever the algorithm. */
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import { HTTP_DEFAULTS, run, withPorts } from './support.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const UNDO = { gzip: gunzipSync, deflate: inflateSync, 'raw-deflate': inflateRawSync };
/** Text that compresses, but not to nothing. */
const text = (length: number) =>
  Array.from({ length: Math.ceil(length / 8) }, (_, i) => (i * 7919).toString(36).padStart(8))
    .join('')
    .slice(0, length);

for (const [algorithm, undo] of Object.entries(UNDO)) {
  for (const length of [5, 20_000, 3_000_000]) {
    it(`${algorithm}, ${length} bytes`, async () => {
      const filled = await withPorts(
        `${HTTP_DEFAULTS}listen l\n  bind 127.0.0.1:$front\n  compression algo ${algorithm}\n  server s 127.0.0.1:$a\n`,
      );
      const body = text(length);
      const server = createServer((_, res) => {
        res.setHeader('content-length', length);
        for (let at = 0; at < length; at += 50_000) res.write(body.slice(at, at + 50_000));
        res.end();
      });
      server.listen(filled.ports['a'], '127.0.0.1');
      await once(server, 'listening');
      cleanups.push(() => {
        server.closeAllConnections();
        server.close();
      });
      const subject = await run(filled.text);
      cleanups.push(() => subject.end());
      const encoding = algorithm === 'gzip' ? 'gzip' : 'deflate';
      const asked = request({
        host: '127.0.0.1',
        port: filled.ports['front'],
        headers: { 'accept-encoding': encoding },
      });
      asked.end();
      const [response] = await once(asked, 'response');
      const pieces: Buffer[] = [];
      for await (const piece of response) pieces.push(piece);
      expect(response.headers['content-encoding']).toBe(encoding);
      const received = Buffer.concat(pieces);
      expect(undo(received).toString('latin1') === body).toBe(true);
      if (length > 1000) expect(received.length).toBeLessThan(length);
    });
  }
}
