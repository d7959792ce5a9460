/** Converters between seconds and dates. Local time is GMT here. */
import { type CivilDate, civilOf, DAYS, daysBefore, MONTHS } from '../civil.ts';
import type { SampleContext, SampleValue } from './context.ts';
import type { Converter } from './converter.ts';
import { onText } from './on.ts';
import { asWide, integer, leadingNumber, text } from './value.ts';

type Unit = 's' | 'ms' | 'us';
const PER_SECOND: Readonly<Record<Unit, number>> = { s: 1, ms: 1000, us: 1_000_000 };
const DECIMALS: Readonly<Record<Unit, number>> = { s: 0, ms: 3, us: 6 };

interface Moment {
  readonly seconds: number;
  readonly fraction: number;
}

/** Negative numbers are taken as huge ones, which no calendar reaches. */
function momentOf(value: SampleValue & { readonly type: 'integer' }, unit: Unit, offset: number): Moment {
  const per = PER_SECOND[unit];
  const all = value.exact === undefined ? value.number + offset : Number(asWide(value)) + offset;
  const seconds = Math.floor(all / per);
  return { seconds, fraction: all - seconds * per };
}

const two = (number: number, pad = '0') => String(number).padStart(2, pad);
const twelve = (hour: number) => hour % 12 || 12;

/** The ISO 8601 week and the year that it belongs to. */
function isoWeek(date: CivilDate): { readonly week: number; readonly year: number } {
  const weekday = (date.weekday + 6) % 7;
  const week = Math.floor((date.yearDay - weekday + 10) / 7);
  if (week < 1) return { week: weeksOf(date.year - 1), year: date.year - 1 };
  return week > weeksOf(date.year) ? { week: 1, year: date.year + 1 } : { week, year: date.year };
}

function weeksOf(year: number): number {
  const first = (((daysBefore(year, 0, 1) + 3) % 7) + 7) % 7;
  const isLeap = daysBefore(year + 1, 0, 1) - daysBefore(year, 0, 1) === 366;
  return first === 3 || (first === 2 && isLeap) ? 53 : 52;
}

type Field = (date: CivilDate, moment: Moment, zone: string) => string;

const clock: Field = (date) => `${two(date.hour)}:${two(date.minute)}:${two(date.second)}`;
const slashes: Field = (date) => `${two(date.month + 1)}/${two(date.day)}/${two(date.year % 100)}`;
const shortDay: Field = (date) => DAYS[date.weekday]!.slice(0, 3);
const shortMonth: Field = (date) => MONTHS[date.month]!.slice(0, 3);

/** What `strftime` knows in the C locale. */
const FIELDS: Readonly<Record<string, Field>> = {
  a: shortDay,
  A: (date) => DAYS[date.weekday]!,
  b: shortMonth,
  B: (date) => MONTHS[date.month]!,
  c: (date, moment, zone) =>
    `${shortDay(date, moment, zone)} ${shortMonth(date, moment, zone)} ${two(date.day, ' ')} ${clock(date, moment, zone)} ${date.year}`,
  C: (date) => two(Math.floor(date.year / 100)),
  d: (date) => two(date.day),
  D: slashes,
  e: (date) => two(date.day, ' '),
  F: (date) => `${date.year}-${two(date.month + 1)}-${two(date.day)}`,
  g: (date) => two(isoWeek(date).year % 100),
  G: (date) => String(isoWeek(date).year),
  h: shortMonth,
  H: (date) => two(date.hour),
  I: (date) => two(twelve(date.hour)),
  j: (date) => String(date.yearDay + 1).padStart(3, '0'),
  k: (date) => two(date.hour, ' '),
  l: (date) => two(twelve(date.hour), ' '),
  m: (date) => two(date.month + 1),
  M: (date) => two(date.minute),
  n: () => '\n',
  p: (date) => (date.hour < 12 ? 'AM' : 'PM'),
  P: (date) => (date.hour < 12 ? 'am' : 'pm'),
  r: (date, moment, zone) =>
    `${two(twelve(date.hour))}:${two(date.minute)}:${two(date.second)} ${FIELDS.p!(date, moment, zone)}`,
  R: (date) => `${two(date.hour)}:${two(date.minute)}`,
  s: (_date, moment) => String(moment.seconds),
  S: (date) => two(date.second),
  t: () => '\t',
  T: clock,
  u: (date) => String(date.weekday || 7),
  U: (date) => two(Math.floor((date.yearDay + 7 - date.weekday) / 7)),
  V: (date) => two(isoWeek(date).week),
  w: (date) => String(date.weekday),
  W: (date) => two(Math.floor((date.yearDay + 7 - ((date.weekday + 6) % 7)) / 7)),
  x: slashes,
  X: clock,
  y: (date) => two(date.year % 100),
  Y: (date) => String(date.year),
  z: () => '+0000',
  Z: (_date, _moment, zone) => zone,
  '%': () => '%',
};

function formatted(form: string, moment: Moment, zone: string): string {
  const date = civilOf(moment.seconds);
  return form.replace(/%[EO]?(.)/gs, (all, name: string) => FIELDS[name]?.(date, moment, zone) ?? all);
}

/** `%N`, and `%3N` for the first three digits, where the unit has fractions. */
function withFraction(form: string, moment: Moment, unit: Unit): string {
  if (unit === 's') return form;
  const digits = String(moment.fraction).padStart(DECIMALS[unit], '0').padEnd(9, '0');
  return form.replace(/%([1-9])?N/g, (_all, count?: string) => digits.slice(0, count ? Number(count) : 9));
}

/** Before 3.2 the offset of `ms_` and `us_` converters counts seconds, later their own units. */
const dated = (unit: Unit, zone: string): Converter => ({
  input: 'integer',
  run(value, [form = '', offset = '0'], { engine }) {
    if (value.type !== 'integer') return null;
    const scale = engine.plan.behaviour.dateOffset === 'seconds' ? PER_SECOND[unit] : 1;
    const moment = momentOf(value, unit, leadingNumber(offset) * scale);
    return text(formatted(withFraction(form, moment, unit), moment, zone));
  },
});

/** `http_date([offset[,unit]])`: an offset of 0 needs the unit all the same. */
function httpDate(value: SampleValue, [offset = '0', unit = 's']: readonly string[]): SampleValue | null {
  if (value.type !== 'integer') return null;
  const known = unit in PER_SECOND ? (unit as Unit) : 's';
  const moment = momentOf(value, known, leadingNumber(offset));
  const date = civilOf(moment.seconds);
  const fraction = known === 's' ? '' : `.${String(moment.fraction).padStart(DECIMALS[known], '0')}`;
  const day = `${DAYS[date.weekday]!.slice(0, 3)}, ${two(date.day)} ${MONTHS[date.month]!.slice(0, 3)} ${date.year}`;
  return text(`${day} ${two(date.hour)}:${two(date.minute)}:${two(date.second)}${fraction} GMT`);
}

const monthNumber = (name: string) => MONTHS.findIndex((month) => month.slice(0, 3) === name);

/** The three forms of RFC 9110, 5.6.7; seconds since 1970, or null. */
export function parseHttpDate(found: string): number | null {
  const now = /^[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT/.exec(found);
  const old = /^[A-Z][a-z]+, (\d\d)-([A-Z][a-z]{2})-(\d\d) (\d\d):(\d\d):(\d\d) GMT/.exec(found);
  const asctime = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d) (\d{4})/.exec(found);
  const [day, month, year, ...time] = asctime
    ? [asctime[2], asctime[1], asctime[6], asctime[3], asctime[4], asctime[5]]
    : (now ?? old ?? []).slice(1);
  const at = monthNumber(month ?? '');
  if (at < 0) return null;
  const full = old ? Number(year) + (Number(year) < 60 ? 2000 : 1900) : Number(year);
  const [hour = 0, minute = 0, second = 0] = time.map(Number);
  return daysBefore(full, at, Number(day)) * 86_400 + hour * 3600 + minute * 60 + second;
}

export const TIMES = {
  utime: dated('s', 'GMT'),
  ltime: dated('s', 'UTC'),
  ms_utime: dated('ms', 'GMT'),
  ms_ltime: dated('ms', 'UTC'),
  us_utime: dated('us', 'GMT'),
  us_ltime: dated('us', 'UTC'),
  http_date: { input: 'integer', run: (value, args, _context: SampleContext) => httpDate(value, args) },
  date: onText((found) => {
    const seconds = parseHttpDate(found);
    return seconds === null ? null : integer(seconds);
  }),
} satisfies Record<string, Converter>;
