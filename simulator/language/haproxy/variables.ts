/** Names of variables: a scope, a dot, and letters, digits, `.` and `_` (manual 2.8). */
import type { Version } from './config.ts';
import { atLeast } from './version.ts';

const SCOPES = ['proc', 'sess', 'txn', 'req', 'res', 'check'];
const PARENT_SCOPES = ['psess', 'ptxn', 'preq', 'pres'];

/** What is wrong with the name, or null. */
export function badVariableName(name: string, version: Version): string | null {
  if (name === '') return 'a variable needs a name';
  const dot = name.indexOf('.');
  const scope = dot < 0 ? '' : name.slice(0, dot);
  const known = SCOPES.includes(scope) || (atLeast(version, '3.2') && PARENT_SCOPES.includes(scope));
  if (!known) return `'${name}' does not start with a scope: one of ${SCOPES.map((s) => `${s}.`).join(' ')}`;
  const rest = name.slice(dot + 1);
  if (rest === '') return `'${name}' has no name behind its scope`;
  const bad = /[^A-Za-z0-9_.]/.exec(rest);
  return bad ? `'${bad[0]}' may not stand in a variable's name` : null;
}
