/** What a section whose mode is `log` cannot have: rules, tables, most algorithms, servers that take no messages (manual 4.1, `mode`). */
import { type ExpressionError, parseExpression } from '../expression.ts';
import type { ProxyDraft } from '../lower/context.ts';
import { atLeast } from '../version.ts';
import { type CheckContext, headerSpan, inSection, sectionWords, settingOf } from './context.ts';

const BALANCES: ReadonlySet<string> = new Set(['roundrobin', 'random', 'sticky', 'log-hash']);

export function checkLogMode(draft: ProxyDraft, cx: CheckContext): void {
  if (draft.effective.mode !== 'log') return;
  // Until 3.2 frontends are looked at too, though they balance nothing.
  if (draft.kind === 'frontend' && atLeast(cx.version, '3.4')) return;
  for (const what of ignored(draft, cx))
    cx.report.warning(
      headerSpan(draft),
      'ignored-in-log',
      `${what} of ${sectionWords(draft)} are ignored in 'mode log'`,
      inSection(draft),
    );
  if (checkServers(draft, cx)) checkBalance(draft, cx);
}

function ignored(draft: ProxyDraft, cx: CheckContext): string[] {
  const { seen, settings } = draft;
  const parent = draft.defaultsIndex === null ? null : cx.known.defaults[draft.defaultsIndex]!;
  const rules = (...names: string[]): boolean => names.some((n) => seen.has(n) || (parent?.seen.has(n) ?? false));
  const isBackend = draft.kind !== 'frontend';
  const parts: readonly (readonly [string, boolean])[] = [
    ['the tcp-request rules', rules('tcp-request connection', 'tcp-request session', 'tcp-request content')],
    ['the tcp-response rules', rules('tcp-response content')],
    ['the stick tables', settings.stickTable !== undefined],
    ['the stick rules', draft.stickTypes.length > 0],
    ["'http-send-name-header'", isBackend && settingOf(draft, 'http-send-name-header', cx) !== null],
    ["'dynamic-cookie-key'", isBackend && settingOf(draft, 'dynamic-cookie-key', cx) !== null],
    ['the use-server rules', seen.has('use-server')],
  ];
  return parts.filter(([, there]) => there).map(([what]) => what);
}

/** Messages go to addresses of the Internet's families only. */
function checkServers(draft: ProxyDraft, cx: CheckContext): boolean {
  for (const server of draft.servers) {
    const { family } = server.address.value;
    if (family === 'unix' || family === 'abns' || family === 'other') {
      cx.report.error(
        server.address.span,
        'bad-log-server',
        `server '${server.name.value}' cannot take log messages: that needs an IPv4 or IPv6 address`,
      );
      if (cx.version === '3.4') return false;
    } else if (server.sendProxy && cx.version === '3.4')
      cx.report.warning(server.sendProxy.span, 'ignored-in-log', "'send-proxy' means nothing to a log server");
  }
  return true;
}

function checkBalance(draft: ProxyDraft, cx: CheckContext): void {
  const { balance, options, dispatch } = draft.effective;
  const span = draft.settings.balance?.span ?? headerSpan(draft);
  const fail = (message: string): void => cx.report.error(span, 'bad-log-balance', message, inSection(draft));
  if (draft.kind === 'frontend')
    return fail(
      `${sectionWords(draft)} cannot have 'mode log': HAProxy wants it to balance, which a frontend does not`,
    );
  if (!balance && (options.has('transparent') || dispatch))
    return fail(`${sectionWords(draft)} does not balance, which 'mode log' wants`);
  if (!balance) return;
  // Without HTTP these fall back to round robin first.
  if (balance.needsHttp) return;
  if (!BALANCES.has(balance.algorithm)) {
    const names = [...BALANCES].map((n) => `'${n}'`).join(', ');
    return fail(`'balance ${balance.algorithm}' does not go with 'mode log': only ${names} do`);
  }
  if (balance.algorithm !== 'log-hash') return;
  if (draft.effective.hashConsistent) return fail("'balance log-hash' does not go with 'hash-type consistent'");
  const bad = badConverters(draft.settings.balance?.value.args[0] ?? '', cx);
  if (bad) fail(`'balance log-hash': ${bad.message}`);
}

function badConverters(converters: string, cx: CheckContext): ExpressionError | null {
  if (converters === '') return null;
  const word = { text: `str(dummy),${converters}`, span: { file: 0, from: 0, to: 0 } };
  const read = parseExpression(word, 0, cx);
  return read.ok ? null : read.error;
}
