/** What HAProxy says about a check that failed: the `info` of its log lines. Texts by version. */
import type { CheckBehaviour } from '../../plan/behaviour.ts';
import type { CheckPlan } from '../../plan/plan.ts';
import type { ConnectFailure, ProbeResult, ProbeStatus } from '../io.ts';
import { toHex } from '../sample/value.ts';
import type { ExpectStep } from './expect.ts';

/** A step of a check, or the connection that is implied before the first one (-1). */
export type StepIndex = number;

const FAILURES: Readonly<Record<ConnectFailure, string>> = {
  refused: 'Connection refused',
  unreachable: 'No route to host',
  timeout: '',
  name: 'Name does not resolve',
  resources: 'Resource temporarily unavailable',
  tls: 'SSL handshake failure',
};

/** The connection could not be made. */
export function connectionFailed(
  behaviour: CheckBehaviour,
  plan: CheckPlan,
  step: StepIndex,
  reason: ConnectFailure,
  said?: string,
): ProbeResult {
  const usual = reason === 'refused' ? systemError(behaviour, 'refused', FAILURES.refused) : FAILURES[reason];
  const text = said ?? usual;
  const status = reason === 'tls' ? 'L6RSP' : reason === 'resources' || reason === 'name' ? 'SOCKERR' : 'L4CON';
  return withInfo({ status }, text + where(behaviour, plan, step), step);
}

/** The connection broke after it had been made, with nothing received. */
export function connectionReset(behaviour: CheckBehaviour, plan: CheckPlan, step: StepIndex): ProbeResult {
  const text = systemError(behaviour, 'reset', 'Connection reset by peer');
  return withInfo({ status: 'SOCKERR' }, text + where(behaviour, plan, step), step);
}

/** What a program that checked a server has found: 0 is well. `code` null: a signal has ended it. */
export function programEnded(code: number | null): ProbeResult {
  return code === 0 ? { status: 'PROCOK', code } : { status: 'PROCERR', code: code ?? -1 };
}

/** The time is up. */
export function timedOut(
  behaviour: CheckBehaviour,
  plan: CheckPlan,
  step: StepIndex,
  { connected, shakesHands }: { readonly connected: boolean; readonly shakesHands: boolean },
): ProbeResult {
  if (plan.kind === 'external') return { status: 'PROCTOUT', code: 0 };
  const current = plan.steps[step];
  const said = connected && current?.type === 'expect' ? (current.toutStatus as ProbeStatus | undefined) : undefined;
  return withInfo(
    { status: said ?? (connected ? 'L7TOUT' : shakesHands ? 'L6TOUT' : 'L4TOUT') },
    where(behaviour, plan, step),
    step,
  );
}

/** An expectation was not met: what is said when the rule itself says nothing. */
export function notExpected(plan: CheckPlan, step: StepIndex, expect: ExpectStep, isEmpty: boolean): string {
  const { number } = plan.labels[step]!;
  if (isEmpty) return `TCPCHK got an empty response at step ${number}`;
  if (plan.kind === 'protocol') return '';
  const what = expect.negated ? 'TCPCHK matched unwanted content' : 'TCPCHK did not match content';
  return `${what}${kindOf(expect)} at step ${number}`;
}

function kindOf({ match, pattern }: ExpectStep): string {
  switch (match) {
    case 'string':
      return ` '${pattern}'`;
    case 'binary':
      return ' (binary)';
    case 'rbinary':
      return ' (binary regex)';
    case 'string-lf':
      return ' (log-format string)';
    case 'binary-lf':
      return ' (log-format binary)';
    default:
      return ' (regex)';
  }
}

/** A status, or a header, that was not expected. */
export function wrongStatus(behaviour: CheckBehaviour, plan: CheckPlan, step: StepIndex, reason: string): string {
  if (reason !== '') return reason;
  const what = (plan.steps[step] as ExpectStep).header ? '(header pattern)' : '(status codes)';
  return behaviour.withoutReason === 'names-the-step'
    ? `TCPCHK did not match content${what} at step ${plan.labels[step]!.number}`
    : '';
}

/** A body that was not expected, or none at all. */
export function wrongBody(negated: boolean, isMissing: boolean): string {
  if (isMissing) return 'HTTP content check could not find a response body';
  return negated ? 'HTTP check matched unwanted content' : 'HTTP content check did not match';
}

export function withInfo(result: ProbeResult, description: string, step: StepIndex): ProbeResult {
  return { ...result, ...(description === '' ? {} : { description }), ...(step < 0 ? {} : { step }) };
}

function systemError(behaviour: CheckBehaviour, error: 'refused' | 'reset', text: string): string {
  if (!behaviour.namedErrors.includes(error)) return text;
  return `${error === 'refused' ? 'ECONNREFUSED' : 'ECONNRESET'} returned by OS (${text})`;
}

/** ` at step 2 of tcp-check (expect string 'ABC')`; only sequences of `tcp-check` say so. */
function where(behaviour: CheckBehaviour, plan: CheckPlan, step: StepIndex): string {
  if (plan.kind !== 'tcp-check') return '';
  const current = plan.steps[step];
  if (!current) return ' at initial connection step of tcp-check';
  const { number, comment } = plan.labels[step]!;
  return ` at step ${number} of tcp-check${doing(behaviour, current)}${comment === null ? '' : ` comment: '${comment}'`}`;
}

function doing(behaviour: CheckBehaviour, step: CheckPlan['steps'][number]): string {
  if (step.type === 'connect') return step.port === undefined ? ' (connect)' : ` (connect port ${step.port})`;
  if (step.type !== 'expect') return ' (send)';
  switch (step.match) {
    case 'string':
      return ` (expect string '${step.pattern}')`;
    case 'binary':
      return ` (expect binary '${behaviour.binaryText === 'hex' ? toHex(step.pattern) : step.pattern}')`;
    case 'rbinary':
      return ' (expect binary regex)';
    default:
      return ' (expect regex)';
  }
}
