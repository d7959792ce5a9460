/**
 * What the `%name` variables of log formats print (manual 8.2.6). Dates are those of the engine's clock, taken as
 * milliseconds since 1970, in GMT.
 */
import type { LogRecord } from './io.ts';
import type { SampleContext } from './sample/context.ts';
import { NEVER } from './state.ts';
import { pathOf, queryOf } from './uri.ts';

type Alias = (record: LogRecord, context: SampleContext) => string | number;

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

const milliseconds = (ms: number) => String(Math.floor(ms % 1000)).padStart(3, '0');

/** `06/Feb/2009:12:14:14.655` */
function withMilliseconds(ms: number): string {
  const { day, month, year, time } = dateOf(ms);
  return `${String(day).padStart(2, '0')}/${month}/${year}:${time}.${milliseconds(ms)}`;
}

/** `06/Feb/2009:12:14:14 +0000` */
function withZone(ms: number): string {
  const { day, month, year, time } = dateOf(ms);
  return `${String(day).padStart(2, '0')}/${month}/${year}:${time} +0000`;
}

const server = (context: SampleContext) => {
  const { engine, stream } = context;
  return stream.server === NEVER ? null : engine.plan.proxies[stream.backend]!.backend!.servers[stream.server]!;
};

const braces = (list: readonly string[]) => (list.length === 0 ? '' : `{${list.join('|')}}`);
const requestOf = ({ stream }: SampleContext) => stream.originalTarget;

const ALIASES: Readonly<Record<string, Alias>> = {
  B: (record) => record.bytesRead,
  CC: (record) => record.requestCookie,
  CS: (record) => record.responseCookie,
  H: () => 'localhost',
  HM: (_record, { stream }) => stream.originalMethod || '<BADREQ>',
  HP: (_record, context) => requestOf(context).split('?', 1)[0]!,
  HPO: (_record, context) => pathOf(requestOf(context)) ?? requestOf(context).split('?', 1)[0]!,
  HQ: (_record, context) => (requestOf(context).includes('?') ? `?${queryOf(requestOf(context))}` : ''),
  HU: (_record, context) => requestOf(context),
  HV: (_record, { stream }) => `HTTP/${stream.originalVersion}`,
  ID: () => '',
  OG: () => 'sess',
  ST: (record) => record.status,
  T: (record) => withZone(record.acceptMs),
  Ta: (record) => record.timers.Ta,
  Tc: (record) => record.timers.Tc,
  Td: ({ timers }) => {
    const began = [timers.Th, timers.Ti, timers.TR, timers.Tw, timers.Tc, timers.Tr].filter((ms) => ms > 0);
    return timers.Tr < 0 ? -1 : timers.Tt - began.reduce((sum, ms) => sum + ms, 0);
  },
  Th: (record) => record.timers.Th,
  Ti: (record) => record.timers.Ti,
  Tl: (record) => withZone(record.acceptMs),
  Tq: ({ timers }) => (timers.TR < 0 ? -1 : timers.Th + Math.max(0, timers.Ti) + timers.TR),
  TR: (record) => record.timers.TR,
  Tr: (record) => record.timers.Tr,
  Ts: (record) => Math.floor(record.acceptMs / 1000),
  Tt: (record) => record.timers.Tt,
  Tu: ({ timers }) => timers.Tt - Math.max(0, timers.Ti),
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
  lc: (record) => record.stream,
  ms: (record) => milliseconds(record.acceptMs),
  pid: () => 1,
  r: (record) => record.request ?? '',
  rc: (record) => `${record.redispatched ? '+' : ''}${record.retries}`,
  rt: (record) => record.stream,
  s: (record) => record.server,
  sc: (record) => record.srvconn,
  si: (_record, context) => server(context)?.host ?? '',
  sp: (_record, context) => server(context)?.port ?? '',
  sq: (record) => record.srvQueue,
  sslc: () => '',
  sslv: (_record, { client }) => client.tls?.version ?? '',
  t: (record) => withMilliseconds(record.acceptMs),
  tr: (record) => withMilliseconds(record.acceptMs),
  trg: (record) => withZone(record.acceptMs),
  trl: (record) => withZone(record.acceptMs),
  ts: (record) => record.termination.slice(0, 2),
  tsc: (record) => record.termination,
};

/** Text or number of an alias; '' for one that is not known. */
export function aliasValue(name: string, record: LogRecord, context: SampleContext): string | number {
  return ALIASES[name]?.(record, context) ?? '';
}
