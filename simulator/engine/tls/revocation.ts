/** Lists of revoked certificates (RFC 5280, 5), as they are shown. From DER; whatever is wrong with them gives null. */
import { algorithmOf, namesIn } from './certificate.ts';
import { contentOf, type Element, elementAt, inside } from './der.ts';
import { onOneLine } from './names.ts';

export interface Revocations {
  /** As OpenSSL counts: 1 is the second form. */
  readonly version: number;
  readonly algorithm: string;
  readonly issuer: string;
  readonly lastUpdate: string;
  readonly nextUpdate: string;
  readonly revoked: readonly { readonly serial: string; readonly date: string }[];
}

const INTEGER = 0x02;
const SEQUENCE = 0x30;
const GENERALIZED_TIME = 0x18;

/** `der` is latin-1. */
export function readRevocations(der: string): Revocations | null {
  const whole = elementAt(der, 0);
  const signed = whole && inside(der, whole)[0];
  if (!signed) return null;
  const parts = inside(der, signed);
  const hasVersion = parts[0]?.tag === INTEGER;
  const [algorithm, issuer, lastUpdate, ...rest] = hasVersion ? parts.slice(1) : parts;
  if (!algorithm || !issuer || !lastUpdate) return null;
  const nextUpdate = rest[0] && rest[0].tag !== SEQUENCE && rest[0].tag < 0x80 ? rest[0] : undefined;
  const list = rest.find(({ tag }) => tag === SEQUENCE);
  return {
    version: hasVersion ? der.charCodeAt(parts[0]!.to - 1) : 0,
    algorithm: LONG_NAMES[algorithmOf(der, algorithm)] ?? algorithmOf(der, algorithm),
    issuer: onOneLine(namesIn(der, issuer)) ?? '',
    lastUpdate: timeText(der, lastUpdate),
    nextUpdate: nextUpdate ? timeText(der, nextUpdate) : '',
    revoked: list ? inside(der, list).flatMap((entry) => revokedOf(der, entry)) : [],
  };
}

function revokedOf(der: string, entry: Element) {
  const [serial, date] = inside(der, entry);
  if (!serial || !date) return [];
  const digits = [...contentOf(der, serial)].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  return [{ serial: digits.replace(/^(00)+(?=..)/, '').toUpperCase(), date: timeText(der, date) }];
}

/** OpenSSL has two names for each of these. */
const LONG_NAMES: Readonly<Record<string, string>> = {
  'RSA-SHA1': 'sha1WithRSAEncryption',
  'RSA-SHA256': 'sha256WithRSAEncryption',
  'RSA-SHA384': 'sha384WithRSAEncryption',
  'RSA-SHA512': 'sha512WithRSAEncryption',
};

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `Apr  3 14:36:26 2021 GMT` */
function timeText(der: string, element: Element): string {
  const said = contentOf(der, element);
  const isLong = element.tag === GENERALIZED_TIME;
  const match = /^(\d\d(?:\d\d)?)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(
    isLong ? said : `${Number(said.slice(0, 2)) < 50 ? '20' : '19'}${said}`,
  );
  if (!match) return '';
  const [, year, month, day, hour, minute, second] = match;
  return `${MONTHS[Number(month) - 1] ?? ''} ${String(Number(day)).padStart(2)} ${hour}:${minute}:${second} ${year} GMT`;
}
