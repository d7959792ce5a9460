/** Files of ACL patterns and maps: `show`, `get`, `add`, `set`, `del`, `clear` of `acl` and `map`. */
import type { PatternEntry } from '../../plan/plan.ts';
import type { RuntimeRow, RuntimeView } from './types.ts';

function entriesOf(view: RuntimeView, file: string): readonly PatternEntry[] | null {
  return view.state.patterns.get(file) ?? view.plan.patternFiles[file] ?? null;
}

/** Names of files, or their numbers behind `#`. */
function fileNamed(view: RuntimeView, word: string | undefined): string | null {
  if (word === undefined) return null;
  const name = word.startsWith('#') ? (Object.keys(view.plan.patternFiles)[Number(word.slice(1))] ?? '') : word;
  return entriesOf(view, name) === null ? null : name;
}

const unknown = (kind: Kind) =>
  kind === 'map'
    ? 'Unknown map identifier. Please use #<id> or <name>.\n'
    : 'Unknown ACL identifier. Please use #<id> or <name>.\n';

type Kind = 'acl' | 'map';

const reference = (at: number) => `0x${(0x100000 + at * 0x40).toString(16)}`;

/** What an entry is called: `#0x…` as `show` prints it, else its key. */
function isMeant(entry: PatternEntry, at: number, word: string): boolean {
  return word.startsWith('#') ? reference(at) === word.slice(1) : entry.key === word;
}

function show(kind: Kind): RuntimeRow {
  return {
    words: ['show', kind],
    level: 'user',
    help: `[<file>]: the files of ${kind === 'map' ? 'maps' : 'patterns'}, or the entries of one`,
    run(view, words) {
      if (words[2] === undefined) {
        const lines = Object.keys(view.plan.patternFiles).map(
          (name, at) => `${at} (${name}) entry_cnt=${entriesOf(view, name)!.length}\n`,
        );
        return `# id (file) description\n${lines.join('')}`;
      }
      const file = fileNamed(
        view,
        words.slice(2).find((word) => !word.startsWith('@')),
      );
      if (file === null) return unknown(kind);
      return entriesOf(view, file)!
        .map(({ key, value }, at) => `${reference(at)} ${key}${kind === 'map' ? ` ${value}` : ''}\n`)
        .join('');
    },
  };
}

function change(
  kind: Kind,
  verb: 'add' | 'set' | 'del' | 'clear',
  help: string,
  edit: (
    entries: readonly PatternEntry[],
    words: readonly string[],
    payload: string,
  ) => readonly PatternEntry[] | string,
): RuntimeRow {
  return {
    words: [verb, kind],
    level: 'admin',
    help,
    run(view, words, payload) {
      const file = fileNamed(view, words[2]);
      if (file === null) return unknown(kind);
      const entries = edit(entriesOf(view, file)!, words.slice(3), payload);
      if (typeof entries === 'string') return entries;
      view.command({ type: 'set-patterns', file, entries });
      return '';
    },
  };
}

function payloadEntries(payload: string): readonly PatternEntry[] {
  return payload
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const match = /^\s*(\S+)\s*(.*?)\s*$/.exec(line)!;
      return { key: match[1]!, value: match[2]! };
    });
}

const remove = (entries: readonly PatternEntry[], [word]: readonly string[]) => {
  if (word === undefined) return 'This command expects two parameters: a file and a key.\n';
  const left = entries.filter((entry, at) => !isMeant(entry, at, word));
  return left.length === entries.length ? 'Key not found.\n' : left;
};

export const PATTERN_COMMANDS: readonly RuntimeRow[] = [
  show('acl'),
  show('map'),
  change('acl', 'add', '<file> <pattern>: a pattern more', (entries, [key], payload) => {
    if (payload !== '') return [...entries, ...payloadEntries(payload).map((entry) => ({ ...entry, value: '' }))];
    return key === undefined
      ? "'add acl' expects two parameters: ACL identifier and pattern.\n"
      : [...entries, { key, value: '' }];
  }),
  change('map', 'add', '<file> <key> <value>: an entry more', (entries, [key, ...values], payload) => {
    if (payload !== '') return [...entries, ...payloadEntries(payload)];
    if (key === undefined || values.length === 0) {
      return "'add map' expects three parameters (map identifier, key and value) or one parameter (map identifier) and a payload\n";
    }
    return [...entries, { key, value: values.join(' ') }];
  }),
  change('map', 'set', '<file> <key> <value>: another value', (entries, [key, value]) => {
    if (key === undefined || value === undefined)
      return "'set map' expects three parameters: map identifier, key and value.\n";
    if (!entries.some((entry, at) => isMeant(entry, at, key))) return 'entry not found.\n';
    return entries.map((entry, at) => (isMeant(entry, at, key) ? { key: entry.key, value } : entry));
  }),
  change('acl', 'del', '<file> <pattern>: a pattern less', remove),
  change('map', 'del', '<file> <key>: an entry less', remove),
  change('acl', 'clear', '<file>: no patterns', () => []),
  change('map', 'clear', '<file>: no entries', () => []),
];
