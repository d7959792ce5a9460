/** HAProxy's answers about configurations, kept beside the machine's other temporary files: they are always the same. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CheckResult, haproxyCheck } from '../../test/support/haproxy-check.ts';
import type { FoundProgram } from '../../test/support/programs.ts';
import type { Sample } from './corpus.ts';

const FOLDER = join(tmpdir(), 'drydock-answers');
const AT_ONCE = 4;

/** Asks a program about every sample; `each` gets the answers as they come, in no order. */
export async function askAll<S extends Sample>(
  program: FoundProgram,
  samples: readonly S[],
  each: (sample: S, answer: CheckResult) => void,
): Promise<void> {
  const queue = [...samples];
  const worker = async (): Promise<void> => {
    for (let sample = queue.pop(); sample; sample = queue.pop()) each(sample, await ask(program, sample));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function ask(program: FoundProgram, { text, folder, args }: Sample): Promise<CheckResult> {
  const key = createHash('sha1')
    .update([program.version, folder, ...args, text].join('\0'))
    .digest('hex');
  const path = join(FOLDER, key);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as CheckResult;
  const file = Buffer.from(text, 'latin1');
  const result = await haproxyCheck(file, {
    binary: program.path,
    args,
    ...(folder === '' ? {} : { cwd: folder }),
  }).catch((): CheckResult => ({ status: null, lines: [], output: 'did not end' }));
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(path, JSON.stringify(result));
  return result;
}
