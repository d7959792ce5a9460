import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { analyseKeepalived } from '../../simulator/language/keepalived/analyse.ts';
import { dependsOnMachine, type Verdict, type Verdicts } from './machine.ts';

const recorded = JSON.parse(
  readFileSync(new URL('fixtures/keepalived-verdicts.json', import.meta.url), 'utf8'),
) as Verdicts;

/** These depend on what the recording's machine had: the text alone does not decide them, and Drydock says so. */
const MACHINE = new Map<string, string>([
  ['unknown interface', 'needs-interface'],
  ['script path missing', 'needs-program'],
  ['script not executable', 'needs-program'],
  ['script in world-writable dir', 'needs-program'],
  ['script_user missing user', 'needs-user'],
  ['no script_user', 'no-script-user'],
  ['no enable, nobody', 'needs-user'],
  ['no global, user nobody in script', 'needs-user'],
  ['vip dev missing', 'needs-interface'],
  ['iface vlan', 'needs-interface'],
  ['script rel', 'needs-program'],
  ['script backtick', 'needs-program'],
]);

const PRESENT = ['/usr/bin/pgrep', '/usr/bin/killall', '/usr/bin/curl', '/bin/sh', '/bin/true'];

function check({ conf, exitCode, output }: Verdict) {
  const { exitStatus, diagnostics } = analyseKeepalived(conf);
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  const said = `${exitStatus} ${errors.join(' ')}`;
  // keepalived 2.2.7 crashes on some open quotes: refused is what matters.
  if (exitCode === -11) expect(exitStatus, said).not.toBe(0);
  else expect(exitStatus, `${said}; keepalived: ${output.join(' | ')}`).toBe(exitCode);
}

describe('verdicts of keepalived -t, as recorded', () => {
  const decided = recorded.cases.filter(({ title }) => !MACHINE.has(title));
  test.each(decided)('$title', check);

  test.each(recorded.cases.filter(({ title }) => MACHINE.has(title)))(
    'on this machine or that: $title',
    ({ title, conf }) => {
      const { diagnostics } = analyseKeepalived(conf);
      expect(diagnostics.map(({ code }) => code)).toContain(MACHINE.get(title));
      expect(dependsOnMachine(conf, diagnostics, PRESENT)).toBe(true);
    },
  );
});
