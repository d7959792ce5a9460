/** Values of bind and server options that few configurations have: looked at here, one function an option. */
import type { Version, Word } from '../config.ts';
import { parseExpression } from '../expression.ts';
import { parseFormat } from '../format.ts';
import { PLACE } from '../keywords/names.ts';
import { parseSize } from '../size.ts';
import { parseTime } from '../time.ts';
import { atLeast } from '../version.ts';
import { leadingInteger } from '../words.ts';
import type { ProxyContext } from './context.ts';
import { badGuid } from './guid.ts';

/** What is wrong with a value, or null. `head` is the option's own word. */
type Check = (text: string, cx: ProxyContext, head: Word) => string | null;

const any: Check = () => null;

const time: Check = (text) => (parseTime(text, 'ms').ok ? null : `'${text}' is no time`);

const experimental: Check = (_, cx, head) => {
  cx.report.usesExperimental = true;
  return cx.exposesExperimental
    ? null
    : `'${head.text}' is experimental: say 'expose-experimental-directives' in global`;
};

/** Numbers of certificate errors, or from 2.8 on their names. */
const ignoredErrors: Check = (text, cx) => {
  if (text === 'all') return null;
  for (const id of text.split(',')) {
    if (atLeast(cx.version, '2.8') && /^X509_V_ERR_[A-Z0-9_]+$/.test(id)) continue;
    const number = leadingInteger(id);
    if (number < 1 || number > 94) return `'${id}' is no certificate error: 'all', or numbers from 1 to 94`;
  }
  return null;
};

function mostThreads(version: Version): number {
  if (version === '2.6') return 64;
  return atLeast(version, '3.2') ? 1024 : version === '2.8' || version === '3.0' ? 256 : 1024;
}

const shards: Check = (text, cx) => {
  if (text === 'by-thread' || (text === 'by-group' && atLeast(cx.version, '2.8'))) return null;
  const most = mostThreads(cx.version);
  const value = leadingInteger(text);
  return value >= 1 && value <= most ? null : `'shards' wants a number from 1 to ${most}, or 'by-thread'`;
};

/** `1-4`, `all`, `1/2-3`: numbers of threads, behind the number of their group. */
const threads: Check = (text, cx) => (cx.version === '2.6' ? badOldThreads(text) : badThreads(text, cx.version));

function badOldThreads(text: string): string | null {
  const slash = text.indexOf('/');
  if (slash >= 0 && text.slice(0, slash) !== '1') return `there is no thread group '${text.slice(0, slash)}'`;
  const set = text.slice(slash + 1);
  if (/^(all|odd|even)$/.test(set)) return null;
  const [, low, high] = /^(\d+)(?:-(\d*))?$/.exec(set) ?? [];
  const fits = (n: string | undefined): boolean => n === undefined || n === '' || (Number(n) >= 1 && Number(n) <= 64);
  return low !== undefined && fits(low) && fits(high) ? null : `'${set}' is neither a thread nor a range of threads`;
}

function badThreads(text: string, version: Version): string | null {
  const isRelative = /^\d*\//.test(text);
  for (const part of text.split(',')) {
    const [, group, set] = (/^(?:(\d*)\/)?(.*)$/.exec(part) ?? []) as unknown as [string, string | undefined, string];
    if (group === undefined ? isRelative && part === text : !isRelative)
      return `'${part}' mixes threads of groups with threads of the process`;
    if (group === '') return 'a thread group has a number';
    if (group !== undefined && (Number(group) < 1 || Number(group) > (atLeast(version, '3.2') ? 32 : 16)))
      return `there is no thread group '${group}'`;
    const most = isRelative ? 64 : mostThreads(version);
    const bad = badRange(set, most);
    if (bad) return bad;
    // A process has one thread group unless told, and fewer threads than that.
    if (group !== undefined && Number(group) > 1) return `thread group ${group} does not exist`;
    if (!isRelative && /^\d+$/.test(set) && Number(set) > 64) return `thread ${set} does not exist`;
  }
  return null;
}

function badRange(set: string, most: number): string | null {
  if (set === '' || /^(all|odd|even)$/.test(set)) return null;
  const [, low, high] = /^(\d+)(?:-(\d*))?$/.exec(set) ?? [];
  if (low === undefined) return `'${set}' is neither a thread nor a range of threads`;
  const fits = (n: string | undefined): boolean => n === undefined || n === '' || (Number(n) >= 1 && Number(n) <= most);
  return fits(low) && fits(high) ? null : `threads go from 1 to ${most}`;
}

const congestion: Check = (text, cx, head) => {
  const [, name, inner, close] = /^([^(]*)(?:\(([^)]*)(\))?)?/.exec(text) ?? [];
  const names = ['cubic', 'newreno', 'nocc', ...(atLeast(cx.version, '3.2') ? ['bbr'] : [])];
  if (!names.includes(name ?? '')) return `'${text}' is no congestion control algorithm`;
  if (name === 'nocc') return experimental(text, cx, head);
  if (inner === undefined) return null;
  const [window = '', ...more] = inner.split(',');
  // The largest one is more than sizes may be elsewhere.
  const size = parseSize(window === '4g' ? '4095m' : window);
  if (!close || (window !== '' && !size.ok)) return `'${inner}' is no size of a window`;
  if (more.length > 0 && !(atLeast(cx.version, '3.2') && more.length === 1 && name !== 'cubic'))
    return `too much for '${name}'`;
  if (size.ok && window !== '' && (size.value < 10240 || size.value > 4 * 2 ** 30))
    return 'a window is between 10k and 4g';
  return null;
};

/** `set-proxy-v2-tlv-fmt(<number>) <format>`. */
const tlv: Check = (text, cx, head) => {
  const id = /\(([^)]*)\)$/.exec(head.text)?.[1];
  if (id === undefined && !head.text.includes('(')) return null;
  if (id === undefined) return `'${head.text}' wants the number of a TLV between parentheses`;
  const number = /^(0[xX][0-9a-fA-F]+|-?\d+)$/.test(id) ? Number(id) : Number.NaN;
  if (Number.isNaN(number)) return `'${id}' is no number of a TLV`;
  if (number < 0 || number > 255) return 'a TLV has a number from 0 to 255';
  const read = parseFormat({ text, span: head.span }, { places: PLACE.useServer, dialect: cx, http: true });
  return read.ok ? null : read.error.message;
};

const oneOf =
  (...names: string[]): Check =>
  (text) =>
    names.includes(text) ? null : `'${text}' is none of ${names.join(', ')}`;

const BIND: Readonly<Record<string, Check | undefined>> = {
  'ca-ignore-err': ignoredErrors,
  'crt-ignore-err': ignoredErrors,
  'ca-sign-file': any,
  'ca-sign-pass': any,
  npn: any,
  shards,
  thread: threads,
  'guid-prefix': (text) => badGuid(text),
  nbconn: experimental,
  'quic-cc-algo': congestion,
  'quic-socket': oneOf('connection', 'listener'),
  'client-sigalgs': any,
  sigalgs: any,
  label: any,
  'idle-ping': time,
  cc: any,
  'tcp-md5sig': any,
  'tcp-ss': oneOf('0', '1', '2'),
  ktls: experimental,
  ech: any,
};

const SERVER: Readonly<Record<string, Check | undefined>> = {
  npn: any,
  cc: any,
  'tcp-md5sig': any,
  ktls: experimental,
  healthcheck: any,
  curves: any,
  sigalgs: any,
  'client-sigalgs': any,
  'check-pool-conn-name': any,
  'idle-ping': time,
  'quic-cc-algo': congestion,
  'log-bufsize': (text) => (leadingInteger(text) > 0 ? null : "'log-bufsize' must be greater than 0"),
  'pool-conn-name': (text, cx, head) => {
    const read = parseExpression({ text, span: head.span }, 0, cx);
    return read.ok ? null : read.error.message;
  },
  'set-proxy-v2-tlv-fmt': tlv,
};

/** What may be missing behind an option, though it takes a value. */
const OPTIONAL: ReadonlySet<string> = new Set(['nbconn', 'thread', 'shard', 'set-proxy-v2-tlv-fmt']);

/** Looks at the value of an option without a row of its own. Returns whether it is fine; what is not was reported. */
export function checkRareValue(
  where: 'bind' | 'server',
  name: string,
  head: Word,
  value: Word | undefined,
  cx: ProxyContext,
): boolean {
  const check = where === 'bind' ? BIND[name] : SERVER[name];
  if (name === 'ca-verify-file' && value) {
    cx.report.environment(value.span, 'file-needed', `HAProxy will need the file '${value.text}'`);
    return true;
  }
  if (!check && name !== 'ca-verify-file') return true;
  const isMissing = !value && (!OPTIONAL.has(name) || (name === 'thread' && cx.version === '2.6'));
  const bad =
    isMissing && check !== experimental
      ? `'${name}' wants a value behind it`
      : (check?.(value?.text ?? '', cx, head) ?? null);
  if (bad === null) return true;
  if (isMissing && name === 'healthcheck') {
    cx.report.alert(head.span, 'missing-argument', bad);
    return false;
  }
  cx.report.error((value ?? head).span, isMissing ? 'missing-argument' : 'bad-value', bad);
  return false;
}
