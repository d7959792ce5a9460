/** `userlist`: users, groups and passwords. */
import type { Directive, Word } from '../../config.ts';
import type { RawSection } from '../../lines.ts';
import { atLeast } from '../../version.ts';
import { badNameCharacter } from '../../words.ts';
import type { Reading, SectionContext, Userlist } from './context.ts';

export function userlist(section: RawSection, cx: SectionContext): Reading {
  const { report, version, read } = cx;
  const name = section.header.words[1]?.text ?? '';
  // Lines of a second section of the same name go to the one that was opened last.
  const opened = read.userlists.some((u) => u.name === name);
  const list: Userlist = opened ? read.userlists[read.userlists.length - 1]! : { name, users: [], groups: [] };
  if (!opened) read.userlists.push(list);
  const taken = (what: 'user' | 'group', word: Word): boolean => {
    if (!(what === 'user' ? list.users : list.groups).some((x) => x.name === word.text)) return false;
    report.warning(word.span, 'duplicate-name', `${what} '${word.text}' is there already: this line is ignored`);
    return true;
  };
  const first = (d: Directive): Word | null => {
    const word = d.words[1];
    if (!word) report.error(d.words[0]!.span, 'missing-argument', `'${d.words[0]!.text}' wants a name`);
    return word ?? null;
  };
  const unknown = (word: Word, keyword: string, known: readonly string[]): void =>
    report.error(word.span, 'unknown-argument', `'${keyword}' does not know '${word.text}'`, {
      hint: `one of: ${known.join(', ')}`,
    });
  return {
    handlers: {
      group: (d) => {
        const word = first(d);
        if (!word) return;
        const bad = badNameCharacter(word.text);
        if (bad !== null) return report.error(word.span, 'bad-name', `'${bad}' may not stand in a group's name`);
        if (taken('group', word)) return;
        let users: Word | null = null;
        for (let i = 2; i < d.words.length; i += 2) {
          const option = d.words[i]!;
          if (option.text !== 'users') return unknown(option, 'group', ['users']);
          if (users && atLeast(version, '3.0'))
            return report.error(option.span, 'already-said', "'users' was said before on this line");
          users = d.words[i + 1] ?? null;
        }
        list.groups.push({ name: word.text, users });
      },
      user: (d) => {
        const word = first(d);
        if (!word || taken('user', word)) return;
        let groups: Word | null = null;
        for (let i = 2; i < d.words.length; i += 2) {
          const option = d.words[i]!;
          if (!['password', 'insecure-password', 'groups'].includes(option.text))
            return unknown(option, 'user', ['password', 'insecure-password', 'groups']);
          if (option.text === 'groups') groups = d.words[i + 1] ?? null;
        }
        list.users.push({ name: word.text, groups });
      },
    },
  };
}
