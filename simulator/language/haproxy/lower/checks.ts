/** Health check rules: `http-check …`, `tcp-check …`, and the options that choose a kind of check. */

import { parseAddress } from '../address.ts';
import type { CheckStep, Directive, Format, Word } from '../config.ts';
import { parseExpression } from '../expression.ts';
import { PLACE } from '../keywords/names.ts';
import { badVariableName } from '../variables.ts';
import { expect } from './check-expect.ts';
import { badHex, fromHex, type Reader } from './check-reader.ts';
import { addCheckStep, forgetCheckSteps } from './check-steps.ts';
import {
  at,
  type CheckStepKind,
  didYouMean,
  type Handler,
  ignoredHere,
  type ProxyContext,
  reportExpression,
  tooMany,
  withEntry,
} from './context.ts';
import { readFormat } from './formats.ts';

type Draft = {
  -readonly [K in keyof Extract<CheckStep, { type: 'connect' }>]: Extract<CheckStep, { type: 'connect' }>[K];
};

function reader(d: Directive, cx: ProxyContext): Reader {
  const [first, second] = [d.words[0]!.text, d.words[1]?.text];
  const what = second === undefined ? first : `${first} ${second}`;
  return {
    words: d.words,
    what,
    cx,
    d,
    fail: (span, code, message, hint) => {
      cx.report.error(span, code, message, hint ? { hint } : {});
      return null;
    },
  };
}

const VARIABLE_ACTIONS = ['set-var', 'set-var-fmt', 'unset-var'];

export const httpCheck: Handler = (d, cx) => {
  const { draft } = cx;
  ignoredHere(d, 'backend', 'http-check', cx);
  const r = reader(d, cx);
  const what = d.words[1];
  if (what?.text === 'disable-on-404' || what?.text === 'send-state') {
    const extra = d.words[2];
    if (extra)
      return void r.fail(
        extra.span,
        'unexpected-argument',
        `'http-check' cannot handle unexpected argument '${extra.text}'`,
      );
    if (what.text === 'disable-on-404') draft.settings.httpCheckRules.push({ type: 'disable-on-404', span: d.span });
    const name = what.text === 'send-state' ? 'http-check send-state' : 'http-check disable-on-404';
    draft.effective.options = withEntry(draft.effective.options, name, d.span);
    return;
  }
  const names = ['disable-on-404', 'send-state', 'comment', 'connect', 'send', 'expect', ...VARIABLE_ACTIONS];
  const step = placeStep(r, readStep(r, what, names, true), true);
  if (!step) return;
  draft.settings.httpCheckRules.push(step);
  if (draft.effective.check?.kind !== 'httpchk') draft.effective.httpCheckRules++;
};

export const tcpCheck: Handler = (d, cx) => {
  const { draft } = cx;
  ignoredHere(d, 'backend', 'tcp-check', cx);
  const r = reader(d, cx);
  const names = [
    'comment',
    'connect',
    'send',
    'send-binary',
    'send-lf',
    'send-binary-lf',
    'expect',
    ...VARIABLE_ACTIONS,
  ];
  const what = d.words[1];
  const step = placeStep(r, readStep(r, what, names, false), false);
  if (!step) return;
  draft.settings.tcpCheckRules.push(step);
  if (draft.effective.check?.kind !== 'tcp-check') draft.effective.tcpCheckRules++;
};

/** Puts a rule behind the others; null when it may not stand there. */
function placeStep(r: Reader, step: CheckStep | null, http: boolean): CheckStep | null {
  if (!step) {
    forgetCheckSteps(http, r.cx);
    return null;
  }
  const bad = addCheckStep(kindOf(step, r), http, r.cx);
  return bad === null ? step : r.fail(r.words[1]!.span, 'bad-check-order', bad);
}

function kindOf(step: CheckStep, r: Reader): CheckStepKind {
  if (step.type === 'connect') {
    const port = step.port !== undefined;
    const addr = r.words[r.words.findIndex((w) => w.text === 'addr') + 1]?.text ?? '';
    return port || /:\d+$/.test(addr) ? 'connect to port' : 'connect';
  }
  if (step.type === 'http-send' || step.type === 'send') return 'send';
  return step.type === 'expect' ? 'expect' : 'other';
}

function readStep(r: Reader, what: Word | undefined, names: readonly string[], http: boolean): CheckStep | null {
  const text = what?.text ?? '';
  const name = /^(set-var-fmt|set-var|unset-var)\(/.exec(text)?.[1] ?? text;
  if (!what || !names.includes(name)) {
    const span = (what ?? r.words[0]!).span;
    r.cx.report.error(span, 'unknown-argument', `'${r.words[0]!.text}' does not know '${text}'`, {
      hint: `one of: ${names.join(', ')}`,
      ...(what ? didYouMean(text, names, span) : {}),
    });
    return null;
  }
  if (name === 'connect') return connect(r);
  if (name === 'expect') return expect(r, http);
  if (name === 'comment') {
    const comment = r.words[2];
    return comment
      ? { type: 'comment', span: r.d.span, text: comment.text }
      : r.fail(what.span, 'missing-argument', "'comment' wants a text");
  }
  if (VARIABLE_ACTIONS.includes(name)) return variable(r, name);
  return http ? httpSend(r) : send(r, name);
}

function variable(r: Reader, name: string): CheckStep | null {
  const head = r.words[1]!;
  const inner = /\(([^),]*)[^)]*\)$/.exec(head.text)?.[1];
  const bad =
    inner === undefined ? `'${name}' wants a variable between parentheses` : badVariableName(inner, r.cx.version);
  if (bad) return r.fail(head.span, 'bad-variable', bad);
  const value = r.words[2];
  const step: CheckStep = { type: 'variable', span: r.d.span, name: inner! };
  if (name === 'unset-var') return step;
  if (!value) return r.fail(head.span, 'missing-argument', `'${name}' wants a value behind it`);
  if (name === 'set-var-fmt') {
    const format = readFormat(value, PLACE.check, r.cx);
    return format && { ...step, format };
  }
  const read = parseExpression(value, 0, r.cx);
  if (read.ok) return { ...step, expr: read.value.sample };
  reportExpression(read.error, '', r.cx);
  return null;
}

const CONNECT_FLAGS = ['default', 'send-proxy', 'via-socks4', 'linger', 'ssl'];
const CONNECT_VALUES = ['addr', 'port', 'sni', 'alpn', 'proto', 'comment'];

function connect(r: Reader): CheckStep | null {
  const step: Draft = { type: 'connect', span: r.d.span, linger: false, sendProxy: false, ssl: false };
  for (let i = 2; i < r.words.length; i++) {
    const word = r.words[i]!;
    if (CONNECT_FLAGS.includes(word.text)) {
      if (word.text === 'linger') step.linger = true;
      if (word.text === 'send-proxy') step.sendProxy = true;
      if (word.text === 'default') step.isDefault = true;
      if (word.text === 'ssl') step.ssl = r.cx.draft.effective.checksOverTls = true;
      continue;
    }
    if (!CONNECT_VALUES.includes(word.text)) {
      const names = [...CONNECT_FLAGS, ...CONNECT_VALUES];
      r.cx.report.error(word.span, 'unknown-argument', `'${r.what}' does not know '${word.text}'`, {
        hint: `one of: ${names.join(', ')}`,
        ...didYouMean(word.text, names, word.span),
      });
      return null;
    }
    const value = r.words[++i];
    if (!value) return r.fail(word.span, 'missing-argument', `'${word.text}' wants a value behind it`);
    if (word.text === 'addr') {
      const read = parseAddress(value.text, { port: 'optional' }, r.cx.version);
      if (!read.ok) return r.fail(value.span, 'bad-address', read.message);
      step.addr = read.address.host;
      if (read.address.port.kind === 'single') step.port = read.address.port.port;
    } else if (word.text === 'port') {
      if (/^\d+$/.test(value.text)) {
        step.port = Number(value.text);
        if (step.port < 1 || step.port > 65535)
          return r.fail(value.span, 'out-of-range', 'a port is between 1 and 65535');
      } else {
        const read = parseExpression(value, 0, r.cx);
        if (!read.ok) {
          reportExpression(read.error, "'port': ", r.cx);
          return null;
        }
        step.portExpr = read.value.sample;
      }
    } else if (word.text === 'comment') step.comment = value.text;
    else if (word.text === 'sni') step.sni = value.text;
    else if (word.text === 'alpn') step.alpn = value.text.split(',').filter((one) => one !== '');
    else if (word.text === 'proto' && !['h1', 'h2', 'fcgi', 'none', 'spop'].includes(value.text)) {
      return r.fail(value.span, 'bad-choice', `'proto' does not know '${value.text}'`);
    } else if (word.text === 'proto' && r.words[0]!.text === 'tcp-check' && value.text !== 'none') {
      return r.fail(value.span, 'bad-choice', `'${value.text}' is not a protocol for tcp-check`);
    }
  }
  return step;
}

function send(r: Reader, name: string): CheckStep | null {
  const value = r.words[2];
  const head = r.words[1]!;
  if (!value)
    return r.fail(
      head.span,
      'missing-argument',
      `'${name}' wants ${name.includes('binary') ? 'hexadecimal digits' : 'a text'}`,
    );
  for (let i = 3; i < r.words.length; i += 2) {
    const word = r.words[i]!;
    if (word.text !== 'comment')
      return r.fail(word.span, 'unexpected-argument', `'${r.what}' goes on with 'comment', not with '${word.text}'`);
    if (!r.words[i + 1]) return r.fail(word.span, 'missing-argument', "'comment' wants a text");
  }
  const step = { type: 'send', span: r.d.span, ...commentOf(r) } as const;
  if (name.endsWith('-lf')) {
    const format = readFormat(value, PLACE.check, r.cx);
    return format && { ...step, data: '', format, hex: name === 'send-binary-lf' };
  }
  if (name === 'send') return { ...step, data: value.text };
  const bad = badHex(value.text);
  return bad ? r.fail(value.span, 'bad-hex', bad) : { ...step, data: fromHex(value.text) };
}

/** A comment at the end of a rule. */
function commentOf({ words }: Reader): { readonly comment?: string } {
  const at = words.findIndex((word, index) => index > 2 && word.text === 'comment');
  return at > 0 && words[at + 1] ? { comment: words[at + 1]!.text } : {};
}

const SEND_VALUES = ['meth', 'uri', 'uri-lf', 'ver', 'body', 'body-lf', 'comment'];

function httpSend(r: Reader): CheckStep | null {
  const found = new Map<string, Word>();
  const headers: [string, string][] = [];
  const headerFormats: (Format | null)[] = [];
  const formats = new Map<string, Format>();
  for (let i = 2; i < r.words.length; i++) {
    const word = r.words[i]!;
    const value = r.words[i + 1];
    if (word.text === 'hdr') {
      const content = r.words[i + 2];
      if (!value || !content) return r.fail(word.span, 'missing-argument', "'hdr' wants a name and a value");
      // HAProxy makes these itself.
      const format = content.text.includes('%') ? readFormat(content, PLACE.check, r.cx) : undefined;
      if (format === null) return null;
      if (!/^(content-length|transfer-encoding)$/i.test(value.text)) {
        headers.push([value.text, content.text]);
        headerFormats.push(format ?? null);
      }
      i += 2;
      continue;
    }
    if (!SEND_VALUES.includes(word.text)) {
      r.cx.report.error(word.span, 'unknown-argument', `'${r.what}' does not know '${word.text}'`, {
        hint: `one of: ${SEND_VALUES.join(', ')}, hdr`,
        ...didYouMean(word.text, [...SEND_VALUES, 'hdr'], word.span),
      });
      return null;
    }
    if (!value) return r.fail(word.span, 'missing-argument', `'${word.text}' wants a value behind it`);
    if (word.text.endsWith('-lf')) {
      const format = readFormat(value, PLACE.check, r.cx);
      if (!format) return null;
      formats.set(word.text, format);
    }
    found.set(word.text, value);
    i++;
  }
  const get = (name: string): string | undefined => found.get(name)?.text;
  const body = get('body') ?? get('body-lf');
  return {
    type: 'http-send',
    span: r.d.span,
    method: get('meth') ?? '',
    uri: get('uri') ?? get('uri-lf') ?? '',
    version: get('ver') ?? '',
    headers,
    ...(headerFormats.some((format) => format) ? { headerFormats } : {}),
    ...(formats.has('uri-lf') ? { uriFormat: formats.get('uri-lf')! } : {}),
    ...(formats.has('body-lf') ? { bodyFormat: formats.get('body-lf')! } : {}),
    ...(body === undefined ? {} : { body }),
  };
}

export const externalCheck: Handler = (d, cx) => {
  const { report, draft } = cx;
  const [head, what, value] = d.words;
  if (what?.text !== 'command' && what?.text !== 'path')
    return report.error((what ?? head!).span, 'bad-choice', "'external-check' goes on with 'command' or 'path'");
  if (!value) return report.error(what.span, 'missing-argument', `'external-check ${what.text}' wants a value`);
  draft.settings.other[`external-check ${what.text}`] = at([value.text], d.span);
  if (what.text === 'command') draft.effective.externalCheckCommand = value.text;
  else draft.effective.externalCheckPath = true;
  tooMany(d, 2, cx);
};
