/** User lists: who may come in with which password. Manual, "userlist". */
import type { Config } from '../language/haproxy/config.ts';
import type { UserlistPlan } from './plan.ts';

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
