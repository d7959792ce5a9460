/**
 * Health checks made explicit: whatever the configuration leaves out (the connection, the request of `option httpchk`,
 * the status it must have) is written out as steps, so that what runs them knows nothing of defaults.
 * Facts: manual, "option httpchk", "http-check send", "http-check expect", "tcp-check connect".
 */
import type { Span } from '../language/diagnostic.ts';
import type { At, CheckKind, CheckStep } from '../language/haproxy/config.ts';
import type { CheckRules } from './inherit.ts';

type HttpSend = CheckStep & { readonly type: 'http-send' };
type Httpchk = CheckKind & { readonly kind: 'httpchk' };

export interface CheckSteps {
  readonly kind: 'tcp' | 'http' | 'tcp-check';
  readonly steps: readonly CheckStep[];
  /** `http-check disable-on-404`: 404 makes a server that is up stop taking new clients. */
  readonly disableOn404: boolean;
  readonly span: Span | null;
}

/** The steps of a backend's checks. Kinds that are not simulated (`mysql-check` …) become a plain TCP check. */
export function checkSteps({ check, rules }: CheckRules): CheckSteps {
  const kind = check?.value.kind;
  const disableOn404 = rules.some((rule) => rule.type === 'disable-on-404');
  const useful = rules.filter((rule) => rule.type !== 'comment' && rule.type !== 'disable-on-404');
  if (kind === 'httpchk') {
    return { kind: 'http', steps: httpSteps(check as At<Httpchk>, useful), disableOn404, span: check!.span };
  }
  if (kind === 'tcp-check') return { kind: 'tcp-check', steps: useful, disableOn404: false, span: check!.span };
  return { kind: 'tcp', steps: [], disableOn404: false, span: check?.span ?? null };
}

function httpSteps(check: At<Httpchk>, rules: readonly CheckStep[]): readonly CheckStep[] {
  const steps = withRequest(check, rules);
  if (steps.at(-1)?.type === 'http-send') {
    steps.push({ type: 'expect', span: check.span, negated: false, match: 'status', pattern: '200-399' });
  }
  return steps;
}

/** The request of the `option httpchk` line is merged with the first `http-check send`, whichever was written last wins. */
function withRequest(check: At<Httpchk>, rules: readonly CheckStep[]): CheckStep[] {
  const steps = rules.map((rule) => (rule.type === 'http-send' ? completed(rule) : rule));
  const { method, uri, version, host } = check.value;
  if (method === '') return steps;
  const first = rules[0]?.type === 'connect' ? 1 : 0;
  const explicit = rules[first];
  const implied: HttpSend = {
    type: 'http-send',
    span: check.span,
    method,
    uri,
    version,
    headers: host === undefined ? [] : [['host', host]],
  };
  if (explicit?.type !== 'http-send') steps.splice(first, 0, completed(implied));
  else if (explicit.span.from > check.span.from) steps[first] = completed(merged(implied, explicit));
  else steps[first] = completed({ ...merged(explicit, implied), headers: [...explicit.headers, ...implied.headers] });
  return steps;
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
