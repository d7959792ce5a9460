/** Lists of certificates: a line is a file, its options in brackets, and names that it is for. Manual, "crt-list". */
import { readTlsOptions, type TlsOptions } from '../../plan/tls-plan.ts';

export interface CrtListLine {
  readonly file: string;
  /** As written, for the runtime commands. */
  readonly optionText: string;
  readonly options: TlsOptions;
  /** `*.example`, `!not.example`; empty: the names in the certificate. */
  readonly filters: readonly string[];
  readonly line: number;
}

/** One line; null: it says nothing. `problem` is what is wrong with it. */
export function readCrtListLine(text: string, line: number): CrtListLine | { readonly problem: string } | null {
  const plain = text.replace(/\r$/, '').trim();
  if (plain === '' || plain.startsWith('#')) return null;
  const file = /^(\S+?)(?=\s|\[|$)/.exec(plain)![1]!;
  let rest = plain.slice(file.length).trimStart();
  let optionText = '';
  if (rest.startsWith('[')) {
    const end = rest.indexOf(']');
    if (end < 0) return { problem: "missing ']' in the options" };
    optionText = rest.slice(1, end).trim();
    rest = rest.slice(end + 1);
  }
  const words = rest.split(/\s+/).filter((word) => word !== '');
  const comment = words.findIndex((word) => word.startsWith('#'));
  return {
    file,
    optionText,
    options: readTlsOptions(pairs(optionText)),
    filters: comment < 0 ? words : words.slice(0, comment),
    line,
  };
}

/** Options that stand alone. */
const FLAGS = /^(no-|force-|allow-0rtt$|strict-sni$|tls-tickets$|ssl$)/;

function pairs(text: string): [string, string?][] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const said: [string, string?][] = [];
  for (let i = 0; i < words.length; i++) said.push(FLAGS.test(words[i]!) ? [words[i]!] : [words[i]!, words[++i]]);
  return said;
}

/** A whole file. */
export function readCrtList(
  text: string,
): { readonly lines: CrtListLine[] } | { readonly problem: string; line: number } {
  const lines: CrtListLine[] = [];
  for (const [at, one] of text.split('\n').entries()) {
    const read = readCrtListLine(one, at + 1);
    if (read === null) continue;
    if ('problem' in read) return { problem: read.problem, line: at + 1 };
    lines.push(read);
  }
  return { lines };
}
