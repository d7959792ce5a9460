/** The plan of a run whose inputs were written down, made from what was written with them. */
import type { Diagnostic } from '../../language/diagnostic.ts';
import { analyse } from '../../language/haproxy/analyse.ts';
import { plan as planOf } from '../../plan/build.ts';
import type { Plan } from '../../plan/plan.ts';
import { withAddresses } from '../../plan/with-addresses.ts';
import { withLogs } from '../../plan/with-logs.ts';
import type { InputsHeader } from '../../scenario/inputs-form.ts';

export interface ReplayPlan {
  /** Null when the configuration has an error. */
  readonly plan: Plan | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** @param files the configuration where it is another text of the same meaning; as it was written down unless said */
export function planOfInputs(header: InputsHeader, files: InputsHeader['files'] = header.files): ReplayPlan {
  const { version, environment, localPeer, contents, addresses, logs } = header;
  const { config, diagnostics } = analyse(files, {
    version,
    environment,
    ...(localPeer === undefined ? {} : { localPeer }),
  });
  if (diagnostics.some(({ severity }) => severity === 'error')) return { plan: null, diagnostics };
  const plan = withAddresses(planOf(config, { files: contents }), addresses);
  return { plan: logs ? withLogs(plan) : plan, diagnostics };
}
