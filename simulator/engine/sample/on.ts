/** Small makers of converters: by what they are given. */
import type { SampleContext, SampleValue } from './context.ts';
import type { Converter } from './converter.ts';

type Run = (found: string, args: readonly string[], context: SampleContext) => SampleValue | null;

export const onText = (run: Run): Converter => ({
  input: 'string',
  run: (value, args, context) => (value.type === 'string' ? run(value.text, args, context) : null),
});

export const onBytes = (run: Run): Converter => ({
  input: 'binary',
  run: (value, args, context) => (value.type === 'binary' ? run(value.text, args, context) : null),
});
