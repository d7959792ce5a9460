/**
 * One probe as a machine without I/O: what a driver observed goes in, what it has to do comes out. Both drivers run it,
 * so that a check means the same in virtual time and on sockets.
 *
 * A driver that is told `startProbe` connects to the given address (with a PROXY header if the plan asks for one) and
 * creates a probe. Then it says what happens, one call a fact, and carries out the actions of the answer in order:
 * `send` bytes; `connect` anew (a sequence may have several connections: close this one first, then connect to the same
 * host on `port`, or the probe's own when it is null, and say `connected` or `connectFailed`); `end`: report the result
 * to the engine, close the connection (`how`: HAProxy resets it unless `linger` is set) and forget the probe. The engine
 * keeps the time and says `abortProbe` when it is up; for its message it wants to know where the probe was:
 * `probeStep` inputs may be given with the `step` actions.
 *
 * All bytes are latin-1 strings, a character a byte.
 */

import type { CheckStep, Format, SampleExpr } from '../../language/haproxy/config.ts';
import type { Behaviour } from '../../plan/behaviour.ts';
import type { CheckPlan } from '../../plan/plan.ts';
import type { ConnectFailure, Ending, ProbeResult, ProbeStatus } from '../io.ts';
import type { SampleValue } from '../sample/context.ts';
import { asInteger, asText, fromHex } from '../sample/value.ts';
import { type CheckAnswer, parseAnswer } from './answer.ts';
import { type Expected, type ExpectStep, expectAnswer, expectBytes } from './expect.ts';
import { connectionFailed, connectionReset, notExpected, withInfo, wrongBody, wrongStatus } from './messages.ts';
import { judgeAgent, judgeLdap, judgeMysql, judgeSpop } from './protocols.ts';
import { type CheckContext, evaluateInCheck, formatInCheck } from './sample.ts';

/** Plain data. */
export interface Probe {
  /** Index of the step under way; -1: the connection that is implied before the first one. */
  step: number;
  /** Received since the last send. */
  received: string;
  closed: boolean;
  ended: boolean;
  /** The server counted as down when the probe began: then a 404 is no reason to keep it (`disable-on-404`). */
  readonly serverDown: boolean;
  /** What `set-var` rules have set. */
  readonly variables: Record<string, SampleValue>;
}

/** Where a connection of a probe goes, and how it is made. */
export interface ProbeTarget {
  /** null: the check's own. */
  readonly host: string | null;
  readonly port: number | null;
  readonly sendProxy: 'v1' | 'v2' | null;
  readonly viaSocks4: boolean;
  /** null: without TLS. `alpn`: null: what the server's own connections offer. */
  readonly tls: { readonly sni: string | null; readonly alpn: readonly string[] | null } | null;
}

export type ProbeAction =
  | ({ readonly type: 'connect' } & ProbeTarget)
  | { readonly type: 'send'; readonly bytes: string }
  | { readonly type: 'step'; readonly step: number }
  | { readonly type: 'end'; readonly result: ProbeResult; readonly how: Ending };

/** More bytes than this are not looked at: HAProxy's buffer. */
const MAX_RECEIVED = 16_384;

/** @param serverDown see `Probe`; from `startProbe` */
export function createProbe(plan: CheckPlan, serverDown: boolean): Probe {
  return { step: isExplicit(plan) ? 0 : -1, received: '', closed: false, ended: false, serverDown, variables: {} };
}

/** How the first connection is made. */
export function firstTarget(behaviour: Behaviour, plan: CheckPlan, probe: Probe): ProbeTarget {
  const [first] = plan.steps;
  return targetOf(behaviour, plan, probe, first?.type === 'connect' ? first : null);
}

/** @param step null: the connection that is implied before the first step */
function targetOf(behaviour: Behaviour, plan: CheckPlan, probe: Probe, step: Connect | null): ProbeTarget {
  const own = step === null || step.isDefault === true;
  const sendProxy = plan.sendProxy ?? (step?.sendProxy ? 'v1' : null);
  const portExpr = step?.portExpr ? evaluateInCheck(step.portExpr, contextOf(behaviour, probe)) : null;
  return {
    host: step?.addr ?? null,
    port: portExpr?.type === 'integer' ? portExpr.number : (step?.port ?? null),
    sendProxy: own || step.sendProxy ? sendProxy : null,
    viaSocks4: plan.viaSocks4 === true && own,
    tls: tlsOf(behaviour, plan, probe, step, own),
  };
}

function tlsOf(
  behaviour: Behaviour,
  plan: CheckPlan,
  probe: Probe,
  step: Connect | null,
  own: boolean,
): ProbeTarget['tls'] {
  const usual = own ? plan.tls : undefined;
  if (!step?.ssl && usual === undefined) return null;
  const host = step === null && plan.asksForHost ? hostOf(behaviour, plan, probe) : null;
  return { sni: step?.sni ?? usual?.sni ?? host, alpn: step?.alpn ?? usual?.alpn ?? null };
}

/** The host of the first request, without its port. */
function hostOf(behaviour: Behaviour, plan: CheckPlan, probe: Probe): string | null {
  const send = plan.steps.find((step) => step.type === 'http-send');
  const at = send?.headers.findIndex(([name]) => name.toLowerCase() === 'host') ?? -1;
  if (!send || at < 0) return null;
  const format = send.headerFormats?.[at];
  const host = format ? formatInCheck(format, contextOf(behaviour, probe)) : send.headers[at]![1];
  return host.replace(/:[^:\]]*$/, '') || null;
}

/** The connection (the first, or another one) is there. */
export function connected(behaviour: Behaviour, plan: CheckPlan, probe: Probe): ProbeAction[] {
  const actions: ProbeAction[] = [];
  probe.step++;
  advance(behaviour, plan, probe, actions);
  return actions;
}

/** @param text what the system says, where that is not what is usual for the reason */
export function connectFailed(
  behaviour: Behaviour,
  plan: CheckPlan,
  probe: Probe,
  reason: ConnectFailure,
  text?: string,
): ProbeAction[] {
  return end(plan, probe, connectionFailed(behaviour.checks, plan, probe.step, reason, text));
}

/** Bytes came. */
export function received(behaviour: Behaviour, plan: CheckPlan, probe: Probe, bytes: string): ProbeAction[] {
  if (probe.ended || probe.closed) return [];
  probe.received = (probe.received + bytes).slice(0, MAX_RECEIVED);
  const actions: ProbeAction[] = [];
  if (plan.steps[probe.step]?.type === 'expect') advance(behaviour, plan, probe, actions);
  return actions;
}

/** The peer closed, or the connection broke. */
export function closed(behaviour: Behaviour, plan: CheckPlan, probe: Probe, how: Ending): ProbeAction[] {
  if (probe.ended || probe.closed) return [];
  probe.closed = true;
  if (how === 'reset' && probe.received === '')
    return end(plan, probe, connectionReset(behaviour.checks, plan, probe.step));
  const actions: ProbeAction[] = [];
  if (plan.steps[probe.step]?.type === 'expect') advance(behaviour, plan, probe, actions);
  return actions;
}

/** Goes through the steps as far as what has been received allows. */
function advance(behaviour: Behaviour, plan: CheckPlan, probe: Probe, actions: ProbeAction[]): void {
  for (; probe.step < plan.steps.length; probe.step++) {
    const step = plan.steps[probe.step]!;
    actions.push({ type: 'step', step: probe.step });
    if (step.type === 'connect') {
      probe.received = '';
      probe.closed = false;
      actions.push({ type: 'connect', ...targetOf(behaviour, plan, probe, step) });
      return;
    }
    if (step.type === 'send' || step.type === 'http-send') {
      const bytes = step.type === 'send' ? dataOf(behaviour, probe, step) : requestBytes(behaviour, probe, step);
      probe.received = '';
      actions.push({ type: 'send', bytes });
    } else if (step.type === 'variable') {
      setVariable(behaviour, probe, step);
    } else if (step.type === 'expect') {
      const failure = evaluate(behaviour, plan, probe, step);
      if (failure === 'wait') {
        // expectations side by side look at the same bytes: they begin anew with every new byte
        while (plan.steps[probe.step - 1]?.type === 'expect') probe.step--;
        return;
      }
      if (failure) {
        actions.push(...end(plan, probe, failure));
        return;
      }
    }
  }
  actions.push(...end(plan, probe, success(behaviour, plan, probe)));
}

/** null: the expectation is met. */
function evaluate(behaviour: Behaviour, plan: CheckPlan, probe: Probe, said: ExpectStep): ProbeResult | 'wait' | null {
  const step = filledIn(behaviour, probe, said);
  if (plan.kind === 'http') return evaluateHttp(behaviour, plan, probe, step);
  if (probe.received === '' && !probe.closed) return 'wait';
  const isLast = probe.closed || probe.received.length >= MAX_RECEIVED;
  const judged = judgeProtocol(behaviour, plan, probe, step, isLast);
  if (judged) {
    if (judged.verdict === 'wait') return 'wait';
    if (judged.verdict !== 'failed') return null;
    const { status, code, says } = judged;
    return failure(
      behaviour,
      probe,
      step,
      status,
      says ?? notExpected(plan, probe.step, step, probe.received === ''),
      code,
    );
  }
  const verdict = expectBytes(step, probe.received, isLast);
  if (verdict === 'wait') return 'wait';
  if (verdict === 'met') return null;
  const text = notExpected(plan, probe.step, step, probe.received === '');
  const { comment } = plan.labels[probe.step]!;
  const behind = comment === null || step.onError ? '' : ` comment: ${comment}`;
  return failure(behaviour, probe, step, 'L7RSP', text + behind);
}

/** What the rule itself says about a failure goes before what is said of all. */
function failure(
  behaviour: Behaviour,
  probe: Probe,
  step: ExpectStep,
  usual: ProbeStatus,
  text: string,
  code?: number,
): ProbeResult {
  const status = (step.errorStatus as ProbeStatus | undefined) ?? usual;
  const context = contextOf(behaviour, probe);
  const isEmpty = probe.received === '' && behaviour.checks.emptyOnError === 'empty';
  const description = step.onError && !isEmpty ? formatInCheck(step.onError, context) : text;
  const own = step.statusCode ? statusCode(step.statusCode, context) : undefined;
  return withInfo(withCode(status, own ?? code), description, probe.step);
}

/** Only these come with a code. */
function withCode(status: ProbeStatus, code: number | undefined): ProbeResult {
  const has = status === 'L7OK' || status === 'L7OKC' || status === 'L7STS';
  return has ? { status, code: code ?? 0 } : { status };
}

function statusCode(expr: SampleExpr, context: CheckContext): number | undefined {
  const value = evaluateInCheck(expr, context);
  return (value && asInteger({ type: 'string', text: asText(value) })) ?? undefined;
}

function contextOf(behaviour: Behaviour, { received, variables }: Probe): CheckContext {
  return { received, variables, behaviour };
}

/** Formats in an expectation give way to what they make now. */
function filledIn(behaviour: Behaviour, probe: Probe, step: ExpectStep): ExpectStep {
  const context = contextOf(behaviour, probe);
  const fill = <Part extends { readonly text: string; readonly format?: Format }>(part: Part): Part =>
    part.format ? { ...part, text: formatInCheck(part.format, context) } : part;
  if (step.header) {
    const { name, value } = step.header;
    return { ...step, header: { name: fill(name), value: value && fill(value) } };
  }
  if (!step.format) return step;
  const made = formatInCheck(step.format, context);
  return { ...step, pattern: step.match === 'binary-lf' ? (fromHex(made) ?? '') : made };
}

function judgeProtocol(behaviour: Behaviour, plan: CheckPlan, { received }: Probe, step: ExpectStep, isLast: boolean) {
  const isFinal = plan.steps.at(-1)?.type === 'expect' && (plan.steps.at(-1) as ExpectStep).match === step.match;
  switch (step.match) {
    case 'agent-reply':
      return judgeAgent(received, isLast);
    case 'mysql-hello':
      return judgeMysql(received, 'hello', isFinal, isLast);
    case 'mysql-ok':
      return judgeMysql(received, 'ok', isFinal, isLast);
    case 'ldap-bind':
      return judgeLdap(received, isLast);
    case 'spop-hello':
      return judgeSpop(
        received,
        isLast,
        behaviour.checks.spopFrames === 'whole',
        behaviour.checks.spopFragments === 'refused',
      );
    default:
      return null;
  }
}

function evaluateHttp(
  behaviour: Behaviour,
  plan: CheckPlan,
  probe: Probe,
  step: ExpectStep,
): ProbeResult | 'wait' | null {
  const { checks } = behaviour;
  const answer = answerOf(plan, probe);
  if (answer === null && !probe.closed) return 'wait';
  if (answer === null || answer === 'broken') {
    const status = probe.received === '' ? checks.emptyAnswer : checks.brokenAnswer;
    return status === 'is-waited-out' ? 'wait' : withInfo({ status }, '', probe.step);
  }
  if (isLeaving(plan, probe, answer)) return null;
  const verdict: Expected = expectAnswer(step, answer, probe.closed);
  if (verdict === 'met') return null;
  if (verdict === 'wait') return 'wait';
  if (step.match === 'status' || step.match === 'rstatus' || step.header) {
    const text = wrongStatus(checks, plan, probe.step, answer.reason);
    return failure(behaviour, probe, step, 'L7STS', text, answer.status);
  }
  return failure(behaviour, probe, step, 'L7RSP', wrongBody(step.negated, verdict === 'no-body'), answer.status);
}

function answerOf(plan: CheckPlan, probe: Probe): CheckAnswer | 'broken' | null {
  const sent = plan.steps
    .slice(0, probe.step)
    .reverse()
    .find((step) => step.type === 'http-send');
  return parseAnswer(probe.received, sent?.type === 'http-send' && sent.method === 'HEAD');
}

/** 404 with `disable-on-404`: the server is well, and wants no new clients. */
function isLeaving(plan: CheckPlan, probe: Probe, answer: CheckAnswer): boolean {
  return plan.disableOn404 && !probe.serverDown && answer.status === 404;
}

function success(behaviour: Behaviour, plan: CheckPlan, probe: Probe): ProbeResult {
  const step = plan.steps.length - 1;
  const last = plan.steps[step];
  const connection = overTls(plan, presentConnect(plan, probe)) ? 'L6OK' : 'L4OK';
  if (plan.kind === 'tcp' || !last) return { status: connection };
  const info = plan.kind === 'tcp-check' ? '(tcp-check)' : '';
  if (last.type === 'connect') return withInfo({ status: connection }, info, step);
  if (last.type !== 'expect') return withInfo({ status: 'L7OK', code: 0 }, '(tcp-check)', step);
  const context = contextOf(behaviour, probe);
  const answer = plan.kind === 'http' ? answerOf(plan, probe) : null;
  const whole = answer === 'broken' ? null : answer;
  if (whole && isLeaving(plan, probe, whole)) return withInfo({ status: 'L7OKC', code: 404 }, '', step);
  const judged = judgeProtocol(behaviour, plan, probe, last, true);
  const text = judged?.verdict === 'passed' ? judged.says : info;
  const own = last.statusCode ? statusCode(last.statusCode, context) : undefined;
  const status = (last.okStatus as ProbeStatus | undefined) ?? 'L7OK';
  const description = last.onSuccess ? formatInCheck(last.onSuccess, context) : text;
  return withInfo(withCode(status, own ?? whole?.status ?? 0), description, step);
}

function end(plan: CheckPlan, probe: Probe, result: ProbeResult): ProbeAction[] {
  if (probe.ended) return [];
  probe.ended = true;
  return [{ type: 'end', result, how: lingers(plan, probe) ? 'end' : 'reset' }];
}

/** `tcp-check connect linger`: the present connection is closed in good order. */
function lingers(plan: CheckPlan, probe: Probe): boolean {
  return presentConnect(plan, probe)?.linger === true;
}

/** Whether what a `connect` rule makes (null: the implied one) speaks TLS. */
export const overTls = (plan: CheckPlan, step: Connect | null): boolean =>
  step?.ssl === true || ((step === null || step.isDefault === true) && plan.tls !== undefined);

/** The rule that made the present connection; null: it was implied. */
function presentConnect(plan: CheckPlan, probe: Probe): Connect | null {
  for (let at = Math.min(probe.step, plan.steps.length - 1); at >= 0; at--) {
    const step = plan.steps[at]!;
    if (step.type === 'connect') return step;
  }
  return null;
}

function isExplicit(plan: CheckPlan): boolean {
  return plan.steps[0]?.type === 'connect';
}

type Connect = Extract<CheckStep, { readonly type: 'connect' }>;
type Send = Extract<CheckStep, { readonly type: 'send' }>;
type HttpSend = Extract<CheckStep, { readonly type: 'http-send' }>;
type Variable = Extract<CheckStep, { readonly type: 'variable' }>;

function dataOf(behaviour: Behaviour, probe: Probe, { data, format, hex }: Send): string {
  if (!format) return data;
  const made = formatInCheck(format, contextOf(behaviour, probe));
  return hex ? (fromHex(made) ?? '') : made;
}

function setVariable(behaviour: Behaviour, probe: Probe, { name, expr, format }: Variable): void {
  const context = contextOf(behaviour, probe);
  const value = expr
    ? evaluateInCheck(expr, context)
    : format && ({ type: 'string', text: formatInCheck(format, context) } as const);
  if (value) probe.variables[name] = value;
  else if (!expr && !format) delete probe.variables[name];
}

/** The request of an HTTP check as HAProxy writes it: names in lower case, a length when there is a body. */
function requestBytes(behaviour: Behaviour, probe: Probe, step: HttpSend): string {
  const context = contextOf(behaviour, probe);
  const uri = step.uriFormat ? formatInCheck(step.uriFormat, context) : step.uri;
  const body = step.bodyFormat ? formatInCheck(step.bodyFormat, context) : (step.body ?? '');
  let text = `${step.method} ${uri} ${step.version}\r\n`;
  for (const [at, [name, value]] of step.headers.entries()) {
    const format = step.headerFormats?.[at];
    text += `${name.toLowerCase()}: ${format ? formatInCheck(format, context) : value}\r\n`;
  }
  if (body !== '') text += `content-length: ${body.length}\r\n`;
  const isSaid = step.headers.some(([name]) => name.toLowerCase() === 'connection');
  if (step.version === 'HTTP/1.1' && !isSaid) text += 'connection: close\r\n';
  return `${text}\r\n${body}`;
}
