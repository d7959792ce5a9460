import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { parseCommandArgs } from '../../simulator/cli/args.ts';
import { createSimulateCommand } from '../../simulator/cli/simulate.ts';
import { shell } from './support.ts';

const CONFIG = `defaults
    log stdout format raw local0
    mode http
    option httplog
    timeout connect 1s
    timeout client 10s
    timeout server 10s
frontend www
    bind :80
    default_backend app
backend app
    option httpchk GET /
    default-server check inter 1s fall 2 rise 2
    server web1 192.0.2.1:80
    server web2 192.0.2.2:80
`;
const SCENARIO = `title: Two servers
seed: 4
duration: 20s
clients:
  - {name: visitors, rate: 20/s, arrivals: poisson}
faults:
  - {at: 5s, server: web1, do: refuse, for: 5s}
`;

interface Document {
  readonly seed: number;
  readonly hash: string;
  readonly clients: readonly { readonly name: string; readonly started: number; readonly answered: number }[];
  readonly servers: readonly { readonly server: string; readonly share: number; readonly state: string }[];
  readonly transitions: readonly { readonly kind: string; readonly server: string; readonly to: string }[];
  readonly log: readonly { readonly text: string }[];
  readonly logTotal: number;
}

describe('drydock simulate', () => {
  const here = shell({
    'good.cfg': CONFIG,
    's.yaml': SCENARIO,
    'bad.cfg': CONFIG.replace('default_backend app', 'default_backend nowhere'),
    'bad.yaml': 'duration: 5s\nclients:\n  - {name: a, rate: 1/s, too: www}\n',
    'name.yaml': 'clients:\n  - {name: a, rate: 1/s, to: wwww}\n',
    'endless.yaml':
      'duration: 1h\nnetwork: {clients: 0, servers: 0}\nclients: [{name: a, users: 3}]\nservers: {"*": {service: 0}}\n',
    'nobody.yaml': 'duration: 1s\n',
    'steps.cfg':
      'defaults\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\nlisten l\n  bind :80\n  option tcp-check\n  tcp-check connect\n  tcp-check send PING\n  tcp-check expect string PONG\n  server a 192.0.2.1:80 check inter 1s fall 1\n',
    'idle.cfg': 'defaults\n  timeout connect 1s\n  timeout server 1s\nbackend b\n  server a 192.0.2.1:80\n',
    'hang.yaml': 'duration: 8s\nfaults:\n  - {at: 2s, server: a, do: hang}\n',
  });
  afterAll(here.remove);
  const simulate = (...args: string[]) => here.run('simulate', '-f', 'good.cfg', ...args);
  const json = async (...args: string[]) => JSON.parse((await simulate('--json', ...args)).out) as Document;

  it('prints who sent what, what servers did, and what changed', async () => {
    const { status, out, err } = await simulate('--scenario', 's.yaml');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/^Two servers: HAProxy 3\.2, seed 4, 20 s of virtual time$/m);
    expect(out).toMatch(/^ {2}visitors +\d+ +\d+ +\d+ +\d+ +[\d.]+ ms/m);
    expect(out).toMatch(/^ {2}app\/web1 +UP 2\/2 +\d+ +[\d.]+ %/m);
    expect(out).toMatch(/^ {2}5\.000 s +app\/web1 +fault +ok → refuse +injected$/m);
    expect(out).toMatch(/^ {2}[67]\.\d{3} s +app\/web1 +state +UP → DOWN +Layer4 connection problem/m);
    expect(out).toMatch(/^ {2}1[12]\.\d{3} s +app\/web1 +state +DOWN → UP/m);
  });

  it('json: one document, byte for byte the same for the same seed', async () => {
    const once = await simulate('--scenario', 's.yaml', '--json');
    const again = await simulate('--scenario', 's.yaml', '--json');
    expect(once.out).toBe(again.out);
    const document = JSON.parse(once.out) as Document;
    expect(document.seed).toBe(4);
    expect(document.clients[0]!.started).toBeGreaterThan(300);
    expect(document.servers.map((s) => s.server)).toEqual(['web1', 'web2']);
    expect(document.servers.reduce((sum, s) => sum + s.share, 0)).toBeCloseTo(1, 9);
    expect(document.transitions.map((t) => `${t.kind} ${t.server} ${t.to}`)).toEqual([
      'fault web1 refuse',
      'state web1 DOWN',
      'fault web1 ok',
      'state web1 UP',
    ]);
    expect(document.log).toHaveLength(document.logTotal);
  });

  it('says at which step a check stood still', async () => {
    const { out } = await here.run('simulate', '-f', 'steps.cfg', '--scenario', 'hang.yaml');
    expect(out).toContain("Layer7 timeout (at step 3 of tcp-check (expect string 'PONG'))");
  });

  it('--seed chooses another run', async () => {
    const four = await json('--scenario', 's.yaml');
    const five = await json('--scenario', 's.yaml', '--seed', '5');
    expect(five.seed).toBe(5);
    expect(five.hash).not.toBe(four.hash);
    expect((await json('--scenario', 's.yaml', '--seed', '4')).hash).toBe(four.hash);
  });

  it('--trace prints what is hashed, --log what HAProxy would log', async () => {
    const { out: trace } = await simulate('--scenario', 's.yaml', '--trace');
    const document = await json('--scenario', 's.yaml');
    expect(createHash('sha256').update(trace).digest('hex')).toBe(document.hash);
    const { out } = await simulate('--scenario', 's.yaml', '--log');
    expect(out.startsWith(document.log.map((line) => `${line.text}\n`).join(''))).toBe(true);
    expect(out).toMatch(/^Server app\/web1 is DOWN, reason: Layer4 connection problem/m);
    expect(out).toMatch(
      /^198\.51\.100\.\d+:\d+ \[01\/Jan\/2026:00:00:0\d\.\d{3}\] www app\/web[12] \d+\/\d+\/\d+\/\d+\/\d+ 200 /m,
    );
  });

  it('a scenario is made up when there is none', async () => {
    const { status, out } = await simulate();
    expect(status).toBe(0);
    expect(out).toMatch(/clients of www +60\d/);
  });

  it('says when there is nothing to listen on, with the status of check', async () => {
    expect(await here.run('simulate', '-f', 'idle.cfg')).toMatchObject({
      status: 2,
      out: '',
      err: expect.stringMatching(/will not start \(no listener\).*\n$/),
    });
  });

  it('says when nobody sends anything', async () => {
    const { status, err } = await simulate('--scenario', 'nobody.yaml');
    expect(status).toBe(0);
    expect(err).toMatch(/nobody sends anything/);
  });

  it('errors have file, line, column and a caret; both texts are looked at', async () => {
    const { status, out, err } = await here.run('simulate', '-f', 'bad.cfg', '--scenario', 'bad.yaml');
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(err).toMatch(/^bad\.cfg:\d+:\d+: error: /m);
    expect(err).toContain(
      `bad.yaml:3:26: error: unknown key 'too' in a group of clients: did you mean 'to'?\n     3 |   - {name: a, rate: 1/s, too: www}\n       |                          ^~~\n`,
    );
    const name = await simulate('--scenario', 'name.yaml');
    expect(name.status).toBe(1);
    expect(name.err).toContain(
      `name.yaml:2:30: error: no frontend 'wwww' (did you mean 'www'?): the frontends are www\n     2 |   - {name: a, rate: 1/s, to: wwww}\n       |                              ^~~~\n`,
    );
  });

  it('a run that is too much work is stopped, and says where', async () => {
    const command = createSimulateCommand(5000);
    let err = '';
    let out = '';
    const parsed = parseCommandArgs(
      ['-f', 'good.cfg', '--scenario', 'endless.yaml', '--json'],
      command.options,
      'file',
    );
    if (!parsed.ok) throw new Error(parsed.problem);
    const status = await command.run(parsed.args, {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      cwd: here.path,
      env: {},
      colorOut: false,
      colorErr: false,
      readStdin: async () => new Uint8Array(),
    });
    expect(status).toBe(1);
    expect(err).toMatch(
      /^drydock simulate: stopped at [\d.]+ ms of virtual time: more than 5,000 happenings; shorten the run or lower the traffic\n$/,
    );
    expect(JSON.parse(out)).toMatchObject({ complete: false, durationMs: 3_600_000 });
  });

  it('pattern files are read', async () => {
    const config = CONFIG.replace('bind :80', 'bind :80\n    http-request deny if { path -f paths.txt }');
    const folder = shell({ 'acl.cfg': config, 'paths.txt': '/\n', 's.yaml': SCENARIO });
    const { out } = await folder.run('simulate', '-f', 'acl.cfg', '--scenario', 's.yaml', '--log');
    expect(out).toMatch(/ www\/<NOSRV> .* 403 .* PR-- /);
    folder.remove();
  });

  it.each([
    [['--scenario', 'absent.yaml'], 'drydock simulate: absent.yaml: no such file\n'],
    [
      ['--scenario', 's.yaml', '--seed', '-3'],
      "drydock simulate: --seed takes a whole number from 0 to 4294967295, not '-3'\n",
    ],
    [['--seed', 'x'], "drydock simulate: --seed takes a whole number from 0 to 4294967295, not 'x'\n"],
  ])('%j', async (args, message) => {
    const { status, out, err } = await simulate(...args);
    expect({ status, out, err }).toEqual({ status: 1, out: '', err: message });
  });
});
