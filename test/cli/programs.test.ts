/** Programs that a configuration names: nobody starts them unasked. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { pause, quietPorts } from '../sockets/support.ts';
import { temporaryFolder } from '../support/temporary.ts';

const CLI = fileURLToPath(new URL('../../simulator/cli/main.ts', import.meta.url));

const DEFAULTS = 'defaults\n  mode tcp\n  timeout client 1s\n  timeout server 1s\n  timeout connect 1s\n';

/** Whether the configuration's program has left its file behind, and what was said. */
async function started(lines: string, ...args: string[]) {
  const [port = 0] = await quietPorts(1);
  const listen = `listen l\n  bind 127.0.0.1:${port}\n  server s 127.0.0.1:${port}`;
  const folder = temporaryFolder({ 'h.cfg': lines.replaceAll('$LISTEN', listen) });
  const file = join(folder.path, 'started');
  const child = spawn(process.execPath, [CLI, ...args, '-f', 'h.cfg'], {
    cwd: folder.path,
    env: { ...process.env, DRYDOCK_HAPROXY: '3.0' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'close');
  let said = '';
  child.stderr.on('data', (data) => {
    said += String(data);
  });
  const isThere = () => existsSync(file);
  for (let tries = 0; tries < 400 && !isThere() && !said.includes('allows it') && child.exitCode === null; tries++)
    await pause(25);
  // if it were started after all, that is when
  await pause(isThere() ? 0 : 400);
  const wasStarted = isThere();
  child.kill('SIGKILL');
  await ended;
  folder.remove();
  return { wasStarted, said };
}

const SECTION = `${DEFAULTS}$LISTEN\nprogram p\n  command /bin/sh -c 'echo > started'\n`;
const CHECK = `global\n  external-check\n  insecure-fork-wanted\n${DEFAULTS}$LISTEN check inter 200ms\n  option external-check\n  external-check command /bin/true\n`;

describe('a program section', () => {
  it('is accepted, not started, and that is said with its line', async () => {
    const { wasStarted, said } = await started(SECTION, 'haproxy', '-W');
    expect(wasStarted).toBe(false);
    expect(said).toMatch(/^\[WARNING\] .*h\.cfg:10\] : the command of program 'p' is accepted and not started/m);
  });

  it('is started when that was asked for', async () => {
    expect(await started(SECTION, 'haproxy', '--allow-programs', '-W')).toMatchObject({ wasStarted: true });
  });
});

it('drydock run says which line starts no program', async () => {
  const { said } = await started(CHECK, 'run', '--haproxy', '3.0');
  expect(said).toMatch(/:12: warning: 'option external-check' is accepted and starts no program/);
});
