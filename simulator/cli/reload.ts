/** `drydock reload`: tells a running Drydock to read its configuration again. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from './command.ts';
import { systemMessage } from './load.ts';

export const reloadCommand: Command = {
  name: 'reload',
  summary: 'Have a running Drydock read its configuration again, without losing a connection.',
  usage: '(--pid PID | --pid-file FILE)',
  operandsAre: 'pid',
  options: [
    { name: 'pid', value: 'PID', about: 'the number of the process, as `drydock run` says it when it starts' },
    { name: 'pid-file', value: 'FILE', about: 'the file that `drydock run --pid-file` or `drydock haproxy -p` wrote' },
  ],
  notes: [
    'It is the signal SIGUSR2. Whether the new configuration was taken is said by the process itself: one with errors is not, ' +
      'and the old one goes on.',
    'Exit status: 0 when the process was told, 1 when there is none.',
  ],
  run(args, io) {
    const fail = (problem: string) => {
      io.err(`drydock reload: ${problem}\n`);
      return 1;
    };
    const file = args.value('pid-file');
    let said = args.value('pid');
    if (file !== undefined) {
      try {
        said = readFileSync(resolve(io.cwd, file), 'utf8').trim();
      } catch (error) {
        return fail(`${file}: ${systemMessage(error)}`);
      }
    }
    if (said === undefined) return fail('--pid PID or --pid-file FILE is needed');
    if (!/^[1-9]\d{0,9}$/.test(said)) return fail(`'${said}' is not the number of a process`);
    try {
      process.kill(Number(said), 'SIGUSR2');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return fail(code === 'ESRCH' ? `there is no process ${said}` : `process ${said}: ${systemMessage(error)}`);
    }
    return 0;
  },
};
