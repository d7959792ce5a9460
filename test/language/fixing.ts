/** Quick fixes, applied. */
import { analyse } from '../../simulator/language/haproxy/analyse.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import type { Diagnostic } from '../../simulator/language/service.ts';

export type Fix = NonNullable<Diagnostic['fixes']>[number];

export function diagnosticsOf(text: string, version: Version): readonly Diagnostic[] {
  return analyse([{ name: 'haproxy.cfg', text }], { version }).diagnostics;
}

/** The text with the edits of a fix. */
export function fixed(text: string, { edits }: Fix): string {
  let out = text;
  for (const { span, text: put } of [...edits].sort((a, b) => b.span.from - a.span.from))
    out = out.slice(0, span.from) + put + out.slice(span.to);
  return out;
}

/** Findings that HAProxy would print. */
export function complaints(found: readonly Diagnostic[]): readonly Diagnostic[] {
  return found.filter((d) => d.severity === 'error' || d.severity === 'warning');
}
