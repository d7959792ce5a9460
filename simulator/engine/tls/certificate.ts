/** X.509 certificates (RFC 5280) as facts. From PEM or DER; whatever is wrong with them gives null. */
import { formatIp } from '../address.ts';
import { decode64 } from '../sample/base64.ts';
import { contentOf, type Element, elementAt, identifierOf, inside } from './der.ts';
import type { CertificateFacts, NamePart } from './facts.ts';

/** OpenSSL's short names of what stands in names. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'street',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.13': 'description',
  '2.5.4.17': 'postalCode',
  '2.5.4.41': 'name',
  '2.5.4.42': 'GN',
  '2.5.4.43': 'initials',
  '2.5.4.44': 'generationQualifier',
  '2.5.4.46': 'dnQualifier',
  '2.5.4.65': 'pseudonym',
  '2.5.4.97': 'organizationIdentifier',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
  '1.2.840.113549.1.9.2': 'unstructuredName',
  '1.3.6.1.4.1.311.60.2.1.3': 'jurisdictionC',
};

/** And of algorithms. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.1': 'rsaEncryption',
  '1.2.840.113549.1.1.4': 'RSA-MD5',
  '1.2.840.113549.1.1.5': 'RSA-SHA1',
  '1.2.840.113549.1.1.10': 'RSASSA-PSS',
  '1.2.840.113549.1.1.11': 'RSA-SHA256',
  '1.2.840.113549.1.1.12': 'RSA-SHA384',
  '1.2.840.113549.1.1.13': 'RSA-SHA512',
  '1.2.840.113549.1.1.14': 'RSA-SHA224',
  '1.2.840.10045.2.1': 'id-ecPublicKey',
  '1.2.840.10045.4.1': 'ecdsa-with-SHA1',
  '1.2.840.10045.4.3.1': 'ecdsa-with-SHA224',
  '1.2.840.10045.4.3.2': 'ecdsa-with-SHA256',
  '1.2.840.10045.4.3.3': 'ecdsa-with-SHA384',
  '1.2.840.10045.4.3.4': 'ecdsa-with-SHA512',
  '1.2.840.10040.4.1': 'DSA',
  '1.3.101.112': 'ED25519',
  '1.3.101.113': 'ED448',
};

const MOST_CERTIFICATES = 20;

/** Every certificate of a PEM text, in order. */
export function certificatesOf(pem: string): CertificateFacts[] {
  const found: CertificateFacts[] = [];
  for (const [, body = ''] of pem.matchAll(/-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g)) {
    const der = decode64(body.replace(/\s+/g, ''));
    const facts = der === null ? null : readCertificate(der);
    if (facts) found.push(facts);
    if (found.length >= MOST_CERTIFICATES) break;
  }
  return found;
}

/** A certificate's facts. `der` is latin-1. */
export function readCertificate(der: string): CertificateFacts | null {
  const whole = elementAt(der, 0);
  const signed = whole && inside(der, whole)[0];
  if (!signed) return null;
  const parts = inside(der, signed);
  const hasVersion = parts[0]?.tag === 0xa0;
  const [serial, algorithm, issuer, validity, subject, key] = hasVersion ? parts.slice(1) : parts;
  if (!serial || !algorithm || !issuer || !validity || !subject || !key) return null;
  const [notBefore, notAfter] = inside(der, validity);
  return {
    version: hasVersion ? der.charCodeAt(parts[0]!.to - 1) + 1 : 1,
    serial: contentOf(der, serial).replace(/^\0+(?=.)/s, ''),
    subject: namesIn(der, subject),
    issuer: namesIn(der, issuer),
    notBefore: timeOf(der, notBefore),
    notAfter: timeOf(der, notAfter),
    names: alternativeNames(der, parts),
    keyAlgorithm: algorithmOf(der, inside(der, key)[0]),
    signatureAlgorithm: algorithmOf(der, algorithm),
    der: contentOf(der, { ...whole, from: whole.start }),
  };
}

export function namesIn(der: string, name: Element): NamePart[] {
  return inside(der, name).flatMap((set) =>
    inside(der, set).map((pair, at): NamePart => {
      const [type, value] = inside(der, pair);
      const identifier = type ? identifierOf(der, type) : '';
      return {
        name: ATTRIBUTES[identifier] ?? identifier,
        value: value ? contentOf(der, value) : '',
        ...(at === 0 ? {} : { joined: true as const }),
      };
    }),
  );
}

/** UTCTime as it is; of a GeneralizedTime the century is left out. */
function timeOf(der: string, element: Element | undefined): string {
  if (!element) return '';
  const said = contentOf(der, element);
  return element.tag === 0x18 ? said.slice(2) : said;
}

export function algorithmOf(der: string, element: Element | undefined): string {
  const type = element && inside(der, element)[0];
  const identifier = type ? identifierOf(der, type) : '';
  return ALGORITHMS[identifier] ?? identifier;
}

const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';

function alternativeNames(der: string, parts: readonly Element[]): string[] {
  const extensions = parts.find(({ tag }) => tag === 0xa3);
  const list = extensions && inside(der, extensions)[0];
  for (const extension of list ? inside(der, list) : []) {
    const members = inside(der, extension);
    const [type] = members;
    const value = members.at(-1);
    if (!type || !value || identifierOf(der, type) !== SUBJECT_ALTERNATIVE_NAME) continue;
    const names = elementAt(der, value.from, value.to);
    return names ? inside(der, names).map((name) => alternativeName(der, name)) : [];
  }
  return [];
}

function alternativeName(der: string, name: Element): string {
  const content = contentOf(der, name);
  switch (name.tag) {
    case 0x81:
      return `email:${content}`;
    case 0x82:
      return `DNS:${content}`;
    case 0x86:
      return `URI:${content}`;
    case 0x87:
      return `IP Address:${ipText(content)}`;
    case 0x88:
      return `Registered ID:${identifierOf(der, name)}`;
    case 0xa4: {
      const inner = inside(der, name)[0];
      return `DirName:${(inner ? namesIn(der, inner) : []).map((part) => `${part.name} = ${part.value}`).join(', ')}`;
    }
    default:
      return 'othername:<unsupported>';
  }
}

function ipText(bytes: string): string {
  const word = (at: number) =>
    ((bytes.charCodeAt(at) << 24) |
      (bytes.charCodeAt(at + 1) << 16) |
      (bytes.charCodeAt(at + 2) << 8) |
      bytes.charCodeAt(at + 3)) >>>
    0;
  if (bytes.length === 4) return formatIp([word(0)]);
  if (bytes.length !== 16) return '<invalid>';
  // OpenSSL writes every group, in capitals
  return Array.from({ length: 8 }, (_, at) =>
    (bytes.charCodeAt(at * 2) * 256 + bytes.charCodeAt(at * 2 + 1)).toString(16).toUpperCase(),
  ).join(':');
}
