/** Findings in the form in which HAProxy prints them on standard error. */
import type { Diagnostic } from '../../language/diagnostic.ts';
import type { LoadedFile } from '../load.ts';
import { indexLines, type LineIndex, positionAt } from '../positions.ts';

export type MessageLevel = 'ALERT' | 'WARNING' | 'NOTICE';

/** `[ALERT]    (pid) : text`. */
export function message(level: MessageLevel, text: string): string {
  return `${`[${level}]`.padEnd(10)} (${process.pid}) : ${text}\n`;
}

/** What HAProxy would print about a configuration: its alerts and warnings, with file and line. */
export function findingLines(files: readonly LoadedFile[], diagnostics: readonly Diagnostic[]): string {
  const indexes: (LineIndex | undefined)[] = [];
  let text = '';
  for (const diagnostic of diagnostics) {
    if (diagnostic.masked) continue;
    if (diagnostic.severity !== 'error' && diagnostic.severity !== 'warning') continue;
    const { file: number, from } = diagnostic.span;
    const file = files[number];
    if (file === undefined) continue;
    indexes[number] ??= indexLines(file.text);
    const { line } = positionAt(indexes[number]!, from);
    const level = diagnostic.severity === 'error' ? 'ALERT' : 'WARNING';
    text += message(level, `config : parsing [${file.name}:${line}] : ${diagnostic.message}.`);
  }
  return text;
}
