import { request } from 'node:http';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { isPortTaken, startHaproxy } from './haproxy.ts';
import { freePort } from './ports.ts';
import { describeWith } from './programs.ts';

const configuration = (port: number) => `
defaults
  mode http
  log global
  option httplog
  timeout client 5s
  timeout connect 5s
  timeout server 5s
frontend web
  bind 127.0.0.1:${port}
  http-request return status 200 content-type text/plain string hello
`;

describeWith('haproxy', 'a real haproxy', () => {
  it('serves, logs, answers its runtime socket and stops', async () => {
    const port = await freePort();
    const haproxy = await startHaproxy(configuration(port));
    const status = await new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path: '/here', agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .once('error', reject)
        .end();
    });
    expect(status).toBe(200);
    expect(await haproxy.waitForLog((line) => line.includes('/here'))).toContain(' web web/');
    expect(await haproxy.command('show info')).toContain('Nbthread: 1');
    await haproxy.stop();
    expect(await haproxy.ended).toBeDefined();
    expect(() => process.kill(haproxy.pid, 0)).toThrow('ESRCH');
  });

  it('says why it does not start', async () => {
    await expect(startHaproxy('frontend f\n nonsense\n')).rejects.toThrow("unknown keyword 'nonsense'");

    const holder = createServer();
    const port = await new Promise<number>((resolve) => {
      holder.listen(0, '127.0.0.1', () => resolve((holder.address() as { port: number }).port));
    });
    const error = await startHaproxy(configuration(port)).catch((reason: unknown) => reason);
    holder.close();
    expect(isPortTaken(error), String(error)).toBe(true);
  });
});
