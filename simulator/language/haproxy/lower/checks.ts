/** Health check rules: `http-check …`, `tcp-check …`, and the options that choose a kind of check. */

import { parseAddress } from '../address.ts';
import type { CheckStep, Directive, Word } from '../config.ts';
import { parseExpression } from '../expression.ts';
import { PLACE } from '../keywords/names.ts';
import { badPattern } from '../regex.ts';
import { badVariableName } from '../variables.ts';
import { leadingInteger } from '../words.ts';
import { addCheckStep, forgetCheckSteps } from './check-steps.ts';
import {
  type CheckStepKind,
  didYouMean,
  type Handler,
  ignoredHere,
  type ProxyContext,
  reportExpression,
  tooMany,
} from './context.ts';
import { readFormat } from './formats.ts';

type Draft = {
  -readonly [K in keyof Extract<CheckStep, { type: 'connect' }>]: Extract<CheckStep, { type: 'connect' }>[K];
};

/** Reads one rule's words; `fail` reports and ends it. */
interface Reader {
  readonly words: readonly Word[];
  readonly what: string;
  readonly cx: ProxyContext;
  readonly d: Directive;
  fail(span: Word['span'], code: string, message: string, hint?: string): null;
}

function reader(d: Directive, cx: ProxyContext): Reader {
  const what = d.words
    .slice(0, 2)
    .map((w) => w.text)
    .join(' ');
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
    draft.effective.options.set(
      what.text === 'send-state' ? 'http-check send-state' : 'http-check disable-on-404',
      d.span,
    );
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
  const step: CheckStep = { type: 'comment', span: r.d.span, text: r.what };
  r.cx.report.notSimulated(head.span, 'not-simulated', `'${r.what}' is checked, but not simulated`);
  if (name === 'unset-var') return step;
  if (!value) return r.fail(head.span, 'missing-argument', `'${name}' wants a value behind it`);
  if (name === 'set-var-fmt') return readFormat(value, PLACE.check, r.cx) ? step : null;
  const read = parseExpression(value, 0, r.cx);
  if (read.ok) return step;
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
      if (word.text === 'ssl') step.ssl = true;
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
      }
    } else if (word.text === 'proto' && !['h1', 'h2', 'fcgi', 'none', 'spop'].includes(value.text)) {
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
  const span = r.d.span;
  if (name.endsWith('-lf')) {
    r.cx.report.notSimulated(head.span, 'not-simulated', `'${r.what}' is checked, but not simulated`);
    return readFormat(value, PLACE.check, r.cx) ? { type: 'send', span, data: '' } : null;
  }
  if (name === 'send') return { type: 'send', span, data: value.text };
  const bad = badHex(value.text);
  return bad ? r.fail(value.span, 'bad-hex', bad) : { type: 'send', span, data: fromHex(value.text) };
}

function badHex(text: string): string | null {
  const bad = /[^0-9A-Fa-f]/.exec(text);
  if (text.length % 2 === 1) return 'an even number of hexadecimal digits is expected';
  return bad ? `a hexadecimal digit is expected (found '${bad[0]}')` : null;
}

function fromHex(text: string): string {
  return text.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}

const SEND_VALUES = ['meth', 'uri', 'uri-lf', 'ver', 'body', 'body-lf', 'comment'];

function httpSend(r: Reader): CheckStep | null {
  const found = new Map<string, Word>();
  const headers: [string, string][] = [];
  for (let i = 2; i < r.words.length; i++) {
    const word = r.words[i]!;
    const value = r.words[i + 1];
    if (word.text === 'hdr') {
      const content = r.words[i + 2];
      if (!value || !content) return r.fail(word.span, 'missing-argument', "'hdr' wants a name and a value");
      // HAProxy makes these itself.
      if (!/^(connection|content-length|transfer-encoding)$/i.test(value.text))
        headers.push([value.text, content.text]);
      if (content.text.includes('%') && !readFormat(content, PLACE.check, r.cx)) return null;
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
    if (word.text.endsWith('-lf') && !readFormat(value, PLACE.check, r.cx)) return null;
    found.set(word.text, value);
    i++;
  }
  const get = (name: string): string | undefined => found.get(name)?.text;
  const body = get('body') ?? get('body-lf');
  return {
    type: 'http-send',
    span: r.d.span,
    method: get('meth') ?? 'GET',
    uri: get('uri') ?? get('uri-lf') ?? '/',
    version: get('ver') ?? 'HTTP/1.0',
    headers,
    ...(body === undefined ? {} : { body }),
  };
}

const STATUSES: Readonly<Record<string, readonly string[]>> = {
  'ok-status': ['L7OK', 'L7OKC', 'L6OK', 'L4OK'],
  'error-status': ['L7OKC', 'L7RSP', 'L7STS', 'L6RSP', 'L4CON'],
  'tout-status': ['L7TOUT', 'L6TOUT', 'L4TOUT'],
};
const EXPECT_VALUES = [
  'min-recv',
  'comment',
  'ok-status',
  'error-status',
  'tout-status',
  'on-success',
  'on-error',
  'status-code',
];
const TCP_MATCHES = ['string', 'rstring', 'string-lf', 'binary', 'rbinary', 'binary-lf'];
const HTTP_MATCHES = ['status', 'rstatus', 'string', 'rstring', 'string-lf', 'hdr', 'fhdr'];

function expect(r: Reader, http: boolean): CheckStep | null {
  const matches = http ? HTTP_MATCHES : TCP_MATCHES;
  const { words } = r;
  let found: { match: string; pattern: Word; negated: boolean } | null = null;
  let minRecvBytes: number | undefined;
  if (words.length === 2)
    return r.fail(
      words[1]!.span,
      'missing-argument',
      `'${r.what}' wants something to match`,
      `one of: ${matches.join(', ')}`,
    );
  for (let i = 2; i < words.length; i++) {
    let word = words[i]!;
    let { text } = word;
    if (EXPECT_VALUES.includes(text)) {
      const value = words[++i];
      if (!value) return r.fail(word.span, 'missing-argument', `'${text}' wants a value behind it`);
      const statuses = STATUSES[text];
      if (statuses && !statuses.includes(value.text))
        return r.fail(
          value.span,
          'bad-choice',
          `'${text}' does not know '${value.text}'`,
          `one of: ${statuses.join(', ')}`,
        );
      if (text === 'min-recv') minRecvBytes = leadingInteger(value.text);
      continue;
    }
    let negated = false;
    if (text.startsWith('!')) {
      negated = true;
      if (text === '!') {
        word = words[++i] ?? word;
        text = word.text;
      } else text = text.slice(1);
    }
    if (!matches.includes(text)) {
      r.cx.report.error(word.span, 'unknown-argument', `'${r.what}' does not know '${text}'`, {
        hint: `one of: ${matches.join(', ')}`,
        ...didYouMean(text, matches, word.span),
      });
      return null;
    }
    if (found) return r.fail(word.span, 'duplicate-argument', `'${r.what}' takes one pattern only`);
    if (text === 'hdr' || text === 'fhdr') {
      const next = headerMatch(r, i);
      if (next === null) return null;
      found = { match: text, pattern: word, negated };
      i = next - 1;
      continue;
    }
    const pattern = words[++i];
    if (!pattern) return r.fail(word.span, 'missing-argument', `'${text}' wants a pattern behind it`);
    if (!checkPattern(r, text, pattern)) return null;
    found = { match: text, pattern, negated };
  }
  if (!found) return r.fail(words[1]!.span, 'missing-argument', `'${r.what}' wants something to match`);
  const { match, pattern, negated } = found;
  const modelled = ['string', 'rstring', 'binary', 'rbinary', 'status', 'rstatus'].includes(match);
  if (!modelled)
    r.cx.report.notSimulated(words[2]!.span, 'not-simulated', `'${r.what} ${match}' is checked, but not simulated`);
  return {
    type: 'expect',
    span: r.d.span,
    negated: modelled && negated,
    match: (modelled ? match : 'string') as Extract<CheckStep, { type: 'expect' }>['match'],
    pattern: !modelled ? '' : match === 'binary' ? fromHex(pattern.text) : pattern.text,
    ...(minRecvBytes === undefined ? {} : { minRecvBytes }),
  };
}

function checkPattern(r: Reader, match: string, pattern: Word): boolean {
  const fail = (code: string, message: string): boolean => {
    r.fail(pattern.span, code, message);
    return false;
  };
  if (match === 'binary') {
    const bad = badHex(pattern.text);
    return bad ? fail('bad-hex', bad) : true;
  }
  if (match.startsWith('r')) {
    const bad = badPattern(pattern.text);
    return bad ? fail('bad-pattern', `regular expression '${pattern.text}' is invalid: ${bad}`) : true;
  }
  if (match === 'status') {
    const bad = /[^0-9,-]/.exec(pattern.text);
    if (bad) return fail('bad-status', `unexpected character '${bad[0]}' in the list of statuses`);
    return (
      /^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(pattern.text) ||
      fail('bad-status', `'${pattern.text}' is not a list of statuses`)
    );
  }
  return match.endsWith('-lf') ? readFormat(pattern, PLACE.check, r.cx) !== null : true;
}

const HEADER_METHODS = ['str', 'beg', 'end', 'sub', 'reg'];

/** `hdr name [-m <method>] <name> [value [-m <method>] <value>]`: index behind it, or null. */
function headerMatch(r: Reader, from: number): number | null {
  const { words } = r;
  let i = from + 1;
  for (const part of ['name', 'name-lf', 'value', 'value-lf']) {
    if (words[i]?.text !== part) continue;
    i++;
    if (words[i]?.text === '-m') {
      const method = words[i + 1];
      if (!method || !HEADER_METHODS.includes(method.text))
        return r.fail(
          (method ?? words[i]!).span,
          'bad-choice',
          `'-m' does not know '${method?.text ?? ''}' here`,
          `one of: ${HEADER_METHODS.join(', ')}`,
        );
      i += 2;
    }
    if (!words[i]) return r.fail(words[i - 1]!.span, 'missing-argument', `'${part}' wants a text behind it`);
    i++;
  }
  return i > from + 1 ? i : r.fail(words[from]!.span, 'missing-argument', `'${words[from]!.text}' goes on with 'name'`);
}

export const externalCheck: Handler = (d, cx) => {
  const { report, draft } = cx;
  const [head, what, value] = d.words;
  if (what?.text !== 'command' && what?.text !== 'path')
    return report.error((what ?? head!).span, 'bad-choice', "'external-check' goes on with 'command' or 'path'");
  if (!value) return report.error(what.span, 'missing-argument', `'external-check ${what.text}' wants a value`);
  if (what.text === 'command') draft.effective.externalCheckCommand = value.text;
  else draft.effective.externalCheckPath = true;
  tooMany(d, 2, cx);
};
