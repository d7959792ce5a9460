/** Writes down what a run on real sockets is told, as it is told (`scenario/inputs.ts` has the form). */
import { closeSync, openSync, writeSync } from 'node:fs';
import { outcomeOf } from '../drivers/replay/run.ts';
import type { InputRecorder } from '../drivers/sockets/world.ts';
import type { Plan } from '../plan/plan.ts';
import { endLine, headerLine, type InputsHeader, inputLine, withoutSecrets } from '../scenario/inputs-form.ts';
import { createSha256, digestHex, updateText } from '../trace/sha256.ts';
import { traceLine } from '../trace/trace-lines.ts';

export interface FileRecorder extends InputRecorder {
  /** Ends the file. @returns the hash of the trace */
  close(endMs: number): string;
}

/** So much is gathered before it is written, and for no longer than that. */
const GATHERED_CHARACTERS = 65_536;
const GATHERED_MS = 200;

/**
 * Begins a file that only its owner may read: it holds what clients and servers say.
 * @throws when it cannot be written
 */
export function recordTo(path: string, header: InputsHeader, plan: Plan): FileRecorder {
  const file = openSync(path, 'w', 0o600);
  const masks = header.secrets === 'masked';
  const hash = createSha256();
  let text = headerLine(header);
  let timer: NodeJS.Timeout | null = null;
  let nowMs = header.startMs;
  let logged = 0;
  let isOver = false;
  const flush = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (text !== '') writeSync(file, text);
    text = '';
  };
  const trace = (line: string) => updateText(hash, line);
  process.once('exit', flush);
  return {
    input(atMs, input) {
      if (isOver) return;
      nowMs = Math.max(nowMs, atMs);
      text += inputLine(atMs, masks ? withoutSecrets(input) : input);
      if (text.length >= GATHERED_CHARACTERS) flush();
      else timer ??= setTimeout(flush, GATHERED_MS);
    },
    log(record) {
      const atMs = nowMs - header.startMs;
      logged++;
      trace(traceLine(atMs, { kind: 'log', what: record }));
      trace(traceLine(atMs, { kind: 'ended', what: outcomeOf(plan, record, logged) }));
    },
    serverState(change) {
      trace(traceLine(nowMs - header.startMs, { kind: 'state', what: change }));
    },
    close(endMs) {
      const digest = digestHex(hash);
      text += endLine(Math.max(nowMs, endMs), digest);
      flush();
      isOver = true;
      process.off('exit', flush);
      closeSync(file);
      return digest;
    },
  };
}

/** Variables of the environment that the configuration names: no others are written down. */
export function namedVariables(
  files: readonly { readonly text: string }[],
  environment: Readonly<Record<string, string>>,
): Record<string, string> {
  const named: Record<string, string> = {};
  for (const { text } of files) {
    for (const [, plain, braced] of text.matchAll(/\$(?:(\w+)|\{(\w+))/g)) {
      const name = plain ?? braced ?? '';
      if (environment[name] !== undefined) named[name] = environment[name];
    }
    // conditions ask for them by function
    for (const [, name] of text.matchAll(/(?:defined|streq|strneq|strstr|env|getenv)\(["']?(\w+)/g)) {
      if (environment[name!] !== undefined) named[name!] = environment[name!]!;
    }
  }
  return named;
}
