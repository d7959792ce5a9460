/**
 * Reads `advice-cases/*.txt`. A case begins with `== title`, or with `== not CODE: title` when it comes near a code and must
 * not get it. `@name` stands for the lines of a prelude. `# ! code` behind a line expects advice there; `# ! code «text»`
 * also says which stretch of the line.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface AdviceCase {
  readonly title: string;
  /** The code that it comes near to. */
  readonly near: string | null;
  readonly text: string;
  readonly expected: readonly { readonly code: string; readonly line: string; readonly at: string | null }[];
}

const TIMEOUTS = ['timeout client 30s', 'timeout server 30s', 'timeout connect 5s', 'timeout queue 10s'];

/** Preludes that get no advice themselves. */
const PRELUDES: Readonly<Record<string, readonly string[]>> = {
  '@http': [
    'defaults',
    '  mode http',
    '  option forwardfor',
    '  timeout http-request 10s',
    ...TIMEOUTS.map((t) => `  ${t}`),
  ],
  '@tcp': ['defaults', '  mode tcp', ...TIMEOUTS.map((t) => `  ${t}`)],
  '@web': ['frontend web', '  bind :80', '  default_backend app'],
  '@app': ['backend app', '  server s1 192.0.2.1:80 check'],
  '@other': ['backend other', '  server s1 192.0.2.2:80 check'],
};

const folder = fileURLToPath(new URL('./advice-cases/', import.meta.url));

export const adviceCases: Readonly<Record<string, readonly AdviceCase[]>> = Object.fromEntries(
  readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .map((name) => [name.replace('.txt', ''), casesOf(readFileSync(folder + name, 'utf8'))]),
);

function casesOf(source: string): readonly AdviceCase[] {
  return source
    .split(/^== /m)
    .slice(1)
    .map((part) => {
      const [title = '', ...lines] = part.trimEnd().split('\n');
      const expected: { code: string; line: string; at: string | null }[] = [];
      const text = lines
        .flatMap((line) => PRELUDES[line.trim()] ?? [line])
        .map((line) => {
          const [code, marks] = line.split(/\s+# ! /);
          for (const mark of marks?.split(/ # ! | ! /) ?? []) {
            const match = /^([\w-]+)(?: «(.*)»)?$/.exec(mark.trim());
            if (!match) throw new Error(`'${mark}' is no mark (${title})`);
            expected.push({ code: match[1]!, line: code!.trim(), at: match[2] ?? null });
          }
          return code;
        });
      return { title, near: /^not ([\w-]+):/.exec(title)?.[1] ?? null, text: `${text.join('\n')}\n`, expected };
    });
}
