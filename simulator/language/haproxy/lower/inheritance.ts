/** Which defaults section a section inherits from, and who may inherit what. */
import type { Span } from '../../diagnostic.ts';
import type { Word } from '../config.ts';
import { badNameCharacter } from '../words.ts';
import { didYouMean, type ProxyDraft } from './context.ts';
import type { SectionContext } from './known.ts';

/** The defaults section that applies; null for none, undefined when HAProxy stops. */
export function findParent(
  kind: ProxyDraft['kind'],
  name: Word | null,
  from: Word | null,
  cx: SectionContext,
): ProxyDraft | null | undefined {
  const { known, report, version } = cx;
  if (!from) {
    if (kind === 'defaults') return null;
    const last = known.defaults[known.defaults.length - 1] ?? null;
    if (last) noteReference(last, 'implicit', name, cx);
    return last;
  }
  const named = known.defaultsByName.get(from.text) ?? [];
  const found = named[named.length - 1];
  if (!found) {
    report.abort(
      from.span,
      'unknown-defaults',
      `there is no defaults section '${from.text}' above`,
      didYouMean(from.text, known.defaultsByName.keys(), from.span),
    );
    return undefined;
  }
  const say = version === '3.4' ? report.alert : report.error;
  if (named.length > 1)
    say(from.span, 'ambiguous-defaults', `there are ${named.length} defaults sections '${from.text}'`);
  const bad = badNameCharacter(from.text);
  if (bad !== null)
    say(from.span, 'bad-name', `'${bad}' may not stand in the name of a defaults section that is referred to`);
  noteReference(found, 'explicit', name, cx);
  return found;
}

function noteReference(
  defaults: ProxyDraft,
  how: 'explicit' | 'implicit',
  name: Word | null,
  cx: SectionContext,
): void {
  const { known, report, version } = cx;
  const entry = known.references.get(defaults) ?? { explicit: false, implicit: false, sides: new Set() };
  known.references.set(defaults, entry);
  entry[how] = true;
  if (!entry.explicit || !entry.implicit || !name) return;
  const say = version === '2.6' ? report.alert : report.warning;
  say(
    name.span,
    'mixed-defaults',
    `defaults section '${defaults.name?.text ?? ''}' is used by name elsewhere, and without being named here`,
    {
      hint: "say 'from' everywhere, or put another defaults section in front",
    },
  );
}

const RULES = [
  'http-request',
  'http-response',
  'http-after-response',
  'tcp-request connection',
  'tcp-request session',
  'tcp-request content',
  'tcp-response content',
];

/** Rules in defaults limit who may inherit them. */
export function checkInheritance(draft: ProxyDraft, parent: ProxyDraft, cx: SectionContext): void {
  const { report, known } = cx;
  if (parent.seen.size === 0 || !RULES.some((r) => parent.seen.has(r))) return;
  const span: Span = draft.section.header.span;
  const name = parent.name?.text ?? '';
  const stop = (message: string): void => report.abort(span, 'bad-inheritance', message);
  if (draft.kind === 'defaults') return stop(`a defaults section cannot inherit from '${name}', which has rules`);
  if (draft.kind === 'listen')
    return stop(`a listen section cannot inherit from defaults section '${name}', which has rules`);
  const entry = known.references.get(parent)!;
  entry.sides.add(draft.kind);
  if (entry.sides.size > 1)
    return stop(`frontends and backends cannot both inherit from defaults section '${name}', which has rules`);
  if (
    draft.kind === 'backend' &&
    (parent.seen.has('tcp-request connection') || parent.seen.has('tcp-request session'))
  ) {
    return stop(
      `a backend cannot inherit from defaults section '${name}', which has rules for connections or sessions`,
    );
  }
  if (draft.kind === 'frontend' && parent.seen.has('tcp-response content'))
    stop(`a frontend cannot inherit from defaults section '${name}', which has rules for server data`);
}
