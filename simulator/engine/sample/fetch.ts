/** What a sample fetch is. */
import type { SampleContext, SampleValue } from './context.ts';

export interface Fetch {
  /** The value, or null: nothing there. Of several the last one. */
  readonly one: (context: SampleContext, args: readonly string[]) => SampleValue | null;
  /** Every value, for ACLs; absent: `one` is all there is. */
  readonly all?: (context: SampleContext, args: readonly string[]) => SampleValue[];
  /** The same for arguments that are known: what they mean is worked out once. Absent: nothing is to be gained. */
  readonly bind?: (args: readonly string[]) => BoundFetch;
}

export interface BoundFetch {
  readonly one: (context: SampleContext) => SampleValue | null;
  readonly all?: (context: SampleContext) => SampleValue[];
}
