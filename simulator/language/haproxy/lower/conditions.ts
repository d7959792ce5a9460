/** Conditions of rules: read, with what HAProxy says about ACLs that cannot work in that place. */
import type { Span } from '../../diagnostic.ts';
import { PREDEFINED_ACLS, parseCondition, type ReadCondition } from '../condition.ts';
import type { Condition, Word } from '../config.ts';
import { PLACE } from '../keywords/names.ts';
import { didYouMean, type ProxyContext, reportExpression } from './context.ts';

/** The bits of `PLACE` for a rule that runs in the section's frontend and backend parts. */
export function placesOf(cx: ProxyContext, frontend: number, backend: number): number {
  return (cx.fe ? frontend : 0) | (cx.be ? backend : 0);
}

/**
 * Reads `if …` or `unless …`; null when it was reported as an error. What was learnt is kept with the section.
 *
 * @param places where the rule is evaluated
 * @param aborts HAProxy stops reading when this is wrong
 * @param late HAProxy looks at the rule again once it knows the section's mode
 * @param from where `if` or `unless` stands among the words
 */
export function readCondition(
  words: readonly Word[],
  places: number,
  cx: ProxyContext,
  aborts = false,
  late = true,
  from = 0,
): Condition | null {
  const { draft, report } = cx;
  const head = words[from]!;
  const read = parseCondition(words, draft.acls, cx, from);
  if (!read.ok) {
    const { error } = read;
    if (error.code === 'unknown-acl') {
      const written = /'([\s\S]*)'/.exec(error.message)![1]!;
      const extra = didYouMean(written, [...draft.acls.keys(), ...PREDEFINED_ACLS], error.span);
      (aborts ? report.abort : report.error)(
        error.span,
        error.code,
        `${error.message} in this section, up to here`,
        extra,
      );
    } else reportExpression(error, '', cx, aborts);
    return null;
  }
  keepCondition(read.value, cx);
  warnOfPlace(read.value, places, head.span, cx);
  if (late) draft.lateConditions.push({ read: read.value, span: head.span });
  return read.value.condition;
}

/** Files, references and warnings of the ACLs between braces. */
function keepCondition(read: ReadCondition, cx: ProxyContext): void {
  const { draft, report } = cx;
  for (const word of read.uses) draft.usedAcls.push(word);
  for (const acl of read.inline) {
    draft.inlineAcls.push(acl);
    for (const w of acl.warnings) report.warning(w.span, w.code, w.message, { hint: w.hint });
    for (const f of acl.files) report.environment(f.span, 'file-needed', `HAProxy will need the file '${f.path}'`);
    for (const n of acl.names)
      report.environment(n.span, 'name-to-resolve', `HAProxy will look up '${n.text}' when it starts`);
    for (const reference of acl.references)
      draft.lateReferences.push({ kind: 'argument', name: reference.name, span: reference.span, reference });
  }
}

function warnOfPlace(read: ReadCondition, places: number, span: Span, cx: ProxyContext): void {
  if (places === 0) return;
  if (read.terms.every((t) => t.acls.every((a) => (a.places & places) !== 0))) return;
  const never = read.terms.find((t) => t.acls.every((a) => (a.places & places) === 0));
  if (never) {
    const what = never.name === null ? 'this anonymous ACL' : `ACL '${never.name}'`;
    const keyword = never.acls[0]!.keyword;
    cx.report.warning(
      never.span,
      'acl-never-matches',
      `${what} will never match here: '${keyword}' is not available ${placeWords(places)}`,
    );
    return;
  }
  for (const term of read.terms) {
    const bad = term.acls.find((a) => (a.places & places) === 0);
    if (!bad) continue;
    cx.report.warning(
      term.span ?? span,
      'acl-partly-useless',
      `a line of ACL '${term.name ?? ''}' uses '${bad.keyword}', which is not available ${placeWords(places)}`,
    );
    return;
  }
}

const PLACE_WORDS: readonly (readonly [number, string])[] = [
  [PLACE.frontendConnection, 'when a connection is accepted'],
  [PLACE.frontendSession, 'when a session begins'],
  [PLACE.frontendContent | PLACE.backendContent, 'when content is inspected'],
  [PLACE.frontendRequest | PLACE.backendRequest, 'in a request'],
  [PLACE.useBackend, 'when the backend is chosen'],
  [PLACE.useServer, 'when the server is chosen'],
  [PLACE.stickStore, 'when a response is stored'],
  [PLACE.backendResponse | PLACE.frontendResponse, 'in a response'],
];

function placeWords(places: number): string {
  return PLACE_WORDS.find(([bits]) => (bits & places) !== 0)?.[1] ?? 'here';
}

/** Index of the first `if` or `unless` from `from` on, or the words' end. */
export function conditionAt(words: readonly Word[], from: number): number {
  let at = Math.min(from, words.length);
  while (at < words.length && words[at]!.text !== 'if' && words[at]!.text !== 'unless') at++;
  return at;
}
