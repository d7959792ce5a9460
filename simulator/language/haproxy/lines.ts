/**
 * Files into lines that count: words are read, `.if` blocks are decided, variables that `global` sets are set, and every
 * line gets its section. What is wrong with quoting, escapes, macros and the files' ends is reported here, as HAProxy
 * does it before it looks at any keyword.
 */
import type { Span } from '../diagnostic.ts';
import { usualFeatures } from './build.ts';
import type { Directive, SourceFile, Version, Word } from './config.ts';
import { sectionKinds } from './keywords/sections.ts';
import { fillKnownWords } from './known-words.ts';
import { evaluateMacro } from './macro.ts';
import { forgetWords, isBlank, MAX_WORDS, type ReadErrorKind, readLine } from './reader.ts';
import type { Report } from './report.ts';
import { atLeast } from './version.ts';
import { across, badNameCharacter } from './words.ts';

/**
 * Lines in order, by keyword. A section has few keywords, and there may be thousands of sections: a list is looked
 * through as fast as a map is asked, and is made in a fraction of the time.
 */
export interface LinesByKeyword {
  readonly keywords: string[];
  /** As many as there are keywords. */
  readonly lists: Directive[][];
  /** Where each keyword stands, once there are more than sections have in earnest. */
  places: Map<string, number> | null;
}

const MOST_KEYWORDS = 100;

const NO_LINES: readonly Directive[] = [];

/** The lines of one keyword; none if there is no such line. */
export function linesIn(lines: LinesByKeyword, keyword: string): readonly Directive[] {
  return lines.lists[placeOf(lines, keyword)] ?? NO_LINES;
}

function placeOf({ keywords, places }: LinesByKeyword, keyword: string): number {
  if (places !== null) return places.get(keyword) ?? -1;
  // Lines of one kind mostly stand together, so that the last is asked first.
  let at = keywords.length - 1;
  while (at >= 0 && keywords[at] !== keyword) at--;
  return at;
}

function addByKeyword(lines: LinesByKeyword, keyword: string, directive: Directive): void {
  const list = lines.lists[placeOf(lines, keyword)];
  if (list !== undefined) {
    list.push(directive);
    return;
  }
  const { keywords, lists } = lines;
  keywords.push(keyword);
  lists.push([directive]);
  if (lines.places !== null) lines.places.set(keyword, keywords.length - 1);
  else if (keywords.length > MOST_KEYWORDS) lines.places = new Map(keywords.map((k, i) => [k, i]));
}

/** A section and the lines that HAProxy reads as part of it. */
export interface RawSection {
  readonly kind: string;
  readonly header: Directive;
  readonly directives: Directive[];
  /** The same, by keyword. */
  readonly lines: LinesByKeyword;
  readonly file: number;
  /** End of its last line, comments and blank lines behind it not included. */
  end: number;
}

export interface ReadOptions {
  readonly version: Version;
  readonly environment: Readonly<Record<string, string>>;
  /** What `feature()` knows; the usual build's unless said. */
  readonly features?: ReadonlySet<string>;
}

const HASH = 35;
const DOT = 46;
const OPEN_BRACKET = 91;

/** HAProxy's limit on `.if` in `.if`. */
const MAX_NESTED = 16;

const READ_ERRORS: Readonly<Record<ReadErrorKind, string>> = {
  'unmatched-quote': 'this quote is never closed on its line',
  'unmatched-brace': "the variable's brace is never closed",
  'bad-variable-name': "a variable's name begins with a letter or '_'",
  'bad-hex-escape': '\\x wants two hexadecimal digits',
  'bad-word-expansion': "'[' behind a variable's name goes on with '*]'",
  'too-many-words': `a line has at most ${MAX_WORDS} words`,
};

const READ_HINTS: Partial<Readonly<Record<ReadErrorKind, string>>> = {
  'unmatched-quote': 'close it, or put a backslash in front of it',
  'bad-variable-name': "write '\\$', or use single quotes, for a dollar sign",
  'bad-hex-escape': "write '\\\\x' for a backslash and an x",
};

/** State of one `.if` level. `skip`: nothing in it counts any more. */
type Level = 'take' | 'drop' | 'skip' | 'else-take' | 'else-drop';

interface State {
  readonly files: readonly SourceFile[];
  readonly options: ReadOptions;
  readonly report: Report;
  readonly environment: Map<string, string>;
  readonly sections: RawSection[];
  readonly kinds: ReadonlySet<string>;
  current: RawSection | null;
  levels: Level[];
  stopped: boolean;
}

export function readSections(files: readonly SourceFile[], options: ReadOptions, report: Report): RawSection[] {
  fillKnownWords();
  const state: State = {
    files,
    options,
    report,
    environment: new Map(Object.entries(options.environment)),
    sections: [],
    kinds: sectionKinds(options.version),
    current: null,
    levels: [],
    stopped: false,
  };
  for (let file = 0; file < files.length && !state.stopped; file++) readOneFile(state, file);
  forgetWords();
  return state.sections;
}

function readOneFile(state: State, file: number): void {
  const { report } = state;
  const { text, name } = state.files[file]!;
  state.levels = [];
  // Sections do not go on in the next file.
  state.current = null;
  let number = 0;
  let lineFrom = 0;
  let nul = text.indexOf('\0');
  const variable = (v: string): string | undefined => {
    if (v === '.FILE') return name;
    if (v === '.LINE') return String(number);
    if (v === '.SECTION')
      return state.current ? (state.current.header.words[1]?.text ?? state.current.kind) : undefined;
    return state.environment.get(v);
  };
  const cx = { file, version: state.options.version, variable };
  while (lineFrom < text.length && !state.stopped) {
    number++;
    const feed = text.indexOf('\n', lineFrom);
    const physicalEnd = feed < 0 ? text.length : feed;
    if (nul >= 0 && nul < lineFrom) nul = text.indexOf('\0', lineFrom);
    const cut = nul >= 0 && nul < physicalEnd;
    const to = cut ? nul : physicalEnd;
    readOneLine(state, text, lineFrom, to, cx);
    if (state.stopped) return;
    if (cut || feed < 0) {
      endOfText(state, text, file, to, cut && feed >= 0 && feed + 1 < text.length);
      if (cut) break;
    }
    lineFrom = physicalEnd + 1;
  }
  if (state.levels.length > 0) {
    report.phase = 'read';
    report.abort(lastLine(text, file), 'unclosed-if', "an '.if' block is not closed", { hint: "add '.endif'" });
  }
}

/** A NUL, or the end of a file whose last line is not ended. */
function endOfText(state: State, text: string, file: number, to: number, more: boolean): void {
  const { report } = state;
  report.phase = 'read';
  if (more) {
    report.error({ file, from: to, to: to + 1 }, 'stray-nul', 'a NUL character: HAProxy reads nothing behind it');
    return;
  }
  const at = { file, from: Math.max(0, to - 1), to: Math.max(to, 1) };
  report.error(
    at,
    'missing-newline',
    'the last line does not end with a line feed; HAProxy takes the file for truncated',
    {
      hint: 'end the file with a newline',
      fixes: [
        {
          title: 'Add a newline at the end',
          edits: [{ span: { file, from: text.length, to: text.length }, text: '\n' }],
        },
      ],
    },
  );
}

function lastLine(text: string, file: number): Span {
  const end = text.endsWith('\n') ? text.length - 1 : text.length;
  const from = text.lastIndexOf('\n', end - 1) + 1;
  return { file, from, to: Math.max(end, from + 1) };
}

type Cx = { readonly file: number; readonly version: Version; readonly variable: (name: string) => string | undefined };

function readOneLine(state: State, text: string, from: number, to: number, cx: Cx): void {
  const { report } = state;
  report.phase = 'read';
  let start = from;
  while (start < to && isBlank(text.charCodeAt(start))) start++;
  if (start >= to) return;
  const begin = text.charCodeAt(start);
  // A comment, as many lines are.
  if (begin === HASH) return;
  if (begin === OPEN_BRACKET) return readScope(state, text, start, to, cx.file);
  const read = readLine(text, start, to, cx);
  if (read.error) {
    const { kind, at } = read.error;
    const hint = READ_HINTS[kind];
    // What is missing is missing behind the line's last character.
    const place = Math.min(at, to - 1);
    report.error({ file: cx.file, from: place, to: place + 1 }, kind, READ_ERRORS[kind], hint ? { hint } : {});
    return;
  }
  const empty = read.emptyAt >= 0 ? { file: cx.file, from: read.emptyAt, to: Math.min(read.emptyAt + 2, to) } : null;
  const first = read.words[0];
  const macro = first !== undefined && first.text.charCodeAt(0) === DOT ? first.text : null;
  if (macro !== null && readControl(state, read.words, cx)) return;
  const level = state.levels[state.levels.length - 1];
  const masked = level !== undefined && level !== 'take' && level !== 'else-take';
  if (empty && reportEmpty(state, empty, masked)) return;
  if (masked || !first) return;
  if (macro !== null) return readMessage(state, read.words);
  addLine(state, read.words, cx.file);
}

/** An empty word ends a line's words: silently, with a warning (3.2), as an error (3.4: true is returned). */
function reportEmpty(state: State, span: Span, masked: boolean): boolean {
  const { report } = state;
  const { version } = state.options;
  const message = 'an empty word ends the line: HAProxy does not look at what follows';
  const hint = 'remove it; a variable that is not set makes one too';
  report.phase = version === '3.2' ? 'read' : 'parse';
  if (version === '3.2') report.warning(span, 'empty-word', message, { hint });
  if (!atLeast(version, '3.4') || masked) return false;
  report.error(span, 'empty-word', message, { hint });
  return true;
}

function readScope(state: State, text: string, from: number, to: number, file: number): void {
  const { report } = state;
  const close = text.indexOf(']', from);
  const span = { file, from, to: close >= 0 && close < to ? close + 1 : to };
  if (close < 0 || close >= to || close === from + 1)
    return report.error(span, 'bad-scope', "a scope's name may not be empty");
  const bad = badNameCharacter(text.slice(from + 1, close));
  if (bad) return report.error(span, 'bad-scope', `'${bad}' may not stand in a scope's name`);
  const rest = text.slice(close + 1, to).trimStart();
  if (rest !== '' && rest[0] !== '#') {
    report.error({ file, from: close + 1, to }, 'bad-scope', "nothing may stand behind a scope's name");
  }
}

/** `.if`, `.elif`, `.else`, `.endif`. Returns whether the line was one of them. */
function readControl(state: State, words: readonly Word[], cx: Cx): boolean {
  const { report, levels } = state;
  const span = across(words);
  const name = words[0]!.text;
  const top = levels[levels.length - 1];
  const stop = (code: string, message: string, hint?: string): true => {
    report.abort(span, code, message, hint ? { hint } : {});
    state.stopped = true;
    return true;
  };
  const decide = (): boolean | null => {
    const result = evaluateMacro(
      words
        .slice(1)
        .map((w) => w.text)
        .join(' '),
      {
        version: cx.version,
        variable: cx.variable,
        features: state.options.features ?? usualFeatures(cx.version),
      },
    );
    if (result.ok) return result.value;
    stop('bad-macro-condition', result.message);
    return null;
  };
  if (name === '.if') {
    if (levels.length + 1 >= MAX_NESTED)
      return stop('nested-too-deep', `'.if' blocks may be nested ${MAX_NESTED - 1} deep`);
    if (top !== undefined && top !== 'take' && top !== 'else-take') levels.push('skip');
    else {
      const value = decide();
      if (value !== null) levels.push(value ? 'take' : 'drop');
    }
    return true;
  }
  if (name === '.elif' || name === '.else') {
    if (name === '.else' && words.length > 1) return stop('unexpected-argument', `'.else' takes nothing behind it`);
    if (top === undefined) return stop('lone-macro', `'${name}' without '.if'`);
    if (top === 'else-take' || top === 'else-drop') return stop('lone-macro', `'${name}' behind '.else'`);
    const done = top === 'take' || top === 'skip';
    if (name === '.else') levels[levels.length - 1] = done ? 'else-drop' : 'else-take';
    else {
      const value = done ? false : decide();
      if (value !== null) levels[levels.length - 1] = done ? 'skip' : value ? 'take' : 'drop';
    }
    return true;
  }
  if (name === '.endif') {
    if (words.length > 1) return stop('unexpected-argument', `'.endif' takes nothing behind it`);
    if (top === undefined) return stop('lone-macro', "'.endif' without '.if'");
    levels.pop();
    return true;
  }
  return false;
}

const MESSAGES = new Set(['.alert', '.warning', '.notice', '.diag']);

function readMessage(state: State, words: readonly Word[]): void {
  const { report } = state;
  const [head, message, extra] = words as [Word, Word?, Word?];
  report.phase = 'parse';
  if (!MESSAGES.has(head.text)) {
    report.abort(head.span, 'unknown-macro', `unknown directive '${head.text}'`);
    state.stopped = true;
    return;
  }
  if (extra)
    return report.error(
      extra.span,
      'unexpected-argument',
      `'${head.text}' takes one word: use quotes around a message with blanks`,
    );
  const text = message?.text || `'${head.text}' without a message`;
  if (head.text === '.warning') report.warning(across(words), 'macro-warning', text);
  if (head.text === '.alert') {
    report.abort(across(words), 'macro-alert', text);
    state.stopped = true;
  }
}

/** The only keywords that 'no' and 'default' may stand in front of. */
const NEGATABLE = new Set([
  'option',
  'log',
  'busy-polling',
  'set-dumpable',
  'strict-limits',
  'insecure-fork-wanted',
  'numa-cpu-mapping',
]);

function addLine(state: State, all: readonly Word[], file: number): void {
  const { report } = state;
  let words = all;
  let prefix: Directive['prefix'] = null;
  const first = words[0]!.text;
  if (first === 'no' || first === 'default') {
    prefix = first;
    words = words.slice(1);
    if (words.length === 0 || !NEGATABLE.has(words[0]!.text)) {
      report.phase = 'read';
      report.error(across(all), 'bad-negation', `'${first}' may only stand in front of ${[...NEGATABLE].join(', ')}`);
    }
    if (words.length === 0) return;
  }
  const head = words[0]!;
  const span = across(all);
  const end = span.to;
  const directive: Directive = { words, prefix, span };
  if (state.kinds.has(head.text)) {
    state.current = {
      kind: head.text,
      header: directive,
      directives: [],
      lines: { keywords: [], lists: [], places: null },
      file,
      end,
    };
    state.sections.push(state.current);
    return;
  }
  if (!state.current) {
    report.phase = 'parse';
    report.error(
      head.span,
      'keyword-out-of-section',
      `unknown keyword '${head.text}' out of section`,
      outOfSectionHint(state, head, file),
    );
    return;
  }
  state.current.directives.push(directive);
  addByKeyword(state.current.lines, head.text, directive);
  state.current.end = end;
  if (state.current.kind === 'global') applyEnvironment(state, words);
}

function outOfSectionHint(
  state: State,
  head: Word,
  file: number,
): { hint?: string; fixes?: readonly { title: string; edits: readonly { span: Span; text: string }[] }[] } {
  if (head.text.startsWith('\uFEFF')) {
    return {
      hint: 'the file begins with a byte order mark, which HAProxy takes for a part of the first word',
      fixes: [
        {
          title: 'Remove the byte order mark',
          edits: [{ span: { file, from: head.span.from, to: head.span.from + 1 }, text: '' }],
        },
      ],
    };
  }
  return { hint: `a section comes first: ${[...state.kinds].slice(0, 5).join(', ')} …` };
}

/** `setenv` and its kin change what variables are from the next line on. */
function applyEnvironment(state: State, words: readonly Word[]): void {
  const [keyword, name, value] = words.map((w) => w.text);
  const env = state.environment;
  if (keyword === 'setenv' && name && value !== undefined) env.set(name, value);
  else if (keyword === 'presetenv' && name && value !== undefined && !env.has(name)) env.set(name, value);
  else if (keyword === 'unsetenv') for (const w of words.slice(1)) env.delete(w.text);
  else if (keyword === 'resetenv') {
    const kept = new Set(words.slice(1).map((w) => w.text));
    for (const key of [...env.keys()]) if (!kept.has(key)) env.delete(key);
  }
}
