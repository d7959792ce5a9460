/** Names that must exist: backends, servers, tables, user lists and the rest. */
import type { Span } from '../../diagnostic.ts';
import { canCast, type NameReference } from '../expression.ts';
import { parseFormat } from '../format.ts';
import type { SampleType } from '../keywords/names.ts';
import { PLACE } from '../keywords/names.ts';
import { didYouMean, type LateReference, type ProxyDraft } from '../lower/context.ts';
import { addBackend } from '../lower/successors.ts';
import type { Extra } from '../report.ts';
import { type CheckContext, dialectOf, headerSpan, inSection, sectionWords } from './context.ts';

export function checkReferences(draft: ProxyDraft, cx: CheckContext): void {
  checkDefaultBackend(draft, cx);
  for (const reference of draft.lateReferences) checkReference(draft, reference, cx);
  for (const stick of draft.stickTypes) checkStick(draft, stick, cx);
}

/** What the rules of a defaults section refer to; of its ACLs only 3.4 looks at all. */
export function checkDefaultsReferences(draft: ProxyDraft, cx: CheckContext): void {
  for (const reference of draft.lateReferences) {
    const counts = reference.kind !== 'acl-argument' || cx.version === '3.4';
    if (counts && (reference.reference || reference.kind === 'track')) checkReference(draft, reference, cx);
  }
}

function checkDefaultBackend(draft: ProxyDraft, cx: CheckContext): void {
  const name = draft.effective.defaultBackend;
  if (!name) return;
  const target = cx.known.backends.get(name.text);
  if (!target) return unknownBackend(draft, name.text, name.span, 'default_backend', cx);
  if (target === draft) return loop(draft, name.text, name.span, 'default_backend', cx);
  if (!modesFit(draft, target)) return wrongMode(draft, target, name.span, cx);
  if (draft.servers.length > 0) {
    cx.report.warning(
      name.span,
      'servers-never-used',
      `in ${sectionWords(draft)}, 'default_backend' goes before its own servers: they are never used`,
      inSection(draft),
    );
  }
}

function unknownBackend(draft: ProxyDraft, name: string, span: Span, what: string, cx: CheckContext): void {
  // In a part of a text many are somewhere else: looking for what was meant instead would take most of the time.
  const extra = cx.isWanted(span) ? withoutBackend(name, span, draft, cx) : {};
  cx.report.error(
    span,
    'unknown-backend',
    `there is no backend '${name}' for '${what}' of ${sectionWords(draft)}`,
    inSection(draft, extra),
  );
}

function withoutBackend(name: string, span: Span, draft: ProxyDraft, cx: CheckContext): Extra {
  const near: Extra = didYouMean(name, cx.backendNames(), span);
  const isOthers = cx.known.anyName.has(name) || cx.known.logForwards.has(name);
  return { ...near, fixes: [...(near.fixes ?? []), ...(isOthers ? [] : addBackend(name, draft))] };
}

function loop(draft: ProxyDraft, name: string, span: Span, what: string, cx: CheckContext): void {
  cx.report.error(span, 'backend-loop', `'${what} ${name}' is the section itself`, inSection(draft));
}

function modesFit(from: ProxyDraft, to: ProxyDraft): boolean {
  const a = from.effective.mode;
  const b = to.effective.mode;
  // TCP may be upgraded to HTTP on the way.
  return a === b || (a === 'tcp' && b === 'http');
}

function wrongMode(draft: ProxyDraft, target: ProxyDraft, span: Span, cx: CheckContext): void {
  const { mode } = draft.effective;
  cx.report.error(
    span,
    'mode-mismatch',
    `${sectionWords(draft)} speaks ${mode}, but ${sectionWords(target)} speaks ${target.effective.mode}`,
    inSection(draft, { hint: `say 'mode ${mode}' in both, or in a defaults section above both` }),
  );
}

function checkReference(draft: ProxyDraft, reference: LateReference, cx: CheckContext): void {
  const { name, span } = reference;
  switch (reference.kind) {
    case 'use_backend':
      return checkUseBackend(draft, name, span, cx);
    case 'use-server':
      return checkUseServer(draft, name, span, cx);
    case 'track':
      return checkTracking(draft, reference, cx);
    case 'errorfiles':
      if (cx.otherNames.get('http-errors')?.has(name)) return;
      return cx.report.error(span, 'unknown-errorfiles', `there is no http-errors section '${name}'`, inSection(draft));
    case 'peers':
      if (cx.otherNames.get('peers')?.has(name)) return;
      return cx.report.error(span, 'unknown-peers', `there is no peers section '${name}'`, inSection(draft));
    default:
      if (reference.reference) checkArgument(draft, reference.reference, cx);
  }
}

function checkUseBackend(draft: ProxyDraft, name: string, span: Span, cx: CheckContext): void {
  if (name.includes('%')) {
    const read = parseFormat(
      { text: name, span },
      { places: PLACE.frontendRequest, dialect: dialectOf(draft, cx), http: draft.effective.mode === 'http' },
    );
    if (!read.ok) cx.report.error(read.error.span, read.error.code, `'use_backend': ${read.error.message}`);
    else {
      for (const f of read.value.files)
        cx.report.environment(f.span, 'file-needed', `HAProxy will need the file '${f.path}'`);
    }
    return;
  }
  const target = cx.known.backends.get(name);
  if (!target) return unknownBackend(draft, name, span, 'use_backend', cx);
  if (target === draft) return loop(draft, name, span, 'use_backend', cx);
  if (!modesFit(draft, target)) wrongMode(draft, target, span, cx);
}

function checkUseServer(draft: ProxyDraft, name: string, span: Span, cx: CheckContext): void {
  if (name.includes('%')) return;
  if (draft.servers.some((s) => s.name.value === name)) return;
  const names = draft.servers.map((s) => s.name.value);
  cx.report.error(
    span,
    'unknown-server',
    `${sectionWords(draft)} has no server '${name}'`,
    inSection(draft, didYouMean(name, names, span)),
  );
}

function checkTracking(draft: ProxyDraft, reference: LateReference, cx: CheckContext): void {
  const { name, span } = reference;
  const table = cx.tables.get(name);
  if (!table) {
    if (cx.otherNames.get('peers table')?.has(name)) return;
    return cx.report.error(
      span,
      'unknown-table',
      `there is no stick table '${name}' to track in`,
      inSection(draft, didYouMean(name, cx.tables.keys(), span)),
    );
  }
  if (reference.type && !tableFits(reference.type as SampleType, table, cx)) wrongTableType(draft, table, span, cx);
}

/** A table's keys are of this type. */
const KEY_TYPES: Readonly<Record<string, SampleType>> = {
  ip: 'ipv4',
  ipv6: 'ipv6',
  integer: 'sint',
  string: 'str',
  binary: 'bin',
};

function tableFits(type: SampleType, table: ProxyDraft, cx: CheckContext): boolean {
  const key = KEY_TYPES[table.settings.stickTable!.value.type]!;
  return canCast(type, key, cx.version);
}

function wrongTableType(draft: ProxyDraft, table: ProxyDraft, span: Span, cx: CheckContext): void {
  const { type } = table.settings.stickTable!.value;
  cx.report.error(
    span,
    'table-type',
    `this expression cannot be a key of stick table '${table.name!.text}', which is of type ${type}`,
    inSection(draft),
  );
}

function checkStick(draft: ProxyDraft, stick: ProxyDraft['stickTypes'][number], cx: CheckContext): void {
  const name = stick.table?.text ?? draft.name!.text;
  const table = cx.tables.get(name);
  if (!table) {
    if (cx.otherNames.get('peers table')?.has(name)) return;
    const hint = stick.table
      ? didYouMean(name, cx.tables.keys(), stick.span)
      : { hint: "add a table: 'stick-table type ip size 10k expire 30m'" };
    return cx.report.error(stick.span, 'unknown-table', `there is no stick table '${name}'`, inSection(draft, hint));
  }
  if (!tableFits(stick.type as SampleType, table, cx)) wrongTableType(draft, table, stick.span, cx);
}

/** Whether a section is a frontend or a backend; a defaults section is what inherits from it. */
function can(draft: ProxyDraft, side: 'frontend' | 'backend', cx: CheckContext): boolean {
  if (draft.kind === 'defaults') return cx.known.references.get(draft)?.sides.has(side) === true;
  return draft.kind === side || draft.kind === 'listen';
}

/** Arguments of fetches and converters. HAProxy gives their line. */
function checkArgument(draft: ProxyDraft, reference: NameReference, cx: CheckContext): void {
  const { kind, name, span, by } = reference;
  const { known, report } = cx;
  const own = draft.name?.text ?? '';
  const missing = (what: string, names: Iterable<string>): void =>
    report.error(
      span,
      `unknown-${kind}`,
      `there is no ${what} '${name || own}' for '${by}'`,
      didYouMean(name, names, span),
    );
  if (kind === 'backend' || kind === 'frontend') {
    const isBackend = kind === 'backend';
    if (name === '') {
      const fits = can(draft, kind, cx);
      if (!fits) report.error(span, 'no-capability', `'${by}' without a name means this section, which is no ${kind}`);
    } else if (!(isBackend ? known.backends : known.frontends).has(name))
      missing(kind, (isBackend ? known.backends : known.frontends).keys());
  } else if (kind === 'table') {
    if (!cx.tables.has(name || own) && !cx.otherNames.get('peers table')?.has(name))
      missing('stick table', cx.tables.keys());
  } else if (kind === 'userlist') {
    if (!cx.otherNames.get('userlist')?.has(name)) missing('user list', cx.otherNames.get('userlist') ?? []);
  } else if (kind === 'server') checkServerArgument(draft, reference, cx);
}

function checkServerArgument(draft: ProxyDraft, reference: NameReference, cx: CheckContext): void {
  const { name, span, by } = reference;
  const slash = name.lastIndexOf('/');
  if (slash < 0 && draft.kind === 'defaults')
    return cx.report.error(span, 'unknown-backend', `'${by}' wants a backend's name here: '<backend>/${name}'`);
  const backend = slash < 0 ? draft : cx.known.backends.get(name.slice(0, slash));
  if (!backend)
    return cx.report.error(span, 'unknown-backend', `there is no backend '${name.slice(0, slash)}' for '${by}'`);
  if (backend.servers.some((s) => s.name.value === name.slice(slash + 1))) return;
  cx.report.error(
    span,
    'unknown-server',
    `${sectionWords(backend)} has no server '${name.slice(slash + 1)}' for '${by}'`,
  );
}

export { headerSpan };
