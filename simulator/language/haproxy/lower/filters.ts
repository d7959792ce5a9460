/** `filter` lines (manual 9), `http-error`, `quic-initial` rules, and what they need. */
import type { Directive, Word } from '../config.ts';
import { filterNames, PLACE } from '../keywords/names.ts';
import { atLeast } from '../version.ts';
import { leadingInteger } from '../words.ts';
import { placesOf, readCondition } from './conditions.ts';
import { didYouMean, type Handler, kindWord, missing, type ProxyContext } from './context.ts';
import { readFormat } from './formats.ts';
import { ERROR_CODES, readReply } from './reply.ts';

export const filter: Handler = (d, cx) => {
  const { report } = cx;
  if (cx.isDefaults) return report.error(d.span, 'not-in-defaults', "'filter' may not stand in a defaults section");
  const name = d.words[1];
  const known = filterNames(cx.version);
  if (!name) return missing(d, "'filter' wants a filter's name", cx);
  if (!known.has(name.text))
    return report.error(name.span, 'unknown-filter', `there is no filter '${name.text}'`, {
      hint: `one of: ${[...known].join(', ')}`,
      ...didYouMean(name.text, known, name.span),
    });
  const say = (at: Word | undefined, code: string, message: string): void =>
    report.error((at ?? name).span, code, message);
  const [, , first] = d.words;
  const isSecond = cx.draft.section.directives.some(
    ({ words, span }) =>
      span.from < d.span.from &&
      words[0]!.text === 'filter' &&
      words[1]?.text === name.text &&
      words[2]?.text === first?.text,
  );
  if (isSecond && (name.text === 'compression' || name.text === 'cache'))
    return say(name, 'said-twice', `the ${kindWord(cx.draft)} has this '${name.text}' filter already`);
  if (name.text === 'spoe') spoe(d, cx, say);
  else if (name.text === 'trace')
    options(d, ['random-parsing', 'random-forwarding', 'hexdump', 'quiet'], ['name'], say);
  else if (name.text === 'fcgi-app' && !first)
    say(name, 'missing-argument', "'filter fcgi-app' wants an application's name");
  else if (name.text === 'compression' && first)
    say(first, 'unexpected-argument', "'filter compression' takes nothing");
  else if (name.text.startsWith('bwlim-')) bandwidth(d, say);
};

type Say = (at: Word | undefined, code: string, message: string) => void;

function spoe(d: Directive, cx: ProxyContext, say: Say): void {
  const at = d.words.findIndex((w, i) => i > 1 && w.text === 'config');
  if (at < 0) return say(d.words[1], 'missing-argument', "'filter spoe' wants 'config <file>'");
  const file = d.words[at + 1];
  if (!file) return say(d.words[at], 'missing-argument', "'config' wants a file");
  cx.report.environment(file.span, 'file-needed', `HAProxy will need the file '${file.text}'`);
}

/** Flags, and options with a value each. */
function options(d: Directive, flags: readonly string[], valued: readonly string[], say: Say): void {
  for (let i = 2; i < d.words.length; i++) {
    const word = d.words[i]!;
    if (valued.includes(word.text)) {
      if (!d.words[++i]) return say(word, 'missing-argument', `'${word.text}' wants a value`);
    } else if (!flags.includes(word.text)) return say(word, 'unexpected-argument', `'${word.text}' is not known here`);
  }
}

function bandwidth(d: Directive, say: Say): void {
  const name = d.words[1]!.text;
  if (!d.words[2]) return say(d.words[1], 'missing-argument', `'filter ${name}' wants a name of its own`);
  const has = (word: string): boolean => d.words.some((w, i) => i > 2 && w.text === word);
  if (has('limit') && has('key')) return;
  if (!has('default-limit') || !has('default-period'))
    say(d.words[2], 'missing-argument', `'filter ${name}' wants default-limit and default-period, or limit and key`);
}

/** The filters that some rules need. */
const WANTED: Readonly<Record<string, { what: string; isIt(words: readonly Word[], name: string): boolean }>> = {
  'set-bandwidth-limit': {
    what: 'bandwidth limit filter',
    isIt: ([, kind, own], name) => kind!.text.startsWith('bwlim-') && own?.text === name,
  },
  'send-spoe-group': { what: 'SPOE engine', isIt: ([, kind]) => kind?.text === 'spoe' },
  'ot-group': { what: 'OpenTracing filter', isIt: ([, kind]) => kind?.text === 'opentracing' },
};

/** A rule needs a filter of the section; HAProxy looks for it at the end. */
export function wantFilter(d: Directive, cx: ProxyContext): void {
  const at = d.words.findIndex((w) => Object.hasOwn(WANTED, w.text));
  const name = at < 0 ? undefined : d.words[at + 1];
  if (!name || cx.isDefaults) return;
  const wanted = WANTED[d.words[at]!.text]!;
  const found = cx.draft.section.directives.some(
    ({ words }) => words[0]!.text === 'filter' && wanted.isIt(words, name.text),
  );
  if (found) return;
  const { report } = cx;
  const { phase } = report;
  report.phase = 'check';
  report.error(name.span, 'unknown-filter', `the ${kindWord(cx.draft)} has no ${wanted.what} '${name.text}'`, {
    section: cx.draft.name?.text ?? '',
  });
  report.phase = phase;
}

/** `http-error status <code> …`; what the answer is made of is a file, or stands in the line. */
export const httpError: Handler = (d, cx) => {
  if (d.words.length < 2) return missing(d, "'http-error' wants 'status <code>'", cx);
  const places =
    placesOf(cx, PLACE.frontendRequest, PLACE.backendRequest) |
    placesOf(cx, PLACE.frontendResponse, PLACE.backendResponse);
  const read = readReply(
    'return',
    {
      ruleset: 'http-response',
      words: d.words,
      head: d.words[0]!,
      places,
      cx,
      fail: (span, code, message, hint) => {
        cx.report.error(span, code, message, hint ? { hint } : {});
        return null;
      },
      format: (word) => readFormat(word, places, cx),
    },
    1,
  );
  if (!read) return;
  const rest = d.words[read.next];
  const names = ['status', 'content-type', 'errorfile', 'errorfiles', 'file', 'lf-file', 'string', 'lf-string', 'hdr'];
  if (rest)
    return cx.report.error(rest.span, 'unknown-argument', `'http-error' does not know '${rest.text}'`, {
      hint: `one of: ${names.join(', ')}`,
      ...didYouMean(rest.text, names, rest.span),
    });
  const at = d.words.findIndex((w) => w.text === 'status');
  const code = at < 0 ? undefined : d.words[at + 1];
  if (!code) return missing(d, "'http-error' wants 'status <code>'", cx);
  if (!ERROR_CODES.includes(leadingInteger(code.text)))
    cx.report.error(code.span, 'bad-status', `status '${code.text}' has no error message`, {
      hint: `one of: ${ERROR_CODES.join(', ')}`,
    });
};

const INITIAL = ['accept', 'dgram-drop', 'do-log', 'reject', 'send-retry'];

export const quicInitial: Handler = (d, cx) => {
  const { report } = cx;
  if (!atLeast(cx.version, '3.2'))
    return report.error(
      d.words[0]!.span,
      'unknown-keyword',
      `unknown keyword 'quic-initial' in '${cx.draft.kind}' section`,
    );
  const [, action, extra] = d.words;
  if (!cx.fe) return report.error(d.span, 'not-here', "'quic-initial' wants a frontend");
  if (!action || !INITIAL.includes(action.text))
    return report.error(
      (action ?? d.words[0]!).span,
      'unknown-action',
      `'quic-initial' wants one of: ${INITIAL.join(', ')}`,
    );
  if (!extra) return;
  if (extra.text !== 'if' && extra.text !== 'unless')
    return report.error(
      extra.span,
      'unexpected-argument',
      `'quic-initial ${action.text}' goes on with 'if' or 'unless'`,
    );
  readCondition(d.words.slice(2), 0, cx);
};

/** Names that HAProxy sets itself: from 3.3 on it refuses to send a server's name in them. */
const OWN_HEADERS = /^(connection|content-length|host|transfer-encoding|te|upgrade|keep-alive|proxy-connection)$/i;

export function isOwnHeader(name: string): boolean {
  return OWN_HEADERS.test(name);
}
