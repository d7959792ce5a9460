/**
 * Two keepalived.conf that should form a pair: what makes both nodes hold the address, and whether a failing check moves
 * it. keepalived cannot see this: it reads one file. Instances are matched by name, else by virtual router identifier.
 */
import { addressKey, weightOf } from './check.ts';
import type { KeepalivedConfig, VrrpInstance } from './config.ts';
import type { Report } from './values.ts';

const DEFAULT_PRIORITY = 100;
const clamp = (priority: number) => Math.min(254, Math.max(1, priority));

/** Reports, with spans in the second file unless the first is to blame. */
export function checkPair(first: KeepalivedConfig, second: KeepalivedConfig, report: Report): void {
  for (const a of first.instances) {
    const b =
      second.instances.find(({ name }) => name.value === a.name.value) ??
      second.instances.find(({ virtualRouterId: id }) => id !== undefined && id.value === a.virtualRouterId?.value);
    if (!b) continue;
    checkAgreement(first, second, a, b, report);
    checkMove(first, second, a, b, report);
  }
}

function checkAgreement(
  first: KeepalivedConfig,
  second: KeepalivedConfig,
  a: VrrpInstance,
  b: VrrpInstance,
  report: Report,
): void {
  const differ = (what: string, one: unknown, other: unknown, at: { span: VrrpInstance['span'] } | undefined) => {
    if (one === other) return;
    const message = `The nodes differ in ${what} (${String(one ?? 'none')} and ${String(other ?? 'none')}): each ignores the other's adverts, and both hold the address.`;
    report(at?.span ?? b.name.span, 'pair-differs', message, { severity: 'advice' });
  };
  differ('virtual_router_id', a.virtualRouterId?.value, b.virtualRouterId?.value, b.virtualRouterId);
  differ('advert_int', a.advertIntervalS?.value ?? 1, b.advertIntervalS?.value ?? 1, b.advertIntervalS);
  differ('auth_pass', a.authPass?.value.slice(0, 8), b.authPass?.value.slice(0, 8), b.authPass);
  const version = (config: KeepalivedConfig, i: VrrpInstance) =>
    i.version?.value ?? config.global.vrrpVersion?.value ?? 2;
  differ('VRRP version', version(first, a), version(second, b), b.version);
  const addresses = (i: VrrpInstance) =>
    i.virtualAddresses
      .map(({ value }) => addressKey(value))
      .toSorted()
      .join(' ');
  differ('virtual addresses', addresses(a), addresses(b), b.virtualAddresses[0]);
  const transport = (i: VrrpInstance) => (i.unicastPeers.length > 0 ? 'unicast' : 'multicast');
  differ('transport', transport(a), transport(b), b.unicastPeers[0]);
}

function checkMove(
  first: KeepalivedConfig,
  second: KeepalivedConfig,
  a: VrrpInstance,
  b: VrrpInstance,
  report: Report,
): void {
  const priorityA = a.priority?.value ?? DEFAULT_PRIORITY;
  const priorityB = b.priority?.value ?? DEFAULT_PRIORITY;
  if (priorityA === priorityB) {
    const message = `Both nodes have priority ${priorityA}: the higher interface address decides.`;
    report(b.priority?.span ?? b.name.span, 'pair-equal-priority', message, { severity: 'advice' });
    return;
  }
  const firstIsHigher = priorityA > priorityB;
  const [config, high, other, low] = firstIsHigher ? [first, a, second, b] : [second, b, first, a];
  const highPriority = Math.max(priorityA, priorityB);
  const lowPriority = Math.min(priorityA, priorityB);
  for (const tracked of high.tracked) {
    const weight = weightOf(config, tracked);
    if (weight === 0) continue;
    const counterpart = low.tracked.find(({ name }) => name.value === tracked.name.value);
    const lowWeight = counterpart ? weightOf(other, counterpart) : 0;
    const failed = clamp(highPriority + Math.min(0, weight));
    const healthy = clamp(lowPriority + Math.max(0, lowWeight));
    if (failed < healthy) continue;
    const script = config.scripts.find(({ name }) => name.value === tracked.name.value);
    const span = tracked.weight?.span ?? script?.weight?.span ?? tracked.name.span;
    const message = `The address never moves when ${tracked.name.value} fails: the failing node still has ${failed}, the other ${healthy}. A weight must be larger than the difference of the priorities, ${highPriority - lowPriority}; a positive one is added while the check succeeds, a negative one subtracted while it fails.`;
    report(span, 'weight-below-gap', message, { severity: 'advice' });
  }
}
