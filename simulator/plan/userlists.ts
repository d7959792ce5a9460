/** User lists: who may come in with which password. Manual, "userlist". */
import type { Config, Section, Word } from '../language/haproxy/config.ts';
import type { UserlistPlan } from './plan.ts';

/** Kinds of hashed passwords (`$6$…`) that can be looked at. */
const SCHEMES = /^\$[156]\$/;
const ROUNDS = /\$rounds=(\d+)\$/;
const MOST_ROUNDS = 200_000;

/** `user` lines of a userlist whose password is hashed in a way that is not known here: nobody gets in with it. */
export function* unreadablePasswords(section: Section): Iterable<Word> {
  for (const { words } of section.directives) {
    const at = words.findIndex(({ text }, index) => index > 1 && text === 'password');
    const hashed = at < 0 ? undefined : words[at + 1];
    if (words[0]?.text !== 'user' || hashed === undefined) continue;
    if (!SCHEMES.test(hashed.text) || Number(ROUNDS.exec(hashed.text)?.[1] ?? 0) > MOST_ROUNDS) yield hashed;
  }
}

export function planUserlists(config: Config): Record<string, UserlistPlan> {
  const lists: Record<string, UserlistPlan> = {};
  for (const section of config.sections) {
    if (section.kind !== 'userlist' || !section.name) continue;
    const users: Record<string, { password: string; isPlain: boolean; groups: string[] }> = {};
    const groups: Record<string, string[]> = {};
    for (const { words } of section.directives) {
      const [kind = '', name = '', ...rest] = words.map((word) => word.text);
      const after = (word: string) => rest[rest.indexOf(word) + 1] ?? '';
      const has = (word: string) => rest.includes(word);
      const list = (word: string) => (has(word) ? after(word).split(',') : []);
      if (kind === 'group') groups[name] = list('users');
      else if (kind === 'user') {
        const isPlain = has('insecure-password');
        const password = isPlain ? after('insecure-password') : has('password') ? after('password') : '';
        users[name] = { password, isPlain, groups: list('groups') };
      }
    }
    for (const [group, names] of Object.entries(groups)) for (const name of names) users[name]?.groups.push(group);
    lists[section.name.text] = { users };
  }
  return lists;
}
