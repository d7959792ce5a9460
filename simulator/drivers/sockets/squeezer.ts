/** Compression of a response on its way, a piece at a time, without waiting. */
import { Deflate, Gzip, Zlib } from 'fflate';

export interface Squeezer {
  push(bytes: Uint8Array): readonly Uint8Array[];
  /** The rest. */
  end(): readonly Uint8Array[];
}

/** As little work as possible, as HAProxy has it by default. */
const LEVEL = 1;

/** @param algorithm `gzip`, `deflate` (with zlib's frame), `raw-deflate`, or `identity`: bytes stay as they are */
export function createSqueezer(algorithm: string): Squeezer {
  if (algorithm === 'identity') return { push: (bytes) => [bytes], end: () => [] };
  const out: Uint8Array[] = [];
  const options = { level: LEVEL } as const;
  const stream =
    algorithm === 'gzip'
      ? new Gzip({ ...options, mtime: 0 })
      : algorithm === 'deflate'
        ? new Zlib(options)
        : new Deflate(options);
  stream.ondata = (bytes) => {
    if (bytes.length > 0) out.push(bytes);
  };
  const take = () => out.splice(0);
  return {
    push(bytes) {
      stream.push(bytes);
      return take();
    },
    end() {
      stream.push(new Uint8Array(0), true);
      return take();
    },
  };
}
