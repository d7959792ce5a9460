/**
 * Command-line arguments by a command's table of options: values, and one clear sentence for everything that is wrong,
 * with the nearest known name for a mistyped one.
 */
import { parseArgs } from 'node:util';
import type { OptionSpec } from './command.ts';

export interface Args {
  /** The last value given, or undefined. */
  value(name: string): string | undefined;
  /** All values given, in order. */
  values(name: string): readonly string[];
  flag(name: string): boolean;
}

export type ParsedArgs =
  | { readonly ok: true; readonly args: Args; readonly help: boolean }
  | { readonly ok: false; readonly problem: string };

/**
 * Parses what follows the command's name. `operandsAre` names the option that takes arguments without an option.
 * `-h` and `--help` are always known and win over everything else that may be wrong.
 */
export function parseCommandArgs(
  argv: readonly string[],
  specs: readonly OptionSpec[],
  operandsAre?: string,
): ParsedArgs {
  const options: Record<string, { type: 'string' | 'boolean'; short?: string; multiple?: boolean }> = {
    help: { type: 'boolean', short: 'h' },
  };
  for (const spec of specs) {
    options[spec.name] = { type: spec.value === undefined ? 'boolean' : 'string' };
    if (spec.short !== undefined) options[spec.name]!.short = spec.short;
  }
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true, allowPositionals: true });

  const given = new Map<string, string[]>();
  const problems: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') {
      if (operandsAre === undefined) problems.push(`unexpected argument '${token.value}'`);
      else push(given, operandsAre, token.value);
    } else if (token.kind === 'option') {
      if (token.name === 'help') return { ok: true, args: argsOf(given), help: true };
      const spec = specs.find((s) => s.name === token.name);
      const problem = spec === undefined ? unknownOption(token.rawName, specs) : optionProblem(spec, token, specs);
      if (problem !== null) problems.push(problem);
      else if (spec !== undefined) push(given, spec.name, token.value ?? '');
    }
  }
  for (const spec of specs) {
    const count = given.get(spec.name)?.length ?? 0;
    if (spec.required && count === 0) problems.push(`${display(spec)} is needed`);
    if (!spec.many && spec.value !== undefined && count > 1) problems.push(`${display(spec)} is given ${count} times`);
  }
  const [problem] = problems;
  return problem === undefined ? { ok: true, args: argsOf(given), help: false } : { ok: false, problem };
}

function argsOf(given: ReadonlyMap<string, readonly string[]>): Args {
  return {
    value: (name) => given.get(name)?.at(-1),
    values: (name) => given.get(name) ?? [],
    flag: (name) => given.has(name),
  };
}

function push(given: Map<string, string[]>, name: string, value: string): void {
  const list = given.get(name);
  if (list === undefined) given.set(name, [value]);
  else list.push(value);
}

/** How an option is called in a message: `-f FILE`, `--out DIR`. */
function display(spec: OptionSpec): string {
  const name = spec.name.length === 1 ? `-${spec.name}` : `--${spec.name}`;
  return spec.value === undefined ? name : `${name} ${spec.value}`;
}

function optionProblem(
  spec: OptionSpec,
  token: { readonly rawName: string; readonly value?: string | undefined; readonly inlineValue?: boolean | undefined },
  specs: readonly OptionSpec[],
): string | null {
  if (spec.value === undefined) {
    return token.value === undefined ? null : `${token.rawName} takes no value, and '${token.value}' was given`;
  }
  if (token.value === undefined) return `${token.rawName} needs a value: ${display(spec)}`;
  const swallowed =
    !token.inlineValue && specs.some((s) => token.value === `--${s.name}` || token.value === `-${s.short}`);
  if (swallowed) return `${token.rawName} needs a value (${spec.value}), and what follows is the option ${token.value}`;
  if (spec.choices !== undefined && !spec.choices.includes(token.value)) {
    return `${token.rawName} takes ${listOf(spec.choices)}, not '${token.value}'`;
  }
  return null;
}

function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function unknownOption(rawName: string, specs: readonly OptionSpec[]): string {
  const known = [...specs.map((s) => (s.name.length === 1 ? `-${s.name}` : `--${s.name}`)), '--help'];
  const near = nearest(rawName, known);
  return `unknown option ${rawName}${near === null ? '' : `: did you mean ${near}?`}`;
}

/** The known word that a mistyped one most likely stands for: at most two edits away (one for short words), or null. */
export function nearest(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = word.replace(/^-+/, '').length <= 3 ? 2 : 3;
  for (const candidate of known) {
    const distance = candidate.startsWith(word) && word.length > 3 ? 1 : editDistance(word, candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein distance where swapping two neighbours counts as one edit. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        value = Math.min(value, rows[i - 2]![j - 2]! + 1);
      row.push(value);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
