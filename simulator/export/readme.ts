/** README.txt of a bundle: what is in it, and the commands from installing to rolling back. Plain text, LF, 100 columns. */
import { parseNetwork } from './address.ts';
import type { ByteFinding } from './bytes.ts';
import { CHECK_SCRIPT_FILE, SYSCTL_FILE } from './extras.ts';
import { CHECK_SCRIPT_PATH, type FormProblem, type KeepalivedForm } from './form.ts';
import { failoverTimes, vrrpVersion } from './timing.ts';

export interface ReadmeInput {
  readonly findings: readonly ByteFinding[];
  /** null: haproxy.cfg alone. */
  readonly form: KeepalivedForm | null;
  readonly formProblems: readonly FormProblem[];
}

/** The whole text. */
export function readme(input: ReadmeInput): string {
  const sections = [
    contents(input),
    aboutFile(input),
    install(input),
    check(input),
    start(input),
    verify(input),
    rollBack(input),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function section(title: string, ...lines: readonly string[]): string {
  return [title, '='.repeat(title.length), ...lines].join('\n');
}

function contents({ form, formProblems }: ReadmeInput): string {
  const lines = ['haproxy.cfg                    /etc/haproxy/haproxy.cfg'];
  if (form) {
    lines.push(
      'node-a/keepalived.conf         /etc/keepalived/keepalived.conf on the first machine',
      'node-b/keepalived.conf         /etc/keepalived/keepalived.conf on the second machine',
    );
    if (form.checkScript.kind === 'http') lines.push(`${CHECK_SCRIPT_FILE}               ${CHECK_SCRIPT_PATH}`);
    lines.push(`${SYSCTL_FILE}  /etc/sysctl.d/${SYSCTL_FILE}`);
  } else if (formProblems.length > 0) {
    lines.push('', 'keepalived.conf is not in here: the form has errors.');
    for (const { field, severity, message } of formProblems) lines.push(...wrap(`${field}: ${severity}: ${message}`));
  }
  lines.push('', 'Files that haproxy.cfg names (certificates, maps, error pages, Lua) are not in here.');
  return section('What is in here, and where it goes', ...lines);
}

function aboutFile({ findings, form, formProblems }: ReadmeInput): string {
  const said = findings.map(({ effect, line, message }) => {
    const where = line === null ? '' : `line ${line}: `;
    return `${effect === 'refused' ? 'REFUSED: ' : ''}haproxy.cfg: ${where}${message}`;
  });
  if (form) said.push(...formProblems.map(({ field, message }) => `keepalived.conf: ${field}: ${message}`));
  if (said.length === 0) return '';
  return section('To know first', ...said.flatMap((text) => wrap(text)));
}

function install({ form }: ReadmeInput): string {
  const packages = ['haproxy', ...(form ? ['keepalived'] : [])];
  const debian = [...packages];
  const redhat = [...packages];
  if (form?.checkScript.kind === 'haproxy-process') {
    debian.push('procps');
    redhat.push('procps-ng');
  }
  if (form?.checkScript.kind === 'http') {
    debian.push('curl');
    redhat.push('curl');
  }
  const lines = [
    'As root, in this folder; the second machine (the standby) first, when there are two.',
    '',
    `  apt-get install ${debian.join(' ')}        # Debian, Ubuntu`,
    `  dnf install ${redhat.join(' ')}            # RHEL, Rocky, Alma, Fedora`,
  ];
  if (form) {
    lines.push('', `  install -o root -g root -m 0644 ${SYSCTL_FILE} /etc/sysctl.d/`, '  sysctl --system');
    if (form.checkScript.kind === 'http') {
      lines.push(
        '  install -d -o root -g root -m 0755 /usr/libexec/keepalived',
        `  install -o root -g root -m 0755 ${CHECK_SCRIPT_FILE} ${CHECK_SCRIPT_PATH}`,
      );
    }
  }
  lines.push(
    '',
    'On RHEL and its relatives, SELinux and firewalld have a say:',
    '  setsebool -P haproxy_connect_any 1    # when HAProxy uses ports that the policy does not list',
  );
  if (form?.checkScript.kind === 'http') lines.push(`  restorecon -v ${CHECK_SCRIPT_PATH}`);
  if (form) {
    lines.push(
      `  firewall-cmd --permanent --add-rich-rule='rule protocol value="vrrp" accept' && firewall-cmd --reload`,
    );
  }
  return section('Install', ...lines);
}

function check({ form }: ReadmeInput): string {
  const lines = [
    'Both programs must accept their file before it replaces the running one.',
    '',
    '  haproxy -c -V -f haproxy.cfg',
  ];
  if (form) {
    lines.push(
      '  keepalived -t -f node-a/keepalived.conf    # on the first machine; node-b on the second',
      '',
      'Exit status 0 is yes. keepalived looks at this machine: the interface and the check must exist here.',
    );
    if (form.checkScript.kind === 'http') {
      lines.push(
        '',
        `The check fetches ${form.checkScript.url}. If nothing in haproxy.cfg answers there yet:`,
        '  frontend health',
        '      mode http',
        '      bind 127.0.0.1:8404',
        '      monitor-uri /healthz',
      );
    }
  }
  return section('Check', ...lines);
}

function start({ form }: ReadmeInput): string {
  const lines = [
    '  cp -a /etc/haproxy/haproxy.cfg /etc/haproxy/haproxy.cfg.before',
    '  install -o root -g root -m 0644 haproxy.cfg /etc/haproxy/haproxy.cfg',
    '  systemctl enable --now haproxy && systemctl reload haproxy',
  ];
  if (form) {
    lines.push(
      '',
      '  test ! -e /etc/keepalived/keepalived.conf || cp -a /etc/keepalived/keepalived.conf /etc/keepalived/keepalived.conf.before',
      '  install -o root -g root -m 0640 node-a/keepalived.conf /etc/keepalived/keepalived.conf    # node-b on the second',
      '  systemctl enable --now keepalived && systemctl reload keepalived',
    );
  }
  return section('Put in place and reload', ...lines);
}

function verify({ form }: ReadmeInput): string {
  const lines = ['  systemctl status haproxy', '  journalctl -u haproxy -n 20'];
  if (form) lines.push(...verifyFailover(form));
  return section('Verify', ...lines);
}

function verifyFailover(form: KeepalivedForm): string[] {
  const times = failoverTimes(form);
  const network = parseNetwork(form.virtualAddress);
  const address = typeof network === 'string' ? form.virtualAddress : network.text;
  const six = typeof network !== 'string' && network.family === 6;
  const seconds = (value: number) => `${value.toFixed(1)} s`;
  const back = form.nopreempt ? 'it stays there (nopreempt)' : 'and back when HAProxy is started again';
  return [
    `  ip -brief address show dev ${form.interface}    # ${address} is on one machine, never on both`,
    '  journalctl -u keepalived -n 20',
    '',
    'Then make it fail, while nobody depends on it. Expected until the second machine has the address:',
    `  systemctl stop haproxy       up to ${seconds(times.checkFailedS)}, ${back}`,
    `  systemctl stop keepalived    ${seconds(times.keepalivedStoppedS)}`,
    `  power off                    up to ${seconds(times.nodeLostS)}`,
    'Established TCP connections break at each move; clients must connect again.',
    '',
    `Both machines hold the address? Then they do not hear each other (VRRP ${vrrpVersion(form)}, IP protocol 112):`,
    `  tcpdump -ni ${form.interface} ${six ? 'ip6 proto 112' : 'ip proto 112'}`,
  ];
}

function rollBack({ form }: ReadmeInput): string {
  const lines = [
    '  cp -a /etc/haproxy/haproxy.cfg.before /etc/haproxy/haproxy.cfg',
    '  haproxy -c -V -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy',
  ];
  if (form) {
    lines.push(
      '',
      '  cp -a /etc/keepalived/keepalived.conf.before /etc/keepalived/keepalived.conf && systemctl reload keepalived',
      '  systemctl disable --now keepalived    # if there was none before',
    );
  }
  return section('Roll back', ...lines);
}

const WIDTH = 100;

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = '-';
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > WIDTH && line.trim() !== '-') {
      lines.push(line);
      line = ' ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
