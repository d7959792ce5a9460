import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { shell } from './support.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const COMMANDS = ['check', 'fmt', 'lsp', 'simulate', 'run', 'explain', 'export'];
/** Those that read a configuration. */
const READERS = COMMANDS.filter((name) => name !== 'lsp');

describe('drydock', () => {
  const { run } = shell({});

  it('says what it can do', async () => {
    for (const argv of [['--help'], ['-h'], ['help']]) {
      const { status, out, err } = await run(...argv);
      expect({ status, err }).toEqual({ status: 0, err: '' });
      for (const command of COMMANDS) expect(out).toContain(`\n  ${command} `);
    }
  });

  it('without arguments says the same, as an error', async () => {
    const { status, out, err } = await run();
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(err).toContain('Usage: drydock COMMAND');
  });

  it('says its version', async () => {
    for (const option of ['--version', '-v', '-V']) {
      expect(await run(option)).toEqual({
        status: 0,
        out: `drydock ${version} (HAProxy 3.2 unless told otherwise)\n`,
        err: '',
      });
    }
  });

  it.each(COMMANDS)('%s has a help text that begins with what the list says about it', async (command) => {
    const asked = await run(command, '--help');
    expect({ status: asked.status, err: asked.err }).toEqual({ status: 0, err: '' });
    expect(asked.out).toContain(`Usage: drydock ${command} `);
    expect(asked.out).toContain(command === 'lsp' ? '--stdio' : '--file');
    expect(asked.out).toContain('-h, --help');
    expect((await run('help', command)).out).toBe(asked.out);
    const list = (await run('--help')).out.replace(/\n {10,}/g, ' ');
    expect(list).toContain(asked.out.split('\n')[0]);
  });

  it('knows help when something else is wrong too', async () => {
    expect((await run('check', '--jsno', '--help')).status).toBe(0);
  });

  const mistakes: [string[], string][] = [
    [['chekc'], 'drydock: unknown command chekc: did you mean check?\n'],
    [
      ['deploy'],
      'drydock: unknown command deploy: the commands are check, fmt, lsp, simulate, run, reload, haproxy, explain, verify, export\n',
    ],
    [
      ['--nope'],
      'drydock: unknown option --nope: the commands are check, fmt, lsp, simulate, run, reload, haproxy, explain, verify, export\n',
    ],
    [['help', 'chekc'], 'drydock: unknown command chekc: did you mean check?\n'],
    [['check'], 'drydock check: --file FILE is needed\n'],
    [
      ['check', '-f', 'x', '--format', 'xml'],
      "drydock check: --format takes text, json, sarif, github or json-schema, not 'xml'\n",
    ],
    [
      ['check', '-f', 'x', '--haproxy', '1.8'],
      "drydock check: --haproxy takes 2.6, 2.8, 3.0, 3.2, 3.4 or all, not '1.8'\n",
    ],
    [['explain', '-f', 'x'], 'drydock explain: --request REQUEST is needed\n'],
    [['export', '-f', 'x'], 'drydock export: --out DIR is needed\n'],
  ];
  it.each(mistakes)('%j is answered with one line and how to use it', async (argv, line) => {
    const { status, out, err } = await run(...argv);
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(err.startsWith(line)).toBe(true);
    expect(err.slice(line.length)).toMatch(/^Usage: .*\n$/);
  });

  it.each(READERS)('%s says in one line that a file is missing', async (command) => {
    const more = {
      check: [],
      fmt: [],
      simulate: [],
      run: [],
      explain: ['--request', 'GET http://a/'],
      export: ['--out', 'o'],
    }[command]!;
    expect(await run(command, '-f', 'nowhere.cfg', ...more)).toEqual({
      status: 1,
      out: '',
      err: `drydock ${command}: nowhere.cfg: no such file\n`,
    });
  });
});
