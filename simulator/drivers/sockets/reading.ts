/**
 * Plain connections to servers read into a buffer of their own, which is used again as soon as its bytes have left: Node would
 * otherwise allocate 64 kB for every read, and spend its time on collecting them.
 */
import type { OnReadOpts } from 'node:net';

const BUFFER_BYTES = 65_536;
/** Up to this size bytes that are kept are copied; above it, the buffer is given away. */
const COPIED_BYTES = 8192;

/** Takes bytes that are valid only now. True: they are not needed any more. Null: `take` has to have bytes to keep. */
export type TakeNow = (bytes: Buffer) => boolean | null;

export interface Reading {
  readonly onread: OnReadOpts;
  /** Set before the first byte can come. */
  takeNow: TakeNow;
  take: (bytes: Buffer) => void;
}

export function createReading(): Reading {
  let buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  let given = false;
  const reading: Reading = {
    takeNow: () => null,
    take: () => {},
    onread: {
      // Asked behind each read: another buffer only if somebody kept the last one.
      buffer: () => {
        if (given) buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
        given = false;
        return buffer;
      },
      callback(count) {
        const bytes = buffer.subarray(0, count);
        const isOver = reading.takeNow(bytes);
        if (isOver === null && count <= COPIED_BYTES) reading.take(Buffer.from(bytes));
        else {
          given = isOver !== true;
          if (isOver === null) reading.take(bytes);
        }
        return true;
      },
    },
  };
  return reading;
}
