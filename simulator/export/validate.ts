/**
 * What is wrong with the form, field by field: what keepalived would refuse (asked of keepalived 2.2.7), and what it
 * accepts although the address would then not move as intended.
 */
import { addressRange, type Network, parseAddress, parseNetwork } from './address.ts';
import type { FormProblem, KeepalivedForm } from './form.ts';
import { vrrpVersion } from './timing.ts';
import { commandProblem } from './validate-command.ts';
import { checkPriorities, checkWeight, isIntegerIn, type Report } from './validate-priorities.ts';

/** All problems of a form, errors and warnings, in the order of the form's fields. Never throws. */
export function validateForm(form: KeepalivedForm): FormProblem[] {
  const problems: FormProblem[] = [];
  const report: Report = (field, code, message, severity = 'error') => {
    // Messages quote what was typed, and are one line each.
    problems.push({ field, code, severity, message: message.replace(/[\x00-\x1f]+/g, ' ') });
  };
  const network = checkVirtualAddress(form, report);
  checkInterface(form, report);
  checkPriorities(form, report);
  if (!isIntegerIn(form.virtualRouterId, 1, 255)) {
    report(
      'virtualRouterId',
      'vrid-range',
      'The virtual router identifier is a whole number from 1 to 255, the same on both nodes and used by nobody else on this network.',
    );
  }
  checkRouterIds(form, report);
  checkInterval(form, report);
  checkTransport(form, network, report);
  checkScript(form, report);
  checkWeight(form, report);
  checkAuthentication(form, report);
  if (form.nopreempt && form.checkScript.weight !== null) {
    report(
      'nopreempt',
      'nopreempt-with-weight',
      'With nopreempt, a weighted check never moves the address: a backup that does not preempt leaves a master of lower priority alone. Take the weight away (a failing check then puts the node into FAULT, and the address moves), or allow preemption.',
    );
  }
  return problems;
}

function checkVirtualAddress(form: KeepalivedForm, report: Report): Network | null {
  const network = parseNetwork(form.virtualAddress);
  if (network === 'no-prefix') {
    report(
      'virtualAddress',
      'address-without-prefix',
      `Write the address with its prefix length, for example ${form.virtualAddress}/24: without one keepalived adds it as a single host, which the rest of the network may not reach.`,
    );
    return null;
  }
  if (network === 'bad-prefix') {
    report(
      'virtualAddress',
      'address-prefix',
      `The prefix length of '${form.virtualAddress}' is not one: IPv4 has 1 to 32, IPv6 1 to 128.`,
    );
    return null;
  }
  if (network === 'bad-address') {
    report(
      'virtualAddress',
      'address-malformed',
      `'${form.virtualAddress}' is not an IPv4 or IPv6 address with a prefix length, such as 192.0.2.10/24; keepalived skips it and the instance has no address.`,
    );
    return null;
  }
  const range = addressRange(network);
  if (range === 'loopback' || range === 'multicast' || range === 'unspecified' || range === 'broadcast') {
    report(
      'virtualAddress',
      'address-unusable',
      `${network.text} is a ${range} address; the shared address must be one that clients can connect to.`,
    );
  } else if (network.isNetworkOrBroadcast) {
    report(
      'virtualAddress',
      'address-of-network',
      `${network.text} is the network or broadcast address of its /${network.prefixLength}; keepalived adds it all the same, and nobody can use it.`,
      'warning',
    );
  }
  return network;
}

function checkInterface(form: KeepalivedForm, report: Report): void {
  const name = form.interface;
  if (!/^[A-Za-z0-9][A-Za-z0-9_.:@-]{0,14}$/.test(name)) {
    report(
      'interface',
      'interface-name',
      `'${name}' is not an interface name: 1 to 15 letters, digits and . _ - without spaces, as shown by 'ip link'.`,
    );
  } else if (name === 'lo') {
    report(
      'interface',
      'interface-loopback',
      'keepalived refuses the loopback interface: VRRP adverts must reach the other node.',
    );
  }
}

function checkRouterIds(form: KeepalivedForm, report: Report): void {
  for (const node of [0, 1] as const) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(form.routerIds[node])) {
      report(
        `routerIds.${node}`,
        'router-id',
        'A router_id names the machine: 1 to 63 letters, digits and . _ - without spaces.',
      );
    }
  }
  if (form.routerIds[0] === form.routerIds[1]) {
    report(
      'routerIds.1',
      'router-id-equal',
      'Both nodes have the same router_id: keepalived accepts it, but mails and logs will not tell them apart.',
      'warning',
    );
  }
}

function checkInterval(form: KeepalivedForm, report: Report): void {
  const interval = form.advertIntervalS;
  const version = vrrpVersion(form);
  const hundredths = Math.round(interval * 100);
  if (!(interval >= 0.01) || Math.abs(interval * 100 - hundredths) > 1e-6) {
    report(
      'advertIntervalS',
      'advert-interval',
      'The advertisement interval is a number of seconds, 0.01 or more, in steps of 0.01.',
    );
  } else if (version === 3 && interval > 40.95) {
    report(
      'advertIntervalS',
      'advert-interval-v3',
      'VRRP version 3, which this form needs, has intervals up to 40.95 seconds.',
    );
  } else if (interval > 255) {
    report('advertIntervalS', 'advert-interval-v2', 'The advertisement interval is at most 255 seconds.');
  } else if (interval < 0.1) {
    report(
      'advertIntervalS',
      'advert-interval-short',
      'Below 0.1 seconds a busy machine or switch loses three adverts in a row, and both nodes hold the address.',
      'warning',
    );
  }
}

function checkTransport(form: KeepalivedForm, network: Network | null, report: Report): void {
  if (form.transport.kind === 'multicast') return;
  const parsed = form.transport.addresses.map((text) => parseAddress(text));
  for (const node of [0, 1] as const) {
    const address = parsed[node];
    const field = `transport.addresses.${node}` as const;
    const text = form.transport.addresses[node];
    if (!address) {
      report(
        field,
        'unicast-address',
        `'${text}' is not an IPv4 or IPv6 address (without prefix length): the address that this node has on its own.`,
      );
    } else if (network && address.family !== network.family) {
      report(
        field,
        'unicast-family',
        `${address.text} is IPv${address.family} and the virtual address is IPv${network.family}: keepalived then drops the virtual address.`,
      );
    } else if (network && address.text === network.text) {
      report(
        field,
        'unicast-virtual',
        'This is the virtual address. Adverts go between the addresses that the nodes always have.',
      );
    }
  }
  if (parsed[0] && parsed[1] && parsed[0].text === parsed[1].text) {
    report(
      'transport.addresses.1',
      'unicast-equal',
      'Both nodes have the same address: each would send adverts to itself, and both would hold the virtual address.',
    );
  }
}

/** Limits of keepalived 2.2.7; newer ones also take decimals. */
const SCRIPT_INTERVAL_MAX_S = 4294;

function checkScript(form: KeepalivedForm, report: Report): void {
  const check = form.checkScript;
  if (!isIntegerIn(check.intervalS, 1, SCRIPT_INTERVAL_MAX_S)) {
    report(
      'checkScript.intervalS',
      'check-interval',
      `The check's interval is a whole number of seconds from 1 to ${SCRIPT_INTERVAL_MAX_S}.`,
    );
  }
  for (const field of ['fall', 'rise'] as const) {
    if (!isIntegerIn(check[field], 1, 1000)) {
      report(
        `checkScript.${field}`,
        `check-${field}`,
        `'${field}' is how many results in a row change the verdict: a whole number, 1 or more.`,
      );
    }
  }
  if (check.kind === 'http' && !/^https?:\/\/[A-Za-z0-9._:[\]-]+(\/[A-Za-z0-9._~/?&=%+:,@-]*)?$/.test(check.url)) {
    report(
      'checkScript.url',
      'check-url',
      `'${check.url}' is not a URL that a check can fetch, such as http://127.0.0.1:8404/healthz.`,
    );
  }
  const problem = check.kind === 'custom' ? commandProblem(check.command) : null;
  if (problem) report('checkScript.command', problem.code, problem.message, problem.severity);
}

function checkAuthentication(form: KeepalivedForm, report: Report): void {
  const pass = form.authPass ?? '';
  if (pass === '') return;
  if (vrrpVersion(form) === 3) {
    report(
      'authPass',
      'auth-version-3',
      'VRRP version 3 (IPv6, or an interval that is not whole seconds) has no authentication; keepalived ignores the password and reports an error.',
    );
  }
  if (!/^[A-Za-z0-9._:@%+=,/^*-]+$/.test(pass)) {
    report(
      'authPass',
      'auth-characters',
      'Use letters, digits and . _ : @ % + = , / ^ * - only: keepalived.conf gives quotes, braces, # and ! a meaning of their own.',
    );
  }
  if (pass.length > 8) {
    report(
      'authPass',
      'auth-truncated',
      `The password has ${pass.length} characters; VRRP carries 8, keepalived cuts off the rest and its configuration test fails.`,
    );
  }
}
