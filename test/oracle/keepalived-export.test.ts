import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CHECK_SCRIPT_PATH, type CheckScript, DEFAULT_FORM, type KeepalivedForm } from '../../simulator/export/form.ts';
import { keepalivedConf } from '../../simulator/export/keepalived.ts';
import { validateForm } from '../../simulator/export/validate.ts';
import { keepalivedCheck } from '../support/keepalived-check.ts';
import { describeWith } from '../support/programs.ts';

/** keepalived wants an interface that exists, and refuses the loopback. */
function anInterface(): string | undefined {
  try {
    const names = readdirSync('/sys/class/net').filter((name) => name !== 'lo' && !name.includes('bonding'));
    return names.includes('eth0') ? 'eth0' : names[0];
  } catch {
    return undefined;
  }
}

const interfaceName = anInterface();
const isRoot = process.getuid?.() === 0;
const reason = !isRoot
  ? ' (keepalived -t needs root)'
  : interfaceName === undefined
    ? ' (no network interface but lo)'
    : '';

const timing = { intervalS: 2, fall: 3, rise: 2 };
const choices = {
  virtualAddress: ['192.0.2.10/24', '2001:db8::10/64'],
  priorities: [
    [110, 100],
    [254, 1],
  ] as const,
  advertIntervalS: [1, 0.5],
  unicast: [false, true],
  check: [
    { kind: 'haproxy-process' },
    { kind: 'http', url: 'http://127.0.0.1:8404/healthz' },
    { kind: 'custom', command: "/bin/sh 'a b' c" },
  ] as const,
  weight: [null, -253, 20, -20],
  authPass: ['', 'a.b:c@d%'],
  nopreempt: [false, true],
};

function* forms(): Generator<KeepalivedForm> {
  for (const virtualAddress of choices.virtualAddress)
    for (const priorities of choices.priorities)
      for (const advertIntervalS of choices.advertIntervalS)
        for (const unicast of choices.unicast)
          for (const check of choices.check)
            for (const weight of choices.weight)
              for (const authPass of choices.authPass)
                for (const nopreempt of choices.nopreempt) {
                  const addresses = virtualAddress.includes(':')
                    ? (['2001:db8::1', '2001:db8::2'] as const)
                    : (['192.0.2.1', '192.0.2.2'] as const);
                  yield {
                    ...DEFAULT_FORM,
                    interface: interfaceName ?? 'eth0',
                    virtualAddress,
                    priorities,
                    advertIntervalS,
                    transport: unicast ? { kind: 'unicast', addresses } : { kind: 'multicast' },
                    checkScript: { ...check, ...timing, weight } as CheckScript,
                    ...(authPass ? { authPass } : {}),
                    nopreempt,
                  };
                }
}

/** The bundle's script is not installed here: any program at its place will do. */
const installed = (text: string) =>
  text.replaceAll(CHECK_SCRIPT_PATH, '/bin/sh').replaceAll('/usr/bin/pgrep', '/bin/sh');

describeWith('keepalived', 'what the form makes', () => {
  describe.skipIf(reason !== '')(`asked of keepalived -t${reason}`, () => {
    test('every combination without an error is accepted, on both nodes', { timeout: 180_000 }, () => {
      let asked = 0;
      const refused: string[] = [];
      for (const form of forms()) {
        if (validateForm(form).some(({ severity }) => severity === 'error')) continue;
        for (const node of [0, 1] as const) {
          const { status, output } = keepalivedCheck(installed(keepalivedConf(form, node).text));
          asked++;
          if (status !== 0) refused.push(`${JSON.stringify(form)}: ${status} ${output}`);
        }
      }
      expect(refused).toEqual([]);
      expect(asked).toBeGreaterThan(400);
    });

    // The other direction: what the form calls an error because keepalived does, keepalived does call one.
    const refusedBy: [string, Partial<KeepalivedForm>][] = [
      ['address-malformed', { virtualAddress: '192.0.2.300/24' }],
      ['address-prefix', { virtualAddress: '192.0.2.10/40' }],
      ['interface-loopback', { interface: 'lo' }],
      ['interface-name', { interface: 'abcdefghijklmnopq' }],
      ['priority-range', { priorities: [100, 0] }],
      ['vrid-range', { virtualRouterId: 256 }],
      ['advert-interval', { advertIntervalS: 0 }],
      ['advert-interval-v2', { advertIntervalS: 256 }],
      ['advert-interval-v3', { advertIntervalS: 41.5 }],
      ['unicast-family', { transport: { kind: 'unicast', addresses: ['2001:db8::1', '2001:db8::2'] } }],
      ['check-interval', { checkScript: { kind: 'haproxy-process', intervalS: 0.5, fall: 1, rise: 1, weight: null } }],
      ['check-fall', { checkScript: { kind: 'haproxy-process', intervalS: 1, fall: 0, rise: 1, weight: null } }],
      ['weight-range', { checkScript: { kind: 'haproxy-process', intervalS: 1, fall: 1, rise: 1, weight: 254 } }],
      ['auth-truncated', { authPass: 'haproxy_vip_password' }],
      ['auth-characters', { authPass: 'a{b' }],
      ['auth-version-3', { authPass: 'abc', virtualAddress: '2001:db8::1/64' }],
    ];
    test.each(refusedBy)('%s', (code, changes) => {
      const form: KeepalivedForm = { ...DEFAULT_FORM, interface: interfaceName ?? 'eth0', ...changes };
      expect(validateForm(form).map((problem) => problem.code)).toContain(code);
      const answers = ([0, 1] as const).map((node) => keepalivedCheck(installed(keepalivedConf(form, node).text)));
      expect(answers.map(({ status }) => status)).toContainEqual(expect.toBeOneOf([2, 5]));
    });
  });
});
