/** What happens to the content of responses: compression, caches. */

/** `compression`, as far as responses are concerned. */
export interface CompressionPlan {
  /** The preferred ones first. */
  readonly algorithms: readonly string[];
  /** Beginnings of media types; none: all. */
  readonly types: readonly string[];
  readonly offload: boolean;
  readonly minBytes: number;
}

/** A `cache` section. Sizes are bytes. */
export interface CachePlan {
  readonly name: string;
  readonly totalBytes: number;
  readonly maxObjectBytes: number;
  readonly maxAgeSeconds: number;
  /** Responses that vary are kept, and told apart. */
  readonly processVary: boolean;
  /** So many of one key. */
  readonly maxVariants: number;
}
