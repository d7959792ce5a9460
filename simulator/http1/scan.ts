/**
 * Finds the parts of a message's head (or of a trailer section) in bytes: where each word of the first line and each
 * header begins and ends. It looks at every byte once however the bytes were cut, keeps only numbers, and judges only
 * what can be judged from a byte and its place; what the fields mean is for `interpret.ts`.
 *
 * As HAProxy: lines may end in LF alone; empty lines before the first are skipped; a line that begins with a blank
 * continues the one before; between words there may be many blanks.
 */
import { scanFields } from './scan-fields.ts';
import { scanFirstLine } from './scan-line.ts';
import { type HeadScan, inFirstLine, type ScanResult, type ScanRules } from './scan-state.ts';

/** Goes on with `bytes` up to `end`; `bytes` begins where the scan began, also on later calls. */
export function scanHead(scan: HeadScan, bytes: Uint8Array, end: number, rules: ScanRules): ScanResult {
  while (inFirstLine(scan) && scan.at < end) {
    const result = scanFirstLine(scan, bytes, end, rules);
    if (result !== null) return result;
  }
  return inFirstLine(scan) ? 'more' : scanFields(scan, bytes, end, rules);
}
