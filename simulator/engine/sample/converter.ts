/** What a converter is. */
import type { SampleContext, SampleValue } from './context.ts';
import type { InputType } from './value.ts';

export interface Converter {
  /** The input is cast to this first; what cannot be cast ends the expression. */
  readonly input: InputType;
  /** The result, or null: the expression has no value. */
  readonly run: (value: SampleValue, args: readonly string[], context: SampleContext) => SampleValue | null;
}
