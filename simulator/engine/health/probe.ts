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

import type { CheckStep } from '../../language/haproxy/config.ts';
import type { Behaviour } from '../../plan/behaviour.ts';
import type { CheckPlan } from '../../plan/plan.ts';
import type { ConnectFailure, Ending, ProbeResult } from '../io.ts';
import { type CheckAnswer, parseAnswer } from './answer.ts';
import { type Expected, type ExpectStep, expectAnswer, expectBytes } from './expect.ts';
import { connectionFailed, connectionReset, notExpected, withInfo, wrongBody, wrongStatus } from './messages.ts';

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
}

export type ProbeAction =
  | { readonly type: 'connect'; readonly port: number | null; readonly sendProxy: boolean }
  | { readonly type: 'send'; readonly bytes: string }
  | { readonly type: 'step'; readonly step: number }
  | { readonly type: 'end'; readonly result: ProbeResult; readonly how: Ending };

/** More bytes than this are not looked at: HAProxy's buffer. */
const MAX_RECEIVED = 16_384;

/** @param serverDown see `Probe`; from `startProbe` */
export function createProbe(plan: CheckPlan, serverDown: boolean): Probe {
  return { step: isExplicit(plan) ? 0 : -1, received: '', closed: false, ended: false, serverDown };
}

/** Which port the first connection goes to: a first `connect port N` names it. */
export function firstPort(plan: CheckPlan): number | null {
  const [first] = plan.steps;
  return first?.type === 'connect' && first.port !== undefined ? first.port : null;
}

/** The connection (the first, or another one) is there. */
export function connected(behaviour: Behaviour, plan: CheckPlan, probe: Probe): ProbeAction[] {
  const actions: ProbeAction[] = [];
  probe.step++;
  advance(behaviour, plan, probe, actions);
  return actions;
}

export function connectFailed(
  behaviour: Behaviour,
  plan: CheckPlan,
  probe: Probe,
  reason: ConnectFailure,
): ProbeAction[] {
  return end(plan, probe, connectionFailed(behaviour.checks, plan, probe.step, reason));
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
      actions.push({ type: 'connect', port: step.port ?? null, sendProxy: step.sendProxy });
      return;
    }
    if (step.type === 'send' || step.type === 'http-send') {
      probe.received = '';
      actions.push({ type: 'send', bytes: step.type === 'send' ? step.data : requestBytes(step) });
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
  actions.push(...end(plan, probe, success(plan, probe)));
}

/** null: the expectation is met. */
function evaluate(behaviour: Behaviour, plan: CheckPlan, probe: Probe, step: ExpectStep): ProbeResult | 'wait' | null {
  if (plan.kind === 'http') return evaluateHttp(behaviour, plan, probe, step);
  if (probe.received === '' && !probe.closed) return 'wait';
  const verdict = expectBytes(step, probe.received, probe.closed || probe.received.length >= MAX_RECEIVED);
  if (verdict === 'wait') return 'wait';
  return verdict === 'met' ? null : notExpected(plan, probe.step, step, probe.received === '');
}

function evaluateHttp(
  { checks }: Behaviour,
  plan: CheckPlan,
  probe: Probe,
  step: ExpectStep,
): ProbeResult | 'wait' | null {
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
  if (step.match === 'status' || step.match === 'rstatus') {
    return wrongStatus(checks, plan, probe.step, answer.status, answer.reason);
  }
  return wrongBody(probe.step, step.negated, verdict === 'no-body');
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

function success(plan: CheckPlan, probe: Probe): ProbeResult {
  const step = plan.steps.length - 1;
  const last = plan.steps[step];
  if (plan.kind === 'tcp' || !last) return { status: 'L4OK' };
  if (plan.kind === 'http') {
    const answer = answerOf(plan, probe);
    if (answer === null || answer === 'broken') return withInfo({ status: 'L7OK', code: 0 }, '', step);
    const status = isLeaving(plan, probe, answer) ? 'L7OKC' : 'L7OK';
    return withInfo({ status, code: answer.status }, '', step);
  }
  if (last.type === 'connect') return withInfo({ status: 'L4OK' }, '(tcp-check)', step);
  return withInfo({ status: 'L7OK', code: 0 }, '(tcp-check)', step);
}

function end(plan: CheckPlan, probe: Probe, result: ProbeResult): ProbeAction[] {
  if (probe.ended) return [];
  probe.ended = true;
  return [{ type: 'end', result, how: lingers(plan, probe) ? 'end' : 'reset' }];
}

/** `tcp-check connect linger`: the present connection is closed in good order. */
function lingers(plan: CheckPlan, probe: Probe): boolean {
  for (let at = Math.min(probe.step, plan.steps.length - 1); at >= 0; at--) {
    const step = plan.steps[at]!;
    if (step.type === 'connect') return step.linger;
  }
  return false;
}

function isExplicit(plan: CheckPlan): boolean {
  return plan.steps[0]?.type === 'connect';
}

/** The request of an HTTP check as HAProxy writes it: names in lower case, a length when there is a body. */
function requestBytes(step: CheckStep & { readonly type: 'http-send' }): string {
  let text = `${step.method} ${step.uri} ${step.version}\r\n`;
  for (const [name, value] of step.headers) text += `${name.toLowerCase()}: ${value}\r\n`;
  if (step.body !== undefined && step.body !== '') text += `content-length: ${step.body.length}\r\n`;
  if (step.version === 'HTTP/1.1') text += 'connection: close\r\n';
  return `${text}\r\n${step.body ?? ''}`;
}
