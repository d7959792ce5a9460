import { afterAll, describe, expect, it } from 'vitest';
import { shell } from './support.ts';

const GOOD = `defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend web
  bind 127.0.0.1:8080
  default_backend app
backend app
  server app1 192.0.2.1:80
`;

const files = {
  'good.cfg': GOOD,
  'typo.cfg': GOOD.replace('default_backend app', '\tdefault_backend ap'),
  'unknown.cfg': GOOD.replace('  mode http\n', '  mode http\n  optoin httplog\n'),
  'nothing.cfg': 'global\n  maxconn 100\n',
  'deny.cfg': GOOD.replace(
    '  default_backend app',
    '  http-request deny deny_status 429 if { path hdr }\n  http-request deny hdr X-Why no if { path /a }\n  default_backend app',
  ),
  'conf.d/10-defaults.cfg': GOOD.slice(0, GOOD.indexOf('frontend')),
  'conf.d/20-web.cfg': GOOD.slice(GOOD.indexOf('frontend')),
  'conf.d/README': 'not a configuration',
  'empty/README': '',
};

describe('drydock check', () => {
  const here = shell(files, GOOD);
  afterAll(here.remove);

  it('accepts what HAProxy accepts', async () => {
    expect(await here.run('check', '-f', 'good.cfg')).toEqual({
      status: 0,
      out: 'HAProxy 3.2: configuration file is valid.\n',
      err: '',
    });
    expect((await here.run('check', '-f', 'good.cfg', '--haproxy', '2.6')).out).toBe(
      'HAProxy 2.6: configuration file is valid.\n',
    );
  });

  it('has nothing to say about a deny with an answer of its own', async () => {
    const { status, out } = await here.run('check', '-f', 'deny.cfg');
    expect(status).toBe(0);
    expect(out.split('\n').filter((line) => line.includes('.cfg:'))).toEqual([]);
  });

  it('points at an error with line, column and caret', async () => {
    const { status, out } = await here.run('check', '-f', 'typo.cfg');
    expect(status).toBe(1);
    const [place, source, caret] = out.split('\n');
    expect(place).toMatch(/^typo\.cfg:8:\d+: error: .*'ap'/);
    expect(source).toBe('     8 |         default_backend ap');
    expect(caret).toMatch(/^ {7}\| +\^~*$/);
    expect(out).toMatch(/HAProxy 3\.2: fatal errors found in configuration: 1 error[,.]/);
  });

  it('says 2 when there is nothing to listen on', async () => {
    const { status, out } = await here.run('check', '-f', 'nothing.cfg');
    expect(status).toBe(2);
    expect(out).toMatch(/HAProxy 3\.2: configuration file has no error but will not start \(no listener\)/);
  });

  it('gives the same as data', async () => {
    const { status, out } = await here.run('check', '-f', 'unknown.cfg', '--format', 'json');
    expect(status).toBe(1);
    const found = JSON.parse(out);
    expect(found).toContainEqual({
      file: 'unknown.cfg',
      line: 3,
      column: 3,
      endLine: 3,
      endColumn: 9,
      severity: 'error',
      code: 'unknown-keyword',
      message: expect.stringContaining("'optoin'"),
      hint: "did you mean 'option'?",
      fixes: [
        {
          title: "Write 'option'",
          edits: [{ file: 'unknown.cfg', line: 3, column: 3, endLine: 3, endColumn: 9, text: 'option' }],
        },
      ],
    });
    expect(JSON.parse((await here.run('check', '-f', 'good.cfg', '--format', 'json')).out)).toEqual([]);
  });

  it('reads several files as one configuration, a directory by name, and standard input', async () => {
    const valid = 'HAProxy 3.2: configuration file is valid.\n';
    expect((await here.run('check', '-f', 'conf.d/10-defaults.cfg', '-f', 'conf.d/20-web.cfg')).out).toBe(valid);
    expect((await here.run('check', '-f', 'conf.d/10-defaults.cfg', 'conf.d/20-web.cfg')).out).toBe(valid);
    expect((await here.run('check', '-f', 'conf.d')).out).toBe(valid);
    expect((await here.run('check', '-f', '-')).out).toBe(valid);
    expect(await here.run('check', '-f', 'empty')).toEqual({
      status: 1,
      out: '',
      err: 'drydock check: empty: a directory without any .cfg file\n',
    });
  });

  it('says in which of several files something is', async () => {
    const { out } = await here.run('check', '-f', 'conf.d/20-web.cfg', 'unknown.cfg');
    expect(out).toContain('unknown.cfg:3:3: error:');
  });
});
