import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { type Level, openLogTargets } from '../../simulator/drivers/sockets/log-targets.ts';
import type { LogPlan, Plan } from '../../simulator/plan/plan.ts';

type Target = LogPlan['targets'][number];

const target = (address: string, format = '', level: Level | null = null): Target => ({
  address,
  format,
  facility: 'local0',
  level,
  lineBytes: 1024,
});

/** As much of a plan as logging looks at. */
function planWith(targets: readonly Target[]): Plan {
  const log: LogPlan = {
    enabled: targets.length > 0,
    format: 'http',
    dontlognull: false,
    logasap: false,
    targets,
    tag: 'hap',
    span: null,
  };
  return { proxies: [{ frontend: { log } }] } as unknown as Plan;
}

const DATE_MS = new Date(2026, 10, 3, 8, 7, 9, 12).getTime();

function send(targets: readonly Target[], level: Level = 'info', force = false): { stdout: string; stderr: string } {
  const seen = { stdout: '', stderr: '' };
  const opened = openLogTargets(
    planWith(targets),
    {
      stdout: (text) => {
        seen.stdout += text;
      },
      stderr: (text) => {
        seen.stderr += text;
      },
    },
    force,
  );
  opened.send(0, level, 'a line', DATE_MS);
  opened.close();
  return seen;
}

// As HAProxy 3.2.26 was seen to print one line in every format.
describe('log formats', () => {
  const pid = process.pid;
  const formats: [string, string | RegExp][] = [
    ['raw', 'a line\n'],
    ['short', '<6>a line\n'],
    ['priority', '<134>a line\n'],
    ['iso', /^2026-11-03T08:07:09\.012000[+-]\d\d:\d\d a line\n$/],
    ['timed', /^<6>2026-11-03T08:07:09\.012000[+-]\d\d:\d\d a line\n$/],
    ['rfc3164', `<134>Nov  3 08:07:09 localhost hap[${pid}]: a line\n`],
    ['rfc5424', new RegExp(`^<134>1 2026-11-03T08:07:09\\.012000[+-]\\d\\d:\\d\\d - hap ${pid} - - a line\n$`)],
    ['local', `<134>Nov  3 08:07:09 hap[${pid}]: a line\n`],
    ['', `<134>Nov  3 08:07:09 hap[${pid}]: a line\n`],
  ];
  for (const [format, expected] of formats) {
    it(format === '' ? 'local when nothing is said' : format, () => {
      const { stdout } = send([target('stdout', format)]);
      if (typeof expected === 'string') expect(stdout).toBe(expected);
      else expect(stdout).toMatch(expected);
    });
  }
});

describe('log targets', () => {
  it('go to both standard streams, and to nowhere without a log line', () => {
    expect(send([target('stdout', 'raw'), target('stderr', 'raw')])).toEqual({
      stdout: 'a line\n',
      stderr: 'a line\n',
    });
    expect(send([])).toEqual({ stdout: '', stderr: '' });
  });

  it('are asked for their level', () => {
    expect(send([target('stdout', 'raw', 'notice')], 'info').stdout).toBe('');
    expect(send([target('stdout', 'raw', 'notice')], 'notice').stdout).toBe('a line\n');
    expect(send([target('stdout', 'raw', 'notice')], 'alert').stdout).toBe('a line\n');
  });

  it('can be forced to standard output, once', () => {
    expect(send([], 'info', true).stdout).toBe('a line\n');
    expect(send([target('stdout', 'raw')], 'info', true).stdout).toBe('a line\n');
    expect(send([target('stderr', 'raw')], 'info', true)).toEqual({ stdout: 'a line\n', stderr: 'a line\n' });
  });

  it('say what cannot be reached', () => {
    const sinks = { stdout: () => undefined, stderr: () => undefined };
    const opened = openLogTargets(
      planWith([target('/dev/log'), target('/dev/log', 'raw'), target('ring@r')]),
      sinks,
      false,
    );
    expect(opened.unreachable).toEqual(['/dev/log', 'ring@r']);
    opened.close();
  });

  it('send datagrams', async () => {
    const collector = createSocket('udp4');
    collector.bind(0, '127.0.0.1');
    await once(collector, 'listening');
    const { port } = collector.address();
    const received = once(collector, 'message');
    const opened = openLogTargets(
      planWith([target(`127.0.0.1:${port}`)]),
      { stdout: () => undefined, stderr: () => undefined },
      false,
    );
    opened.send(0, 'info', 'a line', DATE_MS);
    const [message] = (await received) as [Buffer];
    expect(message.toString()).toBe(`<134>Nov  3 08:07:09 hap[${process.pid}]: a line\n`);
    opened.close();
    collector.close();
  });
});
