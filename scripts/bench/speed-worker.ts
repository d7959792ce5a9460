/** A browser's worker: runs the world for as many milliseconds as it is told, and says how far it came. */
import { simulated } from './simulated.ts';

const run = simulated({});

globalThis.onmessage = ({ data }: MessageEvent<number>) => {
  globalThis.postMessage(run(data));
};
