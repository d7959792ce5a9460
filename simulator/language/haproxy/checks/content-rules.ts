/**
 * `tcp-request content` rules that keep something of a request: HAProxy says where they would find nothing, or could run
 * earlier. Manual 4.3 (track-sc) and 4.4.
 */
import type { Span } from '../../diagnostic.ts';
import type { Acl } from '../acl.ts';
import type { TcpRule } from '../config.ts';
import { parseExpression } from '../expression.ts';
import { HTTP_FETCHES, REQUEST_BYTES_FETCHES } from '../keywords/layers.ts';
import { type FetchInfo, PLACE } from '../keywords/names.ts';
import type { ProxyDraft } from '../lower/context.ts';
import { type CheckContext, dialectOf, inSection, sectionWords } from './context.ts';

export function checkContentRules(draft: ProxyDraft, cx: CheckContext): void {
  if (draft.kind === 'backend') return;
  for (const rule of draft.settings.tcpRules) {
    if (rule.ruleset !== 'tcp-request content') continue;
    const isTracking = /^track-sc\d*$/.test(rule.action);
    if (isTracking || rule.action === 'capture') checkRule(rule, isTracking, draft, cx);
  }
}

function checkRule(rule: TcpRule, isTracking: boolean, draft: ProxyDraft, cx: CheckContext): void {
  const read = parseExpression({ text: rule.args[0] ?? '', span: rule.span }, 0, dialectOf(draft, cx));
  if (!read.ok || (isTracking && !tableOf(rule, draft, cx))) return;
  const { fetch } = read.value;
  const what = `'tcp-request content ${rule.action}' of ${sectionWords(draft)}`;
  if (!inspectDelay(draft, cx) && (fetch.places & PLACE.frontendSession) === 0)
    cx.report.warning(
      rule.span,
      'inspects-nothing',
      `${what} looks at what the client sends, and nothing makes HAProxy wait for it`,
      inSection(draft, { hint: "add 'tcp-request inspect-delay 5s'" }),
    );
  const late = readsRequest(fetch) || conditionReads(rule.span, draft);
  if (isTracking && draft.effective.mode === 'http' && !late)
    cx.report.warning(
      rule.span,
      'tracked-late',
      `${what} needs nothing of the request, and misses invalid ones`,
      inSection(draft, { hint: `say 'tcp-request session ${rule.action}'` }),
    );
}

function tableOf(rule: TcpRule, draft: ProxyDraft, cx: CheckContext): ProxyDraft | undefined {
  const at = rule.args.indexOf('table', 1);
  return cx.tables.get(at < 0 ? (draft.name?.text ?? '') : (rule.args[at + 1] ?? ''));
}

function inspectDelay(draft: ProxyDraft, cx: CheckContext): number {
  const parent = draft.defaultsIndex === null ? undefined : cx.known.defaults[draft.defaultsIndex];
  return (draft.settings.inspectDelayMs ?? parent?.settings.inspectDelayMs)?.value ?? 0;
}

function readsRequest({ name }: Pick<FetchInfo, 'name'>): boolean {
  return HTTP_FETCHES.has(name) || REQUEST_BYTES_FETCHES.has(name);
}

const looks = ({ needsHttp, readsBytes }: Acl): boolean => needsHttp || readsBytes;

/** Whether the condition on a line looks at the request. */
function conditionReads(line: Span, draft: ProxyDraft): boolean {
  const own = draft.lateConditions.find(
    ({ span }) => span.file === line.file && span.from >= line.from && span.to <= line.to,
  );
  return own?.read.terms.some((term) => term.acls.some(looks)) ?? false;
}
