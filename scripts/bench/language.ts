/** How fast a large configuration is parsed, and checked in full. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyse } from '../../simulator/language/haproxy/analyse.ts';
import { editDoc, openDoc, parserOf } from '../../simulator/language/haproxy/doc.ts';
import { notSimulated } from '../../simulator/plan/build.ts';
import { findProgram } from '../lib/programs.mjs';
import { fastestMs, inTurnMs } from './figures.ts';
import { generateConfig } from './generate.ts';

const LINES = 24_000;
const RUNS = 21;
/** Until then the engine compiles what it runs, and its heap grows. */
const WARMING = 20;

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
  for (let i = 0; i < WARMING; i++) ours();
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

const BURSTS = 50;
const TYPED = 'http-request set-header X-Team "blue"';

/** What a keystroke costs until all diagnostics are there: lines typed, and taken out again, all over the text. */
export function keystrokeSpeed(): string {
  let doc = openDoc(generateConfig(LINES), { version: '3.2' }, 'haproxy.cfg', notSimulated);
  void doc.outcome;
  const took: number[] = [];
  const edit = (offset: number, length: number, text: string): void => {
    const start = performance.now();
    doc = editDoc(doc, [{ offset, length, text }]);
    void doc.outcome;
    took.push(performance.now() - start);
  };
  for (let burst = 0; burst < BURSTS; burst++) {
    // Places are spread over the text, in any kind of section and line.
    const place = Math.floor((doc.text.length / BURSTS) * burst);
    const from = doc.text.indexOf('\n', place);
    if (from < 0) break;
    const typed = `\n    ${TYPED}`.slice(0, 12 + (burst % 30));
    for (let i = 0; i < typed.length; i++) edit(from + i, 0, typed[i]!);
    for (let i = typed.length - 1; i >= 0; i--) edit(from + i, 1, '');
  }
  took.sort((a, b) => a - b);
  const at = (part: number): string => took[Math.floor(took.length * part)]!.toFixed(1);
  return `Keystroke to complete diagnostics, ${LINES} lines: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, of ${took.length}`;
}
