/** `--explain CODE`: what a finding's code means. The texts are loaded when somebody asks. */
import { nearest } from '../args.ts';
import type { CliIo } from '../command.ts';
import { reflow } from '../help.ts';

export async function explainCode(code: string, io: CliIo): Promise<number> {
  const texts = await explanations();
  const text = Object.hasOwn(texts, code) ? texts[code] : undefined;
  if (text !== undefined) {
    io.out(`${code}\n\n${reflow(text)}\n`);
    return 0;
  }
  const near = nearest(code, Object.keys(texts));
  io.err(
    `drydock check: there is no finding with the code '${code}'${near === null ? '' : `: did you mean ${near}?`}\n`,
  );
  return 1;
}

async function explanations(): Promise<Readonly<Record<string, string>>> {
  const path = new URL('../../language/haproxy/advice/explanations.ts', import.meta.url).href;
  return (await import(path)).EXPLANATIONS;
}
