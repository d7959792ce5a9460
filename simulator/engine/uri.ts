/** The parts of a request target, as HAProxy cuts them. */

/** Where the path begins: after the authority of an absolute form; -1 when there is none (`*`, CONNECT's authority). */
function pathStart(target: string): number {
  if (target.startsWith('/')) return 0;
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(target);
  if (!scheme) return -1;
  const slash = target.indexOf('/', scheme[0].length);
  return slash;
}

/** Path with query; '' when the target has no path. */
export function pathAndQuery(target: string): string {
  const start = pathStart(target);
  return start < 0 ? '' : target.slice(start);
}

/** Path without query; null when the target has none. */
export function pathOf(target: string): string | null {
  const text = pathAndQuery(target);
  if (text === '') return null;
  const question = text.indexOf('?');
  return question < 0 ? text : text.slice(0, question);
}

/** What follows the first question mark; '' when there is none. */
export function queryOf(target: string): string {
  const question = target.indexOf('?');
  return question < 0 ? '' : target.slice(question + 1);
}
