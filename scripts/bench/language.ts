/** How fast a large configuration is parsed, and checked in full. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyse } from '../../simulator/language/haproxy/analyse.ts';
import { parserOf } from '../../simulator/language/haproxy/doc.ts';
import { findProgram } from '../lib/programs.mjs';
import { fastestMs, inTurnMs } from './figures.ts';
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

/** In this process, warm, in turn with whole `haproxy -c` processes where there is one. */
export function checkSpeed(): string {
  const text = generateConfig(LINES);
  const files = [{ name: 'haproxy.cfg', text }];
  const found = analyse(files, { version: '3.2' });
  if (found.status !== 0) throw new Error(`the generated configuration has errors: ${found.diagnostics[0]?.message}`);
  const ours = (): void => void analyse(files, { version: '3.2' });
  const haproxy = findProgram('haproxy');
  const said = (ms: number): string =>
    `Full check: ${ms.toFixed(0)} ms for ${LINES} generated lines (${((LINES / ms) * 1000).toFixed(0)} lines/s)`;
  if (haproxy === undefined) return `${said(fastestMs(RUNS, ours))}; no haproxy here to compare with`;
  const folder = mkdtempSync(join(tmpdir(), 'drydock-'));
  const path = join(folder, 'haproxy.cfg');
  writeFileSync(path, text);
  const theirs = (): void => {
    const { status, stderr } = spawnSync(haproxy, ['-c', '-q', '-f', path], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`haproxy refuses the generated configuration: ${stderr}`);
  };
  const [oursMs, theirsMs] = inTurnMs(RUNS, [ours, theirs]) as [number, number];
  rmSync(folder, { recursive: true });
  return `${said(oursMs)}; haproxy -c: ${theirsMs.toFixed(0)} ms, ours takes ${(oursMs / theirsMs).toFixed(2)} times that`;
}
