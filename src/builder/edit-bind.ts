/** The address of a bind line: that word and no other. */
import type { Config } from '../../simulator/language/haproxy/config.ts';
import { addressProblem } from './names.ts';
import { done, type Outcome, refuse } from './outcome.ts';
import { isKeyword } from './sections.ts';
import { replaceWords } from './text.ts';

/** Replaces the address; several may be given with commas, as HAProxy takes them. */
export function setBindAddress(config: Config, index: number, line: number, address: string): Outcome {
  const directive = config.sections[index]?.directives[line];
  const word = directive?.words[1];
  if (!directive || !word || !isKeyword('bind')(directive))
    return refuse('no-such-line', 'This bind line is not in the text any more.');
  if (word.text === address) return done([]);
  for (const part of address.split(',')) {
    const problem = addressProblem(part, 'bind', config.version);
    if (problem) return refuse('bind-address', problem, word.span);
  }
  return done([replaceWords(directive.words, 1, 2, address)]);
}
