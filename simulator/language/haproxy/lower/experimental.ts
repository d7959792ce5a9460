/** What HAProxy takes only where `global` says `expose-experimental-directives`. */
import type { Word } from '../config.ts';
import type { ProxyContext } from './context.ts';

/** Notes that something experimental is used. Returns false where that was not allowed, which is reported. */
export function mayUseExperimental(what: string, at: Word['span'], cx: ProxyContext): boolean {
  cx.report.usesExperimental = true;
  if (cx.exposesExperimental) return true;
  cx.report.error(at, 'experimental', `${what} is experimental`, {
    hint: "say 'expose-experimental-directives' in global",
  });
  return false;
}
