/**
 * Asks real programs and writes down what they answer:
 *
 *     node test/http1/record.ts 2.6=/usr/sbin/haproxy 3.2=/path/to/haproxy …
 *
 * Versions that are not named keep what was recorded of them.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { type Family, families } from './cases/index.ts';
import { askHaproxy } from './haproxy.ts';
import { formatRecording, type Recording, readRecording, recordedVersions } from './recordings.ts';

mkdirSync(new URL('./recorded/', import.meta.url), { recursive: true });
for (const [family, cases] of Object.entries(families) as [Family, (typeof families)[Family]][]) {
  const file = new URL(`./recorded/${family}.txt`, import.meta.url);
  const before = existsSync(file) ? readRecording(family) : new Map();
  const recording: Recording = new Map(cases.map((item) => [item.name, { ...before.get(item.name) }]));
  for (const argument of process.argv.slice(2)) {
    const [version = '', program = ''] = argument.split('=', 2);
    const known = recordedVersions.find((v) => v === version);
    if (!known) throw new Error(`unknown version ${version}`);
    const asked = cases.filter((item) => (item.since ?? '2.6') <= known);
    const outcomes = await askHaproxy(program, asked, { quietMs: 350 });
    for (const [i, item] of asked.entries()) recording.get(item.name)![known] = outcomes[i]!;
    process.stdout.write(`${family} ${version}: ${asked.length}\n`);
  }
  writeFileSync(file, formatRecording(recording));
}
