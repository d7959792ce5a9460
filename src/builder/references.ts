/** Who else names a server: `use-server`, `track`, and sample fetches such as `srv_is_up(backend/server)`. */
import type { Span } from '../../simulator/language/diagnostic.ts';
import type { Config, Directive, Section, Word } from '../../simulator/language/haproxy/config.ts';
import { within } from '../../simulator/language/haproxy/words.ts';
import { isKeyword, isProxy, wordOf } from './sections.ts';
import { optionsOf } from './server-line.ts';

export interface ServerReference {
  readonly directive: Directive;
  /** The server's name alone; null when it cannot be told apart in the text (escapes, variables). */
  readonly span: Span | null;
  readonly kind: 'use-server' | 'track' | 'sample';
}

/** All that refer to that server of that section, in file order. */
export function referencesTo(config: Config, section: Section, server: string): readonly ServerReference[] {
  const found: ServerReference[] = [];
  for (const other of config.sections.filter(isProxy)) {
    const isSame = other.span.from === section.span.from && other.span.file === section.span.file;
    for (const directive of other.directives) {
      if (isSame && isKeyword('use-server')(directive) && wordOf(directive, 1) === server) {
        found.push({ directive, kind: 'use-server', span: partOf(directive.words[1], 0, server.length) });
      }
      found.push(...tracks(directive, section, server, isSame), ...samples(directive, section, server, isSame));
    }
  }
  return found;
}

function partOf(word: Word | undefined, from: number, length: number): Span | null {
  if (!word) return null;
  const span = within(word, from, from + length);
  return span.to - span.from === length ? span : null;
}

function tracks(directive: Directive, section: Section, server: string, isSame: boolean): ServerReference[] {
  if (!isKeyword('server', 'default-server', 'server-template')(directive)) return [];
  return optionsOf(directive).flatMap(({ name, index }) => {
    const word = directive.words[index + 1];
    if (name !== 'track' || !word) return [];
    const from = namedAt(word.text, section, server, isSame);
    return from < 0 ? [] : [{ directive, kind: 'track' as const, span: partOf(word, from, server.length) }];
  });
}

/** Where `[section/]server` has the server's name, or -1 when it is another. */
function namedAt(text: string, section: Section, server: string, isSame: boolean): number {
  const prefix = `${section.name?.text ?? ''}/`;
  if (text === prefix + server) return prefix.length;
  return isSame && text === server ? 0 : -1;
}

function samples(directive: Directive, section: Section, server: string, isSame: boolean): ServerReference[] {
  return directive.words.flatMap((word) =>
    [...word.text.matchAll(/\bsrv_[a-z_]+\(([^(),]*)/g)].flatMap((match) => {
      const argument = match[1] ?? '';
      const from = namedAt(argument, section, server, isSame);
      const start = match.index + match[0].length - argument.length + from;
      return from < 0 ? [] : [{ directive, kind: 'sample' as const, span: partOf(word, start, server.length) }];
    }),
  );
}
