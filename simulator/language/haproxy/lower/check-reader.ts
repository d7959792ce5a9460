/** What the readers of health check rules share. */
import type { Directive, Word } from '../config.ts';
import type { ProxyContext } from './context.ts';

/** Reads one rule's words; `fail` reports and ends it. */
export interface Reader {
  readonly words: readonly Word[];
  readonly what: string;
  readonly cx: ProxyContext;
  readonly d: Directive;
  fail(span: Word['span'], code: string, message: string, hint?: string): null;
}

/** What is wrong with hexadecimal digits, or null. */
export function badHex(text: string): string | null {
  const bad = /[^0-9A-Fa-f]/.exec(text);
  if (text.length % 2 === 1) return 'an even number of hexadecimal digits is expected';
  return bad ? `a hexadecimal digit is expected (found '${bad[0]}')` : null;
}

export function fromHex(text: string): string {
  return text.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}
