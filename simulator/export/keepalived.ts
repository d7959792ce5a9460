/**
 * The keepalived.conf of one node, from the form. A valid form gives a text that `keepalived -t` accepts (exit 0) on a
 * machine that has the interface and the check's program. Comments say why, for whoever opens the file in a year.
 */
import { checkCommand, type FormProblem, type KeepalivedForm } from './form.ts';
import { effectivePriorities, vrrpVersion } from './timing.ts';
import { validateForm } from './validate.ts';

export const NODE_NAMES = ['node-a', 'node-b'] as const;

/** The text, and what is wrong with the form; with an error among the problems the text is only good for looking at. */
export interface KeepalivedConf {
  readonly text: string;
  readonly problems: readonly FormProblem[];
}

/**
 * keepalived.conf for node 0 or 1. The two differ in router_id, priority and unicast addresses only. Never throws.
 */
export function keepalivedConf(form: KeepalivedForm, node: 0 | 1): KeepalivedConf {
  const lines = [
    ...header(form, node),
    '',
    'global_defs {',
    ...indent(globalDefs(form, node)),
    '}',
    '',
    'vrrp_script check_haproxy {',
    ...indent(script(form)),
    '}',
    '',
    'vrrp_instance haproxy {',
    ...indent(instance(form, node)),
    '}',
  ];
  return { text: `${lines.join('\n')}\n`, problems: validateForm(form) };
}

const indent = (lines: readonly string[]) => lines.map((line) => (line === '' ? '' : `    ${line}`));

/** Words from the form end up in comments and on lines: nothing in them may start a new line. */
const oneLine = (text: string) => text.replace(/[\x00-\x1f\x7f]+/g, ' ');

function header(form: KeepalivedForm, node: 0 | 1): string[] {
  const other = NODE_NAMES[node === 0 ? 1 : 0];
  const address = oneLine(form.virtualAddress);
  const role =
    node === 0
      ? `It holds ${address} while it is well; ${other} takes over when it is not.`
      : `It takes ${address} over while ${other} is not well.`;
  return [
    `# keepalived.conf of ${NODE_NAMES[node]}. ${role}`,
    '# Install as /etc/keepalived/keepalived.conf, test with: keepalived -t -f /etc/keepalived/keepalived.conf',
  ];
}

function globalDefs(form: KeepalivedForm, node: 0 | 1): string[] {
  const lines = [
    '# Names this machine in mails and SNMP; VRRP itself does not use it.',
    `router_id ${oneLine(form.routerIds[node])}`,
    '# Do not run as root what somebody else could have changed.',
    'enable_script_security',
    // 2.2.7 ends its own configuration test with SIGTERM when this is another user.
    'script_user root',
  ];
  if (vrrpVersion(form) === 3) {
    lines.push(
      '# IPv6, and intervals that are not whole seconds, need version 3. It has no authentication.',
      'vrrp_version 3',
    );
  }
  return lines;
}

function script(form: KeepalivedForm): string[] {
  const check = form.checkScript;
  const lines = ['# Started directly, not by a shell: pipes, variables and backquotes would not work here.'];
  if (check.kind === 'haproxy-process') {
    lines.push('# Succeeds while a process of that name exists, even one that hangs.');
  }
  lines.push(
    `script "${oneLine(checkCommand(check))}"`,
    '# Seconds between two runs; one that takes longer is ended and counts as failed.',
    `interval ${check.intervalS}`,
    `# ${check.fall} failed in a row: unfit. ${check.rise} succeeded in a row: fit again.`,
    `fall ${check.fall}`,
    `rise ${check.rise}`,
  );
  if (check.weight === null) {
    lines.push('# No weight: while it fails this node is in FAULT, and gives the address up at once.');
  } else {
    const a = effectivePriorities(form, 0);
    const b = effectivePriorities(form, 1);
    const what =
      check.weight > 0 ? 'Added to the priority while it succeeds' : 'Subtracted from the priority while it fails';
    lines.push(
      `# ${what}: both fit ${a.healthy} against ${b.healthy}, ${NODE_NAMES[0]} unfit ${a.failed} against ${b.healthy}.`,
      '# It must be larger than the difference of the priorities, or the address never moves.',
      `weight ${check.weight}`,
    );
  }
  return lines;
}

function instance(form: KeepalivedForm, node: 0 | 1): string[] {
  const lines = [
    '# Where it starts, no more: the priorities decide. nopreempt needs BACKUP on both.',
    'state BACKUP',
    `interface ${oneLine(form.interface)}`,
    '# The same on both nodes, and used by nobody else on this network.',
    `virtual_router_id ${form.virtualRouterId}`,
    `priority ${form.priorities[node]}`,
    '# Seconds between adverts. After three missing ones the other node takes over.',
    `advert_int ${form.advertIntervalS}`,
  ];
  if (form.nopreempt) lines.push('# After a failover the address stays where it is.', 'nopreempt');
  if (form.transport.kind === 'unicast') {
    const [own, peer] = node === 0 ? form.transport.addresses : form.transport.addresses.toReversed();
    lines.push(
      '# Adverts go to the other node only, for networks that drop multicast.',
      `unicast_src_ip ${oneLine(own ?? '')}`,
      'unicast_peer {',
      ...indent([oneLine(peer ?? '')]),
      '}',
    );
  }
  if (form.authPass) {
    lines.push(
      '# Readable by everybody on the network: it keeps two pairs apart by accident, not by force. At most 8 characters.',
      'authentication {',
      ...indent(['auth_type PASS', `auth_pass ${oneLine(form.authPass)}`]),
      '}',
    );
  }
  lines.push('virtual_ipaddress {', ...indent([oneLine(form.virtualAddress)]), '}');
  lines.push('track_script {', ...indent(['check_haproxy']), '}');
  return lines;
}
