/**
 * `npm run soak -- reloads`: reloads under load; every request must be answered.
 *
 *   --count N      reloads (20)      --rate N       requests a second (1000)      --every MS     between two reloads (500)
 */
import { parseArgs } from 'node:util';
import { reloads } from './reloads.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '20' },
    rate: { type: 'string', default: '1000' },
    every: { type: 'string', default: '500' },
  },
});

async function soakReloads(): Promise<boolean> {
  const seen = await reloads({
    reloads: Number(values.count),
    perSecond: Number(values.rate),
    everyMs: Number(values.every),
  });
  const { sent, answered, failures, byGeneration, seconds, echoed } = seen;
  console.log(`${values.count} reloads in ${seconds.toFixed(1)} s at ${Math.round(sent / seconds)} requests a second:`);
  console.log(
    `  ${sent} requests, ${answered} answered, ${failures.length} failed, by ${byGeneration.size} configurations`,
  );
  console.log(`  ${echoed[0]} of ${echoed[1]} messages came back on the connection in TCP mode that outlived them all`);
  for (const failure of failures.slice(0, 20)) console.log(`  ${failure}`);
  return (
    failures.length === 0 &&
    answered === sent &&
    echoed[0] === echoed[1] &&
    byGeneration.size === Number(values.count) + 1
  );
}

const PARTS: Readonly<Record<string, () => Promise<boolean>>> = { reloads: soakReloads };
const part = PARTS[positionals[0] ?? 'reloads'];
if (part === undefined) {
  console.error(`soak: there is no part ${positionals[0]}; there are ${Object.keys(PARTS).join(', ')}`);
  process.exit(1);
}
process.exitCode = (await part()) ? 0 : 1;
