/** `compression`: what a section says of it, behind what its defaults say. Manual, "compression". */
import type { CompressionPlan } from './plan.ts';
import type { RuleSource } from './rules.ts';

/** Null: it says nothing. */
export function planCompression({ sections }: Pick<RuleSource, 'sections'>): CompressionPlan | null {
  const algorithms: string[] = [];
  const types: string[] = [];
  let offload = false;
  let minBytes = 0;
  let found = false;
  for (const { directives, kind } of [...sections].reverse()) {
    for (const { words } of directives) {
      if (words[0]!.text !== 'compression') continue;
      found = true;
      const [, what, ...rest] = words.map(({ text }) => text);
      // of equally good algorithms HAProxy takes the one that was named last
      if (what === 'algo' || what === 'algo-res') algorithms.unshift(...rest.reverse());
      else if (what === 'type' || what === 'type-res') types.push(...rest);
      else if (what === 'offload') offload = kind !== 'defaults';
      else if (what === 'minsize-res') minBytes = sizeOf(rest[0] ?? '0');
    }
  }
  return found ? { algorithms, types, offload, minBytes } : null;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

function sizeOf(text: string): number {
  const [, digits = '0', unit = ''] = /^(\d+)([kmg]?)/i.exec(text) ?? [];
  return Number(digits) * (UNITS[unit.toLowerCase()] ?? 1);
}
