/** Rules that capture into a slot by its number: there must be one (manual 4.4, `capture`). */
import type { ProxyDraft } from '../lower/context.ts';
import { type CheckContext, headerSpan, inSection, sectionWords } from './context.ts';

/** @param draft a proxy, or a defaults section that one uses */
export function checkCaptures(draft: ProxyDraft, cx: CheckContext): void {
  if (draft.kind === 'backend') return;
  for (const { slot, response, span } of draft.slotUses) {
    const slots = response ? draft.effective.responseSlots : draft.effective.requestSlots;
    if (slot >= 0 && slot < slots) continue;
    const side = response ? 'response' : 'request';
    cx.report.error(
      span ?? headerSpan(draft),
      'unknown-capture',
      `${sectionWords(draft)} has no slot ${slot} for what is captured of a ${side}: there are ${slots}`,
      inSection(draft, { hint: `say 'declare capture ${side} len <bytes>', and count from 0` }),
    );
  }
}
