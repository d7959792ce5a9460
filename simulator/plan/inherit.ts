/**
 * What a proxy's settings are once its defaults section has been taken over: the way each directive is inherited is
 * here and nowhere else. Facts: manual 4.1 and "defaults"; asked of the program where the manual is silent.
 */
import type { At, CheckKind, CheckStep, Config, ProxyConfig, Settings } from '../language/haproxy/config.ts';

/** The settings that say something about a proxy, its own first, then its defaults section, then that section's own. */
export function chainOf(config: Config, proxy: ProxyConfig): readonly Settings[] {
  const chain = [proxy.settings];
  const seen = new Set<number>();
  let index = proxy.defaults;
  while (index !== null && config.defaults[index] && !seen.has(index)) {
    seen.add(index);
    const section = config.defaults[index]!;
    chain.push(section.settings);
    const { from } = section;
    const before = index;
    index = from ? config.defaults.findIndex((other, at) => other.name?.value === from.value && at !== before) : -1;
    if (index < 0) break;
  }
  return chain;
}

/** The nearest value of a directive that may be said once. */
export function nearest<T>(chain: readonly Settings[], get: (settings: Settings) => T | undefined): T | undefined {
  for (const settings of chain) {
    const value = get(settings);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** `option NAME`: the nearest word on it; a `default option NAME` is absent and so lets the built-in value stand. */
export function option(chain: readonly Settings[], name: string): At<boolean> | undefined {
  return nearest(chain, (settings) => settings.options[name]);
}

export function hasOption(chain: readonly Settings[], name: string): boolean {
  return option(chain, name)?.value ?? false;
}

/**
 * Of several options that exclude each other, the one that holds: within a section the last one said, and a section's
 * own before its defaults'. `no option` takes back only itself.
 */
export function lastOption<Name extends string>(
  chain: readonly Settings[],
  names: readonly Name[],
): { readonly name: Name; readonly said: At<boolean> } | null {
  for (const settings of chain) {
    let last: { name: Name; said: At<boolean> } | null = null;
    for (const name of names) {
      const said = settings.options[name];
      if (said?.value && (!last || said.span.from > last.said.span.from)) last = { name, said };
    }
    if (last) return last;
    if (names.some((name) => settings.options[name]?.value === false)) return null;
  }
  return null;
}

/** Rules of named defaults sections run before the proxy's own (the furthest section's first). */
export function inOrder<T>(chain: readonly Settings[], get: (settings: Settings) => readonly T[]): T[] {
  return [...chain].reverse().flatMap(get);
}

/** A health check's kind and rules. */
export interface CheckRules {
  readonly check: At<CheckKind> | null;
  readonly rules: readonly CheckStep[];
}

/**
 * A ruleset belongs to the section that wrote it: with one rule of its own a proxy has none of its defaults', not even
 * what `option httpchk` there sends; and a defaults section's tcp-check rules count only where it also says
 * `option tcp-check`. (Seen in 2.6 and 3.2.)
 */
export function checkRules(chain: readonly Settings[]): CheckRules {
  const check = nearest(chain, (settings) => settings.check) ?? null;
  const kind = check?.value.kind;
  if (kind === 'httpchk') {
    const level = chain.find(
      (settings) => settings.check?.value.kind === 'httpchk' || settings.httpCheckRules.length > 0,
    );
    return { check: level?.check ? check : implicitHttpchk(check), rules: level?.httpCheckRules ?? [] };
  }
  if (kind === 'tcp-check') {
    const own = chain[0]?.tcpCheckRules ?? [];
    if (own.length > 0) return { check, rules: own };
    const level = chain.slice(1).find((settings) => settings.check?.value.kind === 'tcp-check');
    return { check, rules: level?.tcpCheckRules ?? [] };
  }
  return { check, rules: [] };
}

/** httpchk is on, but its line is another section's: nothing is sent for it. */
function implicitHttpchk(check: At<CheckKind> | null): At<CheckKind> | null {
  return check && { span: check.span, value: { kind: 'httpchk', method: '', uri: '', version: '' } };
}
