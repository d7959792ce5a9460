/** What connections cost that do nothing: the memory of `drydock run` with thousands of them, each behind one request. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, startServer, stopAll } from './children.ts';
import { drydock, haproxy, inNode, ORIGIN, type Subject } from './subjects.ts';

const CONNECTIONS = 5000;
/** Resident memory that an idle connection may take, on top of what the process takes anyway. */
const BOUND_KB = 32;

export async function idleMemory(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'drydock-idle-'));
  try {
    const subjects = [drydock('http'), inNode('node-http', 'node:http'), ...haproxy('http')];
    const [originPort = 0, ...ports] = await freePorts(subjects.length + 1);
    await startServer(ORIGIN[0], [ORIGIN[1], `${originPort}`], originPort);
    const rows: string[] = [];
    for (const [i, subject] of subjects.entries()) rows.push(await one(subject, ports[i]!, originPort, directory));
    return [`Memory for ${CONNECTIONS} idle connections that have each asked once:`, ...rows].join('\n');
  } finally {
    await stopAll();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function one(subject: Subject, port: number, originPort: number, directory: string): Promise<string> {
  const [command, args] = subject.start(port, originPort, directory);
  const child = await startServer(command, args, port);
  await Promise.all(Array.from({ length: 20 }, () => askOnce(port).then((socket) => socket.destroy())));
  const before = residentBytes(child.pid!);
  const sockets: Socket[] = [];
  while (sockets.length < CONNECTIONS) {
    sockets.push(...(await Promise.all(Array.from({ length: 50 }, () => askOnce(port)))));
  }
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const after = residentBytes(child.pid!);
  const alive = sockets.filter((socket) => !socket.destroyed).length;
  for (const socket of sockets) socket.destroy();
  if (before === null || after === null) return `  ${subject.name.padEnd(12)} (this system does not tell)`;
  const each = (after - before) / 1024 / CONNECTIONS;
  const verdict =
    subject.name === 'drydock run'
      ? `; at most ${BOUND_KB}: ${each <= BOUND_KB && alive === CONNECTIONS ? 'holds' : 'DOES NOT HOLD'}`
      : '';
  return `  ${subject.name.padEnd(12)} ${(after / 2 ** 20).toFixed(0).padStart(5)} MB, ${each.toFixed(1).padStart(5)} kB each, ${alive} open${verdict}`;
}

function residentBytes(pid: number): number | null {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;
  } catch {
    return null;
  }
}

/** Asks, reads the answer, and stays. */
function askOnce(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write('GET / HTTP/1.1\r\nHost: idle\r\n\r\n'));
    let text = '';
    socket.on('data', (data) => {
      text += data.toString('latin1');
      if (text.length > 100 && text.endsWith('xxxx')) resolve(socket);
    });
    socket.on('error', reject);
  });
}
