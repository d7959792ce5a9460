import { describe, expect, it } from 'vitest';
import { leaks, lengthViolations } from './files.ts';
import { sources } from './sources.ts';

const CODE = /\.(ts|tsx|mts|mjs|astro|css)$/;
const TEXT = /\.(ts|tsx|mts|mjs|astro|css|md|mdx|json|jsonc|yaml|yml|cfg|conf|grammar|txt|html|svg)$|^run$/;
/** These name what they look for. */
const ABOUT_LEAKS = /^test\/house\/files(?:\.test)?\.ts$/;

it('no file of code is too long', () => {
  const code = ['simulator', 'src', 'scripts', 'test'].flatMap((folder) => sources(folder, CODE));
  expect(code.flatMap(lengthViolations)).toEqual([]);
});

it('no file tells about a machine or about how it was made', () => {
  const texts = sources('', TEXT).filter(({ path }) => !ABOUT_LEAKS.test(path));
  expect(texts.length).toBeGreaterThan(50);
  expect(texts.flatMap(leaks)).toEqual([]);
});

describe('the checks themselves', () => {
  const lines = (count: number) => 'x\n'.repeat(count);

  it('lengths', () => {
    expect(lengthViolations({ path: 'simulator/engine/step.ts', text: lines(500) })).toEqual([]);
    expect(lengthViolations({ path: 'simulator/engine/step.ts', text: lines(501) })).toHaveLength(1);
    expect(lengthViolations({ path: 'simulator/language/haproxy/keywords/bind.ts', text: lines(5000) })).toEqual([]);
    expect(lengthViolations({ path: 'simulator/language/haproxy/parser.ts', text: lines(5000) })).toEqual([]);
    expect(lengthViolations({ path: 'simulator/language/haproxy/reader.ts', text: lines(5000) })).toHaveLength(1);
  });

  it.each([
    'const cache = "/work/main/cache";',
    'see /tmp/team/notes',
    '// added in session 2',
    '// an AI agent wrote this',
    '// as the brief says',
    '(see facts/hl7.md)',
    'DESIGN.md draws it',
  ])('refuses %s', (text) => {
    expect(leaks({ path: 'a.md', text: `fine\n${text}` })).toHaveLength(1);
  });

  it.each([
    'server a 127.0.0.1:80 agent-check agent-port 9999 # the agent answers "up"',
    'User-Agent: curl',
    'stats socket /run/haproxy.sock',
    'two sessions; session 2 waits in the queue',
    '/tmp/haproxy.sock',
    'const framework = `network/shared`;',
  ])('accepts %s', (text) => {
    expect(leaks({ path: 'a.md', text })).toEqual([]);
  });
});
