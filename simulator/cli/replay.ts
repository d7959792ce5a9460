/** `drydock simulate --replay`: a run on real sockets again, from what was written down of it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pictureOf } from '../drivers/replay/picture.ts';
import { planOfInputs } from '../drivers/replay/prepare.ts';
import { createReplay } from '../drivers/replay/run.ts';
import { readInputs } from '../scenario/inputs.ts';
import { playedInputs } from '../simulator.ts';
import { logLines, transitionOf } from '../trace/entries.ts';
import { duration } from '../trace/explain-text.ts';
import type { LogLine } from '../trace/frame.ts';
import type { Observer } from '../trace/observer.ts';
import { advance, createRecording, type LogEntry } from '../trace/recording.ts';
import { createSha256, digestHex, updateText } from '../trace/sha256.ts';
import { traceTo } from '../trace/trace-lines.ts';
import type { Args } from './args.ts';
import type { CliIo } from './command.ts';
import { systemMessage } from './load.ts';
import { textTable } from './table.ts';

/** Log lines that a JSON document holds. */
const LOG_IN_JSON = 10_000;

/** @returns the exit status: 1 when the file cannot be read or replayed, or when the trace is another than the recorded one */
export function replay(args: Args, io: CliIo, maxHappenings: number): number {
  const name = args.value('replay')!;
  const fail = (problem: string) => {
    io.err(`drydock simulate: ${problem}\n`);
    return 1;
  };
  const others = ['scenario', 'seed', 'haproxy'].filter((option) => args.value(option) !== undefined);
  if (others.length > 0 || args.values('file').length > 0)
    return fail('--replay takes everything from its file: no -f, --scenario, --seed or --haproxy beside it');
  let text: string;
  try {
    text = readFileSync(resolve(io.cwd, name), 'utf8');
  } catch (error) {
    return fail(`${name}: ${systemMessage(error)}`);
  }
  const read = readInputs(text);
  if (!read.ok) return fail(`${name}:${read.line}: ${read.problem}`);
  const { recorded } = read;
  const { plan, diagnostics } = planOfInputs(recorded.header);
  if (plan === null) {
    const wrong = diagnostics.find(({ severity }) => severity === 'error');
    return fail(`${name}: its configuration has an error: ${wrong?.message ?? ''}`);
  }
  const runnable = createReplay(plan, recorded);
  const recording = createRecording(runnable);
  const { dateOf } = playedInputs(runnable);
  const hash = createSha256();
  const log: LogLine[] = [];
  const write = (entry: LogEntry) => {
    for (const line of logLines(plan, entry, dateOf)) {
      if (args.flag('log')) io.out(`${line.text}\n`);
      if (log.length < LOG_IN_JSON) log.push(line);
    }
  };
  const traced = traceTo((line) => {
    updateText(hash, line);
    if (args.flag('trace')) io.out(line);
  });
  const observer: Observer = {
    ...traced,
    log(atMs, record) {
      traced.log(atMs, record);
      write({ index: recording.marks.log - 1, atMs, kind: 'request', record });
    },
    serverState(atMs, change) {
      traced.serverState(atMs, change);
      write({ index: recording.marks.log - 1, atMs, kind: 'server', change });
    },
  };
  let isComplete: boolean;
  try {
    isComplete = advance(recording, runnable.durationUs, maxHappenings, observer);
  } catch (error) {
    return fail(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isComplete) {
    const reached = duration(recording.state.nowUs / 1000);
    return fail(`stopped at ${reached}: more than ${maxHappenings.toLocaleString('en-US')} inputs`);
  }
  const trace = digestHex(hash);
  const { servers, totals } = pictureOf(plan, recording.state);
  const { header, inputs, end } = recorded;
  const isSame = end === null || end.trace === trace;
  if (args.flag('json')) {
    const document = {
      version: plan.version,
      seed: header.seed,
      secrets: header.secrets,
      durationMs: runnable.durationUs / 1000,
      inputs: inputs.length,
      hash: trace,
      recordedHash: end?.trace ?? null,
      totals,
      servers,
      transitions: recording.states.map(transitionOf),
      logTotal: recording.marks.log,
      log,
    };
    io.out(`${JSON.stringify(document, null, 2)}\n`);
  } else if (!args.flag('trace')) {
    const { started, completed, failed, unanswered } = totals;
    const rows = servers.map(({ proxy, server, state, total, errors, retries }) => {
      const { name: backend, backend: of } = plan.proxies[proxy]!;
      return [`${backend}/${of!.servers[server]!.name}`, state, `${total}`, `${errors}`, `${retries}`];
    });
    const length = duration(runnable.durationUs / 1000);
    io.out(
      `Replay of ${name}: HAProxy ${plan.version}, ${inputs.length} inputs in ${length}\n` +
        `Requests and connections: ${started}, answered ${completed}, failed ${failed}, unanswered ${unanswered}\n` +
        `${rows.length === 0 ? '' : textTable(['Server', 'State', 'Sessions', 'Errors', 'Retries'], rows, new Set(['Server', 'State']))}` +
        `Trace ${trace}\n`,
    );
  }
  if (end === null) io.err('drydock simulate: the file was cut short: this is how far it goes\n');
  if (isSame) return 0;
  const why =
    header.secrets === 'masked'
      ? 'rules look at what was masked'
      : 'it was recorded by another Drydock, or changed since';
  return fail(`the trace differs from the recorded one (${end.trace}): ${why}`);
}
