/** `set-var` and `set-var-fmt` in global: what variables of the process begin with. */
import type { Config, Format, SampleExpr } from '../language/haproxy/config.ts';
import { parseExpression } from '../language/haproxy/expression.ts';
import { parseFormat } from '../language/haproxy/format.ts';

export interface ProcessVariablePlan {
  readonly name: string;
  readonly value:
    | { readonly kind: 'expr'; readonly expr: SampleExpr }
    | { readonly kind: 'format'; readonly format: Format };
}

const ANYWHERE = 2 ** 22 - 1;

/** In the order of the lines: each may look at those before it. */
export function planProcessVariables(config: Config): ProcessVariablePlan[] {
  const dialect = { version: config.version, loadsLua: true };
  const lines = config.sections.filter(({ kind }) => kind === 'global').flatMap(({ directives }) => directives);
  return lines.flatMap(({ words }): ProcessVariablePlan[] => {
    const [keyword, name, ...rest] = words;
    if (!name || rest.length === 0) return [];
    const word = { text: rest.map(({ text }) => text).join(' '), span: rest[0]!.span };
    if (keyword!.text === 'set-var-fmt') {
      const read = parseFormat(word, { places: ANYWHERE, dialect, http: true });
      return read.ok ? [{ name: name.text, value: { kind: 'format', format: read.value.format } }] : [];
    }
    if (keyword!.text !== 'set-var') return [];
    const read = parseExpression(word, 0, dialect);
    return read.ok
      ? [{ name: name.text, value: { kind: 'expr', expr: { ...read.value.sample, span: word.span } } }]
      : [];
  });
}
