import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BuilderChange, builderEdits } from '../../src/builder/change.ts';
import { readBuilder } from '../../src/builder/read.ts';
import { applyEdits } from '../../src/builder/text.ts';
import { configOf } from './config.ts';

const word = fc.constantFrom(
  ...[
    'backend',
    'listen',
    'defaults',
    'frontend',
    'server',
    'default-server',
    'bind',
    'balance',
    'cookie',
    'mode',
    'tcp',
  ],
  ...[
    'http',
    'option',
    'httpchk',
    'tcp-check',
    'http-check',
    'send',
    'meth',
    'uri',
    'stick',
    'on',
    'src',
    'stick-table',
  ],
  ...[
    'type',
    'ip',
    'size',
    'check',
    'weight',
    'backup',
    'track',
    'a',
    'b',
    '1.1.1.1:1',
    '5',
    'from',
    'no',
    'use-server',
  ],
  ...['"', "'", '\\', '#', '""', '"$X"', '"a b"', '\r', '\t', '{ srv_is_up(a/b) }', '.if', '.endif', 'é', '\0'],
);
const opening = fc.constantFrom(
  ...[
    'server a 1.1.1.1:1',
    'server b 1.1.1.1',
    'server c',
    'default-server',
    'bind :80',
    'balance source',
    'cookie S',
    'mode http',
  ],
  ...[
    'option httpchk',
    'option tcp-check',
    'http-check send',
    'tcp-check connect',
    'stick on src',
    'stick-table type ip size 1k',
  ],
  ...['backend a', 'listen b', 'frontend f', 'defaults', 'defaults d from d', 'use-server a', '', ''],
);
const line = fc.tuple(opening, fc.array(word, { maxLength: 4 }), fc.constantFrom('\n', '\n', '\r\n', '\n  '));
const text = fc
  .array(line, { maxLength: 12 })
  .map((lines) => `listen a\n${lines.map(([start, words, end]) => [start, ...words].join(' ') + end).join('')}`);

const place = { section: fc.nat(2), line: fc.nat(6) };
const name = fc.constantFrom('a', 'b', 'c', 'weight', '', 'x y');
const address = fc.constantFrom('1.1.1.1:1', '[::1]:2', 'x', '', ':80', 'a b');
const of = <T extends BuilderChange['type']>(type: T, more: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record({ type: fc.constant(type), ...place, ...more }) as unknown as fc.Arbitrary<BuilderChange>;
const change = fc.oneof(
  of('set-balance', { algorithm: fc.constantFrom('source', 'uri', 'x') }),
  of('clear-balance', {}),
  of('add-server', { server: fc.record({ name, address, check: fc.boolean(), weight: fc.integer() }) }),
  of('remove-server', {}),
  of('rename-server', { name }),
  of('move-server', { to: fc.oneof(fc.integer(), fc.constant(Number.NaN)) }),
  of('set-address', { address }),
  of('set-weight', { weight: fc.oneof(fc.integer(), fc.double()) }),
  of('set-maxconn', { maxconn: fc.option(fc.integer()) }),
  of('set-check', { check: fc.boolean() }),
  of('set-backup', { backup: fc.boolean() }),
  of('set-stickiness', {
    stickiness: fc.constantFrom({ kind: 'none' }, { kind: 'cookie' }, { kind: 'stick-src' }, { kind: 'source' }),
  }),
  of('set-health-check', {
    healthCheck: fc.constantFrom(
      { kind: 'none' },
      { kind: 'tcp' },
      { kind: 'http', method: 'GET', path: '/' },
      { kind: 'mllp' },
    ),
  }),
  of('set-bind', { address }),
);

test('any text is read, and any change gives edits in order and inside it, or a reason', () => {
  let edited = 0;
  fc.assert(
    fc.property(text, change, (before, wish) => {
      const config = configOf(before, '3.2');
      readBuilder(config);
      const { edits, refused } = builderEdits(config, wish);
      if (refused) expect(refused.message).not.toBe('');
      let at = 0;
      for (const { span } of edits) {
        expect(span.from).toBeGreaterThanOrEqual(at);
        expect(span.to).toBeGreaterThanOrEqual(span.from);
        expect(span.to).toBeLessThanOrEqual(before.length);
        at = span.to + 1;
      }
      if (edits.length > 0) {
        edited++;
        const after = applyEdits(before, edits);
        expect(after).not.toBe(before);
        readBuilder(configOf(after, '3.2'));
      }
    }),
    {
      numRuns: 6000,
      // Two lines that read the same trade places.
      examples: [
        [
          'listen a\nlisten b\nserver b 1.1.1.1\nserver b 1.1.1.1\n',
          { type: 'move-server', section: 1, line: 1, to: 0 },
        ],
      ],
    },
  );
  expect(edited).toBeGreaterThan(200);
});
