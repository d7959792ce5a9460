/** What HAProxy says of each proxy once all lines are read. */
import { parseExpression } from '../expression.ts';
import { PLACE } from '../keywords/names.ts';
import { linesIn } from '../lines.ts';
import type { ProxyDraft } from '../lower/context.ts';
import { checkCaptures } from './captures.ts';
import { checkContentRules } from './content-rules.ts';
import { type CheckContext, dialectOf, headerSpan, inSection, sectionWords } from './context.ts';
import { checkHealthChecks } from './health-checks.ts';
import { checkLogMode } from './log-backends.ts';
import { checkLogs } from './logs.ts';
import { checkMode } from './modes.ts';
import { checkProtocols, isQuic } from './protocols.ts';
import { checkReferences } from './references.ts';
import { checkServers } from './servers.ts';
import type { TrackingCheck } from './tracking.ts';

export function checkProxy(draft: ProxyDraft, cx: CheckContext, checkTracking: TrackingCheck): void {
  // Nothing of a disabled section is looked at.
  if (draft.effective.disabled) return;
  const parent = draft.defaultsIndex === null ? undefined : cx.known.defaults[draft.defaultsIndex];
  if (parent && !cx.checkedDefaults.has(parent)) {
    cx.checkedDefaults.add(parent);
    checkCaptures(parent, cx);
  }
  checkBinds(draft, cx);
  checkCaptures(draft, cx);
  checkBalance(draft, cx);
  checkHealthRules(draft, cx);
  checkStats(draft, cx);
  checkLogs(draft, cx);
  checkReferences(draft, cx);
  checkTimeouts(draft, cx);
  checkServers(draft, cx, checkTracking);
  checkMode(draft, cx);
  checkContentRules(draft, cx);
  checkProtocols(draft, cx);
  checkHealthChecks(draft, cx);
  // Rings and log-forward sections are made of proxies whose mode this is.
  if (draft.section.kind === draft.kind) checkLogMode(draft, cx);
}

function checkBinds(draft: ProxyDraft, cx: CheckContext): void {
  if (draft.kind === 'backend') return;
  if (draft.binds.length === 0) {
    cx.report.warning(
      headerSpan(draft),
      'no-bind',
      `${sectionWords(draft)} listens nowhere`,
      inSection(draft, { hint: "add a 'bind' line, or make it a backend" }),
    );
  }
  // From 3.2 on certificates may stand in lines of their own.
  const apart = linesIn(draft.section.lines, 'ssl-f-use').length > 0;
  for (const bind of draft.binds) {
    if (
      (bind.ssl || isQuic(bind)) &&
      !apart &&
      bind.crt.length === 0 &&
      !bind.options.some((o) => ['crt-list', 'default-crt', 'generate-certificates'].includes(o.value[0]!))
    ) {
      // With strict-sni HAProxy starts all the same, and refuses everybody.
      const says = bind.options.some((o) => o.value[0] === 'strict-sni') ? cx.report.warning : cx.report.error;
      says(bind.ssl?.span ?? bind.span, 'missing-certificate', "'ssl' needs a certificate", {
        hint: 'add crt <file>',
        section: draft.name?.text ?? '',
      });
    }
  }
}

function checkBalance(draft: ProxyDraft, cx: CheckContext): void {
  const { balance, options, dispatch } = draft.effective;
  if (draft.kind === 'frontend' || !balance) return;
  const { report } = cx;
  if (options.has('transparent'))
    report.error(
      headerSpan(draft),
      'balance-and-transparent',
      `${sectionWords(draft)} cannot be transparent and balance`,
      inSection(draft),
    );
  else if (dispatch)
    report.warning(
      headerSpan(draft),
      'dispatch-ignored',
      `the dispatch address of ${sectionWords(draft)} is ignored, because it balances`,
      inSection(draft),
    );
  checkLogBalance(draft, balance.algorithm, cx);
  if (!balance.expression) return;
  const read = parseExpression(balance.expression, 0, dialectOf(draft, cx));
  if (!read.ok)
    return report.error(read.error.span, read.error.code, `'balance hash': ${read.error.message}`, inSection(draft));
  if ((read.value.fetch.places & PLACE.useServer) === 0) {
    report.error(
      read.value.sample.span,
      'fetch-not-available',
      `'${read.value.fetch.name}' is not available when a server is chosen`,
      inSection(draft),
    );
  }
}

/** Only logs are balanced by it. */
function checkLogBalance(draft: ProxyDraft, algorithm: string, cx: CheckContext): void {
  if (algorithm !== 'log-hash' || draft.effective.mode === 'log') return;
  const span = draft.settings.balance?.span ?? headerSpan(draft);
  const message = `'balance ${algorithm}' of ${sectionWords(draft)} needs 'mode log': round robin is used instead`;
  cx.report.warning(span, 'unusable-balance', message, inSection(draft));
}

function checkHealthRules(draft: ProxyDraft, cx: CheckContext): void {
  const { effective } = draft;
  const { report, version } = cx;
  const where = sectionWords(draft);
  const say = (code: string, message: string, hint: string): void =>
    report.warning(headerSpan(draft), code, message, inSection(draft, { hint }));
  const kind = effective.check?.kind === 'other' ? effective.check.name : effective.check?.kind;
  if (effective.httpCheckRules > 0)
    say('unused-check-rules', `the http-check rules of ${where} are ignored`, "they need 'option httpchk'");
  if (effective.tcpCheckRules > 0)
    say('unused-check-rules', `the tcp-check rules of ${where} are ignored`, "they need 'option tcp-check'");
  if (kind !== undefined && kind !== 'httpchk' && kind !== 'external-check' && version !== '3.4') {
    for (const name of ['disable-on-404', 'send-state']) {
      if (effective.options.has(`http-check ${name}`))
        say('unused-check-rules', `'http-check ${name}' of ${where} is ignored`, "it needs 'option httpchk'");
    }
  }
  checkExternal(draft, kind === 'external-check', cx);
  const mail = effective.emailAlert;
  if (mail.size > 0 && !['mailers', 'from', 'to'].every((m) => mail.has(m)))
    say(
      'incomplete-email-alert',
      `'email-alert' of ${where} is ignored`,
      "it needs 'email-alert mailers', 'from' and 'to'",
    );
  else if (mail.size > 0) checkMailers(draft, mail.get('mailers') ?? '', cx);
  if (
    draft.kind !== 'frontend' &&
    draft.settings.other['load-server-state-from-file']?.value[0] === 'global' &&
    !cx.global.other['server-state-file']
  ) {
    say(
      'missing-state-file',
      `${where} takes its servers' states from a file that global does not name`,
      "add 'server-state-file' in global",
    );
  }
}

function checkMailers(draft: ProxyDraft, name: string, cx: CheckContext): void {
  const span = draft.settings.other['email-alert mailers']?.span ?? headerSpan(draft);
  if (!cx.otherNames.get('mailers')?.has(name)) {
    return cx.report.error(span, 'unknown-mailers', `there is no mailers section '${name}'`, inSection(draft));
  }
  cx.usedMailers.add(name);
  if (cx.version !== '3.2') return;
  const hint = 'send mails from a Lua script, or watch the log';
  cx.report.warning(
    span,
    'deprecated',
    "'email-alert' by mailers sections is going to be removed",
    inSection(draft, { hint }),
  );
}

function checkExternal(draft: ProxyDraft, enabled: boolean, cx: CheckContext): void {
  const { externalCheckCommand: command, externalCheckPath: path } = draft.effective;
  const { report, global } = cx;
  const span = headerSpan(draft);
  if (enabled) {
    if (!global.other['external-check'])
      report.error(
        span,
        'missing-external-check',
        "'option external-check' needs 'external-check' in global",
        inSection(draft),
      );
    if (command === null)
      report.error(
        span,
        'missing-external-check',
        "'option external-check' needs 'external-check command'",
        inSection(draft),
      );
    if (!global.other['insecure-fork-wanted'])
      report.warning(
        span,
        'missing-fork',
        "'option external-check' will fail without 'insecure-fork-wanted' in global",
        inSection(draft),
      );
  }
  if (command !== null) {
    if (!enabled)
      report.warning(
        span,
        'unused-check-rules',
        "'external-check command' is ignored",
        inSection(draft, { hint: "it needs 'option external-check'" }),
      );
    if (!command.startsWith('/') && !path)
      report.error(
        span,
        'relative-command',
        "'external-check command' needs a whole path, or 'external-check path'",
        inSection(draft),
      );
  }
  if (path && !enabled)
    report.warning(
      span,
      'unused-check-rules',
      "'external-check path' is ignored",
      inSection(draft, { hint: "it needs 'option external-check'" }),
    );
}

function checkStats(draft: ProxyDraft, cx: CheckContext): void {
  const stats = draft.effective.stats;
  if (stats && draft.seen.has('stats http-request') && (stats.auth.length > 0 || stats.realm !== undefined)) {
    cx.report.error(
      stats.span,
      'incompatible',
      "'stats auth' and 'stats realm' do not go with 'stats http-request'",
      inSection(draft),
    );
  }
  if (draft.effective.captureCookie >= 64 && draft.kind !== 'backend') {
    cx.report.warning(
      headerSpan(draft),
      'capture-too-long',
      `the captured cookie of ${sectionWords(draft)} is cut to 63 bytes`,
      inSection(draft),
    );
  }
}

function checkTimeouts(draft: ProxyDraft, cx: CheckContext): void {
  const { timeouts, mode } = draft.effective;
  if (mode !== 'tcp' && mode !== 'http') return;
  const has = (name: string): boolean => (timeouts.get(name) ?? 0) > 0;
  const missing: string[] = [];
  if (draft.kind !== 'backend' && !has('client')) missing.push('client');
  if (draft.kind !== 'frontend' && draft.servers.length > 0) {
    if (!has('connect')) missing.push('connect');
    if (!has('server') && (mode === 'http' || !has('tunnel'))) missing.push('server');
  }
  if (missing.length === 0) return;
  const names = missing.map((m) => `'timeout ${m}'`).join(', ');
  const { file, end } = { file: draft.section.file, end: draft.section.header.span.to };
  const lines = missing.map((m) => `\n    timeout ${m} ${m === 'connect' ? '5s' : '30s'}`).join('');
  cx.report.warning(
    headerSpan(draft),
    'missing-timeout',
    `${sectionWords(draft)} has no ${names}: connections that hang are never given up`,
    inSection(draft, {
      hint: `add ${names} here, or in a defaults section`,
      fixes: [{ title: `Add ${names}`, edits: [{ span: { file, from: end, to: end }, text: lines }] }],
    }),
  );
}
