/**
 * `observe layer4|layer7`: what traffic meets counts, too. So many errors in a row, and `on-error` says what follows:
 * faster checks only; as if a check had failed; the same, but one before the last; or the server is down at once. A
 * success between them begins the count anew.
 *
 *                   layer4     layer7
 *   connected       good       -
 *   not connected   bad        bad
 *   response        -          good: below 500, and 501, 505; else bad
 *   no response     -          bad
 *
 * Facts: the manual, "observe", "error-limit", "on-error"; seen in 2.6 and 3.2.
 */
import type { Engine, ServerState, Stream } from '../state.ts';
import { arm, dueAt } from '../timers.ts';
import { suffer } from './index.ts';

const TEXTS = {
  'not connected': 'L4 unsuccessful connection',
  'wrong status': 'Wrong http response',
  'bad head': 'Invalid http response (headers)',
  'bad body': 'Invalid http response',
  'read error': 'Read error (http)',
  'read timeout': 'Read timeout (http)',
  closed: 'Close from server (http)',
} as const;

export type Trouble = keyof typeof TEXTS;

/** Something went wrong between a stream and its server. */
export function observeTrouble(engine: Engine, stream: Stream, trouble: Trouble): void {
  const server = engine.state.proxies[stream.backend]!.servers[stream.server]!;
  if (!server.check) return;
  engine.state.failing = stream.id;
  judge(engine, server, trouble);
  engine.state.failing = 0;
}

function judge(engine: Engine, server: ServerState, trouble: Trouble): void {
  const plan = engine.plan.proxies[server.proxy]!.backend!.servers[server.index]!.check;
  const { check } = server;
  if (!plan?.observe || !check) return;
  const { layer, limit, onError } = plan.observe;
  if (layer === 'layer4' && trouble !== 'not connected') return;
  check.errors++;
  if (check.errors < limit) return;
  const description = `Detected ${check.errors} consecutive errors, last one was: ${TEXTS[trouble]}`;
  check.errors = 0;
  check.hurries = true;
  if (onError === 'sudden-death' && check.health > plan.rise) check.health = plan.rise + 1;
  if (onError === 'mark-down') check.health = plan.rise;
  if (onError !== 'fastinter') suffer(engine, server, { status: 'HANA', description });
  const { timers } = engine.state;
  const due = dueAt(timers, check.timer);
  const soon = engine.nowMs + plan.fastinterMs;
  if (check.probe === 0 && due !== null && soon < due) arm(timers, check.timer, soon);
}

/** It did well on that layer. */
export function observeSuccess(engine: Engine, server: ServerState, layer: 'layer4' | 'layer7'): void {
  const { check } = server;
  if (!check || check.errors === 0) return;
  const plan = engine.plan.proxies[server.proxy]!.backend!.servers[server.index]!.check;
  if (plan?.observe?.layer === layer) check.errors = 0;
}

/** A response's status. The response that takes its server down still gets through: the rest of it has come along. */
export function observeStatus(engine: Engine, stream: Stream, server: ServerState, status: number): void {
  if (status < 500 || status === 501 || status === 505) observeSuccess(engine, server, 'layer7');
  else {
    observeTrouble(engine, stream, 'wrong status');
    engine.state.doomed = 0;
  }
}
