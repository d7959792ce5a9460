/** `--explain CODE`: what a finding's code means. The texts are loaded when somebody asks. */
import { nearest } from '../args.ts';
import type { CliIo } from '../command.ts';
import { reflow } from '../help.ts';

export async function explainCode(code: string, io: CliIo): Promise<number> {
  const { explanations } = await import('../../language/haproxy/advice/explanations.ts');
  const found = Object.hasOwn(explanations, code) ? explanations[code] : undefined;
  if (found !== undefined) {
    io.out(`${code}\n\n${paragraphs(found).map(reflow).join('\n\n')}\n`);
    return 0;
  }
  const near = nearest(code, Object.keys(explanations));
  const guess = near === null ? '' : `: did you mean ${near}?`;
  io.err(`drydock check: nothing is written about a code '${code}'${guess}\n`);
  return 1;
}

/** The texts of an explanation, in its order. */
function paragraphs(found: Readonly<Record<string, unknown>>): string[] {
  return Object.values(found).filter((part) => typeof part === 'string');
}
