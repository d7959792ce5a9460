/** The lines below the first: header fields, up to the empty line. */
import { COLON, CR, isBlank, isLineEnd, isToken, LF } from './bytes.ts';
import { FIELD_SIZE, failScan, type HeadScan, Phase, type ScanResult, type ScanRules } from './scan-state.ts';

/** One step through the header lines. Null: go on. */
export function scanFields(scan: HeadScan, bytes: Uint8Array, end: number, rules: ScanRules): ScanResult | null {
  let at = scan.at;
  switch (scan.phase) {
    case Phase.field:
      scan.name = at;
      if (isLineEnd(bytes[at]!)) {
        if (bytes[at] === CR) at++;
        scan.phase = Phase.lastLf;
      } else scan.phase = Phase.name;
      break;
    case Phase.name:
      while (at < end && isToken(bytes[at]!)) at++;
      if (at === end) break;
      if (bytes[at] === COLON) {
        if (at === scan.name) return failScan(scan, at, 'a header without a name');
        scan.colon = at++;
        scan.phase = Phase.valueGap;
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
      if (isLineEnd(bytes[at]!)) {
        scan.valueEnd = at;
        if (bytes[at] === CR) at++;
        scan.phase = Phase.valueLf;
      } else scan.phase = Phase.value;
      break;
    case Phase.valueLf:
      if (bytes[at] !== LF) return failScan(scan, at, 'CR without LF');
      at++;
      scan.phase = Phase.fieldEnd;
      break;
    case Phase.value: {
      // the bulk of every head goes through this loop
      let byte = 0;
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
      scan.phase = Phase.valueLf;
      break;
    }
    case Phase.fieldEnd:
      if (isBlank(bytes[at]!)) {
        // a continuation: the value goes on, and its line ends become spaces when it is read out
        scan.isFolded = true;
        scan.phase = Phase.value;
        break;
      }
      endField(scan);
      scan.phase = Phase.field;
      break;
    default: // Phase.lastLf
      if (bytes[at] !== LF) return failScan(scan, at, 'CR without LF');
      scan.at = at + 1;
      return 'complete';
  }
  scan.at = at;
  return null;
}

/** Puts the header that has just ended on the list. */
function endField(scan: HeadScan): void {
  if (scan.isFolded) scan.folded.push(scan.fields.length / FIELD_SIZE);
  scan.fields.push(scan.name, scan.nameIsBent ? -scan.colon : scan.colon, scan.value, scan.valueEnd);
  scan.isFolded = false;
  scan.nameIsBent = false;
}
