/**
 * The order of health check rules: HAProxy says what is wrong with it while it reads them. Until 3.2, a rule that is
 * wrong takes the whole list with it.
 */
import { type CheckStepKind, isConnect, type ProxyContext } from './context.ts';

/** Adds a rule. Returns what is wrong with its place, or null. */
export function addCheckStep(step: CheckStepKind, http: boolean, cx: ProxyContext): string | null {
  const { effective, seen } = cx.draft;
  const own = http ? 'own http-check rules' : 'own tcp-check rules';
  const steps = seen.has(own) ? (http ? effective.httpSteps : effective.tcpSteps) : [];
  const added = badPlace(step, steps, http && effective.check?.kind === 'httpchk');
  seen.add(own);
  const next = typeof added === 'string' ? (cx.version === '3.4' ? steps : []) : added;
  if (http) effective.httpSteps = next;
  else effective.tcpSteps = next;
  return typeof added === 'string' ? added : null;
}

/** A rule with an error in it: until 3.2 the rules before it are forgotten. */
export function forgetCheckSteps(http: boolean, cx: ProxyContext): void {
  if (cx.version === '3.4') return;
  cx.draft.seen.add(http ? 'own http-check rules' : 'own tcp-check rules');
  if (http) cx.draft.effective.httpSteps = [];
  else cx.draft.effective.tcpSteps = [];
}

/** `option httpchk` has a request of its own, which an explicit one replaces. */
export function addOptionStep(cx: ProxyContext): void {
  const { effective, seen } = cx.draft;
  const steps = seen.has('own http-check rules') ? effective.httpSteps : [];
  seen.add('own http-check rules');
  const [first, second] = steps.filter((s) => s !== 'other');
  const request = isConnect(first) ? second : first;
  if (request === 'send') return;
  effective.httpSteps = ['option', ...steps.filter((s) => s !== 'option')];
}

/** `option tcp-check`: from 3.3 on the section then has a list of its own. */
export function ownTcpSteps(cx: ProxyContext): void {
  const { effective, seen } = cx.draft;
  if (cx.version !== '3.4' || seen.has('own tcp-check rules')) return;
  seen.add('own tcp-check rules');
  effective.tcpSteps = [];
}

function badPlace(step: CheckStepKind, steps: readonly CheckStepKind[], merges: boolean): string | CheckStepKind[] {
  if (isConnect(step)) {
    const first = steps.find((s) => isConnect(s) || (s !== 'other' && s !== 'option'));
    if (first !== undefined && !isConnect(first))
      return "where there is a 'connect', it must be the first step; only comments and variables may stand in front of it";
  }
  if (!merges) return [...steps, step];
  const last = steps.findLast((s) => s !== 'other');
  if (last !== undefined && last !== 'option') {
    if (!isConnect(last) && step === 'send')
      return "a second 'http-check send' needs an 'http-check connect' in front of it";
    if (last !== 'send' && last !== 'expect' && step === 'expect')
      return "an 'http-check expect' needs an 'http-check send' in front of it";
    if (last !== 'expect' && isConnect(step))
      return "a second 'http-check connect' needs an 'http-check expect' in front of it";
  }
  const rest =
    step === 'send' && steps.find((s) => s !== 'other') === 'option' ? steps.filter((s) => s !== 'option') : steps;
  return [...rest, step];
}
