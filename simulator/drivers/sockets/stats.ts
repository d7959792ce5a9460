/** The statistics page on real sockets. */
import type { Output, RuntimeCommand } from '../../engine/io.ts';
import { answerStats, type RuntimeSession } from '../runtime/index.ts';
import { viewOf } from './runtime-socket.ts';
import { feed, type World } from './world.ts';

const SESSION: RuntimeSession = { level: 'admin', interactive: false, timed: false, experimental: false, over: false };

/** Makes the page. Changes that a POST asks for are told behind the present fact, and before the answer. */
export function serveStats(world: World, output: Extract<Output, { type: 'serveStats' }>): void {
  const { client, stream } = output;
  const isHttp11 = world.clients.get(client)?.http?.head?.version === '1.1';
  const commands: RuntimeCommand[] = [];
  const view = viewOf(world, { ...SESSION }, world.facts);
  const { head, body } = answerStats({ ...view, command: (command) => commands.push(command) }, output, isHttp11);
  for (const command of commands) feed(world, { type: 'command', command });
  feed(world, { type: 'statsServed', client, stream, head, body });
}
