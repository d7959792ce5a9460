/**
 * Every configuration that some test has a real HAProxy run, comparing what it does with what Drydock does: names count as
 * compared by standing in one of them. Configurations that are only checked (`haproxy -c`) are not among them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { readCase } from '../../../simulator/lab/case-file.ts';
import { generate } from '../../../simulator/lab/generate/index.ts';
import type { Version } from '../../../simulator/language/haproxy/config.ts';
import { HTTP_CASES, type RunCase, TCP_CASES } from '../../oracle/run-cases.ts';
import { AUTH_CASES, LOG_HTTP_CASES, LOG_TCP_CASES } from '../../oracle/run-log-cases.ts';
import { TWINS } from '../../oracle/twins/cases.ts';
import { twinConfiguration } from '../../oracle/twins/twin.ts';
import { questionConfiguration } from '../../support/ask-samples.ts';
import { readCases } from '../content/heads.ts';
import { CHECK_CASES, checkConfiguration } from '../health/check-cases.ts';
import { cookieConfiguration } from '../persistence/cookie-cases.ts';
import { RULE_CASES, ruleConfiguration } from '../rules/cases.ts';
import { CONVERTER_QUESTION } from '../sample/cases/converters.ts';
import { CONDITIONS, EXPRESSIONS, sampleConfiguration } from '../sample/cases/requests.ts';
import type { Situation } from '../situation.ts';
import { CONNECTIONS } from '../situations/connections.ts';
import { HTTP_ENDINGS } from '../situations/http-endings.ts';
import { KEEP_ALIVE } from '../situations/keep-alive.ts';
import { QUEUES } from '../situations/queues.ts';
import { RETRIES } from '../situations/retries.ts';
import { RULES } from '../situations/rules.ts';
import { SERVER_CHOICE } from '../situations/server-choice.ts';
import { SERVERS_DOWN } from '../situations/servers-down.ts';
import { TCP } from '../situations/tcp.ts';
import { TCP_WAITING } from '../situations/tcp-waiting.ts';
import { UPLOADS } from '../situations/uploads.ts';
import { WAITING } from '../situations/waiting.ts';
import { STICK_STORIES } from '../stick/stick-cases.ts';
import { BACK_EXPRESSIONS, EXPRESSIONS as TLS_EXPRESSIONS, tlsConfiguration } from '../tls/cases.ts';
import { handshakeConfiguration } from '../tls/handshake-cases.ts';

export interface Judged {
  readonly text: string;
  readonly version: Version;
}

const SITUATIONS: readonly (readonly Situation[])[] = [
  CONNECTIONS,
  HTTP_ENDINGS,
  KEEP_ALIVE,
  QUEUES,
  RETRIES,
  RULES,
  SERVER_CHOICE,
  SERVERS_DOWN,
  TCP,
  TCP_WAITING,
  UPLOADS,
  WAITING,
];

const ADDRESS = '127.0.0.1:80';

function played(folder: string): string[] {
  const path = new URL(`../../oracle/${folder}/`, import.meta.url).pathname;
  return readdirSync(path).map((name) => {
    const read = readCase(`${path}${name}`, name);
    return read.ok ? read.case.config.text : '';
  });
}

/** The scenarios of the fixed seed in `test/oracle/verify.test.ts`. */
function generated(): string[] {
  const source = readFileSync(new URL('../../oracle/verify.test.ts', import.meta.url), 'utf8');
  const number = (name: string) => Number(new RegExp(`^const ${name} = (\\d+);`, 'm').exec(source)?.[1] ?? 0);
  return Array.from({ length: number('COUNT') }, (_, index) => generate(number('SEED'), index, '3.2').config.text);
}

/** What `test/oracle/run-wire.test.ts` and its like make of a case. */
const sectionOf = ({ section }: RunCase): string =>
  ['defaults', '  mode http', 'listen l', `  bind ${ADDRESS}`, ...section.map((line) => `  ${line}`)].join('\n');

/** All of them. Names of the newest version that a list knows are asked of that version. */
export function judgedConfigurations(): readonly Judged[] {
  const addresses = new Proxy<Record<string, string>>({}, { get: () => ADDRESS });
  const texts = [
    ...played('lab-cases'),
    ...played('stories'),
    ...generated(),
    ...SITUATIONS.flat().map(({ config }) => config),
    ...[...readCases('compression'), ...readCases('cache')].map(({ config }) => config),
    ...[...HTTP_CASES, ...TCP_CASES, ...LOG_HTTP_CASES, ...AUTH_CASES, ...LOG_TCP_CASES].map(sectionOf),
    ...STICK_STORIES.map(({ config }) => config),
    cookieConfiguration(80, addresses).text,
    checkConfiguration(CHECK_CASES, () => ADDRESS, true),
    ruleConfiguration(RULE_CASES, () => 80, 81),
    sampleConfiguration(80, EXPRESSIONS, CONDITIONS),
    questionConfiguration(80, CONVERTER_QUESTION),
    tlsConfiguration(() => 80, 81, TLS_EXPRESSIONS, BACK_EXPRESSIONS),
    handshakeConfiguration(Array(9).fill(80), true),
  ];
  // names that the newest version has no longer are asked of those that have them
  const twins = (['2.6', '3.0', '3.2', '3.4'] as const).map((version) => {
    const known = TWINS.filter(({ since = '2.6', before = '9' }) => since <= version && version < before);
    return { text: twinConfiguration(known, version, () => ({ front: 80, server: 81, nobody: 82 })), version };
  });
  return [...ofTheNewest(texts), ...twins];
}

function ofTheNewest(texts: readonly string[]): Judged[] {
  return texts.map((text) => ({ text: text.replace(/\{\{?\w+\}\}?|\$\w+/g, ADDRESS), version: '3.4' as const }));
}
