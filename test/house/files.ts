import type { Source } from './sources.ts';

/** Tables and generated files may be long; what thinks may not. */
const MAY_BE_LONG = [
  /^simulator\/language\/[\w/]*\/(?:keywords|texts)\//,
  /^simulator\/language\/[\w/]*\/parser(?:\.terms)?\.ts$/,
  /^test\/[\w/]*\/?(?:cases|fixtures|data)\//,
];

export const LONGEST = 500;

/** @returns a line when a file of code is longer than 500 lines */
export function lengthViolations({ path, text }: Source): string[] {
  if (MAY_BE_LONG.some((pattern) => pattern.test(path))) return [];
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  return lines > LONGEST ? [`${path}: ${lines} lines; ${LONGEST} at most`] : [];
}

/** What tells about the machine or the way a file was made, and says nothing to its reader. */
const LEAKS: readonly [RegExp, string][] = [
  [/\/work\/|\/tmp\/(?:team|hap-)|\/root\/(?!usr)/, 'a path of some machine'],
  [/\b(?:in|by|from|since|until|of) session \d/i, 'a working session'],
  [
    /\b(?:sub-?agents?|(?:AI|coding|language) (?:agents?|models?|assistants?)|LLMs?|Claude|Anthropic|ChatGPT|OpenAI)\b/i,
    'how it was written',
  ],
  [/\b(?:shared\/|facts\/\w|seeds?\/\d)|\b(?:DESIGN|EXPERIENCE)\.md\b|\bseed-errata\b/, 'a document that is not here'],
  [/\bas (?:the brief|instructed|requested by)\b/i, 'instructions'],
];

/** @returns a line a place where a file says what is nobody's business */
export function leaks({ path, text }: Source): string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      LEAKS.filter(([pattern]) => pattern.test(line)).map(
        ([, what]) => `${path}:${index + 1}: ${what}: ${line.trim().slice(0, 100)}`,
      ),
    );
}
