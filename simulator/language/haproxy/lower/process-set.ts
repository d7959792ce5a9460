/** `process` and `bind-process`: sets of processes from the days of `nbproc`. Since 2.5 there is one process. */
import type { Version, Word } from '../config.ts';
import type { Report } from '../report.ts';
import { atLeast } from '../version.ts';
import { threadInstead } from './successors.ts';

/**
 * Whether a set names the one process that there is: `all`, `odd`, `even`, `1`, `1-1`, `1-`; threads may follow a `/`
 * where the place knows them.
 */
function namesOnlyProcess(text: string, withThreads: boolean): boolean {
  const set = withThreads ? text.replace(/\/.*$/s, '') : text;
  return /^(?:all|odd|even|1|1-1?)$/.test(set);
}

export const NO_PROCESS = 'it names a process that there is not; there is one since HAProxy 2.5';

/** The first of `bind-process`'s sets that HAProxy refuses; behind `all` it looks at none. */
export function unknownProcess(sets: readonly Word[]): Word | undefined {
  const end = sets.findIndex((w) => w.text === 'all');
  return sets.slice(0, end < 0 ? sets.length : end).find((w) => !namesOnlyProcess(w.text, false));
}

/** The option `process` of `bind` lines and `stats socket`. Returns false where HAProxy refuses it. */
export function bindProcess(option: Word, set: Word | undefined, version: Version, report: Report): boolean {
  const extra = { hint: "use 'thread'", ...threadInstead(option, set) };
  if (atLeast(version, '2.8')) {
    report.error(option.span, 'removed-keyword', "'process' on bind lines is not supported any more", extra);
    return false;
  }
  if (!namesOnlyProcess(set?.text ?? '', true)) {
    const message = `'${set?.text ?? ''}' names a process that there is not: there is one since HAProxy 2.5`;
    report.error((set ?? option).span, 'out-of-range', message, extra);
    return false;
  }
  report.warning(option.span, 'deprecated', "'process' on bind lines is deprecated", extra);
  return true;
}
