/** `uid` and `gid` in global: who the process becomes (manual 3.1). */
import type { Directive, Version } from '../config.ts';
import type { Report } from '../report.ts';
import { atLeast } from '../version.ts';
import { leadingInteger } from '../words.ts';

/**
 * Looks at a value: of what is no number, the digits in front count.
 *
 * @param counts how often each keyword was said with a value that counts
 * @returns whether the line takes effect
 */
export function readOwner(d: Directive, counts: Map<string, number>, version: Version, report: Report): boolean {
  const [head, value] = d.words;
  if (!value || (head?.text !== 'uid' && head?.text !== 'gid')) return true;
  if (counts.has(head.text)) {
    report.alert(d.span, 'already-said', `'${head.text}' was said before: this line is left out`);
    return false;
  }
  const id = leadingInteger(value.text);
  if (!/^-?\d+$/.test(value.text) || id !== (id | 0)) {
    const hint = `for a name, write '${head.text === 'uid' ? 'user' : 'group'} ${value.text}'`;
    report.warning(value.span, 'bad-number', `'${value.text}' is no number: '${head.text}' becomes ${id | 0}`, {
      hint,
    });
  } else if (id !== 0 || atLeast(version, '3.4')) counts.set(head.text, 1);
  return true;
}
