/** What a situation shows of heads: those that clients got and those that servers got, without `connection`. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Version } from '../../../simulator/language/haproxy/config.ts';
import type { Played } from '../../oracle/engine-lab.ts';
import { fillIn } from '../../oracle/engine-lab.ts';
import { planOf } from '../plans.ts';
import type { Situation } from '../situation.ts';
import { playVirtual, virtualAddresses } from '../world.ts';

export interface Heads {
  readonly responses: readonly string[];
  readonly requests: readonly string[];
  /** As the log counts them. */
  readonly bytes: readonly number[];
}

export interface HeadCase extends Omit<Situation, 'log'> {
  readonly recorded: Readonly<Partial<Record<Version, Heads>>>;
}

export function readCases(): readonly HeadCase[] {
  return JSON.parse(readFileSync(fileURLToPath(new URL('./recorded.json', import.meta.url)), 'utf8'));
}

const withoutConnection = (lines: readonly string[]): string =>
  lines.filter((line) => line !== '' && !line.startsWith('connection:')).join('\n');

export function headsOfReal(played: Played): Heads {
  const received = played.bytes.join('').matchAll(/HTTP\/1\.1 \d\d\d [^\r]*\r\n(?:[^\r\n]+\r\n)*\r\n/g);
  const asked = Object.values(played.connections).flat(2);
  return {
    responses: [...received].map(([head]) => withoutConnection(head.split('\r\n'))),
    requests: asked.map((request) => withoutConnection(request.split('\r\n\r\n')[0]!.split('\r\n'))),
    bytes: played.log.map((line) => Number(line.split(' ')[4])),
  };
}

export function headsOfOurs(wanted: HeadCase, version: Version): Heads {
  const situation: Situation = { ...wanted, log: [] };
  const config = fillIn(situation.config, virtualAddresses(situation));
  const plan = planOf(`global\n  log stdout format raw local0\n${config}`, version);
  const { outputs, log } = playVirtual(situation, plan);
  const lines = (first: string, headers: readonly { readonly name: string; readonly value: string }[]) =>
    withoutConnection([first, ...headers.map(({ name, value }) => `${name}: ${value}`)]);
  return {
    responses: outputs.flatMap((output) =>
      output.type === 'forwardResponse' || output.type === 'respond'
        ? [lines(`HTTP/1.1 ${output.head.status} ${output.head.reason}`, output.head.headers)]
        : [],
    ),
    requests: outputs.flatMap((output) =>
      output.type === 'forwardRequest'
        ? [lines(`${output.head.method} ${output.head.target} HTTP/${output.head.version}`, output.head.headers)]
        : [],
    ),
    bytes: log.map((line) => Number(line.split(' ')[4])),
  };
}
