/**
 * Variables keep values with their types. `proc.` ones belong to the process, `sess.` ones to the client's connection,
 * the others to the stream; those of `req.` go when the response's rules begin.
 */
import type { SampleContext, SampleValue } from './context.ts';

type Variables = Record<string, SampleValue>;

const scopeOf = (name: string): string => name.slice(0, Math.max(0, name.indexOf('.')));

function variablesOf({ engine, client, stream }: SampleContext, name: string): Variables | null {
  const scope = scopeOf(name);
  if (scope === 'proc') return engine.state.variables;
  return scope === 'sess' ? client.variables : stream.variables;
}

export function readVariable(context: SampleContext, name: string): SampleValue | null {
  return variablesOf(context, name)?.[name] ?? null;
}

export function writeVariable(context: SampleContext, name: string, value: SampleValue): void {
  const scope = scopeOf(name);
  if (scope === 'sess') context.client.variables ??= {};
  else if (scope !== 'proc') context.stream.variables ??= {};
  variablesOf(context, name)![name] = value;
}

export function clearVariable(context: SampleContext, name: string): void {
  const variables = variablesOf(context, name);
  if (variables) delete variables[name];
}

/** The response's rules begin: variables of the request are gone. */
export function forgetRequestVariables({ variables }: { readonly variables: Variables | null }): void {
  if (variables === null) return;
  for (const name of Object.keys(variables)) if (name.startsWith('req.')) delete variables[name];
}

/** What `set-var(name,condition…)` asks of what is there and of what is to be put there; all must hold. */
export function mayWrite(
  context: SampleContext,
  name: string,
  value: SampleValue | null,
  when: readonly string[],
): boolean {
  const old = readVariable(context, name);
  // those of the process are there from the beginning, without a value
  const isDeclared = scopeOf(name) === 'proc';
  const isEmpty = value === null || ('text' in value && value.text === '');
  return when.every((word) => {
    switch (word) {
      case 'ifexists':
        return old !== null || isDeclared;
      case 'ifnotexists':
        return old === null && !isDeclared;
      case 'ifempty':
        return isEmpty;
      case 'ifnotempty':
        return !isEmpty;
      case 'ifset':
        return old !== null && !isFalse(old);
      case 'ifnotset':
        return old === null || isFalse(old);
      case 'ifgt':
        return old === null || (compare(old, value) ?? 1) > 0;
      case 'iflt':
        return old === null || (compare(old, value) ?? -1) < 0;
      default:
        return true;
    }
  });
}

const isFalse = (value: SampleValue): boolean =>
  value.type === 'integer' ? value.number === 0 : value.type === 'boolean' ? !value.flag : false;

/** null: they cannot be compared, and then nothing is asked of them. */
const compare = (left: SampleValue, right: SampleValue | null): number | null =>
  left.type === 'integer' && right?.type === 'integer' ? left.number - right.number : null;
