/** Directives of proxies that have no row: where they may stand, since when. */
import { sectionKeywords } from '../keywords/names.ts';
import { type Entry, spanOf } from './entry.ts';

/** Where directives without rows may stand. */
const BARE_SECTIONS: Readonly<Record<string, readonly string[]>> = {
  'clitcpka-cnt': ['defaults', 'frontend', 'listen'],
  'clitcpka-idle': ['defaults', 'frontend', 'listen'],
  'clitcpka-intvl': ['defaults', 'frontend', 'listen'],
  'srvtcpka-cnt': ['defaults', 'backend', 'listen'],
  'srvtcpka-idle': ['defaults', 'backend', 'listen'],
  'srvtcpka-intvl': ['defaults', 'backend', 'listen'],
  clitimeout: [],
  contimeout: [],
  srvtimeout: [],
  declare: ['frontend', 'listen'],
  filter: ['frontend', 'backend', 'listen'],
  'http-error': ['defaults', 'frontend', 'backend', 'listen'],
  'use-fcgi-app': ['backend', 'listen'],
  guid: ['frontend', 'backend', 'listen'],
  'hash-preserve-affinity': ['defaults', 'backend', 'listen'],
  'log-steps': ['defaults', 'frontend', 'listen'],
  'quic-initial': ['defaults', 'frontend', 'listen'],
  'ssl-f-use': ['frontend', 'listen'],
  'be-unpublished': ['backend', 'listen'],
  'force-be-switch': ['frontend', 'listen'],
};

/** What is known about one beside its texts. */
export function ownOfProxy(name: string): Partial<Entry> {
  const sections = Object.hasOwn(BARE_SECTIONS, name) ? BARE_SECTIONS[name]! : [];
  return {
    ...(sections.length > 0 && { sections }),
    ...spanOf((v) => sectionKeywords('listen', v).has(name)),
  };
}
