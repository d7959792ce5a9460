/** Who stays with which server: `cookie`, `stick-table`, `stick`, `persist`, `dynamic-cookie-key`. */
import type { Condition, CookieConfig, Directive, StickRule, StickTableConfig, Word } from '../config.ts';
import { parseExpression } from '../expression.ts';
import { PLACE } from '../keywords/names.ts';
import { parseSize } from '../size.ts';
import { atLeast } from '../version.ts';
import { leadingInteger } from '../words.ts';
import { readCondition } from './conditions.ts';
import {
  after,
  at,
  didYouMean,
  type Handler,
  ignoredHere,
  kindWord,
  missing,
  notInDefaults,
  type ProxyContext,
  reportExpression,
} from './context.ts';
import { readTimeWord } from './value.ts';

const COOKIE_FLAGS = [
  'rewrite',
  'indirect',
  'insert',
  'nocache',
  'postonly',
  'preserve',
  'prefix',
  'httponly',
  'secure',
  'dynamic',
];
const COOKIE_VALUES = ['domain', 'maxidle', 'maxlife', 'attr'];

export const cookie: Handler = (d, cx) => {
  const { report, draft } = cx;
  ignoredHere(d, 'backend', 'cookie', cx);
  const name = d.words[1];
  if (!name) return missing(d, "'cookie' wants a name", cx);
  const flags = new Set<string>();
  const domains: string[] = [];
  const attrs: string[] = [];
  const seconds: { maxidleSeconds?: number; maxlifeSeconds?: number } = {};
  for (let i = 2; i < d.words.length; i++) {
    const word = d.words[i]!;
    if (COOKIE_FLAGS.includes(word.text)) {
      if (word.text === 'dynamic') ignoredHere(d, 'backend', 'dynamic', cx);
      flags.add(word.text);
      continue;
    }
    if (!COOKIE_VALUES.includes(word.text)) {
      const known = [...COOKIE_FLAGS, ...COOKIE_VALUES];
      return report.error(word.span, 'unknown-argument', `'cookie' does not know '${word.text}'`, {
        hint: `one of: ${known.join(', ')}`,
        ...didYouMean(word.text, known, word.span),
      });
    }
    const value = d.words[++i];
    if (!value) return report.error(word.span, 'missing-argument', `'${word.text}' wants a value behind it`);
    if (word.text === 'domain') {
      if (!readDomain(value, cx)) return;
      domains.push(value.text);
    } else if (word.text === 'attr') {
      const bad = /[\0-\x1f\x7f;]/.exec(value.text);
      if (bad) return report.error(value.span, 'bad-character', `'${bad[0]}' may not stand in a cookie's attribute`);
      attrs.push(value.text);
    } else {
      const time = readTimeWord(word.text, value, 's', cx);
      if (time === null) return;
      if (word.text === 'maxidle') seconds.maxidleSeconds = time;
      else seconds.maxlifeSeconds = time;
    }
  }
  checkModes(d, flags, cx);
  const mode = flags.has('insert')
    ? 'insert'
    : flags.has('rewrite')
      ? 'rewrite'
      : flags.has('prefix')
        ? 'prefix'
        : 'passive';
  const config: CookieConfig = {
    name: name.text,
    mode,
    indirect: flags.has('indirect'),
    nocache: flags.has('nocache'),
    postonly: flags.has('postonly'),
    preserve: flags.has('preserve'),
    httponly: flags.has('httponly'),
    secure: flags.has('secure'),
    dynamic: flags.has('dynamic'),
    domains,
    attrs,
    ...seconds,
  };
  draft.settings.cookie = at(config, d.span);
  draft.effective.cookie = config;
};

function readDomain(word: Word, cx: ProxyContext): boolean {
  if (!word.text.includes('.')) {
    cx.report.warning(
      word.span,
      'domain-without-dot',
      `domain '${word.text}' has no dot in it: clients may ignore the cookie`,
    );
  }
  const bad = /[^A-Za-z0-9._-]/.exec(word.text);
  if (!bad) return true;
  cx.report.error(word.span, 'bad-character', `'${bad[0]}' may not stand in a domain`);
  return false;
}

function checkModes(d: Directive, flags: ReadonlySet<string>, cx: ProxyContext): void {
  const error = (message: string): void => cx.report.error(d.span, 'incompatible', message);
  if (flags.has('rewrite') && flags.has('indirect')) error("'rewrite' and 'indirect' do not go together");
  if (['rewrite', 'insert', 'prefix'].filter((m) => flags.has(m)).length > 1)
    error("of 'rewrite', 'insert' and 'prefix', only one may be said");
  if (flags.has('preserve') && !flags.has('insert') && !flags.has('indirect'))
    error("'preserve' needs 'insert' or 'indirect'");
}

export const dynamicCookieKey: Handler = (d, cx) => {
  ignoredHere(d, 'backend', 'dynamic-cookie-key', cx);
  const key = d.words[1];
  if (!key) return missing(d, "'dynamic-cookie-key' wants a key", cx);
  cx.draft.settings.other['dynamic-cookie-key'] = at([key.text], d.span);
};

const TABLE_TYPES = ['ip', 'ipv6', 'integer', 'string', 'binary'] as const;

/** Counters that a table can keep; `t`: with a period between parentheses, `n`: with a count. */
const STORE: Readonly<Record<string, '' | 't' | 'n' | 'nt'>> = {
  server_id: '',
  server_key: '',
  gpt0: '',
  gpt: 'n',
  gpc0: '',
  gpc0_rate: 't',
  gpc1: '',
  gpc1_rate: 't',
  gpc: 'n',
  gpc_rate: 'nt',
  conn_cnt: '',
  conn_rate: 't',
  conn_cur: '',
  sess_cnt: '',
  sess_rate: 't',
  http_req_cnt: '',
  http_req_rate: 't',
  http_err_cnt: '',
  http_err_rate: 't',
  http_fail_cnt: '',
  http_fail_rate: 't',
  bytes_in_cnt: '',
  bytes_in_rate: 't',
  bytes_out_cnt: '',
  bytes_out_rate: 't',
  glitch_cnt: '',
  glitch_rate: 't',
};

/** Arrays, and what they stand in for. */
const ARRAYS = [
  ['gpt', 'gpt0'],
  ['gpc', 'gpc0', 'gpc1'],
  ['gpc_rate', 'gpc0_rate', 'gpc1_rate'],
];

export const STORE_NAMES: readonly string[] = Object.keys(STORE);

export const stickTable: Handler = (d, cx) => {
  const { report, draft } = cx;
  if (cx.isDefaults)
    return report.error(d.span, 'not-in-defaults', "'stick-table' may not stand in a defaults section");
  if (draft.settings.stickTable) {
    return report.error(
      d.span,
      'duplicate-table',
      `${kindWord(draft)} '${draft.name?.text ?? ''}' has a stick table already`,
    );
  }
  const table = readTable(d, cx);
  if (!table) return;
  draft.settings.stickTable = at(table, d.span);
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Arguments that take a value, and the version that brought them. */
const VALUED: ReadonlySet<string> = new Set([
  'type',
  'size',
  'expire',
  'peers',
  'store',
  'srvkey',
  'write-to',
  'brates-factor',
]);

function readTable(d: Directive, cx: ProxyContext): StickTableConfig | null {
  const { report, version } = cx;
  const table: Mutable<Partial<StickTableConfig>> = { nopurge: false };
  const store: string[] = [];
  let bad = false;
  const fail = (word: Word, code: string, message: string, hint?: string): null => {
    report.error(word.span, code, message, hint ? { hint } : {});
    bad = true;
    return null;
  };
  const words = d.words;
  for (let i = 1; i < words.length && !bad; i++) {
    const word = words[i]!;
    const { text } = word;
    const isNew =
      (text === 'write-to' && !atLeast(version, '3.0')) ||
      (text === 'brates-factor' && !atLeast(version, '3.0')) ||
      (text === 'recv-only' && !atLeast(version, '3.2'));
    if (text === 'nopurge') {
      table.nopurge = true;
      continue;
    }
    if (text === 'recv-only' && !isNew) continue;
    if (!VALUED.has(text) || isNew)
      return fail(
        word,
        'unknown-argument',
        `'stick-table' does not know '${text}'`,
        'type, size, expire, nopurge, store, peers, srvkey',
      );
    const value = words[++i];
    if (!value && text === 'store') break;
    if (!value && text !== 'type') return fail(word, 'missing-argument', `'${text}' wants a value behind it`);
    if (text === 'type') {
      const type = TABLE_TYPES.find((t) => t === value?.text);
      if (!type)
        return fail(
          value ?? word,
          'bad-choice',
          `a stick table does not know the type '${value?.text ?? ''}'`,
          `one of: ${TABLE_TYPES.join(', ')}`,
        );
      table.type = type;
      if ((type === 'string' || type === 'binary') && words[i + 1]?.text === 'len') {
        const length = words[i + 2];
        if (!length || leadingInteger(length.text) <= 0)
          return fail(length ?? words[i + 1]!, 'bad-number', "'len' wants a positive integer");
        table.lengthBytes = leadingInteger(length.text);
        i += 2;
      }
    } else if (text === 'size') {
      const size = parseSize(value!.text);
      if (!size.ok)
        return fail(
          value!,
          'bad-size',
          `unexpected character '${value!.text[size.at] ?? ''}' in the size`,
          'an integer, with k, m or g behind it',
        );
      table.sizeEntries = size.value;
    } else if (text === 'expire') {
      const time = readTimeWord('expire', value!, 'ms', cx);
      if (time === null) return null;
      table.expireMs = time;
    } else if (text === 'peers') {
      table.peers = value!.text;
      cx.draft.lateReferences.push({ kind: 'peers', name: value!.text, span: value!.span });
    } else if (text === 'srvkey') {
      if (value!.text !== 'name' && value!.text !== 'addr')
        return fail(value!, 'bad-choice', "'srvkey' goes on with 'name' or 'addr'");
      table.srvkey = value!.text;
    } else if (text === 'store') {
      if (!readStore(value!, store, cx)) return null;
    }
  }
  const names = new Set(store.map((item) => item.replace(/\(.*/s, '')));
  for (const [array, ...singles] of ARRAYS) {
    const single = singles.find((name) => names.has(name));
    if (names.has(array!) && single)
      return fail(
        words[0]!,
        'conflict',
        `a stick table cannot store both '${array}' and '${single}'`,
        `'${array}' is enough`,
      );
  }
  if (!table.sizeEntries) return fail(words[0]!, 'missing-argument', "a stick table needs a size: 'size 10k'");
  if (!table.type) return fail(words[0]!, 'missing-argument', "a stick table needs a type: 'type ip'");
  return { ...(table as StickTableConfig), store };
}

function readStore(word: Word, store: string[], cx: ProxyContext): boolean {
  for (const item of word.text.split(/,(?![^(]*\))/)) {
    if (item === '') continue;
    const [, name, inner] = /^([^(]*)(?:\((.*)\))?$/.exec(item) ?? [];
    const fail = (code: string, message: string, extra = {}): false => {
      cx.report.error(word.span, code, message, extra);
      return false;
    };
    if (name === undefined)
      return fail('unclosed-parenthesis', `the parenthesis behind '${item.split('(')[0]}' is not closed`);
    const form =
      Object.hasOwn(STORE, name) && (!name.startsWith('glitch') || atLeast(cx.version, '3.0'))
        ? STORE[name]
        : undefined;
    if (form === undefined)
      return fail('unknown-store', `a stick table cannot store '${name}'`, didYouMean(name, STORE_NAMES, word.span));
    if (form === '' && inner !== undefined)
      return fail('unexpected-argument', `'${name}' takes nothing between parentheses`);
    if (form !== '' && inner === undefined)
      return fail('missing-argument', `'${name}' wants ${form === 't' ? 'a period' : 'a count'} between parentheses`, {
        hint: form === 't' ? `${name}(10s)` : `${name}(2)`,
      });
    const parts = (inner ?? '').split(',');
    if (form.startsWith('n') && !(leadingInteger(parts[0]!) >= 1 && leadingInteger(parts[0]!) <= 100))
      return fail('out-of-range', `the count of '${name}' is between 1 and 100`);
    const period = form === 't' ? parts[0] : form === 'nt' ? parts[1] : undefined;
    if (form.endsWith('t') && !/^\d+(us|ms|s|m|h|d)?$/.test(period ?? ''))
      return fail('bad-time', `'${name}' wants a period between parentheses`, { hint: `${name}(10s)` });
    if (store.some((s) => s.split('(')[0] === name)) {
      cx.report.warning(word.span, 'duplicate-argument', `'${name}' is stored already`);
    } else store.push(item);
  }
  return true;
}

const STICK_KINDS: Readonly<Record<string, StickRule['kind']>> = {
  on: 'on',
  match: 'match',
  store: 'store-request',
  'store-request': 'store-request',
  'store-response': 'store-response',
};

export const stick: Handler = (d, cx) => {
  const { report, draft } = cx;
  if (notInDefaults(d, 'stick', cx)) return;
  if (ignoredHere(d, 'backend', 'stick', cx)) return;
  const what = d.words[1];
  const kind = what && Object.hasOwn(STICK_KINDS, what.text) ? STICK_KINDS[what.text]! : null;
  if (!kind)
    return report.error(
      (what ?? after2(d)).span,
      'bad-choice',
      "'stick' goes on with 'on', 'match', 'store-request' or 'store-response'",
    );
  const word = d.words[2];
  if (!word) return report.error(after(d), 'missing-fetch', `'stick ${what!.text}' wants an expression`);
  const read = parseExpression(word, 0, cx, false, d.words.slice(3));
  if (!read.ok) return reportExpression(read.error, '', cx);
  const response = kind === 'store-response';
  const place = response ? PLACE.stickStore : PLACE.useServer;
  if ((read.value.fetch.places & place) === 0) {
    return report.error(
      read.value.sample.span,
      'fetch-not-available',
      `'${read.value.fetch.name}' is not available ${response ? "for 'store-response'" : 'while a request is handled'}`,
    );
  }
  for (const reference of read.value.references)
    draft.lateReferences.push({ kind: 'argument', name: reference.name, span: reference.span, reference });
  let i = 3 + read.more;
  let table: Word | null = null;
  if (d.words[i]?.text === 'table') {
    table = d.words[i + 1] ?? { text: '', span: d.words[i]!.span };
    i += 2;
  }
  let condition: Condition | null = null;
  const rest = d.words[i];
  if (rest && rest.text !== 'if' && rest.text !== 'unless')
    return report.error(rest.span, 'unknown-argument', `'stick' does not know '${rest.text}'`);
  if (d.words[i]) {
    condition = readCondition(d.words.slice(i), place, cx, false, !response);
    if (!condition) return;
  }
  draft.stickTypes.push({ span: table?.span ?? word.span, table, type: read.value.type, response });
  draft.settings.stickRules.push({
    kind,
    expr: read.value.sample,
    ...(table ? { table: at(table.text, table.span) } : {}),
    condition,
    span: d.span,
  });
};

function after2(d: Directive): Word {
  return d.words[d.words.length - 1]!;
}

export const persist: Handler = (d, cx) => {
  const method = d.words[1];
  if (!method) return missing(d, "'persist' wants a method: 'rdp-cookie'", cx);
  if (!/^rdp-cookie(\([^)]+\))?$/.test(method.text))
    return cx.report.error(method.span, 'bad-choice', `'persist' does not know '${method.text}'`, {
      hint: 'rdp-cookie or rdp-cookie(name)',
    });
  cx.draft.effective.rdpPersist = true;
  const name = /\(([^)]+)\)/.exec(method.text)?.[1] ?? 'msts';
  cx.draft.settings.other['persist rdp-cookie'] = at([name], d.span);
};
