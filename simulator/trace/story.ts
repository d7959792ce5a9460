/** The story of one stream: every decision as a sentence, and a summary of how it went. */
import type { LogRecord } from '../engine/io.ts';
import type { Plan } from '../plan/plan.ts';
import { requestLine } from './entries.ts';
import { duration, explanationText } from './explain-text.ts';
import type { StreamStory } from './frame.ts';
import type { DateOf } from './log-lines.ts';
import type { Telling } from './recording.ts';

/** @param dateOf the dates of its log line; those of virtual time unless said */
export function storyOf(plan: Plan, stream: number, { steps, record, over }: Telling, dateOf?: DateOf): StreamStory {
  return {
    stream,
    summary: record !== null ? summaryOf(record) : unlogged(steps, over),
    steps: steps.map(({ atMs, explanation }) => ({ atMs, explanation, text: explanationText(explanation) })),
    log: record === null ? null : requestLine(plan, record, dateOf),
  };
}

/** `GET / from 203.0.113.5: web2 of backend bk answered 200 in 31 ms.` */
function summaryOf(record: LogRecord): string {
  const what = record.request ?? `A ${record.mode} connection`;
  const from = `from ${record.src.host}`;
  const lasted = duration(Math.max(0, record.endMs - record.acceptMs));
  const where = record.server === '<NOSRV>' ? 'no server' : `server ${record.server} of backend ${record.backend}`;
  const result = record.mode === 'http' ? `status ${record.status}` : 'connection';
  const tries = record.retries > 0 ? `, after ${record.retries} ${record.retries === 1 ? 'retry' : 'retries'}` : '';
  const moved = record.redispatched ? ' and a redispatch' : '';
  return `${what} ${from}: ${where}, ${result}, ${lasted}${tries}${moved}, termination state ${record.termination}.`;
}

/** What can be said about a stream without its log record: it is not over, or the configuration does not log it. */
function unlogged(steps: Telling['steps'], over: boolean): string {
  if (!over) return 'Still under way.';
  let server: string | null = null;
  let status: number | null = null;
  let termination = '';
  for (const { explanation } of steps) {
    if (explanation.type === 'balance') server = explanation.chosen;
    else if (explanation.type === 'persistence' && explanation.outcome === 'used') server = explanation.server;
    else if (explanation.type === 'response') status = explanation.status;
    else if (explanation.type === 'end') termination = explanation.termination;
  }
  const where = server === null ? 'no server' : `server ${server}`;
  const result = status === null ? '' : `, status ${status}`;
  return `Ended: ${where}${result}, termination state ${termination}. The configuration does not log it.`;
}
