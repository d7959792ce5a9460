/** `drydock fmt`: configurations in their usual form, with the meaning that they had. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TextEdit } from '../language/diagnostic.ts';
import { openDoc } from '../language/haproxy/doc.ts';
import { formatEdits } from '../language/haproxy/service/format.ts';
import { below } from './check/targets.ts';
import type { CliIo, Command } from './command.ts';
import { asFile, FILE_OPTION, type LoadedFile, STDIN, systemMessage, VERSION_OPTION, versionOf } from './load.ts';

const DEFAULT_INDENT = 4;
const MAX_INDENT = 16;

export const fmtCommand: Command = {
  name: 'fmt',
  summary: 'Put configurations into their usual form; what HAProxy reads stays the same.',
  usage: '[--check] [--indent N] FILE…|-',
  operandsAre: 'file',
  options: [
    {
      ...FILE_OPTION,
      about:
        'a file, rewritten in place; a directory (its *.cfg and *.conf files, at any depth); - from standard input to standard output',
    },
    {
      name: 'check',
      about: 'change nothing; name the files that are not in this form, and exit with 1 if there are any',
    },
    {
      name: 'indent',
      value: 'N',
      about: `spaces before a directive, 0 to ${MAX_INDENT}; ${DEFAULT_INDENT} unless said`,
    },
    { ...VERSION_OPTION, about: `${VERSION_OPTION.about}: which words begin a section differs` },
  ],
  notes: [
    'One space between words, directives indented, blank lines at most two in a row. Comments, quotes, line ends and a byte ' +
      'order mark stay as they are, and so do lines that HAProxy would refuse.',
    'Exit status: 0 when everything is in this form now; 1 with --check when a file is not, or when a file cannot be read or written.',
  ],
  async run(args, io) {
    const indent = indentOf(args.value('indent'));
    if (indent === null) {
      io.err(`drydock fmt: --indent takes a whole number from 0 to ${MAX_INDENT}, not '${args.value('indent')}'\n`);
      return 1;
    }
    const isCheck = args.flag('check');
    const version = versionOf(args);
    let status = 0;
    const one = (file: LoadedFile, write: (text: string) => void): void => {
      const text = applied(file.text, formatEdits(openDoc(file.text, { version }), { indent }));
      const differs = text !== file.text;
      if (isCheck && differs) {
        io.out(`${file.name}\n`);
        status = 1;
      } else if (!isCheck && (differs || file.name === STDIN)) write(text);
    };
    for (const name of args.values('file')) {
      try {
        if (name === '-') one(asFile(STDIN, await io.readStdin()), (text) => io.out(text));
        else for (const file of filesOf(name, io)) one(file, (text) => save(resolve(io.cwd, file.name), file, text));
      } catch (error) {
        io.err(`drydock fmt: ${name}: ${systemMessage(error)}\n`);
        status = 1;
      }
    }
    return status;
  },
};

function indentOf(text: string | undefined): number | null {
  if (text === undefined) return DEFAULT_INDENT;
  return /^\d{1,2}$/.test(text) && Number(text) <= MAX_INDENT ? Number(text) : null;
}

function* filesOf(name: string, { cwd }: CliIo): Generator<LoadedFile> {
  const isFolder = statSync(resolve(cwd, name)).isDirectory();
  for (const one of isFolder ? below(name, cwd) : [name]) yield asFile(one, readFileSync(resolve(cwd, one)));
}

/** In the encoding that it was read in. */
function save(path: string, { bytes, text: before }: LoadedFile, text: string): void {
  const isUtf8 = Buffer.from(before, 'utf8').equals(bytes);
  writeFileSync(path, text, isUtf8 ? 'utf8' : 'latin1');
}

/** The text with edits carried out; they are in order and do not overlap. */
export function applied(text: string, edits: readonly TextEdit[]): string {
  let out = '';
  let at = 0;
  for (const { span, text: put } of edits) {
    out += text.slice(at, span.from) + put;
    at = span.to;
  }
  return out + text.slice(at);
}
