/** `use-server`, `force-persist` and `ignore-persist`: a backend's own, never a defaults section's. */
import { parseFormat } from '../language/haproxy/format.ts';
import { PLACE } from '../language/haproxy/keywords/names.ts';
import { aclsOf, planCondition } from './conditions.ts';
import type { PersistRulePlan, ServerPlan, ServerRulePlan } from './plan.ts';
import type { RuleSource } from './rules.ts';

/** A rule that names no server is left out: HAProxy would not have started. */
export function planServerRules(
  { chain, version, files }: RuleSource,
  servers: readonly ServerPlan[],
): ServerRulePlan[] {
  const own = chain[0]!;
  const acls = aclsOf(own, version, files);
  return (own.useServers ?? []).flatMap(({ server, condition, span }) => {
    const index = servers.findIndex(({ name }) => name === server.value);
    const read =
      index < 0 && server.value.includes('%')
        ? parseFormat(
            { text: server.value, span: server.span },
            { places: PLACE.useServer, dialect: { version, loadsLua: true }, http: true },
          )
        : null;
    const name = read?.ok ? read.value.format : null;
    if (index < 0 && name === null) return [];
    return [{ server: index < 0 ? null : index, name, condition: planCondition(condition, acls), span }];
  });
}

export function planPersistRules({ chain, version, files }: RuleSource): PersistRulePlan[] {
  const own = chain[0]!;
  const acls = aclsOf(own, version, files);
  return (own.persistRules ?? []).map(({ kind, condition, span }) => ({
    kind,
    condition: planCondition(condition, acls),
    span,
  }));
}
