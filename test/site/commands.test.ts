import { type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/lib/paths.mjs';

interface Ended {
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** Runs a Node.js program to its end; `onOutput` sees its stdout so far, and may send it signals. */
async function node(
  args: readonly string[],
  options: SpawnOptions = {},
  onOutput: (stdout: string, kill: (signal: NodeJS.Signals) => void) => void = () => {},
): Promise<Ended> {
  const child = spawn(process.execPath, args, { cwd: root, ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    onOutput(stdout, (signal) => child.kill(signal));
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [status, signal] = await once(child, 'close');
  return { status, signal, stdout, stderr };
}

const run = join(root, 'scripts', 'run.mjs');

describe('npm start', () => {
  it.each([
    [
      'a port in use',
      undefined,
      (port: number) => `port ${port} is in use; choose another one: PORT=${port + 1} npm start`,
    ],
    ['a PORT that is no number', 'http', () => 'PORT must be a number from 0 to 65535, not "http"'],
  ])('says in one line: %s', async (_, given, sentence) => {
    const holder = createServer();
    holder.listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    const { status, stdout, stderr } = await node([run, 'start'], {
      env: { ...process.env, PORT: given ?? String(port) },
    });
    holder.close();
    expect({ status, stdout, stderr: stderr.trim() }).toEqual({ status: 1, stdout: '', stderr: sentence(port) });
  });
});

describe('npm run cli', () => {
  it("puts nothing but the CLI's own output on stdout, wherever it is called", async () => {
    const { status, stdout } = await node([run, 'cli', '--help'], { cwd: tmpdir() });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\S*drydock/i);
  });

  it("works in the caller's directory, which npm names in INIT_CWD", async () => {
    const directory = mkdtempSync(join(tmpdir(), 'drydock-'));
    writeFileSync(join(directory, 'here.cfg'), 'nonsense\n');
    const env = { ...process.env, npm_lifecycle_event: 'cli', INIT_CWD: directory };
    const { status, stdout } = await node([run, 'cli', 'check', '-f', 'here.cfg'], { env });
    rmSync(directory, { recursive: true });
    expect(stdout).toContain('here.cfg:1:1: error:');
    expect(status).toBe(1);
  });
});

it('refuses an unknown task', async () => {
  expect(await node([run, 'nonsense'])).toMatchObject({ status: 1, stdout: '' });
});

describe('a child process', () => {
  const childModule = JSON.stringify(pathToFileURL(join(root, 'scripts', 'lib', 'child.mjs')).href);
  const runner = (code: string) =>
    `import { run, exitLike } from ${childModule};` +
    `exitLike(await run(process.execPath, ['-e', ${JSON.stringify(code)}]));`;
  const inline = (code: string) => ['--input-type=module', '-e', runner(code)];
  const env = { ...process.env, npm_lifecycle_event: undefined };

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const)(
    'gets %s, and its status is kept',
    async (signal) => {
      const code = `process.on('${signal}', () => { console.log('got it'); process.exit(7); });
      setInterval(() => {}, 1000); console.log('ready');`;
      let isSent = false;
      const ended = await node(inline(code), { env }, (stdout, kill) => {
        if (!isSent && stdout.includes('ready')) kill(signal);
        isSent ||= stdout.includes('ready');
      });
      expect(ended).toMatchObject({ status: 7, stdout: 'ready\ngot it\n' });
    },
  );

  it('that a signal ends, ends its parent the same way', async () => {
    const ended = await node(inline("process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000);"), { env });
    expect(ended).toMatchObject({ status: null, signal: 'SIGTERM' });
  });

  it('is stopped when npm, which tells nobody, is gone', async () => {
    const code = `process.on('SIGTERM', () => { console.log('stopped'); process.exit(0); });
      setInterval(() => {}, 1000); console.log('ready');`;
    // A shell between, as under npm: it ends at once, and leaves its own child behind.
    const shell = spawn('sh', ['-c', '"$0" "$@" & read line', process.execPath, ...inline(code)], {
      env: { ...process.env, npm_lifecycle_event: 'start' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let stdout = '';
    shell.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (stdout === 'ready\n') shell.stdin.end();
    });
    await once(shell, 'close'); // its pipe closes when the last of its descendants is gone
    expect(stdout).toBe('ready\nstopped\n');
  });
});
