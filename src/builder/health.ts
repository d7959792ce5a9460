/** Which health check a section has: read from its check options and steps, its own or its defaults section's. */
import type { Config, Directive, Section } from '../../simulator/language/haproxy/config.ts';
import type { BuilderHealthCheck } from './model.ts';
import { defaultsOf, isKeyword, keywordOf, lastSaid, wordOf } from './sections.ts';
import { flagOf, serversOf } from './server-line.ts';

const CHECK_OPTIONS = [
  'httpchk',
  'tcp-check',
  'ssl-hello-chk',
  'smtpchk',
  'mysql-check',
  'pgsql-check',
  'redis-check',
  'ldap-check',
  'spop-check',
  'external-check',
];

/** `option httpchk` and its like: the last one decides what a check is. */
export const isCheckOption = (d: Directive): boolean => isKeyword('option')(d) && CHECK_OPTIONS.includes(wordOf(d, 1));

/** `http-check …` and `tcp-check …`. */
export const isCheckStep = (d: Directive): boolean => isKeyword('http-check', 'tcp-check')(d);

const isStep = (d: Directive, keyword: string, ...actions: readonly string[]) =>
  isKeyword(keyword)(d) && actions.includes(wordOf(d, 1));

/** Steps of a kind: the section's own, or those of the nearest defaults section that has any. */
export function stepsOf(config: Config, section: Section, keyword: 'http-check' | 'tcp-check'): readonly Directive[] {
  for (const candidate of [section, ...defaultsOf(config, section)]) {
    const steps = candidate.directives.filter(isKeyword(keyword));
    if (steps.length > 0) return steps;
  }
  return [];
}

export interface CheckRequest {
  readonly method: string;
  readonly path: string;
}

/**
 * The request of an HTTP check: OPTIONS / unless told. `option httpchk` and `http-check send` each set what they say, in
 * the order of the lines, as tried with 2.6 and 3.2.
 */
function requestOf(directives: readonly Directive[]): CheckRequest {
  let request: CheckRequest = { method: 'OPTIONS', path: '/' };
  for (const directive of directives) {
    if (isHttpchk(directive)) {
      const [first, second] = directive.words.slice(2).map(({ text }) => text);
      if (first !== undefined && second !== undefined) request = { method: first, path: second };
      else if (first !== undefined) request = { ...request, path: first };
    } else if (isSend(directive)) {
      const method = wordOf(directive, sendValueIndex(directive, 'meth'));
      const path = wordOf(directive, sendValueIndex(directive, 'uri'));
      request = { method: method || request.method, path: path || request.path };
    }
  }
  return request;
}

export const isHttpchk = (d: Directive): boolean => isKeyword('option')(d) && wordOf(d, 1) === 'httpchk';
export const isSend = (d: Directive): boolean => isStep(d, 'http-check', 'send');

/** Whether a section's own steps are more than one request: the panel cannot show them as one. */
export const isConversation = (section: Section): boolean =>
  section.directives.filter(isSend).length > 1 ||
  section.directives.filter((d) => isStep(d, 'http-check', 'connect')).length > 1;

/** Where `http-check send` says `meth` or `uri`: the index of the value, or -1. */
export function sendValueIndex(send: Directive, name: 'meth' | 'uri'): number {
  // Names and values alternate behind "send", but for hdr, which takes two.
  let index = 2;
  while (index < send.words.length) {
    const word = wordOf(send, index);
    if (word === name) return index + 1 < send.words.length ? index + 1 : -1;
    index +=
      word === 'hdr'
        ? 3
        : word === 'comment' ||
            word === 'ver' ||
            word === 'body' ||
            word === 'meth' ||
            word === 'uri' ||
            word.endsWith('-lf')
          ? 2
          : 1;
  }
  return -1;
}

type Method = Omit<BuilderHealthCheck, 'checked' | 'servers'>;

/** The check that servers with `check` get. */
function methodOf(config: Config, section: Section): Method {
  const said = lastSaid(config, section, isCheckOption);
  if (!said) return { kind: 'tcp', method: null, path: null, from: 'built-in', span: null };
  const { directive, from } = said;
  const base = { method: null, path: null, from, span: directive.span };
  const option = wordOf(directive, 1);
  if (option === 'httpchk') return httpMethod(config, section, directive, from);
  if (option !== 'tcp-check') return { ...base, kind: 'other' };
  const steps = stepsOf(config, section, 'tcp-check').filter((d) => !isStep(d, 'tcp-check', 'comment'));
  const asks = steps.filter((d) => !isStep(d, 'tcp-check', 'connect'));
  if (steps.length <= 1 && asks.length === 0) return { ...base, kind: 'tcp' };
  const sends = steps.some((d) => isStep(d, 'tcp-check', 'send-binary') && /^0b.*1c0d$/i.test(wordOf(d, 2)));
  const expects = steps.some((d) => isStep(d, 'tcp-check', 'expect'));
  return { ...base, kind: sends && expects ? 'mllp' : 'other' };
}

function httpMethod(config: Config, section: Section, option: Directive, from: 'here' | 'defaults'): Method {
  const base = { from, span: option.span };
  const saying =
    [section, ...defaultsOf(config, section)].find(({ directives }) => directives.includes(option)) ?? section;
  const ownSteps = section.directives.filter(isKeyword('http-check'));
  // Steps of one's own take the place of all that defaults send; without a request among them there is none.
  const isSilent = from === 'defaults' && ownSteps.length > 0 && !ownSteps.some(isSend);
  if (isSilent || isConversation(section) || isConversation(saying)) {
    return { ...base, kind: 'other', method: null, path: null };
  }
  const { method, path } = requestOf(from === 'defaults' && ownSteps.length > 0 ? ownSteps : saying.directives);
  return { ...base, kind: 'http', method, path };
}

/** What the panel shows. */
export function healthCheckOf(config: Config, section: Section): BuilderHealthCheck {
  const servers = serversOf(section);
  const checked = servers.filter(({ line }) => flagOf(config, section, line, 'check').value).length;
  const method = methodOf(config, section);
  const nobody = checked === 0 && (servers.length > 0 || method.from === 'built-in');
  return { ...method, kind: nobody ? 'none' : method.kind, checked, servers: servers.length };
}

/** Whether a keyword belongs to checks at all, for messages. */
export const isCheckLine = (d: Directive): boolean =>
  isCheckOption(d) || isCheckStep(d) || keywordOf(d) === 'external-check';
