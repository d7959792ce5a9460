/** What HAProxy finds after the last line. */
import type { ProxyDraft } from '../lower/context.ts';
import type { Finding } from '../report.ts';
import type { CheckContext } from './context.ts';
import { checkProxy } from './proxies.ts';
import { checkDefaultsReferences } from './references.ts';
import { checkDefaultsResolvers } from './section-references.ts';
import { checkInner, checkOtherSections, checkUserlists } from './sections.ts';
import { checkServerNames } from './servers.ts';
import { createTracking } from './tracking.ts';

export type { CheckContext } from './context.ts';

export function check(cx: CheckContext): void {
  cx.report.phase = 'check';
  checkUserlists(cx);
  const checkTracking = createTracking(cx);
  const inherited = new Set<number>();
  const checkDefaults = (draft: ProxyDraft): void => {
    checkDefaultsReferences(draft, cx);
    checkDefaultsResolvers(draft, cx);
  };
  for (const draft of cx.known.proxies) {
    const { defaultsIndex: index } = draft;
    if (index !== null && !draft.effective.disabled && !inherited.has(index)) {
      inherited.add(index);
      checkDefaults(cx.known.defaults[index]!);
    }
    const before = cx.report.findings.length;
    checkProxy(draft, cx, checkTracking);
    // 3.4 looks at no section behind the first one with an error.
    if (cx.version === '3.4' && cx.report.findings.slice(before).some(isCheckError)) cx.report.checksEnded = true;
  }
  // The newest looks at those that nothing inherits from, too.
  if (cx.version === '3.4')
    for (const [index, draft] of cx.known.defaults.entries()) {
      if (!inherited.has(index)) checkDefaults(draft);
    }
  checkInner(cx, checkTracking);
  checkOtherSections(cx);
  for (const draft of cx.known.proxies) if (!draft.effective.disabled) checkServerNames(draft, cx);
}

function isCheckError({ phase, harmless, diagnostic }: Finding): boolean {
  return phase === 'check' && !harmless && diagnostic.severity === 'error';
}

/** Whether there is anything to listen on; HAProxy exits with 2 if not. */
export function listens(cx: CheckContext): boolean {
  if (cx.global.statsSockets.length > 0 || cx.known.proxies.some(takesConnections)) return true;
  // A peers section listens when it names this process; where that name is not known, it does not count.
  return (
    cx.small.peers.some((p) => p.local === true && !p.disabled) ||
    cx.small.inner.some(({ of, draft }) => of === 'log-forward' && takesConnections(draft))
  );
}

export function takesConnections(draft: ProxyDraft): boolean {
  return !draft.effective.disabled && draft.binds.some((b) => b.addresses.length > 0);
}
