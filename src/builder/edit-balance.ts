/** The load balancing algorithm: one word on the balance line, or a line where defaults said it before. */
import type { Config, Directive, Section } from '../../simulator/language/haproxy/config.ts';
import { atLeast } from '../../simulator/language/haproxy/version.ts';
import type { Said } from './model.ts';
import { done, type Outcome, refuse } from './outcome.ts';
import { anchorFor, indentFor, isKeyword, lastSaid, modeOf, titleOf } from './sections.ts';
import { insertLineAfter, removeLine, replaceWords } from './text.ts';

const isBalance = (d: Directive): boolean => isKeyword('balance')(d);

/** In any mode; the others hash what only HTTP has. */
const ANY_MODE = ['roundrobin', 'static-rr', 'leastconn', 'first', 'source', 'random'];
const HTTP_ONLY = ['uri'];

/** What the panel offers. */
export function algorithmsFor(mode: string): readonly string[] {
  if (mode === 'http') return [...ANY_MODE, ...HTTP_ONLY];
  return mode === 'tcp' ? ANY_MODE : [];
}

/** The algorithm in force; without a word HAProxy takes roundrobin, and random from 3.3 on. */
export function balanceOf(
  config: Config,
  section: Section,
): Said<{ readonly algorithm: string; readonly args: readonly string[] }> {
  const said = lastSaid(config, section, isBalance);
  const builtIn = atLeast(config.version, '3.4') ? 'random' : 'roundrobin';
  if (!said) return { value: { algorithm: builtIn, args: [] }, from: 'built-in', span: null };
  const [algorithm = 'roundrobin', ...args] = said.directive.words.slice(1).map(({ text }) => text);
  return { value: { algorithm, args }, from: said.from, span: said.directive.span };
}

/** Replaces the algorithm and its arguments; adds a line when this section does not say it and it is not so anyway. */
export function setBalance(config: Config, index: number, algorithm: string): Outcome {
  const section = config.sections[index];
  if (!section || section.kind === 'frontend') return refuse('no-servers-here', 'A frontend balances nothing.');
  const mode = modeOf(config, section).value;
  if (!algorithmsFor(mode).includes(algorithm)) {
    const message =
      HTTP_ONLY.includes(algorithm) && mode === 'tcp'
        ? `'${algorithm}' needs mode http; ${titleOf(section)} is in mode ${mode}, and HAProxy would fall back to roundrobin.`
        : `'${algorithm}' is not an algorithm that the panel offers; write it in the text.`;
    return refuse('balance-unknown', message);
  }
  const current = balanceOf(config, section);
  if (current.value.algorithm === algorithm && current.value.args.length === 0) return done([]);
  const own = section.directives.findLast(isBalance);
  if (!own) {
    const line = `${indentFor(config, section)}balance ${algorithm}`;
    return done([insertLineAfter(config, anchorFor(section, 'mode').span, line)]);
  }
  if (own.words.length === 1) return done([replaceWords(own.words, 0, 1, `balance ${algorithm}`)]);
  return done([replaceWords(own.words, 1, own.words.length, algorithm)]);
}

/** Takes this section's own balance lines out. */
export function clearBalance(config: Config, index: number): Outcome {
  const section = config.sections[index];
  return done((section?.directives ?? []).filter(isBalance).map((d) => removeLine(config, d)));
}
