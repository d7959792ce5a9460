/**
 * The package as a stranger gets it: `npm pack`, installed into an empty folder, put to work with each Node.js on the guide's
 * configurations. What the guide says for other machines (ports, servers, paths) is pointed at this one before it is run.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { freePorts } from '../bench/children.ts';

const root = join(import.meta.dirname, '../..');

export interface Packed {
  readonly tarball: string;
  readonly bytes: number;
  readonly unpackedBytes: number;
}

/** `npm pack`, as anybody calls it. */
export function pack(into: string): Packed {
  mkdirSync(into, { recursive: true });
  const { stdout, stderr, status } = spawnSync('npm', ['pack', '--json', '--pack-destination', into], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm pack failed:\n${stderr}`);
  const said = JSON.parse(stdout.slice(stdout.search(/^[[{]/m)));
  // newer versions of npm answer by name
  const { filename, size, unpackedSize } = Array.isArray(said) ? said[0] : (Object.values(said)[0] as never);
  return { tarball: join(into, basename(filename)), bytes: size, unpackedBytes: unpackedSize };
}

export interface Installed {
  readonly folder: string;
  /** What npm put beside it; nothing else should be there. */
  readonly packages: readonly string[];
  run(args: readonly string[], cwd?: string): { readonly status: number | null; readonly out: string };
  start(args: readonly string[], cwd?: string): ChildProcess;
  /** The shortest of a few, milliseconds. */
  startMs(args: readonly string[]): number;
  remove(): void;
}

/** Installs the tarball into an empty folder; `node` is what its program is started with. */
export function install(tarball: string, node: string): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-package-'));
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const npm = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--offline', tarball], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (npm.status !== 0) throw new Error(`npm install failed:\n${npm.stderr}`);
  const env = { ...process.env, PATH: `${dirname(node)}:${process.env['PATH']}`, NO_COLOR: '1' };
  // The link that npm made, whose first line asks for the `node` that comes first in PATH.
  const program = join(folder, 'node_modules/.bin/drydock');
  const run = (args: readonly string[], cwd = folder) => {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8', timeout: 60_000 });
    return { status, out: `${stdout}${stderr}` };
  };
  return {
    folder,
    packages: readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.')),
    run,
    start: (args, cwd = folder) => spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }),
    startMs(args) {
      let fastest = Number.POSITIVE_INFINITY;
      for (let i = 0; i < 5; i++) {
        const from = performance.now();
        run(args);
        fastest = Math.min(fastest, performance.now() - from);
      }
      return fastest;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export interface Chapter {
  /** Relative to the guide. */
  readonly name: string;
  readonly config: string;
  /** A path, if the chapter has one. */
  readonly scenario: string | null;
}

/** Every configuration of the guide. */
export function chapters(): Chapter[] {
  const content = join(root, 'content');
  return readdirSync(content, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: chapter }) => {
      const files = readdirSync(join(content, chapter)).sort();
      const scenario = files.includes('scenario.yaml') ? join(content, chapter, 'scenario.yaml') : null;
      return files
        .filter((file) => file.endsWith('.cfg'))
        .map((file) => ({ name: `${chapter}/${file}`, config: join(content, chapter, file), scenario }));
    });
}

const MESSAGE = '\u000bMSH|^~\\&|A|B|C|D|20250101000000||ADT^A01|1|P|2.5\rEVN||20250101000000\rPID|1\r\u001c\r';
const REQUEST = 'GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n';
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Origin: yes\r\n\r\nhere\n';

/**
 * Checks, simulates, explains and runs one configuration.
 * @returns a sentence for each thing that was not as it should be
 */
export async function tryChapter(drydock: Installed, { name, config, scenario }: Chapter): Promise<string[]> {
  const wrong: string[] = [];
  const expect = (what: string, isSo: boolean, out: string) => {
    if (!isSo) wrong.push(`${name}: ${what}:\n${out}`);
  };
  const checked = drydock.run(['check', '-f', config]);
  expect('check', checked.status === 0 && checked.out.includes('configuration file is valid'), checked.out);
  const simulated = drydock.run(['simulate', '-f', config, ...(scenario === null ? [] : ['--scenario', scenario])]);
  expect('simulate', simulated.status === 0 && /trace|SHA-256/i.test(simulated.out), simulated.out);
  const explained = drydock.run(['explain', '-f', config, '--request', 'GET /']);
  expect('explain', explained.status === 0 && explained.out.includes('server'), explained.out);
  const ran = await serveOnce(drydock, config);
  expect('run', ran === '', ran);
  return wrong;
}

/** Starts it on this machine, sends something through it, stops it. Empty: all is well. */
async function serveOnce(drydock: Installed, config: string): Promise<string> {
  const text = readFileSync(config, 'utf8');
  const origin = await startOrigin();
  const folder = mkdtempSync(join(tmpdir(), 'drydock-run-'));
  const [port = 0] = await freePorts(1);
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(file, onThisMachine(text, port, portOf(origin), folder));
  const child = drydock.start(['run', '-f', file]);
  let said = '';
  child.stdout?.on('data', (data) => {
    said += data;
  });
  child.stderr?.on('data', (data) => {
    said += data;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  try {
    for (let tries = 0; !said.includes('HAProxy 3.2'); tries++) {
      if (tries > 400 || child.exitCode !== null) return `it did not start:\n${said}`;
      await pause(25);
    }
    const answer = await talk(port, /^\s*mode http/m.test(text) ? REQUEST : MESSAGE);
    if (!answer.includes('here')) return `it answered ${JSON.stringify(answer)}:\n${said}`;
    child.kill('SIGTERM');
    const status = await Promise.race([ended, pause(8000)]);
    return status === 0 ? '' : `it ended with ${status}:\n${said}`;
  } finally {
    child.kill('SIGKILL');
    origin.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same configuration with this machine's port, server and paths. */
function onThisMachine(text: string, port: number, originPort: number, folder: string): string {
  return text
    .replace(/^(\s*bind\s+)\S*:\d+/gm, `$1127.0.0.1:${port}`)
    .replace(/^(\s*server\s+\S+\s+)\S+/gm, `$1127.0.0.1:${originPort}`)
    .replace(/^(\s*stats socket\s+)\S+/gm, `$1${folder}/admin.sock`)
    .replace(/^\s*(?:chroot|user|group)\s.*\n/gm, '');
}

function startOrigin(): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('data', () => socket.write(ANSWER));
    socket.on('error', () => undefined);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const portOf = (server: Server) => (server.address() as { readonly port: number }).port;
const pause = (ms: number) => new Promise<null>((resolve) => setTimeout(() => resolve(null), ms));

/** What comes back, up to the end of the answer. */
function talk(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let got = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
    const done = () => {
      socket.destroy();
      resolve(got);
    };
    socket.setTimeout(5000, done);
    socket.on('data', (data) => {
      got += data;
      if (got.endsWith('here\n')) done();
    });
    socket.on('error', done);
    socket.on('close', done);
  });
}
