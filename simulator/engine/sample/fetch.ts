/** What a sample fetch is. */
import type { SampleContext, SampleValue } from './context.ts';

export interface Fetch {
  /** The value, or null: nothing there. Of several the last one. */
  readonly one: (context: SampleContext, args: readonly string[]) => SampleValue | null;
  /** Every value, for ACLs; absent: `one` is all there is. */
  readonly all?: (context: SampleContext, args: readonly string[]) => SampleValue[];
}
