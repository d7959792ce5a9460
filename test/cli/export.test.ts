import { readFileSync, statSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { shell } from './support.ts';

const GOOD = `# a comment that stays\r
defaults\r
  mode http\r
  timeout connect 5s\r
  timeout client 30s\r
  timeout server 30s\r
listen web\r
  bind :8080\r
  server app1 192.0.2.1:80\r
`;

describe('drydock export', () => {
  const here = shell({
    'good.cfg': GOOD,
    'bad.cfg': 'listen web\n  bund :80\n',
    'full/haproxy.cfg': 'something else\n',
    afile: '',
  });
  afterAll(here.remove);
  const read = (name: string) => readFileSync(here.file(name), 'utf8');

  it('writes haproxy.cfg byte for byte', async () => {
    const { status, out } = await here.run('export', '-f', 'good.cfg', '--out', 'made/here');
    expect({ status, out }).toEqual({ status: 0, out: 'made/here/haproxy.cfg\nmade/here/README.txt\n' });
    expect(read('made/here/haproxy.cfg')).toBe(GOOD);
    expect((await here.run('export', '-f', 'good.cfg', '--out', 'made/here')).status).toBe(0);
  });

  it('writes a keepalived.conf for each node', async () => {
    const { status, out, err } = await here.run(
      'export',
      '-f',
      'good.cfg',
      '--out',
      'two',
      '--virtual-address',
      '198.51.100.10/24',
      '--interface',
      'ens3',
      '--priorities',
      '150,120',
      '--router-id',
      '77',
      '--unicast',
      '198.51.100.1,198.51.100.2',
    ); // prettier-ignore
    expect(err).toMatch(/^good\.cfg:1: note: .*CRLF/);
    expect(status).toBe(0);
    const nodes = out.split('\n').filter((name) => name.endsWith('keepalived.conf'));
    expect(nodes.length).toBe(2);
    expect(nodes.map((name) => /priority (\d+)/.exec(read(name))?.[1])).toEqual(['150', '120']);
    for (const name of nodes) {
      expect(read(name)).toContain('198.51.100.10/24');
      expect(read(name)).toContain('interface ens3');
      expect(read(name)).toContain('virtual_router_id 77');
      expect(statSync(here.file(name)).mode & 0o777).toBe(0o640);
    }
  });

  const refused: [string, string[], string | RegExp][] = [
    [
      'a configuration that HAProxy refuses',
      ['-f', 'bad.cfg', '--out', 'x1'],
      /^bad\.cfg:2:3: error: (.|\n)*Nothing was written; --force exports it all the same\.\n$/,
    ],
    [
      'to replace what is there',
      ['-f', 'good.cfg', '--out', 'full'],
      /\ndrydock export: full\/haproxy\.cfg is there already and differs; --force replaces it\n$/,
    ],
    [
      'a directory that is a file',
      ['-f', 'good.cfg', '--out', 'afile'],
      /\ndrydock export: afile: (it exists already|a part of the path is not a directory)\n$/,
    ],
    [
      'an address without its length',
      ['-f', 'good.cfg', '--out', 'x2', '--virtual-address', '198.51.100.10'],
      /^good\.cfg:1: note: .*\ndrydock export: --virtual-address: .*prefix length/,
    ],
    [
      'keepalived options without an address',
      ['-f', 'good.cfg', '--out', 'x3', '--interface', 'eth1'],
      'drydock export: --interface is about keepalived, whose files are written with --virtual-address only\n',
    ],
    [
      'one priority',
      ['-f', 'good.cfg', '--out', 'x4', '--virtual-address', '198.51.100.10/24', '--priorities', '100'],
      'drydock export: --priorities takes two values with a comma between\n',
    ],
  ];
  it.each(refused)('refuses %s', async (_what, argv, message) => {
    const { status, err } = await here.run('export', ...argv);
    expect(status).toBe(1);
    if (typeof message === 'string') expect(err).toBe(message);
    else expect(err).toMatch(message);
    expect(read('full/haproxy.cfg')).toBe('something else\n');
    for (const name of ['x1', 'x2', 'x3', 'x4']) expect(() => statSync(here.file(name))).toThrow();
  });

  it('replaces when told to', async () => {
    expect((await here.run('export', '-f', 'good.cfg', '--out', 'full', '--force')).status).toBe(0);
    expect(read('full/haproxy.cfg')).toBe(GOOD);
    expect((await here.run('export', '-f', 'bad.cfg', '--out', 'forced', '--force')).status).toBe(0);
  });
});
