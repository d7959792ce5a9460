/** Values of keepalived.conf, within the limits that keepalived 2.2.7 names. What is wrong is reported with its word. */
import type { Diagnostic, Severity, Span } from '../diagnostic.ts';
import type { At } from '../haproxy/config.ts';
import type { Line, Word } from './reader.ts';

/** Collects diagnostics. */
export type Report = (
  span: Span,
  code: string,
  message: string,
  extra?: { severity?: Severity; hint?: string },
) => void;

export function reporter(into: Diagnostic[]): Report {
  return (span, code, message, { severity = 'error', hint } = {}) => {
    into.push({ code, severity, span, message, ...(hint === undefined ? {} : { hint }) });
  };
}

/** The word after the keyword. */
export const argument = (line: Line): Word | undefined => line.words[1];

export function stringAt(line: Line): At<string> | undefined {
  const word = argument(line);
  return word && { value: word.text, span: word.span };
}

/** A whole number as strtoul reads it: blanks and a plus sign in front are allowed, a sign only where `min` is negative. */
export function integerWord(
  word: Word,
  min: number,
  max: number,
  what: string,
  report: Report,
): At<number> | undefined {
  const pattern = min < 0 ? /^\s*[+-]?\d+$/ : /^\s*\+?\d+$/;
  const value = Number(word.text.trim());
  if (!pattern.test(word.text)) {
    report(word.span, 'not-a-number', `${what} is a whole number; keepalived does not take '${word.text}'.`);
  } else if (value < min || value > max) {
    report(word.span, 'out-of-range', `${what} is a whole number from ${min} to ${max}; ${word.text} is outside.`);
  } else {
    return { value, span: word.span };
  }
  return undefined;
}

/** Seconds with up to six decimals. */
export function secondsWord(
  word: Word,
  min: number,
  max: number,
  what: string,
  report: Report,
): At<number> | undefined {
  const match = /^\+?(\d*)(?:\.(\d*))?$/.exec(word.text);
  const value = Number(word.text);
  if (!match || word.text === '' || word.text === '.') {
    report(word.span, 'not-a-number', `${what} is a number of seconds; keepalived does not take '${word.text}'.`);
  } else if ((match[2]?.length ?? 0) > 6) {
    report(word.span, 'too-many-decimals', `${what} has at most six decimals.`);
  } else if (value < min || value > max) {
    report(word.span, 'out-of-range', `${what} is between ${min} and ${max} seconds; ${word.text} is outside.`);
  } else {
    return { value, span: word.span };
  }
  return undefined;
}

/** `IPv4/n` or `IPv6/n`, the length optional. */
export interface VirtualAddress {
  readonly family: 4 | 6;
  readonly host: string;
  readonly prefixLength: number | null;
}

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** 4, 6, or null for what keepalived takes for neither. */
export function familyOf(host: string): 4 | 6 | null {
  if (IPV4.test(host)) return 4;
  return isIpv6(host) ? 6 : null;
}

function isIpv6(host: string): boolean {
  const halves = host.split('::');
  if (!host.includes(':') || halves.length > 2) return false;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const all = groups.flat();
  const last = all.at(-1) ?? '';
  const hasIpv4 = last.includes('.');
  if (hasIpv4 && !IPV4.test(last)) return false;
  const plain = hasIpv4 ? all.slice(0, -1) : all;
  const count = plain.length + (hasIpv4 ? 2 : 0);
  return plain.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group)) && (halves.length === 2 ? count < 8 : count === 8);
}

/** One line of `virtual_ipaddress`, or undefined with a report. */
export function virtualAddress(word: Word, report: Report): VirtualAddress | undefined {
  const [host = '', length] = word.text.split('/', 2);
  const family = familyOf(host);
  if (family === null) {
    report(word.span, 'address-malformed', `'${host}' is not an IPv4 or IPv6 address; keepalived skips it.`, {
      hint: 'Write address/prefix length, for example 192.0.2.10/24.',
    });
    return undefined;
  }
  // "10.0.0.1/" is taken as if there were no slash.
  if (length === undefined || length === '') return { family, host, prefixLength: null };
  const bits = family === 4 ? 32 : 128;
  if (!/^\d+$/.test(length) || Number(length) > bits) {
    const message = `'${length}' is not a prefix length (0 to ${bits}); keepalived uses ${bits}.`;
    report(word.span, 'address-prefix', message);
    return undefined;
  }
  return { family, host, prefixLength: Number(length) };
}
