/** Actions that HTTP and TCP rules share: variables, files of patterns, captures, counters, addresses, times. */
import type { ActionPlan, NumberPlan } from '../plan/action-plan.ts';
import { formatIp, parseIp } from './address.ts';
import { formatBytes, formatText } from './format.ts';
import { logNow } from './log-values.ts';
import { removePattern, setPattern } from './patterns.ts';
import type { SampleContext } from './sample/context.ts';
import { setCapture } from './sample/convert-proxy.ts';
import { evaluate } from './sample/evaluate.ts';
import { asAddress, asInteger, asText, text } from './sample/value.ts';
import { clearVariable, mayWrite, writeVariable } from './sample/variables.ts';
import { countGeneral } from './stick/general.ts';
import { track } from './stick/track.ts';

type Of<Type extends ActionPlan['type']> = Extract<ActionPlan, { readonly type: Type }>;

export function numberFrom(plan: NumberPlan, context: SampleContext): number | null {
  if (plan.kind === 'number') return plan.number;
  const value = evaluate(plan.expr, context);
  return value && asInteger(value);
}

/** Carries out an action that ends nothing; false when it is none of these. */
export function actGenerally(action: ActionPlan, context: SampleContext): boolean {
  const { engine, stream } = context;
  switch (action.type) {
    case 'set-var': {
      const value = evaluate(action.value, context);
      // a value that is not there leaves what was there
      if (value && mayWrite(context, action.variable, value, action.when))
        writeVariable(context, action.variable, value);
      return true;
    }
    case 'set-var-fmt': {
      const value = text(formatBytes(action.value, context));
      if (mayWrite(context, action.variable, value, action.when)) writeVariable(context, action.variable, value);
      return true;
    }
    case 'unset-var':
      clearVariable(context, action.variable);
      return true;
    case 'pattern':
      changePatterns(action, context);
      return true;
    case 'capture': {
      const value = evaluate(action.value, context);
      if (value) setCapture(context, action.which, action.slot, asText(value));
      return true;
    }
    case 'track':
      track(context, action.counter, action.table, evaluate(action.key, context));
      return true;
    case 'count': {
      const value = action.value ? numberFrom(action.value, context) : null;
      if (!action.value || value !== null) countGeneral(context, action, value);
      return true;
    }
    case 'set-priority': {
      const value = evaluate(action.value, context);
      const number = value && asInteger(value);
      if (number !== null) stream.priority = { ...stream.priority, [action.which]: inRange(number, action.which) };
      return true;
    }
    case 'set-address':
      setAddress(action, context);
      return true;
    case 'set-log-level':
      stream.logLevel = action.level;
      return true;
    case 'set-timeout': {
      const ms = numberFrom(action.value, context);
      if (ms !== null && ms > 0) stream.timeoutsMs = { ...stream.timeoutsMs, [action.which]: ms };
      return true;
    }
    case 'set-retries': {
      const count = numberFrom(action.value, context);
      if (count !== null) stream.retryLimit = count & 0xffff;
      return true;
    }
    case 'unseen':
      if (action.name === 'disable-l7-retry') stream.repeats = false;
      return true;
    case 'other':
      return true;
    case 'do-log':
      logNow(engine, context.client, stream, context.inspect !== undefined, context.scope === 'session');
      return true;
    default:
      return false;
  }
}

/** Classes are 12 bits with a sign, offsets milliseconds of 20 bits. */
function inRange(number: number, which: 'class' | 'offset'): number {
  const most = which === 'class' ? 2047 : 524_287;
  return Math.max(-most, Math.min(most, number));
}

function changePatterns(action: Of<'pattern'>, context: SampleContext): void {
  const { engine } = context;
  const key = formatText(action.key, context);
  if (action.how === 'set-map') {
    setPattern(engine, action.patternFile, key, action.value ? formatText(action.value, context) : '');
  } else if (action.how === 'add-acl') setPattern(engine, action.patternFile, key, null);
  else removePattern(engine, action.patternFile, key);
}

/** For this stream only; the port stays when an address is set, and the address when a port is. */
function setAddress(action: Of<'set-address'>, context: SampleContext): void {
  const { client } = context;
  // before there are streams, the connection's own
  const stream = context.scope === 'session' ? client : context.stream;
  const value = evaluate(action.value, context);
  if (!value) return;
  const side = action.which.startsWith('src') ? 'src' : 'dst';
  const now = stream[side] ?? client[side];
  if (action.which.endsWith('port')) {
    const port = asInteger(value);
    if (port !== null) stream[side] = { ...now, port: port & 0xffff };
    return;
  }
  const words = asAddress(value);
  const host = words && formatIp(words);
  if (host === null || !parseIp(host)) return;
  stream[side] = { host, port: now.port };
}
