/** `log`, `log-format`, `log-tag`, `unique-id-*`, `capture`. */
import { isNumericName, parseAddress } from '../address.ts';
import type { Directive, LogTarget, Version, Word } from '../config.ts';
import type { Report } from '../report.ts';
import { FACILITIES, LOG_LEVELS } from '../syslog-words.ts';
import { atLeast } from '../version.ts';
import { leadingInteger } from '../words.ts';
import { after, at, didYouMean, type Handler, ignoredHere, missing, type ProxyContext } from './context.ts';

export const LOG_FORMATS = ['local', 'rfc3164', 'rfc5424', 'priority', 'short', 'timed', 'iso', 'raw'];

interface Cx {
  readonly report: Report;
  readonly version: Version;
  readonly environment: Readonly<Record<string, string>>;
}

/** What a `log` line of any section says; null when it was reported or says nothing new. */
export function readLogTarget(d: Directive, inGlobal: boolean, cx: Cx): LogTarget | 'none' | null {
  const { report } = cx;
  const fail = (span: Word['span'], code: string, message: string, extra = {}): null => {
    report.error(span, code, message, extra);
    return null;
  };
  const [, address, second] = d.words;
  if (d.prefix === 'no') {
    return address ? fail(address.span, 'unexpected-argument', "'no log' takes nothing behind it") : 'none';
  }
  if (address?.text === 'global' && !second) {
    if (inGlobal) return fail(address.span, 'bad-choice', "'log global' may not stand in global");
    return { address: 'global' };
  }
  if (!address || !second)
    return fail(
      after(d),
      'missing-argument',
      `'log' wants an address and a facility${inGlobal ? '' : ", or 'global'"}`,
      { hint: 'log 127.0.0.1 local0' },
    );
  const target: { -readonly [K in keyof LogTarget]: LogTarget[K] } = { address: address.text };
  let i = 2;
  const option = (name: string): Word | null => {
    if (d.words[i]?.text !== name) return null;
    i += 2;
    return d.words[i - 1] ?? { text: '', span: d.words[i - 2]!.span };
  };
  const length = option('len');
  if (length) {
    target.lengthBytes = leadingInteger(length.text);
    if (target.lengthBytes < 80 || target.lengthBytes > 65535)
      return fail(length.span, 'out-of-range', "'len' must be between 80 and 65535");
  }
  const format = option('format');
  if (format) {
    if (!LOG_FORMATS.includes(format.text))
      return fail(format.span, 'bad-choice', `'log' does not know the format '${format.text}'`, {
        hint: `one of: ${LOG_FORMATS.join(', ')}`,
        ...didYouMean(format.text, LOG_FORMATS, format.span),
      });
    target.format = format.text;
  }
  const sample = option('sample');
  if (sample && !/^\d+(-\d+)?(,\d+(-\d+)?)*:\d+$/.test(sample.text))
    return fail(sample.span, 'bad-sample', "'sample' wants ranges and a size: 1,3-5:10");
  if (sample) target.sample = readSample(sample.text);
  if (atLeast(cx.version, '3.2')) option('profile');
  const facility = d.words[i++];
  if (!facility || !FACILITIES.includes(facility.text)) {
    return fail(
      (facility ?? d.words[d.words.length - 1]!).span,
      'bad-choice',
      `'log' does not know the facility '${facility?.text ?? ''}'`,
      {
        hint: 'local0 to local7, daemon, user …',
        ...(facility ? didYouMean(facility.text, FACILITIES, facility.span) : {}),
      },
    );
  }
  target.facility = facility.text;
  for (const which of ['level', 'minLevel'] as const) {
    const level = d.words[i];
    if (!level) break;
    if (!(LOG_LEVELS as readonly string[]).includes(level.text))
      return fail(level.span, 'bad-choice', `'log' does not know the level '${level.text}'`, {
        hint: `one of: ${LOG_LEVELS.join(', ')}`,
        ...didYouMean(level.text, LOG_LEVELS, level.span),
      });
    target[which] = level.text;
    i++;
  }
  if (d.words[i])
    return fail(
      d.words[i]!.span,
      'unexpected-argument',
      `'log' cannot handle unexpected argument '${d.words[i]!.text}'`,
    );
  return checkTarget(address, cx) ? target : null;
}

/** `1,3-5:10`, which has been looked at. */
function readSample(text: string): NonNullable<LogTarget['sample']> {
  const [list = '', size = ''] = text.split(':');
  const ranges = list.split(',').map((range) => {
    const [low = '', high = low] = range.split('-');
    return [Number(low), Number(high)] as const;
  });
  return { ranges, size: Number(size) };
}

function checkTarget(word: Word, cx: Cx): boolean {
  const { text } = word;
  if (text === 'stdout' || text === 'stderr' || text.startsWith('ring@')) return true;
  if (text.startsWith('backend@') && atLeast(cx.version, '3.0')) return true;
  const expanded = text.replace(/\$\{?(\w+)\}?/g, (_, name: string) => cx.environment[name] ?? '');
  const read = parseAddress(expanded, { port: 'optional', datagram: 'both', descriptor: true }, cx.version);
  if (!read.ok) {
    cx.report.error(word.span, 'bad-address', `'log': ${read.message}`);
    return false;
  }
  const { address } = read;
  if (address.family === 'name' && !isNumericName(address.host)) {
    cx.report.environment(word.span, 'name-to-resolve', `HAProxy will look up '${address.host}' when it starts`);
  }
  return true;
}

/** `log` in a proxy. */
export function logIn(globalLogs: () => number): Handler {
  return (d, cx) => {
    const { draft } = cx;
    const target = readLogTarget(d, false, cx);
    if (target === null) return;
    if (target === 'none') {
      draft.settings.noLog = at(true, d.span);
      draft.settings.logs = [];
      draft.effective.logs = 0;
      return;
    }
    draft.settings.logs.push(at(target, d.span));
    draft.effective.logs += target.address === 'global' ? globalLogs() : 1;
  };
}

const OWN_NAMES: Readonly<Record<string, string>> = {
  tcplog: 'option tcplog',
  'tcplog clf': 'option tcplog clf',
  httplog: 'option httplog',
  'httplog clf': 'option httplog clf',
  httpslog: 'option httpslog',
  'log-format': 'log-format',
};

/** A format that takes the place of another one in the same defaults section. */
export function warnIfOverrides(d: Directive, what: string, cx: ProxyContext): void {
  const before = cx.draft.effective.logFormat;
  if (!cx.isDefaults || !before) return;
  cx.report.warning(
    d.span,
    'log-format-overridden',
    `'${what}' overrides '${OWN_NAMES[before.kind]}', which this defaults section had before`,
  );
}

/** A backend does not log requests. */
export function warnIfBackend(d: Directive, what: string, cx: ProxyContext): void {
  if (cx.fe || cx.isDefaults) return;
  cx.report.warning(d.span, 'ignored-here', `'${what}' is ignored in backends`);
}

/** The one argument of the `*-format` directives. */
function formatWord(d: Directive, cx: ProxyContext): Word | null {
  const [head, word, extra] = d.words as [Word, Word?, Word?];
  if (!word) {
    missing(d, `'${head.text}' wants a format`, cx);
    return null;
  }
  if (extra) {
    cx.report.error(extra.span, 'unexpected-argument', `'${head.text}' takes one word: blanks must be quoted`, {
      hint: 'put the whole format between double quotes',
    });
    return null;
  }
  return word;
}

export const logFormat: Handler = (d, cx) => {
  const word = formatWord(d, cx);
  if (!word) return;
  warnIfOverrides(d, 'log-format', cx);
  cx.draft.effective.logFormat = { kind: 'log-format', word, span: d.span };
  cx.draft.settings.logFormat = at(word.text, word.span);
  warnIfBackend(d, 'log-format', cx);
};

export const logFormatSd: Handler = (d, cx) => {
  const word = formatWord(d, cx);
  if (!word) return;
  cx.draft.effective.logFormatSd = { word, span: d.span };
  warnIfBackend(d, 'log-format-sd', cx);
};

export const errorLogFormat: Handler = (d, cx) => {
  const word = formatWord(d, cx);
  if (!word) return;
  if (cx.isDefaults && cx.draft.effective.errorLogFormat) {
    cx.report.warning(
      d.span,
      'log-format-overridden',
      "'error-log-format' overrides the one that this defaults section had before",
    );
  }
  cx.draft.effective.errorLogFormat = { word, span: d.span };
  cx.draft.settings.other['error-log-format'] = at([word.text], word.span);
  warnIfBackend(d, 'error-log-format', cx);
};

export const uniqueIdFormat: Handler = (d, cx) => {
  const word = formatWord(d, cx);
  if (!word) return;
  cx.draft.effective.uniqueId = { word, span: d.span };
  cx.draft.settings.other['unique-id-format'] = at([word.text], word.span);
};

export const logTag: Handler = (d, cx) => {
  const tag = d.words[1];
  if (!tag) return missing(d, "'log-tag' wants a text", cx);
  cx.draft.settings.logTag = at(tag.text, tag.span);
};

export const capture: Handler = (d, cx) => {
  const { report, draft } = cx;
  ignoredHere(d, 'frontend', 'capture', cx);
  const [, what, second] = d.words;
  const header = (what?.text === 'request' || what?.text === 'response') && second?.text === 'header';
  if (what?.text !== 'cookie' && !header)
    return report.error(
      (what ?? d.words[0]!).span,
      'bad-choice',
      "'capture' goes on with 'cookie', 'request header' or 'response header'",
    );
  if (cx.isDefaults)
    return report.error(d.span, 'not-in-defaults', `'capture ${what!.text}' may not stand in a defaults section`);
  const from = header ? 3 : 2;
  const [name, len, count, extra] = d.words.slice(from);
  // Behind a cookie's length one word is not looked at.
  if (extra && (header || d.words.length > 6))
    return report.error(
      (header ? extra : d.words[6]!).span,
      'unexpected-argument',
      `'capture' cannot handle unexpected argument '${(header ? extra : d.words[6]!).text}'`,
    );
  // A cookie's 'len' is not looked at.
  if (!name || !count || (header && len?.text !== 'len'))
    return report.error(after(d), 'missing-argument', `'capture ${what!.text}' wants a name and 'len <bytes>'`);
  const lengthBytes = leadingInteger(count.text);
  const kind = what!.text as 'cookie' | 'request' | 'response';
  if (kind === 'cookie') draft.effective.captureCookie = lengthBytes;
  else draft.effective.captureHeaders = true;
  if (kind === 'request') draft.effective.requestSlots++;
  if (kind === 'response') draft.effective.responseSlots++;
  draft.settings.captures.push({ what: kind, name: name.text, lengthBytes, span: d.span });
};
