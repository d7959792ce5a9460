/** `npm run bench`: how fast the parts are, on this machine, now. `npm run bench -- throughput` measures one part. */
import { stopAll } from './children.ts';
import { idleMemory } from './idle.ts';
import { checkSpeed, keystrokeSpeed, parseSpeed } from './language.ts';
import { memory } from './many.ts';
import { pageSpeed } from './page.ts';
import { simulationSpeed } from './simulation.ts';
import { sizesSpeed } from './sizes.ts';
import { throughput } from './throughput.ts';

const PARTS: Readonly<Record<string, () => Promise<string> | string>> = {
  parse: parseSpeed,
  check: checkSpeed,
  keystroke: keystrokeSpeed,
  page: pageSpeed,
  simulation: simulationSpeed,
  sizes: sizesSpeed,
  memory,
  throughput: () => throughput(5, 3),
  http: () => throughput(5, 3, 'http'),
  tcp: () => throughput(5, 3, 'tcp'),
  large: () => throughput(5, 3, 'large'),
  idle: idleMemory,
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !Object.hasOwn(PARTS, name));
if (unknown !== undefined) {
  process.stderr.write(`bench: there is no part ${unknown}; there are ${Object.keys(PARTS).join(', ')}\n`);
  process.exit(1);
}
try {
  for (const [name, part] of Object.entries(PARTS)) {
    const isPart = ['http', 'tcp', 'large'].includes(name);
    if ((wanted.length === 0 && !isPart) || wanted.includes(name)) process.stdout.write(`${await part()}\n`);
  }
} finally {
  await stopAll();
}
