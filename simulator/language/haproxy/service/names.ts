import type { Span, TextEdit } from '../../diagnostic.ts';
import type { Doc } from '../doc.ts';
import { badNameCharacter } from '../words.ts';
import { definitions } from './scope.ts';
import { sectionsOf } from './structure.ts';
import { type Found, nameAt, rangeOf, type Target, usesOf } from './uses.ts';

export type RenameResult =
  | { readonly ok: true; readonly edits: readonly TextEdit[] }
  | { readonly ok: false; readonly reason: string };

/** Where the name at `offset` (backend, server, ACL, table, defaults) is defined. An ACL may have several lines. */
export function definition(doc: Doc, offset: number): readonly Span[] {
  const target = nameAt(doc, offset);
  return target
    ? usesOf(doc, target)
        .filter((use) => use.defines)
        .map((use) => spanOf(doc, use))
    : [];
}

/** Every place that uses the name at `offset`, definitions included, in text order. */
export function references(doc: Doc, offset: number): readonly Span[] {
  const target = nameAt(doc, offset);
  return target ? usesOf(doc, target).map((use) => spanOf(doc, use)) : [];
}

/** The edits that rename the name at `offset` everywhere, or why not. */
export function renameEdits(doc: Doc, offset: number, newName: string): RenameResult {
  const no = (reason: string): RenameResult => ({ ok: false, reason });
  const target = nameAt(doc, offset);
  if (!target)
    return no(
      'There is no name here that can be renamed: put the cursor on the name of a section, a server or an ACL.',
    );
  const bad = badNameCharacter(newName);
  if (bad === '') return no('A name may not be empty.');
  if (bad !== null) return no(`'${bad}' may not stand in a name: letters, digits, and . : _ - may.`);
  const uses = usesOf(doc, target);
  if (!uses.some((use) => use.defines))
    return no(`'${target.name}' is not defined in this file, so it cannot be renamed here.`);
  if (newName === target.name) return { ok: true, edits: [] };
  const collision = collides(doc, target, newName);
  return collision === null ? { ok: true, edits: uses.map((use) => edit(doc, use, newName)) } : no(collision);
}

function spanOf(doc: Doc, use: Found): Span {
  return { file: 0, ...rangeOf(doc, use) };
}

/** Where the name cannot be told apart in the word as it is written, the word is written anew. */
function edit(doc: Doc, use: Found, newName: string): TextEdit {
  const span = spanOf(doc, use);
  const { word } = use;
  const whole = span.from === word.from && span.to === word.to;
  return { span, text: whole ? word.text.slice(0, use.from) + newName + word.text.slice(use.to) : newName };
}

/** What has the new name already, as a reason, or null. */
function collides(doc: Doc, target: Target, newName: string): string | null {
  switch (target.kind) {
    case 'proxy': {
      const other = definitions(doc, 'proxy', null).find((d) => d.name === newName);
      return other ? `There is a ${other.section.kind} '${newName}' already.` : null;
    }
    case 'server':
      return definitions(doc, 'server', target.section).some((d) => d.name === newName)
        ? `There is a server '${newName}' in this section already.`
        : null;
    case 'acl': {
      if (/^(or|if|unless)$/i.test(newName)) return `'${newName}' has a meaning of its own in conditions.`;
      const other = definitions(doc, 'acl', target.section).some((d) => d.name === newName);
      return other ? `There is an ACL '${newName}' in this section already: both would become one.` : null;
    }
    default: {
      const other = sectionsOf(doc).some((s) => s.kind === target.sectionKind && s.name?.text === newName);
      return other ? `There is a ${target.sectionKind} section '${newName}' already.` : null;
    }
  }
}
