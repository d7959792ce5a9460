/** Whether formatting changes what HAProxy says of a configuration, and whether it is done after one time. */
import { applied } from '../../simulator/cli/fmt.ts';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { openDoc } from '../../simulator/language/haproxy/doc.ts';
import { formatEdits } from '../../simulator/language/service.ts';
import type { FoundProgram } from '../../test/support/programs.ts';
import { askAll } from './ask.ts';
import { type Sample, textOf } from './corpus.ts';

/** Formats every sample that the program takes, and asks it again. Returns a line, and one for each difference. */
export async function formattingOf(
  program: FoundProgram,
  version: Version,
  samples: readonly Sample[],
): Promise<string> {
  const taken: Sample[] = [];
  await askAll(program, samples, (sample, { status }) => {
    // Texts that are not UTF-8 are formatted byte by byte elsewhere.
    const isText = Buffer.from(textOf(sample), 'utf8').equals(Buffer.from(sample.text, 'latin1'));
    if (status === 0 && isText) taken.push(sample);
  });
  const differences: string[] = [];
  let changed = 0;
  const formatted = taken.map((sample): Sample => {
    const before = textOf(sample);
    const once = format(before, version);
    if (format(once, version) !== once)
      differences.push(`${sample.title}: formatted twice it is not as formatted once`);
    if (once !== before) changed++;
    return { ...sample, text: Buffer.from(once, 'utf8').toString('latin1') };
  });
  await askAll(program, formatted, (sample, { status }) => {
    if (status !== 0) differences.push(`${sample.title}: refused once it is formatted`);
  });
  const line = `HAProxy ${program.version}: ${taken.length} accepted, ${changed} changed by formatting, ${differences.length} differences`;
  return [line, ...differences.map((d) => `  ${d}`)].join('\n');
}

function format(text: string, version: Version): string {
  return applied(text, formatEdits(openDoc(text, { version })));
}
