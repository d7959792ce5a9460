/** `balance uri`: by the request's target up to the question mark. Manual, "balance uri": len, depth, whole, path-only. */
import type { BalanceKey } from '../../plan/plan.ts';
import { pathAndQuery } from '../uri.ts';
import { hashed, hashText } from './hashed.ts';

export const uri = hashed('uri', ({ plan, stream }) => {
  const options = plan.balance.key;
  if (options?.type !== 'uri' || !stream.request) return null;
  return hashText(plan, hashedPart(stream.request.target, options));
});

function hashedPart(target: string, options: BalanceKey & { type: 'uri' }): string {
  let text = options.pathOnly ? pathAndQuery(target) : target;
  if (options.lengthBytes !== null) text = text.slice(0, options.lengthBytes);
  let slashes = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '/' && options.depth !== null && ++slashes === options.depth + 1) return text.slice(0, at);
    if (character === '?' && !options.whole) return text.slice(0, at);
  }
  return text;
}
