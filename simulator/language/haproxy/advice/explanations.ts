/**
 * What the codes of findings mean: read when somebody asks (`drydock check --explain CODE`, the site), never by the
 * analysis itself, so that it can be loaded late.
 */
import type { Explanation } from './explanation.ts';
import { limitExplanations } from './explanations-limits.ts';
import { ruleExplanations } from './explanations-rules.ts';
import { serverExplanations } from './explanations-servers.ts';
import { usualExplanations } from './explanations-usual.ts';

export type { Explanation } from './explanation.ts';

export const explanations: Readonly<Record<string, Explanation>> = {
  ...usualExplanations,
  ...ruleExplanations,
  ...serverExplanations,
  ...limitExplanations,
};

const MANUAL = 'https://docs.haproxy.org/3.2/configuration.html';

/** Where HAProxy's manual says more. */
export function manualAddress({ manual }: Explanation): string {
  return `${MANUAL}#${manual}`;
}

/** An explanation as paragraphs; examples are lines that begin with blanks. */
export function explanationText(e: Explanation): string {
  const example = (title: string, lines: string | undefined): string[] =>
    lines === undefined ? [] : [[title, ...lines.split('\n').map((l) => `    ${l}`)].join('\n')];
  return [
    e.title,
    e.what,
    e.todo,
    ...example('Before:', e.before),
    ...example('After:', e.after),
    `HAProxy’s manual, section ${e.manual}: ${manualAddress(e)}`,
  ].join('\n\n');
}

/** All of them as texts, by code. */
export const EXPLANATIONS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(explanations).map(([code, e]) => [code, explanationText(e)]),
);
