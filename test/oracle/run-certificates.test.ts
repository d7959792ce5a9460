/** Runtime commands about files of TLS: what HAProxy and Drydock answer to the same ones, and what clients are shown afterwards. */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { pause, quietPorts } from '../sockets/support.ts';
import { describeWithEveryHaproxy } from '../support/programs.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { versionOf } from './versions.ts';

const CLI = fileURLToPath(new URL('../../simulator/cli/main.ts', import.meta.url));
const pem = (name: string) =>
  readFileSync(new URL(`../sockets/fixtures/${name}`, import.meta.url), 'latin1').replace(/\n\n+/g, '\n');

const FILES = ['shop.pem', 'lab.pem', 'signed-rsa.pem', 'signed-ec.pem', 'client.pem', 'authority.crt'];

/** `$` is the folder; `SHOWN name` asks the strict listener for a name, `SHOWN` the other one for none. */
const COMMANDS = [
  'SHOWN',
  'show ssl cert',
  'show ssl cert $/shop.pem',
  'show ssl cert $/signed-ec.pem',
  'show ssl cert nobody.pem',
  `set ssl cert $/shop.pem <<\n${pem('lab.pem')}`,
  'show ssl cert',
  'show ssl cert *$/shop.pem',
  'SHOWN',
  `set ssl cert $/lab.pem <<\n${pem('shop.pem')}`,
  'abort ssl cert $/lab.pem',
  'abort ssl cert $/shop.pem',
  'commit ssl cert $/shop.pem',
  `set ssl cert $/shop.pem <<\n${pem('lab.pem')}`,
  'commit ssl cert $/shop.pem',
  'SHOWN',
  'commit ssl cert $/shop.pem',
  'set ssl cert',
  'commit ssl cert',
  'abort ssl cert x',
  `set ssl cert nobody.pem <<\n${pem('lab.pem')}`,
  'del ssl cert $/shop.pem',
  'new ssl cert made.pem',
  'new ssl cert made.pem',
  'show ssl cert made.pem',
  'add ssl crt-list $/list made.pem',
  `set ssl cert made.pem <<\n${pem('signed-rsa.pem')}`,
  'commit ssl cert made.pem',
  'show ssl cert made.pem',
  'SHOWN new.example',
  'add ssl crt-list $/list <<\nmade.pem [alpn http/1.1 ca-file nobody.crt] new.example\n',
  'add ssl crt-list $/list <<\nmade.pem [alpn http/1.1] new.example !not.example\n',
  'SHOWN new.example',
  'show ssl crt-list',
  'show ssl crt-list $/list',
  'show ssl crt-list nobody',
  'add ssl crt-list nobody made.pem',
  'add ssl crt-list $/list nobody.pem',
  'del ssl cert made.pem',
  'del ssl crt-list $/list nobody.pem',
  'del ssl crt-list nobody made.pem',
  'del ssl crt-list $/list $/lab.pem',
  'del ssl crt-list $/list made.pem',
  'SHOWN new.example',
  'SHOWN lab.example',
  'del ssl cert made.pem',
  'del ssl cert made.pem',
  'show ssl ca-file',
  'show ssl ca-file $/authority.crt',
  'show ssl ca-file nobody',
  'new ssl ca-file made.crt',
  'new ssl ca-file made.crt',
  `set ssl ca-file made.crt <<\n${pem('authority.crt')}`,
  'show ssl ca-file',
  'commit ssl ca-file made.crt',
  'commit ssl ca-file made.crt',
  'show ssl ca-file made.crt:1',
  'del ssl ca-file made.crt',
  'del ssl ca-file made.crt',
  'del ssl ca-file $/authority.crt',
  'abort ssl ca-file $/authority.crt',
  'show ssl crl-file',
  'new ssl crl-file made.crl',
  'show ssl crl-file',
  'del ssl crl-file made.crl',
  'del ssl crl-file made.crl',
];

const config = (folder: string, ports: readonly number[]) => `global
  stats socket ${folder}/admin.sock level admin
defaults
  mode http
  timeout client 3s
  timeout server 3s
  timeout connect 3s
listen l
  bind 127.0.0.1:${ports[0]} ssl crt ${folder}/shop.pem ca-file ${folder}/authority.crt verify optional
  bind 127.0.0.1:${ports[1]} ssl strict-sni crt-list ${folder}/list
  server s 127.0.0.1:1 ssl verify none crt ${folder}/client.pem
`;

function ask(path: string, command: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ path, allowHalfOpen: true });
    let heard = '';
    socket.on('data', (data) => {
      heard += data;
    });
    socket.on('error', () => resolve('nobody there'));
    socket.on('close', () => resolve(heard));
    socket.on('end', () => socket.end());
    socket.write(`${command}\n`);
  });
}

function shown(port: number, servername: string | undefined): Promise<string> {
  return new Promise((resolve) => {
    const socket = connectTls({
      port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      ...(servername ? { servername } : {}),
    });
    socket.once('secureConnect', () => {
      resolve(`${socket.getPeerCertificate().fingerprint}`);
      socket.destroy();
    });
    socket.once('error', () => resolve('turned away'));
  });
}

async function play(command: readonly string[]): Promise<string[]> {
  const ports = await quietPorts(2);
  const files = Object.fromEntries(FILES.map((name) => [name, pem(name)]));
  const folder = temporaryFolder(files);
  const texts = temporaryFolder({
    'h.cfg': config(folder.path, ports),
  });
  writeFileSync(
    `${folder.path}/list`,
    `${folder.path}/lab.pem\n# more\n${folder.path}/signed-ec.pem [ssl-min-ver TLSv1.2] ec.example !x.ec.example\n`,
  );
  const [program = '', ...args] = command;
  const child = spawn(program, [...args, '-f', `${texts.path}/h.cfg`], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const answers: string[] = [];
  try {
    for (
      let tries = 0;
      tries < 200 && (await ask(`${folder.path}/admin.sock`, 'show ssl crt-list')) === 'nobody there';
      tries++
    )
      await pause(50);
    for (const one of COMMANDS) {
      const name = /^SHOWN ?(.*)/.exec(one)?.[1];
      const answer =
        name === undefined
          ? await ask(`${folder.path}/admin.sock`, one.replaceAll('$', folder.path))
          : await shown(ports[name === '' ? 0 : 1]!, name);
      answers.push(answer.replaceAll(folder.path, '$'));
    }
  } finally {
    child.kill('SIGKILL');
    await ended;
    folder.remove();
    texts.remove();
  }
  return answers;
}

/** 2.6 has other words for these, says nothing why something is not deleted, and lets another file join a transaction. */
const OLDER: readonly RegExp[] = [/^(set|commit) ssl cert$/, /^del ssl (?!crt-list)/, /^set ssl cert \$\/lab.pem/];

/** What versions word otherwise: names of companions, how many places a commit reached, the order of files. */
const plain = (answer: string): string =>
  answer
    .replace(/^(Crt|Key|OCSP|SCTL) filename: .*\n/gm, '')
    .replace(/^(OCSP Response Key|Authority Key Identifier|Subject Key Identifier): .*\n/gm, '')
    .replace(/^(Committing \S*?)\.*$/gm, '$1')
    .replace(/^Option: .*\n/gm, '')
    // its own for what it asks itself
    .replace(/^@system-ca .*\n/m, '')
    // HAProxy's own slip behind the list of alpn
    .replaceAll('\0', '')
    .replace('Status: Uncommitted', 'Status: Unused')
    .replace(/(?<=# filename\n)[\s\S]*/, (names) => names.split('\n').sort().join('\n'));

describeWithEveryHaproxy('runtime commands about certificates as', (haproxy) => {
  let real: readonly string[];
  let ours: readonly string[];
  beforeAll(async () => {
    [real, ours] = await Promise.all([
      play([haproxy.path, '-db']),
      play([process.execPath, CLI, 'run', '--haproxy', versionOf(haproxy)]),
    ]);
  }, 60_000);

  it.each(COMMANDS.map((one, at) => [at, one.split('\n')[0]!] as const))('%i: %s', (at) => {
    const isOlder = versionOf(haproxy) === '2.6' && OLDER.some((one) => one.test(COMMANDS[at]!));
    if (isOlder) expect(real[at]).not.toBe('nobody there');
    else expect(plain(ours[at]!)).toBe(plain(real[at]!));
  });
});
