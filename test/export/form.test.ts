import { describe, expect, test } from 'vitest';
import { DEFAULT_FORM, type KeepalivedForm } from '../../simulator/export/form.ts';
import { keepalivedConf } from '../../simulator/export/keepalived.ts';
import { failoverTimes } from '../../simulator/export/timing.ts';
import { validateForm } from '../../simulator/export/validate.ts';

type Changes = Partial<Omit<KeepalivedForm, 'checkScript'>> & { checkScript?: Partial<KeepalivedForm['checkScript']> };

const formWith = (changes: Changes): KeepalivedForm => ({
  ...DEFAULT_FORM,
  ...changes,
  checkScript: { ...DEFAULT_FORM.checkScript, ...changes.checkScript } as KeepalivedForm['checkScript'],
});

/** What is said about a form: `field: code`, with `(warning)` behind warnings. */
function check(title: string, changes: Changes, problems: readonly string[]) {
  test(title, () => {
    const found = validateForm(formWith(changes));
    expect(
      found.map(({ field, code, severity }) => `${field}: ${code}${severity === 'warning' ? ' (warning)' : ''}`),
    ).toEqual(problems);
    for (const { message } of found) expect(message).toMatch(/^[A-Z0-9'k].*[.?]$/);
  });
}

describe('what is wrong with a form', () => {
  check('nothing', {}, []);

  check('address: no prefix', { virtualAddress: '192.0.2.10' }, ['virtualAddress: address-without-prefix']);
  check('address: prefix too long', { virtualAddress: '192.0.2.10/33' }, ['virtualAddress: address-prefix']);
  check('address: prefix no number', { virtualAddress: '192.0.2.10/x' }, ['virtualAddress: address-prefix']);
  check('address: number too large', { virtualAddress: '192.0.2.300/24' }, ['virtualAddress: address-malformed']);
  check('address: too short', { virtualAddress: '192.0.2/24' }, ['virtualAddress: address-malformed']);
  check('address: octal', { virtualAddress: '192.0.02.1/24' }, ['virtualAddress: address-malformed']);
  check('address: a name', { virtualAddress: 'www.example.com/24' }, ['virtualAddress: address-malformed']);
  check('address: nothing', { virtualAddress: '' }, ['virtualAddress: address-malformed']);
  check('address: a line break in it', { virtualAddress: '192.0.2.1/24\n}' }, ['virtualAddress: address-prefix']);
  check('address: zone', { virtualAddress: 'fe80::1%eth0/64' }, ['virtualAddress: address-malformed']);
  check('address: loopback', { virtualAddress: '127.0.0.5/8' }, ['virtualAddress: address-unusable']);
  check('address: multicast', { virtualAddress: '224.0.0.18/24' }, ['virtualAddress: address-unusable']);
  check('address: unspecified', { virtualAddress: '0.0.0.0/24' }, ['virtualAddress: address-unusable']);
  check('address: network', { virtualAddress: '192.0.2.0/24' }, ['virtualAddress: address-of-network (warning)']);
  check('address: broadcast', { virtualAddress: '192.0.2.255/24' }, ['virtualAddress: address-of-network (warning)']);
  check('address: .0 inside a larger network', { virtualAddress: '192.0.2.0/23' }, [
    'virtualAddress: address-of-network (warning)',
  ]);
  check('address: .255 inside a larger network', { virtualAddress: '192.0.2.255/23' }, []);
  check('address: a single host', { virtualAddress: '192.0.2.0/32' }, []);
  check('address: point to point', { virtualAddress: '192.0.2.0/31' }, []);
  check('address: IPv6', { virtualAddress: '2001:db8::10/64' }, []);
  check('address: IPv6 all ones', { virtualAddress: '2001:db8::ffff:ffff:ffff:ffff/64' }, []);

  check('interface: lo', { interface: 'lo' }, ['interface: interface-loopback']);
  check('interface: empty', { interface: '' }, ['interface: interface-name']);
  check('interface: too long', { interface: 'abcdefghijklmnop' }, ['interface: interface-name']);
  check('interface: space', { interface: 'eth 0' }, ['interface: interface-name']);
  check('interface: VLAN', { interface: 'bond0.100' }, []);

  check('priority: 0', { priorities: [10, 0] }, ['priorities.1: priority-range']);
  check('priority: 255', { priorities: [255, 100] }, ['priorities.0: priority-owner']);
  check('priority: 256', { priorities: [256, 100] }, ['priorities.0: priority-range']);
  check('priority: half', { priorities: [100.5, 100] }, ['priorities.0: priority-range']);
  check('priority: not a number', { priorities: [Number.NaN, 100] }, ['priorities.0: priority-range']);
  check('priority: equal', { priorities: [100, 100] }, ['priorities.1: priority-equal']);
  check('priority: exchanged', { priorities: [100, 101] }, ['priorities.1: priority-order']);

  check('router identifier: 0', { virtualRouterId: 0 }, ['virtualRouterId: vrid-range']);
  check('router identifier: 256', { virtualRouterId: 256 }, ['virtualRouterId: vrid-range']);
  check('router_id: space', { routerIds: ['lb a', 'b'] }, ['routerIds.0: router-id']);
  check('router_id: empty', { routerIds: ['a', ''] }, ['routerIds.1: router-id']);
  check('router_id: equal', { routerIds: ['a', 'a'] }, ['routerIds.1: router-id-equal (warning)']);

  check('interval: 0', { advertIntervalS: 0 }, ['advertIntervalS: advert-interval']);
  check('interval: a half', { advertIntervalS: 0.5 }, []);
  check('interval: thousandths', { advertIntervalS: 0.125 }, ['advertIntervalS: advert-interval']);
  check('interval: very short', { advertIntervalS: 0.05 }, ['advertIntervalS: advert-interval-short (warning)']);
  check('interval: long, version 2', { advertIntervalS: 60 }, []);
  check('interval: too long, version 2', { advertIntervalS: 256 }, ['advertIntervalS: advert-interval-v2']);
  check('interval: too long, version 3', { advertIntervalS: 40.96 }, ['advertIntervalS: advert-interval-v3']);
  check('interval: too long, IPv6', { advertIntervalS: 41, virtualAddress: '2001:db8::1/64' }, [
    'advertIntervalS: advert-interval-v3',
  ]);

  const unicast = (a: string, b: string) => ({ transport: { kind: 'unicast', addresses: [a, b] } }) as const;
  check('unicast', unicast('192.0.2.1', '192.0.2.2'), []);
  check('unicast: malformed', unicast('192.0.2.1/24', 'lb-b'), [
    'transport.addresses.0: unicast-address',
    'transport.addresses.1: unicast-address',
  ]);
  check('unicast: the other family', unicast('192.0.2.1', '2001:db8::2'), ['transport.addresses.1: unicast-family']);
  check('unicast: the virtual address', unicast('192.0.2.10', '192.0.2.2'), ['transport.addresses.0: unicast-virtual']);
  check('unicast: the same', unicast('192.0.2.1', '192.0.2.1'), ['transport.addresses.1: unicast-equal']);
  check(
    'unicast: the same, written differently',
    { virtualAddress: '2001:db8::9/64', ...unicast('2001:db8::1', '2001:DB8:0::1') },
    ['transport.addresses.1: unicast-equal'],
  );

  check('check: interval 0', { checkScript: { intervalS: 0 } }, ['checkScript.intervalS: check-interval']);
  check('check: interval 0.5', { checkScript: { intervalS: 0.5 } }, ['checkScript.intervalS: check-interval']);
  check('check: fall 0', { checkScript: { fall: 0 } }, ['checkScript.fall: check-fall']);
  check('check: rise 1.5', { checkScript: { rise: 1.5 } }, ['checkScript.rise: check-rise']);
  check('check: URL', { checkScript: { kind: 'http', url: 'http://127.0.0.1:8404/healthz?x=1' } }, []);
  check('check: URL without scheme', { checkScript: { kind: 'http', url: '127.0.0.1:8404' } }, [
    'checkScript.url: check-url',
  ]);
  check('check: URL that would end the quotes', { checkScript: { kind: 'http', url: 'http://a/";reboot"' } }, [
    'checkScript.url: check-url',
  ]);

  const command = (text: string): Changes => ({ checkScript: { kind: 'custom', command: text } });
  check('command', command("/usr/local/bin/check 'a b' --fast"), []);
  check('command: empty', command('  '), ['checkScript.command: command-empty']);
  check('command: relative', command('pgrep haproxy'), ['checkScript.command: command-relative']);
  check('command: backquotes', command('/bin/kill -0 `cat /run/haproxy.pid`'), ['checkScript.command: command-shell']);
  check('command: variable', command('/bin/kill -0 $PID'), ['checkScript.command: command-shell']);
  check('command: pipe', command('/bin/ps ax | /bin/grep haproxy'), ['checkScript.command: command-shell']);
  check('command: double quote', command('/bin/sh -c "true"'), ['checkScript.command: command-shell']);
  check('command: open quote', command("/bin/echo it's"), ['checkScript.command: command-quote']);
  check('command: line break', command('/bin/true\n}'), ['checkScript.command: command-characters']);
  check('command: too long', command(`/bin/true ${'a'.repeat(1000)}`), ['checkScript.command: command-length']);
  check('command: killall', command('/usr/bin/killall -0 haproxy'), ['checkScript.command: command-killall (warning)']);

  const weight = (w: number | null, a: number, b: number): Changes => ({
    priorities: [a, b],
    checkScript: { weight: w },
  });
  check('weight: positive, larger than the gap', weight(2, 101, 100), []);
  check('weight: positive, equal to the gap', weight(1, 101, 100), ['checkScript.weight: weight-below-gap']);
  check('weight: positive, smaller than the gap', weight(2, 100, 90), ['checkScript.weight: weight-below-gap']);
  check('weight: negative, larger than the gap', weight(-20, 101, 100), []);
  check('weight: negative, equal to the gap', weight(-10, 110, 100), ['checkScript.weight: weight-below-gap']);
  check('weight: negative, smaller than the gap', weight(-5, 110, 100), ['checkScript.weight: weight-below-gap']);
  check('weight: 0', weight(0, 101, 100), ['checkScript.weight: weight-zero']);
  check('weight: out of range', weight(254, 101, 100), ['checkScript.weight: weight-range']);
  check('weight: half', weight(1.5, 101, 100), ['checkScript.weight: weight-range']);
  check('weight: positive, both end at 254', weight(60, 250, 200), ['checkScript.weight: weight-clamped']);
  check('weight: negative, ends at 1', weight(-2, 2, 1), ['checkScript.weight: weight-below-gap']);
  check('nopreempt and a weight', { nopreempt: true, ...weight(20, 101, 100) }, ['nopreempt: nopreempt-with-weight']);
  check('nopreempt without a weight', { nopreempt: true }, []);

  check('password: 8', { authPass: 'abcdefgh' }, []);
  check('password: 9', { authPass: 'abcdefghi' }, ['authPass: auth-truncated']);
  check('password: a brace', { authPass: 'a{b' }, ['authPass: auth-characters']);
  check('password: a comment', { authPass: 'a#b' }, ['authPass: auth-characters']);
  check('password with IPv6', { authPass: 'abc', virtualAddress: '2001:db8::1/64' }, ['authPass: auth-version-3']);
  check('password with half a second', { authPass: 'abc', advertIntervalS: 0.5 }, ['authPass: auth-version-3']);
  check('no password', { authPass: '' }, []);
});

describe('advice in messages', () => {
  const messageOf = (changes: Changes) => validateForm(formWith(changes))[0]?.message ?? '';
  test('a weight below the gap: what would be enough', () => {
    expect(messageOf({ priorities: [110, 100], checkScript: { weight: 2 } })).toContain('write 11 or further');
    expect(messageOf({ priorities: [110, 100], checkScript: { weight: -2 } })).toContain('write -11 or further');
  });
  test('what is advised is then accepted', () => {
    for (let gap = 1; gap < 253; gap += 7) {
      for (const sign of [1, -1]) {
        const advice = messageOf({ priorities: [1 + gap, 1], checkScript: { weight: sign } });
        const advised = Number(/write (-?\d+)/.exec(advice)?.[1] ?? Number.NaN);
        if (Number.isNaN(advised)) continue;
        const problems = validateForm(formWith({ priorities: [1 + gap, 1], checkScript: { weight: advised } }));
        expect(problems.filter(({ code }) => code === 'weight-below-gap')).toEqual([]);
      }
    }
  });
});

describe('how long a failover takes', () => {
  // Measured with keepalived 2.2.7: 0.610 s after TERM, 3.609 s for a lost master of an interval of one second, 1.805 s of half a second.
  test('priority 100, one second', () => {
    const times = failoverTimes(formWith({ priorities: [101, 100] }));
    expect(times.keepalivedStoppedS).toBeCloseTo(0.609, 3);
    expect(times.nodeLostS).toBeCloseTo(3.609, 3);
    expect(times.checkFailedS).toBeCloseTo(4 + 0.609, 3);
  });
  test('priority 100, half a second, version 3', () => {
    const times = failoverTimes(formWith({ priorities: [101, 100], advertIntervalS: 0.5 }));
    expect(times.keepalivedStoppedS).toBeCloseTo(0.305, 3);
    expect(times.nodeLostS).toBeCloseTo(1.805, 3);
  });
  test('with a weight the backup waits until the master counts as lost', () => {
    const times = failoverTimes(formWith({ priorities: [101, 100], checkScript: { weight: -20 } }));
    expect(times.checkFailedS).toBeCloseTo(4 + 3.609, 3);
  });
});

describe('keepalived.conf', () => {
  test('the two nodes differ in what must differ, and in nothing else', () => {
    const form = formWith({ transport: { kind: 'unicast', addresses: ['192.0.2.1', '192.0.2.2'] } });
    const lines = ([0, 1] as const).map((node) =>
      keepalivedConf(form, node)
        .text.split('\n')
        .filter((line) => !line.trim().startsWith('#')),
    );
    const [a = [], b = []] = lines;
    expect(a.length).toBe(b.length);
    expect(a.flatMap((line, i) => (line === b[i] ? [] : [`${line.trim()} | ${b[i]?.trim()}`]))).toEqual([
      'router_id lb-a | router_id lb-b',
      'priority 110 | priority 100',
      'unicast_src_ip 192.0.2.1 | unicast_src_ip 192.0.2.2',
      '192.0.2.2 | 192.0.2.1',
    ]);
  });
  test('nothing in a form can start a line of its own', () => {
    const evil = 'x\n}\nglobal_defs {';
    const form = formWith({
      interface: evil,
      virtualAddress: evil,
      routerIds: [evil, evil],
      authPass: evil,
      transport: { kind: 'unicast', addresses: [evil, evil] },
      checkScript: { kind: 'custom', command: evil },
    });
    const plain = keepalivedConf(
      formWith({ ...form, authPass: 'x', transport: { kind: 'unicast', addresses: ['x', 'y'] } }),
      0,
    );
    expect(keepalivedConf(form, 0).text.split('\n').length).toBe(plain.text.split('\n').length);
  });
});
