/** More converters on strings: lists, languages, domains, what passes a value on under a condition. */

import { CERTIFICATE_ERRORS } from '../../plan/verify-errors.ts';
import { conditionHolds } from '../acl.ts';
import type { SampleContext, SampleValue } from './context.ts';
import type { Converter } from './converter.ts';
import { onBytes, onText } from './on.ts';
import { asBytes, asText, boolean, text } from './value.ts';
import { readVariable } from './variables.ts';

/** Behind what is there, with a delimiter; nothing is added when there is nothing to add. */
function addItem(found: string, [delimiter = '', name = '', suffix = '']: readonly string[], context: SampleContext) {
  const variable = name === '' ? null : readVariable(context, name);
  const item = (variable ? asText(variable) : '') + suffix;
  return text(item === '' ? found : found + (found === '' ? '' : delimiter) + item);
}

/** Weights are thousandths. */
function weightOf(parameters: string): number {
  const found = /;\s*q\s*=\s*(\d)(?:\.(\d{0,3}))?/.exec(parameters);
  if (!found) return 1000;
  return Math.min(1000, Number(found[1]) * 1000 + Number((found[2] ?? '').padEnd(3, '0')));
}

/** The offered language that an Accept-Language header likes best; of equal ones the first in the header. */
function language(found: string, [list = '', fallback]: readonly string[]): SampleValue | null {
  const offered = list.split(';');
  let best: string | null = null;
  let most = 0;
  for (const part of found.split(',')) {
    const name = /^\s*([^\s;-]*)/.exec(part)![1]!;
    const match = name === '' ? undefined : offered.find((one) => one === name);
    const weight = weightOf(part);
    if (match === undefined || weight <= most) continue;
    best = match;
    most = weight;
  }
  if (best !== null) return text(best);
  return fallback === undefined ? null : text(fallback);
}

/** Labels in reverse order; one dot at the end is dropped, empty labels are no domain. */
function reverseDomain(found: string): SampleValue | null {
  const labels = found.replace(/\.$/, '').split('.');
  if (found !== '' && labels.some((label) => label === '')) return null;
  return text(labels.reverse().join('.'));
}

/** Errors as the log counts them: what ended with a cause, was retried on another server, or answered above 500. */
function hasError({ stream }: SampleContext): boolean {
  return stream.redispatched || stream.error !== null || (stream.cause !== '' && stream.cause !== 'L');
}

function whenHolds(word: string, args: readonly string[], context: SampleContext): boolean {
  const { stream, engine } = context;
  const isForwarded = stream.mode === 'tcp' ? stream.phase === 'responding' : stream.connectMs >= 0;
  switch (word) {
    case 'error':
      return hasError(context);
    case 'normal':
      return !hasError(context);
    case 'forwarded':
    case 'processed':
      return isForwarded;
    case 'stopping':
      return engine.state.stopping;
    case 'acl':
      return aclHolds(args[0] ?? '', context);
    default:
      return false;
  }
}

/** A named ACL of the rule's own section; `!` turns it over. */
export function aclHolds(word: string, context: SampleContext): boolean {
  const isNegated = word.startsWith('!');
  const { plan } = context.engine;
  const name = isNegated ? word.slice(1) : word;
  const tests = plan.proxies[context.proxy]?.acls[name] ?? plan.predefinedAcls[name];
  if (!tests) return false;
  const span = tests[0]?.span ?? { file: 0, from: 0, to: 0 };
  const term = { negated: isNegated, name: word, tests, span };
  return conditionHolds({ polarity: 'if', anyOf: [[term]], span }, context);
}

const passOn: Converter = { input: 'any', run: (value) => value };

export const WORDS = {
  add_item: onText(addItem),
  language: onText(language),
  reverse: onText((found) => text([...found].reverse().join(''))),
  reverse_dom: onText(reverseDomain),
  has_ctl: onBytes((found) => boolean(/[\0-\x08\x0a-\x1f\x7f]/.test(found))),
  secure_memcmp: onBytes((found, [name = ''], context) => {
    const variable = readVariable(context, name);
    return variable && boolean(asBytes(variable) === found);
  }),
  x509_v_err_str: {
    input: 'integer',
    run(value) {
      if (value.type !== 'integer') return null;
      const name = CERTIFICATE_ERRORS[value.number];
      if (name === undefined) return text(asText(value));
      return text(value.number === 0 ? 'X509_V_OK' : `X509_V_ERR_${name}`);
    },
  },
  debug: passOn,
  when: {
    input: 'any',
    run(value, [word = '', ...args], context) {
      const isNegated = word.startsWith('!');
      return whenHolds(isNegated ? word.slice(1) : word, args, context) !== isNegated ? value : null;
    },
  },
} satisfies Record<string, Converter>;
