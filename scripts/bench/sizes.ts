/** What a request costs with 3 servers and with 3,000: processor time, in turn, medians. */
import { compileForLongRuns } from '../../simulator/cli/long-runs.ts';
import { median } from './figures.ts';
import { simulated } from './simulated.ts';
import { serversOf } from './workload.ts';

const FEW = 3;
const MANY = 3000;
const ROUNDS = 15;
const ROUND_MS = 150;
/** Long enough for every server to have been chosen. */
const WARM_UP_MS = 2000;
/** Different keys, so that hashing spreads them. */
const PATHS = Array.from({ length: 100 }, (_, index) => `/page/${index}?and=query`);

const ALGORITHMS: Readonly<Record<string, string>> = {
  roundrobin: 'balance roundrobin\noption http-server-close',
  leastconn: 'balance leastconn\noption http-server-close',
  'consistent hashing': 'balance uri\nhash-type consistent\noption http-server-close',
};

export function sizesSpeed(): string {
  compileForLongRuns();
  return [`Cost of a request with ${FEW} and with ${MANY} servers:`, ...Object.entries(ALGORITHMS).map(row)].join('\n');
}

function row([name, balance]: [string, string]): string {
  const works = [FEW, MANY].map((count) => simulated({ balance, servers: serversOf(count) }, PATHS));
  for (const work of works) work(WARM_UP_MS);
  const costs = works.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, work] of works.entries()) {
      const before = process.cpuUsage();
      const { requests } = work(ROUND_MS);
      const { user, system } = process.cpuUsage(before);
      costs[at]!.push((user + system) / requests);
    }
  }
  const [few = 0, many = 0] = costs.map(median);
  const growth = median(costs[1]!.map((cost, round) => cost / costs[0]![round]!));
  const figures = `${few.toFixed(1)} and ${many.toFixed(1)} µs CPU`;
  return `  ${name.padEnd(20)} ${figures}: ${growth.toFixed(2)} times`;
}
