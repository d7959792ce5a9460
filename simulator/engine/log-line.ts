/**
 * A log line by a format of the configuration's own (manual 8.2.6): blanks of the format are merged, across what is absent
 * too, those inside values stay; an absent value is a dash.
 *
 * Line after line most values are what they were in the line before: each place of a line keeps what was written there
 * last, and places stand in groups that keep their text as long as nothing in them changes. What is kept follows from
 * the values alone; it is no part of the engine's state.
 */
import type { Format, FormatPart } from '../language/haproxy/config.ts';
import { type Alias, aliasNamed } from './alias-values.ts';
import { type AliasPart, aliasWriter, isPlain, sampleWriter, unknown, type Write } from './format-writers.ts';
import type { LogRecord } from './io.ts';
import type { SampleContext } from './sample/context.ts';
import { numberText } from './sample/value.ts';

/** Writes the line of a record. */
export function lineText(format: Format, context: SampleContext, record: LogRecord): string {
  if (format !== lastFormat) {
    lastLine = preparedLine(format);
    lastFormat = format;
  }
  return written(lastLine!, context, record);
}

interface Line {
  readonly groups: readonly Group[];
  readonly end: Before;
}

/** Places that are mostly written alike together. */
interface Group {
  readonly places: readonly Place[];
  text: string;
}

/** The text of the format in front of a value, its blanks merged: as it is, and behind a blank. */
interface Before {
  readonly merged: string;
  readonly beginsBlank: boolean;
  readonly unblanked: string;
}

/** A value and what is in front of it, as it was written last. */
interface Place extends Before {
  /** What it reads; `OTHER` and `ALIAS`: by `write` and by `alias`. */
  readonly field: number;
  readonly write: Write;
  readonly alias: Alias;
  /** The value, and whether the line ended with a blank before it: 1, 0, or -1 when nothing was written so far. */
  number: number;
  value: string;
  behind: number;
  text: string;
  /** The line ends with a blank behind it: 1 or 0. */
  blank: number;
}

const known = new WeakMap<Format, Line>();
let lastFormat: Format | null = null;
let lastLine: Line | null = null;

function preparedLine(format: Format): Line {
  let line = known.get(format);
  if (line === undefined) {
    line = prepare(format);
    known.set(format, line);
  }
  return line;
}

const GROUP = 5;

function prepare({ parts }: Format): Line {
  const places: Place[] = [];
  let before = '';
  for (const part of parts) {
    if (part.type === 'text') before += part.text;
    else {
      places.push(placeOf(before, part));
      before = '';
    }
  }
  const groups: Group[] = [];
  for (let at = 0; at < places.length; at += GROUP) groups.push({ places: places.slice(at, at + GROUP), text: '' });
  return { groups, end: beforeOf(before) };
}

function beforeOf(text: string): Before {
  const merged = text.replace(/\s+/g, ' ');
  const beginsBlank = merged.startsWith(' ');
  return { merged, beginsBlank, unblanked: beginsBlank ? merged.slice(1) : merged };
}

function placeOf(text: string, part: Exclude<FormatPart, { type: 'text' }>): Place {
  const { merged, beginsBlank, unblanked } = beforeOf(text);
  const isAlias = part.type === 'alias';
  const direct = isAlias && isPlain(part);
  const field = direct ? fieldOf(part) : OTHER;
  const write = isAlias ? aliasWriter(part, true) : sampleWriter(part, true);
  const alias = direct ? (aliasNamed(part.name) ?? unknown) : unknown;
  return { field, number: 0, value: '', behind: -1, text: '', blank: 0, merged, beginsBlank, unblanked, write, alias };
}

// what most lines are made of is read in one place: a call for each would cost more than all the rest
const OTHER = 0;
const ALIAS = 1;
const TEXTS = ['b', 'ci', 'f', 's', 'ft', 'CC', 'CS', 'tsc'] as const;
const NUMBERS = [
  'ST',
  'TR',
  'Tw',
  'Tc',
  'Tr',
  'Ta',
  'Tt',
  'B',
  'cp',
  'ac',
  'fc',
  'bc',
  'sc',
  'rc',
  'sq',
  'bq',
] as const;
const FIRST_TEXT = 2;
const FIRST_NUMBER = FIRST_TEXT + TEXTS.length;

function fieldOf({ name }: AliasPart): number {
  const text = (TEXTS as readonly string[]).indexOf(name);
  if (text >= 0) return FIRST_TEXT + text;
  const number = (NUMBERS as readonly string[]).indexOf(name);
  return number >= 0 ? FIRST_NUMBER + number : ALIAS;
}

function textOf(field: number, record: LogRecord): string {
  switch (field - FIRST_TEXT) {
    case 0:
      return record.backend;
    case 1:
      return record.src.host;
    case 2:
      return record.frontend;
    case 3:
      return record.server;
    case 4:
      return record.frontendTls ? `${record.frontend}~` : record.frontend;
    case 5:
      return record.requestCookie === '-' ? '' : record.requestCookie;
    case 6:
      return record.responseCookie === '-' ? '' : record.responseCookie;
    default:
      // four letters in TCP mode too
      return record.termination.length === 4 ? record.termination : record.termination.padEnd(4, '-');
  }
}

function numberOf(field: number, record: LogRecord): number {
  switch (field - FIRST_NUMBER) {
    case 0:
      return record.status;
    case 1:
      return record.timers.TR;
    case 2:
      return record.timers.Tw;
    case 3:
      return record.timers.Tc;
    case 4:
      return record.timers.Tr;
    case 5:
      return record.timers.Ta;
    case 6:
      return record.timers.Tt;
    case 7:
      return record.bytesRead;
    case 8:
      return record.src.port;
    case 9:
      return record.actconn;
    case 10:
      return record.feconn;
    case 11:
      return record.beconn;
    case 12:
      return record.srvconn;
    case 13:
      return record.retries;
    case 14:
      return record.srvQueue;
    default:
      return record.backendQueue;
  }
}

function written({ groups, end }: Line, context: SampleContext, record: LogRecord): string {
  // some numbers have a plus then
  const isMarked = record.redispatched || context.engine.plan.proxies[record.proxy]!.frontend?.log.logasap === true;
  let out = '';
  // a blank at the very beginning goes
  let blank = 1;
  for (let g = 0; g < groups.length; g++) {
    const group = groups[g]!;
    const { places } = group;
    let isSame = true;
    for (let at = 0; at < places.length; at++) {
      const place = places[at]!;
      const { field } = place;
      if (field >= FIRST_NUMBER) {
        const number = numberOf(field, record);
        if (number !== place.number || blank !== place.behind || isMarked) {
          isSame = false;
          place.number = number;
          renew(place, isMarked ? String(place.alias(record, context)) : numberText(number), blank);
          if (isMarked) place.behind = -1;
        }
      } else {
        const value = field >= FIRST_TEXT ? textOf(field, record) : read(place, context, record);
        if (value !== place.value || blank !== place.behind) {
          isSame = false;
          place.value = value;
          renew(place, value, blank);
        }
      }
      blank = place.blank;
    }
    if (!isSame) group.text = joined(places);
    out += group.text;
  }
  return out + (end.beginsBlank && blank === 1 ? end.unblanked : end.merged);
}

function read(place: Place, context: SampleContext, record: LogRecord): string {
  if (place.field === OTHER) return place.write(context, record);
  const value = place.alias(record, context);
  return typeof value === 'number' ? numberText(value) : value;
}

function renew(place: Place, value: string, behind: number): void {
  const before = place.beginsBlank && behind === 1 ? place.unblanked : place.merged;
  const text = value === '' && place.field !== OTHER ? '-' : value;
  place.behind = behind;
  place.text = before + text;
  place.blank = place.text === '' ? behind : endsBlank(place.text);
}

const BLANK = 32;
const endsBlank = (text: string) => (text.charCodeAt(text.length - 1) === BLANK ? 1 : 0);

function joined(places: readonly Place[]): string {
  let text = '';
  for (let at = 0; at < places.length; at++) text += places[at]!.text;
  return text;
}
