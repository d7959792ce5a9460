/** Health checks on real sockets. */
import type { Output, ProbeId } from '../../engine/io.ts';
import type { World } from './world.ts';

export interface ProbeLink {
  close(): void;
}
export function startProbe(_world: World, _output: Extract<Output, { type: 'startProbe' }>): void {}
export function abortProbe(_world: World, _probe: ProbeId): void {}
