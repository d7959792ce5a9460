/** `balance`, `hash-type`, `hash-balance-factor`. */
import type { Word } from '../config.ts';
import { balanceNames } from '../keywords/balance.ts';
import { atLeast } from '../version.ts';
import { leadingInteger } from '../words.ts';
import { at, didYouMean, type Handler, ignoredHere, missing, type ProxyContext } from './context.ts';

export const balance: Handler = (d, cx) => {
  const { draft } = cx;
  ignoredHere(d, 'backend', 'balance', cx);
  const algorithm = d.words[1];
  // Nothing at all is taken for the default.
  if (!algorithm) {
    draft.settings.balance = at({ algorithm: 'roundrobin', args: [] }, d.span);
    draft.effective.balance = { algorithm: 'roundrobin', needsHttp: false, expression: null };
    return;
  }
  const args = d.words.slice(2);
  const read = readAlgorithm(algorithm, args, cx);
  if (!read) return;
  draft.settings.balance = at({ algorithm: read.name, args: [...read.inner, ...args.map((w) => w.text)] }, d.span);
  draft.effective.balance = { algorithm: read.name, needsHttp: read.needsHttp, expression: read.expression };
};

interface Algorithm {
  readonly name: string;
  readonly inner: readonly string[];
  readonly needsHttp: boolean;
  readonly expression: Word | null;
}

const PLAIN = new Set(['roundrobin', 'static-rr', 'first', 'leastconn', 'source']);

function readAlgorithm(word: Word, args: readonly Word[], cx: ProxyContext): Algorithm | null {
  const { report, version } = cx;
  const text = word.text;
  const plain = (name: string, needsHttp = false, inner: readonly string[] = []): Algorithm => ({
    name,
    inner,
    needsHttp,
    expression: null,
  });
  const fail = (at: Word, code: string, message: string, hint?: string): null => {
    report.error(at.span, code, message, hint ? { hint } : {});
    return null;
  };
  if (PLAIN.has(text)) return plain(text);
  if (text === 'sticky' && atLeast(version, '3.0')) return plain(text);
  if (text === 'uri') return uri(args, cx) ? plain('uri', true) : null;
  if (text === 'url_param') {
    const [name, modifier] = args;
    if (!name) return fail(word, 'missing-argument', "'balance url_param' wants a parameter's name");
    if (modifier && modifier.text !== 'check_post')
      return fail(modifier, 'unexpected-argument', "'balance url_param' goes on with 'check_post' only");
    return plain('url_param', true);
  }
  const inner = /^(hdr|random|rdp-cookie)\((.*)$/.exec(text);
  if (inner?.[1] === 'hdr') {
    const name = inner[2]!.replace(/\).*$/, '');
    if (name === '' || !text.includes(')'))
      return fail(word, 'missing-argument', "'balance hdr' wants a header's name between parentheses");
    if (args[0] && args[0].text !== 'use_domain_only')
      return fail(args[0], 'unexpected-argument', "'balance hdr' goes on with 'use_domain_only' only");
    return plain('hdr', true, [name]);
  }
  if (inner?.[1] === 'random' || text === 'random') {
    if (!inner) return plain('random');
    const draws = /^(\d+)\)?$/.exec(inner[2]!)?.[1];
    if (draws === undefined)
      return fail(word, 'bad-number', "'balance random' wants a number of draws between parentheses");
    return Number(draws) >= 1
      ? plain('random', false, [draws])
      : fail(word, 'out-of-range', "'balance random' draws at least once");
  }
  if (inner?.[1] === 'rdp-cookie' || text === 'rdp-cookie')
    return plain('rdp-cookie', false, inner ? [inner[2]!.replace(/\).*$/, '')] : []);
  if (text === 'hash') {
    if (!args[0]) return fail(word, 'missing-argument', "'balance hash' wants an expression");
    if (args[1])
      return fail(args[1], 'unexpected-argument', "'balance hash' takes one word: put commas between converters");
    return { name: 'hash', inner: [], needsHttp: false, expression: args[0] };
  }
  if (text === 'log-hash' && atLeast(version, '3.0'))
    return args[0] ? plain('log-hash') : fail(word, 'missing-argument', "'balance log-hash' wants converters");
  report.error(word.span, 'unknown-algorithm', `'balance' does not know '${text}'`, {
    hint: `one of: ${balanceNames(version).join(', ')}`,
    ...didYouMean(text, balanceNames(version), word.span),
  });
  return null;
}

function uri(args: readonly Word[], cx: ProxyContext): boolean {
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!;
    if (word.text === 'len' || word.text === 'depth') {
      const value = args[++i];
      if (!value || leadingInteger(value.text) <= 0) {
        cx.report.error((value ?? word).span, 'bad-number', `'${word.text}' wants a positive integer`);
        return false;
      }
    } else if (word.text !== 'whole' && word.text !== 'path-only') {
      cx.report.error(word.span, 'unexpected-argument', `'balance uri' does not know '${word.text}'`, {
        hint: 'one of: len, depth, whole, path-only',
      });
      return false;
    }
  }
  return true;
}

const FUNCTIONS = ['sdbm', 'djb2', 'wt6', 'crc32'];

export const hashType: Handler = (d, cx) => {
  const { report, draft, version } = cx;
  ignoredHere(d, 'backend', 'hash-type', cx);
  const [, method, fn, modifier] = d.words;
  if (method?.text !== 'consistent' && method?.text !== 'map-based') {
    return report.error((method ?? d.words[0]!).span, 'bad-choice', "'hash-type' wants 'consistent' or 'map-based'");
  }
  const functions = atLeast(version, '3.0') ? [...FUNCTIONS, 'none'] : FUNCTIONS;
  if (fn && !functions.includes(fn.text))
    return report.error(fn.span, 'bad-choice', `'hash-type' does not know the function '${fn.text}'`, {
      hint: `one of: ${functions.join(', ')}`,
    });
  if (modifier && modifier.text !== 'avalanche')
    return report.error(modifier.span, 'bad-choice', "behind a hash function stands 'avalanche' or nothing");
  draft.effective.hashConsistent = method.text === 'consistent';
  draft.settings.hashType = at(
    d.words.slice(1).map((w) => w.text),
    d.span,
  );
};

export const hashBalanceFactor: Handler = (d, cx) => {
  const value = d.words[1];
  if (!value) return missing(d, "'hash-balance-factor' wants an integer", cx);
  const factor = leadingInteger(value.text);
  if (factor !== 0 && factor <= 100)
    return cx.report.error(value.span, 'out-of-range', "'hash-balance-factor' must be 0 or greater than 100");
  cx.draft.settings.other['hash-balance-factor'] = at([value.text], d.span);
};
