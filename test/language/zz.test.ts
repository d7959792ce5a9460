import type { SyntaxNode, Tree } from '@lezer/common';
import { describe, expect, it } from 'vitest';
import type { Version } from '../../simulator/language/haproxy/config.ts';
import { cutLine, wordText } from '../../simulator/language/haproxy/cut.ts';
import { type Change, editDoc, openDoc, parserOf } from '../../simulator/language/haproxy/doc.ts';
import { sectionKinds } from '../../simulator/language/haproxy/keywords/sections.ts';
import { isBlank, readLine } from '../../simulator/language/haproxy/reader.ts';
import { anyText, createRandom, guideTexts, noise, type Random } from './texts.ts';

/** The tree as text: a line a line, `kind(word|word)`, indented in sections. */
function outline(tree: Tree, text: string): string {
  const out: string[] = [];
  const visit = (node: SyntaxNode, indent: string): void => {
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (child.name === 'Section') visit(child, indent);
      else if (/^(Header|Directive|Macro|Scope)$/.test(child.name)) {
        const words: string[] = [];
        for (let w = child.firstChild; w; w = w.nextSibling)
          if (!SKIPPED.has(w.name)) words.push(`${w.name}:${text.slice(w.from, w.to)}`);
        const depth = node.name === 'Section' && child.name !== 'Header' ? '  ' : '';
        out.push(`${depth}${child.name}(${words.join('|').replaceAll('DirectiveKw:', '').replaceAll('Word:', '')})`);
      }
    }
  };
  visit(tree.topNode, '');
  return out.join('\n');
}

const SKIPPED = new Set(['Comment', 'Ignored', '⚠']);

function check(text: string, expected: string, version: Version = '3.2'): void {
  expect(outline(parserOf(version).parse(text), text)).toBe(expected.replace(/^\n|\n *$/g, '').replace(/^ {6}/gm, ''));
}

describe('lines, sections and words', () => {
  it('sections hold the lines behind them', () => {
    check(
      'lost 1\nglobal\n  maxconn 10\n\ndefaults x from y\n  mode http # c\n',
      `
      Directive(lost|1)
      Header(SectionKw:global)
        Directive(maxconn|10)
      Header(SectionKw:defaults|x|from|y)
        Directive(mode|http)
    `,
    );
  });
  it('quotes and escapes hold words together; a comment may begin in a word', () => {
    check(
      'a "b c"\'d e\' f\\ g h#i j\n',
      `
      Directive(a|"b c"'d e'|f\\ g|h)
    `,
    );
  });
  it('a section keyword may be quoted, and is none behind another word', () => {
    check(
      '"back"end x\n log backend\n',
      `
      Header(SectionKw:"back"end|x)
        Directive(log|backend)
    `,
    );
  });
  it('no and default', () => {
    check(
      'backend b\nno option x\ndefault option y\nno\nno backend z\nnot a\n',
      `
      Header(SectionKw:backend|b)
        Directive(Prefix:no|option|x)
        Directive(Prefix:default|option|y)
        Directive(LonePrefix:no)
      Header(HeaderPrefix:no|SectionKw:backend|z)
        Directive(not|a)
    `,
    );
  });
  it('macros and scopes', () => {
    check(
      '.if streq(a,b)\n[one]\n[two\n.endif\n',
      `
      Macro(MacroKw:.if|streq(a,b))
      Scope(ScopeName:[one])
      Scope(ScopeName:[two)
      Macro(MacroKw:.endif)
    `,
    );
  });
  it('an unclosed quote ends with its line', () => {
    check(
      'a "b c\nd\n',
      `
      Directive(a|"b c)
      Directive(d)
    `,
    );
  });
  it('a carriage return ends a line behind a word, and is a blank among blanks', () => {
    check(
      'a b\rc\r\nd \r e\r\n\r\n\rf\r\n',
      `
      Directive(a|b)
      Directive(d|e)
      Directive(f)
    `,
    );
  });
  it('a NUL ends everything', () => check('a b\0c\nd\n', '\n      Directive(a|b)\n'));
  it('braces of a variable hide quotes and blanks', () => {
    check(
      `a "\${B-"c d"}" e\nf "\${B c}" "g\${H[*]}"\n`,
      `
      Directive(a|"\${B-"c d"}"|e)
      Directive(f|"\${B c}"|"g\${H[*]}")
    `,
    );
  });
  it('which words begin a section depends on the version', () => {
    const text = 'global\ncrt-store\nprogram x\n';
    check(
      text,
      '\n      Header(SectionKw:global)\n        Directive(crt-store)\n      Header(SectionKw:program|x)\n',
      '2.6',
    );
    check(
      text,
      '\n      Header(SectionKw:global)\n      Header(SectionKw:crt-store)\n        Directive(program|x)\n',
      '3.4',
    );
  });
  it('the last line need not end', () =>
    check('listen x\n  bind :1', '\n      Header(SectionKw:listen|x)\n        Directive(bind|:1)\n'));
  it('nothing at all', () => check('', ''));
});

interface ReadLineAs {
  readonly kind: 'Header' | 'Directive' | 'Macro' | 'Scope' | 'refused';
  readonly words: readonly (readonly [number, number])[];
  /** An empty word ends what HAProxy looks at. */
  readonly cut: boolean;
}

/** Lines as the exact reader has them. Every variable is `v`; 2.8, where an unset one would not swallow its quote. */
function readLines(text: string): ReadLineAs[] {
  const out: ReadLineAs[] = [];
  const kinds = sectionKinds('2.8');
  const nul = text.indexOf('\0');
  const end = nul < 0 ? text.length : nul;
  for (let from = 0; from <= end; ) {
    const feed = text.indexOf('\n', from);
    const to = feed < 0 || feed > end ? end : feed;
    let start = from;
    while (start < to && isBlank(text.charCodeAt(start))) start++;
    from = to + 1;
    if (start >= to || text[start] === '#') continue;
    if (text[start] === '[') {
      out.push({ kind: 'Scope', words: [], cut: true });
      continue;
    }
    const read = readLine(text, start, to, { file: 0, version: '2.8', variable: () => 'v' });
    if (read.error) {
      out.push({ kind: 'refused', words: [], cut: true });
      continue;
    }
    const texts = read.words.map((w) => w.text);
    const head = texts[0] === 'no' || texts[0] === 'default' ? texts[1] : texts[0];
    const kind = texts[0]?.startsWith('.') ? 'Macro' : head !== undefined && kinds.has(head) ? 'Header' : 'Directive';
    out.push({ kind, words: read.words.map((w) => [w.span.from, w.span.to]), cut: read.emptyAt >= 0 });
  }
  return out;
}

function treeLines(tree: Tree): { kind: string; words: [number, number][] }[] {
  const out: { kind: string; words: [number, number][] }[] = [];
  tree.iterate({
    enter(node) {
      expect(node.type.isError, `an error in the tree at ${node.from}`).toBe(false);
      if (/^(Header|Directive|Macro|Scope)$/.test(node.name)) out.push({ kind: node.name, words: [] });
      else if (/^(\w+Kw|\w*Prefix|Word)$/.test(node.name)) out[out.length - 1]!.words.push([node.from, node.to]);
    },
  });
  return out;
}

function compare(text: string): void {
  const expected = readLines(text);
  const found = treeLines(parserOf('2.8').parse(text));
  expect(found.length, 'lines').toBe(expected.length);
  expected.forEach((line, i) => {
    const { kind, words } = found[i]!;
    if (line.kind === 'refused') return;
    // A line whose first word is empty is nothing to HAProxy.
    if (line.words.length > 0 || line.kind === 'Scope') expect(kind).toBe(line.kind);
    expect(line.cut ? words.slice(0, line.words.length) : words).toEqual(line.words);
  });
}

describe('the tree cuts as the exact reader does', () => {
  it.each(Array.from({length:20},(_,i)=>7100+i))('seed %i', (seed) => {
    const random = createRandom(seed);
    for (let i = 0; i < 400; i++) {
      const text = anyText(random);
      try {
        compare(text);
      } catch (error) {
        throw new Error(`seed ${seed}, text ${i}: ${JSON.stringify(text)}`, { cause: error });
      }
    }
  });
  it('the guide', () => {
    expect(guideTexts.length).toBeGreaterThan(5);
    for (const text of guideTexts) compare(text);
  });
});

describe('cutLine cuts as the tree does', () => {
  it.each(Array.from({length:10},(_,i)=>7900+i))('seed %i', (seed) => {
    const random = createRandom(seed);
    for (let i = 0; i < 400; i++) {
      const text = anyText(random);
      for (const line of wholeLines(parserOf('3.2').parse(text))) {
        const cut = cutLine(text, line.from).words.map((w) => [w.from, w.to]);
        expect(cut, JSON.stringify(text)).toEqual(line.words);
      }
    }
  });
  it('wordText says what the reader says', () => {
    const random = createRandom(14);
    for (let i = 0; i < 5000; i++) {
      const text = noise(random, 1 + random.below(6)).split(/[\n\0]/)[0]!;
      const read = readLine(text, 0, text.length, { file: 0, version: '2.8', variable: () => 'v' });
      if (read.error || text.includes('$')) continue;
      for (const word of read.words)
        expect(wordText(text, word.span.from, word.span.to), JSON.stringify(text)).toBe(word.text);
    }
  });
});

/** Lines other than scopes, which are cut at their bracket. */
function wholeLines(tree: Tree): { from: number; words: [number, number][] }[] {
  return treeLines(tree)
    .filter((line) => line.kind !== 'Scope')
    .map((line) => ({ from: line.words[0]![0], words: line.words }));
}

function randomChanges(text: string, random: Random): Change[] {
  const changes: Change[] = [];
  let least = 0;
  for (let n = 1 + random.below(3); n > 0 && least <= text.length; n--) {
    const offset = least + random.below(text.length - least + 1);
    const length = Math.min(random.below(4) === 0 ? random.below(120) : random.below(3), text.length - offset);
    changes.push({ offset, length, text: random.below(4) === 0 ? '' : noise(random, 1 + random.below(3)) });
    least = offset + length + 1;
  }
  // Editors give them from the last to the first, or in any order.
  return random.below(2) === 0 ? changes.reverse() : changes;
}

describe('editing', () => {
  it.each(Array.from({length:20},(_,i)=>7500+i))('a tree kept up to date is the tree of the text, seed %i', (seed) => {
    const random = createRandom(seed);
    for (let i = 0; i < 30; i++) {
      let doc = openDoc(anyText(random), { version: '3.2' });
      for (let n = 0; n < 30; n++) {
        const changes = randomChanges(doc.text, random);
        const before = doc;
        doc = editDoc(doc, changes);
        // Sometimes nobody looks between two edits.
        if (random.below(3) === 0) continue;
        const fresh = parserOf('3.2').parse(doc.text);
        const context = `seed ${seed}: ${JSON.stringify(before.text)} changed by ${JSON.stringify(changes)}`;
        expect(outline(doc.tree, doc.text), context).toBe(outline(fresh, doc.text));
        expect(treeLines(doc.tree), context).toEqual(treeLines(fresh));
      }
    }
  });
  it('changes of one event refer to the text before all of them', () => {
    const doc = openDoc('aa bb cc\n', { version: '3.2' });
    const edited = editDoc(doc, [
      { offset: 6, length: 2, text: 'C' },
      { offset: 0, length: 2, text: 'long' },
    ]);
    expect(edited.text).toBe('long bb C\n');
    expect(doc.text).toBe('aa bb cc\n');
  });
  it('offsets outside the text are clamped', () => {
    expect(editDoc(openDoc('ab', { version: '3.2' }), [{ offset: 9, length: 9, text: 'c' }]).text).toBe('abc');
    expect(editDoc(openDoc('ab', { version: '3.2' }), [{ offset: -1, length: 9, text: 'c' }]).text).toBe('c');
  });
});
