/**
 * `npm run soak`: ten minutes in which servers die and hang, the configuration is reloaded and clients misbehave. No request may be
 * answered twice, none lost that nobody disturbed; descriptors and memory must be back where they were.
 *
 *   --seconds N    how long (600)    --seed N    what happens when (printed)
 *   --command 'P'  another program that takes -f FILE: `--command 'haproxy -W -db'` to see what HAProxy does with the same
 *
 * `npm run soak -- reloads`: reloads under load; every request must be answered.
 *
 *   --count N      reloads (20)      --rate N       requests a second (1000)      --every MS     between two reloads (500)
 */
import { parseArgs } from 'node:util';
import { reloads } from './reloads.ts';
import { soak } from './soak.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '20' },
    rate: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    command: { type: 'string', default: '' },
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

/** Resident memory may grow by so much between a quarter of the time and the end. */
const GROWTH_MB = 64;

/** What is alive may grow by so much from the start to the end: compiled code, and the samples of rates. */
const ALIVE_MB = 4;

async function everything(): Promise<boolean> {
  const { seed } = values;
  console.log(`seed ${seed}`);
  const seen = await soak({
    seconds: Number(values.seconds),
    seed: Number(seed),
    command: values.command === '' ? [] : values.command.split(' '),
    say: (text) => console.log(text),
  });
  const { kills, hangs, reloads: count, hostile, descriptors, megabytes, faults } = seen;
  console.log(`${kills} kills, ${hangs} hangs, ${count} reloads, ${hostile} hostile clients`);
  console.log(
    `${seen.asked} requests, ${seen.answered} answered; while a server was dead or hung: ${JSON.stringify(seen.excused)}`,
  );
  console.log(`${faults.length} faults`);
  for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`);
  if (descriptors !== null) console.log(`descriptors: ${descriptors[0]} at the start, ${descriptors[1]} at the end`);
  if (megabytes !== null) console.log(`memory: ${megabytes.map(Math.round).join(' MB when warm, ')} MB at the end`);
  const { aliveMb } = seen;
  if (aliveMb !== null) {
    const [first, midway, last] = aliveMb.map((mb) => mb.toFixed(1));
    console.log(
      `alive behind a collection of garbage: ${first} MB at the start, ${midway} MB midway, ${last} MB at the end`,
    );
  }
  const isBack = descriptors === null || descriptors[1] <= descriptors[0];
  const isBounded = megabytes === null || megabytes[1] - megabytes[0] <= GROWTH_MB;
  const isLetGo = aliveMb === null || aliveMb[2] - aliveMb[0] <= ALIVE_MB;
  return faults.length === 0 && isBack && isBounded && isLetGo;
}

const PARTS: Readonly<Record<string, () => Promise<boolean>>> = { all: everything, reloads: soakReloads };
const part = PARTS[positionals[0] ?? 'all'];
if (part === undefined) {
  console.error(`soak: there is no part ${positionals[0]}; there are ${Object.keys(PARTS).join(', ')}`);
  process.exit(1);
}
process.exitCode = (await part()) ? 0 : 1;
