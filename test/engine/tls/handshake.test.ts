/** How long TLS handshakes may take, in virtual time: as HAProxy was asked in `test/oracle/handshakes.test.ts`. */
import { expect, it } from 'vitest';
import type { Output } from '../../../simulator/engine/io.ts';
import { createEngine, nextDeadline, step } from '../../../simulator/engine/step.ts';
import { analyse } from '../../../simulator/language/haproxy/analyse.ts';
import { plan } from '../../../simulator/plan/build.ts';
import { requestLogLine } from '../../../simulator/trace/log-lines.ts';

const ADDRESS = { host: '192.0.2.9', port: 4321 };

/** When the connection of a client that says nothing ends, and what is logged. */
function play(timeouts: readonly string[], waitedMs = 0) {
  const text = [
    'global\n  log stdout format raw local0',
    'frontend f\n  mode http\n  log global\n  option httplog\n  bind 127.0.0.1:443 ssl crt c name l accept-proxy',
    ...timeouts.map((line) => `  timeout ${line}`),
    '  default_backend b\nbackend b\n  mode http\n  server s 127.0.0.1:1\n',
  ].join('\n');
  const ours = plan(analyse([{ name: 'haproxy.cfg', text }], { version: '3.2' }).config, { files: {} });
  const state = createEngine(ours, { seed: 1, startMs: 0, explain: false });
  const out: Output[] = [];
  const told = waitedMs > 0 ? { waitedMs } : {};
  step(ours, state, waitedMs, { type: 'accepted', client: 1, listener: 0, src: ADDRESS, dst: ADDRESS, ...told }, out);
  const dueMs = nextDeadline(state);
  if (dueMs !== null) step(ours, state, dueMs, { type: 'deadline' }, out);
  const lines = out.flatMap((one) => (one.type === 'log' ? [requestLogLine(ours, one.record, (ms) => ms)] : []));
  return { dueMs, closed: out.some(({ type }) => type === 'closeClient'), lines };
}

it.each([
  [['client 5s', 'client-hs 400'], 0, 400],
  [['client 100', 'client-hs 400'], 0, 400],
  [['client 5s', 'client-hs 400', 'http-request 100'], 0, 400],
  [['client 900', 'http-request 100'], 0, 900],
  // a PROXY header came before: the time runs since the accept
  [['client 5s', 'client-hs 400'], 150, 400],
] as const)('%s: gives up', (timeouts, waitedMs, wantedMs) => {
  const { dueMs, closed, lines } = play(timeouts, waitedMs);
  expect(dueMs).toBe(wantedMs);
  expect(closed).toBe(true);
  expect(lines).toEqual([expect.stringMatching(/^192\.0\.2\.9:4321 \[.*\] f\/l: Timeout during SSL handshake$/)]);
});

it('waits for ever without a time-out', () => {
  expect(play(['http-request 100'])).toEqual({ dueMs: null, closed: false, lines: [] });
});
