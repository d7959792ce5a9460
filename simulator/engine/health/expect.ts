/**
 * Expectations of health checks, evaluated over what has been received: `tcp-check expect`, `http-check expect`.
 * Pure. The rules of waiting are HAProxy's: as long as more may come and nothing is decided by `min-recv`, a pattern that
 * is not there is waited for, of a negated expectation too. (That is why `expect ! rstring …` without `min-recv` ends in a
 * time-out on a healthy server that keeps the connection open.)
 * Facts: the manual, "tcp-check expect", "http-check expect"; seen in 2.6, 3.0, 3.2 and 3.4.
 */
import type { CheckHeader, CheckStep } from '../../language/haproxy/config.ts';
import { MAX_SUBJECT, regexFor } from '../sample/regex.ts';
import { toHex } from '../sample/value.ts';
import type { CheckAnswer } from './answer.ts';

export type ExpectStep = CheckStep & { readonly type: 'expect' };

/** `wait`: more bytes are needed. `no-body`: there is none to look at. */
export type Expected = 'wait' | 'met' | 'not-met' | 'no-body';

/**
 * @param received since the last send, latin-1
 * @param isLast nothing more will come: the peer has closed
 */
export function expectBytes(step: ExpectStep, received: string, isLast: boolean): Expected {
  const { match, pattern, minRecvBytes } = step;
  if (!isLast) {
    const isLiteral = match.startsWith('string') || match.startsWith('binary');
    if (isLiteral && received.length < pattern.length) return 'wait';
    if (minRecvBytes !== undefined && received.length < minRecvBytes) return 'wait';
  }
  const found = isIn(step, received);
  if (!found && !isLast && minRecvBytes === undefined) return 'wait';
  return found !== step.negated ? 'met' : 'not-met';
}

/** The same for an HTTP check: statuses need the head alone, strings the body. */
export function expectAnswer(step: ExpectStep, answer: CheckAnswer, isClosed: boolean): Expected {
  if (step.match === 'status') {
    return isListed(step.pattern, answer.status) !== step.negated ? 'met' : 'not-met';
  }
  if (step.match === 'rstatus') {
    const regex = regexFor(step.pattern, false);
    const found = regex?.test(String(answer.status)) ?? false;
    return found !== step.negated ? 'met' : 'not-met';
  }
  if (step.header) return hasHeader(step.match === 'fhdr', step.header, answer) !== step.negated ? 'met' : 'not-met';
  const isLast = isClosed || answer.isComplete;
  if (answer.body === '') return isLast ? 'no-body' : 'wait';
  return expectBytes(step, answer.body, isLast);
}

/** Formats have been put in place of what they make. */
function hasHeader(whole: boolean, { name, value }: CheckHeader, { headers }: CheckAnswer): boolean {
  return headers.some((header) => {
    if (!fits(name.method, name.text.toLowerCase(), header.name)) return false;
    if (!value) return true;
    const values = whole ? [header.value] : header.value.split(',').map((part) => part.trim());
    return values.some((part) => fits(value.method, value.text, part));
  });
}

function fits(method: string, pattern: string, text: string): boolean {
  switch (method) {
    case 'beg':
      return text.startsWith(pattern);
    case 'end':
      return text.endsWith(pattern);
    case 'sub':
      return text.includes(pattern);
    case 'reg':
      return regexFor(pattern, false)?.test(text) ?? false;
    default:
      return text === pattern;
  }
}

function isIn({ match, pattern }: ExpectStep, received: string): boolean {
  switch (match) {
    case 'string':
    case 'binary':
    case 'string-lf':
    case 'binary-lf':
      return received.includes(pattern);
    case 'rstring':
      return regexFor(pattern, false)?.test(received.slice(0, MAX_SUBJECT)) ?? false;
    case 'rbinary':
      return regexFor(pattern, false)?.test(toHex(received.slice(0, MAX_SUBJECT / 2))) ?? false;
    default:
      return false;
  }
}

/** `200`, `200-399`, `200,201,300-310`. */
function isListed(list: string, status: number): boolean {
  return list.split(',').some((part) => {
    const [from = '', to = from] = part.split('-');
    return Number(from) <= status && status <= Number(to);
  });
}
