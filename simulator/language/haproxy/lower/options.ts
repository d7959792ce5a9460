/** `option …`. */
import { isIpv4Network, isIpv6Network } from '../address.ts';
import type { Directive, Word } from '../config.ts';
import { plainOptions } from '../keywords/names.ts';
import { OPTIONS, optionNames } from '../keywords/options.ts';
import { atLeast } from '../version.ts';
import { leadingInteger } from '../words.ts';
import { checkOption, optionTooMany } from './check-options.ts';
import {
  at,
  didYouMean,
  type Handler,
  ignoredHere,
  type LogFormatKind,
  missing,
  type ProxyContext,
  warnIfDeprecated,
  withEntry,
  withoutEntry,
} from './context.ts';
import { warnIfBackend, warnIfOverrides } from './logging.ts';
import { transparentServer } from './successors.ts';

const GONE: Readonly<Record<string, string>> = {
  forceclose: "it is gone since HAProxy 2.0: remove it, or write 'option httpclose'",
  'http-tunnel': 'it is gone since HAProxy 2.1: remove it',
  http_proxy: "it is gone since HAProxy 2.5: use 'http-request set-dst' and 'http-request set-uri'",
};

/** The connection modes override each other. */
const CONNECTION_MODES = ['httpclose', 'http-server-close', 'http-keep-alive'];

export const option: Handler = (d, cx) => {
  const { report, version } = cx;
  const name = d.words[1];
  if (!name) return missing(d, "'option' wants a name", cx);
  const { text } = name;
  const plain = plainOptions(version).get(text);
  if (plain) {
    if (optionTooMany(d, 0, cx)) return;
    // Up to 3.0 HAProxy counts 'default' itself as one word too many.
    if (d.prefix === 'default' && !atLeast(version, '3.2'))
      return report.error(d.span, 'bad-negation', `'default' may not stand in front of 'option ${text}'`);
    if (OLD_VIOLATIONS.has(text) && atLeast(version, '3.2')) return;
    const here = (plain.frontend && cx.fe) || (plain.backend && cx.be);
    if (!here) return misplaced(d, text, plain.frontend ? 'frontend' : 'backend', cx);
    if (text === 'transparent')
      warnIfDeprecated(
        d,
        `option ${text}`,
        'a server with the address 0.0.0.0 does the same',
        cx,
        transparentServer(d, cx),
      );
    return setPlain(d, text, cx);
  }
  if (Object.hasOwn(GONE, text)) return report.error(d.span, 'removed-keyword', `'option ${text}': ${GONE[text]}`);
  if (CONNECTION_MODES.includes(text) && d.prefix !== 'default') return connectionMode(d, text, cx);
  if (text === 'redispatch') return redispatch(d, cx);
  if (OLD_VIOLATIONS.has(text) && atLeast(version, '3.2') && !d.prefix) return oldViolation(d, text, cx);
  if (text === 'forwarded' && atLeast(version, '2.8')) return forwarded(d, cx);
  if (d.prefix) return report.error(d.span, 'bad-negation', `'${d.prefix}' may not stand in front of 'option ${text}'`);
  if (checkOption(d, cx)) return;
  const handler = HANDLERS[text];
  if (handler) return handler(d, cx);
  report.error(
    name.span,
    'unknown-option',
    `unknown option '${text}'`,
    didYouMean(text, optionNames(version), name.span),
  );
};

/** From 3.2 on, HAProxy warns and then takes the name for an unknown one. */
function misplaced(d: Directive, name: string, side: 'frontend' | 'backend', cx: ProxyContext): void {
  const { report, version, draft } = cx;
  ignoredHere(d, side, name, cx);
  if (!atLeast(version, '3.2')) return;
  const message = `'option ${name}' may not stand in ${draft.kind} sections`;
  report.error(d.words[1]!.span, 'misplaced-option', message, { hint: 'remove it, or use it in a defaults section' });
}

function setPlain(d: Directive, name: string, cx: ProxyContext): void {
  const { draft } = cx;
  const on = d.prefix === null;
  const { effective } = draft;
  effective.options = on ? withEntry(effective.options, name, d.span) : withoutEntry(effective.options, name);
  if (d.prefix === 'default') delete draft.settings.options[name];
  else draft.settings.options[name] = at(on, d.span);
}

function connectionMode(d: Directive, name: string, cx: ProxyContext): void {
  if (optionTooMany(d, 0, cx)) return;
  const { settings, effective } = cx.draft;
  if (d.prefix === 'no') {
    effective.options = withoutEntry(effective.options, name);
    settings.options[name] = at(false, d.span);
    return;
  }
  for (const mode of CONNECTION_MODES) {
    effective.options = withoutEntry(effective.options, mode);
    if (mode !== name && settings.options[mode]?.value) delete settings.options[mode];
  }
  effective.options = withEntry(effective.options, name, d.span);
  settings.options[name] = at(true, d.span);
}

function redispatch(d: Directive, cx: ProxyContext): void {
  if (ignoredHere(d, 'backend', 'redispatch', cx)) return;
  const value = d.words[2];
  const interval = value ? leadingInteger(value.text) : -1;
  const enabled = d.prefix === null && interval !== 0;
  if (d.prefix === 'default') delete cx.draft.settings.redispatch;
  else cx.draft.settings.redispatch = at({ enabled, interval }, d.span);
}

const OLD_VIOLATIONS = new Set(['accept-invalid-http-request', 'accept-invalid-http-response']);

function oldViolation(d: Directive, name: string, cx: ProxyContext): void {
  if (optionTooMany(d, 0, cx)) return;
  const isRequest = name.endsWith('request');
  if (ignoredHere(d, isRequest ? 'frontend' : 'backend', name, cx)) return;
  const instead = `accept-unsafe-violations-in-http-${isRequest ? 'request' : 'response'}`;
  const span = d.words[1]!.span;
  cx.report.warning(span, 'deprecated', `'option ${name}' is deprecated`, {
    hint: `write 'option ${instead}', if it is needed at all`,
    fixes: [{ title: `Write '${instead}'`, edits: [{ span, text: instead }] }],
  });
  setPlain(d, instead, cx);
}

const FORWARDED = ['proto', 'host', 'by', 'by_port', 'for', 'for_port'];
const FORWARDED_EXPRESSIONS = ['host-expr', 'by-expr', 'by_port-expr', 'for-expr', 'for_port-expr'];

/** `option forwarded [proto] [host | host-expr <expression>] …`. */
function forwarded(d: Directive, cx: ProxyContext): void {
  const { report, draft } = cx;
  const { settings } = draft;
  if (!d.prefix && ignoredHere(d, 'backend', 'option forwarded', cx)) return;
  if (d.prefix === 'default') {
    delete settings.forwarded;
    draft.effective.forwarded = false;
    return;
  }
  if (d.prefix === 'no') {
    settings.forwarded = at(null, d.span);
    draft.effective.forwarded = false;
    return;
  }
  const seen = new Set<string>();
  for (let i = 2; i < d.words.length; i++) {
    const word = d.words[i]!;
    const takes = FORWARDED_EXPRESSIONS.includes(word.text);
    if (!takes && !FORWARDED.includes(word.text)) {
      const names = [...FORWARDED, ...FORWARDED_EXPRESSIONS];
      return report.error(word.span, 'unknown-argument', `'option forwarded' does not know '${word.text}'`, {
        hint: `one of: ${names.join(', ')}`,
        ...didYouMean(word.text, names, word.span),
      });
    }
    seen.add(word.text.replace('-expr', ''));
    if (!takes) continue;
    const value = d.words[++i];
    if (!value) return report.error(word.span, 'missing-argument', `'${word.text}' wants an expression behind it`);
    draft.lateExpressions.push({ word: value, span: d.span });
  }
  for (const side of ['by', 'for'])
    if (seen.has(`${side}_port`) && !seen.has(side))
      report.warning(d.span, 'useless', `'${side}_port' is ignored without '${side}'`);
  draft.effective.forwarded = true;
  settings.forwarded = at(
    d.words.slice(2).map(({ text }) => text),
    d.span,
  );
}

type OptionHandler = (d: Directive, cx: ProxyContext) => void;

function log(kind: 'tcplog' | 'httplog' | 'httpslog'): OptionHandler {
  return (d, cx) => {
    const { report, draft, version } = cx;
    const mode = d.words[2];
    const takesClf = kind === 'httplog' || (kind === 'tcplog' && atLeast(version, '3.2'));
    let full: LogFormatKind = kind;
    if (mode && takesClf) {
      if (mode.text !== 'clf')
        return report.error(mode.span, 'bad-choice', `'option ${kind}' goes on with 'clf' or nothing`);
      if (optionTooMany(d, 1, cx)) return;
      full = `${kind as 'httplog' | 'tcplog'} clf`;
    }
    warnIfOverrides(d, `option ${full}`, cx);
    draft.effective.logFormat = { kind: full, word: null, span: d.span };
    draft.settings.options[kind] = at(true, d.span);
    if (full.endsWith('clf')) draft.settings.options[full] = at(true, d.span);
    // The kinds override each other, and log-format.
    for (const other of ['tcplog', 'httplog', 'httpslog']) if (other !== kind) delete draft.settings.options[other];
    delete draft.settings.logFormat;
    if (mode && kind === 'tcplog' && !takesClf && optionTooMany(d, 0, cx)) return;
    warnIfBackend(d, `option ${kind}`, cx);
  };
}

function forwardfor(d: Directive, cx: ProxyContext): void {
  const { report, draft } = cx;
  const read = readExcept(d, ['except', 'header', 'if-none'], cx);
  if (!read) return;
  draft.effective.forwardfor = true;
  draft.settings.forwardfor = at({ enabled: true, ifNone: read.flags.has('if-none'), ...read.values }, d.span);
  void report;
}

function originalto(d: Directive, cx: ProxyContext): void {
  const read = readExcept(d, ['except', 'header', ...(atLeast(cx.version, '2.8') ? ['if-none'] : [])], cx);
  if (!read) return;
  cx.draft.settings.originalto = at({ enabled: true, ifNone: read.flags.has('if-none'), ...read.values }, d.span);
  cx.draft.effective.originalto = true;
  cx.draft.settings.options['originalto'] = at(true, d.span);
}

function readExcept(
  d: Directive,
  names: readonly string[],
  cx: ProxyContext,
): { values: { except?: string; header?: string }; flags: Set<string> } | null {
  const values: { except?: string; header?: string } = {};
  const flags = new Set<string>();
  const fail = (word: Word, message: string): null => {
    cx.report.error(word.span, 'bad-argument', message);
    return null;
  };
  for (let i = 2; i < d.words.length; i++) {
    const word = d.words[i]!;
    if (!names.includes(word.text))
      return fail(word, `'option ${d.words[1]!.text}' does not know '${word.text}': one of ${names.join(', ')}`);
    if (word.text === 'if-none') {
      flags.add('if-none');
      continue;
    }
    const value = d.words[++i];
    if (!value) return fail(word, `'${word.text}' wants a value behind it`);
    if (word.text === 'except') {
      if (!isIpv4Network(value.text, false) && !isIpv6Network(value.text))
        return fail(value, `'except' wants an address or a network, not '${value.text}'`);
      values.except = value.text;
    } else values.header = value.text;
  }
  return { values, flags };
}

function tcpka(d: Directive, cx: ProxyContext): void {
  if (optionTooMany(d, 0, cx)) return;
  if (cx.fe) cx.draft.settings.options['clitcpka'] = at(true, d.span);
  if (cx.be) cx.draft.settings.options['srvtcpka'] = at(true, d.span);
}

function restrictNames(d: Directive, cx: ProxyContext): void {
  const value = d.words[2];
  const choices = ['preserve', 'reject', 'delete'];
  if (d.words[3])
    return cx.report.error(
      d.words[3].span,
      'unexpected-argument',
      `'option ${d.words[1]!.text}' cannot handle unexpected argument '${d.words[3].text}'`,
    );
  if (!value || !choices.includes(value.text))
    return cx.report.error(
      (value ?? d.words[1]!).span,
      'bad-choice',
      `'option ${d.words[1]!.text}' wants one of ${choices.join(', ')}`,
    );
  cx.draft.settings.other['option http-restrict-req-hdr-names'] = at([value.text], d.span);
}

const HANDLERS: Readonly<Record<string, OptionHandler | undefined>> = {
  httplog: log('httplog'),
  tcplog: log('tcplog'),
  httpslog: log('httpslog'),
  forwardfor,
  originalto,
  tcpka,
  'http-restrict-req-hdr-names': restrictNames,
};

export { OPTIONS };
