/** Sections that Drydock does not read so far: their headers, and that their lines are not looked at. */
import { SECTIONS } from '../keywords/sections.ts';
import type { RawSection } from '../lines.ts';
import type { Report } from '../report.ts';

const ROWS = new Map(SECTIONS.map((s) => [s.name, s]));

interface HeaderRule {
  /** HAProxy refuses words behind the name. */
  readonly nameOnly: boolean;
  readonly duplicate: 'error' | 'warning';
}

/** Kinds whose header is one name. */
const HEADERS: Readonly<Record<string, HeaderRule | undefined>> = {
  userlist: { nameOnly: true, duplicate: 'warning' },
  peers: { nameOnly: true, duplicate: 'error' },
  mailers: { nameOnly: false, duplicate: 'error' },
  resolvers: { nameOnly: false, duplicate: 'error' },
  cache: { nameOnly: true, duplicate: 'error' },
  'http-errors': { nameOnly: false, duplicate: 'error' },
};

/** @param names what is declared so far, by kind */
export function lowerOther(section: RawSection, names: ReadonlyMap<string, Set<string>>, report: Report): void {
  const { kind, header } = section;
  const [head, name, extra] = header.words;
  if (kind === 'peers') {
    const message = "HAProxy removes this section on a machine whose name is none of its peers'";
    report.environment(header.span, 'machine-needed', message);
  }
  const text = ROWS.get(kind)?.text ?? '';
  const message = `Drydock does not read '${kind}' sections so far (${text}): their lines are not checked`;
  report.notSimulated(head!.span, 'unknown-so-far', message);
  const rule = HEADERS[kind];
  if (!rule) return;
  if (!name) return report.error(header.span, 'missing-name', `'${kind}' wants a name`);
  if (rule.nameOnly && extra) {
    report.error(extra.span, 'unexpected-argument', `'${kind}' cannot handle unexpected argument '${extra.text}'`);
  } else if (names.get(kind)?.has(name.text)) {
    const say = rule.duplicate === 'error' ? report.error : report.warning;
    say(name.span, 'duplicate-section', `there is a ${kind} section '${name.text}' already`);
  }
}
