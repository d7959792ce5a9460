/** The lines below the first: header fields, up to the empty line. */
import { COLON, CR, isBlank, isLineEnd, isToken, LF } from './bytes.ts';
import { FIELD_SIZE, failScan, type HeadScan, Phase, type ScanResult, type ScanRules } from './scan-state.ts';

/** Goes on through the header lines, up to their end or to the end of the bytes. */
export function scanFields(scan: HeadScan, bytes: Uint8Array, end: number, rules: ScanRules): ScanResult {
  let { at, phase } = scan;
  while (at < end) {
    switch (phase) {
      case Phase.field:
        scan.name = at;
        if (isLineEnd(bytes[at]!)) {
          if (bytes[at] === CR) at++;
          phase = Phase.lastLf;
        } else phase = Phase.name;
        break;
      case Phase.name:
        while (at < end && isToken(bytes[at]!)) at++;
        if (at === end) break;
        if (bytes[at] === COLON) {
          if (at === scan.name) return failScan(scan, at, 'a header without a name');
          scan.colon = at++;
          phase = Phase.valueGap;
        } else if (!rules.relaxed || bytes[at] === LF) return failScan(scan, at, "bad character in a header's name");
        else {
          scan.nameIsBent = true;
          at++;
        }
        break;
      case Phase.valueGap:
        while (at < end && isBlank(bytes[at]!)) at++;
        if (at === end) break;
        scan.value = at;
        phase = Phase.value;
        break;
      case Phase.value: {
        // the bulk of every head goes through this loop
        let byte = 14;
        while (at < end) {
          byte = bytes[at]!;
          if (byte < 14 && (byte === LF || byte === CR || byte === 0)) break;
          at++;
        }
        if (at === end) break;
        if (byte === 0) {
          if (rules.refuseNul && !rules.relaxed) return failScan(scan, at, "NUL in a header's value");
          at++;
          break;
        }
        scan.valueEnd = at;
        if (byte === CR) at++;
        phase = Phase.valueLf;
        break;
      }
      case Phase.valueLf:
        if (bytes[at] !== LF) return failScan(scan, at, 'CR without LF');
        at++;
        phase = Phase.fieldEnd;
        break;
      case Phase.fieldEnd:
        if (isBlank(bytes[at]!)) {
          // a continuation: the value goes on, and its line ends become spaces when it is read out
          scan.isFolded = true;
          phase = Phase.value;
        } else {
          endField(scan);
          phase = Phase.field;
        }
        break;
      default: // Phase.lastLf
        if (bytes[at] !== LF) return failScan(scan, at, 'CR without LF');
        scan.at = at + 1;
        return 'complete';
    }
  }
  scan.at = at;
  scan.phase = phase;
  return 'more';
}

/** Puts the header that has just ended on the list. */
function endField(scan: HeadScan): void {
  const { fields, fieldsEnd: end } = scan;
  if (scan.isFolded) scan.folded.push(end / FIELD_SIZE);
  fields[end] = scan.name;
  fields[end + 1] = scan.nameIsBent ? -scan.colon : scan.colon;
  fields[end + 2] = scan.value;
  fields[end + 3] = scan.valueEnd;
  scan.fieldsEnd = end + FIELD_SIZE;
  scan.isFolded = false;
  scan.nameIsBent = false;
}
