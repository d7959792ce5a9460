/** The simulator's worker: what `createSimulator` gives, as far as it is drawn, over comlink. One call an animation tick, never one an event. */
import { expose } from 'comlink';
import { drawing } from './drawn.ts';
import { createSimulator } from './simulator.ts';

expose(drawing(createSimulator()));
