/** `node many-run.ts REQUESTS`: runs and records so many, and prints what it took as JSON. */
import { compileForLongRuns } from '../../simulator/cli/long-runs.ts';
import { prepare } from '../../simulator/simulator.ts';
import { advance, createRecording } from '../../simulator/trace/recording.ts';
import { configuration, scenario, serversOf } from './workload.ts';

compileForLongRuns();
const wanted = Number(process.argv[2]);
const text = configuration({ bind: ':80', servers: serversOf(3) });
const files = [{ name: 'haproxy.cfg', text }];
const { runnable } = prepare({ files, version: '3.2', scenario: scenario() });
if (runnable === null) throw new Error('the work cannot be run');
const recording = createRecording(runnable);
const started = performance.now();
let requests = 0;
for (let second = 1; requests < wanted; second++) {
  while (!advance(recording, second * 1_000_000, 100_000)) {}
  requests = runnable.lastStream(recording.state);
}
process.stdout.write(
  JSON.stringify({
    requests,
    residentMiB: process.resourceUsage().maxRSS / 1024,
    seconds: (performance.now() - started) / 1000,
  }),
);
