/** Actions of rules: their words read into what the engine carries out. Manual 4.3 and 4.4. */
import type { Format, HttpAction, ReplyConfig, Version, Word } from '../language/haproxy/config.ts';
import { parseExpression } from '../language/haproxy/expression.ts';
import { parseFormat } from '../language/haproxy/format.ts';
import { parseSize } from '../language/haproxy/size.ts';
import { parseTime } from '../language/haproxy/time.ts';
import type { ActionPlan, GeneralData, NumberPlan, ReplyBody, ReplyPlan, TimeoutKind } from './action-plan.ts';
import type { PatternFiles } from './conditions.ts';
import type { LogLevel } from './log-plan.ts';
import type { Names } from './names.ts';
import type { CapturesPlan } from './plan.ts';

/** Files of `http-errors` sections: by section, then by status. */
export type ErrorFiles = ReadonlyMap<string, Readonly<Record<number, string>>>;

export interface ActionSource {
  readonly version: Version;
  readonly files: PatternFiles;
  readonly names: Names;
  readonly captures: CapturesPlan;
  readonly errorFiles?: ErrorFiles;
  readonly section: string;
  /** Statuses whose page the section has of its own. */
  readonly isResponse: boolean;
}

/** Every place: the language has said already what may not stand where it stands. */
const ANYWHERE = 2 ** 22 - 1;

/** An action that the language has read, as the engine wants it. */
export function planAction(action: HttpAction, line: Word['span'], source: ActionSource): ActionPlan {
  switch (action.type) {
    case 'deny':
    case 'tarpit':
      return { type: action.type, reply: planReply(action.status, action.reply, source) };
    case 'return': {
      const { headers, contentType, body } = action;
      const said = action.reply ?? {
        headers,
        ...(contentType === undefined ? {} : { contentType }),
        ...(body ? { body: { kind: 'lf-string', text: body.source, format: body } } : {}),
      };
      return { type: 'return', reply: planReply(action.status, said, source) };
    }
    case 'set-path':
      return { type: 'set-target', part: 'path', value: action.value };
    case 'other':
      return planWords(action.name, action.args ?? [], line, source);
    default:
      return action;
  }
}

export function planReply(status: number, said: ReplyConfig | undefined, source: ReplySource): ReplyPlan {
  return {
    status,
    contentType: said?.contentType ?? null,
    headers: said?.headers ?? [],
    body: planBody(status, said?.body, source),
  };
}

/** What an answer is read with. */
export type ReplySource = Pick<ActionSource, 'version' | 'files' | 'errorFiles'>;

function planBody(
  status: number,
  body: ReplyConfig['body'],
  source: ReplySource,
): ReplyBody & { readonly answerFile?: string } {
  if (!body) return { kind: 'none' };
  const content = source.files[body.text] ?? '';
  switch (body.kind) {
    case 'string':
    case 'lf-string':
      return body.format ? { kind: 'format', format: body.format } : { kind: 'none' };
    case 'file':
      return { kind: 'file', content, answerFile: body.text };
    case 'lf-file': {
      const format = formatOf({ text: content, span: ZERO }, source);
      return { ...(format ? { kind: 'format', format } : { kind: 'file', content: '' }), answerFile: body.text };
    }
    case 'errorfile':
      return { kind: 'errorfile', content: source.files[body.text] ?? null, answerFile: body.text };
    case 'errorfiles': {
      const file = source.errorFiles?.get(body.text)?.[status];
      if (file === undefined) return { kind: 'pages' };
      return { kind: 'errorfile', content: source.files[file] ?? null, answerFile: file };
    }
    default:
      return { kind: 'pages' };
  }
}

const ZERO = { file: 0, from: 0, to: 0 };

export function formatOf(word: Word | undefined, { version }: Pick<ActionSource, 'version'>): Format | null {
  const read = word ? parseFormat(word, { places: ANYWHERE, dialect: { version, loadsLua: true }, http: true }) : null;
  return read?.ok ? read.value.format : null;
}

/** The expression that the words begin with, and what follows it. */
function expressionIn(words: readonly Word[], { version }: ActionSource) {
  const [first, ...following] = words;
  const read = first ? parseExpression(first, 0, { version, loadsLua: true }, false, following) : null;
  return { expr: read?.ok ? read.value.sample : null, rest: following.slice(read?.ok ? read.more : 0) };
}

function numberOf(
  words: readonly Word[],
  source: ActionSource,
  read: (text: string) => number | null,
): NumberPlan | null {
  const number = words[0] ? read(words[0].text) : null;
  if (number !== null) return { kind: 'number', number };
  const { expr } = expressionIn(words, source);
  return expr && { kind: 'expr', expr };
}

const whole = (text: string) => (/^-?\d+$/.test(text) ? Number(text) : null);
function time(text: string): number | null {
  const read = parseTime(text, 'ms');
  return read.ok ? read.value : null;
}

/** An action by its name and words. What cannot be read is not executed. */
export function planWords(head: string, words: readonly Word[], line: Word['span'], source: ActionSource): ActionPlan {
  const name = /^[^(]*/.exec(head)![0];
  const inside = /\(([^)]*)\)/.exec(head)?.[1] ?? '';
  const plan = READERS[/^track-sc\d*$/.test(name) ? 'track-sc' : name];
  return plan?.({ head, name, inside, words, line, source }) ?? { type: 'other', name: head };
}

interface Said {
  readonly head: string;
  readonly name: string;
  /** Between the name's parentheses. */
  readonly inside: string;
  readonly words: readonly Word[];
  readonly line: Word['span'];
  readonly source: ActionSource;
}

type Reader = (said: Said) => ActionPlan | null;

const plain =
  (type: 'accept' | 'reject' | 'close' | 'silent-drop' | 'do-log'): Reader =>
  () => ({ type });
const cache =
  (type: 'cache-use' | 'cache-store'): Reader =>
  ({ words }) =>
    words[0] ? { type, cache: words[0].text } : null;
const unseen: Reader = ({ name }) => ({ type: 'unseen', name });

const target =
  (part: 'method' | 'path' | 'pathq' | 'query' | 'uri'): Reader =>
  ({ words, source }) => {
    const value = formatOf(words[0], source);
    return value && { type: 'set-target', part, value };
  };

const replaceTarget =
  (part: 'path' | 'pathq' | 'uri'): Reader =>
  ({ words, source }) => {
    const value = formatOf(words[1], source);
    return value && { type: 'replace-target', part, pattern: words[0]!.text, value };
  };

const replaceHeader =
  (type: 'replace-header' | 'replace-value'): Reader =>
  ({ words, source }) => {
    const value = formatOf(words[2], source);
    return value && { type, name: words[0]!.text.toLowerCase(), pattern: words[1]!.text, value };
  };

const pattern =
  (how: 'add-acl' | 'del-acl' | 'set-map' | 'del-map'): Reader =>
  ({ inside, words, source }) => {
    const key = formatOf(words[0], source);
    const value = how === 'set-map' ? formatOf(words[1], source) : null;
    if (!key || (how === 'set-map' && !value)) return null;
    return { type: 'pattern', how, patternFile: inside, isMap: how.endsWith('map'), key, value };
  };

const counting =
  (how: 'inc' | 'add' | 'set', data: GeneralData): Reader =>
  ({ inside, words, source }) => {
    const numbers = inside.split(',').map((text) => Number.parseInt(text, 10) || 0);
    const isArray = data === 'gpc' || data === 'gpt';
    const value = how === 'inc' ? null : numberOf(words, source, whole);
    const [first = 0, second = 0] = numbers;
    const counter = isArray ? second : first;
    return { type: 'count', how, data, index: isArray ? first : 0, counter, value };
  };

const address =
  (which: 'src' | 'dst' | 'src-port' | 'dst-port'): Reader =>
  ({ words, source }) => {
    const value = expressionIn(words, source).expr;
    return value && { type: 'set-address', which, value };
  };

const priority =
  (which: 'class' | 'offset'): Reader =>
  ({ words, source }) => {
    const value = expressionIn(words, source).expr;
    return value && { type: 'set-priority', which, value };
  };

const variableOf = (inside: string) => {
  const [variable = '', ...when] = inside.split(',');
  return { variable, when };
};

const headersBin =
  (how: 'add' | 'set' | 'del'): Reader =>
  ({ words, source }) => {
    const { expr: value, rest } = expressionIn(words, source);
    const prefix = rest[0]?.text === 'prefix' ? (rest[1]?.text ?? '') : '';
    const match = rest[0]?.text === '-m' ? rest[1]?.text : undefined;
    const known = MATCHES.find((one) => one === match) ?? 'str';
    return value && { type: 'headers-bin', how, value, prefix, match: known };
  };

const MATCHES = ['str', 'beg', 'end', 'sub'] as const;

const track: Reader = ({ head, words, source }) => {
  const { expr: key, rest } = expressionIn(words, source);
  const table = source.names.tables.get(rest[0]?.text === 'table' ? (rest[1]?.text ?? '') : source.section);
  if (!key || table === undefined) return null;
  return { type: 'track', counter: Number(head.slice('track-sc'.length)) || 0, key, table };
};

const capture: Reader = ({ words, line, source }) => {
  const { expr: value, rest } = expressionIn(words, source);
  const slots = source.isResponse ? source.captures.response : source.captures.request;
  const slot =
    rest[0]?.text === 'id'
      ? Number(rest[1]?.text)
      : slots.findIndex(({ span }) => span.file === line.file && span.from === line.from);
  if (!value || slot < 0) return null;
  return { type: 'capture', which: source.isResponse ? 'response' : 'request', slot, value };
};

const waitForBody: Reader = ({ words }) => {
  let timeMs = 0;
  let leastBytes = 0;
  for (let at = 0; at + 1 < words.length; at += 2) {
    const value = words[at + 1]!.text;
    const size = parseSize(value);
    if (words[at]!.text === 'time') timeMs = time(value) ?? 0;
    else if (size.ok) leastBytes = size.value;
  }
  return { type: 'wait-for-body', timeMs, leastBytes };
};

const READERS: Readonly<Record<string, Reader | undefined>> = {
  'cache-store': cache('cache-store'),
  'cache-use': cache('cache-use'),
  accept: plain('accept'),
  reject: plain('reject'),
  close: plain('close'),
  'silent-drop': plain('silent-drop'),
  'do-log': plain('do-log'),
  'set-method': target('method'),
  'set-pathq': target('pathq'),
  'set-query': target('query'),
  'set-uri': target('uri'),
  'replace-path': replaceTarget('path'),
  'replace-pathq': replaceTarget('pathq'),
  'replace-uri': replaceTarget('uri'),
  'replace-header': replaceHeader('replace-header'),
  'replace-value': replaceHeader('replace-value'),
  'set-status': ({ words }) => {
    const reason = words[1]?.text === 'reason' ? (words[2]?.text ?? null) : null;
    return { type: 'set-status', status: Number(words[0]?.text) || 200, reason };
  },
  'set-var': ({ inside, words, source }) => {
    const value = expressionIn(words, source).expr;
    return value && { type: 'set-var', ...variableOf(inside), value };
  },
  'set-var-fmt': ({ inside, words, source }) => {
    const value = formatOf(words[0], source);
    return value && { type: 'set-var-fmt', ...variableOf(inside), value };
  },
  'unset-var': ({ inside }) => ({ type: 'unset-var', variable: inside }),
  'add-acl': pattern('add-acl'),
  'del-acl': pattern('del-acl'),
  'set-map': pattern('set-map'),
  'del-map': pattern('del-map'),
  capture,
  'track-sc': track,
  'sc-inc-gpc': counting('inc', 'gpc'),
  'sc-inc-gpc0': counting('inc', 'gpc0'),
  'sc-inc-gpc1': counting('inc', 'gpc1'),
  'sc-add-gpc': counting('add', 'gpc'),
  'sc-set-gpt': counting('set', 'gpt'),
  'sc-set-gpt0': counting('set', 'gpt0'),
  'set-timeout': ({ words, source }) => {
    const value = numberOf(words.slice(1), source, time);
    return value && { type: 'set-timeout', which: words[0]!.text as TimeoutKind, value };
  },
  'set-priority-class': priority('class'),
  'set-priority-offset': priority('offset'),
  'set-src': address('src'),
  'set-dst': address('dst'),
  'set-src-port': address('src-port'),
  'set-dst-port': address('dst-port'),
  'set-log-level': ({ words }) => ({ type: 'set-log-level', level: (words[0]?.text ?? 'info') as LogLevel | 'silent' }),
  'set-retries': ({ words, source }) => {
    const value = numberOf(words, source, whole);
    return value && { type: 'set-retries', value };
  },
  pause: ({ words, source }) => {
    const value = numberOf(words, source, time);
    return value && { type: 'pause', value };
  },
  'wait-for-body': waitForBody,
  'add-headers-bin': headersBin('add'),
  'set-headers-bin': headersBin('set'),
  'del-headers-bin': headersBin('del'),
  'early-hint': ({ words, source }) => {
    const value = formatOf(words[1], source);
    return value && { type: 'early-hint', name: words[0]!.text.toLowerCase(), value };
  },
  auth: ({ words }) => ({ type: 'auth', realm: words[0]?.text === 'realm' ? (words[1]?.text ?? null) : null }),
  'normalize-uri': ({ words }) => ({
    type: 'normalize-uri',
    how: words[0]?.text ?? '',
    flag: words[1]?.text ?? null,
  }),
  'disable-l7-retry': unseen,
  'strict-mode': unseen,
  'wait-for-handshake': unseen,
  'set-mark': unseen,
  'set-tos': unseen,
  'set-nice': unseen,
  'set-fc-mark': unseen,
  'set-fc-tos': unseen,
  'set-bc-mark': unseen,
  'set-bc-tos': unseen,
};
