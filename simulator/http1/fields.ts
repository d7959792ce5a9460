/** From scanned offsets to a list of headers, with what frames the message read out of them on the way. */
import { isTokenText, trimBlanks } from './bytes.ts';
import type { Dialect } from './dialect.ts';
import {
  type Codings,
  type ConnectionTokens,
  readCodings,
  readConnection,
  readContentLength,
  readUpgrade,
} from './lists.ts';
import { FIELD_SIZE, type HeadScan } from './scan-state.ts';
import { authorityIsBad } from './target.ts';
import type { Header } from './types.ts';

/** What the headers of one message say. Mutable while they are read. */
export interface Fields {
  headers: Header[];
  /** Digits of Content-Length, or null. */
  contentLength: string | null;
  codings: Codings;
  tokens: ConnectionTokens;
  /** An Upgrade header with something in it. */
  upgradeHeader: boolean;
  websocket: boolean;
  host: string | null;
}

const COMMON_NAMES = `accept accept-encoding accept-language age authorization cache-control connection content-encoding
  content-language content-length content-type cookie date etag expect expires forwarded host if-modified-since
  if-none-match keep-alive last-modified link location origin pragma range referer server set-cookie te trailer
  transfer-encoding upgrade upgrade-insecure-requests user-agent vary via www-authenticate x-forwarded-for
  x-forwarded-host x-forwarded-proto x-real-ip x-request-id`.split(/\s+/);

/** Names as they are usually spelled, to their lower-case form: looking up is cheaper than making a new string. */
const LOWER: ReadonlyMap<string, string> = new Map(
  COMMON_NAMES.flatMap((name) => [
    [name, name],
    [name.replace(/(?:^|-)[a-z]/g, (letter) => letter.toUpperCase()), name],
  ]),
);

const lowerName = (name: string): string => LOWER.get(name) ?? name.toLowerCase();

/** A fault, and the offset where it is. */
export interface Fault {
  readonly reason: string;
  readonly at: number;
}

/** What differs between the places where headers stand. */
export interface FieldRules {
  readonly dialect: Dialect;
  readonly isRequest: boolean;
  readonly isTrailer: boolean;
  readonly relaxed: boolean;
  /** Headers that fit, the end of the list included (`tune.http.maxhdr`). */
  readonly maxHeaders: number;
}

const createFields = (): Fields => ({
  headers: [],
  contentLength: null,
  codings: { present: false, chunked: false, chunkedLast: false, other: false },
  tokens: { close: false, keepAlive: false, upgrade: false },
  upgradeHeader: false,
  websocket: false,
  host: null,
});

/**
 * Reads all headers that `scan` found. `text` is the scanned bytes as ISO-8859-1, of which the first is number `origin`
 * of the scan. Stops at the first fault; what was read before it is in `fields`.
 */
export function readFields(
  scan: HeadScan,
  text: string,
  origin: number,
  rules: FieldRules,
): { fields: Fields; fault: Fault | null } {
  const fields = createFields();
  const offsets = scan.fields;
  let nextFold = 0;
  for (let i = 0; i < scan.fieldsEnd; i += FIELD_SIZE) {
    const start = offsets[i]! - origin;
    const colon = offsets[i + 1]!;
    const name = lowerName(text.slice(start, Math.abs(colon) - origin));
    let value = trimBlanks(text.slice(offsets[i + 2]! - origin, offsets[i + 3]! - origin));
    if (scan.folded.length > nextFold && scan.folded[nextFold] === i / FIELD_SIZE) {
      nextFold++;
      value = value.replace(/[\r\n]/g, ' ');
    }
    if (colon < 0 && rules.dialect.dropInvalidNames && !isTokenText(name)) continue;
    if (fields.headers.length + 1 >= rules.maxHeaders)
      return { fields, fault: { reason: 'too many headers', at: start } };
    const kept = readField(fields, name, value, rules);
    if (kept === null) continue;
    if (typeof kept === 'object') return { fields, fault: { reason: kept.reason, at: offsets[i + 2]! } };
    fields.headers.push({ name, value: kept });
  }
  return { fields, fault: null };
}

/** Takes note of one header. Returns the value to keep, null to drop the header, or what is wrong with it. */
function readField(fields: Fields, name: string, value: string, rules: FieldRules): string | null | { reason: string } {
  // most names are told apart by their length
  switch (name.length) {
    case 4:
      return name === 'host' && rules.isRequest ? readHost(fields, value, rules) : value;
    case 7: {
      if (name !== 'upgrade') return value;
      const { kept, websocket } = readUpgrade(value, rules.dialect);
      fields.websocket = websocket || (fields.websocket && rules.dialect.anyUpgradeCounts);
      if (kept === '' && rules.dialect.dropH2c) return null;
      fields.upgradeHeader = true;
      return kept;
    }
    case 10:
      if (name !== 'connection' || rules.isTrailer) return value;
      return readConnection(value, fields.tokens) || null;
    case 14: {
      if (name !== 'content-length') return value;
      const first = fields.contentLength === null;
      const length = readContentLength(value, fields.contentLength, rules.dialect);
      if (length === null) return { reason: first ? 'not a valid Content-Length' : 'two different Content-Lengths' };
      fields.contentLength = length.digits;
      return first ? length.text : null;
    }
    case 17: {
      if (name !== 'transfer-encoding') return value;
      const verdict = readCodings(value, fields.codings, rules.isRequest, rules.dialect);
      const passes =
        verdict === 'fine' || (verdict === 'odd' && !rules.isRequest && rules.relaxed && rules.dialect.relaxedCodings);
      return passes ? value : { reason: 'not a valid list of transfer codings' };
    }
    default:
      return value;
  }
}

/** The first Host counts; others must say the same (RFC 9112, 3.2). */
function readHost(fields: Fields, value: string, rules: FieldRules): string | null | { reason: string } {
  if (fields.host === null) {
    if (rules.dialect.strictAuthority && authorityIsBad(value)) return { reason: 'bad character in Host' };
    fields.host = value;
    return value;
  }
  if (fields.host !== value && fields.host.toLowerCase() !== value.toLowerCase())
    return { reason: 'two different Hosts' };
  return null;
}
