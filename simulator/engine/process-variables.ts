/** Variables of the process as global's lines set them, before anybody comes. */
import { formatBytes } from './format.ts';
import type { SampleContext } from './sample/context.ts';
import { evaluate } from './sample/evaluate.ts';
import type { Engine } from './state.ts';

export function setProcessVariables(engine: Engine): void {
  const lines = engine.plan.processVariables ?? [];
  if (lines.length === 0) return;
  const context = nobodysContext(engine);
  for (const { name, value } of lines) {
    const made =
      value.kind === 'expr'
        ? evaluate(value.expr, context)
        : ({ type: 'string', text: formatBytes(value.format, context) } as const);
    if (made !== null) engine.state.variables[name] = made;
  }
}

/** For expressions that are evaluated for nobody: what they may look at belongs to the process. */
export function nobodysContext(engine: Engine): SampleContext {
  const nobody: unknown = { variables: null };
  return {
    engine,
    client: nobody as SampleContext['client'],
    stream: nobody as SampleContext['stream'],
    proxy: 0,
    direction: 'request',
  };
}
