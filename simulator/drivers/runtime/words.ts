/** How HAProxy cuts what comes over a runtime socket: commands at `;`, words at blanks, a backslash keeps either. */

/** The commands of a line. */
export function splitCommands(line: string): readonly string[] {
  const commands: string[] = [];
  let current = '';
  for (let at = 0; at < line.length; at++) {
    const c = line[at]!;
    if (c === '\\' && at + 1 < line.length) {
      current += c + line[at + 1]!;
      at++;
    } else if (c === ';') {
      commands.push(current);
      current = '';
    } else current += c;
  }
  commands.push(current);
  const trimmed = commands.map((command) => command.trim());
  return trimmed.length > 1 ? trimmed.filter((command) => command !== '') : trimmed;
}

/** The words of a command; `\ ` stands for a blank within one. */
export function splitWords(command: string): readonly string[] {
  const words: string[] = [];
  let current: string | null = null;
  for (let at = 0; at < command.length; at++) {
    const c = command[at]!;
    if (c === '\\' && at + 1 < command.length) {
      current = (current ?? '') + command[++at]!;
    } else if (c === ' ' || c === '\t' || c === '\r') {
      if (current !== null) words.push(current);
      current = null;
    } else current = (current ?? '') + c;
  }
  if (current !== null) words.push(current);
  return words;
}
