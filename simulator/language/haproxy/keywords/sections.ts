/** Sections: a header word that begins one, with the versions that know it. */
import type { Version } from '../config.ts';
import { rank } from '../version.ts';

export interface SectionRow {
  readonly name: string;
  /** What stands behind the word. */
  readonly form: string;
  readonly text: string;
  readonly since?: Version;
  /** The first version that does not know it any more. */
  readonly until?: Version;
  readonly manual: string;
}

export const SECTIONS: readonly SectionRow[] = [
  { name: 'global', form: '', text: 'settings of the whole process', manual: '3' },
  { name: 'defaults', form: '[<name>] [from <defaults>]', text: 'settings that the sections behind it start from', manual: '4' },
  { name: 'frontend', form: '<name> [from <defaults>]', text: 'takes connections and chooses a backend for them', manual: '4' },
  { name: 'backend', form: '<name> [from <defaults>]', text: 'servers, and how the work is shared among them', manual: '4' },
  { name: 'listen', form: '<name> [from <defaults>]', text: 'a frontend and a backend in one', manual: '4' },
  { name: 'userlist', form: '<name>', text: 'users, groups and passwords', manual: '12.2' },
  { name: 'peers', form: '<name>', text: 'other HAProxy processes that share stick tables', manual: '11.2' },
  { name: 'mailers', form: '<name>', text: 'mail servers for alerts', manual: '12.3' },
  { name: 'resolvers', form: '<name>', text: 'name servers that are asked while HAProxy runs', manual: '5.3.2' },
  { name: 'cache', form: '<name>', text: 'a store for small responses', manual: '6.2.1' },
  { name: 'program', form: '<name>', text: 'a program that the master process starts', until: '3.4', manual: '12.9' },
  { name: 'http-errors', form: '<name>', text: 'a group of error files', manual: '12.4' },
  { name: 'ring', form: '<name>', text: 'a buffer for logs', manual: '12.5' },
  { name: 'log-forward', form: '<name>', text: 'takes logs and passes them on', manual: '12.6' },
  { name: 'fcgi-app', form: '<name>', text: 'a FastCGI application', manual: '10.1.1' },
  { name: 'namespace_list', form: '', text: 'network namespaces', manual: '5' },
  { name: 'crt-store', form: '[<name>]', text: 'certificates by name', since: '3.0', manual: '12.7' },
  { name: 'traces', form: '', text: 'what to trace', since: '3.2', manual: '12.1' },
  { name: 'log-profile', form: '<name>', text: 'log formats by step', since: '3.2', manual: '8.3.5' },
  { name: 'acme', form: '<name>', text: 'how to get certificates', since: '3.2', manual: '12.8' },
  { name: 'healthcheck', form: '<name>', text: 'a health check that servers share', since: '3.4', manual: '12.9' },
];

const byVersion = new Map<Version, ReadonlySet<string>>();

/** Names of the sections that a version knows. */
export function sectionKinds(version: Version): ReadonlySet<string> {
  let set = byVersion.get(version);
  if (!set) {
    const r = rank(version);
    const known = SECTIONS.filter((s) => rank(s.since ?? '2.6') <= r && (!s.until || r < rank(s.until)));
    set = new Set(known.map((s) => s.name));
    byVersion.set(version, set);
  }
  return set;
}
