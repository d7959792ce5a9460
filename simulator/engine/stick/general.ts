/** General purpose counters and tags of tracked entries. */
import type { ActionPlan } from '../../plan/action-plan.ts';
import type { StickTablePlan } from '../../plan/plan.ts';
import type { SampleContext } from '../sample/context.ts';
import { addTo, addToRate, setTo, storedAs } from './data.ts';
import type { StickEntry } from './state.ts';
import { touch } from './table.ts';
import { entryOf, trackedBy } from './track.ts';

type Count = Extract<ActionPlan, { readonly type: 'count' }>;

/** `gpc0` and `gpc1` are the first elements of an array `gpc` where a table has that instead; `gpt0` likewise. */
export function placeOf(plan: StickTablePlan, name: string): { readonly name: string; readonly index: number } {
  const split = name.startsWith('gp') ? /^(gp[ct])([01])(_rate)?$/.exec(name) : null;
  if (!split || storedAs(plan, name)) return { name, index: 0 };
  return { name: `${split[1]}${split[3] ?? ''}`, index: Number(split[2]) };
}

/** @param value what is added or set; null adds one */
export function countGeneral(context: SampleContext, { how, data, index, counter }: Count, value: number | null): void {
  const { engine, client, stream } = context;
  const tracked = trackedBy(client, stream, counter);
  const entry = tracked && entryOf(engine, tracked);
  if (!tracked || !entry) return;
  const plan = engine.plan.tables[tracked.table]!;
  if (how === 'set') {
    const place = data === 'gpt' ? { name: 'gpt', index } : placeOf(plan, data);
    if (value !== null) setTo(plan, entry, place.name, value, place.index);
  } else addGeneral(plan, entry, data, index, value ?? 1, engine.nowMs);
  touch(plan, engine.state.tables[tracked.table]!, entry, engine.nowMs, engine.state.timers);
}

/** Adds to a counter and to its rate; gives the counter's new value, or null when the table has neither. */
export function addGeneral(
  plan: StickTablePlan,
  entry: StickEntry,
  data: string,
  index: number,
  amount: number,
  nowMs: number,
): number | null {
  const isArray = data === 'gpc';
  const place = isArray ? { name: 'gpc', index } : placeOf(plan, data);
  const rate = isArray ? { name: 'gpc_rate', index } : placeOf(plan, `${data}_rate`);
  addToRate(plan, entry, rate.name, amount, nowMs, rate.index);
  return addTo(plan, entry, place.name, amount, place.index);
}
