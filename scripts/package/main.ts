/**
 * `npm run package`: packs the command line (`npm pack`; the tarball lies in `bundle/`), installs it into an empty folder with every
 * Node.js from 20 on that PATH has, and lets it check, simulate, explain and run every configuration of the guide. Prints sizes and
 * start-up times.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { nodePrograms } from './nodes.ts';
import { chapters, install, pack, tryChapter } from './try.ts';

const root = join(import.meta.dirname, '../..');
const packed = pack(join(root, 'bundle'));
const kB = (bytes: number) => `${Math.round(bytes / 1000)} kB`;
const file = join(root, 'bundle/cli/drydock.mjs');
console.log(`${packed.tarball}: ${kB(packed.bytes)}, installed ${kB(packed.unpackedBytes)}`);
console.log(`drydock is one file of ${kB(statSync(file).size)} (${kB(gzipSync(readFileSync(file)).length)} gzipped)`);

let failures = 0;
for (const node of nodePrograms()) {
  const drydock = install(packed.tarball, node.path);
  try {
    if (drydock.packages.join() !== 'drydock') {
      failures++;
      console.log(`npm installed more than drydock: ${drydock.packages.join(', ')}`);
    }
    const guide = chapters();
    const ms = (args: readonly string[]) => `${Math.round(drydock.startMs(args))} ms`;
    console.log(
      `Node.js ${node.version}: starts in ${ms(['--version'])}, checks a configuration in ${ms(['check', '-f', guide[0]!.config])}`,
    );
    for (const chapter of guide) {
      const wrong = await tryChapter(drydock, chapter);
      failures += wrong.length;
      for (const text of wrong) console.log(text);
      if (wrong.length === 0) console.log(`  ${chapter.name}: checked, simulated, explained, run`);
    }
  } finally {
    drydock.remove();
  }
}
process.exitCode = failures === 0 ? 0 : 1;
