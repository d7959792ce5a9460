/**
 * Health checks made explicit: whatever the configuration leaves out (the connection, the request of `option httpchk`,
 * the status it must have) is written out as steps, so that what runs them knows nothing of defaults.
 * Facts: manual, "option httpchk", "http-check send", "http-check expect", "tcp-check connect".
 */
import type { Span } from '../language/diagnostic.ts';
import type { At, CheckKind, CheckStep, Version } from '../language/haproxy/config.ts';
import type { ExternalCheckPlan } from './external-check.ts';
import type { CheckRules } from './inherit.ts';
import type { CheckPlan } from './plan.ts';
import { protocolSteps } from './protocol-checks.ts';

type HttpSend = CheckStep & { readonly type: 'http-send' };
type Httpchk = CheckKind & { readonly kind: 'httpchk' };

export interface CheckSteps {
  readonly kind: CheckPlan['kind'];
  readonly steps: readonly CheckStep[];
  readonly labels: CheckPlan['labels'];
  /** `http-check disable-on-404`: 404 makes a server that is up stop taking new clients. */
  readonly disableOn404: boolean;
  readonly external?: ExternalCheckPlan | null;
  readonly span: Span | null;
}

/** The steps of a backend's checks. An external check has none. */
export function checkSteps({ check, rules }: CheckRules, version: Version): CheckSteps {
  const kind = check?.value.kind;
  const disableOn404 = rules.some((rule) => rule.type === 'disable-on-404');
  const useful = rules.filter((rule) => rule.type !== 'comment' && rule.type !== 'disable-on-404');
  if (kind === 'httpchk') {
    const steps = httpSteps(check as At<Httpchk>, useful);
    const labels = steps.map((_step, at) => ({ number: at + 1, comment: null }));
    return { kind: 'http', steps, labels, disableOn404, span: check!.span };
  }
  const span = check?.span ?? null;
  if (check?.value.kind === 'other') {
    const steps = protocolSteps(check.value.name, { args: check.value.args, version, span: check.span });
    const labels = (steps ?? []).map((_step, at) => ({ number: at + 1, comment: null }));
    if (steps) return { kind: 'protocol', steps, labels, disableOn404: false, span };
  }
  if (kind !== 'tcp-check') return { kind: 'tcp', steps: [], labels: [], disableOn404: false, span };
  return { kind: 'tcp-check', steps: useful, labels: tcpLabels(rules), disableOn404: false, span };
}

/** A comment belongs to the rule behind it, and to those of the same kind that follow at once. */
function tcpLabels(rules: readonly CheckStep[]): CheckPlan['labels'] {
  const labels: { number: number; comment: string | null }[] = [];
  let comment: string | null = null;
  let previous: CheckStep['type'] = 'comment';
  for (const [at, rule] of rules.entries()) {
    if (previous !== 'comment' && rule.type !== previous) comment = null;
    previous = rule.type;
    if (rule.type === 'comment') comment = rule.text;
    else if (rule.type !== 'disable-on-404') {
      labels.push({ number: at + 1, comment: ('comment' in rule ? rule.comment : undefined) ?? comment });
      if (rule.type === 'connect') comment = null;
    }
  }
  return labels;
}

function httpSteps(check: At<Httpchk>, rules: readonly CheckStep[]): readonly CheckStep[] {
  const steps = withRequest(check, rules);
  if (steps.at(-1)?.type === 'http-send') {
    steps.push({ type: 'expect', span: check.span, negated: false, match: 'status', pattern: '200-399' });
  }
  return steps;
}

/**
 * The request of the `option httpchk` line is one rule among the others, in the order in which they were written. An
 * `http-check send` behind it takes its values over, wherever it stands, as long as the option's request is the first
 * rule; the option's line behind a first `http-check send` overwrites that one's values.
 */
function withRequest(check: At<Httpchk>, rules: readonly CheckStep[]): CheckStep[] {
  const { method, uri, version, host } = check.value;
  if (method === '') return rules.map((rule) => (rule.type === 'http-send' ? completed(rule) : rule));
  const implied: HttpSend = {
    type: 'http-send',
    span: check.span,
    method,
    uri,
    version,
    headers: host === undefined ? [] : [['host', host]],
  };
  const isBefore = (rule: CheckStep) => rule.span.file === check.span.file && rule.span.from < check.span.from;
  const before = rules.filter(isBefore);
  const behind = rules.filter((rule) => !isBefore(rule));
  const steps = [...before];
  const first = nextRule(steps, 0);
  const at = steps[first]?.type === 'connect' ? nextRule(steps, first + 1) : first;
  const explicit = steps[at];
  let pending: HttpSend | null = implied;
  if (explicit?.type === 'http-send') {
    steps[at] = { ...merged(explicit, implied), headers: [...explicit.headers, ...implied.headers] };
    pending = null;
  }
  for (const rule of behind) {
    if (rule.type !== 'http-send' || pending === null) steps.push(rule);
    else {
      steps.push(merged(pending, rule));
      pending = null;
    }
  }
  // what no rule took over stands first, behind the connection
  if (pending !== null)
    steps.splice(steps[nextRule(steps, 0)]?.type === 'connect' ? nextRule(steps, 0) + 1 : 0, 0, pending);
  return steps.map((rule) => (rule.type === 'http-send' ? completed(rule) : rule));
}

/** Variables are set between rules, but are none. */
function nextRule(steps: readonly CheckStep[], from: number): number {
  let at = from;
  while (steps[at]?.type === 'variable') at++;
  return at;
}

function merged(base: HttpSend, over: HttpSend): HttpSend {
  return {
    ...over,
    method: over.method || base.method,
    uri: over.uri || base.uri,
    version: over.version || base.version,
    headers: [...base.headers, ...over.headers],
    ...(over.body === undefined && base.body !== undefined ? { body: base.body } : {}),
  };
}

function completed(send: HttpSend): HttpSend {
  return { ...send, method: send.method || 'OPTIONS', uri: send.uri || '/', version: send.version || 'HTTP/1.0' };
}
