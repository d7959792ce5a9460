/** A run of ten million requests in a process of its own, recorded as a page records it: how much memory it takes. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const REQUESTS = 10_000_000;

export function memory(): Promise<string> {
  const script = fileURLToPath(new URL('many-run.ts', import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, String(REQUESTS)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (data) => {
      said += String(data);
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code !== 0) return reject(new Error(`many-run ended with ${code}`));
      const { requests, residentMiB, seconds } = JSON.parse(said);
      resolve(
        `Memory: ${requests.toLocaleString('en')} requests, recorded, in ${seconds.toFixed(0)} s: ${residentMiB.toFixed(0)} MiB resident at most`,
      );
    });
  });
}
