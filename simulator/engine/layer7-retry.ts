/**
 * `retry-on`: a request is sent once more when its response was missing, broken, late, or of a certain status. No pause;
 * whether another server may be tried is decided as for connections. Only requests without a body are repeated here:
 * bodies stay with the drivers. Manual, "retry-on"; seen in 3.2.
 */

import { retry } from './connect.ts';
import { byId } from './id-table.ts';
import { forgetConn } from './pool.ts';
import { retriesOn } from './retry-on.ts';
import { type Client, type Engine, NEVER, type Stream } from './state.ts';
import { countOut } from './stream.ts';

const STATUSES = ['404', '408', '425', '429', '500', '501', '502', '503', '504'];
/**
 * Sends the request again, if that is wanted and still allowed.
 * @param cause a word of `retry-on`, or a status
 * @returns false: the failure stands
 */
export function retryRequest(engine: Engine, client: Client, stream: Stream, cause: string | number): boolean {
  const plan = engine.plan.proxies[stream.backend]!.backend!;
  if (!plan.retryOn) return false;
  const reason = String(cause);
  if (!retriesOn(plan.retryOn, reason)) return false;
  if (!stream.repeats || stream.requestBody !== 'none') return false;
  if (stream.retries >= (stream.retryLimit ?? plan.retries)) return false;
  const conn = byId(engine.state.conns, stream.conn);
  if (!conn) return false;
  engine.out.push({ type: 'closeServer', conn: conn.id, how: 'reset' });
  forgetConn(engine, conn);
  const proxy = engine.state.proxies[stream.backend]!;
  proxy.counters.retries++;
  proxy.servers[stream.server]!.counters.retries++;
  stream.conn = 0;
  stream.reused = false;
  if (STATUSES.includes(reason)) stream.bytesToClient = 0;
  stream.response = null;
  stream.status = 0;
  stream.responseMs = NEVER;
  stream.serverDeadlineMs = NEVER;
  countOut(engine, stream);
  retry(engine, client, stream, false, false);
  return true;
}
