/** Reads a file of inputs (`inputs-form.ts` says what it is), and looks at every one of them. */
import type { Input } from '../engine/io.ts';
import type { InputsHeader } from './inputs-form.ts';
import { endSchema, headerSchema, inputSchema } from './inputs-schema.ts';

/** A run's inputs, read. */
export interface RecordedInputs {
  readonly header: InputsHeader;
  readonly inputs: readonly { readonly atMs: number; readonly input: Input }[];
  /** Null where the file was cut short. */
  readonly end: { readonly endMs: number; readonly trace: string } | null;
}

export type InputsRead =
  | { readonly ok: true; readonly recorded: RecordedInputs }
  /** `line` from 1. */
  | { readonly ok: false; readonly line: number; readonly problem: string };

/** Reads a file. What is wrong with it is said with its line. */
export function readInputs(text: string): InputsRead {
  const lines = text.split('\n');
  // what follows the last line end was not written to its end
  const cut = lines.pop() !== '';
  const fail = (at: number, problem: string): InputsRead => ({ ok: false, line: at + 1, problem });
  const header = headerSchema.safeParse(parsed(lines[0] ?? ''));
  if (!header.success) return fail(0, `this is no file of inputs: ${whatIsWrong(header.error)}`);
  const inputs: { atMs: number; input: Input }[] = [];
  let lastMs = header.data.startMs;
  for (let at = 1; at < lines.length; at++) {
    const value = parsed(lines[at]!);
    if (!Array.isArray(value)) {
      const end = at === lines.length - 1 && !cut ? endSchema.safeParse(value) : null;
      if (!end?.success) return fail(at, 'expected [milliseconds, input]');
      return { ok: true, recorded: { header: header.data, inputs, end: end.data } };
    }
    const [atMs, what] = value as unknown[];
    if (typeof atMs !== 'number' || !Number.isSafeInteger(atMs) || atMs < header.data.startMs)
      return fail(at, 'expected a time in whole milliseconds, not before the beginning');
    const input = inputSchema.safeParse(what);
    if (!input.success) return fail(at, `this is no input: ${whatIsWrong(input.error)}`);
    lastMs = Math.max(lastMs, atMs);
    inputs.push({ atMs, input: input.data as Input });
  }
  return { ok: true, recorded: { header: header.data, inputs, end: null } };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function whatIsWrong({
  issues,
}: {
  readonly issues: readonly { readonly path: PropertyKey[]; readonly message: string }[];
}) {
  const [first] = issues;
  if (first === undefined) return 'it cannot be read';
  return first.path.length === 0 ? first.message : `${first.path.map(String).join('.')}: ${first.message}`;
}
