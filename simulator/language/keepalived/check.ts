/** What the parts of one keepalived.conf say to each other, after each was read: references, versions, contradictions. */
import type { At } from '../haproxy/config.ts';
import type { KeepalivedConfig, TrackedScript, VrrpInstance } from './config.ts';
import { familyOf, type Report, virtualAddress } from './values.ts';

const OWNER_PRIORITY = 255;

/** Reports on the whole configuration. */
export function checkConfig(config: KeepalivedConfig, report: Report): void {
  checkScriptSecurity(config, report);
  checkScriptCommands(config, report);
  const names = new Set<string>();
  for (const instance of config.instances) {
    if (names.has(instance.name.value)) {
      report(instance.name.span, 'duplicate-instance', `vrrp_instance ${instance.name.value} is defined already.`);
      continue;
    }
    names.add(instance.name.value);
    checkIdentity(config, instance, report);
    checkAddresses(instance, report);
    checkVersion(config, instance, report);
    checkPreemption(config, instance, report);
    checkTracked(config, instance, report);
  }
  checkSyncGroups(config, report);
}

function checkScriptSecurity(config: KeepalivedConfig, report: Report): void {
  if (config.global.scriptSecurity) return;
  const asRoot = config.scripts.find((script) => {
    const user = script.user?.value ?? config.global.scriptUser?.value ?? 'root';
    return script.script && user === 'root';
  });
  const notify = config.instances.flatMap((instance) => instance.notifies)[0];
  const span = asRoot?.span ?? notify;
  if (!span) return;
  const message =
    'A script runs as root and script security is not enabled: keepalived reports a security violation, exit status 6.';
  report(span, 'script-security', message, { hint: 'Add enable_script_security and script_user to global_defs.' });
}

function checkScriptCommands(config: KeepalivedConfig, report: Report): void {
  const security = config.global.scriptSecurity;
  const user = config.global.scriptUser;
  const group = config.global.scriptGroup;
  if (group && group.value !== 'root') {
    report(group.span, 'needs-user', `The group ${group.value} must exist on the machine.`, {
      severity: 'environment',
    });
  }
  for (const { name, script, user: own } of config.scripts) {
    if (!script) continue;
    const runsAs = own ?? user;
    if (runsAs && runsAs.value !== 'root') {
      const message = `The user ${runsAs.value} must exist on the machine. keepalived 2.2.7's own configuration test ends with SIGTERM for users other than root, although the file works.`;
      report(runsAs.span, 'needs-user', message, { severity: 'environment' });
    }
    if (security && !user && !own) {
      const message = `No script_user is given: keepalived wants the user keepalived_script, and without it removes ${name.value}.`;
      report(name.span, 'no-script-user', message, {
        severity: 'environment',
        hint: 'Add script_user root to global_defs.',
      });
    }
    const shell = /[|&;<>`]|\$\(|\$[A-Za-z{]/.exec(script.value)?.[0];
    if (shell !== undefined && !/^\S*sh\s+-c\b/.test(script.value)) {
      const message = `No shell runs this, so '${shell}' reaches the program as it stands: the check fails for ever, or succeeds for ever.`;
      report(script.span, 'script-shell', message, {
        severity: 'advice',
        hint: 'Put it into a script file and name that.',
      });
    }
    if (/^(\S*\/)?killall\s/.test(script.value)) {
      const message =
        'killall needs the psmisc package, fails for users other than root, and succeeds while HAProxy hangs.';
      report(script.span, 'script-killall', message, {
        severity: 'advice',
        hint: '/usr/bin/pgrep -x haproxy, or a request that HAProxy must answer.',
      });
    }
    if (/[\u2018-\u201f]/.test(script.value)) {
      const message = 'These are typographic quotes: keepalived takes them as part of the path.';
      report(script.span, 'typographic-quotes', message);
    } else {
      const message = `keepalived looks for ${script.value.split(' ')[0]} on this machine, and disables the check when it is not there.`;
      report(script.span, 'needs-program', message, { severity: 'environment' });
    }
  }
}

function checkIdentity(config: KeepalivedConfig, instance: VrrpInstance, report: Report): void {
  const { name, virtualRouterId, interface: device } = instance;
  if (!device) {
    report(
      name.span,
      'no-interface',
      `(${name.value}) No interface is given; keepalived does not know where to speak.`,
    );
  } else {
    const message = `keepalived refuses the configuration on a machine without the interface ${device.value}.`;
    report(device.span, 'needs-interface', message, { severity: 'environment' });
  }
  if (!virtualRouterId) {
    report(name.span, 'no-virtual-router-id', `(${name.value}) The virtual router identifier must be set.`);
    return;
  }
  const other = config.instances.find(
    (i) =>
      i !== instance &&
      i.virtualRouterId?.value === virtualRouterId.value &&
      i.interface?.value === device?.value &&
      familyOfInstance(i) === familyOfInstance(instance),
  );
  if (other && other.span.from < instance.span.from) {
    const message = `${other.name.value} and ${name.value} both use virtual router identifier ${virtualRouterId.value} on ${device?.value ?? 'the same interface'}.`;
    report(virtualRouterId.span, 'duplicate-virtual-router-id', message);
  }
}

/** The first address decides; unicast addresses count when they stand before it. */
function familyOfInstance(instance: VrrpInstance): 4 | 6 | null {
  const [first] = addressesOf(instance);
  return first ? familyOf(first.value.split('/')[0] ?? '') : null;
}

/** In text order. */
function addressesOf({ virtualAddresses, unicastPeers, unicastSource }: VrrpInstance): At<string>[] {
  const all = [...virtualAddresses, ...unicastPeers, ...(unicastSource ? [unicastSource] : [])];
  return all.toSorted((a, b) => a.span.from - b.span.from);
}

function checkAddresses(instance: VrrpInstance, report: Report): void {
  const { name, virtualAddresses, unicastPeers, unicastSource } = instance;
  const family = familyOfInstance(instance);
  const isUsable = ({ value }: { value: string }) => familyOf(value.split('/')[0] ?? '') === family;
  const usable = virtualAddresses.filter(isUsable);
  for (const { value, span } of addressesOf(instance).filter((address) => !isUsable(address))) {
    const message = `${value} is not IPv${family} like the instance's other addresses; keepalived ignores it.`;
    report(span, 'address-family', message, { hint: 'One instance, one address family.' });
  }
  if (usable.length === 0) {
    report(name.span, 'no-virtual-address', `(${name.value}) No virtual address is given.`);
  }
  const seen = new Set<string>();
  for (const { value, span } of virtualAddresses) {
    if (seen.has(value)) report(span, 'duplicate-address', `${value} is listed twice.`, { severity: 'advice' });
    seen.add(value);
  }
  if (unicastSource && unicastPeers.length === 0) {
    const message = `(${name.value}) unicast_src_ip without a unicast_peer: keepalived falls back to multicast and fails its test.`;
    report(unicastSource.span, 'no-unicast-peer', message);
  }
  const self = unicastPeers.find(({ value }) => value === unicastSource?.value);
  if (self) {
    const message = 'The peer is this node itself: it hears its own adverts only, and both nodes hold the address.';
    report(self.span, 'peer-is-self', message, { severity: 'advice' });
  }
}

function checkVersion(config: KeepalivedConfig, instance: VrrpInstance, report: Report): void {
  const { name, advertIntervalS: interval, authType, authPass } = instance;
  const version =
    familyOfInstance(instance) === 6 ? 3 : (instance.version?.value ?? config.global.vrrpVersion?.value ?? 2);
  if (interval && version === 2 && !Number.isInteger(interval.value)) {
    const message = `(${name.value}) VRRP version 2 has whole seconds; keepalived rounds ${interval.value} and fails its test.`;
    report(interval.span, 'advert-interval-v2', message, { hint: 'vrrp_version 3 has hundredths of a second.' });
  }
  if (interval && version === 3 && interval.value > 40.95) {
    report(interval.span, 'advert-interval-v3', `(${name.value}) VRRP version 3 has intervals up to 40.95 seconds.`);
  } else if (interval && version === 3 && Math.abs(interval.value * 100 - Math.round(interval.value * 100)) > 1e-6) {
    report(
      interval.span,
      'advert-interval-v3',
      `(${name.value}) VRRP version 3 has hundredths of a second; keepalived rounds.`,
    );
  }
  const isStrict = config.global.strict !== undefined;
  if (version === 3 && authType && authPass) {
    report(
      authType.span,
      'auth-version-3',
      `(${name.value}) VRRP version 3 has no authentication; keepalived ignores it and fails its test.`,
    );
  } else if (authType && !authPass) {
    report(authType.span, 'auth-no-pass', `(${name.value}) Authentication without a password; keepalived ignores it.`);
  } else if (isStrict && authType) {
    report(authType.span, 'auth-strict', `(${name.value}) vrrp_strict does not go with authentication.`);
  }
  if (isStrict && instance.state?.value === 'MASTER' && instance.priority?.value !== OWNER_PRIORITY) {
    report(
      instance.state.span,
      'strict-master',
      `(${name.value}) With vrrp_strict, only the owner of the address (priority 255) starts as MASTER.`,
    );
  }
}

function checkPreemption(config: KeepalivedConfig, instance: VrrpInstance, report: Report): void {
  const { name, nopreempt, preemptDelayS, state } = instance;
  const isMaster = state?.value === 'MASTER';
  if (nopreempt && isMaster) {
    const message = `(${name.value}) nopreempt does not work with state MASTER; keepalived clears it and fails its test.`;
    report(nopreempt.span, 'nopreempt-master', message, { hint: 'Write state BACKUP on both nodes.' });
  } else if (nopreempt && preemptDelayS) {
    report(
      preemptDelayS.span,
      'preempt-delay-nopreempt',
      `(${name.value}) preempt_delay has no meaning with nopreempt.`,
    );
  }
  if (preemptDelayS && preemptDelayS.value > 0 && isMaster && !nopreempt) {
    report(
      preemptDelayS.span,
      'preempt-delay-master',
      `(${name.value}) preempt_delay does not work with state MASTER.`,
    );
  }
  const weighted = instance.tracked.find((tracked) => weightOf(config, tracked) !== 0);
  if (nopreempt && weighted && !isMaster) {
    const message = `(${name.value}) The address never moves when ${weighted.name.value} fails: with nopreempt a backup leaves a master of lower priority alone.`;
    report(nopreempt.span, 'nopreempt-weight', message, {
      severity: 'advice',
      hint: 'Without a weight a failing check puts the node into FAULT, and the address moves.',
    });
  }
}

/** The weight in force; 0 is none. */
export function weightOf(config: KeepalivedConfig, tracked: TrackedScript): number {
  const script = config.scripts.find(({ name }) => name.value === tracked.name.value);
  return tracked.weight?.value ?? script?.weight?.value ?? 0;
}

function checkTracked(config: KeepalivedConfig, instance: VrrpInstance, report: Report): void {
  const usable = new Set(config.scripts.filter(({ script }) => script).map(({ name }) => name.value));
  const grouped = config.syncGroups.some(({ members }) => members.some(({ value }) => value === instance.name.value));
  // keepalived makes a MASTER without a priority the owner of the address.
  const priority = instance.priority?.value ?? (instance.state?.value === 'MASTER' ? OWNER_PRIORITY : 100);
  for (const tracked of instance.tracked) {
    const { value, span } = tracked.name;
    if (!usable.has(value)) {
      report(
        span,
        'unknown-script',
        `(${instance.name.value}) There is no usable vrrp_script ${value}; keepalived ignores the line.`,
      );
    } else if (weightOf(config, tracked) !== 0 && priority === OWNER_PRIORITY) {
      report(
        span,
        'owner-weight',
        `(${instance.name.value}) Priority 255, the owner of the address, ignores check scripts with weights.`,
      );
    } else if (weightOf(config, tracked) !== 0 && grouped) {
      report(
        span,
        'sync-group-weight',
        `(${instance.name.value}) In a sync group, check scripts with weights are ignored.`,
      );
    }
  }
  if (instance.priority === undefined && instance.state?.value === 'MASTER') {
    const message = `(${instance.name.value}) state MASTER without a priority means 255, the owner of the address.`;
    report(instance.state.span, 'master-without-priority', message, {
      severity: 'advice',
      hint: 'Write the priority.',
    });
  }
}

function checkSyncGroups(config: KeepalivedConfig, report: Report): void {
  for (const { name, members } of config.syncGroups) {
    const known = members.filter(({ value, span }) => {
      const exists = config.instances.some((instance) => instance.name.value === value);
      if (!exists) report(span, 'unknown-instance', `Sync group ${name.value}: there is no vrrp_instance ${value}.`);
      return exists;
    });
    if (known.length < 2) {
      report(
        name.span,
        'sync-group-small',
        `Sync group ${name.value} has ${known.length} instance${known.length === 1 ? '' : 's'}: there is nothing to keep in step.`,
      );
    }
  }
}

/** Prefix lengths and host parts of an instance's addresses, for comparisons. */
export function addressKey(text: string): string {
  const parsed = virtualAddress({ text, span: { file: 0, from: 0, to: 0 } }, () => undefined);
  return parsed ? parsed.host.toLowerCase() : text;
}
