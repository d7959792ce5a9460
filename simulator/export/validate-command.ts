/** What is wrong with a check command of one's own: keepalived starts it directly, with no shell in between. */

export interface CommandProblem {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** keepalived reads lines of 1023 bytes; the rest would become a line of its own. */
const COMMAND_LENGTH_MAX = 900;

/** The first problem of a command line, or null. */
export function commandProblem(command: string): CommandProblem | null {
  const text = command.trim();
  const error = (code: string, message: string): CommandProblem => ({ code, severity: 'error', message });
  if (text === '')
    return error('command-empty', 'Write the command that checks HAProxy: an absolute path and its arguments.');
  if (/[^\x20-\x7e]/.test(text)) {
    return error(
      'command-characters',
      'The command contains a line break, a tab or a character outside ASCII. Put it into a script file and name that.',
    );
  }
  if (text.length > COMMAND_LENGTH_MAX) {
    return error(
      'command-length',
      `The command has ${text.length} characters; keepalived reads lines of at most 1023. Put it into a script file.`,
    );
  }
  const shell = /[|&;<>()$`*?~#!{}[\]"\\]/.exec(text)?.[0];
  if (shell !== undefined) {
    return error(
      'command-shell',
      `No shell runs the command, so '${shell}' does not do what it does in a terminal: the program gets it as an argument, or keepalived trips over it. Put the logic into a script file and name that.`,
    );
  }
  if ((text.match(/'/g)?.length ?? 0) % 2 !== 0) {
    return error('command-quote', 'A single quote is not closed: keepalived 2.2.7 crashes on some of these.');
  }
  const program = text.split(' ')[0] ?? '';
  if (!program.startsWith('/')) {
    return error(
      'command-relative',
      `Write the whole path of '${program}', for example /usr/bin/${program}: with script security on, what a search path finds must not decide.`,
    );
  }
  if (/\/killall$/.test(program)) {
    return {
      code: 'command-killall',
      severity: 'warning',
      message:
        'killall is in the psmisc package, which small installations lack, and fails for a script user other than root. /usr/bin/pgrep -x haproxy does the same; neither notices an HAProxy that hangs.',
    };
  }
  return null;
}
