/**
 * Argument forms, as rows write them, made into machines that say what may come next: `[code <code>] [<option>…]`.
 *
 *   <name>          a value, called by that name        <a | b>     one of these words
 *   <@list>         a row of a list, with its arguments  [ … ]       may be left out
 *   x…              once or more                         a | b       one or the other
 *   word            itself                               (…), :<p>   glued to what is in front: part of the same word
 *
 * Optional parts that begin with a word of their own may stand in any order.
 */

/** A place in a form: one word of a line. */
export interface Leaf {
  readonly kind: 'word' | 'value' | 'list';
  /** The word itself, the value's name, or the list's. */
  readonly name: string;
  /** The word in front of it in the form, if that is a literal one. */
  readonly after: string | null;
  /** Where it stands in the form's text. */
  readonly from: number;
  readonly to: number;
}

export interface Machine {
  readonly form: string;
  readonly leaves: readonly Leaf[];
  /** Indexes of the leaves that may come first, and behind each. */
  readonly first: readonly number[];
  readonly follow: readonly (readonly number[])[];
  /** Nothing need follow: at the start, and behind each leaf. */
  readonly mayBeEmpty: boolean;
  readonly mayEnd: readonly boolean[];
}

type Node =
  | { readonly type: 'leaf'; readonly leaf: number }
  | { readonly type: 'sequence' | 'choice'; readonly items: readonly Node[] }
  | { readonly type: 'optional' | 'repeat'; readonly item: Node };

/** Words that stand for values though forms write them without brackets in a choice. */
const VALUE_NAMES = new Set([
  'address',
  'argument',
  'count',
  'facility',
  'file',
  'folder',
  'format',
  'level',
  'list',
  'name',
  'number',
  'path',
  'range',
  'text',
  'time',
  'value',
]);

const cache = new Map<string, Machine>();

export function machineOf(form: string): Machine {
  let machine = cache.get(form);
  if (!machine) {
    machine = build(form);
    cache.set(form, machine);
  }
  return machine;
}

interface Unit {
  readonly text: string;
  readonly from: number;
}

const OPEN = '[<(';
const CLOSE = ']>)';

/** Units between blanks, outside brackets. */
function units(form: string, from: number, to: number): Unit[] {
  const out: Unit[] = [];
  let depth = 0;
  let start = -1;
  for (let i = from; i <= to; i++) {
    const c = i < to ? form[i]! : ' ';
    if (c === ' ' && (depth <= 0 || i === to)) {
      if (start >= 0) out.push({ text: form.slice(start, i), from: start });
      start = -1;
      continue;
    }
    if (start < 0) start = i;
    if (OPEN.includes(c)) depth++;
    else if (CLOSE.includes(c)) depth--;
  }
  return out;
}

function build(form: string): Machine {
  const leaves: Leaf[] = [];
  const add = (kind: Leaf['kind'], name: string, from: number, to: number): Node => {
    const last = leaves[leaves.length - 1];
    leaves.push({ kind, name, after: last?.kind === 'word' ? last.name : null, from, to });
    return { type: 'leaf', leaf: leaves.length - 1 };
  };

  const choice = (from: number, to: number, inBrackets: boolean): Node => {
    const alternatives: Unit[][] = [[]];
    for (const unit of units(form, from, to)) {
      if (unit.text === '|') alternatives.push([]);
      else alternatives[alternatives.length - 1]!.push(unit);
    }
    const several = alternatives.length > 1;
    const items = alternatives.map((list) => sequence(list, inBrackets && several));
    return several ? { type: 'choice', items } : items[0]!;
  };

  const sequence = (list: readonly Unit[], bareValues: boolean): Node => {
    const items = list.map((unit) => item(unit, bareValues));
    return { type: 'sequence', items: anyOrder(items, leaves) };
  };

  const item = (unit: Unit, bareValues: boolean): Node => {
    const { text, from } = unit;
    const repeated = text.endsWith('…') && text.length > 1;
    const body = repeated ? text.slice(0, text.endsWith('[,…') ? -3 : -1) : text;
    const to = from + body.length;
    let node: Node;
    if (text === '…') node = { type: 'repeat', item: add('value', 'argument', from, from + 1) };
    else if (wraps(body, '[', ']')) node = { type: 'optional', item: choice(from + 1, to - 1, false) };
    else if (wraps(body, '<', '>')) node = angle(body.slice(1, -1), from, to);
    else if (body.startsWith('<@')) node = add('list', /^<@([^>]*)/.exec(body)![1]!, from, to);
    else if (/^[<(:]/.test(body)) node = add('value', /<([^<>]+)>/.exec(body)?.[1] ?? 'value', from, to);
    else {
      const word = /^[^[<(]+/.exec(body)?.[0] ?? body;
      const isValue = (bareValues && VALUE_NAMES.has(word)) || body.startsWith('[');
      node = add(isValue ? 'value' : 'word', isValue ? (/[a-z]+/.exec(body)?.[0] ?? 'value') : word, from, to);
    }
    return repeated ? { type: 'repeat', item: node } : node;
  };

  const angle = (inner: string, from: number, to: number): Node => {
    if (inner.startsWith('@')) return add('list', inner.slice(1), from, to);
    if (/ \| |^…/.test(inner)) return choice(from + 1, to - 1, true);
    return add('value', inner, from, to);
  };

  const root = choice(0, form.length, false);
  return { form, leaves, ...positions(root, leaves.length) };
}

/** The text is one bracket from its first to its last character. */
function wraps(text: string, open: string, close: string): boolean {
  if (!text.startsWith(open) || !text.endsWith(close)) return false;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (OPEN.includes(text[i]!)) depth++;
    else if (CLOSE.includes(text[i]!)) depth--;
    if (depth === 0 && i < text.length - 1) return false;
  }
  return true;
}

/** Neighbouring optional parts that begin with a word or a list become one that repeats. */
function anyOrder(items: readonly Node[], leaves: readonly Leaf[]): Node[] {
  const free = (node: Node): boolean => {
    const inner = node.type === 'repeat' ? node.item : node;
    if (inner.type !== 'optional') return false;
    return summary(inner.item).first.every((i) => leaves[i]!.kind !== 'value' && leaves[i]!.name !== 'condition');
  };
  const out: Node[] = [];
  let run: Node[] = [];
  const flush = (): void => {
    if (run.length > 1) out.push({ type: 'optional', item: { type: 'repeat', item: { type: 'choice', items: run } } });
    else out.push(...run);
    run = [];
  };
  for (const node of items) {
    if (free(node)) {
      run.push(node);
      continue;
    }
    flush();
    out.push(node);
  }
  flush();
  return out;
}

interface Summary {
  readonly empty: boolean;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

/** First and last leaves; calls back for what may follow what. */
function summary(node: Node, follows: (before: number, behind: readonly number[]) => void = () => undefined): Summary {
  switch (node.type) {
    case 'leaf':
      return { empty: false, first: [node.leaf], last: [node.leaf] };
    case 'optional':
      return { ...summary(node.item, follows), empty: true };
    case 'repeat': {
      const inner = summary(node.item, follows);
      for (const i of inner.last) follows(i, inner.first);
      return inner;
    }
    case 'choice': {
      const parts = node.items.map((item) => summary(item, follows));
      return {
        empty: parts.some((p) => p.empty),
        first: parts.flatMap((p) => p.first),
        last: parts.flatMap((p) => p.last),
      };
    }
    default: {
      let all: Summary = { empty: true, first: [], last: [] };
      for (const item of node.items) {
        const next = summary(item, follows);
        for (const i of all.last) follows(i, next.first);
        all = {
          empty: all.empty && next.empty,
          first: all.empty ? [...all.first, ...next.first] : all.first,
          last: next.empty ? [...all.last, ...next.last] : next.last,
        };
      }
      return all;
    }
  }
}

function positions(root: Node, count: number): Omit<Machine, 'form' | 'leaves'> {
  const follow: Set<number>[] = Array.from({ length: count }, () => new Set());
  const all = summary(root, (before, behind) => {
    for (const i of behind) follow[before]!.add(i);
  });
  const last = new Set(all.last);
  return {
    first: [...new Set(all.first)],
    follow: follow.map((set) => [...set].sort((a, b) => a - b)),
    mayBeEmpty: all.empty,
    mayEnd: follow.map((_, i) => last.has(i)),
  };
}
