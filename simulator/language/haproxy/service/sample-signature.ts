/** The arguments of a fetch or converter while they are being written. */
import type { Doc } from '../doc.ts';
import type { Texts } from '../texts/texts.ts';
import { sentence } from './describe.ts';
import { expressionPart, formatPart } from './expressions.ts';
import { roleAt } from './locate.ts';
import { converterInfo, fetchInfo } from './samples-described.ts';
import type { SignatureHelp } from './signature.ts';

/** The call that `offset` stands within the parentheses of, or null. */
export function sampleSignature(doc: Doc, offset: number, texts: Texts | null): SignatureHelp | null {
  const found = roleAt(doc, offset);
  if (!found || (found.role.type !== 'expression' && found.role.type !== 'format')) return null;
  const { text } = doc;
  const { from, to } = found.word;
  const quoted = text[from] === '"' || text[from] === "'" ? 1 : 0;
  const format = found.role.type === 'format' ? formatPart(text, from, offset, to) : null;
  if (found.role.type === 'format' && format?.part !== 'expression') return null;
  const [start, end] = format?.part === 'expression' ? [format.start, format.end] : [from + quoted, to];
  const part = expressionPart(text, start, offset, end);
  if (part.part !== 'argument') return null;
  const { version } = doc.options;
  const info = part.of === 'fetch' ? fetchInfo(part.name, version) : converterInfo(part.name, version);
  if (!info || info.args.length === 0) return null;
  const label = `${info.name}${info.form.replace(/^\[\((.*)\)\]$/, '($1)')}`;
  let at = info.name.length;
  const parameters = info.args.map((arg) => {
    const shown = `<${arg.name}>`;
    const place = label.indexOf(shown, at);
    at = place + shown.length;
    return { from: place, to: at };
  });
  const long = part.of === 'fetch' ? texts?.fetch(info.name) : texts?.converter(info.name);
  const said = [sentence(info.text), long?.text ?? ''].filter((s) => s !== '').join(' ');
  const last = info.args.length - 1;
  const active = part.index <= last ? part.index : info.args[last]!.repeats ? last : -1;
  return { label, parameters, active, ...(said !== '' && { documentation: said }) };
}
