/** Which actions which rules have. */
import type { Version } from '../config.ts';
import { actionRows } from '../keywords/actions.ts';
import { actions, type Ruleset } from '../keywords/names.ts';
import { rank } from '../version.ts';

const RULESETS: readonly Ruleset[] = [
  'quic-initial',
  'tcp-request connection',
  'tcp-request session',
  'tcp-request content',
  'tcp-response content',
  'http-request',
  'http-response',
  'http-after-response',
];

/** What rules about the first packet of a QUIC client may do; HAProxy's own lists leave it out. */
const INITIAL = ['accept', 'dgram-drop', 'do-log', 'reject', 'send-retry'];

export function topicsOf(ruleset: Ruleset): readonly string[] {
  return ruleset.startsWith('tcp-') ? ['tcp action', 'action'] : [ruleset, 'action'];
}

export function namesOf(
  ruleset: Ruleset,
  version: Version,
): { readonly all: readonly string[]; readonly glued: readonly string[] } {
  if (ruleset === 'quic-initial') return { all: rank(version) >= rank('3.2') ? INITIAL : [], glued: [] };
  const { exact, prefixes } = actions(ruleset, version);
  return { all: [...exact, ...prefixes], glued: prefixes };
}

/** The rulesets that have an action. */
export function rulesetsOf(name: string, version: Version): readonly Ruleset[] {
  const short = name.replace(/^track-sc.*/, 'track-sc');
  return RULESETS.filter(
    (ruleset) =>
      namesOf(ruleset, version).all.some((n) => n === name || n.replace(/^track-sc.*/, 'track-sc') === short) ||
      actionRows(ruleset).has(name),
  );
}
