/** The words of `retry-on`. */

const RETRYABLE = ['conn-failure', 'empty-response', 'junk-response', 'response-timeout', '500', '502', '503', '504'];

/** Which of its reasons a backend retries for. */
export function retriesOn(reasons: readonly string[], reason: string): boolean {
  return reasons.includes(reason) || (reasons.includes('all-retryable-errors') && RETRYABLE.includes(reason));
}
