/** The statistics page of a section: `stats enable` and its kin. Manual 4.2, "stats uri" and the others. */
import { aclsOf, planCondition } from './conditions.ts';
import { nearest } from './inherit.ts';
import type { StatsPlan } from './plan.ts';
import { planHttpRules, type RuleSource } from './rules.ts';

/** null: the section has none. What its defaults say counts when it says nothing itself. */
export function planStats(source: RuleSource): StatsPlan | null {
  const { chain, version, files } = source;
  const said = nearest(chain, (settings) => settings.stats);
  if (!said) return null;
  const [own] = chain;
  const acls = aclsOf(own!, version, files);
  return {
    uri: said.uri,
    realm: said.realm ?? 'HAProxy Statistics',
    users: said.auth,
    rules: planHttpRules(source, (settings) => settings.stats?.rules),
    admin: (said.admin ?? []).flatMap((condition) => planCondition(condition, acls) ?? []),
    scope: said.scope ?? [],
    refreshSeconds: said.refreshSeconds ?? null,
    hideVersion: said.hideVersion,
    span: said.span,
  };
}
