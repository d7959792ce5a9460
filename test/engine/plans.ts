/** Configuration text to plan, the way every entry point does it. */
import { analyse } from '../../simulator/language/haproxy/analyse.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { plan } from '../../simulator/plan/build.ts';
import type { Plan } from '../../simulator/plan/plan.ts';

/** The plan of a text that must be valid. */
export function planOf(text: string, version: Version = '3.2'): Plan {
  const { config, diagnostics } = analyse([{ name: 'haproxy.cfg', text: `${text.trimEnd()}\n` }], { version });
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length > 0) throw new Error(`not valid: ${errors.map((error) => error.message).join('; ')}\n${text}`);
  return plan(config);
}
