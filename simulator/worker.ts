/** The simulator's worker: what `createSimulator` gives, over comlink. One call an animation tick, never one an event. */
import { expose } from 'comlink';
import { createSimulator } from './simulator.ts';

expose(createSimulator());
