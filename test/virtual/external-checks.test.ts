/** In the virtual world the results of external checks are facts of the scenario. */
import { expect, test } from 'vitest';
import { HTTP_DEFAULTS, lab } from './lab.ts';

const config = `global
    external-check
    insecure-fork-wanted
${HTTP_DEFAULTS}
    option log-health-checks
frontend www
    bind :80
    default_backend app
backend app
    option external-check
    external-check command /bin/true
    default-server check inter 1s fall 2 rise 2
    server web1 192.0.2.1:80
    server web2 192.0.2.2:80
`;

/** What is said of web1, without durations. */
function said(servers: string, faults: string): string[] {
  const run = lab(config, `duration: 12s\nservers: {${servers}}\nfaults: [${faults}]\n`);
  run.to();
  const lines = run.serverLines().filter((line) => line.includes('app/web1'));
  return lines.map((line) => line.replace(/check duration: \d+ms/, '-').replace(/ 1 active.*/, ''));
}

test.each([
  ['well', '', '', ['succeeded, reason: External check passed, code: 0, -, status: 2/2 UP']],
  [
    'its own status',
    'web1: {health: exit 7}',
    '',
    ['failed, reason: External check error, code: 7, -, status: 0/2 DOWN'],
  ],
  ['what fails', 'web1: {health: fail}', '', ['failed, reason: External check error, code: 1, -, status: 0/2 DOWN']],
  [
    'nobody there',
    '',
    '{at: 3500ms, server: web1, do: refuse}',
    [
      'succeeded, reason: External check passed, code: 0, -, status: 2/2 UP',
      'failed, reason: External check error, code: 1, -, status: 1/2 UP',
      'failed, reason: External check error, code: 1, -, status: 0/2 DOWN',
    ],
  ],
  [
    'no end',
    '',
    '{at: 3500ms, server: web1, do: hang}',
    [
      'succeeded, reason: External check passed, code: 0, -, status: 2/2 UP',
      'failed, reason: External check timeout, code: 0, -, status: 1/2 UP',
      'failed, reason: External check timeout, code: 0, -, status: 0/2 DOWN',
    ],
  ],
] as const)('%s', (_name, servers, faults, wanted) => {
  const checks = said(servers, faults).filter((line) => line.startsWith('Health check'));
  expect(checks).toEqual(wanted.map((text) => `Health check for server app/web1 ${text}.`));
});

test('nothing is said to be missing', () => {
  expect(lab(config, 'duration: 1s\n').runnable.world.plan.notSimulated).toEqual([]);
});
