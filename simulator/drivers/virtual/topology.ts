/** The configuration and a scenario's clients as a picture has them. */
import type { Plan } from '../../plan/plan.ts';
import type { Stage } from '../../scenario/stage.ts';
import type { Topology } from '../../trace/topology.ts';
import { proxiesOf } from '../../trace/topology-of.ts';

export function topologyOf(plan: Plan, stage: Stage): Topology {
  return {
    clients: stage.groups.map(({ group, frontend }, id) => ({
      id,
      name: group.name,
      kind: group.traffic.kind,
      to: plan.proxies[frontend]!.name,
    })),
    ...proxiesOf(plan),
  };
}
