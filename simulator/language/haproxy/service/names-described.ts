/** What a name stands for in this document, as Markdown. */
import type { Doc } from '../doc.ts';
import { code, plain } from './describe.ts';
import type { NameKind } from './interpret.ts';
import { type Definition, definitions, heirsOf } from './scope.ts';
import { type LineAt, type Section, wordsOf } from './structure.ts';
import { counted } from './values.ts';

/** How many lines of a list are shown. */
const MOST = 12;

/** Null where the name stands for nothing here. */
export function describeName(doc: Doc, of: NameKind, name: string, line: LineAt): string | null {
  if (of === 'track') return describeTracked(doc, name, line);
  const found = definitions(doc, of, line.section).filter((d) => d.name === name);
  const first = found[0];
  if (!first) return null;
  if (of === 'acl') return aclLines(doc, name, found);
  if (of === 'server') return lineOf(doc, `Server **${plain(name)}**`, first);
  if (of === 'table')
    return first.line ? lineOf(doc, `Stick table of ${first.section.kind} **${plain(name)}**`, first) : null;
  const own = found.find((d) => d.section === line.section) ?? first;
  return describeSection(doc, own.section);
}

function describeTracked(doc: Doc, name: string, line: LineAt): string | null {
  const slash = name.indexOf('/');
  const server = name.slice(slash + 1);
  const found = definitions(doc, 'track', line.section).find(
    (d) =>
      d.name === server && (slash < 0 ? d.section === line.section : d.section.name?.text === name.slice(0, slash)),
  );
  return found ? lineOf(doc, `Server **${plain(name)}**`, found) : null;
}

function sourceOf(doc: Doc, d: Definition): string {
  return d.line ? doc.text.slice(d.line.from, d.line.to) : '';
}

function lineOf(doc: Doc, head: string, d: Definition): string {
  return `${head}\n\n${code(sourceOf(doc, d))}`;
}

function aclLines(doc: Doc, name: string, found: readonly Definition[]): string {
  const lines = found.slice(0, MOST).map((d) => `- ${code(sourceOf(doc, d))}`);
  const how = found.length > 1 ? `, which holds when one of its ${counted(found.length, 'line')} does` : '';
  return [`ACL **${plain(name)}**${how}`, lines.join('\n')].join('\n\n');
}

function describeSection(doc: Doc, section: Section): string {
  const name = section.name?.text ?? '';
  const out = [`${section.kind} **${plain(name)}**`];
  const list = (keyword: string, what: string): void => {
    const lines = section.lines.filter((l) => l.keyword === keyword);
    if (lines.length === 0) return;
    const shown = lines.slice(0, MOST).map(
      (l) =>
        `- ${code(
          wordsOf(doc.text, l)
            .slice(1)
            .map((w) => w.text)
            .join(' '),
        )}`,
    );
    const more = lines.length > MOST ? [`- … and ${lines.length - MOST} more`] : [];
    out.push(`${counted(lines.length, what)}:\n\n${[...shown, ...more].join('\n')}`);
  };
  const single = (keyword: string): void => {
    const line = section.lines.findLast((l) => l.keyword === keyword);
    if (line) out.push(code(doc.text.slice(line.from, line.to)));
  };
  single('mode');
  if (section.kind !== 'backend') list('bind', 'listening line');
  if (section.kind !== 'frontend') {
    single('balance');
    list('server', 'server');
  }
  if (section.kind === 'frontend') single('default_backend');
  if (section.kind === 'defaults') {
    const heirs = heirsOf(doc, section);
    out.push(counted(section.lines.length, 'line'));
    out.push(
      heirs.length === 0
        ? 'No section starts from it.'
        : `${counted(heirs.length, 'section')} ${heirs.length === 1 ? 'starts' : 'start'} from it.`,
    );
  }
  return out.join('\n\n');
}
