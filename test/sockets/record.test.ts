/** What a run on real sockets was told is written down, and gives the same run again. */
import { beforeAll, describe, expect, test } from 'vitest';
import { readInputs } from '../../simulator/scenario/inputs.ts';
import { createSimulator } from '../../simulator/simulator.ts';
import { shell } from '../cli/support.ts';
import { type RecordedRun, recordedRun } from '../support/recorded.ts';

/** Lines about the process are not the engine's. */
const decided = (log: string) => log.split('\n').filter((line) => line !== '' && !/^Proxy \S+ stopped/.test(line));

const traceOf = (out: string) => /^Trace (\w{64})$/m.exec(out)?.[1];

describe('drydock run --record', () => {
  let run: RecordedRun;
  beforeAll(async () => {
    run = await recordedRun();
  });

  test('drydock simulate --replay: the same log lines, and the same trace', async () => {
    const here = shell({ inputs: run.text });
    const replayed = await here.run('simulate', '--replay', 'inputs', '--log');
    expect(replayed.err).toBe('');
    expect(replayed.status).toBe(0);
    const lines = decided(run.log);
    expect(lines.length).toBeGreaterThan(12);
    expect(lines.some((line) => line.includes('is DOWN'))).toBe(true);
    expect(lines.some((line) => line.includes('"GET /one HTTP/1.1"') && line.includes(' 403 '))).toBe(true);
    const end = JSON.parse(run.text.trimEnd().split('\n').at(-1)!) as { trace: string };
    expect(replayed.out.startsWith(`${lines.join('\n')}\n`)).toBe(true);
    expect(traceOf(replayed.out)).toBe(end.trace);
    here.remove();
  });

  test('step by step, back and forth: the same lines, and why', async () => {
    const simulator = createSimulator();
    const loaded = await simulator.load({ config: run.configuration, scenario: '', version: '3.2', inputs: run.text });
    expect(loaded.ok).toBe(true);
    const seen: string[] = [];
    for (let steps = 0; steps < 10_000; steps++) {
      const frame = await simulator.stepOnce();
      seen.push(...frame.log.map(({ text }) => text));
      if (frame.ended) break;
    }
    expect(seen).toEqual(decided(run.log));
    const trace = await simulator.hash();
    expect((await simulator.seek(0)).log).toEqual([]);
    await simulator.advance(loaded.durationMs);
    expect(await simulator.hash()).toBe(trace);
    const denied = (await simulator.seek(loaded.durationMs)).log.find(({ text }) => text.includes('"GET /one'));
    const story = await simulator.story(denied!.stream!);
    expect(story!.log).toBe(denied!.text);
    expect(story!.steps.some(({ text }) => text.includes('deny'))).toBe(true);
    await expect(simulator.inject({ proxy: 1, server: 0, fault: 'refuse' })).rejects.toThrow('cannot be changed');
  });

  test('what it holds is said: secrets as they are, no environment but what the configuration names', () => {
    expect(run.messages).toContain('credentials and cookies too');
    expect(run.messages).toContain('with the values of ');
    const read = readInputs(run.text);
    if (!read.ok) throw new Error(read.problem);
    expect(Object.keys(read.recorded.header.environment)).toEqual(['PASSWORD', 'GREETING']);
    expect(run.text).not.toContain('not-to-be-written');
    expect(run.text).toContain('Ym9zczpzZWNyZXQ');
  });

  test('a file that was cut short is replayed as far as it goes; one that is not such a file is refused with its line', async () => {
    const lines = run.text.split('\n');
    const cut = lines.slice(0, 40).join('\n');
    const broken = [...lines.slice(0, 9), '[1,{"type":"accepted"}]', ...lines.slice(9)].join('\n');
    const odd = [...lines.slice(0, 9), lines[9]!.replace(/"type":"\w+"/, '"type":"nothing"'), ...lines.slice(10)].join(
      '\n',
    );
    const strange = [
      ...lines.slice(0, 9),
      lines[9]!.replace(/^\[(\d+).*/, '[$1,{"type":"clientClosed","client":77,"how":"end"}]'),
    ];
    const here = shell({ cut: `${cut}{"type":"dead`, broken, odd, strange: strange.join('\n'), other: 'frontend f\n' });
    // facts about nobody: nothing, or one sentence
    expect((await here.run('simulate', '--replay', 'strange')).err).not.toContain('    at ');
    const replayed = await here.run('simulate', '--replay', 'cut');
    expect(replayed.status).toBe(0);
    expect(replayed.err).toContain('cut short');
    expect((await here.run('simulate', '--replay', 'broken')).err).toContain('broken:10: expected a time');
    expect((await here.run('simulate', '--replay', 'odd')).err).toContain('odd:10: this is no input');
    expect((await here.run('simulate', '--replay', 'other')).err).toContain('other:1: this is no file of inputs');
    here.remove();
  });
});

test('--mask-secrets leaves credentials, cookies and bodies out, and says that the replay may differ', async () => {
  const masked = await recordedRun('--mask-secrets');
  expect(masked.messages).toContain('replaced by stars');
  expect(masked.text).not.toContain('Ym9zczpzZWNyZXQ');
  expect(masked.text).not.toContain('S=b');
  const here = shell({ inputs: masked.text });
  const replayed = await here.run('simulate', '--replay', 'inputs');
  // its rules ask who the client is
  expect(replayed.status).toBe(1);
  expect(replayed.err).toContain('rules look at what was masked');
  here.remove();
});
