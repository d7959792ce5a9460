/**
 * `balance source`: by the client's address, its 32-bit words combined with exclusive or (the hash function of
 * `hash-type` does not take part). Manual, "balance source".
 */

import { parseIp } from '../address.ts';
import { byId } from '../id-table.ts';
import { hashed } from './hashed.ts';

export const source = hashed('source', ({ engine, stream }) => {
  const client = byId(engine.state.clients, stream.client);
  const words = client ? parseIp(client.src.host) : null;
  if (!client || !words) return null;
  let hash = 0;
  for (const word of words) hash ^= word;
  return { text: client.src.host, hash: hash >>> 0 };
});
