/** Server lines: add, remove, rename, move, and one word of them at a time. */
import type { Config, Directive, Section } from '../../simulator/language/haproxy/config.ts';
import type { NewServer } from './change.ts';
import { stepsOf } from './health.ts';
import { addressProblem, hasCheckPort, nameProblem } from './names.ts';
import { done, type Outcome, refuse } from './outcome.ts';
import { referencesTo } from './references.ts';
import { indentFor, isKeyword, titleOf, wordOf } from './sections.ts';
import { decidingOption, flagOf, isServer, lockOf, numberOf, optionsOf, serversOf } from './server-line.ts';
import {
  appendWords,
  indentOf,
  insertLineAfter,
  lineEnd,
  removeLine,
  removeWords,
  replace,
  replaceWords,
  textOf,
} from './text.ts';

interface Found {
  readonly section: Section;
  readonly directive: Directive;
}

/** The server line, or why it cannot be changed. */
function serverAt(config: Config, index: number, line: number): Found | Outcome {
  const section = config.sections[index];
  const directive = section?.directives[line];
  if (!section || !directive || !isServer(directive) || directive.words.length < 3) {
    return refuse('no-such-line', 'This server is not in the text any more.');
  }
  const lock = lockOf(directive);
  return lock === null ? { section, directive } : refuse('server-locked', lock, directive.span);
}

const isFound = (found: Found | Outcome): found is Found => 'directive' in found;

const lineNumber = (config: Config, directive: Directive): number =>
  textOf(config, directive.span).slice(0, directive.span.from).split('\n').length;

/** Behind the last server; in the style of its neighbours. */
export function addServer(config: Config, index: number, server: NewServer): Outcome {
  const section = config.sections[index];
  if (!section || section.kind === 'frontend')
    return refuse('no-servers-here', 'A frontend has no servers; add it to a backend.');
  const problem = nameProblem(server.name) ?? addressProblem(server.address, 'server', config.version);
  if (problem) return refuse('server-invalid', problem);
  const servers = serversOf(section);
  const clash = nameClash(config, section, server.name);
  if (clash) return clash;
  const last = section.directives.findLast(isKeyword('server', 'server-template', 'default-server'));
  const words = ['server', server.name, server.address];
  const line = section.directives.length;
  if (server.weight !== undefined) {
    const bad = numberProblem('weight', server.weight);
    if (bad) return refuse('number-invalid', bad);
    words.push(`weight ${server.weight}`);
  }
  if (server.maxconn !== undefined) {
    const bad = numberProblem('maxconn', server.maxconn);
    if (bad) return refuse('number-invalid', bad);
    words.push(`maxconn ${server.maxconn}`);
  }
  for (const flag of ['check', 'backup'] as const) {
    const wanted = server[flag];
    const inherited = flagOf(config, section, line, flag, false).value;
    if (wanted !== undefined && wanted !== inherited) words.push(wanted ? flag : `no-${flag}`);
  }
  const isChecked = server.check ?? flagOf(config, section, line, 'check', false).value;
  if (isChecked && !hasCheckPort(server.address, config.version) && !checksElsewhere(config, section, line)) {
    return refuse('check-without-port', `A check needs a port: write ${server.address}:PORT.`);
  }
  const usesCookies = servers.some(({ line: at }) => decidingOption(config, section, at, ['cookie']) !== null);
  if (usesCookies) words.push(`cookie ${server.name}`);
  const anchor = last ?? section.directives.at(-1) ?? section.header;
  const indent = last ? indentOf(textOf(config, last.span), last.span.from) : indentFor(config, section);
  return done([insertLineAfter(config, anchor.span, indent + words.join(' '))]);
}

function nameClash(config: Config, section: Section, name: string): Outcome | null {
  const same = serversOf(section).find(({ directive }) => wordOf(directive, 1) === name);
  if (!same) return null;
  const line = lineNumber(config, same.directive);
  return refuse(
    'server-exists',
    `${titleOf(section)} has a server '${name}' already, on line ${line}.`,
    same.directive.span,
  );
}

/** A port for checks that is not the server's own: `port` on the line or inherited, or in a tcp-check connect. */
function checksElsewhere(config: Config, section: Section, line: number): boolean {
  const port = decidingOption(config, section, line, ['port']);
  const step = stepsOf(config, section, 'tcp-check').find((d) => wordOf(d, 1) === 'connect');
  return port !== null || (step?.words.some(({ text }) => text === 'port') ?? false);
}

/** The whole line but its comment. Refused while something else names the server. */
export function removeServer(config: Config, index: number, line: number): Outcome {
  const found = serverAt(config, index, line);
  if (!isFound(found)) return found;
  const { section, directive } = found;
  const name = wordOf(directive, 1);
  const [reference] = referencesTo(config, section, name).filter((r) => r.directive !== directive);
  if (reference) {
    const at = lineNumber(config, reference.directive);
    return refuse(
      'server-in-use',
      `Line ${at} names '${name}'; HAProxy would refuse the file. Change that line first.`,
      reference.directive.span,
    );
  }
  return done([removeLine(config, directive)]);
}

/** The name here, and wherever else the text says it. The cookie's value stays: clients have it. */
export function renameServer(config: Config, index: number, line: number, name: string): Outcome {
  const found = serverAt(config, index, line);
  if (!isFound(found)) return found;
  const { section, directive } = found;
  const old = wordOf(directive, 1);
  if (old === name) return done([]);
  const problem = nameProblem(name);
  if (problem) return refuse('server-invalid', problem, directive.span);
  const clash = nameClash(config, section, name);
  if (clash) return clash;
  const edits = [replaceWords(directive.words, 1, 2, name)];
  for (const { span, directive: at } of referencesTo(config, section, old)) {
    if (!span) {
      return refuse(
        'server-in-use',
        `Line ${lineNumber(config, at)} names '${old}' in a way that only you can change.`,
        at.span,
      );
    }
    edits.push(replace(span, name));
  }
  return done(edits);
}

/** Server lines change places, comments behind them too; whatever stands between them stays. */
export function moveServer(config: Config, index: number, line: number, to: number): Outcome {
  const found = serverAt(config, index, line);
  if (!isFound(found)) return found;
  const { section } = found;
  const slots = serversOf(section);
  const from = slots.findIndex((slot) => slot.line === line);
  const target = Math.max(0, Math.min(slots.length - 1, Math.trunc(to) || 0));
  if (from === target) return done([]);
  const [low, high] = [Math.min(from, target), Math.max(from, target)];
  const first = slots[low]?.line ?? 0;
  const last = slots[high]?.line ?? 0;
  const between = section.directives.slice(first, last).find(isKeyword('default-server'));
  if (between) {
    const at = lineNumber(config, between);
    return refuse(
      'default-server-between',
      `default-server on line ${at} counts for the servers below it only, so moving across it would change them.`,
      between.span,
    );
  }
  const order = slots.slice(low, high + 1);
  const moved = from < target ? [...order.slice(1), ...order.slice(0, 1)] : [...order.slice(-1), ...order.slice(0, -1)];
  return done(
    order.map(({ directive }, place) => {
      const source = moved[place]?.directive;
      return source ? replace(contentSpan(config, directive), contentOf(config, source)) : null;
    }),
  );
}

/** From the first word to the end of the line, its comment included, its line end not. */
function contentSpan(config: Config, { span }: Directive) {
  return { file: span.file, from: span.from, to: Math.max(span.to, lineEnd(textOf(config, span), span.to)) };
}

function contentOf(config: Config, directive: Directive): string {
  const { from, to } = contentSpan(config, directive);
  return textOf(config, directive.span).slice(from, to);
}

/** The address word alone. */
export function setServerAddress(config: Config, index: number, line: number, address: string): Outcome {
  const found = serverAt(config, index, line);
  if (!isFound(found)) return found;
  const { section, directive } = found;
  if (wordOf(directive, 2) === address) return done([]);
  const problem = addressProblem(address, 'server', config.version);
  if (problem) return refuse('address-invalid', problem, directive.words[2]?.span);
  const isChecked = flagOf(config, section, line, 'check').value;
  if (isChecked && !hasCheckPort(address, config.version) && !checksElsewhere(config, section, line)) {
    return refuse(
      'check-without-port',
      `The server is checked, and a check needs a port: write ${address}:PORT.`,
      directive.span,
    );
  }
  return done([replaceWords(directive.words, 2, 3, address)]);
}

const LIMITS = { weight: 256, maxconn: 2 ** 31 - 1 } as const;

function numberProblem(option: 'weight' | 'maxconn', value: number): string | null {
  const max = LIMITS[option];
  return Number.isInteger(value) && value >= 0 && value <= max ? null : `${option} is a whole number from 0 to ${max}.`;
}

/** `weight` and `maxconn`: the number in place, or the option behind the last word. */
export function setServerNumber(
  config: Config,
  index: number,
  line: number,
  option: 'weight' | 'maxconn',
  value: number,
): Outcome {
  const found = serverAt(config, index, line);
  if (!isFound(found)) return found;
  const { section, directive } = found;
  const problem = numberProblem(option, value);
  if (problem) return refuse('number-invalid', problem, directive.span);
  const current = numberOf(config, section, line, option);
  // Nobody says it: HAProxy's weight is 1, and there is no limit of connections.
  const effective = current.value ?? (option === 'weight' ? 1 : 0);
  if (effective === value) return done([]);
  const own = optionsOf(directive).findLast(({ name }) => name === option);
  if (!own) return done([appendWords(directive, `${option} ${value}`)]);
  // maxconn may stand without a number; the next word is then another option.
  return done([replaceWords(directive.words, own.index, own.end, `${option} ${value}`)]);
}

/** `check` and `backup`: the word in or out; `no-check` where a default-server line says otherwise. */
export function setServerFlag(
  config: Config,
  index: number,
  line: number,
  flag: 'check' | 'backup',
  wanted: boolean,
): Outcome {
  const found = serverAt(config, index, line);
  if (!isFound(found)) return found;
  const { section, directive } = found;
  if (flagOf(config, section, line, flag).value === wanted) return done([]);
  const refused = flag === 'check' ? checkRefusal(config, section, directive, line, wanted) : null;
  if (refused) return refused;
  const inherited = flagOf(config, section, line, flag, false).value;
  const own = optionsOf(directive).filter(({ name }) => name === flag || name === `no-${flag}`);
  const word = inherited === wanted ? null : wanted ? flag : `no-${flag}`;
  const edits = own.map((place, at) =>
    word !== null && at === 0
      ? replaceWords(directive.words, place.index, place.index + 1, word)
      : removeWords(directive, place.index, place.index + 1),
  );
  if (word !== null && own.length === 0) edits.push(appendWords(directive, word));
  return done(edits);
}

function checkRefusal(
  config: Config,
  section: Section,
  directive: Directive,
  line: number,
  wanted: boolean,
): Outcome | null {
  if (wanted) {
    if (decidingOption(config, section, line, ['track'])) {
      return refuse(
        'server-tracks',
        `'${wordOf(directive, 1)}' takes its state from another server (track); it cannot have checks of its own.`,
        directive.span,
      );
    }
    if (!hasCheckPort(wordOf(directive, 2), config.version) && !checksElsewhere(config, section, line)) {
      return refuse(
        'check-without-port',
        `'${wordOf(directive, 1)}' has no port, and a check needs one: write ${wordOf(directive, 2)}:PORT first.`,
        directive.span,
      );
    }
    return null;
  }
  const tracking = referencesTo(config, section, wordOf(directive, 1)).find(({ kind }) => kind === 'track');
  if (!tracking) return null;
  const at = lineNumber(config, tracking.directive);
  return refuse(
    'server-in-use',
    `Line ${at} tracks this server's checks; HAProxy would refuse the file without them.`,
    tracking.directive.span,
  );
}
