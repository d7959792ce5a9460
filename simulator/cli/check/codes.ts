/** What a finding's code stands for, where its format has room for that. */

import { explanations, manualAddress } from '../../language/haproxy/advice/explanations.ts';
import type { Version } from '../../language/haproxy/config.ts';

/** What is written about a code, in one line; `unknown-backend` → `Unknown backend` where nothing is. */
export function titleOf(code: string): string {
  const known = Object.hasOwn(explanations, code) ? explanations[code] : undefined;
  if (known !== undefined) return known.title;
  const words = code.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The place in HAProxy's manual that a code is about, or else the manual of a version. */
export function manualOf(code: string, version: Version): string {
  const known = Object.hasOwn(explanations, code) ? explanations[code] : undefined;
  return known === undefined ? `https://docs.haproxy.org/${version}/configuration.html` : manualAddress(known);
}
