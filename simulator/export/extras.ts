/** The small files beside haproxy.cfg and keepalived.conf. */
import { parseNetwork } from './address.ts';
import type { CheckScript, KeepalivedForm } from './form.ts';

/** In the bundle; it is installed as `CHECK_SCRIPT_PATH`. */
export const CHECK_SCRIPT_FILE = 'check-haproxy.sh';
/** In the bundle; it is installed in /etc/sysctl.d. */
export const SYSCTL_FILE = '90-haproxy-nonlocal-bind.conf';

/** The script of an `http` check, or null when the check needs none of its own. POSIX sh and curl. */
export function checkScriptText(check: CheckScript): string | null {
  if (check.kind !== 'http') return null;
  return `#!/bin/sh
# Exit status 0: this node's HAProxy answers, so the node is fit to hold the shared address.
# keepalived runs this every ${check.intervalS} s and ends it after as long; curl gives up a little earlier, to say why.
# A process that exists but hangs fails here, which looking for the process alone would not notice.
exec /usr/bin/curl --fail --silent --show-error --output /dev/null --max-time ${maxTimeS(check.intervalS)} '${check.url}'
`;
}

const maxTimeS = (intervalS: number) => Math.max(0.5, Math.round(intervalS * 8) / 10);

/** Lets HAProxy bind the shared address on the node that does not hold it. */
export function sysctlText(form: KeepalivedForm): string {
  const network = parseNetwork(form.virtualAddress);
  const family = typeof network !== 'string' && network.family === 6 ? 'ipv6' : 'ipv4';
  const address = typeof network === 'string' ? form.virtualAddress : network.text;
  return `# Without this, HAProxy does not start on the node that does not hold ${address}, if haproxy.cfg binds that address.
# haproxy -c does not notice: it binds nothing. Not needed when haproxy.cfg binds :PORT or *:PORT only.
net.${family}.ip_nonlocal_bind = 1
`;
}
