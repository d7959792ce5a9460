/** A worker that answers a run with its trace's hash. */
import { type Run, traceHash } from './trace-hash.ts';

globalThis.onmessage = async ({ data }: MessageEvent<Run>) => {
  globalThis.postMessage(await traceHash(data).catch((problem) => String(problem)));
};
