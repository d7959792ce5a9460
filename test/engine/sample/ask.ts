/** Asks our engine an expression or a condition: one request on a connection of its own, answered by a rule. */
import type { Output } from '../../../simulator/engine/io.ts';
import { createEngine, step } from '../../../simulator/engine/step.ts';
import type { Plan } from '../../../simulator/plan/plan.ts';
import type { CaseRequest } from './cases/requests.ts';

export function askOurs(plan: Plan, request: CaseRequest, which: string): string {
  const state = createEngine(plan, { seed: 1, startMs: 0, explain: false });
  const out: Output[] = [];
  const src = { host: request.src, port: 1000 };
  const dst = { host: request.src.includes(':') ? '::1' : '127.0.0.1', port: 80 };
  const headers = [...request.headers, ['x-case', which] as const].map(([name, value]) => ({
    name: name.toLowerCase(),
    value,
  }));
  step(plan, state, 1, { type: 'accepted', client: 1, listener: 0, src, dst }, out);
  const head = { method: request.method ?? 'GET', target: request.target, version: '1.1' as const, headers };
  step(plan, state, 1, { type: 'requestHead', client: 1, head, body: 'none', headBytes: 100 }, out);
  step(plan, state, 1, { type: 'requestEnd', client: 1 }, out);
  const answer = out.find((output) => output.type === 'respond');
  return answer?.type === 'respond' ? answer.body : '(no answer)';
}
