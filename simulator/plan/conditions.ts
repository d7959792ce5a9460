/** Conditions with every ACL name replaced by the lines that carry it. */
import { PREDEFINED_ACLS, predefinedAcl } from '../language/haproxy/condition.ts';
import type { AclConfig, Condition, ConditionTerm, Settings, Version } from '../language/haproxy/config.ts';
import type { AclPlan, ConditionPlan, TermPlan } from './plan.ts';

/** What pattern files hold, by the path that the configuration names: one pattern a line. */
export type PatternFiles = Readonly<Record<string, string>>;

export interface Acls {
  readonly byName: ReadonlyMap<string, readonly AclConfig[]>;
  readonly version: Version;
  readonly files: PatternFiles;
}

/** The ACLs of one section: a defaults section's are not visible in the sections that use it. */
export function aclsOf(settings: Settings, version: Version, files: PatternFiles): Acls {
  const byName = new Map<string, AclConfig[]>();
  for (const acl of settings.acls) {
    if (!acl.name) continue;
    const lines = byName.get(acl.name.value) ?? [];
    lines.push(acl);
    byName.set(acl.name.value, lines);
  }
  return { byName, version, files };
}

export function planCondition(condition: Condition | null, acls: Acls): ConditionPlan | null {
  if (!condition) return null;
  const anyOf = condition.anyOf.map((terms) => terms.map((term) => planTerm(term, acls)));
  return { polarity: condition.polarity, anyOf, span: condition.span };
}

function planTerm(term: ConditionTerm, acls: Acls): TermPlan {
  const { negated, span, acl } = term;
  if (acl.type === 'inline') return { negated, name: null, tests: [planAcl(acl.acl, acls)], span };
  const lines = acls.byName.get(acl.name);
  const predefined = lines ? null : predefinedAcl(acl.name, span, acls.version);
  const configs = lines ?? (predefined ? [predefined.config] : []);
  return { negated, name: acl.name, tests: configs.map((line) => planAcl(line, acls)), span };
}

/** A section's ACLs, planned. */
export function planAcls(acls: Acls): Record<string, AclPlan[]> {
  const planned: Record<string, AclPlan[]> = {};
  for (const [name, lines] of acls.byName) planned[name] = lines.map((line) => planAcl(line, acls));
  return planned;
}

/** Those that every section has without declaring them, for expressions that name them. */
export function planPredefined(version: Version): Record<string, AclPlan[]> {
  const planned: Record<string, AclPlan[]> = {};
  for (const name of PREDEFINED_ACLS) {
    const predefined = predefinedAcl(name, ZERO, version);
    if (predefined) planned[name] = [planAcl(predefined.config, { byName: new Map(), version, files: {} })];
  }
  return planned;
}

const ZERO = { file: 0, from: 0, to: 0 };

function planAcl(acl: AclConfig, { files }: Acls): AclPlan {
  const fromFiles = acl.patternFiles.flatMap((file) => patternLines(files[file.value] ?? ''));
  return {
    files: acl.patternFiles.map((file) => file.value),
    inline: acl.patterns.map((pattern) => pattern.value),
    expr: acl.criterion,
    match: acl.match,
    ignoreCase: acl.ignoreCase,
    patterns: [...fromFiles, ...acl.patterns.map((pattern) => pattern.value)],
    span: acl.span,
  };
}

/** One pattern a line, blanks before it dropped (those behind it belong to it); empty lines and lines that begin with `#` do not count. */
export function patternLines(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const pattern = line.replace(/^[ \t]+/, '');
    if (pattern !== '' && !pattern.startsWith('#')) lines.push(pattern);
  }
  return lines;
}
