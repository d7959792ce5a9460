/**
 * `on-marked-down shutdown-sessions`, `on-marked-up shutdown-backup-sessions`: a session ends here and now. Up to 2.8 it
 * is treated like an error of that moment, since 3.0 like a connection that failed (status 500, nothing is said).
 */
import { countResponseError } from './counting.ts';
import { answerError, closeBoth } from './reply.ts';
import type { Client, Engine, Stream } from './state.ts';
import { blame, releaseServer } from './stream.ts';

/** `cause`: D (its server went down), U (a better one came up), K (an operator). */
export function killStream(engine: Engine, client: Client, stream: Stream, cause: 'D' | 'U' | 'K'): void {
  if (engine.plan.behaviour.killedSession === 'as-connect-failure') {
    blame(stream, cause, 'C');
    if (stream.mode === 'http') stream.status = 500;
    closeBoth(engine, client, stream, 'reset');
  } else if (stream.mode === 'http' && stream.phase === 'waiting') {
    blame(stream, cause, 'H');
    countResponseError(engine, stream);
    releaseServer(engine, stream, false, 'reset');
    answerError(engine, client, stream, 502);
  } else {
    blame(stream, cause, stream.mode === 'http' && stream.phase === 'responding' ? 'D' : '-');
    if (stream.mode === 'http' && stream.status === 0) stream.status = -1;
    closeBoth(engine, client, stream, 'reset');
  }
}
