/** The first line of a head: three words, of which the last may be missing. */
import { CR, isBlank, isDigit, isLineEnd, isToken, isVersionByte, LF } from './bytes.ts';
import { failScan, type HeadScan, hasNoVersion, Phase, type ScanResult, type ScanRules } from './scan-state.ts';

/** One step through the first line. Null: go on. */
export function scanFirstLine(scan: HeadScan, bytes: Uint8Array, end: number, rules: ScanRules): ScanResult | null {
  const { words } = scan;
  let at = scan.at;
  switch (scan.phase) {
    case Phase.before: {
      const byte = bytes[at]!;
      if (isToken(byte)) {
        words[0] = at;
        scan.phase = Phase.word1;
      } else if (isLineEnd(byte)) {
        if (byte === CR) scan.phase = Phase.beforeLf;
        at++;
      } else return failScan(scan, at, 'the message begins with a character that no first line begins with');
      break;
    }
    case Phase.beforeLf:
      if (bytes[at] !== LF) return failScan(scan, at, 'CR without LF');
      at++;
      scan.phase = Phase.before;
      break;
    case Phase.word1:
      if (scan.kind === 'request') while (at < end && isToken(bytes[at]!)) at++;
      else while (at < end && isVersionByte(bytes[at]!)) at++;
      if (at === end) break;
      if (isBlank(bytes[at]!)) {
        words[1] = at++;
        scan.phase = Phase.gap1;
      } else if (scan.kind === 'request' && isLineEnd(bytes[at]!)) {
        words[1] = words[2] = words[3] = words[4] = words[5] = at;
        at = endFirstLine(scan, bytes, at);
      } else return failScan(scan, at, scan.kind === 'request' ? 'bad character in the method' : 'bad version');
      break;
    case Phase.gap1:
      while (at < end && isBlank(bytes[at]!)) at++;
      if (at === end) break;
      if (isLineEnd(bytes[at]!)) {
        if (scan.kind === 'response') return failScan(scan, at, 'the response has no status');
        words[2] = words[3] = words[4] = words[5] = at;
        at = endFirstLine(scan, bytes, at);
      } else {
        words[2] = at;
        scan.phase = Phase.word2;
      }
      break;
    case Phase.word2: {
      const stop = scan.kind === 'request' ? targetEnd(bytes, at, end, rules) : statusEnd(scan, bytes, at, end, rules);
      if (stop < 0)
        return failScan(scan, -1 - stop, scan.kind === 'request' ? 'bad character in the target' : 'bad status');
      at = stop;
      if (at === end) break;
      words[3] = at;
      if (isBlank(bytes[at]!)) {
        at++;
        scan.phase = Phase.gap2;
      } else {
        words[4] = words[5] = at;
        at = endFirstLine(scan, bytes, at);
      }
      break;
    }
    case Phase.gap2:
      while (at < end && isBlank(bytes[at]!)) at++;
      if (at === end) break;
      words[4] = words[5] = at;
      if (isLineEnd(bytes[at]!)) at = endFirstLine(scan, bytes, at);
      else scan.phase = Phase.word3;
      break;
    case Phase.word3:
      if (scan.kind === 'request') while (at < end && isVersionByte(bytes[at]!)) at++;
      else while (at < end && !isLineEnd(bytes[at]!)) at++;
      if (at === end) break;
      if (!isLineEnd(bytes[at]!)) return failScan(scan, at, 'bad version');
      words[5] = at;
      at = endFirstLine(scan, bytes, at);
      break;
    default: // Phase.lineLf
      if (bytes[at] !== LF) return failScan(scan, at, 'CR without LF');
      at++;
      // a request line without a version is a whole HTTP/0.9 request: nothing follows it
      if (scan.kind === 'request' && hasNoVersion(scan)) {
        scan.at = at;
        return 'complete';
      }
      scan.phase = Phase.field;
  }
  scan.at = at;
  return null;
}

/** `at` is on the CR or LF of the first line; returns where to go on. */
function endFirstLine(scan: HeadScan, bytes: Uint8Array, at: number): number {
  scan.phase = Phase.lineLf;
  return bytes[at] === CR ? at + 1 : at;
}

/** The end of the target that goes on at `at`, or `-1 - culprit`. */
function targetEnd(bytes: Uint8Array, at: number, end: number, rules: ScanRules): number {
  for (let i = at; i < end; i++) {
    const byte = bytes[i]!;
    if (byte > 32 && byte < 127 && byte !== 35) continue;
    if (isBlank(byte) || isLineEnd(byte)) return i;
    const passes = byte === 127 ? !rules.refuseDelete : rules.relaxed && (byte === 35 || byte > 127);
    if (!passes) return -1 - i;
  }
  return end;
}

/** The end of the status that goes on at `at`, or `-1 - culprit`. */
function statusEnd(scan: HeadScan, bytes: Uint8Array, at: number, end: number, rules: ScanRules): number {
  const start = scan.words[2]!;
  const most = rules.threeDigits ? (rules.relaxed ? 5 : 3) : end;
  for (let i = at; i < end; i++) {
    const byte = bytes[i]!;
    if (isDigit(byte)) {
      if (i - start >= most) return -1 - i;
    } else if ((isBlank(byte) || isLineEnd(byte)) && i > start) return i;
    else return -1 - i;
  }
  return end;
}
