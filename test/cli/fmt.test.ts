import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { shell } from './support.ts';

const UGLY = 'frontend  web\n\tbind\t:80   # in\n  mode http  \n\n\n\n\nbackend b\nserver s   192.0.2.1:80\n';
const NEAT = 'frontend web\n    bind :80   # in\n    mode http\n\n\nbackend b\n    server s 192.0.2.1:80\n';

describe('drydock fmt', () => {
  const here = shell({ 'sub/deep/in.cfg': UGLY, 'sub/other.txt': UGLY }, UGLY);
  afterAll(here.remove);
  const bytes = (name: string) => readFileSync(here.file(name));
  beforeEach(() => {
    writeFileSync(here.file('ugly.cfg'), UGLY);
    writeFileSync(here.file('neat.cfg'), NEAT);
  });

  it('rewrites in place, once', async () => {
    const quiet = { status: 0, out: '', err: '' };
    expect(await here.run('fmt', 'ugly.cfg', 'neat.cfg')).toEqual(quiet);
    expect(bytes('ugly.cfg').toString()).toBe(NEAT);
    expect(await here.run('fmt', '--check', 'ugly.cfg', 'neat.cfg')).toEqual(quiet);
  });

  it('--check changes nothing and names what is not in this form', async () => {
    expect(await here.run('fmt', '--check', 'neat.cfg', 'ugly.cfg')).toEqual({ status: 1, out: 'ugly.cfg\n', err: '' });
    expect(bytes('ugly.cfg').toString()).toBe(UGLY);
    expect(await here.run('fmt', '--check', '-')).toEqual({ status: 1, out: '(standard input)\n', err: '' });
  });

  it('from standard input to standard output', async () => {
    expect(await here.run('fmt', '-')).toEqual({ status: 0, out: NEAT, err: '' });
  });

  it('--indent', async () => {
    expect((await here.run('fmt', '-', '--indent', '2')).out).toBe(
      NEAT.replaceAll('    ', '  ').replace(':80  #', ':80   #'),
    );
    expect(await here.run('fmt', '-', '--indent', '2.5')).toEqual({
      status: 1,
      out: '',
      err: "drydock fmt: --indent takes a whole number from 0 to 16, not '2.5'\n",
    });
  });

  it('a folder: its configurations at any depth', async () => {
    expect((await here.run('fmt', '--check', 'sub')).out).toBe('sub/deep/in.cfg\n');
  });

  it.each([
    ['line ends', 'global\r\n  daemon\r\n\tmaxconn  5\n', 'global\r\n    daemon\r\n    maxconn 5\n'],
    ['a byte order mark', '\ufeffglobal\n  daemon\n', null],
    ['no line feed at the end', 'global\n  daemon', 'global\n    daemon'],
    ['nothing at all', '', ''],
  ])('keeps %s', async (_, before, after) => {
    writeFileSync(here.file('x.cfg'), before);
    expect((await here.run('fmt', 'x.cfg')).status).toBe(0);
    const now = bytes('x.cfg').toString('utf8');
    if (after === null) expect(now.charCodeAt(0)).toBe(0xfeff);
    else expect(now).toBe(after);
  });

  it('keeps bytes that are no UTF-8', async () => {
    const latin1 = Buffer.from('global\n  description  caf\xe9\n', 'latin1');
    writeFileSync(here.file('x.cfg'), latin1);
    await here.run('fmt', 'x.cfg');
    expect(bytes('x.cfg')).toEqual(Buffer.from('global\n    description caf\xe9\n', 'latin1'));
  });

  it('goes on after a file that is not there', async () => {
    expect(await here.run('fmt', 'nowhere.cfg', 'ugly.cfg')).toEqual({
      status: 1,
      out: '',
      err: 'drydock fmt: nowhere.cfg: no such file\n',
    });
    expect(bytes('ugly.cfg').toString()).toBe(NEAT);
  });
});
