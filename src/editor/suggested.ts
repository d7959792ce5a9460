/** Which suggestions cross to the page where there are very many: an editor that takes in a thousand at a key cannot follow. */
import type { CompletionList } from '../../simulator/language/service.ts';

const MOST_SUGGESTED = 200;

export interface Suggested extends CompletionList {
  /** There are more: with the next key, ask again. */
  readonly isPartial: boolean;
}

/**
 * Of a long list, the items that what was typed may become, the first of them.
 *
 * @param typed what stands where an item goes
 */
export function suggestedOf(list: CompletionList, typed: string): Suggested {
  if (list.items.length <= MOST_SUGGESTED) return { ...list, isPartial: false };
  const fitting = list.items.filter((item) => isWithin(typed.toLowerCase(), item.label.toLowerCase()));
  return {
    ...list,
    items: fitting.slice(0, MOST_SUGGESTED),
    isPartial: list.items.length > Math.min(fitting.length, MOST_SUGGESTED),
  };
}

/** Whether all letters occur, in their order: how Monaco filters. */
function isWithin(letters: string, text: string): boolean {
  let at = -1;
  for (const letter of letters) {
    at = text.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}
