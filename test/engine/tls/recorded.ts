/** What HAProxy said of a handshake, as it is written down. */

export interface RecordedTls {
  /** base64 */
  readonly hello: string;
  readonly cipher: string;
  readonly version: string;
  /** Null: there was no answer. */
  readonly front: readonly string[] | null;
  readonly back: readonly string[] | null;
  readonly log: string;
}

export interface Recorded {
  /** The expressions that this version knows. */
  readonly front: readonly string[];
  readonly back: readonly string[];
  readonly handshakes: Readonly<Record<string, RecordedTls>>;
}

/** Without what is different every time: ports, dates, timers. */
export function settled(one: RecordedTls): RecordedTls {
  return { ...one, log: settledLine(one.log) };
}

export function settledLine(line: string): string {
  return line
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:0')
    .replace(/\[\d+\/[^\]]*\]/, '[date]')
    .replace(/ -?\d+\/-?\d+\/-?\d+\/-?\d+\/-?\d+ (?=-?\d+ )/, ' timers ')
    .replace(/ (\d+) - - ([-A-Z]{4}) \d+\/\d+\/\d+\/\d+\/\d+ /, ' bytes - - $2 counts ');
}
