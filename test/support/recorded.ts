/** A run on real sockets with a bit of everything, recorded by `drydock run --record`, and what it logged. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answering, client, get, HTTP_DEFAULTS, origin, pause, withPorts } from '../sockets/support.ts';
import { temporaryFolder } from './temporary.ts';

const CLI = fileURLToPath(new URL('../../simulator/cli/main.ts', import.meta.url));

export interface RecordedRun {
  /** The file. */
  readonly text: string;
  /** What the run wrote to its log. */
  readonly log: string;
  readonly messages: string;
  readonly configuration: string;
}

const CONFIGURATION = `${HTTP_DEFAULTS}
frontend web
  bind 127.0.0.1:$front
  acl is-admin path_beg /admin
  http-request track-sc0 src table counts
  http-request set-header x-date %[date(),utime(%Y-%m-%d)]
  http-request auth realm staff if is-admin !{ http_auth(staff) }
  http-request deny if { path -m beg -f bad.lst }
  http-request return status 200 content-type text/plain lf-string "%[env(GREETING)] %[sc_http_req_cnt(0)]" if { path /count }
  use_backend down if { path /down }
  default_backend app
backend app
  balance random
  cookie S insert indirect nocache
  option redispatch
  retries 2
  server a 127.0.0.1:$a check inter 100ms rise 1 fall 1 cookie a
  server b localhost:$b check inter 100ms rise 1 fall 1 cookie b
backend down
  timeout connect 300ms
  server gone 127.0.0.1:$c
listen tcp
  mode tcp
  option tcplog
  bind 127.0.0.1:$tcp
  server a 127.0.0.1:$a
backend counts
  stick-table type ip size 100 expire 1m store http_req_cnt
userlist staff
  user boss insecure-password "\${PASSWORD}"
`;

/** Clients come, a server goes down and comes back, and the run is stopped softly. */
export async function recordedRun(...more: string[]): Promise<RecordedRun> {
  const { text: configuration, ports } = await withPorts(CONFIGURATION);
  const folder = temporaryFolder({ 'h.cfg': configuration, 'bad.lst': '/one\n/two\n' });
  const origins = [await origin(ports['a']!, answering('a')), await origin(ports['b']!, answering('b'))];
  const child = spawn(process.execPath, [CLI, 'run', '-f', 'h.cfg', '--seed', '7', '--record', 'inputs', ...more], {
    cwd: folder.path,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, GREETING: 'hello', PASSWORD: 'secret', UNRELATED: 'not-to-be-written' },
  });
  let [log, messages] = ['', ''];
  child.stdout.on('data', (data) => {
    log += String(data);
  });
  child.stderr.on('data', (data) => {
    messages += String(data);
  });
  const ended = once(child, 'close');
  try {
    for (let tries = 0; tries < 1000 && !messages.includes('pid') && child.exitCode === null; tries++) await pause(10);
    const front = ports['front']!;
    for (const path of ['/', '/one', '/count', '/admin', '/down', '/count']) await get(front, path);
    const known = await client(front);
    known.say('GET /admin/x HTTP/1.1\r\nhost: h\r\nauthorization: Basic Ym9zczpzZWNyZXQ=\r\ncookie: S=b; t=1\r\n\r\n');
    await known.until((heard) => heard.includes('HTTP/1.1'));
    known.say('BAD\r\n\r\n');
    await known.over();
    const bytes = await client(ports['tcp']!);
    bytes.say('GET / HTTP/1.1\r\n\r\n');
    await bytes.until((heard) => heard.includes('200 OK'));
    bytes.socket.destroy();
    await origins[1]!.close();
    await pause(350);
    for (let n = 0; n < 4; n++) await get(front, `/after/${n}`);
    origins[1] = await origin(ports['b']!, answering('b'));
    await pause(350);
    child.kill('SIGUSR1');
    await ended;
    return { text: readFileSync(join(folder.path, 'inputs'), 'utf8'), log, messages, configuration };
  } finally {
    child.kill('SIGKILL');
    await ended;
    for (const one of origins) await one.close();
    folder.remove();
  }
}
