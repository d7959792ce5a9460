import type { SampleContext, SampleValue } from './context.ts';

export type Converter = (value: SampleValue, args: readonly string[], context: SampleContext) => SampleValue | null;
export const CONVERTERS: Readonly<Record<string, Converter | 'not simulated'>> = {};
