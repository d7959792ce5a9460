/**
 * "Accepted, not simulated": what the configuration says and the engine does not do, each on its line. What makes no
 * difference to where a request goes, when, and what the log says (a process's user, kernel settings, ciphers) is not
 * mentioned.
 */
import type { Diagnostic, Span } from '../language/diagnostic.ts';
import type {
  AclConfig,
  At,
  Condition,
  Config,
  ProxyConfig,
  SampleExpr,
  Section,
  ServerOptions,
  Settings,
} from '../language/haproxy/config.ts';
import {
  EFFECTIVE_BIND_OPTIONS,
  EFFECTIVE_FILTERS,
  EFFECTIVE_GLOBAL,
  EFFECTIVE_OPTIONS,
  EFFECTIVE_PROXY,
  EFFECTIVE_SECTIONS,
  EFFECTIVE_SERVER_OPTIONS,
  EFFECTIVE_TIMEOUTS,
  HARMLESS_BIND_OPTIONS,
  HARMLESS_FILTERS,
  HARMLESS_GLOBAL,
  HARMLESS_OPTIONS,
  HARMLESS_PROXY,
  HARMLESS_SECTIONS,
  HARMLESS_SERVER_OPTIONS,
  isSimulatedAction,
} from './coverage.ts';
import { readPcre } from './pcre.ts';
import type { ProxyPlan, RulePlan } from './plan.ts';
import { SIMULATED_ALGORITHMS, SIMULATED_CONVERTERS, SIMULATED_FETCHES } from './simulated.ts';
import { unreadablePasswords } from './userlists.ts';

const FETCHES: ReadonlySet<string> = new Set(SIMULATED_FETCHES);
const CONVERTERS: ReadonlySet<string> = new Set(SIMULATED_CONVERTERS);
const ALGORITHMS: ReadonlySet<string> = new Set(SIMULATED_ALGORITHMS);
const PROXIES: ReadonlySet<string> = new Set(['defaults', 'frontend', 'backend', 'listen']);

type Say = (span: Span, what: string) => void;

/** Ordered by place; one a line and subject. */
export function notSimulated(config: Config, proxies: readonly ProxyPlan[]): Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  const say: Say = (span, what) => {
    const key = `${span.file}:${span.from}:${what}`;
    const message = `${what} is accepted by HAProxy; Drydock does not simulate it`;
    if (!found.has(key)) found.set(key, { code: 'not-simulated', severity: 'not-simulated', span, message });
  };
  for (const section of config.sections) {
    if (section.kind === 'global') checkLines(section, EFFECTIVE_GLOBAL, HARMLESS_GLOBAL, say);
    else if (PROXIES.has(section.kind)) checkLines(section, EFFECTIVE_PROXY, HARMLESS_PROXY, say);
    else if (section.kind === 'userlist') {
      for (const { span } of unreadablePasswords(section)) say(span, 'a password hashed in this way (nobody gets in)');
    } else if (!isKnown(section.kind, EFFECTIVE_SECTIONS, HARMLESS_SECTIONS))
      say(section.header.span, `a section '${section.kind}'`);
  }
  for (const defaults of config.defaults) checkSettings(defaults.settings, say);
  for (const proxy of config.proxies) checkProxy(proxy, say);
  for (const proxy of proxies) checkPlanned(proxy, say);
  return [...found.values()].sort((x, y) => x.span.file - y.span.file || x.span.from - y.span.from);
}

/** A row that ends in `.*` stands for all names that begin so. */
function isKnown(name: string, ...lists: readonly (readonly string[])[]): boolean {
  return lists.some((list) =>
    list.some((row) => row === name || (row.endsWith('*') && name.startsWith(row.slice(0, -1)))),
  );
}

/** Lines by their first words; what a line's parts do is looked at in the typed configuration. */
function checkLines(section: Section, effective: readonly string[], harmless: readonly string[], say: Say): void {
  for (const { words, prefix, span } of section.directives) {
    const name = words[0]?.text ?? '';
    const second = words[1]?.text ?? '';
    if (prefix !== null) continue;
    if (name === 'filter') {
      if (!isKnown(second, EFFECTIVE_FILTERS, HARMLESS_FILTERS)) say(span, `'filter ${second}'`);
    } else if (!isKnown(name, effective, harmless)) say(span, `'${STRUCTURED.has(name) ? `${name} ${second}` : name}'`);
    else if (name === 'timeout' && !EFFECTIVE_TIMEOUTS.includes(TIMEOUT_NAMES[second] ?? second))
      say(span, `'timeout ${second}'`);
    else if (name === 'compression' && isOfRequests(second, words[2]?.text)) say(span, 'compressing requests');
    else if (name === 'http-check' && second === 'send-state') say(span, "'http-check send-state'");
  }
}

/** `compression` lines about what clients send. */
const isOfRequests = (what: string, value: string | undefined): boolean =>
  what.endsWith('-req') || (what === 'direction' && value !== 'response');

/** Keywords whose second word says what they do. */
const STRUCTURED: ReadonlySet<string> = new Set(['email-alert', 'monitor', 'rate-limit']);

const TIMEOUT_NAMES: Readonly<Record<string, string>> = {
  clitimeout: 'client',
  srvtimeout: 'server',
  contimeout: 'connect',
};

function checkProxy(proxy: ProxyConfig, say: Say): void {
  checkSettings(proxy.settings, say);
  for (const bind of proxy.binds) {
    for (const { value, span } of bind.options) {
      if (!isKnown(value[0] ?? '', EFFECTIVE_BIND_OPTIONS, HARMLESS_BIND_OPTIONS))
        say(span, `bind option '${value[0]}'`);
    }
    for (const { value, span } of bind.addresses) {
      if (value.family === 'other') say(span, 'a listener of this kind');
    }
  }
  for (const server of proxy.servers) {
    checkServer(server, say);
    if (server.address.value.family === 'other') say(server.address.span, 'a server address of this kind');
  }
}

function checkServer(options: ServerOptions, say: Say): void {
  for (const [name, said] of Object.entries(options.other)) {
    if (!isKnown(name, EFFECTIVE_SERVER_OPTIONS, HARMLESS_SERVER_OPTIONS)) say(said.span, `server option '${name}'`);
  }
}

function checkSettings(settings: Settings, say: Say): void {
  const retryOn = settings.other['retry-on'];
  if (retryOn?.value.some((reason) => reason !== 'none' && reason !== 'conn-failure'))
    say(retryOn.span, "repeating requests that have a body ('retry-on')");
  const { mode, balance } = settings;
  if (mode && mode.value !== 'tcp' && mode.value !== 'http') say(mode.span, `'mode ${mode.value}'`);
  if (balance) checkBalance(balance, say);
  for (const [name, said] of Object.entries(settings.options)) {
    if (said.value && !isKnown(name, EFFECTIVE_OPTIONS, HARMLESS_OPTIONS)) say(said.span, `'option ${name}'`);
  }
  for (const options of settings.defaultServer) checkServer(options, say);
  for (const acl of settings.acls) checkAcl(acl, say);
  for (const step of [...settings.httpCheckRules, ...settings.tcpCheckRules]) {
    if (step.type === 'expect' && REGEX_EXPECTATIONS.has(step.match)) checkPattern(step.pattern, step.span, say);
  }
  checkRules(settings, say);
  const table = settings.stickTable;
  if (table?.value.peers) say(table.span, "'peers' of a stick table");
}

function checkBalance(
  { value, span }: At<{ readonly algorithm: string; readonly args: readonly string[] }>,
  say: Say,
): void {
  const name = value.algorithm.split('(', 1)[0]!;
  if (!ALGORITHMS.has(name)) say(span, `'balance ${name}' (roundrobin is used instead)`);
  if (name === 'url_param' && value.args.includes('check_post')) say(span, "'check_post'");
}

function checkRules(settings: Settings, say: Say): void {
  for (const rule of [
    ...settings.httpRequestRules,
    ...settings.httpResponseRules,
    ...settings.httpAfterResponseRules,
    ...settings.tcpRules,
  ]) {
    checkCondition(rule.condition, say);
  }
  for (const rule of settings.useBackends) checkCondition(rule.condition, say);
  for (const rule of settings.stickRules) {
    checkExpr(rule.expr, say);
    checkCondition(rule.condition, say);
  }
}

/** Rules as they were planned: what could not be, and what their values are made of. */
function checkPlanned(proxy: ProxyPlan, say: Say): void {
  const { frontend, backend } = proxy;
  const lists: readonly [string, readonly RulePlan[] | undefined][] = [
    ['tcp-request connection', frontend?.connectionRules],
    ['tcp-request session', frontend?.sessionRules],
    ['tcp-request content', frontend?.contentRules ?? backend?.contentRules],
    ['tcp-response content', backend?.responseContentRules],
    ['http-request', frontend?.httpRequestRules ?? backend?.httpRequestRules],
    ['http-response', frontend?.httpResponseRules ?? backend?.httpResponseRules],
    ['http-after-response', frontend?.httpAfterResponseRules ?? backend?.httpAfterResponseRules],
  ];
  for (const [ruleset, rules] of lists) {
    for (const { action, span } of rules ?? []) {
      if (!isSimulatedAction(action)) {
        say(span, `'${ruleset} ${action.type === 'other' || action.type === 'unseen' ? action.name : action.type}'`);
      }
      walkExpressions(action, say);
      if ('pattern' in action) checkPattern(action.pattern, span, say);
      else if (action.type === 'del-header' && action.match === 'reg') checkPattern(action.name, span, say);
    }
  }
  const format = frontend?.log.format;
  if (typeof format === 'object') walkExpressions(format, say);
  walkExpressions(frontend?.uniqueId ?? null, say);
}

/** Every sample expression in a plain value. */
function walkExpressions(value: unknown, say: Say): void {
  if (typeof value !== 'object' || value === null) return;
  if ('fetch' in value && 'converters' in value) checkExpr(value as SampleExpr, say);
  else for (const part of Object.values(value)) walkExpressions(part, say);
}

function checkCondition(condition: Condition | null, say: Say): void {
  for (const terms of condition?.anyOf ?? []) {
    for (const term of terms) if (term.acl.type === 'inline') checkAcl(term.acl.acl, say);
  }
}

function checkAcl(acl: AclConfig, say: Say): void {
  checkExpr(acl.criterion, say);
  if (acl.match !== 'reg') return;
  for (const { value, span } of acl.patterns) checkPattern(value, span, say);
}

const REGEX_EXPECTATIONS: ReadonlySet<string> = new Set(['rstring', 'rstatus', 'rbinary', 'rstring-lf']);

/** What of a regular expression neither JavaScript nor our own matcher knows. */
function checkPattern(pattern: string, span: Span, say: Say): void {
  const { lacks } = readPcre(pattern, false);
  if (lacks !== null) say(span, `'${lacks}' in a regular expression (which never matches, then)`);
}

function checkExpr(expr: SampleExpr, say: Say): void {
  if (!FETCHES.has(expr.fetch)) say(expr.span, `sample fetch '${expr.fetch}'`);
  for (const { name, args } of expr.converters) {
    if (name === 'regsub') checkPattern(args[0] ?? '', expr.span, say);
  }
  for (const { name } of expr.converters) if (!CONVERTERS.has(name)) say(expr.span, `converter '${name}'`);
}
