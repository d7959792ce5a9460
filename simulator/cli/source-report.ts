/** Problems of a scenario as text: `file:line:column: error: message`, the line, a caret. */
import { styleText } from 'node:util';
import type { ScenarioProblem } from '../scenario/schema.ts';
import { excerpt } from './excerpt.ts';
import { indexLines, lineText } from './positions.ts';

export function scenarioReport(
  file: string,
  text: string,
  problems: readonly ScenarioProblem[],
  color: boolean,
): string {
  const paint = (style: Parameters<typeof styleText>[0], words: string) =>
    color ? styleText(style, words, { validateStream: false }) : words;
  const index = indexLines(text);
  return problems
    .map(({ line, column, length, severity, message }) => {
      const tone = severity === 'error' ? 'red' : 'yellow';
      const head = `${paint('bold', `${file}:${line}:${column}:`)} ${paint(tone, `${severity}:`)} ${message}\n`;
      const source = lineText(index, line);
      const [shown, carets] = excerpt(source, column - 1, Math.min(source.length, column - 1 + length));
      return `${head} ${String(line).padStart(5)} | ${shown}\n       | ${paint(tone, carets)}\n`;
    })
    .join('');
}
