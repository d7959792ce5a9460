/** The health check of a section: what a check is, and whether servers are checked at all. */
import type { Config, Directive, Section } from '../../simulator/language/haproxy/config.ts';
import type { NewHealthCheck } from './change.ts';
import { setServerFlag } from './edit-servers.ts';
import {
  healthCheckOf,
  isCheckOption,
  isCheckStep,
  isConversation,
  isHttpchk,
  isSend,
  sendValueIndex,
} from './health.ts';
import { pathProblem } from './names.ts';
import { done, type Outcome, refuse, together } from './outcome.ts';
import { anchorFor, defaultsOf, indentFor, isKeyword, modeOf, titleOf, wordOf } from './sections.ts';
import { decidingOption, flagOf, serversOf } from './server-line.ts';
import { appendWords, insertLineAfter, insertLineBefore, removeLine, replaceWords } from './text.ts';

/**
 * Asks an HL7 engine what a sender would ask it, and wants a positive acknowledgement; a negative one is known at once.
 * `linger` lets the connection end in an orderly way, or each check would look like a reset to the engine.
 */
const MLLP_LINES = [
  'option tcp-check',
  'tcp-check connect linger',
  'tcp-check send-binary 0b4d53487c5e7e5c267c484150524f58597c4c427c4d4c4c507c484c377c32303235303130313030303030307c7c4e4d515e4e30317c4843317c507c322e350d1c0d',
  'tcp-check expect min-recv 20 ! rbinary 4D53417C(4145|4152|4345|4352)',
  'tcp-check expect rbinary 4D53417C4[13]41',
];

/** `none` takes the checks from the servers and leaves what a check is; the others give it, and checks to servers if none has them. */
export function setHealthCheck(config: Config, index: number, wanted: NewHealthCheck): Outcome {
  const section = config.sections[index];
  if (!section || section.kind === 'frontend') return refuse('no-servers-here', 'A frontend has no servers to check.');
  if (wanted.kind === 'none') return setChecks(config, index, section, false);
  const current = healthCheckOf(config, section);
  const kindNow = current.kind === 'none' ? healthCheckOf(config, everyoneChecked(section)).kind : current.kind;
  const method =
    wanted.kind === 'http'
      ? setHttp(config, section, wanted.method, wanted.path, kindNow === 'http')
      : wanted.kind === 'mllp'
        ? setMllp(config, section, kindNow === 'mllp')
        : setTcp(config, section, kindNow === 'tcp');
  const checks = current.checked === 0 ? setChecks(config, index, section, true) : done([]);
  return together([method, checks]);
}

/** The section without its servers: what is left says what a check would be. */
const everyoneChecked = (section: Section): Section => ({
  ...section,
  directives: section.directives.filter((d) => !isKeyword('server')(d)),
});

/** Servers that take their state from others stay as they are. */
function setChecks(config: Config, index: number, section: Section, wanted: boolean): Outcome {
  const servers = serversOf(section).filter(
    ({ line }) =>
      flagOf(config, section, line, 'check').value !== wanted && !decidingOption(config, section, line, ['track']),
  );
  return together(servers.map(({ line }) => setServerFlag(config, index, line, 'check', wanted)));
}

/** Removes the lines that `test` takes and puts others in their place, or before the first that `before` takes. */
function exchange(
  config: Config,
  section: Section,
  test: (d: Directive) => boolean,
  lines: readonly string[],
  before: (d: Directive) => boolean = test,
): Outcome {
  const old = section.directives.filter(test);
  const indent = indentFor(config, section);
  const removed = old.map((d) => removeLine(config, d));
  const first = section.directives.find((d) => test(d) || before(d));
  const added = lines.map((line) =>
    first
      ? insertLineBefore(config, first.span, indent + line)
      : insertLineAfter(config, anchorFor(section, 'mode', 'balance', 'cookie').span, indent + line),
  );
  // Several new lines go to one offset; edits there keep their order.
  return done([...added, ...removed]);
}

const isAnyCheck = (d: Directive) => isCheckOption(d) || isCheckStep(d);

function setTcp(config: Config, section: Section, isSo: boolean): Outcome {
  if (isSo) return done([]);
  const inherited = defaultsOf(config, section).flatMap(({ directives }) => directives);
  // An inherited check cannot be negated; a tcp-check that only connects is the plain check.
  const lines = inherited.some(isCheckOption) ? ['option tcp-check'] : [];
  if (inherited.some(isKeyword('tcp-check'))) lines.push('tcp-check connect');
  return exchange(config, section, isAnyCheck, lines);
}

function setMllp(config: Config, section: Section, isSo: boolean): Outcome {
  const mode = modeOf(config, section);
  if (mode.value !== 'tcp') {
    return refuse(
      'mllp-needs-tcp',
      `${titleOf(section)} is in mode ${mode.value}; HL7 over MLLP needs mode tcp.`,
      mode.span,
    );
  }
  return isSo ? done([]) : exchange(config, section, isAnyCheck, MLLP_LINES);
}

function setHttp(config: Config, section: Section, method: string, path: string, isSo: boolean): Outcome {
  if (!/^[A-Z]+$/.test(method))
    return refuse('check-method', 'A method has capital letters only, such as GET or HEAD.');
  const problem = pathProblem(path);
  if (problem) return refuse('check-path', problem);
  const current = healthCheckOf(config, everyoneChecked(section));
  if (isSo && current.method === method && current.path === path) return done([]);
  const replacesSteps = isConversation(section);
  const goes = (d: Directive) =>
    isKeyword('tcp-check')(d) || (isCheckOption(d) && !isHttpchk(d)) || (replacesSteps && isCheckStep(d));
  const option = section.directives.findLast(isHttpchk);
  const send = replacesSteps ? undefined : section.directives.find(isSend);
  const lines = option ? [] : [`option httpchk ${method} ${path}`];
  // Each line sets what it says, the later one last: the option's own request counts only behind the other.
  const setsLast = option !== undefined && (!send || (option.words.length > 2 && option.span.from > send.span.from));
  return together([
    exchange(config, section, goes, lines, isCheckStep),
    done([setsLast ? setOption(option, method, path) : null, ...(send ? setSend(send, method, path) : [])]),
  ]);
}

/** The version behind method and path stays. */
function setOption(option: Directive, method: string, path: string) {
  const count = option.words.length;
  const request = `${method} ${path}`;
  if (count === 2) return appendWords(option, request);
  const said = option.words
    .slice(2, 4)
    .map(({ text }) => text)
    .join(' ');
  return said === request ? null : replaceWords(option.words, 2, Math.min(count, 4), request);
}

function setSend(send: Directive, method: string, path: string) {
  const value = (name: 'meth' | 'uri', text: string) => {
    const at = sendValueIndex(send, name);
    if (at < 0) return appendWords(send, `${name} ${text}`);
    return wordOf(send, at) === text ? null : replaceWords(send.words, at, at + 1, text);
  };
  return [value('meth', method), value('uri', path)];
}
