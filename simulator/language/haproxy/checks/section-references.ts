/** What proxies say of caches, FastCGI applications, error pages, checks and peers of other sections. */
import type { Directive, Word } from '../config.ts';
import { anyServerSays, didYouMean, type ProxyDraft } from '../lower/context.ts';
import { leadingInteger } from '../words.ts';
import { type CheckContext, headerSpan, inSection, usesSystemResolvers } from './context.ts';

/** Lines whose first word is none of these name no section that is looked for here. */
const REFERRING = new Set([
  'filter',
  'http-request',
  'http-response',
  'http-after-response',
  'tcp-request',
  'tcp-response',
  'errorfiles',
  'stick-table',
  'use-fcgi-app',
]);

export function checkSectionReferences(cx: CheckContext): void {
  for (const draft of cx.known.proxies) {
    if (draft.effective.disabled) continue;
    let app: Word | null = null;
    for (const d of referring(draft, cx)) {
      checkCache(d, draft, cx);
      checkResolving(d, draft, cx);
      checkErrorPages(d, draft, cx);
      checkHealthcheck(d, draft, cx);
      checkPeersTable(d, draft, cx);
      app ??= appOf(d);
    }
    if (draft.kind !== 'frontend') checkApp(app, draft, cx);
  }
}

/** Of what stands in a defaults section, only resolvers are looked for before a section inherits it. */
export function checkDefaultsResolvers(draft: ProxyDraft, cx: CheckContext): void {
  for (const d of draft.section.directives) checkResolving(d, draft, cx);
}

const NONE: readonly Directive[] = [];

/** In the order of the text. */
function referring(draft: ProxyDraft, cx: CheckContext): readonly Directive[] {
  const { section } = draft;
  let found: Directive[] | null = null;
  let kinds = 0;
  const { keywords, lists } = section.lines;
  for (let i = 0; i < keywords.length; i++) {
    const keyword = keywords[i]!;
    const isServer = keyword === 'server' || keyword === 'server-template';
    if (isServer ? cx.version !== '3.4' : !REFERRING.has(keyword)) continue;
    kinds++;
    for (const d of lists[i]!) {
      if (SETTING.has(d.words[1]?.text ?? '')) continue;
      if (found === null) found = [d];
      else found.push(d);
    }
  }
  if (found === null) return NONE;
  return kinds === 1 ? found : found.sort((a, b) => a.span.from - b.span.from);
}

/** Actions that there are many of, and that name no section. */
const SETTING = new Set(['set-header', 'add-header', 'del-header']);

function unknown(
  word: Word,
  code: string,
  what: string,
  names: Iterable<string>,
  d: ProxyDraft,
  cx: CheckContext,
): void {
  const extra = didYouMean(word.text, names, word.span);
  cx.report.error(word.span, code, `there is no ${what} '${word.text}'`, inSection(d, extra));
}

function checkCache(d: Directive, draft: ProxyDraft, cx: CheckContext): void {
  const { words } = d;
  const third = words[2]?.text;
  if (third === undefined) return;
  const first = words[0]!.text;
  const second = words[1]!.text;
  const names =
    (first === 'filter' && second === 'cache') ||
    (first === 'http-request' && second === 'cache-use') ||
    (first === 'http-response' && second === 'cache-store');
  const caches = cx.otherNames.get('cache');
  if (!names || caches?.has(third)) return;
  unknown(d.words[2]!, 'unknown-cache', 'cache section', caches ?? [], draft, cx);
}

/** `do-resolve(<variable>,<resolvers>[,<family>])`. */
function checkResolving(d: Directive, draft: ProxyDraft, cx: CheckContext): void {
  const { words } = d;
  const word = doesResolve(words[1]) ? words[1] : doesResolve(words[2]) ? words[2] : undefined;
  if (!word) return;
  const name = word.text.slice('do-resolve('.length).split(/[,)]/)[1]?.trim();
  const names = cx.otherNames.get('resolvers');
  if (name === undefined || names?.has(name)) return;
  if (name === 'default') return usesSystemResolvers(word.span, cx);
  unknown({ text: name, span: word.span }, 'unknown-resolvers', 'resolvers section', names ?? [], draft, cx);
}

function doesResolve(word: Word | undefined): boolean {
  return word?.text.startsWith('do-resolve(') === true;
}

/** The status that an action answers with, unless told. */
const STATUS: Readonly<Record<string, number>> = { deny: 403, tarpit: 500, return: 200 };

function checkErrorPages(d: Directive, draft: ProxyDraft, cx: CheckContext): void {
  const first = d.words[0]!.text;
  const second = d.words[1]?.text;
  if (first === 'errorfiles') {
    const codes = cx.small.errorCodes.get(second ?? '');
    for (const word of codes ? d.words.slice(2) : []) {
      if (!codes!.has(leadingInteger(word.text))) missingCode(word, word.text, second!, draft, cx);
    }
    return;
  }
  if (first !== 'http-request' && first !== 'http-response' && first !== 'http-after-response') return;
  const status = STATUS[second ?? ''];
  const at = d.words.findIndex((w) => w.text === 'errorfiles');
  const word = at < 0 ? undefined : d.words[at + 1];
  if (status === undefined || !word) return;
  const codes = cx.small.errorCodes.get(word.text);
  if (!codes) return unknown(word, 'unknown-errorfiles', 'http-errors section', cx.small.errorCodes.keys(), draft, cx);
  const said = d.words.findIndex((w) => w.text === 'status' || w.text === 'deny_status');
  const code = said < 0 ? status : leadingInteger(d.words[said + 1]?.text ?? '');
  if (!codes.has(code)) missingCode(word, String(code), word.text, draft, cx);
}

function missingCode(word: Word, code: string, section: string, draft: ProxyDraft, cx: CheckContext): void {
  const message = `http-errors section '${section}' has no file for status ${code}`;
  cx.report.warning(word.span, 'unknown-status', message, inSection(draft));
}

function checkHealthcheck(d: Directive, draft: ProxyDraft, cx: CheckContext): void {
  const keyword = d.words[0]!.text;
  if (cx.version !== '3.4' || (keyword !== 'server' && keyword !== 'server-template')) return;
  const at = d.words.findIndex((w, i) => i > 2 && w.text === 'healthcheck');
  const word = at < 0 ? undefined : d.words[at + 1];
  const names = cx.otherNames.get('healthcheck');
  if (word && !names?.has(word.text))
    unknown(word, 'unknown-healthcheck', 'healthcheck section', names ?? [], draft, cx);
}

/** Tables may only be shared in sections that HAProxy has set up. */
function checkPeersTable(d: Directive, draft: ProxyDraft, cx: CheckContext): void {
  if (d.words[0]!.text !== 'stick-table') return;
  const name = draft.settings.stickTable?.value.peers;
  const peers = cx.small.peers.find((p) => p.name === name);
  if (!peers || peers.disabled || peers.used) return;
  const word = d.words.find((w) => w.text === name)!;
  const message = `peers section '${name}' has no peers, not even this process itself`;
  cx.report.error(word.span, 'no-local-peer', message, inSection(draft));
}

function appOf(d: Directive): Word | null {
  const first = d.words[0]!.text;
  if (first === 'use-fcgi-app') return d.words[1] ?? null;
  return first === 'filter' && d.words[1]?.text === 'fcgi-app' ? (d.words[2] ?? null) : null;
}

function checkApp(name: Word | null, draft: ProxyDraft, cx: CheckContext): void {
  const { report, version, otherNames } = cx;
  if (name === null && !anyServerSays(draft, 'proto')) return;
  const servers = draft.servers.filter((s) => s.other['proto']?.value[0] === 'fcgi');
  const { mode } = draft.effective;
  if (name && !otherNames.get('fcgi-app')?.has(name.text))
    return unknown(name, 'unknown-fcgi-app', 'fcgi-app section', otherNames.get('fcgi-app') ?? [], draft, cx);
  const say = (code: string, message: string, hint: string): void =>
    report.error(name?.span ?? headerSpan(draft), code, message, inSection(draft, { hint }));
  if (mode !== 'http') {
    for (const server of servers)
      report.error(server.span, 'mode-mismatch', "'proto fcgi' needs 'mode http'", inSection(draft));
    if (name && version !== '3.4') say('mode-mismatch', 'FastCGI applications need HTTP', "say 'mode http'");
  } else if (name && servers.length === 0)
    say('no-fcgi-server', 'no server of this section speaks FastCGI', "add 'proto fcgi' to a server line");
  else if (!name && servers.length > 0)
    say('no-fcgi-app', 'servers that speak FastCGI need an application', "add 'use-fcgi-app <name>'");
}
