/**
 * Arguments of every fetch and converter, right and wrong, asked of every HAProxy there is: one in forty, or all of them
 * with `DRYDOCK_CASES=all`.
 */
import { expect, it } from 'vitest';
import { converters, fetches } from '../../simulator/language/haproxy/keywords/names.ts';
import { disagreements, versionOf } from '../language/agreement.ts';
import { describeWithEveryHaproxy, haproxyCheck } from '../support/programs.ts';

const STRIDE = process.env.DRYDOCK_CASES === 'all' ? 1 : 40;
const AT_ONCE = 3;
/** HAProxy gives up reading a file that has too many errors. */
const LINES = 45;

const INPUT: Readonly<Record<string, string | undefined>> = {
  sint: 'int(1)',
  bin: 'bin(00)',
  addr: 'src',
  ipv4: 'src',
  ipv6: 'src',
  bool: 'bool(1)',
  meth: 'method',
};

/** What speaks of rings or certificates that a configuration has, or holds another notation, is not looked into. */
const NOT_CHECKED = /^(debug|jwt_decrypt_(jwk|cert))$/;
/** HAProxy warns of arguments to these without saying where. */
const COUNTERS = /^fc_(fackets|lost|reordering|retrans|sacked|unacked)$/;

const ONE = `x 0 1 -1 99 5000000000 txn.a txn. 1x 127.0.0.1 ::1 %[src] / sha256 s ms path json FIX.4.2`.split(' ');
const FEW = ['1', 'x', 'txn.a'];
const variants: readonly string[] = [
  '',
  ...['', ...ONE, 'a b'].map((a) => `(${a})`),
  ...[...FEW, ''].flatMap((a) => ['', '1', 'x', 'txn.b', '-1', '0'].map((b) => `(${a},${b})`)),
  ...FEW.flatMap((a) => FEW.flatMap((b) => ['', '1', 'x', 'txn.c', '0', '65'].map((c) => `(${a},${b},${c})`))),
  ...['(1,2,3,4)', '(x,y,z,w)', '(txn.a,txn.b,txn.c,txn.d)', '(1', '(1,', '(x y', '(x))', '(1)x'],
];

describeWithEveryHaproxy('arguments of samples', (haproxy) => {
  const version = versionOf(haproxy.version);
  const exists = (name: string) => !(NOT_CHECKED.test(name) || COUNTERS.test(name));
  const rule = (ruleset: string, expression: string) => `tcp-${ruleset} content set-var(txn.z) "${expression}"`;

  it('HAProxy and Drydock refuse the same', async () => {
    const all = [
      ...[...converters(version).values()]
        .filter((c) => exists(c.name))
        .flatMap((c) => variants.map((v) => rule('request', `${INPUT[c.input] ?? 'str(x)'},${c.name}${v}`))),
      ...[...fetches(version).values()]
        .filter((f) => exists(f.name))
        .flatMap((f) => variants.flatMap((v) => ['request', 'response'].map((r) => rule(r, `${f.name}${v}`)))),
    ].filter((_, i) => i % STRIDE === 7 % STRIDE);
    const texts: string[] = [];
    for (let i = 0; i < all.length; i += LINES) texts.push(configuration(all.slice(i, i + LINES)));
    const bad: string[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      for (let text = texts[next++]; text !== undefined; text = texts[next++]) {
        const answer = await haproxyCheck({ 'haproxy.cfg': text }, { binary: haproxy.path, ignoreUnresolved: false });
        const lines = text.split('\n');
        for (const found of disagreements(text, answer, version)) {
          const at = /line (\d+)/.exec(found)?.[1];
          bad.push(`${at ? lines[Number(at) - 1]!.trim() : text}\n  ${found}`);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(all.length).toBeGreaterThan(2000);
    expect(bad.join('\n')).toBe('');
  }, 240_000);
});

function configuration(rules: readonly string[]): string {
  return `userlist u
  user a insecure-password b
defaults
  mode http
  timeout client 1s
  timeout server 1s
  timeout connect 1s
listen x
  bind :8080
  server s 127.0.0.1:80
  stick-table type ip size 1k store gpc(5),gpt(5)
  ${rules.join('\n  ')}
`;
}
