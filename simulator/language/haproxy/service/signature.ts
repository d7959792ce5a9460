import type { Doc } from '../doc.ts';
import type { Texts } from '../texts/texts.ts';
import { sentence } from './describe.ts';
import { machineOf } from './forms.ts';
import { type Form, interpret } from './interpret.ts';
import { sampleSignature } from './sample-signature.ts';
import { lineAt, sectionAt, sectionsOf } from './structure.ts';
import type { Entry } from './vocabulary.ts';

export interface SignatureHelp {
  /** The whole form, for example `timeout connect <time>`. */
  readonly label: string;
  /** Markdown. */
  readonly documentation?: string;
  /** Offsets into `label`, in order. */
  readonly parameters: readonly { readonly from: number; readonly to: number; readonly documentation?: string }[];
  /** Index into `parameters` of the one being written, or -1. */
  readonly active: number;
}

/**
 * The form of the directive that `offset` stands in, or of the fetch or converter; null elsewhere.
 *
 * @param texts the longer texts (`loadTexts`); without them it says one line
 */
export function signatureHelp(doc: Doc, offset: number, texts: Texts | null = null): SignatureHelp | null {
  const at = Math.min(Math.max(Math.trunc(offset) || 0, 0), doc.text.length);
  const line = lineAt(doc, at);
  if (line.commentAt >= 0 && at > line.commentAt) return null;
  const call = sampleSignature(doc, at, texts);
  if (call) return call;
  const before = line.words.filter((w) => w.to < at);
  if (before.length === 0) return null;
  const section = line.isHeader ? sectionAt(sectionsOf(doc), line.from - 1) : line.section;
  const reading = interpret(
    before.map((w) => w.text),
    section?.kind ?? '',
    doc.options.version,
  );
  const form = reading.forms.find((f) => f.next.length > 0) ?? reading.forms[0];
  if (form) return fromForm(form, texts);
  // In a condition the directive's own form is what helps.
  const head = reading.roles.find((role) => role.type === 'entry');
  return head ? shown(head.entry, -1, texts) : null;
}

function fromForm({ entry, machine, next }: Form, texts: Texts | null): SignatureHelp | null {
  if (machine.form === entry.form) return shown(entry, next[0] ?? -1, texts);
  // What is understood and what is shown differ in detail: the leaf that is meant has the same name, or the same place.
  const own = machineOf(entry.form);
  const wanted = next[0] === undefined ? undefined : machine.leaves[next[0]];
  if (!wanted) return shown(entry, -1, texts);
  const name = wanted.kind === 'list' ? 'option' : wanted.name.replace(/^new \w+$/, 'name');
  const same = own.leaves.findIndex((leaf) => leaf.name === name || leaf.name === wanted.name);
  if (same >= 0) return shown(entry, same, texts);
  return shown(entry, own.leaves.length > next[0]! ? next[0]! : -1, texts);
}

function shown(entry: Entry, active: number, texts: Texts | null): SignatureHelp | null {
  const { title, form, text, topics, name } = entry;
  const said = [sentence(text), texts?.keyword(topics, name)?.text ?? ''].filter((part) => part !== '').join(' ');
  if (form === '' && text === '') return null;
  const glue = entry.glued === 'digits' ? '<number> ' : /^[([]/.test(form) && entry.glued ? '' : ' ';
  const label = form === '' ? title : `${title}${glue}${form}`;
  const start = title.length + glue.length;
  const parameters = machineOf(form).leaves.map((leaf) => ({ from: start + leaf.from, to: start + leaf.to }));
  return { label, parameters, active, ...(said !== '' && { documentation: said }) };
}
