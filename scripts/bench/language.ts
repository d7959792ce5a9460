/** How fast a large configuration is parsed, and checked in full. */
import { analyse } from '../../simulator/language/haproxy/analyse.ts';
import { parserOf } from '../../simulator/language/haproxy/doc.ts';
import { fastestMs } from './figures.ts';
import { generateConfig } from './generate.ts';

const LINES = 24_000;
const RUNS = 15;

export function parseSpeed(): string {
  const text = generateConfig(LINES);
  const parser = parserOf('3.2');
  const ms = fastestMs(RUNS, () => parser.parse(text));
  const megabytes = Buffer.byteLength(text) / 1e6;
  return `Parse: ${((megabytes / ms) * 1000).toFixed(1)} MB/s (${megabytes.toFixed(2)} MB in ${ms.toFixed(0)} ms, the syntax tree of ${LINES} lines)`;
}

export function checkSpeed(): string {
  const text = generateConfig(LINES);
  const files = [{ name: 'haproxy.cfg', text }];
  const found = analyse(files, { version: '3.2' });
  if (found.status !== 0) throw new Error(`the generated configuration has errors: ${found.diagnostics[0]?.message}`);
  const ms = fastestMs(RUNS, () => void analyse(files, { version: '3.2' }));
  return `Full check: ${ms.toFixed(0)} ms for ${LINES} generated lines (${((LINES / ms) * 1000).toFixed(0)} lines/s)`;
}
