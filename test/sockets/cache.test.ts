/** A cache on real sockets: the second answer is the first one's bytes, and the server is not asked again. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { HTTP_DEFAULTS, run, withPorts } from './support.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

for (const framing of ['with a length', 'in chunks']) {
  it(`a body ${framing}`, async () => {
    const filled = await withPorts(
      `cache c\n  total-max-size 4\n  max-object-size 1000000\n${HTTP_DEFAULTS}listen l\n  bind 127.0.0.1:$front\n` +
        '  http-request cache-use c\n  http-response cache-store c\n  server s 127.0.0.1:$a\n',
    );
    const body = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * 31) & 255));
    let asked = 0;
    const server = createServer((_, res) => {
      asked++;
      res.setHeader('cache-control', 'max-age=50');
      if (framing === 'with a length') res.setHeader('content-length', body.length);
      res.write(body.subarray(0, 70_000));
      res.end(body.subarray(70_000));
    });
    server.listen(filled.ports['a'], '127.0.0.1');
    await once(server, 'listening');
    cleanups.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const subject = await run(filled.text);
    cleanups.push(() => subject.end());
    const url = `http://127.0.0.1:${filled.ports['front']}/x`;
    for (const age of [null, /^\d$/]) {
      const response = await fetch(url);
      expect(Buffer.from(await response.arrayBuffer()).equals(body)).toBe(true);
      if (age === null) expect(response.headers.get('age')).toBeNull();
      else expect(response.headers.get('age')).toMatch(age);
    }
    expect(asked).toBe(1);
  });
}
