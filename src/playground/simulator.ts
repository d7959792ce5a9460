/** One simulator worker, with a watchdog: a call that takes too long ends the worker and is reported, and the page stays alive. */
import * as Comlink from 'comlink';
import type { SimulatorApi } from '../../simulator/worker-api.ts';
import type { Simulator } from './store.ts';

const PATIENCE_MS = 15_000;

export interface SimulatorWorker {
  readonly simulator: Simulator;
  dispose(): void;
}

export function startSimulator(): SimulatorWorker {
  let worker: Worker | null = null;
  let remote: Comlink.Remote<SimulatorApi> | null = null;
  const connect = (): Comlink.Remote<SimulatorApi> => {
    if (remote !== null) return remote;
    worker = new Worker(new URL('../../simulator/worker.ts', import.meta.url), { type: 'module', name: 'simulator' });
    remote = Comlink.wrap<SimulatorApi>(worker);
    return remote;
  };
  const stop = () => {
    worker?.terminate();
    worker = null;
    remote = null;
  };
  const patiently = async <T>(question: (api: Comlink.Remote<SimulatorApi>) => Promise<T>): Promise<T> => {
    const api = connect();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        stop();
        reject(new Error('The simulation took too long and was stopped. Restart it, perhaps with less traffic.'));
      }, PATIENCE_MS);
    });
    try {
      return await Promise.race([question(api), late]);
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    simulator: {
      load: (request) => patiently((api) => api.load(request)),
      advance: (toMs) => patiently((api) => api.advance(toMs)),
      stepOnce: () => patiently((api) => api.stepOnce()),
      seek: (toMs) => patiently((api) => api.seek(toMs)),
      inject: (fault) => patiently((api) => api.inject(fault)),
      story: (stream) => patiently((api) => api.story(stream)),
      hash: () => patiently((api) => api.hash()),
    },
    dispose: stop,
  };
}
