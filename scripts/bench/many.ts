/**
 * A run of ten million requests in a process of its own, bundled as it is for a page and recorded as a page records it: how
 * much memory it takes.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const REQUESTS = 10_000_000;

export async function memory(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  try {
    const script = join(folder, 'many-run.cjs');
    const entryPoints = [fileURLToPath(new URL('many-run.ts', import.meta.url))];
    await build({ entryPoints, bundle: true, platform: 'node', format: 'cjs', outfile: script });
    const { requests, residentMiB, seconds } = JSON.parse(await output(script));
    const took = `in ${seconds.toFixed(0)} s: ${residentMiB.toFixed(0)} MiB resident at most`;
    return `Memory: ${requests.toLocaleString('en')} requests, recorded, ${took}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function output(script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, String(REQUESTS)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (data) => {
      said += String(data);
    });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve(said) : reject(new Error(`the run ended with ${code}`))));
  });
}
