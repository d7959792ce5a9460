/**
 * A run that can be rewound. It keeps copies of the world's state ("snapshots"), thinned so that memory stays bounded however
 * long the run, and the faults that were injected with their exact place between two happenings. Going to a time is: take
 * the last snapshot before it, and run again. As the world is deterministic, what happens again is what happened.
 *
 * Lists of what happened are written by number (`marks`), so running again writes the same entries to the same places, and
 * rewinding is setting the numbers back.
 */
import type { Explanation, LogRecord, ServerStateChange } from '../engine/io.ts';
import { clonePlain } from './clone.ts';
import type { SeriesPoint } from './frame.ts';
import type { ClientOutcome, FaultChange, Observer } from './observer.ts';
import { NOBODY } from './observer.ts';
import { createSha256, digestHex } from './sha256.ts';
import { traceObserver } from './trace-lines.ts';

/** What a recording runs. `S` is plain data. */
export interface Runnable<S, I> {
  readonly durationUs: number;
  create(): S;
  /** Deals with everything up to `untilUs`, but with no more than `maxEvents` happenings; says whether it got there. */
  run(state: S, untilUs: number, maxEvents: number, observer: Observer): boolean;
  inject(state: S, injection: I, observer: Observer): void;
  /** From now on explanations are made. */
  explain(state: S): void;
  position(state: S): Position;
  /** When the next thing happens; Infinity when nothing does. */
  nextDueUs(state: S): number;
  /** The highest stream id given out so far. */
  lastStream(state: S): number;
}

/** An exact place in a run: a time, and how many happenings were dealt with. */
export interface Position {
  readonly nowUs: number;
  readonly events: number;
}

export type LogEntry =
  | { readonly index: number; readonly atMs: number; readonly kind: 'request'; readonly record: LogRecord }
  | { readonly index: number; readonly atMs: number; readonly kind: 'server'; readonly change: ServerStateChange };

export type StateEntry =
  | { readonly atMs: number; readonly kind: 'state'; readonly change: ServerStateChange }
  | { readonly atMs: number; readonly kind: 'fault'; readonly change: FaultChange };

/** A request that ended for its client. */
export interface EndedEntry {
  readonly index: number;
  readonly atMs: number;
  readonly outcome: ClientOutcome;
}

/** How many entries of each list were written. */
export interface Marks {
  log: number;
  ended: number;
  states: number;
  points: number;
}

interface Snapshot<S> {
  readonly state: S;
  readonly nodes: number;
  readonly position: Position;
  readonly lastStream: number;
  readonly marks: Marks;
  /** Injections done before it. */
  readonly injected: number;
  readonly recent: readonly LogEntry[];
  readonly recentEnded: readonly EndedEntry[];
}

export interface Recording<S, I> {
  readonly world: Runnable<S, I>;
  state: S;
  readonly snapshots: Snapshot<S>[];
  /** Happenings between two snapshots; doubled when there are too many of them. */
  spacing: number;
  readonly injections: { readonly at: Position; readonly injection: I }[];
  injected: number;
  marks: Marks;
  /** Rings: entry number n is at n modulo the size. */
  readonly log: LogEntry[];
  readonly ended: EndedEntry[];
  readonly states: StateEntry[];
  readonly points: SeriesPoint[];
}

/** More is not kept: nobody reads it, and what lives long is dear to collect. */
const LOG_KEPT = 1024;
const ENDED_KEPT = 256;
const RECENT_KEPT = 200;
const STATES_KEPT = 100_000;
const MAX_SNAPSHOTS = 16;
/** Objects and values in all snapshots together: some 10 MB, and as much again for what they list. */
const MAX_NODES = 150_000;
const FIRST_SPACING = 20_000;

export function createRecording<S, I>(world: Runnable<S, I>): Recording<S, I> {
  const recording: Recording<S, I> = {
    world,
    state: world.create(),
    snapshots: [],
    spacing: FIRST_SPACING,
    injections: [],
    injected: 0,
    marks: noMarks(),
    log: [],
    ended: [],
    states: [],
    points: [],
  };
  takeSnapshot(recording);
  return recording;
}

export function noMarks(): Marks {
  return { log: 0, ended: 0, states: 0, points: 0 };
}

/** Writes what happens into the recording's lists, and tells `also`. */
function recorder<S, I>(recording: Recording<S, I>, also: Observer): Observer {
  const { marks, log, ended, states, points } = recording;
  const addState = (entry: StateEntry) => {
    if (marks.states < STATES_KEPT) states[marks.states++] = entry;
  };
  return {
    log(atMs, record) {
      const index = marks.log++;
      log[index % LOG_KEPT] = { index, atMs, kind: 'request', record };
      also.log(atMs, record);
    },
    serverState(atMs, change) {
      const index = marks.log++;
      log[index % LOG_KEPT] = { index, atMs, kind: 'server', change };
      // what `option log-health-checks` says about a check changes nothing
      if (change.check === undefined) addState({ atMs, kind: 'state', change });
      also.serverState(atMs, change);
    },
    fault(atMs, change) {
      addState({ atMs, kind: 'fault', change });
      also.fault(atMs, change);
    },
    explained: (atMs, stream, proxy, explanation) => also.explained(atMs, stream, proxy, explanation),
    ended(atMs, outcome) {
      const index = marks.ended++;
      ended[index % ENDED_KEPT] = { index, atMs, outcome };
      also.ended(atMs, outcome);
    },
    point(point) {
      points[marks.points++] = point;
      also.point(point);
    },
  };
}

/**
 * Lets time pass up to `toUs` (never back), dealing with no more than `maxEvents` happenings.
 * @returns whether that time was reached
 */
export function advance<S, I>(recording: Recording<S, I>, toUs: number, maxEvents: number, also = NOBODY): boolean {
  const { world } = recording;
  const observer = recorder(recording, also);
  const last = world.position(recording.state).events + maxEvents;
  for (;;) {
    const { events } = world.position(recording.state);
    const due = recording.injections[recording.injected];
    const stop = due !== undefined && due.at.nowUs <= toUs ? due : null;
    const snapshotAt = nextSnapshotAt(recording);
    const budget = Math.min(last, stop?.at.events ?? last, Math.max(snapshotAt, events + 1)) - events;
    const arrived = world.run(recording.state, stop?.at.nowUs ?? toUs, budget, observer);
    const position = world.position(recording.state);
    if (stop !== null && position.events === stop.at.events) {
      world.inject(recording.state, stop.injection, observer);
      recording.injected++;
    } else if (arrived) return true;
    if (position.events >= snapshotAt) takeSnapshot(recording);
    if (position.events >= last && !nothingLeftAt(recording, toUs)) return false;
  }
}

/** The budget was just enough: nothing more is due. */
function nothingLeftAt<S, I>(recording: Recording<S, I>, toUs: number): boolean {
  const due = recording.injections[recording.injected];
  return (due === undefined || due.at.nowUs > toUs) && recording.world.nextDueUs(recording.state) > toUs;
}

/** A large state is copied less often: copying one thing costs a fraction of dealing with one happening. */
function nextSnapshotAt<S, I>({ snapshots, spacing }: Recording<S, I>): number {
  const last = snapshots.at(-1)!;
  return last.position.events + Math.max(spacing, last.nodes);
}

function takeSnapshot<S, I>(recording: Recording<S, I>): void {
  const { world, snapshots, marks } = recording;
  const { value, nodes } = clonePlain(recording.state);
  snapshots.push({
    state: value,
    nodes,
    position: { ...world.position(recording.state) },
    lastStream: world.lastStream(recording.state),
    marks: { ...marks },
    injected: recording.injected,
    recent: logBetween(recording, marks.log - RECENT_KEPT, marks.log),
    recentEnded: endedBetween(recording, marks.ended - RECENT_KEPT, marks.ended),
  });
  const total = snapshots.reduce((sum, s) => sum + s.nodes, 0);
  if (snapshots.length > 4 && (snapshots.length > MAX_SNAPSHOTS || total > MAX_NODES)) thin(recording);
}

/** Throws away every second snapshot, never the first, and takes them half as often from now on. */
function thin<S, I>(recording: Recording<S, I>): void {
  const kept = recording.snapshots.filter((_, i) => i % 2 === 0);
  recording.snapshots.splice(0, recording.snapshots.length, ...kept);
  recording.spacing *= 2;
}

/** Log entries by number, those that are still kept. */
export function logBetween<S, I>({ log }: Recording<S, I>, from: number, to: number): LogEntry[] {
  return between(log, LOG_KEPT, from, to);
}

/** Ended requests by number, those that are still kept. */
export function endedBetween<S, I>({ ended }: Recording<S, I>, from: number, to: number): EndedEntry[] {
  return between(ended, ENDED_KEPT, from, to);
}

function between<E extends { readonly index: number }>(
  ring: readonly E[],
  size: number,
  from: number,
  to: number,
): E[] {
  const out: E[] = [];
  for (let index = Math.max(0, from, to - size); index < to; index++) {
    const entry = ring[index % size];
    if (entry?.index === index) out.push(entry);
  }
  return out;
}

/**
 * Goes to any time, back or forth, with all faults that were injected before it. Bounded work going forth, as `advance`.
 * @returns whether that time was reached
 */
export function seek<S, I>(recording: Recording<S, I>, toUs: number, maxEvents: number): boolean {
  const now = recording.world.position(recording.state).nowUs;
  const nearest = recording.snapshots.findLast((s) => s.position.nowUs <= toUs) ?? recording.snapshots[0]!;
  if (toUs < now || nearest.position.nowUs > now) restore(recording, nearest);
  return advance(recording, toUs, maxEvents);
}

function restore<S, I>(recording: Recording<S, I>, snapshot: Snapshot<S>): void {
  recording.state = clonePlain(snapshot.state).value;
  recording.injected = snapshot.injected;
  recording.marks = { ...snapshot.marks };
  for (const entry of snapshot.recent) recording.log[entry.index % LOG_KEPT] = entry;
  for (const entry of snapshot.recentEnded) recording.ended[entry.index % ENDED_KEPT] = entry;
}

/** Changes the world now. What was seen after now is forgotten: it will not happen like that. */
export function inject<S, I>(recording: Recording<S, I>, injection: I): void {
  const { world, marks } = recording;
  const at = { ...world.position(recording.state) };
  recording.injections.splice(recording.injected, Number.POSITIVE_INFINITY, { at, injection });
  recording.injected++;
  const kept = recording.snapshots.filter((s) => s.position.events <= at.events && s.position.nowUs <= at.nowUs);
  recording.snapshots.splice(0, recording.snapshots.length, ...kept);
  recording.states.length = marks.states;
  recording.points.length = marks.points;
  world.inject(recording.state, injection, recorder(recording, NOBODY));
}

/** Lets exactly one thing happen, at its time, if that is not after `limitUs`. */
export function stepOne<S, I>(recording: Recording<S, I>, limitUs: number): boolean {
  const dueUs = recording.world.nextDueUs(recording.state);
  if (dueUs > limitUs) {
    advance(recording, limitUs, 1);
    return false;
  }
  advance(recording, dueUs, 1);
  return true;
}

export interface Explained {
  readonly atMs: number;
  readonly explanation: Explanation;
}

/** What was explained about a stream, whether it has ended by now, and its log record when it was logged. */
export interface Telling {
  readonly steps: readonly Explained[];
  readonly over: boolean;
  readonly record: LogRecord | null;
}

const STEPS_TOLD = 2000;

/** Runs again, on a copy, from the last snapshot before the stream began, with explanations on. null: no such stream so far. */
export function tell<S, I>(recording: Recording<S, I>, stream: number): Telling | null {
  if (stream < 1 || stream > recording.world.lastStream(recording.state)) return null;
  const from = recording.snapshots.findLast((s) => s.lastStream < stream) ?? recording.snapshots[0]!;
  const steps: Explained[] = [];
  let record: LogRecord | null = null;
  let over = false;
  const listener: Observer = {
    ...NOBODY,
    explained(atMs, about, _proxy, explanation) {
      if (about !== stream) return;
      if (steps.length < STEPS_TOLD) steps.push({ atMs, explanation });
      if (explanation.type === 'end') over = true;
    },
    log(_atMs, ended) {
      if (ended.stream === stream) record = ended;
    },
  };
  replay(recording, from, listener, true, () => over);
  return { steps, record, over };
}

/** SHA-256 of the trace up to now: every log record, state change, fault and outcome in order, as `traceLine` writes them. */
export function hashTrace<S, I>(recording: Recording<S, I>): string {
  const hash = createSha256();
  replay(recording, recording.snapshots[0]!, traceObserver(hash), false, () => false);
  return digestHex(hash);
}

/** Runs again from a snapshot up to now, on a copy, for an observer. */
function replay<S, I>(
  recording: Recording<S, I>,
  from: Snapshot<S>,
  observer: Observer,
  explain: boolean,
  enough: () => boolean,
): void {
  const { world, injections } = recording;
  const end = world.position(recording.state);
  const { value: state } = clonePlain(from.state);
  if (explain) world.explain(state);
  let injected = from.injected;
  while (!enough()) {
    const { events } = world.position(state);
    const due = injected < recording.injected ? injections[injected] : undefined;
    const target = due?.at ?? end;
    const budget = Math.min(10_000, target.events - events);
    world.run(state, target.nowUs, budget, observer);
    if (world.position(state).events < target.events) continue;
    if (due === undefined) return;
    world.inject(state, due.injection, observer);
    injected++;
  }
}
