/** A line that came over a runtime socket: finds the command, checks the level, answers. */

import { PATTERN_COMMANDS } from './patterns.ts';
import { PROCESS_COMMANDS } from './process-commands.ts';
import { SERVER_COMMANDS } from './server-commands.ts';
import { SHOW_INFO } from './show-info.ts';
import { SHOW_SERVERS } from './show-servers.ts';
import { SHOW_STAT } from './show-stat.ts';
import { TABLE_COMMANDS } from './tables.ts';
import { TLS_COMMANDS } from './tls-commands.ts';
import type { Level, RuntimeRow, RuntimeView } from './types.ts';
import { VARIABLE_COMMANDS } from './variables.ts';
import { splitCommands, splitWords } from './words.ts';

export { answerStats, type StatsAnswer, type StatsRequest } from './stats-page.ts';
export type { Level, ProcessFacts, RuntimeSession, RuntimeView } from './types.ts';

export const RUNTIME_COMMANDS: readonly RuntimeRow[] = [
  ...SHOW_INFO,
  ...SHOW_STAT,
  ...SHOW_SERVERS,
  ...SERVER_COMMANDS,
  ...TABLE_COMMANDS,
  ...PATTERN_COMMANDS,
  ...VARIABLE_COMMANDS,
  ...PROCESS_COMMANDS,
  ...TLS_COMMANDS,
  { words: ['help'], level: 'user', help: ': this list', run: (view) => helpText(view.session.level) },
];

const LEVELS: readonly Level[] = ['user', 'operator', 'admin'];
const allows = (has: Level, needs: Level) => LEVELS.indexOf(has) >= LEVELS.indexOf(needs);

function helpText(level: Level): string {
  const rows = RUNTIME_COMMANDS.filter((row) => allows(level, row.level)).map(
    (row) => `  ${row.words.join(' ')} ${row.help}\n`,
  );
  return `The following commands are valid at this level:\n${rows.join('')}`;
}

/** The answer to a whole line, which may hold several commands behind `;`; each answer ends with an empty line. */
export function answerLine(view: RuntimeView, line: string, payload = ''): string {
  let text = '';
  for (const command of splitCommands(line)) {
    if (view.session.over) break;
    text += answer(view, command, payload);
    if (!view.session.over) text += '\n';
  }
  return text;
}

function answer(view: RuntimeView, command: string, payload: string): string {
  const words = splitWords(command);
  if (words.length === 0) return view.session.interactive ? '' : helpText(view.session.level);
  // The longest name that fits counts.
  const row = RUNTIME_COMMANDS.filter((one) => one.words.every((word, at) => words[at] === word)).sort(
    (a, b) => b.words.length - a.words.length,
  )[0];
  if (row === undefined) return `Unknown command: '${words.join(' ')}'. Type 'help' for the list.\n`;
  if (!allows(view.session.level, row.level)) return 'Permission denied\n';
  return row.run(view, words, payload);
}
