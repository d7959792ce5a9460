/** Texts with a cursor in them: `|` marks it, and is taken out. */
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { type Doc, openDoc } from '../../simulator/language/service.ts';

export interface Marked {
  readonly doc: Doc;
  readonly offset: number;
}

export interface OpenOptions {
  readonly version?: Version;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Opens a text at its cursor. Common indentation and a first empty line are the test's, not the text's. */
export function open(source: string, { version = '3.2', environment }: OpenOptions = {}): Marked {
  const text = dedent(source);
  const offset = text.indexOf('|');
  if (offset < 0) throw new Error(`no cursor in ${JSON.stringify(text)}`);
  return {
    doc: openDoc(text.slice(0, offset) + text.slice(offset + 1), { version, ...(environment && { environment }) }),
    offset,
  };
}

/** Takes away what a test's own indentation adds. A text without line breaks stays as it is. */
export function dedent(source: string): string {
  if (!source.startsWith('\n')) return source;
  const lines = source
    .slice(1)
    .replace(/\n[ \t]*$/, '\n')
    .split('\n');
  const margins = lines.filter((l) => l.trim() !== '').map((l) => /^ */.exec(l)![0].length);
  const margin = Math.min(...margins);
  return lines.map((l) => l.slice(margin)).join('\n');
}
