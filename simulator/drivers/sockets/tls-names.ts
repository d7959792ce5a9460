/** Is a certificate for a name? RFC 6125, 6.4.3, as HAProxy takes it: one `*` in the leftmost label, anywhere in it. */
import type { PeerCertificate } from 'node:tls';

/** Alternative names of kind DNS, and every common name of the subject: HAProxy looks at both. */
export function namesOfPeer({ subjectaltname, subject }: PeerCertificate): readonly string[] {
  const alternative = [...(subjectaltname ?? '').matchAll(/DNS:([^,\s]+)/g)].map((match) => match[1]!);
  const common = subject?.CN as string | readonly string[] | undefined;
  return [...alternative, ...(common === undefined ? [] : typeof common === 'string' ? [common] : common)];
}

export const isFor = (names: readonly string[], host: string): boolean => names.some((name) => matches(name, host));

function matches(pattern: string, host: string): boolean {
  const [wanted, given] = [pattern.toLowerCase(), host.toLowerCase()];
  if (wanted === given) return true;
  const [label = '', ...parents] = wanted.split('.');
  const [first = '', ...others] = given.split('.');
  const pieces = label.split('*');
  if (pieces.length !== 2 || parents.length === 0 || parents.join('.') !== others.join('.')) return false;
  const [before = '', behind = ''] = pieces;
  return first.length >= before.length + behind.length && first.startsWith(before) && first.endsWith(behind);
}
