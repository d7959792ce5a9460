/**
 * What the `%name` variables of log formats print (manual 8.2.6). Dates are those of the engine's clock, taken as
 * milliseconds since 1970, in GMT.
 */
import type { LogRecord } from './io.ts';
import type { SampleContext } from './sample/context.ts';
import { NEVER } from './state.ts';
import { cipherOf } from './tls/facts.ts';
import { uniqueIdOf } from './unique-id.ts';
import { pathOf, queryOf } from './uri.ts';

/** What a name prints, from a line's values. */
export type Alias = (record: LogRecord, context: SampleContext) => string | number;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

interface Date {
  readonly day: number;
  readonly month: string;
  readonly year: number;
  readonly time: string;
}

/** Civil date of a number of milliseconds (the days-to-civil algorithm of the proleptic Gregorian calendar). */
function dateOf(ms: number): Date {
  const days = Math.floor(ms / 86_400_000) + 719_468;
  const era = Math.floor(days / 146_097);
  const dayOfEra = days - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 2 : shifted - 10;
  const seconds = Math.floor((ms % 86_400_000) / 1000);
  const two = (number: number) => String(number).padStart(2, '0');
  return {
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
    month: MONTHS[month]!,
    year: yearOfEra + era * 400 + (month < 2 ? 1 : 0),
    time: `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`,
  };
}

const three = (number: number) => String(number).padStart(3, '0');
const THREE_DIGITS = Array.from({ length: 1000 }, (_, number) => three(number));

function milliseconds(ms: number): string {
  const left = Math.floor(ms % 1000);
  return THREE_DIGITS[left] ?? three(left);
}

/** Many lines are written within one second: its text is kept. It follows from the second alone. */
let keptSecond = Number.NaN;
let keptText = '';

/** `06/Feb/2009:12:14:14` */
function secondText(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second === keptSecond) return keptText;
  const { day, month, year, time } = dateOf(ms);
  keptSecond = second;
  keptText = `${String(day).padStart(2, '0')}/${month}/${year}:${time}`;
  return keptText;
}

let keptMs = Number.NaN;
let keptTime = '';

/** `06/Feb/2009:12:14:14.655` */
function withMilliseconds(ms: number): string {
  if (ms === keptMs) return keptTime;
  keptMs = ms;
  keptTime = `${secondText(ms)}.${milliseconds(ms)}`;
  return keptTime;
}

/** `06/Feb/2009:12:14:14 +0000` */
const withZone = (ms: number) => `${secondText(ms)} +0000`;

const server = (context: SampleContext) => {
  const { engine, stream } = context;
  return stream.server === NEVER ? null : engine.plan.proxies[stream.backend]!.backend!.servers[stream.server]!;
};

const braces = (list: readonly string[]) => (list.length === 0 ? '' : `{${list.join('|')}}`);

/** Of the request line; a request that never became one has none. */
const ofRequest =
  (part: (target: string, context: SampleContext) => string): Alias =>
  (_record, context) =>
    context.stream.originalMethod === '' ? '<BADREQ>' : part(context.stream.originalTarget, context);

/** `+` in front: with `option logasap` it was not the end yet. */
const soFar = (value: number, record: LogRecord, { engine }: SampleContext) =>
  engine.plan.proxies[record.proxy]!.frontend?.log.logasap ? `+${value}` : value;

/** From the response (HTTP), or from the connection to the server (TCP), to the end. */
function dataTime({ timers, mode }: LogRecord): number {
  const last = mode === 'http' ? timers.Tr : timers.Tc;
  const before = [timers.Th, timers.Ti, timers.TR, timers.Tw, timers.Tc, timers.Tr].filter((ms) => ms > 0);
  return last < 0 ? -1 : timers.Tt - before.reduce((sum, ms) => sum + ms, 0);
}

/** A cookie that nobody asked for is absent. */
const captured = (cookie: string) => (cookie === '-' ? '' : cookie);

const ALIASES: Readonly<Record<string, Alias>> = {
  B: (record, context) => soFar(record.bytesRead, record, context),
  CC: (record) => captured(record.requestCookie),
  CS: (record) => captured(record.responseCookie),
  H: () => 'localhost',
  HM: ofRequest((_target, { stream }) => stream.originalMethod),
  HP: ofRequest((target) => target.split('?', 1)[0]!),
  HPO: ofRequest((target) => pathOf(target) ?? ''),
  HQ: ofRequest((target) => (target.includes('?') ? `?${queryOf(target)}` : '')),
  HU: ofRequest((target) => target),
  // a long line may end before it
  HV: ofRequest((target, { engine, stream: { originalMethod, originalVersion } }) => {
    const room = engine.plan.process.requestLineBytes - originalMethod.length - target.length - 2;
    return room > 0 ? `HTTP/${originalVersion}`.slice(0, room) : 'HTTP/0.9';
  }),
  ID: (_record, { engine, client, stream }) => uniqueIdOf(engine, client, stream) ?? '',
  OG: () => 'sess',
  ST: (record) => record.status,
  T: (record) => withZone(record.acceptMs),
  Ta: (record, context) => soFar(record.timers.Ta, record, context),
  Tc: (record) => record.timers.Tc,
  Td: dataTime,
  Th: (record) => record.timers.Th,
  Ti: (record) => record.timers.Ti,
  Tl: (record) => withZone(record.acceptMs),
  Tq: ({ timers }) => (timers.TR < 0 ? -1 : timers.Th + Math.max(0, timers.Ti) + timers.TR),
  TR: (record) => record.timers.TR,
  Tr: (record) => record.timers.Tr,
  Ts: (record) => Math.floor(record.acceptMs / 1000),
  Tt: (record, context) => soFar(record.timers.Tt, record, context),
  Tu: (record, context) => soFar(record.timers.Tt - Math.max(0, record.timers.Ti), record, context),
  Tw: (record) => record.timers.Tw,
  U: (record) => record.bytesUploaded,
  ac: (record) => record.actconn,
  b: (record) => record.backend,
  bc: (record) => record.beconn,
  bi: () => '',
  bp: () => '',
  bq: (record) => record.backendQueue,
  ci: (record) => record.src.host,
  cp: (record) => record.src.port,
  f: (record) => record.frontend,
  fc: (record) => record.feconn,
  fi: (record) => record.dst.host,
  fp: (record) => record.dst.port,
  ft: (record) => record.frontend + (record.frontendTls ? '~' : ''),
  hr: (record) => braces(record.capturedRequestHeaders),
  hrl: (record) => record.capturedRequestHeaders.join(' '),
  hs: (record) => braces(record.capturedResponseHeaders),
  hsl: (record) => record.capturedResponseHeaders.join(' '),
  lc: (record, { engine }) => engine.state.proxies[record.proxy]!.logLines,
  ms: (record) => milliseconds(record.acceptMs),
  pid: () => 1,
  r: (record) => record.request ?? '',
  rc: ({ redispatched, retries }) => (redispatched ? `+${retries}` : retries),
  rt: (record) => record.stream,
  s: (record) => record.server,
  sc: (record) => record.srvconn,
  si: (_record, context) => server(context)?.host ?? '',
  sp: (_record, context) => server(context)?.port ?? '',
  sq: (record) => record.srvQueue,
  sslc: (_record, { client }) => (client.tls ? cipherOf(client.tls) : ''),
  sslv: (_record, { client }) => client.tls?.version ?? '',
  t: (record) => withMilliseconds(record.acceptMs),
  tr: (record) => withMilliseconds(record.acceptMs),
  trg: (record) => withZone(record.acceptMs),
  trl: (record) => withZone(record.acceptMs),
  ts: (record) => record.termination.slice(0, 2),
  // four letters in TCP mode too
  tsc: ({ termination }) => (termination.length === 4 ? termination : termination.padEnd(4, '-')),
};

/** undefined: there is no such name. */
export function aliasNamed(name: string): Alias | undefined {
  return Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
}
