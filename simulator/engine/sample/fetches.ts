import type { SampleContext, SampleValue } from './context.ts';

export interface Fetch {
  readonly one: (context: SampleContext, args: readonly string[]) => SampleValue | null;
  readonly all?: (context: SampleContext, args: readonly string[]) => SampleValue[];
}
export const FETCHES: Readonly<Record<string, Fetch | { readonly notSimulated: string }>> = {};
