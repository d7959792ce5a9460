/** The directives of `global` that need nothing but a check of their arguments. */
import type { Directive, Word } from '../config.ts';
import { type Dialect, parseExpression } from '../expression.ts';
import { parseFormat } from '../format.ts';
import { type GlobalCheck, globalCheck } from '../keywords/global-checks.ts';
import { PLACE } from '../keywords/names.ts';
import type { Report } from '../report.ts';
import { parseSize } from '../size.ts';
import { badVariableName } from '../variables.ts';
import { atLeast } from '../version.ts';
import { leadingInteger, wholeInteger } from '../words.ts';
import { after, didYouMean, reportExpression } from './context.ts';
import { readTimeWord } from './value.ts';

interface Cx extends Dialect {
  readonly report: Report;
  /** `expose-experimental-directives` came before. */
  readonly experimental: boolean;
  /** How often the directive was set before. */
  readonly before: number;
}

/** Whether the directive was understood; errors are reported. */
export function checkGlobal(d: Directive, check: GlobalCheck, cx: Cx): boolean {
  const { version } = cx;
  // 2.6 calls its errors warnings here.
  const isMild = d.words[0]!.text === 'mworker-max-reloads' && version === '2.6';
  const report = isMild ? { ...cx.report, error: cx.report.warning } : cx.report;
  const extra = isMild ? d.words[2] : undefined;
  if (extra) cx.report.alert(extra.span, 'unexpected-argument', `'${extra.text}' is one argument too many`);
  return checkArguments(d, check, { ...cx, report });
}

/** Without an argument these warn. */
const WARNS = new Set(['ocsp-update.mode', 'ocsp-update.disable', 'ssl-passphrase-cmd']);

function checkArguments(d: Directive, check: GlobalCheck, cx: Cx): boolean {
  const { report, version } = cx;
  const keyword = d.words[0]!;
  const name = keyword.text;
  const first = d.words[1];
  const no = (at: Word | undefined, code: string, message: string, hint?: string): false => {
    report.error((at ?? keyword).span, code, `'${name}' ${message}`, hint ? { hint } : {});
    return false;
  };
  if (check.type === 'never') return no(keyword, 'removed-keyword', 'is not supported');
  if (check.experimental) {
    if (!cx.experimental)
      return no(keyword, 'experimental', 'is experimental', "say 'expose-experimental-directives' above it");
    report.usesExperimental = true;
  }
  const most = check.type === 'none' ? 0 : 1;
  const extra = check.more ? undefined : d.words[most + 1];
  if (name === 'tune.ssl.capture-cipherlist-size')
    report.warning(keyword.span, 'deprecated', `'${name}' is deprecated`, {
      hint: "write 'tune.ssl.capture-buffer-size'",
    });
  if (extra) {
    report.error(extra.span, 'unexpected-argument', `'${name}' cannot handle unexpected argument '${extra.text}'`);
    return false;
  }
  if (check.once !== 'no' && cx.before > 0) {
    const tolerant = check.once === 'warning' && (atLeast(version, '3.2') || /backend$|frontend$/.test(name));
    // It is an alert, and no more than that.
    const say = name === 'fd-hard-limit' ? report.alert : tolerant ? report.warning : report.error;
    say(d.span, 'already-said', `'${name}' was said before`);
    return false;
  }
  if (check.type === 'none') return deprecated(d, check, cx);
  if (!first) {
    if (check.optional) return true;
    const say = WARNS.has(name) ? report.warning : report.error;
    say(after(d), 'missing-argument', `'${name}' wants an argument`);
    return false;
  }
  if (!readOne(name, first, check, cx)) return false;
  if (check.file) report.environment(first.span, 'file-needed', `HAProxy will need '${first.text}'`);
  const special = SPECIAL[name];
  if (special && !special(d, cx, no)) return false;
  return deprecated(d, check, cx);
}

function deprecated(d: Directive, check: GlobalCheck, cx: Cx): true {
  const isOld = check.deprecated && (cx.version === '3.4' || d.words[0]!.text.endsWith('buffers.limit'));
  if (isOld)
    cx.report.warning(d.words[0]!.span, 'deprecated', `'${d.words[0]!.text}' is deprecated`, {
      hint: "its successor begins with 'tune.quic.fe.' or 'tune.quic.be.'",
    });
  return true;
}

function readOne(name: string, word: Word, check: GlobalCheck, cx: Cx): boolean {
  const { report } = cx;
  const no = (code: string, message: string, hint?: string): false => {
    report.error(word.span, code, `'${name}' ${message}`, hint ? { hint } : {});
    return false;
  };
  const inBounds = (value: number): boolean =>
    (check.min === null || value >= check.min) &&
    (check.max === null || value <= check.max) &&
    !(check.notZero && value === 0);
  const range = `wants a number${check.min === null ? '' : ` from ${check.min}`}${check.max === null ? '' : ` to ${check.max}`}`;
  switch (check.type) {
    case 'n':
      return inBounds(leadingInteger(word.text)) || no('out-of-range', range);
    case 'i': {
      const value = wholeInteger(word.text);
      return (value !== null && inBounds(value)) || no('bad-number', `${range}, not '${word.text}'`);
    }
    case 'size': {
      const size = parseSize(word.text);
      // These two count in 64 bits.
      const isWide = name.endsWith('tx-mem') || name.endsWith('tx-max');
      if (!size.ok && !(isWide && /^\d+[kmg]?$/i.test(word.text)))
        return no('bad-size', `wants a size, not '${word.text}'`);
      return !size.ok || inBounds(size.value) || no('out-of-range', 'is out of range');
    }
    case 'ms': {
      if (name === 'close-spread-time' && word.text === 'infinite') return true;
      const time = readTimeWord(name, word, 'ms', cx);
      return time !== null && (inBounds(time) || no('out-of-range', 'is out of range'));
    }
    case 'on':
    case 'one':
    case 'list': {
      const of = check.type === 'on' ? ['on', 'off'] : check.of;
      const parts = check.type === 'list' ? listed(word.text, name) : [word.text];
      const bad = parts.find((p) => !of.includes(p));
      if (bad === undefined) return true;
      report.error(word.span, 'bad-choice', `'${name}' does not know '${bad}'`, {
        hint: `one of: ${of.join(', ')}`,
        ...(check.type === 'list' ? {} : { fixes: didYouMean(bad, of, word.span).fixes ?? [] }),
      });
      return false;
    }
    default:
      return true;
  }
}

/** Choices stand between commas; those of tokens between colons, all of them as `ALL`, with `!` to take one out. */
function listed(text: string, name: string): string[] {
  if (!name.startsWith('jwt.')) return text.split(',').filter((p) => p !== '');
  return text
    .split(':')
    .map((p) => p.replace(/^!/, ''))
    .filter((p) => p !== '' && p !== 'ALL');
}

type No = (at: Word | undefined, code: string, message: string, hint?: string) => false;
type Special = (d: Directive, cx: Cx, no: No) => boolean;

const CODE_RANGES = /^[+-]?\d+(-\d+)?(,[+-]?\d+(-\d+)?)*$/;

const codes: Special = (d, _cx, no) => {
  for (const word of d.words.slice(1)) {
    // A sign holds for what follows it, and stands in front of the word only.
    const parts = word.text.replace(/^[+-]/, '').split(',');
    const fine =
      CODE_RANGES.test(word.text) &&
      parts.every((part) => {
        const [low, high] = part.split('-').map(Number) as [number, number?];
        return /^\d/.test(part) && low >= 100 && (high ?? low) <= 599 && low <= (high ?? low);
      });
    if (!fine) return no(word, 'bad-number', `wants status codes such as 400-499,502, not '${word.text}'`);
  }
  return true;
};

const setVar: Special = (d, cx, no) => {
  const [head, name, value] = d.words as [Word, Word, Word?];
  if (!value) return no(name, 'missing-argument', 'wants a variable of the process (proc.name) and a value');
  const bad = badVariableName(name.text, cx.version);
  if (bad) return no(name, 'bad-variable', bad);
  if (!name.text.startsWith('proc.')) return no(name, 'bad-variable', "can only set variables that begin with 'proc.'");
  const { report } = cx;
  if (head.text === 'set-var-fmt') {
    const read = parseFormat(value, { places: PLACE.configuration, dialect: cx, http: true });
    if (!read.ok) reportExpression(read.error, '', cx);
    return read.ok;
  }
  const read = parseExpression(value, 0, cx);
  if (!read.ok) {
    reportExpression(read.error, '', cx);
    return false;
  }
  if ((read.value.fetch.places & PLACE.configuration) !== 0) return true;
  report.error(
    value.span,
    'fetch-not-available',
    `'${read.value.fetch.name}' may not be used here: nothing is connected yet`,
  );
  return false;
};

const caseAdjust: Special = (d, _cx, no) => {
  const [, from, to, extra] = d.words;
  if (extra) return no(extra, 'unexpected-argument', `cannot handle unexpected argument '${extra.text}'`);
  if (!to) return no(from, 'missing-argument', 'wants a name and how to write it');
  return (
    from!.text.toLowerCase() === to.text.toLowerCase() || no(to, 'bad-argument', 'may change upper and lower case only')
  );
};

const extraFiles: Special = (d, _cx, no) => {
  const known = ['none', 'all', 'bundle', 'sctl', 'ocsp', 'issuer', 'key'];
  const rest = d.words.slice(1);
  const bad = rest.find((w) => !known.includes(w.text));
  if (bad) return no(bad, 'bad-choice', `does not know '${bad.text}'`, `one of: ${known.join(', ')}`);
  const alone = rest.length > 1 ? rest.find((w) => w.text === 'none' || w.text === 'all') : undefined;
  return alone ? no(alone, 'incompatible', `'${alone.text}' stands alone`) : true;
};

const CPU_RANGE = /^\d+(-\d*)?(,\d+(-\d*)?)*$/;

const cpuSet: Special = (d, _cx, no) => {
  for (let i = 1; i < d.words.length; i++) {
    const word = d.words[i]!;
    if (word.text === 'reset') continue;
    if (!/^(only|drop)-(cpu|node|cluster|core|thread)$/.test(word.text))
      return no(word, 'bad-choice', `does not know '${word.text}'`);
    const set = d.words[++i];
    if (!set) return no(word, 'missing-argument', `wants numbers behind '${word.text}'`);
    if (!CPU_RANGE.test(set.text)) return no(set, 'bad-number', `wants numbers, not '${set.text}'`);
  }
  return true;
};

const SPECIAL: Readonly<Record<string, Special | undefined>> = {
  'http-err-codes': codes,
  'http-fail-codes': codes,
  'set-var': setVar,
  'set-var-fmt': setVar,
  'h1-case-adjust': caseAdjust,
  'ssl-load-extra-files': extraFiles,
  'cpu-set': cpuSet,
  'lua-prepend-path': (d, _cx, no) => {
    const [, , type, extra] = d.words;
    if (extra) return no(extra, 'unexpected-argument', `cannot handle unexpected argument '${extra.text}'`);
    return !type || ['path', 'cpath'].includes(type.text) || no(type, 'bad-choice', "goes on with 'path' or 'cpath'");
  },
  'cpu-affinity': (d, _cx, no) => {
    const [, kind, extra] = d.words;
    const fine = !extra || (kind!.text === 'per-group' && ['loose', 'auto'].includes(extra.text));
    return fine || no(extra, 'bad-choice', `does not know '${extra.text}'`);
  },
  'tune.h2.fe.max-concurrent-streams': (d, cx, no) => {
    if (!atLeast(cx.version, '3.4')) return true;
    for (let i = 2; i < d.words.length; i += 2) {
      const word = d.words[i]!;
      const value = d.words[i + 1];
      if (word.text !== 'rq-load' && word.text !== 'min')
        return no(word, 'unexpected-argument', `goes on with 'rq-load' or 'min', not with '${word.text}'`);
      const isWord = word.text === 'rq-load' && ['auto', 'ignore'].includes(value?.text ?? '');
      if (!isWord && leadingInteger(value?.text ?? '') <= 0)
        return no(value ?? word, 'bad-number', `wants a number behind '${word.text}'`);
    }
    return true;
  },
  'tune.streams-elasticity': (d, _cx, no) => {
    const value = wholeInteger(d.words[1]!.text)!;
    return value === 0 || value >= 100 || no(d.words[1], 'out-of-range', 'wants 0, or a percentage from 100 on');
  },
  'tune.lua.openlibs': (d, _cx, no) => {
    const parts = d.words[1]!.text.split(',').filter((p) => p !== '');
    const alone = parts.find((p) => p === 'none' || p === 'all');
    return parts.length < 2 || !alone || no(d.words[1], 'incompatible', `'${alone}' stands alone`);
  },
  'ocsp-update.mode': onOffOrWarn,
  'ocsp-update.disable': onOffOrWarn,
};

function onOffOrWarn(d: Directive, cx: Cx): boolean {
  const value = d.words[1];
  if (!value || !['on', 'off'].includes(value.text))
    cx.report.warning((value ?? d.words[0]!).span, 'bad-choice', `'${d.words[0]!.text}' wants 'on' or 'off'`);
  return true;
}

/** The check that a version makes of a directive, for completion and the like. */
export { globalCheck };
