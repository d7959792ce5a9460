/** Rules with their conditions resolved. Those of a defaults section come first and see that section's ACLs. */
import type {
  Condition,
  HttpRule,
  Section,
  Settings,
  StickRule,
  TcpRule,
  Version,
} from '../language/haproxy/config.ts';
import { parseFormat } from '../language/haproxy/format.ts';
import { PLACE } from '../language/haproxy/keywords/names.ts';
import { type ActionSource, type ErrorFiles, planAction, planWords } from './actions.ts';
import { type Acls, aclsOf, type PatternFiles, planCondition } from './conditions.ts';
import type { Names } from './names.ts';
import type { CapturesPlan, RulePlan, StickRulePlan, UseBackendPlan } from './plan.ts';

export interface RuleSource {
  readonly chain: readonly Settings[];
  readonly version: Version;
  readonly files: PatternFiles;
  readonly names: Names;
  /** Servers, as `backend/server`, that something names. */
  readonly referenced?: ReadonlySet<string>;
  /** The section's name, and its capture slots. */
  readonly section: string;
  readonly captures: CapturesPlan;
  readonly errorFiles: ErrorFiles;
  /** What the section and its defaults say, in words. */
  readonly sections: readonly Section[];
}

const actionSource = (source: RuleSource, isResponse: boolean): ActionSource => ({ ...source, isResponse });

export function planHttpRules(
  source: RuleSource,
  get: (settings: Settings) => readonly HttpRule[] | undefined,
): RulePlan[] {
  return [...source.chain].reverse().flatMap((settings) => {
    const acls = aclsOf(settings, source.version, source.files);
    return (get(settings) ?? []).map(({ action, condition, keyword, span }) => {
      const isResponse = keyword === 'http-response' || keyword === 'http-after-response';
      return {
        action: planAction(action, span, actionSource(source, isResponse)),
        condition: planCondition(condition, acls),
        span,
      };
    });
  });
}

export function planTcpRules(source: RuleSource, ruleset: TcpRule['ruleset']): RulePlan[] {
  return [...source.chain].reverse().flatMap((settings) => {
    const acls = aclsOf(settings, source.version, source.files);
    return settings.tcpRules
      .filter((rule) => rule.ruleset === ruleset)
      .map(({ action, args, condition, span }) => {
        const words = args.map((text) => ({ text, span }));
        const isResponse = ruleset === 'tcp-response content';
        return {
          action: planWords(action, words, span, actionSource(source, isResponse)),
          condition: planCondition(condition, acls),
          span,
        };
      });
  });
}

/** `use_backend`: the section's own only. A rule that names no backend is left out: HAProxy would not have started. */
export function planUseBackends({ chain, version, files, names }: RuleSource): UseBackendPlan[] {
  const own = chain[0]!;
  const acls = aclsOf(own, version, files);
  const plans: UseBackendPlan[] = [];
  for (const { backend, condition, span } of own.useBackends) {
    const proxy = names.backends.get(backend.value) ?? null;
    const read =
      proxy === null && backend.value.includes('%')
        ? parseFormat(
            { text: backend.value, span: backend.span },
            { places: PLACE.useBackend, dialect: { version, loadsLua: true }, http: true },
          )
        : null;
    const name = read?.ok ? read.value.format : null;
    if (proxy === null && name === null) continue;
    plans.push({ proxy, name, condition: planCondition(condition, acls), span });
  }
  return plans;
}

/** Stick rules: `on` both matches and stores. Without `table` the section's own one is meant. */
export function planStickRules(source: RuleSource, section: string): StickRulePlan[] {
  const own = source.chain[0]!;
  const acls = aclsOf(own, source.version, source.files);
  return own.stickRules.flatMap((rule) => planStickRule(rule, section, source.names, acls));
}

function planStickRule(rule: StickRule, section: string, names: Names, acls: Acls): StickRulePlan[] {
  const table = names.tables.get(rule.table?.value ?? section);
  if (table === undefined) return [];
  const { kind, expr, span } = rule;
  return [{ kind, expr, table, condition: planCondition(rule.condition as Condition | null, acls), span }];
}
