/**
 * The statistics page in the virtual world: an answer without figures, for its clients read none; a POST changes nothing
 * here (commands do).
 */
import type { Output } from '../../engine/io.ts';
import { feed, type Sim } from './sim.ts';

export function serveStats(sim: Sim, { client, stream, method }: Extract<Output, { type: 'serveStats' }>): void {
  const isPost = method === 'POST';
  feed(sim, {
    type: 'statsServed',
    client,
    stream,
    head: {
      version: '1.1',
      status: isPost ? 303 : 200,
      reason: isPost ? 'See Other' : 'OK',
      headers: [
        { name: 'cache-control', value: 'no-cache' },
        { name: 'content-type', value: isPost ? 'text/plain' : 'text/html' },
        { name: 'content-length', value: '0' },
      ],
    },
    body: '',
  });
}
