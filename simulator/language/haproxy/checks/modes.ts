/** What a section says and its mode makes useless; what its rules look at in vain. */
import { parseExpression } from '../expression.ts';
import { PLACE, plainOptions } from '../keywords/names.ts';
import type { ProxyDraft } from '../lower/context.ts';
import { atLeast } from '../version.ts';
import { type CheckContext, dialectOf, headerSpan, inSection, sectionWords } from './context.ts';

export function checkMode(draft: ProxyDraft, cx: CheckContext): void {
  if (draft.effective.mode === 'http') {
    checkBytesInHttp(draft, cx);
    checkForwarded(draft, cx);
  } else checkHttpInTcp(draft, cx);
}

/** The expressions of `option forwarded`. */
function checkForwarded(draft: ProxyDraft, cx: CheckContext): void {
  for (const { word, span } of draft.lateExpressions) {
    const read = parseExpression(word, 0, dialectOf(draft, cx));
    if (!read.ok)
      cx.report.error(read.error.span, read.error.code, `'option forwarded': ${read.error.message}`, inSection(draft));
    else if ((read.value.fetch.places & PLACE.backendRequest) === 0)
      cx.report.warning(
        span,
        'fetch-not-available',
        `'${read.value.fetch.name}' is not available when a request goes to the server`,
        inSection(draft),
      );
  }
}

/** Whether connections may turn into HTTP on the way: then what needs it is not useless. */
function mayUpgrade(draft: ProxyDraft, cx: CheckContext): boolean {
  const { settings, effective } = draft;
  if (effective.mode !== 'tcp') return false;
  const speaksHttp = (name: string | undefined): boolean =>
    name !== undefined && cx.known.backends.get(name)?.effective.mode === 'http';
  const isDynamic = (name: string): boolean => name.includes('%') && cx.version !== '2.6';
  if (speaksHttp(effective.defaultBackend?.text)) return true;
  if (settings.useBackends.some((u) => speaksHttp(u.backend.value) || isDynamic(u.backend.value))) return true;
  return settings.tcpRules.some((rule) => rule.action === 'switch-mode');
}

/** Rules that look at raw bytes see nothing where HTTP is spoken. */
function checkBytesInHttp(draft: ProxyDraft, cx: CheckContext): void {
  for (const { read } of draft.lateConditions) {
    const term = read.terms.find((t) => t.acls.some((a) => a.readsBytes));
    if (term)
      cx.report.warning(
        term.span,
        'bytes-in-http',
        `in HTTP mode, this condition sees no raw bytes: '${term.acls.find((a) => a.readsBytes)!.keyword}' is ignored`,
        inSection(draft),
      );
  }
}

function checkHttpInTcp(draft: ProxyDraft, cx: CheckContext): void {
  const { effective, settings, seen } = draft;
  const { report, version } = cx;
  const fe = draft.kind !== 'backend';
  const say = (code: string, message: string, span = headerSpan(draft)): void =>
    report.warning(span, code, message, inSection(draft, { hint: "say 'mode http' if HTTP is meant" }));
  const where = sectionWords(draft);
  const upgrades = mayUpgrade(draft, cx);
  if (upgrades && draft.servers.length > 0 && !effective.defaultBackend && settings.useBackends.length === 0)
    say('unroutable-upgrade', `connections of ${where} that turn into HTTP cannot go to its servers, which speak TCP`);
  if (effective.cookie)
    say('ignored-in-tcp', `the cookie of ${where} is ignored: it needs 'mode http'`, settings.cookie?.span);
  if (effective.balance?.needsHttp && draft.kind !== 'frontend') {
    say(
      'ignored-in-tcp',
      `'balance ${effective.balance.algorithm}' of ${where} needs 'mode http': round robin is used instead`,
      settings.balance?.span,
    );
  }
  if (effective.monitorUri && fe && !upgrades)
    say('ignored-in-tcp', `the monitor-uri of ${where} is ignored: it needs 'mode http'`, settings.monitorUri?.span);
  if (draft.httpFormat)
    say('ignored-in-tcp', `a format of ${where} looks at HTTP: it needs 'mode http'`, draft.httpFormat);
  checkLogOption(draft, cx);
  if (effective.stats && !upgrades)
    say('ignored-in-tcp', `'stats' of ${where} is ignored: it needs 'mode http'`, settings.stats?.span);
  if (settings.captures.some((c) => c.what === 'cookie') && !upgrades)
    say('ignored-in-tcp', `'capture' of ${where} is ignored: it needs 'mode http'`);
  for (const name of ['http-request', 'http-response', 'http-after-response', 'redirect']) {
    if (seen.has(name) && !upgrades)
      say('ignored-in-tcp', `the '${name}' rules of ${where} are ignored: they need 'mode http'`);
  }
  if (effective.forwardfor)
    say(
      'ignored-in-tcp',
      `'option forwardfor' of ${where} is ignored: it needs 'mode http'`,
      settings.forwardfor?.span,
    );
  if (effective.forwarded && draft.kind !== 'frontend')
    say('ignored-in-tcp', `'option forwarded' of ${where} is ignored: it needs 'mode http'`, settings.forwarded?.span);
  if (effective.originalto)
    say(
      'ignored-in-tcp',
      `'option originalto' of ${where} is ignored: it needs 'mode http'`,
      settings.options['originalto']?.span,
    );
  const plain = plainOptions(version);
  for (const [name, span] of effective.options) {
    const option = plain.get(name);
    const here = option && ((option.frontend && fe) || (option.backend && draft.kind !== 'frontend'));
    if (option?.http && here && !upgrades)
      say(
        'ignored-in-tcp',
        `'option ${name}' of ${where} is ignored: it needs 'mode http'`,
        span.file === draft.section.file && within(draft, span.from) ? span : undefined,
      );
  }
  for (const server of draft.servers) {
    const extra = draft.serverExtras.get(server);
    if (extra?.redir || effective.defaultServer.has('redir'))
      report.error(
        server.span,
        'redir-in-tcp',
        `server '${server.name.value}' cannot redirect: that needs 'mode http'`,
        inSection(draft),
      );
    if (server.cookie || effective.defaultServer.has('cookie')) {
      report.warning(
        server.cookie?.span ?? server.span,
        'ignored-in-tcp',
        `the cookie of server '${server.name.value}' is ignored: it needs 'mode http'`,
        inSection(draft),
      );
    }
    if (
      seen.has('datagram server') &&
      atLeast(version, '3.0') &&
      effective.mode === 'tcp' &&
      /^(udp|dgram)/.test(server.address.value.host)
    )
      continue;
  }
}

function within(draft: ProxyDraft, offset: number): boolean {
  return offset >= draft.section.header.span.from && offset < draft.section.end;
}

function checkLogOption(draft: ProxyDraft, cx: CheckContext): void {
  const format = draft.effective.logFormat;
  if (!format || draft.kind === 'backend') return;
  if (format.kind !== 'httplog' && format.kind !== 'httplog clf' && format.kind !== 'httpslog') return;
  const option = format.kind === 'httpslog' ? 'httpslog' : 'httplog';
  cx.report.warning(
    format.span,
    'httplog-in-tcp',
    `'option ${option}' needs 'mode http': ${sectionWords(draft)} logs as with 'option tcplog'`,
    {
      hint: "say 'option tcplog' there, or 'mode http' if HTTP is meant",
    },
  );
}
