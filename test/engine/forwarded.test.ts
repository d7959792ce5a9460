import { expect, it } from 'vitest';
import { forwardedValue } from '../../simulator/engine/forwarded.ts';
import type { SampleContext } from '../../simulator/engine/sample/context.ts';
import { analyse } from '../../simulator/language/haproxy/analyse.ts';
import { plan } from '../../simulator/plan/build.ts';

const planOf = (line: string, version: '3.0' = '3.0') =>
  plan(analyse([{ name: 'h.cfg', text: `backend b\n  mode http\n  ${line}\n` }], { version }).config).proxies[0]!
    .backend!.forwarded!;

const context = (src: string, dst: string) =>
  ({
    client: { src: { host: src, port: 11 }, dst: { host: dst, port: 22 }, tls: null },
    stream: { request: { headers: [{ name: 'host', value: 'shop' }] } },
  }) as unknown as SampleContext;

// Values that HAProxy 3.0 was seen to send, or that its own test expects.
it.each([
  ['option forwarded', 'proto=http;for=192.0.2.1'],
  ['option forwarded for', 'for=192.0.2.1'],
  ['option forwarded proto host by by_port for for_port', 'proto=http;host="shop";by="[::1]:22";for="192.0.2.1:11"'],
  ['option forwarded by for-expr str(me) for_port-expr str(id)', 'by="[::1]";for="_me:_id"'],
  ['option forwarded host-expr str(override)', 'host="override"'],
  ['option forwarded for_port-expr int(10)', 'for="unknown:10"'],
])('%s', (line, value) => {
  expect(forwardedValue(planOf(line), context('192.0.2.1', '::1'))).toBe(value);
});

it('no option forwarded', () => {
  expect(planOf('option forwarded\n  no option forwarded')).toBe(null);
});
