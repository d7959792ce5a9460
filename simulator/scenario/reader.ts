/**
 * Reading YAML nodes into values, each problem with its place. A reader is a value that says what it expects; a table of
 * fields says what a map may hold, and is the source of the reference in the guide. Nothing throws; work is bounded by a
 * budget of nodes, so aliases cannot multiply.
 */
import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, visit } from 'yaml';
import type { Position, ScenarioProblem } from './schema.ts';
import { nearestWord } from './values.ts';

export interface ReadContext {
  readonly lines: LineCounter;
  readonly problems: ScenarioProblem[];
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>;
  nodesLeft: number;
}

/** Takes a node; gives its value, or undefined after a problem was reported. */
export interface Reader<T> {
  /** Completes "expected …". */
  readonly expects: string;
  read(context: ReadContext, node: Node): T | undefined;
}

export interface Field<T> {
  readonly reader: Reader<T>;
  /** One sentence for the reference. */
  readonly about: string;
}

export interface Read<T> {
  readonly value: T;
  readonly at: Position;
}

export type FieldTable = Readonly<Record<string, Field<unknown>>>;
type ValueOf<F> = F extends Field<infer T> ? T : never;
export type FieldsRead<T extends FieldTable> = { -readonly [K in keyof T]?: Read<ValueOf<T[K]>> };

const MAX_PROBLEMS = 100;

/** Prepares reading: finds what aliases stand for, in one pass. */
export function readContext(
  doc: Document.Parsed,
  lines: LineCounter,
  problems: ScenarioProblem[],
  maxNodes: number,
): ReadContext {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(doc, {
    Node(_key, node) {
      if (isAlias(node)) {
        const target = anchors.get(node.source);
        if (target !== undefined) targets.set(node, target);
      } else if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return { lines, problems, targets, nodesLeft: maxNodes };
}

export function positionOf(context: ReadContext, node: Node): Position {
  const [from, to] = node.range ?? [0, 0];
  return placeOf(context.lines, from, to);
}

export function placeOf(lines: LineCounter, from: number, to: number): Position {
  const { line, col } = lines.linePos(from);
  return { line: Math.max(1, line), column: Math.max(1, col), length: Math.max(1, to - from) };
}

export function report(
  context: ReadContext,
  node: Node,
  message: string,
  severity: 'error' | 'warning' = 'error',
): void {
  reportAt(context, positionOf(context, node), message, severity);
}

export function reportAt(
  context: ReadContext,
  at: Position,
  message: string,
  severity: 'error' | 'warning' = 'error',
): void {
  if (context.problems.length < MAX_PROBLEMS) context.problems.push({ ...at, severity, message });
}

/** The node itself, or what an alias stands for; null when it stands for nothing or the budget is used up. */
export function resolve(context: ReadContext, node: Node): Node | null {
  if (context.nodesLeft-- <= 0) {
    if (context.nodesLeft === -1)
      report(context, node, 'the scenario is too large: too many values, aliases counted out');
    return null;
  }
  if (!isAlias(node)) return node;
  const target = context.targets.get(node);
  if (target === undefined) report(context, node, `no anchor &${node.source} before this alias`);
  return target ?? null;
}

/** Calls the reader on what the node stands for. */
export function readWith<T>(context: ReadContext, node: Node, reader: Reader<T>): T | undefined {
  const target = resolve(context, node);
  return target === null ? undefined : reader.read(context, target);
}

/** The text of a scalar as it was written (`007` stays `007`), or null when the node is no scalar. */
export function scalarText(node: Node): string | null {
  if (!isScalar(node)) return null;
  if (typeof node.value === 'string') return node.value;
  return node.source ?? String(node.value);
}

/** Shows what was found instead of the expected thing. */
export function describe(node: Node): string {
  if (isMap(node)) return 'a map';
  if (isSeq(node)) return 'a list';
  const text = scalarText(node) ?? '';
  if (text === '' || (isScalar(node) && node.value === null)) return 'nothing';
  return `'${text.length > 40 ? `${text.slice(0, 40)}…` : text}'`;
}

/** "expected …, found …", at the node. */
export function mismatch(context: ReadContext, node: Node, expects: string): undefined {
  report(context, node, `expected ${expects}, found ${describe(node)}`);
  return undefined;
}

/** The fields of a map. Unknown and repeated keys are reported; `<<` takes in the fields of another map. */
export function readFields<T extends FieldTable>(
  context: ReadContext,
  node: Node,
  table: T,
  what: string,
): FieldsRead<T> | undefined {
  if (!isMap(node)) return mismatch(context, node, what);
  const out: Record<string, Read<unknown>> = {};
  collectFields(context, node, table, what, out, 0);
  return out as FieldsRead<T>;
}

function collectFields(
  context: ReadContext,
  node: Node,
  table: FieldTable,
  what: string,
  out: Record<string, Read<unknown>>,
  depth: number,
): void {
  if (!isMap(node)) {
    mismatch(context, node, 'a map to merge in');
    return;
  }
  const merged: Node[] = [];
  const seen = new Set<string>();
  for (const pair of node.items) {
    const key = pair.key as Node | null;
    const value = pair.value as Node | null;
    const name = key === null ? '' : scalarText(key);
    if (key === null || name === null) {
      report(context, key ?? node, 'expected a plain word as key');
      continue;
    }
    if (name === '<<') {
      if (value !== null) merged.push(value);
      continue;
    }
    if (seen.has(name)) {
      report(context, key, `'${name}' is said twice here`);
      continue;
    }
    seen.add(name);
    if (!Object.hasOwn(table, name)) {
      const near = nearestWord(name, Object.keys(table));
      report(context, key, `unknown key '${name}' in ${what}${near === null ? '' : `: did you mean '${near}'?`}`);
      continue;
    }
    if (Object.hasOwn(out, name)) continue;
    const { reader } = table[name]!;
    if (value === null) {
      report(context, key, `expected ${reader.expects} after '${name}:'`);
      continue;
    }
    const read = readWith(context, value, reader);
    if (read !== undefined) out[name] = { value: read, at: positionOf(context, value) };
  }
  for (const value of merged) mergeInto(context, value, table, what, out, depth);
}

function mergeInto(
  context: ReadContext,
  value: Node,
  table: FieldTable,
  what: string,
  out: Record<string, Read<unknown>>,
  depth: number,
): void {
  const target = resolve(context, value);
  if (target === null) return;
  if (depth >= 8) {
    report(context, value, 'maps are merged more than 8 deep');
    return;
  }
  if (isSeq(target)) {
    for (const item of target.items) mergeInto(context, item as Node, table, what, out, depth + 1);
  } else collectFields(context, target, table, what, out, depth + 1);
}

/** The keys of a map with free names, in order: `[name, its node, value node]`. */
export function readEntries(
  context: ReadContext,
  node: Node,
  what: string,
): readonly (readonly [string, Node, Node])[] | undefined {
  if (!isMap(node)) return mismatch(context, node, what);
  const out: [string, Node, Node][] = [];
  const seen = new Set<string>();
  for (const pair of node.items) {
    const key = pair.key as Node | null;
    const value = pair.value as Node | null;
    const name = key === null ? null : scalarText(key);
    if (key === null || name === null || value === null) {
      report(context, key ?? node, `expected 'name: value' in ${what}`);
    } else if (seen.has(name)) report(context, key, `'${name}' is said twice here`);
    else {
      seen.add(name);
      out.push([name, key, value]);
    }
  }
  return out;
}
