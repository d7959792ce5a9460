/** Help texts, made from the same tables that arguments are parsed by. */
import type { Command, CommandTitle, OptionSpec } from './command.ts';

const WIDTH = 96;

/** `drydock --help`. */
export function programHelp(commands: readonly CommandTitle[]): string {
  const rows = commands.map((c) => [c.name, c.summary] as const);
  return [
    'Drydock: check, run and explain an HAProxy configuration without HAProxy.',
    '',
    'Usage: drydock COMMAND [OPTIONS]',
    '',
    'Commands:',
    ...table(rows),
    '',
    'Options:',
    ...table([
      ['-h, --help', 'this text; after a command, that command’s'],
      ['-v, --version', 'the version of Drydock, and of the HAProxy it speaks for by default'],
    ]),
    '',
    'drydock COMMAND --help says more about each.',
    '',
  ].join('\n');
}

/** `drydock COMMAND --help`. */
export function commandHelp(command: Command): string {
  const lines = [command.summary, '', `Usage: drydock ${command.name} ${command.usage}`, '', 'Options:'];
  const rows = [...command.options, HELP_OPTION].map((spec) => [optionTerm(spec), optionAbout(spec)] as const);
  lines.push(...table(rows));
  for (const note of command.notes ?? []) lines.push('', ...wrap(note, WIDTH));
  return `${lines.join('\n')}\n`;
}

const HELP_OPTION: OptionSpec = { name: 'help', short: 'h', about: 'this text' };

function optionTerm(spec: OptionSpec): string {
  const value = spec.value === undefined ? '' : ` ${spec.value}`;
  if (spec.name.length === 1) return `-${spec.name}${value}`;
  return `${spec.short === undefined ? '    ' : `-${spec.short}, `}--${spec.name}${value}`;
}

function optionAbout(spec: OptionSpec): string {
  const extra = [
    spec.required ? 'needed' : '',
    spec.many ? 'may be repeated' : '',
    spec.choices === undefined ? '' : `one of ${spec.choices.join(', ')}`,
  ].filter((text) => text !== '');
  return extra.length === 0 ? spec.about : `${spec.about} (${extra.join('; ')})`;
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([term]) => term.length)) + 4;
  return rows.flatMap(([term, about]) =>
    wrap(about, WIDTH - width).map((line, i) => `${i === 0 ? `  ${term}`.padEnd(width) : ' '.repeat(width)}${line}`),
  );
}

/** A text of several paragraphs, its lines broken at the usual width. */
export function reflow(text: string): string {
  return wrap(text, WIDTH).join('\n');
}

/** Breaks at spaces; lines that begin with a space are kept as they are. */
function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    if (paragraph.startsWith(' ')) return [paragraph];
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line !== '' && line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    return [...lines, line];
  });
}
