/** `monitor-uri` and `monitor fail`. Manual, "monitor-uri", "monitor fail". */
import { aclsOf, planCondition } from './conditions.ts';
import { nearest } from './inherit.ts';
import type { FrontendPlan } from './plan.ts';
import type { RuleSource } from './rules.ts';

export function planMonitor({ chain, version, files }: RuleSource): FrontendPlan['monitor'] {
  const uri = nearest(chain, (settings) => settings.monitorUri)?.value;
  if (uri === undefined) return null;
  const [own] = chain;
  const acls = aclsOf(own!, version, files);
  const fails = (own!.monitorFails ?? []).flatMap((condition) => planCondition(condition, acls) ?? []);
  return { uri, fails };
}
