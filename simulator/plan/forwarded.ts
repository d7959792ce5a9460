/** `option forwarded`. Manual, "option forwarded"; RFC 7239. */

import type { Span } from '../language/diagnostic.ts';
import type { SampleExpr, Settings, Version } from '../language/haproxy/config.ts';
import { parseExpression } from '../language/haproxy/expression.ts';
import { nearest } from './inherit.ts';
import type { ForwardedNode, ForwardedPlan } from './plan.ts';

export function planForwarded(chain: readonly Settings[], version: Version): ForwardedPlan | null {
  const said = nearest(chain, (settings) => settings.forwarded);
  if (!said?.value) return null;
  const { value: words, span } = said;
  if (words.length === 0) return { proto: true, host: null, by: null, for: { node: true, port: null }, span };
  /** `name` alone, or `name-expr` and an expression behind it. */
  const part = (name: string): true | SampleExpr | null => {
    const at = words.indexOf(`${name}-expr`);
    if (at >= 0) return expression(words[at + 1] ?? '', span, version);
    return words.includes(name) ? true : null;
  };
  const node = (name: string): ForwardedNode | null => {
    const [node, port] = [part(name), part(`${name}_port`)];
    return node === null && port === null ? null : { node, port };
  };
  return { proto: words.includes('proto'), host: part('host'), by: node('by'), for: node('for'), span };
}

function expression(text: string, span: Span, version: Version): SampleExpr | null {
  const read = parseExpression({ text, span }, 0, { version, loadsLua: true });
  return read.ok ? { ...read.value.sample, span } : null;
}
