/**
 * Arguments of the actions that HTTP and TCP rulesets share or that Drydock does not simulate: marks, addresses, counters,
 * maps, timeouts and the rest (manual 4.3, 4.4). Understood word by word, so that what is wrong is found, and where the
 * condition begins.
 */
import type { Format, Word } from '../config.ts';
import { parseExpression } from '../expression.ts';
import { serviceNames } from '../keywords/names.ts';
import { parseSize } from '../size.ts';
import { LOG_LEVELS } from '../syslog-words.ts';
import { parseTime } from '../time.ts';
import { atLeast } from '../version.ts';
import { wholeInteger } from '../words.ts';
import { type ProxyContext, reportExpression } from './context.ts';

export interface ArgumentReader {
  readonly words: readonly Word[];
  /** The action's word. */
  readonly head: Word;
  readonly cx: ProxyContext;
  /** HAProxy stops reading at errors. */
  readonly aborts: boolean;
  fail(span: Word['span'], code: string, message: string, hint?: string): null;
  format(word: Word): Format | null;
}

/** The index behind the arguments that start at `i`; null when an error was reported; undefined for other actions. */
export function readActionArguments(r: ArgumentReader, i: number): number | null | undefined {
  const { text } = r.head;
  const open = text.indexOf('(');
  const name = open < 0 ? text : text.slice(0, open);
  const form = FORMS[name];
  return form?.(r, i, name);
}

type Form = (r: ArgumentReader, i: number, name: string) => number | null | undefined;

function missing(r: ArgumentReader, what: string): null {
  return r.fail(r.head.span, 'missing-argument', `'${r.head.text}' wants ${what}`);
}

/** The index behind an expression at `i`; null when an error was reported. */
function expression(r: ArgumentReader, i: number, oneWord = false): number | null {
  const word = r.words[i];
  if (!word) return r.fail(r.head.span, 'missing-fetch', `'${r.head.text}' wants an expression`);
  const read = parseExpression(word, 0, r.cx, false, oneWord ? [] : r.words.slice(i + 1));
  if (!read.ok) {
    reportExpression(read.error, '', r.cx, r.aborts);
    return null;
  }
  for (const reference of read.value.references)
    r.cx.draft.lateReferences.push({ kind: 'argument', name: reference.name, span: reference.span, reference });
  for (const f of read.value.files)
    r.cx.report.environment(f.span, 'file-needed', `HAProxy will need the file '${f.path}'`);
  return i + 1 + read.more;
}

const one: Form = (r, i) => expression(r, i);
const address: Form = (r, i) => expression(r, i, true);

const NUMBER = /^[+-]?(0[xX][0-9a-fA-F]+|\d+)$/;

/** A number; from 3.0 on also an expression. */
const mark: Form = (r, i) => {
  const word = r.words[i];
  if (!word) return missing(r, 'a number');
  if (NUMBER.test(word.text)) return i + 1;
  if (atLeast(r.cx.version, '3.0')) return expression(r, i);
  return r.fail(word.span, 'bad-number', `'${r.head.text}' wants a number, not '${word.text}'`);
};

const anyWord: Form = (r, i) => (r.words[i] ? i + 1 : missing(r, 'an argument'));

/** Numbers between parentheses: `sc-inc-gpc(<counter>,<track>)` has two. */
function counters(count: 1 | 2, value: 'none' | 'value'): Form {
  return (r, i, name) => {
    const { text, span } = r.head;
    const inner = /\(([^)]*)\)$/.exec(text)?.[1];
    // Without parentheses it counts in the first tracked entry.
    if (inner === undefined && count === 2)
      return r.fail(span, 'bad-argument', `'${text}' wants two numbers in parentheses`);
    const ids = inner === undefined ? [] : inner.split(',');
    const bad = inner !== undefined && (ids.length !== count || ids.some((id) => !/^\d+$/.test(id)));
    if (bad) {
      const what = count === 2 ? 'the numbers of a counter and of a tracked entry' : 'the number of a tracked entry';
      return r.fail(span, 'bad-argument', `'${name}' wants ${what} between parentheses`);
    }
    const track = Number(ids[ids.length - 1] ?? 0);
    if (track > 2)
      return r.fail(
        span,
        'out-of-range',
        'entries are tracked in 0, 1 and 2',
        "'tune.stick-counters' in global allows more",
      );
    if (value === 'none') return i;
    const word = r.words[i];
    // 'if' is read as an expression, too.
    if (!word) return i;
    if (wholeInteger(word.text) !== null) return i + 1;
    return expression(r, i);
  };
}

/** `add-acl(<file>) <key>`, `set-map(<file>) <key> <value>`. */
function patterns(count: 1 | 2): Form {
  return (r, i) => {
    for (let n = 0; n < count; n++) {
      const word = r.words[i + n];
      if (!word) return missing(r, count === 1 ? 'a key' : 'a key and a value');
      if (!r.format(word)) return null;
    }
    return i + count;
  };
}

const setTimeout: Form = (r, i) => {
  const { cx } = r;
  const kind = r.words[i];
  const value = r.words[i + 1];
  if (!kind || !value) return missing(r, 'which timeout, and a time');
  const known =
    cx.version === '2.6'
      ? ['server', 'tunnel']
      : atLeast(cx.version, '3.4')
        ? ['client', 'connect', 'queue', 'server', 'tarpit', 'tunnel']
        : ['server', 'tunnel', 'client'];
  if (!cx.be && cx.version === '2.6') return r.fail(kind.span, 'not-here', "'set-timeout' wants a backend");
  if (!known.includes(kind.text))
    return r.fail(kind.span, 'bad-choice', `there is no timeout '${kind.text}' to set`, `one of: ${known.join(', ')}`);
  if (kind.text === 'client' ? !cx.fe : kind.text !== 'tarpit' && !cx.be)
    return r.fail(kind.span, 'not-here', `'set-timeout ${kind.text}' means nothing in this kind of section`);
  const time = parseTime(value.text, 'ms');
  if (time.ok && time.value === 0) return r.fail(value.span, 'out-of-range', 'a timeout must be longer than 0');
  if (time.ok) return i + 2;
  return expression(r, i + 1, cx.version === '2.6');
};

const waitForBody: Form = (r, i) => {
  let next = i;
  let hasTime = false;
  for (; r.words[next]; next += 2) {
    const word = r.words[next]!;
    if (word.text !== 'time' && word.text !== 'at-least') break;
    const value = r.words[next + 1];
    if (!value) return r.fail(word.span, 'missing-argument', `'${word.text}' wants a value behind it`);
    const isTime = word.text === 'time';
    const fine = isTime ? parseTime(value.text, 'ms').ok : parseSize(value.text).ok;
    if (!fine)
      return r.fail(value.span, isTime ? 'bad-time' : 'bad-size', `'${value.text}' is no ${isTime ? 'time' : 'size'}`);
    if (isTime) hasTime = true;
  }
  return hasTime ? next : missing(r, "'time <time>', and perhaps 'at-least <bytes>'");
};

const pause: Form = (r, i) => {
  const word = r.words[i];
  if (!word) return missing(r, 'a time');
  if (parseTime(word.text, 'ms').ok) return i + 1;
  return expression(r, i);
};

const setRetries: Form = (r, i) => {
  const { cx } = r;
  if (!cx.be) return r.fail(r.head.span, 'not-here', "'set-retries' may stand in backend and listen sections only");
  const word = r.words[i];
  if (!word) return missing(r, 'a number or an expression');
  const value = wholeInteger(word.text);
  if (value !== null)
    return value >= 0 && value <= 100 ? i + 1 : r.fail(word.span, 'out-of-range', "'set-retries' goes from 0 to 100");
  return expression(r, i);
};

const bandwidth: Form = (r, i) => {
  if (!r.words[i]) return missing(r, "a bandwidth limit filter's name");
  let next = i + 1;
  while (r.words[next]?.text === 'limit' || r.words[next]?.text === 'period') {
    const isLimit = r.words[next]!.text === 'limit';
    const value = r.words[next + 1];
    if (!value)
      return r.fail(r.words[next]!.span, 'missing-argument', `'${r.words[next]!.text}' wants a value behind it`);
    const plain = isLimit ? parseSize(value.text).ok : parseTime(value.text, 'ms').ok;
    const end = plain ? next + 2 : expression(r, next + 1);
    if (end === null) return null;
    next = end;
  }
  return next;
};

const doLog: Form = (r, i) => {
  if (r.words[i]?.text !== 'profile' || !atLeast(r.cx.version, '3.4')) return i;
  return r.words[i + 1] ? i + 2 : r.fail(r.words[i]!.span, 'missing-argument', "'profile' wants a name");
};

const onOff: Form = (r, i) => {
  const word = r.words[i];
  if (!word) return missing(r, "'on' or 'off'");
  return word.text === 'on' || word.text === 'off'
    ? i + 1
    : r.fail(word.span, 'bad-choice', `'${r.head.text}' wants 'on' or 'off', not '${word.text}'`);
};

/** What each way of `normalize-uri` may have behind it; '' is nothing. */
const NORMALIZERS: Readonly<Record<string, string>> = {
  'fragment-encode': '',
  'fragment-strip': '',
  'path-merge-slashes': '',
  'path-strip-dot': '',
  'path-strip-dotdot': 'full',
  'percent-decode-unreserved': 'strict',
  'percent-to-uppercase': 'strict',
  'query-sort-by-name': '',
};

const normalize: Form = (r, i) => {
  if (!exposes(r)) return r.fail(r.head.span, 'experimental', `'${r.head.text}' is experimental`, EXPOSE);
  r.cx.report.usesExperimental = true;
  const way = r.words[i];
  if (!way) return missing(r, 'a normalizer');
  if (!Object.hasOwn(NORMALIZERS, way.text))
    return r.fail(
      way.span,
      'bad-choice',
      `there is no normalizer '${way.text}'`,
      `one of: ${Object.keys(NORMALIZERS).join(', ')}`,
    );
  const more = r.words[i + 1];
  const known = NORMALIZERS[way.text]!;
  if (known === '' || !more || more.text === 'if' || more.text === 'unless') return i + 1;
  return more.text === known
    ? i + 2
    : r.fail(more.span, 'unexpected-argument', `'${way.text}' goes on with '${known}' only`);
};

const EXPOSE = "say 'expose-experimental-directives' in global";

function exposes(r: ArgumentReader): boolean {
  return r.cx.exposesExperimental;
}

const switchMode: Form = (r, i) => {
  const word = r.words[i];
  if (word?.text !== 'http')
    return r.fail((word ?? r.head).span, 'bad-choice', "'switch-mode' can only switch to 'http'");
  if (r.words[i + 1]?.text !== 'proto') return i + 1;
  return r.words[i + 2] ? i + 3 : r.fail(r.words[i + 1]!.span, 'missing-argument', "'proto' wants a name");
};

const silentDrop: Form = (r, i) => {
  if (r.words[i]?.text !== 'rst-ttl' || !atLeast(r.cx.version, '2.8')) return i;
  const value = r.words[i + 1];
  if (!value) return r.fail(r.words[i]!.span, 'missing-argument', "'rst-ttl' wants a number");
  return i + 2;
};

const binHeaders: Form = (r, i) => {
  const next = expression(r, i);
  return next !== null && r.words[next]?.text === 'prefix' ? next + 2 : next;
};

const delBinHeaders: Form = (r, i) => {
  const next = expression(r, i);
  if (next === null || r.words[next]?.text !== '-m') return next;
  const how = r.words[next + 1];
  if (how && ['str', 'beg', 'end', 'sub'].includes(how.text)) return next + 2;
  return r.fail(
    (how ?? r.head).span,
    'bad-choice',
    "'-m' of 'del-headers-bin' wants a way to match",
    'str, beg, end, sub',
  );
};

const service: Form = (r, i) => {
  const name = r.words[i];
  if (!name) return missing(r, "a service's name");
  if (serviceNames(r.cx.version).has(name.text) || (r.cx.loadsLua && name.text.startsWith('lua.'))) return i + 1;
  return r.fail(name.span, 'unknown-service', `'${name.text}' is not a service`);
};

const none: Form = (_r, i) => i;

const LEVELS: readonly string[] = [...LOG_LEVELS, 'silent'];

const FORMS: Readonly<Record<string, Form | undefined>> = {
  'set-dst': address,
  'set-dst-port': address,
  'set-src': address,
  'set-src-port': address,
  'set-priority-class': one,
  'set-priority-offset': one,
  'set-mark': mark,
  'set-tos': mark,
  'set-fc-mark': mark,
  'set-fc-tos': mark,
  'set-bc-mark': mark,
  'set-bc-tos': mark,
  'set-nice': anyWord,
  'sc-inc-gpc0': counters(1, 'none'),
  'sc-inc-gpc1': counters(1, 'none'),
  'sc-inc-gpc': counters(2, 'none'),
  'sc-add-gpc': counters(2, 'value'),
  'sc-set-gpt0': counters(1, 'value'),
  'sc-set-gpt': counters(2, 'value'),
  'add-acl': patterns(1),
  'del-acl': patterns(1),
  'del-map': patterns(1),
  'set-map': patterns(2),
  'set-timeout': setTimeout,
  'wait-for-body': waitForBody,
  'wait-for-handshake': none,
  'ot-group': (r, i) => {
    const behind = r.words[i + 2]?.text ?? 'if';
    if (r.words[i + 1] && (behind === 'if' || behind === 'unless')) return i + 2;
    return missing(r, "a filter's and a group's name");
  },
  'send-spoe-group': (r, i) => (r.words[i + 1] ? i + 2 : missing(r, "an engine's and a group's name")),
  'strict-mode': onOff,
  'normalize-uri': normalize,
  'set-bandwidth-limit': bandwidth,
  'set-retries': setRetries,
  'set-log-level': (r, i) => {
    const level = r.words[i];
    if (level && LEVELS.includes(level.text)) return i + 1;
    return r.fail((level ?? r.head).span, 'bad-choice', "'set-log-level' wants a level or 'silent'", LEVELS.join(', '));
  },
  'cache-use': anyWord,
  'cache-store': anyWord,
  'attach-srv': (r, i) => {
    if (!exposes(r)) return r.fail(r.head.span, 'experimental', "'attach-srv' is experimental", EXPOSE);
    r.cx.report.usesExperimental = true;
    return r.words[i + 1]?.text === 'name' ? i + 3 : i + 1;
  },
  pause,
  'do-log': doLog,
  'switch-mode': switchMode,
  'silent-drop': silentDrop,
  'use-service': service,
  'add-headers-bin': binHeaders,
  'set-headers-bin': binHeaders,
  'del-headers-bin': delBinHeaders,
};
