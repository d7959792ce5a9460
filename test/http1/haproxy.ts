/** The real HAProxy as the proxy between clients and origins of a set of cases. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { haproxyConfig, type Outcome, type Patience, requestEnds, runCases, type WireCase } from './wire.ts';

/** Starts `program` on `config` and, once `ready` is there, runs `body`. The process does not outlive this call. */
async function withHaproxy<T>(program: string, config: string, ready: string, body: () => Promise<T>): Promise<T> {
  const file = join(dirname(ready), 'haproxy.cfg');
  writeFileSync(file, config);
  const child = spawn(program, ['-db', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (data) => {
    complaint += String(data);
  });
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  try {
    for (let i = 0; i < 400 && !existsSync(ready) && child.exitCode === null; i++) await pause(25);
    if (child.exitCode !== null) throw new Error(`haproxy did not start:\n${complaint}`);
    await pause(50);
    return await body();
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

/** A directory for sockets: their paths may have some 100 characters only. */
async function withDirectory<T>(body: (dir: string) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'h1-'));
  try {
    return await body(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Runs `cases` through one process of `program`. Throws if it does not start. */
export function askHaproxy(program: string, cases: readonly WireCase[], patience: Patience = {}): Promise<Outcome[]> {
  return withDirectory((dir) => {
    const ready = join(dir, `c${cases.length - 1}.sock`);
    return withHaproxy(program, haproxyConfig(dir, cases), ready, () => runCases(dir, cases, patience));
  });
}

/** What `program` sends as a health check for each list of backend lines. */
export function askChecks(program: string, lines: readonly (readonly string[])[]): Promise<string[]> {
  return withDirectory(async (dir) => {
    const requests = lines.map(() => '');
    const servers = await Promise.all(
      lines.map(async (_, i) => {
        const server = createServer((socket) => {
          let bytes = '';
          socket.on('error', () => undefined);
          socket.on('data', (data) => {
            bytes += data.toString('latin1');
            const [, end] = requestEnds(bytes, 0);
            if (end < 0) return;
            requests[i] ||= bytes;
            socket.end('HTTP/1.0 200 OK\r\n\r\n');
          });
        });
        server.listen(join(dir, `o${i}.sock`));
        await once(server, 'listening');
        return server;
      }),
    );
    const backends = lines.map(
      (list, i) =>
        `backend b${i}\n${list.map((line) => `  ${line}\n`).join('')}  server s unix@${join(dir, `o${i}.sock`)} check inter 200ms\n`,
    );
    const ready = join(dir, 'c.sock');
    const defaults = 'defaults\n  mode http\n  timeout connect 2s\n  timeout client 2s\n  timeout server 2s\n';
    const config = `global\n  nbthread 1\n${defaults}listen c\n  bind unix@${ready}\n${backends.join('')}`;
    try {
      return await withHaproxy(program, config, ready, async () => {
        for (let i = 0; i < 200 && requests.includes(''); i++) await pause(25);
        return requests;
      });
    } finally {
      for (const server of servers) server.close();
    }
  });
}
