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
  /** Who answered, and how it ended: `bk/web1 ----`. */
  readonly served?: readonly string[];
}

export interface HeadCase extends Omit<Situation, 'log'> {
  readonly recorded: Readonly<Partial<Record<Version, Heads>>>;
}

export function readCases(name: 'cache' | 'compression'): readonly HeadCase[] {
  return JSON.parse(readFileSync(fileURLToPath(new URL(`./${name}.json`, import.meta.url)), 'utf8'));
}

const withoutConnection = (lines: readonly string[]): string =>
  lines.filter((line) => line !== '' && !line.startsWith('connection:')).join('\n');

function ofLog(lines: readonly string[]): Pick<Heads, 'bytes' | 'served'> {
  const fields = lines.map((line) => line.split(' '));
  return {
    bytes: fields.map((field) => Number(field[4])),
    served: fields.map((field) => `${field[1]} ${field[7]}`),
  };
}

export function headsOfReal(played: Played): Heads {
  const received = played.bytes.join('').matchAll(/HTTP\/1\.1 \d\d\d [^\r]*\r\n(?:[^\r\n]+\r\n)*\r\n/g);
  const asked = Object.values(played.connections).flat(2);
  return {
    responses: [...received].map(([head]) => withoutConnection(head.split('\r\n'))),
    requests: asked.map((request) => withoutConnection(request.split('\r\n\r\n')[0]!.split('\r\n'))),
    ...ofLog(played.log),
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
    ...ofLog(log),
  };
}
