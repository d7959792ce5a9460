import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analysisText, lineOrigins, openBytes, saveBytes } from '../../src/builder/bytes.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

/** Opens the text, checks what is found ("code@line×count"), and that saving the untouched editor text gives the same bytes. */
function check(title: string, bytes: Uint8Array | string, editorText: string, findings: readonly string[]) {
  test(title, () => {
    const given = typeof bytes === 'string' ? encode(bytes) : bytes;
    const opened = openBytes(given);
    expect(opened.editorText).toBe(editorText);
    expect(opened.findings.map((f) => `${f.code}@${f.line ?? '-'}×${f.count} ${f.effect}`)).toEqual(findings);
    expect(saveBytes(opened, opened.editorText).bytes).toEqual(given);
  });
}

describe('opening', () => {
  check('plain', 'global\n  daemon\n', 'global\n  daemon\n', []);
  check('empty', '', '', ['empty-file@-×1 refused']);
  check('byte order mark', '\ufeffglobal\n', 'global\n', ['byte-order-mark@1×1 refused']);
  check('CRLF', 'a\r\nb\r\n', 'a\nb\n', ['crlf@1×2 harmless']);
  check('mixed', 'a\nb\r\nc\n', 'a\nb\nc\n', ['mixed-line-ends@2×1 harmless']);
  check('lone CR', 'a\nb\rc\nd\r\n', 'a\nb␍c\nd\n', ['lone-cr@2×1 silent', 'mixed-line-ends@3×1 harmless']);
  check('lone CR before CRLF', 'a\r\r\n', 'a␍\n', ['lone-cr@1×1 silent', 'crlf@1×1 harmless']);
  check('lone CR, and its stand-in', 'a\r␍\n', 'a⏎␍\n', ['lone-cr@1×1 silent']);
  check('all lines end with CR', 'a\rb\r', 'a␍b␍', ['lone-cr@1×2 silent', 'no-final-newline@1×1 refused']);
  check('no last line end', 'a\nb', 'a\nb', ['no-final-newline@2×1 refused']);
  check('NUL', 'a\nb\0c\0\n', 'a\nb\0c\0\n', ['nul@2×2 refused']);
  check('UTF-8', '# café 日本 😀\n', '# café 日本 😀\n', []);
  check('Latin-1', Uint8Array.of(10, 35, 0xe9, 10), '\n#é\n', ['not-utf8@2×1 harmless']);
  check('UTF-16', Uint8Array.of(0xff, 0xfe, 103, 0, 10, 0), 'ÿþg\0\n\0', [
    'utf-16@1×1 refused',
    'nul@1×2 refused',
    'no-final-newline@2×1 refused',
  ]);
  check('U+2028 is no line end', '# a\u2028b\n', '# a\u2028b\n', []);
});

/** Opens `before`, takes the editor's text through `edit`, and compares what is saved. */
function checkEdit(title: string, before: string, edit: (text: string) => string, after: string) {
  test(title, () => {
    const opened = openBytes(encode(before));
    expect(decode(saveBytes(opened, edit(opened.editorText)).bytes)).toBe(after);
  });
}

describe('saving after an edit', () => {
  checkEdit('a new line of a CRLF file gets CRLF', 'a\r\nb\r\n', (t) => t.replace('b', 'x\nb'), 'a\r\nx\r\nb\r\n');
  checkEdit('a changed line keeps its end', 'a\nb\r\nc\n', (t) => t.replace('b', 'B'), 'a\nB\r\nc\n');
  checkEdit('a new line gets its neighbour’s', 'a\nb\r\nc\n', (t) => t.replace('c', 'x\nc'), 'a\nb\r\nx\r\nc\n');
  checkEdit('a removed line takes its end along', 'a\nb\r\nc\n', (t) => t.replace('b\n', ''), 'a\nc\n');
  checkEdit('two places at once', 'a\r\nb\nc\r\nd\n', (t) => `${t.replace('a', 'A')}e\n`, 'A\r\nb\nc\r\nd\ne\n');
  checkEdit('after a last line without end', 'a\r\nb', (t) => `${t}\nc`, 'a\r\nb\r\nc');
  checkEdit('a lone CR stays', 'a\rb\nc\n', (t) => t.replace('c', 'd'), 'a\rb\nd\n');
  checkEdit('a lone CR can be removed', 'a\rb\n', (t) => t.replace('␍', ' '), 'a b\n');
  checkEdit('the mark stays', '\ufeffa\n', (t) => `${t}b\n`, '\ufeffa\nb\n');
  checkEdit('an editor that hands out CRLF', 'a\nb\r\n', (t) => t.replaceAll('\n', '\r\n'), 'a\nb\r\n');

  test('a character that the encoding does not have is named', () => {
    const opened = openBytes(Uint8Array.of(0xe9, 10));
    const saved = saveBytes(opened, `${opened.editorText}€\n`);
    expect(saved.foreign).toEqual(['€']);
    expect([...saved.bytes]).toEqual([0xe9, 10, 0xe2, 0x82, 0xac, 10]);
  });
});

const awkward = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom('\n', '\r\n', '\r', '\r\r\n', '\n\r', '\0', '\ufeff', '␍', '⏎', '↵', '\ue00d'),
    },
    { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 5 }) },
    { weight: 2, arbitrary: fc.constantFrom('server s1 10.0.0.1:80', '  mode http', '# é', '') },
  ),
  { maxLength: 25 },
);
const awkwardBytes = fc.oneof(
  awkward.map((parts) => encode(parts.join(''))),
  fc
    .tuple(awkward, fc.uint8Array({ maxLength: 4 }), awkward)
    .map(([a, noise, b]) => Uint8Array.from([...encode(a.join('')), ...noise, ...encode(b.join(''))])),
  fc.uint8Array({ maxLength: 60 }),
);

describe('any bytes', () => {
  test('survive opening and saving; the editor never sees a carriage return', () => {
    fc.assert(
      fc.property(awkwardBytes, (bytes) => {
        const opened = openBytes(bytes);
        expect(saveBytes(opened, opened.editorText).bytes).toEqual(bytes);
        expect(opened.editorText.includes('\r')).toBe(false);
        const analysed = analysisText(opened, opened.editorText);
        expect(analysed.length).toBe(opened.editorText.length);
        expect(analysed.split('\n').length).toBe(opened.editorText.split('\n').length);
      }),
      { numRuns: 3000 },
    );
  });

  test('undoing an edit gives the same bytes', () => {
    fc.assert(
      fc.property(awkwardBytes, fc.string(), fc.nat(), (bytes, inserted, where) => {
        const opened = openBytes(bytes);
        const at = where % (opened.editorText.length + 1);
        const edited = opened.editorText.slice(0, at) + inserted.replaceAll('\r', '') + opened.editorText.slice(at);
        saveBytes(opened, edited);
        expect(saveBytes(opened, opened.editorText).bytes).toEqual(bytes);
      }),
      { numRuns: 500 },
    );
  });

  test('an edit leaves the bytes of the lines before and after it alone', () => {
    const line = fc.record({ text: fc.string({ unit: 'grapheme', maxLength: 6 }), end: fc.constantFrom('\n', '\r\n') });
    const newLines = fc.array(fc.string({ maxLength: 4 }), { maxLength: 3 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), newLines, fc.nat(), fc.nat(), (lines, inserted, p, q) => {
        // Lines are made different from each other: of equal lines nobody can say which one was removed.
        const texts = lines.map((l, i) => `${i} ${l.text.replace(/[\r\n]/g, '')}`);
        const whole = lines.map((l, i) => texts[i] + l.end);
        const from = p % (lines.length + 1);
        const to = from + (q % (lines.length + 1 - from));
        const fresh = inserted.map((text, i) => `new ${i} ${text.replace(/[\r\n]/g, '')}`);
        const opened = openBytes(encode(whole.join('')));
        const edited = [...texts.slice(0, from), ...fresh, ...texts.slice(to)].map((text) => `${text}\n`).join('');
        const saved = decode(saveBytes(opened, edited).bytes);
        expect(saved.startsWith(whole.slice(0, from).join(''))).toBe(true);
        expect(saved.endsWith(whole.slice(to).join(''))).toBe(true);
        expect(saved.replaceAll('\r\n', '\n')).toBe(edited);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('which line is which', () => {
  test('a moved line is new where it went', () => {
    expect(lineOrigins(['a', 'b', 'c'], ['b', 'c', 'a'])).toEqual([1, 2, -1]);
  });
  test('a changed line between two kept ones', () => {
    expect(lineOrigins(['a', 'x', 'b'], ['a', 'y', 'b'])).toEqual([0, 1, 2]);
  });
  test('large texts are matched by their unique lines', () => {
    const before = Array.from({ length: 3000 }, (_, i) => `line ${i}`);
    const after = before.toSpliced(1500, 1, 'other').toSpliced(0, 1, 'first').toSpliced(2999, 1, 'last');
    const origin = lineOrigins(before, after);
    expect(origin.every((from, to) => from === to)).toBe(true);
  });
});
