/** Everything there is to say about a configuration, in the order of the text. */
import type { Diagnostic } from '../language/diagnostic.ts';
import type { Analysis } from '../language/haproxy/analyse.ts';
import { plan } from '../plan/build.ts';

/** What the language found, and what is accepted but not carried out; the latter once a line. */
export function findingsOf(analysis: Analysis): readonly Diagnostic[] {
  const { diagnostics, config } = analysis;
  const known = new Set(diagnostics.map(key));
  const more = plan(config).notSimulated.filter((diagnostic) => !known.has(key(diagnostic)));
  if (more.length === 0) return diagnostics;
  return [...diagnostics, ...more].sort((a, b) => a.span.file - b.span.file || a.span.from - b.span.from);
}

const key = ({ code, span }: Diagnostic) => `${code} ${span.file} ${span.from}`;
