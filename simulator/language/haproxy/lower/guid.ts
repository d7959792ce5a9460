/** `guid`: names of frontends, backends and servers that are unique in the process (manual 4.2, 5.2). */
import type { Word } from '../config.ts';
import type { ProxyContext } from './context.ts';

/** Letters, digits and a few signs; at most 127 of them. */
export function badGuid(text: string): string | null {
  if (text.length > 127) return 'a guid has 127 characters at most';
  const bad = /[^A-Za-z0-9.:_-]/.exec(text);
  return bad ? `'${bad[0]}' may not stand in a guid` : null;
}

/** Takes a name for its owner. Returns false when it was reported that it cannot. */
export function claimGuid(word: Word, owner: string, cx: ProxyContext): boolean {
  const bad = badGuid(word.text);
  const other = cx.guids.get(word.text);
  if (bad) cx.report.error(word.span, 'bad-name', bad);
  else if (other !== undefined && other !== owner)
    cx.report.error(word.span, 'duplicate-guid', `${other} has the guid '${word.text}' already`);
  else cx.guids.set(word.text, owner);
  return !bad && (other === undefined || other === owner);
}
