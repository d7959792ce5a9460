/** Certificates and revocation lists as `show ssl …` prints them. */
import { X509Certificate } from 'node:crypto';
import { readRevocations } from '../../engine/tls/revocation.ts';
import type { World } from './world.ts';

/** Those of a PEM text that can be read. */
export function x509sIn(pem: string): X509Certificate[] {
  const texts =
    pem.match(/-----BEGIN (?:TRUSTED )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED )?CERTIFICATE-----/g) ?? [];
  return texts.flatMap((text) => {
    try {
      return [new X509Certificate(text)];
    } catch {
      return [];
    }
  });
}

/** `/C=FR/CN=a`, as OpenSSL prints names on one line. */
const onOneLine = (name: string | undefined): string =>
  (name ?? '')
    .split('\n')
    .filter((part) => part !== '')
    .map((part) => `/${part}`)
    .join('');

function algorithm({ publicKey }: X509Certificate): string {
  const { asymmetricKeyType: type = '', asymmetricKeyDetails: details } = publicKey;
  if (type === 'rsa') return `RSA${details?.modulusLength ?? ''}`;
  const curve = details?.namedCurve ?? '';
  if (type === 'ec') return `EC${/\d+/.exec(curve.replace('prime256v1', '256'))?.[0] ?? ''}`;
  return type.toUpperCase();
}

function linesOf(one: X509Certificate): string {
  return [
    `Serial: ${one.serialNumber}`,
    `notBefore: ${one.validFrom}`,
    `notAfter: ${one.validTo}`,
    `Subject Alternative Name: ${one.subjectAltName ?? ''}`,
    `Algorithm: ${algorithm(one)}`,
    `SHA1 FingerPrint: ${one.fingerprint.replaceAll(':', '')}`,
    `Subject: ${onOneLine(one.subject)}`,
    `Issuer: ${onOneLine(one.issuer)}`,
    '',
  ].join('\n');
}

interface Shown {
  readonly title: string;
  readonly name: string;
  readonly status: string;
  readonly chain: string;
}

export function certificateText({ title, name, status, chain }: Shown, world: World): string {
  const [first, ...others] = x509sIn(chain);
  const tellsFiles = first !== undefined && status !== 'Unused' && world.plan.version !== '3.0';
  const files = tellsFiles
    ? `Crt filename: ${name}\nKey filename: ${name}\nOCSP filename: ${name}.ocsp\nSCTL filename: ${name}.sctl\n`
    : '';
  const links = others.map(
    (one) => `Chain Subject: ${onOneLine(one.subject)}\nChain Issuer: ${onOneLine(one.issuer)}\n`,
  );
  const body = first === undefined ? '' : linesOf(first) + links.join('');
  return `Filename: ${title}\n${files}Status: ${status}\n${body}OCSP Response Key: \n`;
}

/** @param index the only one that is wanted, counted from 1 */
export function authoritiesText(title: string, status: string, pem: string, index: number | null): string {
  const all = x509sIn(pem).map((one, at) => ` \nCertificate #${at + 1}:\n${linesOf(one)}`);
  return `Filename: ${title}\nStatus: ${status}\n${only(all, index)}`;
}

export function revocationsText(title: string, status: string, pem: string, index: number | null): string {
  const texts = pem.match(/-----BEGIN X509 CRL-----[\s\S]*?-----END X509 CRL-----/g) ?? [];
  const all = texts.map((text, at) => {
    const der = Buffer.from(text.replace(/-----[^-]+-----/g, ''), 'base64').toString('latin1');
    const list = readRevocations(der);
    const head = ` \nCertificate Revocation List #${at + 1}:\n`;
    if (list === null) return head;
    const revoked = list.revoked.map(
      ({ serial, date }) => `    Serial Number: ${serial}\n        Revocation Date: ${date}\n`,
    );
    return (
      `${head}Version ${list.version}\nSignature Algorithm: ${list.algorithm}\nIssuer: ${list.issuer}\n` +
      `Last Update: ${list.lastUpdate}\nNext Update: ${list.nextUpdate}\n` +
      (revoked.length === 0 ? 'No Revoked Certificates.\n' : `Revoked Certificates:\n${revoked.join('')}`)
    );
  });
  return `Filename: ${title}\nStatus: ${status}\n${only(all, index)}`;
}

const only = (all: readonly string[], index: number | null): string =>
  index === null ? all.join('') : (all[index - 1] ?? '');
