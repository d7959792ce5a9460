import { cutLine, wordText } from '../cut.ts';
import type { Doc } from '../doc.ts';
import { coloursOf, type TokenType } from './colours.ts';
import { interpret } from './interpret.ts';
import { readingOf } from './readings.ts';
import { definitions, PREDEFINED_ACLS } from './scope.ts';
import { type Line, type Section, sectionsOf } from './structure.ts';
import { MODELLED } from './vocabulary.ts';

export { TOKEN_TYPES, type TokenType } from './colours.ts';

export interface HighlightToken {
  readonly from: number;
  readonly to: number;
  readonly type: TokenType;
}

/** Colours of one line on its own: what an editor shows at once. Offsets into the line, in order, not overlapping. */
export function highlightLine(line: string): readonly HighlightToken[] {
  const { words, commentAt, end } = cutLine(line, 0);
  const texts = words.map((w) => wordText(line, w.from, w.to));
  let reading = interpret(texts, 'listen', '3.2');
  // A line does not tell which section it is in: what proxies do not know may be global's.
  const first = reading.roles.find((role) => role.type !== 'mark');
  if (first?.type === 'unknown') reading = interpret(texts, 'global', '3.2');
  const out: HighlightToken[] = [];
  words.forEach((word, i) => {
    const guess = reading.roles[i]!;
    const role = i === 0 && guess.type === 'unknown' ? null : guess;
    out.push(...coloursOf(line, word.from, word.to, texts[i]!, role));
  });
  if (commentAt >= 0) out.push({ from: commentAt, to: end, type: 'comment' });
  return out;
}

/**
 * Colours that know the whole document (what is a backend's name, what is not a keyword here). In order.
 *
 * @param from offsets: only of lines that have something between them
 */
export function semanticTokens(doc: Doc, from = 0, to = doc.length): readonly HighlightToken[] {
  const out: HighlightToken[] = [];
  const names = knownNames(doc);
  for (const section of sectionsOf(doc)) {
    if (section.to < from || section.from > to) continue;
    const lines = section.header ? [section.header, ...section.lines] : section.lines;
    for (const line of lines) {
      if (line.to < from || line.from > to) continue;
      if (line.kind === 'directive' || line.kind === 'header') tokensOfLine(doc, line, section, names, out);
    }
  }
  return out;
}

type Names = (of: string, name: string, section: Section) => boolean;

/** Whether a name exists; looked up once for each kind and section. */
function knownNames(doc: Doc): Names {
  const sets = new Map<unknown, Set<string>>();
  const provided = new Set(PREDEFINED_ACLS);
  const local = new WeakMap<Section, Set<string>>();
  return (of, name, section) => {
    if (of === 'acl' && provided.has(name)) return true;
    const isLocal = of === 'acl' || of === 'server';
    let set = isLocal ? local.get(section) : sets.get(of);
    if (!set) {
      set = new Set();
      if (isLocal) {
        for (const d of definitions(doc, 'acl', section)) set.add(`acl ${d.name}`);
        for (const d of definitions(doc, 'server', section)) set.add(`server ${d.name}`);
        local.set(section, set);
      } else {
        for (const d of definitions(doc, of as 'backend', section)) set.add(d.name);
        sets.set(of, set);
      }
    }
    return set.has(isLocal ? `${of} ${name}` : name);
  };
}

const NAME_COLOURS: Readonly<Record<string, TokenType>> = {
  acl: 'acl',
  backend: 'backend',
  frontend: 'backend',
  proxy: 'backend',
  table: 'backend',
  defaults: 'backend',
  server: 'server',
};

function tokensOfLine(doc: Doc, line: Line, section: Section, exists: Names, out: HighlightToken[]): void {
  const source = doc.text.slice(line.from, line.to);
  const { words, roles } = readingOf(source, section.kind, doc.options.version);
  const modelled = section.kind === 'global' || MODELLED.has(section.kind);
  words.forEach((word, i) => {
    const role = roles[i]!;
    if (role.type === 'unknown') {
      // One mark for a run of words that nobody understands.
      const again = roles[i - 1]?.type === 'unknown';
      if (!again && (modelled || role.among === 'directive'))
        out.push({ from: line.from + word.from, to: line.from + word.to, type: 'unknown' });
      return;
    }
    const type = role.type === 'name' ? NAME_COLOURS[role.of] : undefined;
    if (role.type !== 'name' || !type) return;
    const name = word.text.slice(role.skip);
    const asWritten = source.slice(word.from + role.skip, word.to) === name;
    if (!asWritten || name === '') return;
    // What is put together at run time names nothing yet.
    const open = /[%$]/.test(name) || (role.of === 'server' && hasTemplates(section));
    const made = type === 'backend' ? 'name' : type;
    const shown = role.defines ? made : open || exists(role.of, name, section) ? type : 'unknown';
    out.push({ from: line.from + word.from + role.skip, to: line.from + word.to, type: shown });
  });
}

function hasTemplates(section: Section): boolean {
  return section.lines.some((l) => l.keyword === 'server-template');
}
