/** The options that choose a kind of health check. */

import type { CheckKind, Directive, Word } from '../config.ts';
import { atLeast } from '../version.ts';
import { addOptionStep, ownTcpSteps } from './check-steps.ts';
import { at, ignoredHere, type ProxyContext } from './context.ts';

/** `option httpchk` and the other kinds. Returns whether the option was one of them. */
export function checkOption(d: Directive, cx: ProxyContext): boolean {
  const name = d.words[1]!.text;
  const read = CHECK_OPTIONS[name];
  if (!read) return false;
  if (name !== 'external-check') ignoredHere(d, 'backend', name, cx);
  const kind = read(d, cx);
  if (!kind) return true;
  cx.draft.settings.check = at(kind, d.span);
  cx.draft.effective.check = kind;
  if (kind.kind === 'httpchk') addOptionStep(cx);
  if (kind.kind === 'tcp-check') ownTcpSteps(cx);
  settleRules(name, cx);
  return true;
}

/** Rules that waited for their option have it; old versions forget those of another kind, too. */
function settleRules(name: string, cx: ProxyContext): void {
  const { effective } = cx.draft;
  const forgets = cx.version !== '3.4' && name !== 'external-check';
  if (name === 'httpchk' || forgets) effective.httpCheckRules = 0;
  if (name === 'tcp-check' || forgets) effective.tcpCheckRules = 0;
}

type CheckReader = (d: Directive, cx: ProxyContext) => CheckKind | null;

function plain(name: string): CheckReader {
  return (d, cx) =>
    optionTooMany(d, 0, cx) ? null : name === 'tcp-check' ? { kind: 'tcp-check' } : { kind: 'other', name, args: [] };
}

/** More words behind `option NAME` than it takes: an error, and true. */
export function optionTooMany(d: Directive, most: number, cx: ProxyContext): boolean {
  const extra = d.words[2 + most];
  if (!extra) return false;
  cx.report.error(
    extra.span,
    'unexpected-argument',
    `'option ${d.words[1]!.text}' cannot handle unexpected argument '${extra.text}'`,
  );
  return true;
}

const CHECK_OPTIONS: Readonly<Record<string, CheckReader | undefined>> = {
  'tcp-check': plain('tcp-check'),
  'redis-check': plain('redis-check'),
  'ldap-check': plain('ldap-check'),
  'ssl-hello-chk': plain('ssl-hello-chk'),
  'spop-check': plain('spop-check'),
  'external-check': plain('external-check'),
  httpchk,
  smtpchk: (d, cx) =>
    optionTooMany(d, 2, cx) ? null : { kind: 'other', name: 'smtpchk', args: d.words.slice(2).map((w) => w.text) },
  'mysql-check': (d, cx) => database(d, cx, false),
  'pgsql-check': (d, cx) => database(d, cx, true),
};

function database(d: Directive, cx: ProxyContext, required: boolean): CheckKind | null {
  const [, head, user, name, mode] = d.words as [Word, Word, Word?, Word?, Word?];
  const fail = (word: Word, message: string): null => {
    cx.report.error(word.span, 'bad-argument', message);
    return null;
  };
  if (!user && required) return fail(head, `'option ${head.text}' wants 'user <name>'`);
  if (user && user.text !== 'user')
    return fail(user, `'option ${head.text}' goes on with 'user', not with '${user.text}'`);
  if (user && !name) return fail(user, `'user' wants a name behind it`);
  if (required && mode) return fail(mode, `'option ${head.text}' takes nothing behind the name`);
  const more = d.words[5];
  if (!required && more) return fail(more, `'option ${head.text}' takes nothing more`);
  if (!required && mode && mode.text !== 'post-41' && mode.text !== 'pre-41')
    return fail(mode, "a user goes on with 'post-41' or 'pre-41'");
  return { kind: 'other', name: head.text, args: d.words.slice(2).map((w) => w.text) };
}

function httpchk(d: Directive, cx: ProxyContext): CheckKind | null {
  const { version } = cx;
  const most = atLeast(version, '3.2') ? 4 : 3;
  if (optionTooMany(d, most, cx)) return null;
  const [first, second, third, host] = d.words.slice(2);
  // One argument alone is a URI.
  const method = second && first ? first.text : 'OPTIONS';
  const uri = second ? second.text : (first?.text ?? '/');
  const proto = third?.text ?? 'HTTP/1.0';
  if (third && /[\r\n]|\\r\\n/.test(third.text)) {
    const hides = third.text.search(/[\r\n]/) >= 0;
    if (hides && atLeast(version, '2.8')) {
      cx.report.error(third.span, 'hidden-headers', 'headers behind the HTTP version are not supported any more', {
        hint: "use 'http-check send hdr <name> <value>'",
      });
      return null;
    }
    if (hides)
      cx.report.warning(third.span, 'hidden-headers', 'headers behind the HTTP version are deprecated', {
        hint: "use 'http-check send hdr <name> <value>'",
      });
  }
  const shown = proto.split(/[\r\n]/)[0]!;
  return { kind: 'httpchk', method, uri, version: shown, ...(host ? { host: host.text } : {}) };
}
