/** `--explain CODE`: what a finding's code means. The texts are loaded when somebody asks. */
import { nearest } from '../args.ts';
import type { CliIo } from '../command.ts';
import { reflow } from '../help.ts';

export async function explainCode(code: string, io: CliIo): Promise<number> {
  const { EXPLANATIONS } = await import('../../language/haproxy/advice/explanations.ts');
  const text = Object.hasOwn(EXPLANATIONS, code) ? EXPLANATIONS[code] : undefined;
  if (text !== undefined) {
    io.out(`${code}\n\n${reflow(text)}\n`);
    return 0;
  }
  const near = nearest(code, Object.keys(EXPLANATIONS));
  const guess = near === null ? '' : `: did you mean ${near}?`;
  io.err(`drydock check: nothing is written about a code '${code}'${guess}\n`);
  return 1;
}
