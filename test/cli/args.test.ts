import { describe, expect, it } from 'vitest';
import { nearest, parseCommandArgs } from '../../simulator/cli/args.ts';
import type { OptionSpec } from '../../simulator/cli/command.ts';

const OPTIONS: readonly OptionSpec[] = [
  { name: 'file', short: 'f', value: 'FILE', many: true, required: true, about: '' },
  { name: 'haproxy', value: 'VERSION', choices: ['2.6', '3.2'], about: '' },
  { name: 'json', about: '' },
];

/** Parses a command line written as one string; gives the values, or the problem. */
function parse(line: string): unknown {
  const parsed = parseCommandArgs(
    line.split(' ').filter((w) => w !== ''),
    OPTIONS,
    'file',
  );
  if (!parsed.ok) return parsed.problem;
  if (parsed.help) return 'help';
  const { args } = parsed;
  return { f: args.values('file'), haproxy: args.value('haproxy'), json: args.flag('json') };
}

describe('arguments', () => {
  const accepted: [string, unknown][] = [
    ['-f a.cfg', { f: ['a.cfg'], haproxy: undefined, json: false }],
    ['-f a.cfg b.cfg c.cfg', { f: ['a.cfg', 'b.cfg', 'c.cfg'], haproxy: undefined, json: false }],
    ['--file=a.cfg --json', { f: ['a.cfg'], haproxy: undefined, json: true }],
    ['-fa.cfg -f b.cfg --haproxy 2.6', { f: ['a.cfg', 'b.cfg'], haproxy: '2.6', json: false }],
    ['-f -', { f: ['-'], haproxy: undefined, json: false }],
    ['--json -- --odd', { f: ['--odd'], haproxy: undefined, json: true }],
    ['--nonsense -h', 'help'],
    ['--help', 'help'],
  ];
  for (const [line, expected] of accepted) {
    it(`takes ${line}`, () => expect(parse(line)).toEqual(expected));
  }

  const refused: [string, string][] = [
    ['', '--file FILE is needed'],
    ['-f', '-f needs a value: --file FILE'],
    ['-f a --jsno', 'unknown option --jsno: did you mean --json?'],
    ['-f a --hapoxy 3.2', 'unknown option --hapoxy: did you mean --haproxy?'],
    ['-f a -x', 'unknown option -x'],
    ['-f a --haproxy 3.1', "--haproxy takes 2.6 or 3.2, not '3.1'"],
    ['-f a --haproxy 2.6 --haproxy 3.2', '--haproxy VERSION is given 2 times'],
    ['-f a --haproxy --json', '--haproxy needs a value (VERSION), and what follows is the option --json'],
    ['-f a --json=yes', "--json takes no value, and 'yes' was given"],
  ];
  for (const [line, problem] of refused) it(`refuses "${line}"`, () => expect(parse(line)).toBe(problem));

  it('says what an operand is not wanted for', () => {
    expect(parseCommandArgs(['stray'], [{ name: 'json', about: '' }])).toEqual({
      ok: false,
      problem: "unexpected argument 'stray'",
    });
  });

  it('finds the nearest word within two edits', () => {
    expect(nearest('chekc', ['check', 'run'])).toBe('check');
    expect(nearest('simul', ['simulate', 'run'])).toBe('simulate');
    expect(nearest('rnu', ['check', 'run'])).toBe('run');
    expect(nearest('deploy', ['check', 'run', 'explain'])).toBeNull();
  });
});
