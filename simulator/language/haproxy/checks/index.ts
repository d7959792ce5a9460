/** What HAProxy finds after the last line. */
import type { ProxyDraft } from '../lower/context.ts';
import type { CheckContext } from './context.ts';
import { checkProxy } from './proxies.ts';
import { checkInner, checkOtherSections, checkUserlists } from './sections.ts';
import { checkServerNames } from './servers.ts';
import { createTracking } from './tracking.ts';

export type { CheckContext } from './context.ts';

export function check(cx: CheckContext): void {
  cx.report.phase = 'check';
  checkUserlists(cx);
  const checkTracking = createTracking(cx);
  for (const draft of cx.known.proxies) checkProxy(draft, cx, checkTracking);
  checkInner(cx, checkTracking);
  checkOtherSections(cx);
  for (const draft of cx.known.proxies) if (!draft.effective.disabled) checkServerNames(draft, cx);
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
