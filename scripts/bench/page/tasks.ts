/** What a page's main thread was busy with, task by task, out of Chromium's own records: its trace and its sampling profiler. */
import type { CDPSession } from 'playwright-core';

export interface Task {
  /** Processor time of the main thread. */
  readonly ms: number;
  /** Of it, collecting garbage. */
  readonly garbageMs: number;
  /** Of it, in scripts of ours or in what they called; reading what a worker of ours answered. */
  readonly oursMs: number;
  /** Of it, Monaco taking in such an answer: suggestions, hints, colours. */
  readonly answersMs: number;
  /** What it was, for people: the largest things inside. */
  readonly what: string;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string; readonly data?: { readonly url?: string; readonly type?: string } };
}

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly startTime: number;
  readonly samples?: readonly number[];
  readonly timeDeltas?: readonly number[];
}

const CATEGORIES = ['toplevel', 'devtools.timeline', 'v8'];
const SAMPLING_MICROS = 500;
const GARBAGE = new Set(['MinorGC', 'MajorGC']);

/** @param isOurs by its address: a script of the guide's, not of Monaco */
export async function tasksDuring(
  cdp: CDPSession,
  isOurs: (url: string) => boolean,
  work: () => Promise<void>,
): Promise<Task[]> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: object[] }): void => {
    for (const event of value) events.push(event as TraceEvent);
  };
  cdp.on('Tracing.dataCollected', collect);
  await cdp.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: CATEGORIES },
  });
  await cdp.send('Profiler.enable');
  await cdp.send('Profiler.setSamplingInterval', { interval: SAMPLING_MICROS });
  await cdp.send('Profiler.start');
  await work();
  const { profile } = await cdp.send('Profiler.stop');
  const complete = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve));
  await cdp.send('Tracing.end');
  await complete;
  cdp.off('Tracing.dataCollected', collect);
  return tasksOf(events, profile, isOurs);
}

function tasksOf(events: readonly TraceEvent[], profile: Profile, isOurs: (url: string) => boolean): Task[] {
  const main = threadOf(events, profile);
  const done = events.filter((e) => e.ph === 'X' && `${e.pid}:${e.tid}` === main).sort((a, b) => a.ts - b.ts);
  const samples = samplesOf(profile, isOurs);
  const tasks: Task[] = [];
  let inner = 0;
  let sample = 0;
  for (const task of done.filter((e) => e.name.endsWith('RunTask'))) {
    const end = task.ts + (task.dur ?? 0);
    while (inner < done.length && done[inner]!.ts < task.ts) inner++;
    const inside: TraceEvent[] = [];
    for (let i = inner; i < done.length && done[i]!.ts < end; i++) if (done[i] !== task) inside.push(done[i]!);
    while (sample < samples.length && samples[sample]!.atMicros < task.ts) sample++;
    const own: Sample[] = [];
    for (let i = sample; i < samples.length && samples[i]!.atMicros <= end; i++) own.push(samples[i]!);
    // Starting the profiler is the longest of all tasks, and nobody's.
    if (inside.some((e) => e.name === 'CpuProfiler::StartProfiling')) continue;
    tasks.push(taskOf(task, inside, own, isOurs));
  }
  return tasks;
}

function taskOf(
  task: TraceEvent,
  inside: readonly TraceEvent[],
  samples: readonly Sample[],
  isOurs: (url: string) => boolean,
): Task {
  const ms = spentMs(task);
  const garbageMs = inside.filter((e) => GARBAGE.has(e.name)).reduce((sum, e) => sum + spentMs(e), 0);
  const isMessage = inside.some((e) => e.name === 'HandlePostMessage');
  const isReceived = inside.some((e) => e.name === 'FunctionCall' && isOurs(e.args?.data?.url ?? ''));
  const sampled = (owner: Owner): number =>
    Math.min(
      ms - garbageMs,
      samples.reduce((sum, s) => sum + (s.owner === owner ? s.ms : 0), 0),
    );
  const answersMs = isMessage && isReceived ? sampled('others') : 0;
  const oursMs = isMessage && isReceived ? ms - garbageMs - answersMs : sampled('ours');
  return { ms, garbageMs, oursMs, answersMs, what: whatOf(inside, samples) };
}

const spentMs = (e: TraceEvent): number => (e.tdur ?? e.dur ?? 0) / 1000;

const NAMED = 3;

function whatOf(inside: readonly TraceEvent[], samples: readonly Sample[]): string {
  const parts = [...inside].sort((a, b) => spentMs(b) - spentMs(a)).slice(0, NAMED);
  const busy = new Map<string, number>();
  for (const { ours, ms } of samples) if (ours !== '') busy.set(ours, (busy.get(ours) ?? 0) + ms);
  const functions = [...busy].sort((a, b) => b[1] - a[1]).slice(0, NAMED);
  return [
    ...parts.map((e) => `${e.name}${e.args?.data?.type ? `[${e.args.data.type}]` : ''} ${spentMs(e).toFixed(1)}`),
    ...functions.map(([name, ms]) => `${name} ${ms.toFixed(1)}`),
  ].join(', ');
}

interface Sample {
  readonly atMicros: number;
  readonly ms: number;
  readonly owner: Owner;
  /** The innermost function of ours, '' where none is at work. */
  readonly ours: string;
}

/** Whose script is at work; none while the browser reads a message, or draws. */
type Owner = 'ours' | 'others' | 'none';

function samplesOf(profile: Profile, isOurs: (url: string) => boolean): Sample[] {
  const parents = new Map<number, number>();
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  for (const node of profile.nodes) for (const child of node.children ?? []) parents.set(child, node.id);
  const known = new Map<number, Pick<Sample, 'owner' | 'ours'>>();
  const ownerOf = (id: number): Pick<Sample, 'owner' | 'ours'> => {
    let owner: Owner = 'none';
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const { functionName, url } = nodes.get(at)!.callFrame;
      if (isOurs(url)) return { owner: 'ours', ours: `${functionName || '(no name)'} (${url.split('/').at(-1)})` };
      if (url !== '') owner = 'others';
    }
    return { owner, ours: '' };
  };
  let atMicros = profile.startTime;
  return (profile.samples ?? []).map((id, i) => {
    const delta = profile.timeDeltas?.[i] ?? 0;
    atMicros += delta;
    const owner = known.get(id) ?? ownerOf(id);
    known.set(id, owner);
    return { atMicros, ms: delta / 1000, ...owner };
  });
}

/** The page's own renderer: of all that are called so, the one that was busiest while the profiler ran. */
function threadOf(events: readonly TraceEvent[], profile: Profile): string {
  const busy = new Map<string, number>();
  for (const e of events)
    if (e.name === 'thread_name' && e.args?.name === 'CrRendererMain') busy.set(`${e.pid}:${e.tid}`, 0);
  for (const e of events) {
    const key = `${e.pid}:${e.tid}`;
    if (e.ts >= profile.startTime && e.name.endsWith('RunTask') && busy.has(key))
      busy.set(key, busy.get(key)! + spentMs(e));
  }
  const busiest = [...busy].sort((a, b) => b[1] - a[1])[0];
  if (busiest === undefined) throw new Error('the trace names no main thread');
  return busiest[0];
}
