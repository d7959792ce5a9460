/** The global section. */
import type { Span } from '../../diagnostic.ts';
import { parseAddress } from '../address.ts';
import type { At, Directive, GlobalConfig, LogTarget, StatsSocket, Version, Word } from '../config.ts';
import { BIND_OPTIONS } from '../keywords/bind.ts';
import { EARLY, GLOBAL, type GlobalRow } from '../keywords/global.ts';
import { globalCheck, globalCheckNames } from '../keywords/global-checks.ts';
import { lineOptions, sectionKeywords } from '../keywords/names.ts';
import type { RawSection } from '../lines.ts';
import type { Report } from '../report.ts';
import { atLeast } from '../version.ts';
import { leadingInteger, wholeInteger } from '../words.ts';
import { after, at, didYouMean } from './context.ts';
import { checkGlobal } from './global-check.ts';
import { readOwner } from './global-owner.ts';
import { readLogTarget } from './logging.ts';
import { bindProcess, NO_PROCESS, unknownProcess } from './process-set.ts';
import { successorOf } from './successors.ts';
import { readTimeWord, readValue, wordsOf } from './value.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface GlobalDraft extends Mutable<GlobalConfig> {
  spans: Span[];
  logs: At<LogTarget>[];
  statsSockets: At<StatsSocket>[];
  other: Record<string, At<readonly string[]>>;
  /** How often a directive was set that may be set once. */
  readonly counts: Map<string, number>;
}

export interface GlobalContext {
  readonly version: Version;
  readonly report: Report;
  /** Programs in Lua are loaded. */
  readonly loadsLua: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly draft: GlobalDraft;
}

export function emptyGlobal(): GlobalDraft {
  return { spans: [], logs: [], statsSockets: [], other: {}, counts: new Map() };
}

const ROWS = new Map(GLOBAL.map((row) => [row.name, row]));

export function lowerGlobal(section: RawSection, cx: GlobalContext): void {
  const { report, draft } = cx;
  draft.spans.push({ file: section.file, from: section.header.span.from, to: section.end });
  report.phase = atLeast(cx.version, '3.2') ? 'read' : 'parse';
  const extra = section.header.words[1];
  if (extra)
    report.error(extra.span, 'unexpected-argument', `'global' cannot handle unexpected argument '${extra.text}'`);
  for (const d of section.directives) {
    const row = ROWS.get(d.words[0]!.text);
    const early = row ? row.early : EARLY.has(d.words[0]!.text);
    report.phase = early && atLeast(cx.version, '3.2') ? 'read' : 'parse';
    lowerDirective(d, row, cx);
  }
  report.phase = 'parse';
}

type Handler = (d: Directive, cx: GlobalContext) => void;

const HANDLERS: Readonly<Record<string, Handler | undefined>> = {
  log,
  stats,
  maxconn,
  nbproc,
  nbthread,
  'cpu-map': cpuMap,
  setenv,
  presetenv: setenv,
  'external-check': externalCheck,
  'set-dumpable': setDumpable,
  'ssl-default-bind-options': sslOptions,
  'ssl-default-server-options': sslOptions,
  'unix-bind': unixBind,
  'log-send-hostname': keepWords,
  resetenv: keepWords,
};

function lowerDirective(d: Directive, row: GlobalRow | undefined, cx: GlobalContext): void {
  const { report, version } = cx;
  const keyword = d.words[0]!;
  if (/^lua-load(-per-thread)?$/.test(keyword.text) && d.words[1]) warnOfBooleans(d, cx);
  const handler = HANDLERS[keyword.text];
  if (handler) return handler(d, cx);
  const check = row ? null : globalCheck(keyword.text, version);
  if (check) {
    const { draft } = cx;
    const before = draft.counts.get(keyword.text) ?? 0;
    const experimental = draft.other['expose-experimental-directives'] !== undefined;
    if (!checkGlobal(d, check, { version, report, loadsLua: cx.loadsLua, experimental, before })) return;
    // For HAProxy a 0 is not set.
    const countsZero = check.once !== 'warning' && keyword.text !== 'maxsslrate';
    if (countsZero || leadingInteger(d.words[1]?.text ?? '') !== 0) draft.counts.set(keyword.text, before + 1);
    if (keyword.text === 'h1-case-adjust') return caseAdjust(d, cx);
    return keep(d, cx);
  }
  if (!row) return unknown(d, cx);
  if (row.value && !readSimple(d, row, cx)) return;
  if (!readOwner(d, cx.draft.counts, version, report)) return;
  if (row.deprecated && atLeast(version, row.deprecated) && !d.words[1]) {
    report.warning(keyword.span, 'deprecated', `'${row.name}' is deprecated`, {
      hint: 'start HAProxy with -W or -Ws instead',
    });
  }
  keep(d, cx);
}

/** A header's name may be adjusted once. */
function caseAdjust(d: Directive, cx: GlobalContext): void {
  const key = `h1-case-adjust ${d.words[1]!.text.toLowerCase()}`;
  if (cx.draft.counts.has(key))
    return cx.report.error(d.words[1]!.span, 'already-said', `'${d.words[1]!.text}' was adjusted before`);
  cx.draft.counts.set(key, 1);
}

/** From 3.1 on HAProxy wants to be told how Lua sees booleans, before the first program is loaded. */
function warnOfBooleans(d: Directive, cx: GlobalContext): void {
  const { draft } = cx;
  if (!atLeast(cx.version, '3.2') || draft.other['tune.lua.bool-sample-conversion'] || draft.counts.has('lua')) return;
  draft.counts.set('lua', 1);
  cx.report.warning(d.span, 'lua-booleans', 'Lua programs are loaded, but how they see booleans was not said', {
    hint: "say 'tune.lua.bool-sample-conversion normal' above it",
  });
}

function unknown(d: Directive, cx: GlobalContext): void {
  const { report, version } = cx;
  const keyword = d.words[0]!;
  const known = sectionKeywords('global', version);
  if (known.has(keyword.text)) {
    report.notSimulated(
      keyword.span,
      'unknown-so-far',
      `Drydock does not know '${keyword.text}' so far: its arguments are not checked`,
    );
    return;
  }
  const names = [...GLOBAL.map((r) => r.name), ...globalCheckNames(version), ...known];
  report.error(
    keyword.span,
    'unknown-keyword',
    `unknown keyword '${keyword.text}' in 'global' section`,
    didYouMean(keyword.text, names, keyword.span),
  );
}

function readSimple(d: Directive, row: GlobalRow, cx: GlobalContext): boolean {
  const { report, draft } = cx;
  const [keyword, first] = d.words as [Word, Word?];
  const value = row.value!;
  const optional = row.name === 'master-worker';
  if (value.kind !== 'none' && (first || !optional)) {
    const before = report.findings.length;
    // From 3.2 on a size may have its unit, and nothing else.
    const isSize = row.name === 'tune.bufsize' && atLeast(cx.version, '3.2') && /^0*[1-9]/.test(first?.text ?? '');
    const read = readValue(row.name, keyword, first, isSize ? { kind: 'size' } : value, cx);
    if (read === undefined) return false;
    if (row.name === 'node' && !/^[A-Za-z0-9._-]+$/.test(first!.text)) {
      report.findings.length = before;
      report.error(first!.span, 'bad-name', "a node's name is made of letters, digits, '.', '-' and '_'");
      return false;
    }
  }
  const bits = row.name === 'tune.ssl.default-dh-param' ? leadingInteger(first?.text ?? '') : -1;
  if (bits >= 0 && bits < 1024) {
    report.error(first!.span, 'out-of-range', `'${row.name}' must be at least 1024`);
    return false;
  }
  const most =
    row.name === 'expose-experimental-directives' && atLeast(cx.version, '3.2')
      ? 0
      : row.name === 'profiling.tasks' && cx.version === '3.4'
        ? undefined
        : row.most;
  const extra = most === undefined ? undefined : d.words[1 + most];
  if (extra) {
    report.error(extra.span, 'unexpected-argument', `'${row.name}' cannot handle unexpected argument '${extra.text}'`);
    return false;
  }
  const known = draft.other[row.name];
  const isSet = known !== undefined && (row.once === 'any' || leadingInteger(known.value[0] ?? '') !== 0);
  if (row.once && isSet) {
    const mild = row.name === 'tune.maxaccept' && atLeast(cx.version, '3.2');
    (mild ? report.warning : report.error)(d.span, 'already-said', `'${row.name}' was said before`);
    return false;
  }
  if (known && row.name === 'chroot') {
    const say = atLeast(cx.version, '3.2') ? report.warning : report.alert;
    say(d.span, 'already-said', "'chroot' was said before: the first one holds");
  }
  if (known && (row.name === 'ca-base' || row.name === 'crt-base')) {
    report.error(d.span, 'already-said', `'${row.name}' was said before`);
    return false;
  }
  return true;
}

/** Files the directive in its field. */
function keep(d: Directive, cx: GlobalContext): void {
  const { draft } = cx;
  const [keyword, first] = d.words as [Word, Word?];
  const text = first?.text ?? '';
  const span = d.span;
  switch (keyword.text) {
    case 'daemon':
      draft.daemon = at(true, span);
      break;
    case 'user':
      draft.user = at(text, span);
      break;
    case 'group':
      draft.group = at(text, span);
      break;
    case 'chroot':
      draft.chroot ??= at(text, span);
      break;
    case 'pidfile':
      draft.pidfile = at(text, span);
      break;
    case 'spread-checks':
      draft.spreadChecksPercent = at(leadingInteger(text), span);
      break;
    case 'hard-stop-after': {
      const time = /^\d/.test(text) ? readTimeQuietly(first!, cx) : null;
      if (time !== null) draft.hardStopAfterMs = at(time, span);
      break;
    }
    default:
      break;
  }
  keepWords(d, cx);
}

// The value was read, and reported, before.
function readTimeQuietly(word: Word, cx: GlobalContext): number | null {
  const count = cx.report.findings.length;
  const time = readTimeWord('', word, 'ms', cx);
  cx.report.findings.length = count;
  return time;
}

function keepWords(d: Directive, cx: GlobalContext): void {
  cx.draft.other[d.words[0]!.text] = at(
    d.words.slice(1).map((w) => w.text),
    d.span,
  );
}

function log(d: Directive, cx: GlobalContext): void {
  const target = readLogTarget(d, true, cx);
  if (target === 'none') cx.draft.logs = [];
  else if (target) cx.draft.logs.push(at(target, d.span));
}

function extraArgument(d: Directive, most: number, cx: GlobalContext): boolean {
  const extra = d.words[1 + most];
  if (!extra) return false;
  cx.report.error(
    extra.span,
    'unexpected-argument',
    `'${d.words[0]!.text}' cannot handle unexpected argument '${extra.text}'`,
  );
  return true;
}

function maxconn(d: Directive, cx: GlobalContext): void {
  const { report, draft } = cx;
  const value = d.words[1];
  if (extraArgument(d, 1, cx)) return;
  if (draft.maxconn) return report.alert(d.span, 'already-said', "'maxconn' was said before: the first one holds");
  if (!value) return report.error(after(d), 'missing-argument', "'maxconn' wants an integer");
  if (wholeInteger(value.text) === null && atLeast(cx.version, '2.8'))
    return report.error(value.span, 'bad-number', `'maxconn' wants an integer, not '${value.text}'`);
  draft.maxconn = at(leadingInteger(value.text), d.span);
}

function nbproc(d: Directive, cx: GlobalContext): void {
  cx.report.error(d.span, 'removed-keyword', "'nbproc' is not supported since HAProxy 2.5: one process uses threads", {
    hint: "remove it, or say 'nbthread'",
    ...successorOf(d),
  });
}

function nbthread(d: Directive, cx: GlobalContext): void {
  const { report, draft, version } = cx;
  if (extraArgument(d, 1, cx)) return;
  const value = d.words[1];
  const count = value ? wholeInteger(value.text) : null;
  if (count === null) return report.error(after(d), 'bad-number', "'nbthread' wants an integer");
  const most = version === '2.6' ? 64 : atLeast(version, '3.2') ? 1024 : 256;
  if (count < 1 || count > most)
    return report.error(value!.span, 'out-of-range', `'nbthread' must be between 1 and ${most}`);
  draft.nbthread = at(count, d.span);
}

const CPU_SET = /^(all|odd|even|\d+(-\d*)?(,\d+(-\d*)?)*)$/;

function cpuMap(d: Directive, cx: GlobalContext): void {
  const [, threads, ...cpus] = d.words;
  if (!threads || cpus.length === 0) {
    return cx.report.error(after(d), 'missing-argument', "'cpu-map' wants threads and processors", {
      hint: 'cpu-map auto:1/1-4 0-3',
    });
  }
  const set = threads.text.replace(/^auto:/, '');
  const bad = set.split('/').find((part) => !CPU_SET.test(part));
  if (bad !== undefined) return cx.report.error(threads.span, 'bad-number', `'${bad}' is not a number or a range`);
  const badCpu = cpus.find((c) => !CPU_SET.test(c.text));
  if (badCpu) return cx.report.error(badCpu.span, 'bad-number', `'${badCpu.text}' is not a number or a range`);
  keepWords(d, cx);
}

function setenv(d: Directive, cx: GlobalContext): void {
  const [keyword, name, value, extra] = d.words as [Word, Word?, Word?, Word?];
  if (!name || !value)
    return cx.report.error(after(d), 'missing-argument', `'${keyword.text}' wants a name and a value`);
  if (extra && atLeast(cx.version, '2.8'))
    cx.report.error(
      extra.span,
      'unexpected-argument',
      `'${keyword.text}' cannot handle unexpected argument '${extra.text}'`,
    );
}

function externalCheck(d: Directive, cx: GlobalContext): void {
  const word = d.words[1];
  if (word && !(word.text === 'preserve-env' && atLeast(cx.version, '2.8'))) {
    return cx.report.error(
      word.span,
      'unexpected-argument',
      `'external-check' cannot handle unexpected argument '${word.text}'`,
    );
  }
  keepWords(d, cx);
}

function setDumpable(d: Directive, cx: GlobalContext): void {
  const word = d.words[1];
  if (word && !(atLeast(cx.version, '3.2') && ['on', 'off', 'libs'].includes(word.text))) {
    return cx.report.error(
      word.span,
      'unexpected-argument',
      `'set-dumpable' cannot handle unexpected argument '${word.text}'`,
    );
  }
  keepWords(d, cx);
}

const SSL_VERSIONS = ['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
const SSL_FLAGS = [
  'no-sslv3',
  'no-tlsv10',
  'no-tlsv11',
  'no-tlsv12',
  'no-tlsv13',
  'force-sslv3',
  'force-tlsv10',
  'force-tlsv11',
  'force-tlsv12',
  'force-tlsv13',
  'no-tls-tickets',
];

function sslOptions(d: Directive, cx: GlobalContext): void {
  const { report, version } = cx;
  const keyword = d.words[0]!.text;
  const bind = keyword.includes('bind');
  const flags = [
    ...SSL_FLAGS,
    ...(bind ? ['prefer-client-ciphers'] : []),
    ...(bind && atLeast(version, '3.2') ? ['strict-sni', 'tls-tickets', 'no-strict-sni'] : []),
  ];
  if (d.words.length === 1) return report.error(after(d), 'missing-argument', `'${keyword}' wants options`);
  for (let i = 1; i < d.words.length; i++) {
    const word = d.words[i]!;
    if (word.text === 'ssl-min-ver' || word.text === 'ssl-max-ver') {
      const value = d.words[++i];
      if (!value) return report.error(word.span, 'missing-argument', `'${word.text}' wants a version`);
      if (!SSL_VERSIONS.includes(value.text))
        return report.error(value.span, 'bad-choice', `'${value.text}' is not a TLS version`, {
          hint: `one of: ${SSL_VERSIONS.join(', ')}`,
        });
    } else if (!flags.includes(word.text)) {
      return report.error(
        word.span,
        'bad-choice',
        `'${keyword}' does not know '${word.text}'`,
        didYouMean(word.text, [...flags, 'ssl-min-ver', 'ssl-max-ver'], word.span),
      );
    }
  }
  keepWords(d, cx);
}

function unixBind(d: Directive, cx: GlobalContext): void {
  const known = ['prefix', 'mode', 'uid', 'gid', 'user', 'group'];
  if (d.words.length === 1) return;
  for (let i = 1; i < d.words.length; i += 2) {
    const word = d.words[i]!;
    if (!known.includes(word.text))
      return cx.report.error(word.span, 'bad-choice', `'unix-bind' does not know '${word.text}'`, {
        hint: `one of: ${known.join(', ')}`,
      });
    const value = d.words[i + 1];
    if (value && (word.text === 'user' || word.text === 'group'))
      cx.report.environment(value.span, 'machine-needed', `HAProxy will need the ${word.text} '${value.text}'`);
  }
  keepWords(d, cx);
}

function stats(d: Directive, cx: GlobalContext): void {
  const { report, draft, version } = cx;
  const [, what, value] = d.words;
  const names = [
    'socket',
    'timeout',
    'maxconn',
    'bind-process',
    ...(version === '3.4' ? ['calculate-max-counters'] : []),
  ];
  if (!what || !names.includes(what.text)) {
    return report.error((what ?? d.words[0]!).span, 'unknown-argument', `'stats' does not know '${what?.text ?? ''}'`, {
      hint: 'socket, timeout or maxconn',
      ...(what ? didYouMean(what.text, names, what.span) : {}),
    });
  }
  if (what.text === 'socket') return statsSocket(d, cx);
  if (what.text === 'timeout') {
    const time = readTimeWord('stats timeout', value ?? { text: '', span: what.span }, 'ms', cx);
    if (time === null) return;
    if (time === 0) return report.error(value!.span, 'out-of-range', "'stats timeout' must be longer than 0");
    draft.statsTimeoutMs = at(time, d.span);
    return;
  }
  if (what.text === 'maxconn' && leadingInteger(value?.text ?? '') <= 0)
    return report.error((value ?? what).span, 'out-of-range', "'stats maxconn' wants a positive integer");
  if (what.text === 'bind-process' && atLeast(version, '2.8'))
    return report.error(what.span, 'removed-keyword', "'stats bind-process' is not supported any more");
  const strange = what.text === 'bind-process' && unknownProcess(d.words.slice(2));
  if (strange) return report.error(strange.span, 'out-of-range', `'stats bind-process': ${NO_PROCESS}`);
  draft.other[`stats ${what.text}`] = at(
    d.words.slice(2).map((w) => w.text),
    d.span,
  );
}

const BIND_ROWS = new Map(BIND_OPTIONS.map((row) => [row.name, row]));

function statsSocket(d: Directive, cx: GlobalContext): void {
  const { report, draft, version } = cx;
  const word = d.words[2];
  if (!word)
    return report.error(after(d), 'missing-argument', "'stats socket' wants an address or a path", {
      hint: 'stats socket /run/haproxy.sock mode 660 level admin',
    });
  for (const part of word.text.split(',')) {
    const expanded = part.replace(
      /\$(?:\{(\w+)\}|(\w+))/g,
      (_, a?: string, b?: string) => cx.environment[a ?? b ?? ''] ?? '',
    );
    const read = parseAddress(expanded, { port: 'required', range: true, descriptor: true }, version);
    if (!read.ok) return report.error(word.span, 'bad-address', `'stats socket': ${read.message}`);
    if (read.address.family === 'fd')
      report.environment(word.span, 'machine-needed', `HAProxy will need the open descriptor ${read.address.host}`);
  }
  const known = lineOptions('bind', version);
  const address = word.text.replace(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (_, a?: string, b?: string) => cx.environment[a ?? b ?? ''] ?? '',
  );
  const socket: Mutable<StatsSocket> = { address };
  for (let i = 3; i < d.words.length; i++) {
    const option = d.words[i]!;
    const registered = known.get(option.text);
    if (!registered)
      return report.error(
        option.span,
        'unknown-bind-option',
        `'stats socket' does not know '${option.text}'`,
        didYouMean(option.text, known.keys(), option.span),
      );
    const row = BIND_ROWS.get(option.text);
    const next = d.words[i + 1];
    if (option.text === 'process') {
      if (!bindProcess(option, next, version, report)) return;
    } else if (row) {
      if (readValue(row.name, option, next, row.value, cx) === undefined) return;
      if (row.name === 'mode') socket.mode = next!.text;
      if (row.name === 'level') socket.level = next!.text as 'user' | 'operator' | 'admin';
    }
    i += row ? wordsOf(row.value) : Math.max(registered.args, 0);
  }
  draft.statsSockets.push(at(socket, d.span));
}
