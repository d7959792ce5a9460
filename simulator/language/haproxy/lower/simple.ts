/** Directives of proxies that take one value, and the few that need a line of code more. */
import { parseAddress } from '../address.ts';
import type { ProxyMode } from '../config.ts';
import type { Value } from '../keywords/row.ts';
import { atLeast } from '../version.ts';
import { leadingInteger } from '../words.ts';
import {
  after,
  at,
  didYouMean,
  type Handler,
  ignoredHere,
  missing,
  notInDefaults,
  tooMany,
  warnIfDeprecated,
  withEntry,
} from './context.ts';
import { NO_PROCESS, unknownProcess } from './process-set.ts';
import { ERROR_CODES } from './reply.ts';
import { readSource } from './source.ts';
import { serverInstead, successorOf, transparentServer } from './successors.ts';
import { readValue } from './value.ts';

export const mode: Handler = (d, cx) => {
  const { report, draft, version } = cx;
  if (tooMany(d, 1, cx)) return;
  const word = d.words[1];
  const names: ProxyMode[] = [
    'http',
    'tcp',
    ...(cx.be && atLeast(version, '3.0') ? (['log'] as const) : []),
    ...(cx.be && atLeast(version, '3.2') ? (['spop'] as const) : []),
    ...(cx.fe && version === '3.4' ? (['haterm'] as const) : []),
  ];
  if (word?.text === 'health')
    return report.error(word.span, 'removed-keyword', "'mode health' does not exist any more", {
      hint: "use 'http-request return status 200'",
    });
  const known = names.find((n) => n === word?.text);
  if (!known)
    return report.error((word ?? d.words[0]!).span, 'unknown-mode', `unknown mode '${word?.text ?? ''}'`, {
      hint: 'http or tcp',
      ...(word ? didYouMean(word.text, names, word.span) : {}),
    });
  draft.effective.mode = known;
  draft.settings.mode = at(known, d.span);
};

/** An integer in a field of its own. */
function integer(
  field: 'maxconn' | 'fullconn' | 'backlog' | 'retries',
  side: 'frontend' | 'backend',
  hint?: string,
): Handler {
  return (d, cx) => {
    ignoredHere(d, side, field, cx, hint);
    const word = d.words[1];
    // HAProxy looks for more words first, or last; the outcome is one error all the same.
    if (!word) return missing(d, `'${field}' wants an integer`, cx);
    if (tooMany(d, 1, cx)) return;
    cx.draft.settings[field] = at(leadingInteger(word.text), d.span);
  };
}

export const maxconn = integer('maxconn', 'frontend', "in a backend, 'fullconn' may be meant");
export const fullconn = integer('fullconn', 'backend', "in a frontend, 'maxconn' may be meant");
export const backlog = integer('backlog', 'frontend');
export const retries = integer('retries', 'backend');

export const disabled: Handler = (d, cx) => {
  if (tooMany(d, 0, cx)) return;
  const on = d.words[0]!.text === 'disabled';
  cx.draft.effective.disabled = on;
  cx.draft.settings.disabled = at(on, d.span);
};

export const id: Handler = (d, cx) => {
  const { report, draft } = cx;
  if (notInDefaults(d, 'id', cx) || tooMany(d, 1, cx)) return;
  const word = d.words[1];
  if (!word) return missing(d, "'id' wants an integer", cx);
  const value = leadingInteger(word.text);
  if (value <= 0) return report.error(word.span, 'out-of-range', "'id' must be greater than 0");
  if (draft.id !== null) return report.error(word.span, 'duplicate-id', 'the section has an id already');
  draft.id = value;
  draft.settings.other['id'] = at([word.text], word.span);
};

export const description: Handler = (d, cx) => {
  if (notInDefaults(d, 'description', cx)) return;
  // HAProxy takes this for the end of everything.
  if (!d.words[1]) return cx.report.abort(after(d), 'missing-argument', "'description' wants a text");
  cx.draft.settings.other['description'] = at(
    d.words.slice(1).map((w) => w.text),
    d.span,
  );
};

const REUSE = ['never', 'safe', 'aggressive', 'always'] as const;

export const httpReuse: Handler = (d, cx) => {
  ignoredHere(d, 'backend', 'http-reuse', cx);
  const word = d.words[1];
  const known = REUSE.find((r) => r === word?.text);
  if (!known)
    return cx.report.error(
      (word ?? d.words[0]!).span,
      'bad-choice',
      `'http-reuse' does not know '${word?.text ?? ''}'`,
      { hint: `one of: ${REUSE.join(', ')}`, ...(word ? didYouMean(word.text, REUSE, word.span) : {}) },
    );
  const extra = d.words[2];
  if (extra)
    return cx.report.error(
      extra.span,
      'unexpected-argument',
      `'http-reuse ${known}' cannot handle unexpected argument '${extra.text}'`,
    );
  cx.draft.settings.httpReuse = at(known, d.span);
};

export const monitorUri: Handler = (d, cx) => {
  ignoredHere(d, 'frontend', 'monitor-uri', cx);
  if (tooMany(d, 1, cx)) return;
  const word = d.words[1];
  if (!word) return missing(d, "'monitor-uri' wants a URI", cx);
  cx.draft.effective.monitorUri = true;
  cx.draft.settings.monitorUri = at(word.text, d.span);
};

export const errorfile: Handler = (d, cx) => {
  const { report, draft } = cx;
  const [keyword, code, target] = d.words;
  const what = keyword!.text;
  if (!code || !target)
    return missing(d, `'${what}' wants a status and a ${what === 'errorfile' ? 'file' : 'URL'}`, cx);
  const status = leadingInteger(code.text);
  if (!ERROR_CODES.includes(status))
    return report.error(code.span, 'bad-status', `status '${code.text}' has no error file`, {
      hint: `one of: ${ERROR_CODES.join(', ')}`,
    });
  if (what === 'errorfile')
    report.environment(target.span, 'file-needed', `HAProxy will need the file '${target.text}'`);
  draft.settings.errorfiles[status] = at(target.text, d.span);
};

const COMPRESSION: Readonly<Record<string, readonly string[] | null>> = {
  algo: ['identity', 'gzip', 'deflate', 'raw-deflate'],
  type: null,
  offload: null,
};
const COMPRESSION_NEW: Readonly<Record<string, readonly string[] | null>> = {
  ...COMPRESSION,
  'algo-req': COMPRESSION['algo']!,
  'algo-res': COMPRESSION['algo']!,
  'type-req': null,
  'type-res': null,
  direction: ['request', 'response', 'both'],
};

export const compression: Handler = (d, cx) => {
  const { report, version, draft } = cx;
  const forms = atLeast(version, '2.8') ? COMPRESSION_NEW : COMPRESSION;
  const names = [...Object.keys(forms), ...(atLeast(version, '3.2') ? ['minsize-req', 'minsize-res'] : [])];
  const word = d.words[1];
  if (!word || !names.includes(word.text))
    return report.error(
      (word ?? d.words[0]!).span,
      'unknown-argument',
      `'compression' does not know '${word?.text ?? ''}'`,
      { hint: `one of: ${names.join(', ')}`, ...(word ? didYouMean(word.text, names, word.span) : {}) },
    );
  const choices = forms[word.text];
  const bad = choices ? d.words.slice(2).find((w) => !choices.includes(w.text)) : undefined;
  if (bad)
    return report.error(bad.span, 'bad-choice', `'${bad.text}' is not supported here`, {
      hint: `one of: ${choices!.join(', ')}`,
    });
  if (word.text.startsWith('algo') && d.words.length === 2)
    return missing(d, "'compression algo' wants an algorithm", cx);
  if (word.text.startsWith('type') && d.words.length === 2)
    return missing(d, "'compression type' wants a media type", cx);
  if (word.text === 'offload' && cx.isDefaults) {
    return report.warning(word.span, 'ignored-here', "'compression offload' is ignored in a defaults section");
  }
  draft.settings.other[`compression ${word.text}`] = at(
    d.words.slice(2).map((w) => w.text),
    d.span,
  );
};

export const emailAlert: Handler = (d, cx) => {
  const [, what, value] = d.words;
  const names = ['from', 'mailers', 'myhostname', 'level', 'to'];
  if (!what || !names.includes(what.text))
    return cx.report.error(
      (what ?? d.words[0]!).span,
      'unknown-argument',
      `'email-alert' does not know '${what?.text ?? ''}'`,
      { hint: `one of: ${names.join(', ')}` },
    );
  const { effective } = cx.draft;
  effective.emailAlert = withEntry(effective.emailAlert, what.text, value?.text ?? '');
  cx.draft.settings.other[`email-alert ${what.text}`] = at([value?.text ?? ''], d.span);
};

export const dispatch: Handler = (d, cx) => {
  if (notInDefaults(d, 'dispatch', cx)) return;
  ignoredHere(d, 'backend', 'dispatch', cx);
  const word = d.words[1];
  const read = parseAddress(word?.text ?? '', { port: 'required' }, cx.version);
  if (!read.ok) return cx.report.error((word ?? d.words[0]!).span, 'bad-address', `'dispatch': ${read.message}`);
  if (tooMany(d, 1, cx)) return;
  cx.draft.effective.dispatch = true;
  const server = serverInstead('server dispatch', d.words[0]!.span, cx);
  warnIfDeprecated(d, 'dispatch', 'a server with this address does the same', cx, server);
  cx.draft.settings.other['dispatch'] = at([word!.text], d.span);
};

export const source: Handler = (d, cx) => {
  const { report } = cx;
  ignoredHere(d, 'backend', 'source', cx);
  const word = d.words[1];
  if (!word) return missing(d, "'source' wants an address", cx);
  const end = readSource(d.words, 1, false, cx);
  if (end === null) return;
  const extra = d.words[end];
  if (extra)
    return report.error(
      extra.span,
      'unexpected-argument',
      `'source' goes on with 'usesrc' or 'interface', not with '${extra.text}'`,
    );
  cx.draft.settings.other['source'] = at(
    d.words.slice(1).map((w) => w.text),
    d.span,
  );
};

export const rateLimit: Handler = (d, cx) => {
  const [, what, value] = d.words;
  if (what?.text !== 'sessions')
    return cx.report.error((what ?? d.words[0]!).span, 'bad-choice', "'rate-limit' goes on with 'sessions'");
  if (!value) return cx.report.error(what.span, 'missing-argument', "'rate-limit sessions' wants an integer");
  if (!/^\d+$/.test(value.text))
    return cx.report.error(value.span, 'bad-number', `'rate-limit sessions' wants an integer, not '${value.text}'`);
  ignoredHere(d, 'frontend', 'rate-limit sessions', cx);
  cx.draft.settings.other['rate-limit sessions'] = at([value.text], d.span);
};

const RETRY_ON = [
  'none',
  'conn-failure',
  'empty-response',
  'junk-response',
  'response-timeout',
  '0rtt-rejected',
  'all-retryable-errors',
  '401',
  '403',
  '404',
  '408',
  '421',
  '425',
  '429',
  '500',
  '501',
  '502',
  '503',
  '504',
];

export const retryOn: Handler = (d, cx) => {
  const reasons = d.words.slice(1);
  if (reasons.length === 0) return missing(d, "'retry-on' wants at least one reason", cx);
  if (!cx.be)
    return cx.report.error(
      d.span,
      'not-in-frontend',
      "'retry-on' may stand in backends, listen and defaults sections only",
    );
  const none = reasons.length > 1 ? reasons.find((w) => w.text === 'none') : undefined;
  if (none) return cx.report.error(none.span, 'incompatible', "'retry-on none' goes with no other reason");
  const bad = reasons.find((w) => !RETRY_ON.includes(w.text));
  if (bad)
    return cx.report.error(bad.span, 'bad-choice', `'retry-on' does not know '${bad.text}'`, {
      hint: `one of: ${RETRY_ON.join(', ')}`,
      ...didYouMean(bad.text, RETRY_ON, bad.span),
    });
  cx.draft.settings.other['retry-on'] = at(
    reasons.map((w) => w.text),
    d.span,
  );
};

/** A directive whose one value is understood from its row, and kept in `other`. */
export function single(name: string, side: 'frontend' | 'backend' | null, value: Value, most?: number): Handler {
  return (d, cx) => {
    if (side) ignoredHere(d, side, name, cx);
    const word = d.words[1];
    if (readValue(name, d.words[0]!, word, value, cx) === undefined) return;
    if (most !== undefined && tooMany(d, most, cx)) return;
    cx.draft.settings.other[name] = at(
      d.words.slice(1).map((w) => w.text),
      d.span,
    );
  };
}

/** Gone, with what to write instead. */
export function removed(hint: string): Handler {
  return (d, cx) =>
    cx.report.error(d.span, 'removed-keyword', `'${d.words[0]!.text}' is not supported any more`, {
      hint,
      ...successorOf(d),
    });
}

export const transparent: Handler = (d, cx) => {
  if (tooMany(d, 0, cx)) return;
  const { effective } = cx.draft;
  effective.options = withEntry(effective.options, 'transparent', d.span);
  warnIfDeprecated(d, 'transparent', 'a server with the address 0.0.0.0 does the same', cx, transparentServer(d, cx));
};

export const bindProcess: Handler = (d, cx) => {
  if (atLeast(cx.version, '2.8'))
    return cx.report.error(d.span, 'removed-keyword', "'bind-process' is not supported any more", {
      hint: 'remove it',
      ...successorOf(d),
    });
  const strange = unknownProcess(d.words.slice(1));
  if (strange) return cx.report.error(strange.span, 'out-of-range', `'bind-process': ${NO_PROCESS}`);
  cx.report.warning(d.span, 'deprecated', "'bind-process' has no effect and will be removed", {
    hint: 'remove it',
    ...successorOf(d),
  });
};
