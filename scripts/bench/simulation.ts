/** How many requests a second the virtual world gets through, in one thread: three servers, rules, stickiness, logs. */
import { prepare } from '../../simulator/simulator.ts';
import { NOBODY } from '../../simulator/trace/observer.ts';
import { fastestMs } from './figures.ts';

const CONFIG = `global
  log stdout format raw local0
defaults
  mode http
  log global
  option httplog
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend web
  bind :80
  acl is_api path_beg /api/
  http-request deny if { path /forbidden }
  http-request set-header X-Forwarded-Proto http
  use_backend api if is_api
  default_backend app
backend app
  balance roundrobin
  option httpchk GET /health
  server app1 192.0.2.11:8080 check
  server app2 192.0.2.12:8080 check
  server app3 192.0.2.13:8080 check
backend api
  balance leastconn
  server app1 192.0.2.11:8080
  server app2 192.0.2.12:8080
  server app3 192.0.2.13:8080
`;

/** Virtual seconds times requests a virtual second. */
const SECONDS = 20;
const RATE = 2500;
const RUNS = 5;

const SCENARIO = `seed: 7
duration: ${SECONDS}s
network: { clients: 1ms, servers: 0.2ms }
clients:
  - name: visitors
    to: web
    rate: ${RATE}/s
    request: GET /page HTTP/1.1
servers:
  "*": { service: 2ms }
`;

export function simulationSpeed(): string {
  const { runnable, diagnostics, scenarioProblems } = prepare({
    files: [{ name: 'haproxy.cfg', text: CONFIG }],
    version: '3.2',
    scenario: SCENARIO,
  });
  if (runnable === null) throw new Error(JSON.stringify([...diagnostics, ...scenarioProblems]));
  let requests = 0;
  const run = () => {
    const state = runnable.create();
    while (!runnable.run(state, runnable.durationUs, 1_000_000, NOBODY)) {}
    requests = runnable.lastStream(state);
  };
  const ms = fastestMs(RUNS, run);
  const rate = Math.round((requests / ms) * 1000).toLocaleString('en');
  return `Simulation: ${rate} requests/s (${requests} requests of ${SECONDS} virtual seconds in ${ms.toFixed(0)} ms, three servers)`;
}
